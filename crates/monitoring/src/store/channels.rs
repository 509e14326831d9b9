//! How each channel stands: when it spoke, for its service's limits, and what came of it.

use cascade_storage::{DbConn, StorageError, UtcTime, on_conn};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::{deliveries::DELIVERED, parcels::Attempt};
use crate::schema::channel_states;

/// How a channel stands.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = channel_states)]
pub struct ChannelRow {
    /// Its name.
    pub channel: String,
    sent: String,
    /// Left alone until then.
    pub paused_until: Option<UtcTime>,
    /// When something was delivered last.
    pub delivered_at: Option<UtcTime>,
    /// When something failed last.
    pub failed_at: Option<UtcTime>,
    /// What it said last.
    pub said: String,
}

impl ChannelRow {
    /// A channel that has never spoken.
    #[must_use]
    pub fn new(channel: &str) -> Self {
        Self {
            channel: channel.to_owned(),
            sent: "[]".to_owned(),
            paused_until: None,
            delivered_at: None,
            failed_at: None,
            said: String::new(),
        }
    }

    /// When it spoke, oldest first.
    ///
    /// # Errors
    /// Where the row was not written by [`set_sent`](Self::set_sent).
    pub fn sent(&self) -> Result<Vec<DateTime<Utc>>, StorageError> {
        let millis: Vec<i64> = serde_json::from_str(&self.sent).map_err(StorageError::internal)?;
        Ok(millis
            .into_iter()
            .filter_map(DateTime::from_timestamp_millis)
            .collect())
    }

    /// Notes when it spoke.
    pub fn set_sent(&mut self, sent: &[DateTime<Utc>]) {
        let millis: Vec<i64> = sent.iter().map(DateTime::timestamp_millis).collect();
        self.sent = serde_json::json!(millis).to_string();
    }

    /// Notes that the message noted as on its way until `departed` was there by `now`.
    ///
    /// # Errors
    /// As [`sent`](Self::sent).
    pub fn arrived(
        &mut self,
        departed: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let mut sent = self.sent()?;
        let noted = departed.timestamp_millis();
        // Two on their way until the same moment are as good as each other; one that was forgotten in between counts no more.
        if let Some(index) = sent.iter().position(|at| at.timestamp_millis() == noted) {
            sent[index] = now;
            sent.sort_unstable();
            self.set_sent(&sent);
        }
        Ok(())
    }
}

/// Locks how a channel stands until the end of the transaction; none while somebody else has it: they decide what it says.
pub async fn try_lock(
    conn: &mut DbConn,
    channel: &str,
) -> Result<Option<ChannelRow>, StorageError> {
    let new = ChannelRow::new(channel);
    on_conn!(conn, c => {
        diesel::insert_into(channel_states::table)
            .values(&new)
            .on_conflict_do_nothing()
            .execute(c)
            .await
    })?;
    let row = channel_states::table.find(channel);
    let locked: Option<ChannelRow> = match conn {
        DbConn::Postgres(c) => row
            .for_update()
            .skip_locked()
            .select(ChannelRow::as_select())
            .first(c)
            .await
            .optional()?,
        DbConn::Sqlite(c) => row
            .select(ChannelRow::as_select())
            .first(c)
            .await
            .optional()?,
    };
    Ok(locked)
}

/// The same of a channel that was locked before, waiting for who has it.
pub async fn lock(conn: &mut DbConn, channel: &str) -> Result<ChannelRow, StorageError> {
    let row = channel_states::table.find(channel);
    Ok(match conn {
        DbConn::Postgres(c) => {
            row.for_update()
                .select(ChannelRow::as_select())
                .first(c)
                .await?
        }
        DbConn::Sqlite(c) => row.select(ChannelRow::as_select()).first(c).await?,
    })
}

/// Writes when a channel spoke, under its lock.
pub async fn write_sent(conn: &mut DbConn, row: &ChannelRow) -> Result<(), StorageError> {
    on_conn!(conn, c => {
        diesel::update(channel_states::table.find(&row.channel))
            .set(channel_states::sent.eq(&row.sent))
            .execute(c)
            .await
    })?;
    Ok(())
}

/// Notes what came of a channel's last attempt. Not under its lock: what others decide meanwhile is in other columns.
pub async fn note(
    conn: &mut DbConn,
    channel: &str,
    attempt: &Attempt,
    pause: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let row = channel_states::table.find(channel);
    let now = Some(UtcTime::from(now));
    let said = channel_states::said.eq(&attempt.said);
    if attempt.state == DELIVERED {
        let delivered = (channel_states::delivered_at.eq(now), said);
        on_conn!(conn, c => diesel::update(row).set(delivered).execute(c).await)?;
        return Ok(());
    }
    let failed = (channel_states::failed_at.eq(now), said);
    on_conn!(conn, c => diesel::update(row).set(failed).execute(c).await)?;
    if let Some(pause) = pause.map(UtcTime::from) {
        let paused = channel_states::paused_until.eq(Some(pause));
        on_conn!(conn, c => diesel::update(row).set(paused).execute(c).await)?;
    }
    Ok(())
}

/// How channels stand that have spoken or tried to.
pub async fn all(conn: &mut DbConn) -> Result<Vec<ChannelRow>, StorageError> {
    Ok(on_conn!(conn, c => {
        channel_states::table.select(ChannelRow::as_select()).load(c).await
    })?)
}
