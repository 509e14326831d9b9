//! Events that commit with the state they tell of.

use std::collections::{BTreeMap, HashMap};

use cascade_storage::{DbConn, DbPool, StorageError, UtcTime, on_conn, unnest_statement};
use chrono::{DateTime, Utc};
use diesel::{
    prelude::*,
    query_builder::Query,
    sql_types::{BigInt, Integer, Nullable, Text, Timestamp},
};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

use crate::{
    CloudEvent, EventData,
    schema::{outbox, outbox_sequences},
    trace,
};

/// Channel on which relays tell each other that there is something to publish. A relay says it, not the transaction that
/// appends: PostgreSQL lets transactions that NOTIFY commit only one after the other, which halved their rate at 8 clients
/// (9,265 against 4,490 a second).
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
    pub data: EventData,
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
    sequence: Option<i64>,
}

unnest_statement! {
    /// Appends rows in their order.
    Append {
        event_ids: String => Text,
        event_types: String => Text,
        sources: String => Text,
        subjects: String => Text,
        partition_keys: String => Text,
        slots: i64 => BigInt,
        times: UtcTime => Timestamp,
        aggregate_versions: i64 => BigInt,
        traceparents: Option<String> => Nullable<Text>,
        data: String => Text,
    }
    "INSERT INTO outbox (event_id, event_type, source, subject, partition_key, slot, time, aggregate_version, traceparent, data) SELECT * FROM", ""
}

unnest_statement! {
    /// Gives rows their numbers.
    Number {
        ids: i64 => BigInt,
        sequences: Option<i64> => Nullable<BigInt>,
    }
    "UPDATE outbox SET sequence = numbered.sequence FROM", "AS numbered (id, sequence) WHERE outbox.id = numbered.id"
}

unnest_statement! {
    /// Counts the last number of each partition key on and answers what it is then.
    CountOn {
        partition_keys: String => Text,
        counts: i64 => BigInt,
    }
    "INSERT INTO outbox_sequences (partition_key, last) SELECT * FROM",
    "ON CONFLICT (partition_key) DO UPDATE SET last = outbox_sequences.last + excluded.last RETURNING partition_key, last"
}

impl Query for CountOn {
    type SqlType = (Text, BigInt);
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
    let traceparent = trace::current_traceparent();
    let events = events.iter().map(|event| (event, traceparent.clone()));
    append_rows(conn, events.collect()).await
}

/// The same for events of several callers in one transaction, each with the trace that it belongs to.
///
/// # Errors
/// What the database says.
pub async fn append_traced(
    conn: &mut DbConn,
    events: &[(NewEvent, Option<String>)],
) -> Result<(), StorageError> {
    let events = events
        .iter()
        .map(|(event, traceparent)| (event, traceparent.clone()));
    append_rows(conn, events.collect()).await
}

async fn append_rows(
    conn: &mut DbConn,
    events: Vec<(&NewEvent, Option<String>)>,
) -> Result<(), StorageError> {
    if events.is_empty() {
        return Ok(());
    }
    let count = events.len();
    let rows = events.into_iter().map(|(event, traceparent)| Row {
        event_id: Uuid::now_v7().to_string(),
        event_type: event.event_type.clone(),
        source: event.source.clone(),
        subject: event.subject.clone(),
        partition_key: event.partition_key.clone(),
        slot: slot_of(&event.partition_key, SLOTS),
        time: event.time.into(),
        aggregate_version: event.aggregate_version,
        traceparent,
        data: event.data.text().to_owned(),
        sequence: None,
    });
    match conn {
        DbConn::Postgres(c) => {
            let mut append = Append::with_capacity(count);
            rows.for_each(|row| append.push(row));
            append.execute(c).await?;
        }
        DbConn::Sqlite(c) => {
            for row in rows {
                diesel::insert_into(outbox::table)
                    .values(row)
                    .execute(c)
                    .await?;
            }
        }
    }
    Ok(())
}

impl Append {
    fn with_capacity(rows: usize) -> Self {
        Self {
            event_ids: Vec::with_capacity(rows),
            event_types: Vec::with_capacity(rows),
            sources: Vec::with_capacity(rows),
            subjects: Vec::with_capacity(rows),
            partition_keys: Vec::with_capacity(rows),
            slots: Vec::with_capacity(rows),
            times: Vec::with_capacity(rows),
            aggregate_versions: Vec::with_capacity(rows),
            traceparents: Vec::with_capacity(rows),
            data: Vec::with_capacity(rows),
        }
    }

