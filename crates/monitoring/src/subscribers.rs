//! What monitoring does on others' events: everything, through the engine.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use cascade_events::{CloudEvent, HandleError, Handler, Subscription};
use cascade_runtime::error::ErrorKind;

use crate::{
    config::Config,
    engine::{CONSUMER, Engine},
};

/// What monitoring listens to.
#[must_use]
pub fn subscription(config: &Config) -> Subscription {
    Subscription {
        consumer: CONSUMER.to_owned(),
        types: [
            "cascade.goals.plan_changed.v1",
            "cascade.goals.goal_changed.v1",
            "cascade.goals.key_result_changed.v1",
            "cascade.goals.adjustment_changed.v1",
            "cascade.goals.adjustment_approved.v1",
            "cascade.tasks.task_changed.v1",
            "cascade.tasks.progress_reported.v1",
            "cascade.tasks.update_missed.v1",
            "cascade.resources.request_changed.v1",
            "cascade.resources.department_changed.v1",
            "cascade.resources.person_changed.v1",
            "cascade.resources.calendar_changed.v1",
            "cascade.resources.absence_changed.v1",
            cascade_directory::backfill::TOLD,
            "cascade.monitoring.edge_declared.v1",
            "cascade.monitoring.predecessor_moved.v1",
            "cascade.monitoring.impact_declared.v1",
            "cascade.monitoring.goal_rolled_up.v1",
            "cascade.monitoring.goal_placed.v1",
        ]
        .map(str::to_owned)
        .to_vec(),
        partitions: config.partitions,
        batch: config.batch,
        linger: Duration::from_millis(config.linger_ms),
    }
}

/// Hands events to the engine.
pub struct Subscriber(pub Arc<Engine>);

#[async_trait]
impl Handler for Subscriber {
    async fn handle(&self, batch: &[CloudEvent]) -> Result<(), HandleError> {
        self.0
            .apply(batch)
            .await
            .map_err(|error| match error.kind() {
                // Somebody else was faster, or a part is down: the same again later.
                ErrorKind::Conflict
                | ErrorKind::Unavailable
                | ErrorKind::ResourceExhausted
                | ErrorKind::DeadlineExceeded => HandleError::Transient(error.to_string()),
                _ => {
                    let cause = std::error::Error::source(&error)
                        .map(ToString::to_string)
                        .unwrap_or_default();
                    HandleError::Permanent(format!("{error} {cause}"))
                }
            })
    }
}
