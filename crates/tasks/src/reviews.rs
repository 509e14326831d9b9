//! Looking again at the tasks of those who work on other days now, some in each transaction, by whichever replica comes first.

use std::{sync::Arc, time::Duration};

use cascade_runtime::error::ServiceError;
use cascade_storage::DbPool;
use tokio_util::sync::CancellationToken;

use crate::use_cases::UseCases;

/// Between two looks where there is nothing to do.
const PATIENCE: Duration = Duration::from_secs(2);

/// Works off the reviews that changes of the directory left.
pub struct Reviews {
    pool: DbPool,
    use_cases: Arc<UseCases>,
}

impl Reviews {
    /// Over one database.
    #[must_use]
    pub fn new(pool: DbPool, use_cases: Arc<UseCases>) -> Self {
        Self { pool, use_cases }
    }

    /// Until `shutdown`. What a crash leaves undone the next start goes on with.
    pub async fn run(self, shutdown: CancellationToken) {
        loop {
            if let Err(error) = self.run_free(&shutdown).await {
                tracing::warn!(%error, "reviews after a change of the directory interrupted");
            }
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = tokio::time::sleep(PATIENCE) => {}
            }
        }
    }

    async fn run_free(&self, shutdown: &CancellationToken) -> Result<(), ServiceError> {
        while !shutdown.is_cancelled() {
            let (pool, use_cases) = (self.pool.clone(), Arc::clone(&self.use_cases));
            let some = async move {
                let mut tx = pool.begin().await?;
                if !use_cases.review_some(&mut tx).await? {
                    // Nearly every look ends here: dropped instead, it would cost its connection.
                    tx.rollback().await?;
                    return Ok(false);
                }
                tx.commit().await?;
                Ok::<bool, ServiceError>(true)
            };
            if !cascade_storage::mutation(some).await?? {
                return Ok(());
            }
        }
        Ok(())
    }
}
