//! Which events a consumer has applied: recorded in the transaction that applies them, so that each is applied once in
//! effect however often it is delivered.

use std::collections::HashSet;

use cascade_storage::{DbConn, StorageError, UtcTime, on_conn, unnest_statement};
use chrono::{DateTime, Utc};
use diesel::{
    prelude::*,
    query_builder::Query,
    sql_types::{Text, Timestamp},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::schema::inbox;

#[derive(Insertable)]
#[diesel(table_name = inbox)]
struct Row<'a> {
    consumer: &'a str,
    event_id: String,
    received_at: UtcTime,
}

unnest_statement! {
    /// Records events and answers those that were not there.
    Claim {
        consumers: String => Text,
        event_ids: String => Text,
        received: UtcTime => Timestamp,
    }
    "INSERT INTO inbox (consumer, event_id, received_at) SELECT * FROM", "ON CONFLICT DO NOTHING RETURNING event_id"
}

impl Query for Claim {
    type SqlType = Text;
}

/// Records the deliveries as applied by `consumer` and gives back those that it had not applied before, in their order and
/// each once, also where one event stands twice in the batch, as after a cut connection. Another transaction that claims
/// one of them at the same time waits for this one to end.
///
/// # Errors
/// What the database says.
pub async fn claim<T>(
    conn: &mut DbConn,
    consumer: &str,
    deliveries: Vec<(Uuid, T)>,
    now: DateTime<Utc>,
) -> Result<Vec<T>, StorageError> {
    let ids = deliveries.iter().map(|(id, _)| *id).collect();
    let mut new = record(conn, consumer, ids, now).await?;
    // Taken out, so that the second delivery of an event finds it known.
    Ok(deliveries
        .into_iter()
        .filter_map(|(id, delivery)| new.remove(&id).then_some(delivery))
        .collect())
}

/// The ids that were not there.
async fn record(
    conn: &mut DbConn,
    consumer: &str,
    mut ids: Vec<Uuid>,
    now: DateTime<Utc>,
) -> Result<HashSet<Uuid>, StorageError> {
    let mut new = HashSet::with_capacity(ids.len());
    // In one order in every transaction: two that claim the same events cannot wait for each other.
    ids.sort_unstable();
    ids.dedup();
    match conn {
        DbConn::Postgres(c) => {
            let claim = Claim {
                consumers: vec![consumer.to_owned(); ids.len()],
                event_ids: ids.iter().map(Uuid::to_string).collect(),
                received: vec![now.into(); ids.len()],
            };
            let inserted: Vec<String> = claim.load(c).await?;
            new.extend(inserted.iter().filter_map(|id| id.parse::<Uuid>().ok()));
        }
        // Diesel gives SQLite no RETURNING for several rows; within one process a statement a row costs little.
        DbConn::Sqlite(c) => {
            for id in &ids {
                let row = Row {
                    consumer,
                    event_id: id.to_string(),
                    received_at: now.into(),
                };
                let inserted = diesel::insert_into(inbox::table)
                    .values(row)
                    .on_conflict_do_nothing()
                    .execute(c)
                    .await?;
                if inserted == 1 {
                    new.insert(*id);
                }
            }
        }
    }
    Ok(new)
}

/// Forgets events received before `limit`; delivered again after that they would be applied again, so keep it well beyond
/// the longest time a delivery can take.
///
/// # Errors
/// What the database says.
pub async fn forget_before(conn: &mut DbConn, limit: DateTime<Utc>) -> Result<usize, StorageError> {
    let limit = UtcTime::from(limit);
    let forgotten = on_conn!(conn, c => {
        diesel::delete(inbox::table.filter(inbox::received_at.lt(limit))).execute(c).await
    })?;
    Ok(forgotten)
}
