//! Answers to mutations, for callers that ask again under the same key.

use cascade_storage::{DbConn, StorageError, UtcTime, on_conn};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::schema::idempotency_keys::{self, dsl};

/// Who asks, under which key, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The caller's key.
    pub key: String,
    /// The caller: keys of different callers never meet.
    pub actor: String,
    /// The call.
    pub method: String,
    /// Digest of the request: the same key for another request is an error.
    pub request_hash: String,
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Nothing.
    New,
    /// The answer that was given.
    Answered(Vec<u8>),
    /// It was used for another request.
    Reused,
}

#[derive(Insertable)]
#[diesel(table_name = idempotency_keys)]
struct Row<'a> {
    key: &'a str,
    actor: &'a str,
    method: &'a str,
    request_hash: &'a str,
    response: &'a [u8],
    created_at: UtcTime,
}

/// Looks a key up, as part of the transaction that would do the work.
///
/// # Errors
/// What the database says.
pub async fn lookup(conn: &mut DbConn, key: &Key) -> Result<Seen, StorageError> {
    let found: Option<(String, Vec<u8>)> = on_conn!(conn, c => {
        dsl::idempotency_keys
            .find((&key.key, &key.actor, &key.method))
            .select((dsl::request_hash, dsl::response))
            .first(c)
            .await
            .optional()
    })?;
    Ok(match found {
        None => Seen::New,
        Some((hash, response)) if hash == key.request_hash => Seen::Answered(response),
        Some(_) => Seen::Reused,
    })
}

/// Records the answer, as part of the transaction that did the work. Of two that do the same work at the same time, the
/// second is refused with a unique violation and rolls back; asked again it finds the answer.
///
/// # Errors
/// What the database says.
pub async fn record(
    conn: &mut DbConn,
    key: &Key,
    response: &[u8],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let row = Row {
        key: &key.key,
        actor: &key.actor,
        method: &key.method,
        request_hash: &key.request_hash,
        response,
        created_at: now.into(),
    };
    on_conn!(conn, c => diesel::insert_into(idempotency_keys::table).values(&row).execute(c).await)?;
    Ok(())
}

/// Forgets answers given before `limit`.
///
/// # Errors
/// What the database says.
pub async fn forget_before(conn: &mut DbConn, limit: DateTime<Utc>) -> Result<usize, StorageError> {
    let limit = UtcTime::from(limit);
    let forgotten = on_conn!(conn, c => {
        diesel::delete(idempotency_keys::table.filter(dsl::created_at.lt(limit))).execute(c).await
    })?;
    Ok(forgotten)
}
