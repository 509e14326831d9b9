//! Parcels: deliveries that are sent together, and what came of each attempt.

use cascade_storage::{DbConn, StorageError, UtcTime, on_conn};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::deliveries::{SENDING, WAITING};
use crate::{ids::DeliveryId, schema::deliveries};

/// Notes that deliveries are being sent in a parcel, by somebody who is trusted to come back before `lease`.
pub async fn start_sending(
    conn: &mut DbConn,
    ids: &[DeliveryId],
    parcel: &str,
    lease: DateTime<Utc>,
) -> Result<(), StorageError> {
    let lease = UtcTime::from(lease);
    on_conn!(conn, c => {
        diesel::update(deliveries::table.filter(deliveries::id.eq_any(ids)))
            .set((
                deliveries::state.eq(SENDING),
                deliveries::parcel.eq(parcel),
                deliveries::next_at.eq(Some(lease)),
            ))
            .execute(c)
            .await
    })?;
    Ok(())
}

/// What came of an attempt.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// One of [`STATES`](super::deliveries::STATES).
    pub state: &'static str,
    /// Attempts that have failed by now.
    pub attempts: i64,
    /// When to try again.
    pub next_at: Option<DateTime<Utc>>,
    /// In the service's words.
    pub said: String,
    /// When it ended for good.
    pub finished_at: Option<DateTime<Utc>>,
}

/// Writes what came of a parcel, unless somebody took it over in the meantime.
pub async fn finish(
    conn: &mut DbConn,
    parcel: &str,
    lease: DateTime<Utc>,
    attempt: &Attempt,
) -> Result<usize, StorageError> {
    let lease = UtcTime::from(lease);
    let next_at = attempt.next_at.map(UtcTime::from);
    let finished_at = attempt.finished_at.map(UtcTime::from);
    Ok(on_conn!(conn, c => {
        diesel::update(
            deliveries::table
                .filter(deliveries::parcel.eq(parcel))
                .filter(deliveries::state.eq(SENDING))
                .filter(deliveries::next_at.eq(Some(lease))),
        )
        .set((
            deliveries::state.eq(attempt.state),
            deliveries::attempts.eq(attempt.attempts),
            deliveries::next_at.eq(next_at),
            deliveries::said.eq(&attempt.said),
            deliveries::finished_at.eq(finished_at),
        ))
        .execute(c)
        .await
    })?)
}

/// Lets a claimed parcel that was not sent wait until `until`, unless somebody took it over. A `fresh` one loses its name: nobody has
/// heard of it, and its deliveries may be told with others.
pub async fn put_back(
    conn: &mut DbConn,
    parcel: &str,
    lease: DateTime<Utc>,
    fresh: bool,
    until: DateTime<Utc>,
) -> Result<(), StorageError> {
    let (lease, until) = (UtcTime::from(lease), UtcTime::from(until));
    let name = if fresh { "" } else { parcel };
    on_conn!(conn, c => {
        diesel::update(
            deliveries::table
                .filter(deliveries::parcel.eq(parcel))
                .filter(deliveries::state.eq(SENDING))
                .filter(deliveries::next_at.eq(Some(lease))),
        )
        .set((
            deliveries::state.eq(WAITING),
            deliveries::parcel.eq(name),
            deliveries::next_at.eq(Some(until)),
        ))
        .execute(c)
        .await
    })?;
    Ok(())
}

/// Gives waiting deliveries the name of another parcel.
pub async fn rename(
    conn: &mut DbConn,
    ids: &[DeliveryId],
    parcel: &str,
) -> Result<(), StorageError> {
    on_conn!(conn, c => {
        diesel::update(
            deliveries::table
                .filter(deliveries::id.eq_any(ids))
                .filter(deliveries::state.eq(WAITING)),
        )
        .set(deliveries::parcel.eq(parcel))
        .execute(c)
        .await
    })?;
    Ok(())
}

/// Lets deliveries wait until `until`.
pub async fn hold(
    conn: &mut DbConn,
    ids: &[DeliveryId],
    until: DateTime<Utc>,
) -> Result<(), StorageError> {
    let until = UtcTime::from(until);
    on_conn!(conn, c => {
        diesel::update(deliveries::table.filter(deliveries::id.eq_any(ids)))
            .set((deliveries::state.eq(WAITING), deliveries::next_at.eq(Some(until))))
            .execute(c)
            .await
    })?;
    Ok(())
}
