//! Daily cut-offs at work: each is done once, by whichever replica claims it first.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use cascade_runtime::{clock::Clock, clock_grpc::Settle, error::ServiceError};
use cascade_storage::DbPool;
use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use crate::{store, use_cases::UseCases};

/// Longest time between two looks: another replica may have set a cut-off since.
const PATIENCE: TimeDelta = TimeDelta::seconds(5);
/// Between two looks while another worker is busy with what is due.
const BUSY: Duration = Duration::from_millis(5);

/// Does what is due of the daily cut-offs.
pub struct CutOffs {
    pool: DbPool,
    clock: Clock,
    use_cases: Arc<UseCases>,
}

impl CutOffs {
    /// Over one database.
    #[must_use]
    pub fn new(pool: DbPool, clock: Clock, use_cases: Arc<UseCases>) -> Self {
        Self {
            pool,
            clock,
            use_cases,
        }
    }

    /// Does everything that is due up to now, and waits for what another worker is doing of it.
    async fn run_due(&self) -> Result<(), ServiceError> {
        loop {
            self.run_free().await?;
            let mut conn = self.pool.get().await?;
            let next = store::missed::next_due(&mut conn).await?;
            drop(conn);
            if next.is_none_or(|due| due > self.clock.now()) {
                return Ok(());
            }
            tokio::time::sleep(BUSY).await;
        }
    }

    /// Does what is due and nobody works on: one plan's cut-off a transaction.
    async fn run_free(&self) -> Result<(), ServiceError> {
        loop {
            let (pool, now) = (self.pool.clone(), self.clock.now());
            let use_cases = Arc::clone(&self.use_cases);
            let one = async move {
                let mut tx = pool.begin().await?;
                if !use_cases.cut_off_one(&mut tx, now).await? {
                    // Nearly every look ends here: dropped instead, it would cost its connection.
                    tx.rollback().await?;
                    return Ok(false);
                }
                tx.commit().await?;
                Ok::<bool, ServiceError>(true)
            };
            if !cascade_storage::mutation(one).await?? {
                return Ok(());
            }
        }
    }

    /// Does what is due, whenever it is, until `shutdown`.
    pub async fn run(self, shutdown: CancellationToken) {
        let mut moves = self.clock.watch();
        loop {
            if let Err(error) = self.run_free().await {
                tracing::warn!(%error, "cut-offs interrupted");
            }
            let next = self.next_look().await;
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = self.clock.sleep_until(next) => {}
                () = moves.moved() => {}
                // A simulated clock may stand still while another replica sets cut-offs.
                () = tokio::time::sleep(Duration::from_secs(5)) => {}
            }
        }
    }

    async fn next_look(&self) -> DateTime<Utc> {
        let latest = self.clock.now() + PATIENCE;
        let due = async {
            let mut conn = self.pool.get().await?;
            store::missed::next_due(&mut conn).await
        };
        match due.await {
            Ok(Some(due)) => due
                .min(latest)
                .max(self.clock.now() + TimeDelta::milliseconds(50)),
            Ok(None) | Err(_) => latest,
        }
    }
}

/// Lets a simulated clock wait until every cut-off that is due has been done.
#[async_trait]
impl Settle for CutOffs {
    async fn settle(&self, _: DateTime<Utc>) -> Result<(), ServiceError> {
        self.run_due().await
    }
}
