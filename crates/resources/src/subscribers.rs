//! What this service does on others' events: it keeps what it needs of tasks (requests are judged against their dates, load and match
//! count their effort and people, budgets their progress), and tells the directory to whoever asks for it.

use async_trait::async_trait;
use cascade_events::{CloudEvent, HandleError, Handler, Subscription, inbox};
use cascade_proto::tasks::v1 as tasks;
use cascade_runtime::clock::Clock;
use cascade_storage::{DbPool, mutation};
use serde::Deserialize;

use crate::{Config, store::windows, use_cases::tell_directory};

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
            "cascade.tasks.directory_asked.v1",
            "cascade.monitoring.directory_asked.v1",
        ],
    )
}

/// Both events of a task carry the whole of it.
#[derive(Deserialize)]
struct AnyOfTask {
    task: Option<tasks::Task>,
}

/// Whoever asks for the directory.
#[derive(Deserialize)]
struct AnyQuestion {
    request: String,
}

enum Said {
    Task(Box<tasks::Task>),
    Asked(String),
}

fn read(event: &CloudEvent) -> Result<Said, HandleError> {
    let unreadable = |what: String| HandleError::Permanent(format!("event {}: {what}", event.id));
    if event.event_type.ends_with(".directory_asked.v1") {
        let data: AnyQuestion = event
            .data
            .read()
            .map_err(|error| unreadable(error.to_string()))?;
        return Ok(Said::Asked(data.request));
    }
    let data: AnyOfTask = event
        .data
        .read()
        .map_err(|error| unreadable(error.to_string()))?;
    let task = data.task.ok_or_else(|| unreadable("has no task".into()))?;
    Ok(Said::Task(Box::new(task)))
}

/// Keeps what it needs of tasks, and answers who asks for the directory.
pub struct Subscriber {
    /// Its database.
    pub pool: DbPool,
    /// Where time comes from.
    pub clock: Clock,
}

#[async_trait]
impl Handler for Subscriber {
    async fn handle(&self, batch: &[CloudEvent]) -> Result<(), HandleError> {
        let said = batch
            .iter()
            .map(|event| read(event).map(|said| (event.id, said)))
            .collect::<Result<_, _>>()?;
        let (pool, now) = (self.pool.clone(), self.clock.now());
        mutation(async move {
            let mut tx = pool.begin().await?;
            let (mut told, mut asked) = (Vec::new(), Vec::new());
            for said in inbox::claim(&mut tx, CONSUMER, said, now).await? {
                match said {
                    Said::Task(task) => told.push(*task),
                    Said::Asked(request) => asked.push(request),
                }
            }
            windows::follow(&mut tx, told).await?;
            for request in asked {
                tell_directory(&mut tx, &request, now).await?;
            }
            tx.commit().await
        })
        .await
        .and_then(|done| done)
        .map_err(Into::into)
    }
}
