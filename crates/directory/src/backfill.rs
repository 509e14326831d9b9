//! Asking for the directory, by event, until all of it has been told.

use std::time::Duration;

use cascade_events::{EventData, NewEvent, outbox};
use cascade_proto::resources::v1::DirectoryTold;
use cascade_runtime::clock::Clock;
use cascade_storage::{DbConn, DbPool, StorageError, UtcTime, on_conn};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::schema::directory_backfill;

/// A page of an answer.
pub const TOLD: &str = "cascade.resources.directory_told.v1";

/// The one row that a service has.
const ALL: &str = "directory";
/// Until it is asked again the first time; twice as long each time after.
const PATIENCE: TimeDelta = TimeDelta::seconds(10);
/// Before the first question: services that start together have subscribed by then. Asked sooner, nothing would be lost, but in one process the
/// relay would complain that nobody listens yet.
const START: Duration = Duration::from_secs(1);
/// Whoever has no answer asks at least as often.
const LONGEST: TimeDelta = TimeDelta::minutes(10);

#[derive(Queryable, Selectable)]
#[diesel(table_name = directory_backfill)]
struct Row {
    request: String,
    asked_at: UtcTime,
    asked: i64,
    pages: i64,
    filled_at: Option<UtcTime>,
}

impl Row {
    /// When it is to be asked again; at once where it never was.
    fn again_at(&self) -> DateTime<Utc> {
        let asked_at: DateTime<Utc> = self.asked_at.into();
        let doublings = match u32::try_from(self.asked) {
            Ok(0) => return asked_at,
            Ok(asked) => asked - 1,
            Err(_) => u32::MAX,
        };
        let wait = 2_i32.checked_pow(doublings).map_or(LONGEST, |times| {
            PATIENCE.checked_mul(times).unwrap_or(LONGEST)
        });
        asked_at + wait.min(LONGEST)
    }
}

/// `cascade.<service>.directory_asked.v1`, as each service's contract has it.
#[derive(Serialize)]
struct Asked {
    request: String,
}

/// Fills what a service keeps of the directory.
pub struct Backfill {
    pool: DbPool,
    service: &'static str,
    wall: Clock,
}

impl Backfill {
    /// Of a service, by its name, in its database. Tries go by the machine's clock, whatever day it is in a simulation.
    #[must_use]
    pub fn new(pool: DbPool, service: &'static str) -> Self {
        let wall = Clock::system();
        Self {
            pool,
            service,
            wall,
        }
    }

    /// Asks until all has been told, or until `shutdown`. Any number of replicas may.
    pub async fn run(self, shutdown: CancellationToken) {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(START) => {}
        }
        loop {
            let wait = match self.look().await {
                Ok(None) => return,
                Ok(Some(wait)) => wait,
                Err(error) => {
                    tracing::warn!(%error, "the directory cannot be asked for now");
                    PATIENCE
                }
            };
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = tokio::time::sleep(wait.to_std().unwrap_or(Duration::ZERO)) => {}
            }
        }
    }

    async fn look(&self) -> Result<Option<TimeDelta>, StorageError> {
        let (pool, service, now) = (self.pool.clone(), self.service, self.wall.now());
        cascade_storage::mutation(async move {
            let mut tx = pool.begin().await?;
            let wait = ask_if_due(&mut tx, service, now).await?;
            tx.commit().await?;
            Ok(wait)
        })
        .await?
    }
}

/// Asks for the directory where that is due, and answers how long to wait before the next look; none where all of it has been told.
///
/// # Errors
/// What the database says.
pub async fn ask_if_due(
    conn: &mut DbConn,
    service: &str,
    now: DateTime<Utc>,
) -> Result<Option<TimeDelta>, StorageError> {
    let never = (
        directory_backfill::id.eq(ALL),
        directory_backfill::request.eq(""),
        directory_backfill::asked_at.eq(UtcTime::from(now)),
        directory_backfill::asked.eq(0),
        directory_backfill::pages.eq(0),
    );
    on_conn!(conn, c => {
        diesel::insert_into(directory_backfill::table)
            .values(never)
            .on_conflict_do_nothing()
            .execute(c)
            .await
    })?;
    let Some(row) = held(conn).await? else {
        return Ok(Some(PATIENCE));
    };
    if row.filled_at.is_some() {
        return Ok(None);
    }
    let again_at = row.again_at();
    if again_at > now {
        return Ok(Some(again_at - now));
    }
    let request = Uuid::now_v7().to_string();
    let next = Row {
        request: request.clone(),
        asked_at: now.into(),
        asked: row.asked + 1,
        pages: 0,
        filled_at: None,
    };
    on_conn!(conn, c => {
        diesel::update(directory_backfill::table.find(ALL))
            .set((
                directory_backfill::request.eq(&next.request),
                directory_backfill::asked_at.eq(next.asked_at),
                directory_backfill::asked.eq(next.asked),
                directory_backfill::pages.eq(next.pages),
            ))
            .execute(c)
            .await
    })?;
    let event = NewEvent {
        event_type: format!("cascade.{service}.directory_asked.v1"),
        source: format!("/cascade/{service}"),
        subject: ALL.to_owned(),
        partition_key: ALL.to_owned(),
        time: now,
        aggregate_version: next.asked,
        // A struct of one string always has a JSON form.
        data: EventData::of(&Asked { request }).unwrap_or_default(),
    };
    outbox::append(conn, &[event]).await?;
    Ok(Some(next.again_at() - now))
}

/// Notes that a page of an answer was taken in: with the last of all of them the directory is filled. Pages of an answer to somebody else's
/// question, or to a former one, count for nothing, though what they say does.
///
/// # Errors
/// What the database says.
pub async fn note_page(
    conn: &mut DbConn,
    told: &DirectoryTold,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let Some(row) = held(conn).await? else {
        return Ok(());
    };
    if row.request != told.request || row.filled_at.is_some() {
        return Ok(());
    }
    let pages = row.pages + 1;
    // One that was set aside as unreadable, or told before anybody listened, is missing: it will be asked again.
    let is_filled = told.last && pages == i64::from(told.page);
    let filled_at = is_filled.then(|| UtcTime::from(now));
    on_conn!(conn, c => {
        diesel::update(directory_backfill::table.find(ALL))
            .set((
                directory_backfill::pages.eq(pages),
                directory_backfill::filled_at.eq(filled_at),
            ))
            .execute(c)
            .await
    })?;
    if is_filled {
        tracing::info!(pages, "the directory is filled");
    }
    Ok(())
}

/// The row, held until the transaction ends.
async fn held(conn: &mut DbConn) -> Result<Option<Row>, StorageError> {
    let row = directory_backfill::table.find(ALL);
    Ok(match conn {
        DbConn::Postgres(c) => row
            .select(Row::as_select())
            .for_update()
            .first(c)
            .await
            .optional()?,
        DbConn::Sqlite(c) => row.select(Row::as_select()).first(c).await.optional()?,
    })
}
