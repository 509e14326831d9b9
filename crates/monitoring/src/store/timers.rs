//! Timers: rows with a due time. The transaction that acts on one deletes it, so each acts once.

use cascade_storage::{DbConn, StorageError, UtcTime, on_conn};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::{
    domain::outcome::{Purpose, TimerChange},
    ids::{AlertId, PlanId},
    schema::{plans, timers},
};

/// A timer that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueTimer {
    id: String,
    /// What it is for.
    pub purpose: Purpose,
    /// When it was due.
    pub due: DateTime<Utc>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = timers)]
struct Row {
    id: String,
    plan_id: PlanId,
    kind: String,
    alert_id: String,
    due_at: UtcTime,
}

fn words(purpose: Purpose) -> (&'static str, String) {
    match purpose {
        Purpose::Day => ("day", String::new()),
        Purpose::Level(alert) => ("level", alert.to_string()),
    }
}

fn purpose(kind: &str, alert: &str) -> Result<Purpose, StorageError> {
    let alert = || alert.parse::<AlertId>().map_err(StorageError::internal);
    match kind {
        "day" => Ok(Purpose::Day),
        "level" => Ok(Purpose::Level(alert()?)),
        other => Err(StorageError::internal(format!(
            "a timer of unknown kind {other:?}"
        ))),
    }
}

pub(super) async fn write(
    conn: &mut DbConn,
    plan: PlanId,
    changes: &[TimerChange],
) -> Result<(), StorageError> {
    for change in changes {
        let (kind, alert) = words(change.purpose);
        let Some(due) = change.due else {
            on_conn!(conn, c => {
                diesel::delete(
                    timers::table
                        .filter(timers::plan_id.eq(plan))
                        .filter(timers::kind.eq(kind))
                        .filter(timers::alert_id.eq(&alert)),
                )
                .execute(c)
                .await
            })?;
            continue;
        };
        let row = Row {
            id: Uuid::now_v7().to_string(),
            plan_id: plan,
            kind: kind.to_owned(),
            alert_id: alert,
            due_at: due.into(),
        };
        on_conn!(conn, c => {
            diesel::insert_into(timers::table)
                .values(&row)
                .on_conflict((timers::plan_id, timers::kind, timers::alert_id))
                .do_update()
                .set(timers::due_at.eq(row.due_at))
                .execute(c)
                .await
        })?;
    }
    Ok(())
}

/// A plan that has something due, locked until the end of the transaction, with all of its timers that are. A plan that
/// another replica works on is passed over. Plans are locked before their timers everywhere, so nobody waits in a ring.
pub async fn claim_due(
    conn: &mut DbConn,
    now: DateTime<Utc>,
) -> Result<Option<(PlanId, Vec<DueTimer>)>, StorageError> {
    let now = UtcTime::from(now);
    let waiting = || {
        let due = timers::table
            .filter(timers::plan_id.eq(plans::id))
            .filter(timers::due_at.le(now));
        plans::table
            .filter(diesel::dsl::exists(due))
            .order(plans::id.asc())
            .select(plans::id)
    };
    let plan: Option<PlanId> = match conn {
        DbConn::Postgres(c) => waiting()
            .for_update()
            .skip_locked()
            .first(c)
            .await
            .optional()?,
        DbConn::Sqlite(c) => waiting().first(c).await.optional()?,
    };
    let Some(plan) = plan else { return Ok(None) };
    let rows: Vec<Row> = on_conn!(conn, c => {
        timers::table
            .filter(timers::plan_id.eq(plan))
            .filter(timers::due_at.le(now))
            .order((timers::due_at.asc(), timers::id.asc()))
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    let due = rows
        .into_iter()
        .map(|row| {
            Ok(DueTimer {
                purpose: purpose(&row.kind, &row.alert_id)?,
                due: row.due_at.into(),
                id: row.id,
            })
        })
        .collect::<Result<_, StorageError>>()?;
    Ok(Some((plan, due)))
}

/// Takes back timers that are acted on.
pub async fn delete_timers(conn: &mut DbConn, due: &[DueTimer]) -> Result<(), StorageError> {
    for timer in due {
        on_conn!(conn, c => diesel::delete(timers::table.find(&timer.id)).execute(c).await)?;
    }
    Ok(())
}

/// When the next timer is due.
pub async fn next_due(conn: &mut DbConn) -> Result<Option<DateTime<Utc>>, StorageError> {
    let due: Option<UtcTime> = on_conn!(conn, c => {
        timers::table.select(diesel::dsl::min(timers::due_at)).first(c).await
    })?;
    Ok(due.map(Into::into))
}
