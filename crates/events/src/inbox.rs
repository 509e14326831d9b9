//! Which events a consumer has applied: recorded in the transaction that applies them, so that each is applied once in
//! effect however often it is delivered.

use std::collections::HashSet;

use cascade_storage::{DbConn, StorageError, UtcTime, on_conn};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::schema::inbox;

/// Rows of one statement.
const ROWS: usize = 1_000;

#[derive(Insertable)]
#[diesel(table_name = inbox)]
struct Row {
    consumer: String,
    event_id: String,
    received_at: UtcTime,
}

/// Records the events as applied by `consumer` and answers those that were not before. Another transaction that claims one
/// of them at the same time waits for this one to end.
///
/// # Errors
/// What the database says.
pub async fn claim(
    conn: &mut DbConn,
    consumer: &str,
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> Result<HashSet<Uuid>, StorageError> {
    let mut new = HashSet::with_capacity(ids.len());
    // In one order in every transaction: two that claim the same events cannot wait for each other.
    let mut sorted: Vec<Uuid> = ids.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    for chunk in sorted.chunks(ROWS) {
        let rows: Vec<Row> = chunk
            .iter()
            .map(|id| Row {
                consumer: consumer.to_owned(),
                event_id: id.to_string(),
                received_at: now.into(),
            })
            .collect();
        match conn {
            DbConn::Postgres(c) => {
                let inserted: Vec<String> = diesel::insert_into(inbox::table)
                    .values(&rows)
                    .on_conflict_do_nothing()
                    .returning(inbox::event_id)
                    .get_results(c)
                    .await?;
                new.extend(inserted.iter().filter_map(|id| id.parse::<Uuid>().ok()));
            }
            // Diesel gives SQLite no RETURNING for several rows; within one process a statement a row costs little.
            DbConn::Sqlite(c) => {
                for (row, id) in rows.iter().zip(chunk) {
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
