//! Notices that their alerts have left behind.

use std::collections::HashMap;

use cascade_storage::{DbConn, StorageError, UtcTime, on_conn};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::deliveries::OVERTAKEN;
use crate::{
    ids::{AlertId, DeliveryId},
    schema::{alerts, deliveries},
};

/// How an alert stands.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Standing {
    /// Identity.
    pub id: AlertId,
    /// Its level, 1–4.
    pub level: i64,
    /// Whom it waits for.
    pub assignee: String,
    /// When it was closed.
    pub closed_at: Option<UtcTime>,
}

/// How these alerts stand, those that are there.
pub async fn standings(
    conn: &mut DbConn,
    ids: &[AlertId],
) -> Result<HashMap<AlertId, Standing>, StorageError> {
    let rows: Vec<Standing> = on_conn!(conn, c => {
        alerts::table
            .filter(alerts::id.eq_any(ids))
            .select((alerts::id, alerts::level, alerts::assignee, alerts::closed_at))
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Notes that a delivery is not sent any more, and why.
pub async fn note(
    conn: &mut DbConn,
    id: DeliveryId,
    why: &str,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let now = UtcTime::from(now);
    on_conn!(conn, c => {
        diesel::update(deliveries::table.find(id))
            .set((
                deliveries::state.eq(OVERTAKEN),
                deliveries::next_at.eq(None::<UtcTime>),
                deliveries::said.eq(why),
                deliveries::finished_at.eq(Some(now)),
            ))
            .execute(c)
            .await
    })?;
    Ok(())
}
