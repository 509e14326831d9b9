//! Answers to mutations, for callers that ask again under the same key.

use std::collections::HashMap;

use cascade_storage::{DbConn, StorageError, UtcTime, on_conn, unnest_statement};
use chrono::{DateTime, Utc};
use diesel::{
    prelude::*,
    sql_types::{Binary, Text, Timestamp},
};
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

/// What is known of many keys, and what has been answered since.
#[derive(Debug, Default)]
pub struct Known(HashMap<(String, String, String), (String, Vec<u8>)>);

impl Known {
    /// What is known of a key.
    #[must_use]
    pub fn seen(&self, key: &Key) -> Seen {
        match self.0.get(&name(key)) {
            None => Seen::New,
            Some((hash, answer)) if *hash == key.request_hash => Seen::Answered(answer.clone()),
            Some(_) => Seen::Reused,
        }
    }

    /// Notes an answer that is about to be recorded: the next request under the same key finds it.
    pub fn note(&mut self, key: &Key, answer: Vec<u8>) {
        self.0.insert(name(key), (key.request_hash.clone(), answer));
    }
}

fn name(key: &Key) -> (String, String, String) {
    (key.key.clone(), key.actor.clone(), key.method.clone())
}

unnest_statement! {
    /// Records answers.
    Record {
        keys: String => Text,
        actors: String => Text,
        methods: String => Text,
        request_hashes: String => Text,
        responses: Vec<u8> => Binary,
        created: UtcTime => Timestamp,
    }
    "INSERT INTO idempotency_keys (key, actor, method, request_hash, response, created_at) SELECT * FROM", ""
}

/// Looks many keys up, as [`lookup`] does one.
///
/// # Errors
/// What the database says.
pub async fn lookup_many(conn: &mut DbConn, keys: &[Key]) -> Result<Known, StorageError> {
    let mut known = Known::default();
    if keys.is_empty() {
        return Ok(known);
    }
    let asked: Vec<&str> = keys.iter().map(|key| key.key.as_str()).collect();
    // SQLite takes so many parameters at most.
    for chunk in asked.chunks(500) {
        let found: Vec<(String, String, String, String, Vec<u8>)> = on_conn!(conn, c => {
            dsl::idempotency_keys.filter(dsl::key.eq_any(chunk)).select((
                dsl::key,
                dsl::actor,
                dsl::method,
                dsl::request_hash,
                dsl::response,
            ))
            .load(c)
            .await
        })?;
        for (key, actor, method, hash, answer) in found {
            known.0.insert((key, actor, method), (hash, answer));
        }
    }
    Ok(known)
}

/// Records many answers, as [`record`] does one.
///
/// # Errors
/// What the database says.
pub async fn record_many(
    conn: &mut DbConn,
    answers: &[(&Key, Vec<u8>)],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    if answers.is_empty() {
        return Ok(());
    }
    let DbConn::Postgres(c) = conn else {
        for (key, answer) in answers {
            record(conn, key, answer, now).await?;
        }
        return Ok(());
    };
    let keys = || answers.iter().map(|(key, _)| *key);
    Record {
        keys: keys().map(|key| key.key.clone()).collect(),
        actors: keys().map(|key| key.actor.clone()).collect(),
        methods: keys().map(|key| key.method.clone()).collect(),
        request_hashes: keys().map(|key| key.request_hash.clone()).collect(),
        responses: answers.iter().map(|(_, answer)| answer.clone()).collect(),
        created: vec![now.into(); answers.len()],
    }
    .execute(c)
    .await?;
    Ok(())
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