    fn push(&mut self, row: Row) {
        self.event_ids.push(row.event_id);
        self.event_types.push(row.event_type);
        self.sources.push(row.source);
        self.subjects.push(row.subject);
        self.partition_keys.push(row.partition_key);
        self.slots.push(row.slot);
        self.times.push(row.time);
        self.aggregate_versions.push(row.aggregate_version);
        self.traceparents.push(row.traceparent);
        self.data.push(row.data);
    }
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
            data: EventData::from_text(self.data).map_err(StorageError::internal)?,
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

/// Class of the advisory locks under which slots are numbered.
const NUMBERING: i32 = 7_216;

/// Makes other relays wait with these slots until this transaction ends. A relay that was cut off from its session and does
/// not know it yet may still be at work: without this the two could give one event two numbers.
pub(crate) async fn lock_numbering(conn: &mut DbConn, slots: &[i64]) -> Result<(), StorageError> {
    if let DbConn::Postgres(c) = conn {
        let mut slots: Vec<i32> = slots
            .iter()
            .filter_map(|slot| i32::try_from(*slot).ok())
            .collect();
        slots.sort_unstable();
        diesel::sql_query("SELECT pg_advisory_xact_lock($1, slot) FROM UNNEST($2) AS slot")
            .bind::<Integer, _>(NUMBERING)
            .bind::<diesel::sql_types::Array<Integer>, _>(slots)
            .execute(c)
            .await?;
    }
    Ok(())
}

/// Gives numbers to the events that have none, in their order, each counting on from the last of its partition key.
pub(crate) async fn number(conn: &mut DbConn, rows: &mut [Stored]) -> Result<(), StorageError> {
    let mut new: Vec<&mut Stored> = rows
        .iter_mut()
        .filter(|row| row.sequence.is_none())
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for row in &new {
        *counts.entry(row.partition_key.clone()).or_default() += 1;
    }
    let mut last = count_on(conn, &counts).await?;
    // From the last of each key backwards: what is counted down to next is the number before.
    for row in new.iter_mut().rev() {
        let number = last
            .get_mut(&row.partition_key)
            .ok_or_else(|| StorageError::internal(format!("no number of {}", row.partition_key)))?;
        row.sequence = Some(*number);
        *number -= 1;
    }
    match conn {
        DbConn::Postgres(c) => {
            let (ids, sequences) = new.iter().map(|row| (row.id, row.sequence)).unzip();
            Number { ids, sequences }.execute(c).await?;
        }
        DbConn::Sqlite(c) => {
            for row in &new {
                diesel::update(outbox::table.find(row.id))
                    .set(outbox::sequence.eq(row.sequence))
                    .execute(c)
                    .await?;
            }
        }
    }
    Ok(())
}

/// Counts on by so many events of each partition key; the last number of each.
async fn count_on(
    conn: &mut DbConn,
    counts: &BTreeMap<String, i64>,
) -> Result<HashMap<String, i64>, StorageError> {
    match conn {
        DbConn::Postgres(c) => {
            let statement = CountOn {
                partition_keys: counts.keys().cloned().collect(),
                counts: counts.values().copied().collect(),
            };
            let last: Vec<(String, i64)> = statement.load(c).await?;
            Ok(last.into_iter().collect())
        }
        DbConn::Sqlite(c) => {
            let mut last = HashMap::with_capacity(counts.len());
            for (key, count) in counts {
                let counted_on = diesel::insert_into(outbox_sequences::table)
                    .values((
                        outbox_sequences::partition_key.eq(key),
                        outbox_sequences::last.eq(count),
                    ))
                    .on_conflict(outbox_sequences::partition_key)
                    .do_update()
                    .set(outbox_sequences::last.eq(outbox_sequences::last + count))
                    .returning(outbox_sequences::last);
                last.insert(key.clone(), counted_on.get_result(c).await?);
            }
            Ok(last)
        }
    }
}

/// Lets go of rows that can no longer be lost: they are another's to keep.
pub(crate) async fn forget(conn: &mut DbConn, ids: &[i64]) -> Result<(), StorageError> {
    on_conn!(conn, c => {
        diesel::delete(outbox::table.filter(outbox::id.eq_any(ids))).execute(c).await
    })?;
    Ok(())
}

/// Clears away what is left in PostgreSQL's pages of rows that were settled. Until then every look for the next events passes all of them,
/// and the server's own round comes once a minute: at a thousand reports a second the looks took six tenths of a millisecond a report.
/// By one process: the indexes are small, and starting others for them would take longer.
pub(crate) async fn sweep(conn: &mut DbConn) -> Result<(), StorageError> {
    if let DbConn::Postgres(c) = conn {
        c.batch_execute("VACUUM (SKIP_LOCKED, TRUNCATE FALSE, PARALLEL 0) outbox")
            .await?;
    }
    Ok(())
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

/// Waiting events that are counted. A look at a long backlog must not cost what it takes to shorten it.
pub const MOST_COUNTED: i64 = 10_000;

/// How many events wait, at most [`MOST_COUNTED`], and since when the first that was committed does.
///
/// # Errors
/// What the database says.
pub async fn backlog(conn: &mut DbConn) -> Result<(i64, Option<DateTime<Utc>>), StorageError> {
    let times: Vec<UtcTime> = on_conn!(conn, c => {
        outbox::table
            .filter(outbox::published_at.is_null())
            .order(outbox::id.asc())
            .limit(MOST_COUNTED)
            .select(outbox::time)
            .load(c)
            .await
    })?;
    let oldest = times.iter().copied().next().map(Into::into);
    Ok((i64::try_from(times.len()).unwrap_or(MOST_COUNTED), oldest))
}

/// Every event that is committed and not published yet, oldest first; those that no relay has taken up have no number.
///
/// # Errors
/// What the database says.
pub async fn waiting(pool: &DbPool) -> Result<Vec<CloudEvent>, StorageError> {
    let slots: Vec<i64> = (0..SLOTS).collect();
    let rows = unpublished(&mut pool.get().await?, &slots, i64::MAX).await?;
    rows.into_iter().map(Stored::into_event).collect()
}

/// Every published event that is still kept here, oldest first: none where the bus keeps them.
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
        data: event.data.text().to_owned(),
        // Its number is its publisher's; a row that has one keeps it.
        sequence: event.sequence.as_ref().and_then(|text| text.parse().ok()),
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
