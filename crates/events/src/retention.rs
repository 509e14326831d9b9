//! Forgetting what is no longer needed: published events, inbox entries, answers under idempotency keys.

use std::time::Duration;

use cascade_storage::{DbPool, StorageError};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::{idempotency, inbox, outbox, relay::Now};

/// Section `retention` of a service's configuration, in days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RetentionConfig {
    /// Published events where the outbox keeps them, which in one process is the log that can be replayed. A broker keeps its own
    /// (`replay_days`).
    pub outbox_days: i64,
    /// Inbox entries; longer than any delivery can take.
    pub inbox_days: i64,
    /// Answers under idempotency keys.
    pub idempotency_days: i64,
}

impl Default for RetentionConfig {
    fn default() -> Self {
        Self {
            outbox_days: 90,
            inbox_days: 120,
            idempotency_days: 7,
        }
    }
}

/// Forgets once an hour.
pub struct Retention {
    pool: DbPool,
    config: RetentionConfig,
    now: Now,
}

impl Retention {
    /// Of one service's database.
    #[must_use]
    pub fn new(pool: DbPool, config: RetentionConfig, now: Now) -> Self {
        Self { pool, config, now }
    }

    /// Runs until `shutdown`.
    pub async fn run(self, shutdown: CancellationToken) {
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = tokio::time::sleep(Duration::from_secs(3_600)) => {}
            }
            if let Err(error) = self.forget().await {
                tracing::warn!(%error, "retention failed; tried again in an hour");
            }
        }
    }

    /// Forgets what is past its time, once.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget(&self) -> Result<usize, StorageError> {
        let now = (self.now)();
        let mut conn = self.pool.get().await?;
        let events =
            outbox::forget_before(&mut conn, now - TimeDelta::days(self.config.outbox_days))
                .await?;
        let entries =
            inbox::forget_before(&mut conn, now - TimeDelta::days(self.config.inbox_days)).await?;
        let answers = idempotency::forget_before(
            &mut conn,
            now - TimeDelta::days(self.config.idempotency_days),
        )
        .await?;
        Ok(events + entries + answers)
    }
}
