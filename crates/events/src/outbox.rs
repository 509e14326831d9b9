//! Events that commit with the state they tell of.

use std::collections::HashMap;

use cascade_storage::{DbConn, DbPool, StorageError, UtcTime, insert_all, on_conn};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

use crate::{
    CloudEvent,
    schema::{outbox, outbox_sequences},
    trace,
};

/// Channel on which PostgreSQL tells relays that there is something to publish.
pub const CHANNEL: &str = "cascade_outbox";
/// Slots that partition keys are spread over; a relay holds whole slots.
pub const SLOTS: i64 = 16;

/// An event about to be committed.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// `cascade.tasks.progress_reported.v1`
    pub event_type: String,
    /// `/cascade/tasks`
    pub source: String,
    /// Aggregate it is about.
    pub subject: String,
    /// Events of one key keep their order; the plan.
    pub partition_key: String,
    /// When it happened.
    pub time: DateTime<Utc>,
    /// Version of the aggregate after it.
    pub aggregate_version: i64,
    /// Canonical JSON of the message that the type names.
    pub data: serde_json::Value,
}

#[derive(Insertable)]
#[diesel(table_name = outbox)]
struct Row {
    event_id: String,
    event_type: String,
    source: String,
    subject: String,
    partition_key: String,
    slot: i64,
    time: UtcTime,
    aggregate_version: i64,
    traceparent: Option<String>,
    data: String,
}

/// Slot of a partition key: the same in every process and version (FNV-1a, 64 bit).
#[must_use]
pub fn slot_of(partition_key: &str, slots: i64) -> i64 {
    let hash = partition_key
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    // The remainder is below `slots`, which fits.
    (hash % slots.max(1).unsigned_abs()).cast_signed()
}

