//! What this service does on others' events: it keeps what it needs of tasks. Requests are judged against their dates, load and
//! match count their effort and people, budgets their progress.

use async_trait::async_trait;
use cascade_events::{CloudEvent, HandleError, Handler, Subscription, inbox};
use cascade_proto::tasks::v1 as tasks;
use cascade_runtime::clock::Clock;
use cascade_storage::{DbPool, mutation};
use serde::Deserialize;

use crate::{Config, store::windows};

/// Name under which deliveries are recorded.
pub const CONSUMER: &str = "resources";

/// What it listens to.
#[must_use]
pub fn subscription(config: &Config) -> Subscription {
    config.subscriber.subscription(
        CONSUMER,
        &[
            "cascade.tasks.progress_reported.v1",
            "cascade.tasks.task_changed.v1",
        ],
    )
}

/// Both events of a task carry the whole of it.
#[derive(Deserialize)]
struct AnyOfTask {
    task: Option<tasks::Task>,
}

/// Keeps what it needs of tasks.
pub struct TaskFacts {
    /// Its database.
    pub pool: DbPool,
    /// Where time comes from.
    pub clock: Clock,
}

#[async_trait]
impl Handler for TaskFacts {
    async fn handle(&self, batch: &[CloudEvent]) -> Result<(), HandleError> {
        let mut read = Vec::with_capacity(batch.len());
        for event in batch {
            let data: AnyOfTask = event
                .data
                .read()
                .map_err(|error| HandleError::Permanent(format!("event {}: {error}", event.id)))?;
            let task = data
                .task
                .ok_or_else(|| HandleError::Permanent(format!("event {} has no task", event.id)))?;
            read.push((event.id, task));
        }
        let (pool, now) = (self.pool.clone(), self.clock.now());
        mutation(async move {
            let mut tx = pool.begin().await?;
            let told = inbox::claim(&mut tx, CONSUMER, read, now).await?;
            windows::follow(&mut tx, told).await?;
            tx.commit().await
        })
        .await
        .and_then(|done| done)
        .map_err(Into::into)
    }
}
