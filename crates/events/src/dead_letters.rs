//! Dead letters of consumers that share their process with the bus; RabbitMQ keeps its own in queues.

use cascade_storage::{DbPool, StorageError, UtcTime, on_conn};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::{
    CloudEvent, outbox,
    schema::dead_letters::{self, dsl},
};

#[derive(Insertable)]
#[diesel(table_name = dead_letters)]
struct Row {
    consumer: String,
    event_id: String,
    event: String,
    reason: String,
    dead_at: UtcTime,
}

/// Keeps an event that a consumer could not apply.
///
/// # Errors
/// What the database says.
pub async fn keep(
    pool: &DbPool,
    consumer: &str,
    event: &CloudEvent,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let row = Row {
        consumer: consumer.to_owned(),
        event_id: event.id.to_string(),
        event: String::from_utf8_lossy(&event.to_json()).into_owned(),
        reason: reason.to_owned(),
        dead_at: now.into(),
    };
    let mut conn = pool.get().await?;
    on_conn!(&mut conn, c => {
        diesel::insert_into(dead_letters::table).values(&row).on_conflict_do_nothing().execute(c).await
    })?;
    Ok(())
}

/// A consumer's dead letters, oldest first, with the reason of each.
///
/// # Errors
/// What the database says.
pub async fn list(
    pool: &DbPool,
    consumer: &str,
) -> Result<Vec<(CloudEvent, String)>, StorageError> {
    let mut conn = pool.get().await?;
    let rows: Vec<(String, String)> = on_conn!(&mut conn, c => {
        dsl::dead_letters
            .filter(dsl::consumer.eq(consumer))
            .order(dsl::dead_at.asc())
            .select((dsl::event, dsl::reason))
            .load(c)
            .await
    })?;
    rows.into_iter()
        .map(|(event, reason)| {
            let event = CloudEvent::from_json(event.as_bytes()).map_err(StorageError::internal)?;
            Ok((event, reason))
        })
        .collect()
}

/// Puts dead letters back among the events to publish, and forgets them here: these, or all where none is named. Those
/// that have applied them know it by their inbox. Answers how many.
///
/// # Errors
/// What the database says; then none is moved.
pub async fn redrive(pool: &DbPool, consumer: &str, ids: &[Uuid]) -> Result<usize, StorageError> {
    let letters = list(pool, consumer).await?;
    let mut tx = pool.begin().await?;
    let mut moved = 0;
    for (event, _) in letters
        .iter()
        .filter(|(event, _)| ids.is_empty() || ids.contains(&event.id))
    {
        outbox::publish_again(&mut tx, event).await?;
        on_conn!(&mut tx, c => {
            diesel::delete(dsl::dead_letters.find((consumer, event.id.to_string()))).execute(c).await
        })?;
        moved += 1;
    }
    tx.commit().await?;
    Ok(moved)
}