/// Puts events into the outbox, in this order, as part of the open transaction. The caller's trace goes with them.
///
/// Write the aggregate's row first: its lock then keeps the order of the outbox for one aggregate the order of its versions.
///
/// # Errors
/// What the database says.
pub async fn append(conn: &mut DbConn, events: &[NewEvent]) -> Result<(), StorageError> {
    if events.is_empty() {
        return Ok(());
    }
    let traceparent = trace::current_traceparent();
    let rows: Vec<Row> = events
        .iter()
        .map(|event| Row {
            event_id: Uuid::now_v7().to_string(),
            event_type: event.event_type.clone(),
            source: event.source.clone(),
            subject: event.subject.clone(),
            partition_key: event.partition_key.clone(),
            slot: slot_of(&event.partition_key, SLOTS),
            time: event.time.into(),
            aggregate_version: event.aggregate_version,
            traceparent: traceparent.clone(),
            data: event.data.to_string(),
        })
        .collect();
    insert_all!(conn, outbox::table, &rows)?;
    match conn {
        // Delivered at commit, and once for a whole transaction.
        DbConn::Postgres(c) => c.batch_execute(&format!("NOTIFY {CHANNEL}")).await?,
        // SQLite has no channel; its relay is in this process and looks often.
        DbConn::Sqlite(_) => {}
    }
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub(crate) struct Stored {
    pub id: i64,
    event_id: String,
    event_type: String,
    source: String,
    subject: String,
    pub partition_key: String,
    time: UtcTime,
    aggregate_version: i64,
    traceparent: Option<String>,
    data: String,
    pub sequence: Option<i64>,
}

impl Stored {
    /// The envelope in which it leaves.
    pub(crate) fn into_event(self) -> Result<CloudEvent, StorageError> {
        Ok(CloudEvent {
            specversion: "1.0".to_owned(),
            id: self.event_id.parse().map_err(StorageError::internal)?,
            source: self.source,
            event_type: self.event_type,
            subject: self.subject,
            time: self.time.into(),
            datacontenttype: "application/json".to_owned(),
            partitionkey: self.partition_key,
            sequence: self.sequence.map(|number| format!("{number:020}")),
            traceparent: self.traceparent,
            aggregateversion: self.aggregate_version,
            data: serde_json::from_str(&self.data).map_err(StorageError::internal)?,
        })
    }
}

/// The oldest unpublished events of these slots, in their order.
pub(crate) async fn unpublished(
    conn: &mut DbConn,
    slots: &[i64],
    most: i64,
) -> Result<Vec<Stored>, StorageError> {
    let rows = on_conn!(conn, c => {
        outbox::table
            .filter(outbox::published_at.is_null())
            .filter(outbox::slot.eq_any(slots))
            .order(outbox::id.asc())
            .limit(most)
            .select(Stored::as_select())
            .load(c)
            .await
    })?;
    Ok(rows)
}

/// Gives numbers to the events that have none, in their order, each counting on from the last of its partition key.
pub(crate) async fn number(conn: &mut DbConn, rows: &mut [Stored]) -> Result<(), StorageError> {
    let mut last: HashMap<String, i64> = HashMap::new();
    for row in rows.iter_mut().filter(|row| row.sequence.is_none()) {
        let known = match last.get(&row.partition_key) {
            Some(known) => *known,
            None => last_number(conn, &row.partition_key).await?,
        };
        row.sequence = Some(known + 1);
        last.insert(row.partition_key.clone(), known + 1);
        on_conn!(conn, c => {
            diesel::update(outbox::table.find(row.id)).set(outbox::sequence.eq(row.sequence)).execute(c).await
        })?;
    }
    for (key, number) in last {
        on_conn!(conn, c => {
            diesel::insert_into(outbox_sequences::table)
                .values((outbox_sequences::partition_key.eq(&key), outbox_sequences::last.eq(number)))
                .on_conflict(outbox_sequences::partition_key)
                .do_update()
                .set(outbox_sequences::last.eq(number))
                .execute(c)
                .await
        })?;
    }
    Ok(())
}

async fn last_number(conn: &mut DbConn, key: &str) -> Result<i64, StorageError> {
    let last = on_conn!(conn, c => {
        outbox_sequences::table.find(key).select(outbox_sequences::last).first(c).await.optional()
    })?;
    Ok(last.unwrap_or(0))
}

/// Notes that these rows can no longer be lost.
pub(crate) async fn mark_published(
    conn: &mut DbConn,
    ids: &[i64],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let now = UtcTime::from(now);
    on_conn!(conn, c => {
        diesel::update(outbox::table.filter(outbox::id.eq_any(ids)))
            .set(outbox::published_at.eq(now))
            .execute(c)
            .await
    })?;
    Ok(())
}

/// How many events wait, and since when the oldest does.
///
/// # Errors
/// What the database says.
pub async fn backlog(conn: &mut DbConn) -> Result<(i64, Option<DateTime<Utc>>), StorageError> {
    let (count, oldest): (i64, Option<UtcTime>) = on_conn!(conn, c => {
        outbox::table
            .filter(outbox::published_at.is_null())
            .select((diesel::dsl::count_star(), diesel::dsl::min(outbox::time)))
            .first(c)
            .await
    })?;
    Ok((count, oldest.map(Into::into)))
}

/// Every published event that is still kept, oldest first.
///
/// # Errors
/// What the database says.
pub async fn published(pool: &DbPool) -> Result<Vec<CloudEvent>, StorageError> {
    let mut conn = pool.get().await?;
    let rows: Vec<Stored> = on_conn!(&mut conn, c => {
        outbox::table
            .filter(outbox::published_at.is_not_null())
            .order(outbox::id.asc())
            .select(Stored::as_select())
            .load(c)
            .await
    })?;
    rows.into_iter().map(Stored::into_event).collect()
}

/// Forgets events published before `limit`.
///
/// # Errors
/// What the database says.
pub async fn forget_before(conn: &mut DbConn, limit: DateTime<Utc>) -> Result<usize, StorageError> {
    let limit = UtcTime::from(limit);
    let forgotten = on_conn!(conn, c => {
        diesel::delete(outbox::table.filter(outbox::published_at.lt(limit))).execute(c).await
    })?;
    Ok(forgotten)
}

/// Puts an event that was published before back among those to publish.
pub(crate) async fn publish_again(
    conn: &mut DbConn,
    event: &CloudEvent,
) -> Result<(), StorageError> {
    let row = Row {
        event_id: event.id.to_string(),
        event_type: event.event_type.clone(),
        source: event.source.clone(),
        subject: event.subject.clone(),
        partition_key: event.partitionkey.clone(),
        slot: slot_of(&event.partitionkey, SLOTS),
        time: event.time.into(),
        aggregate_version: event.aggregateversion,
        traceparent: event.traceparent.clone(),
        data: event.data.to_string(),
    };
    // An event of this very service has its row still; one of another service gets one here.
    on_conn!(conn, c => {
        diesel::insert_into(outbox::table)
            .values(&row)
            .on_conflict(outbox::event_id)
            .do_update()
            .set(outbox::published_at.eq(None::<UtcTime>))
            .execute(c)
            .await
    })?;
    Ok(())
}
