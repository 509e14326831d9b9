//! Active plans read at start-up, several at once, so that the first event of each finds it in memory. Events are taken meanwhile: a
//! plan that one of them wants is read for it, as ever.

use std::{sync::Arc, time::Instant};

use cascade_runtime::error::ServiceError;
use futures::{StreamExt, TryStreamExt, stream};
use tokio_util::sync::CancellationToken;

use crate::{engine::Engine, store};

impl Engine {
    /// Reads every active plan, `readers` at once; answers how many plans and tasks there are.
    ///
    /// # Errors
    /// Database errors; what has been read stays in memory.
    pub async fn read_active_plans(
        self: &Arc<Self>,
        readers: u16,
    ) -> Result<(usize, usize), ServiceError> {
        if readers == 0 {
            return Ok((0, 0));
        }
        let plans = {
            let mut conn = self.pool.get().await?;
            store::active_plans(&mut conn).await?
        };
        let count = plans.len();
        let tasks = stream::iter(plans)
            .map(|id| self.read(id, |plan| Ok(plan.tasks.len())))
            .buffer_unordered(readers.into())
            .try_fold(0, |sum, tasks| async move { Ok(sum + tasks) })
            .await?;
        Ok((count, tasks))
    }

    /// The same in the background of a replica that has just started.
    pub async fn warm_up(self: Arc<Self>, readers: u16, shutdown: CancellationToken) {
        let started = Instant::now();
        let read = tokio::select! {
            () = shutdown.cancelled() => return,
            read = self.read_active_plans(readers) => read,
        };
        match read {
            Ok((plans, tasks)) => {
                let seconds = started.elapsed().as_secs_f64();
                tracing::info!(plans, tasks, seconds, "plans are in memory");
            }
            Err(error) => {
                tracing::warn!(%error, "not every plan is in memory: each is read with its first event");
            }
        }
    }
}
