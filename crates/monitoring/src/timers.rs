//! Timers at work: what falls due is done once, by whichever replica claims it first.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use cascade_method::escalation::Input;
use cascade_runtime::{clock_grpc::Settle, error::ServiceError};
use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use crate::{domain::outcome::Purpose, engine::Engine, store};

/// Longest time between two looks: another replica may have set a timer since.
const PATIENCE: TimeDelta = TimeDelta::seconds(5);
/// Between two looks while another worker is busy with what is due.
const BUSY: Duration = Duration::from_millis(5);

impl Engine {
    /// Does everything that is due up to now, and waits for what another worker is doing of it.
    ///
    /// # Errors
    /// Database errors; what was done before stays done.
    pub async fn run_due(self: &Arc<Self>) -> Result<(), ServiceError> {
        loop {
            self.run_free().await?;
            let mut conn = self.pool.get().await?;
            let next = store::next_due(&mut conn).await?;
            drop(conn);
            if next.is_none_or(|due| due > self.clock.now()) {
                return Ok(());
            }
            tokio::time::sleep(BUSY).await;
        }
    }

    /// Does what is due, or was put off, and nobody works on.
    async fn run_free(self: &Arc<Self>) -> Result<(), ServiceError> {
        loop {
            let engine = Arc::clone(self);
            let one = async move {
                Ok::<bool, ServiceError>(
                    engine.run_one_plan().await? || engine.review_one_plan().await?,
                )
            };
            if !cascade_storage::mutation(one).await?? {
                return Ok(());
            }
        }
    }

    /// Does what is due of one plan, in one transaction: the timers are deleted where their work is committed.
    async fn run_one_plan(&self) -> Result<bool, ServiceError> {
        let mut tx = self.pool.begin().await?;
        let Some((plan, due)) = store::claim_due(&mut tx, self.clock.now()).await? else {
            // Nearly every look ends here: dropped instead, it would cost its connection.
            tx.rollback().await?;
            return Ok(false);
        };
        store::delete_timers(&mut tx, &due).await?;
        let ladder = self.policy.ladder.clone();
        let ((), plan) = self
            .change(&mut tx, plan, |plan, moment, directory, outcome| {
                for timer in due {
                    match timer.purpose {
                        // To settle, as every change does, is all; in a plan that is active no longer nothing lapses.
                        Purpose::Day => {}
                        Purpose::Level(_) if !plan.plan.active => {}
                        Purpose::Level(alert) => {
                            let lapsed = Input::DeadlineLapsed;
                            // Refused where the alert was closed in the meantime: there is nothing left to lapse.
                            let _ = plan.advance(
                                alert, lapsed, "", "", moment, directory, &ladder, outcome,
                            );
                        }
                    }
                }
                Ok::<(), ServiceError>(())
            })
            .await?;
        tx.commit().await?;
        self.keep([plan]);
        Ok(true)
    }

    /// Does what is due, whenever it is, until `shutdown`.
    pub async fn run_timers(self: Arc<Self>, shutdown: CancellationToken) {
        let mut moves = self.clock.watch();
        loop {
            if let Err(error) = self.run_free().await {
                tracing::warn!(%error, "timers interrupted");
            }
            let next = self.next_look().await;
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = self.clock.sleep_until(next) => {}
                () = moves.moved() => {}
                // A simulated clock may stand still while another replica sets timers.
                () = tokio::time::sleep(Duration::from_secs(5)) => {}
            }
        }
    }

    async fn next_look(&self) -> DateTime<Utc> {
        let latest = self.clock.now() + PATIENCE;
        let due = async {
            let mut conn = self.pool.get().await?;
            store::next_due(&mut conn).await
        };
        match due.await {
            Ok(Some(due)) => due
                .min(latest)
                .max(self.clock.now() + TimeDelta::milliseconds(50)),
            Ok(None) | Err(_) => latest,
        }
    }
}

/// Lets a simulated clock wait until everything due has been done.
pub struct SettleTimers(pub Arc<Engine>);

#[async_trait]
impl Settle for SettleTimers {
    async fn settle(&self, _: DateTime<Utc>) -> Result<(), ServiceError> {
        self.0.run_due().await
    }
}
