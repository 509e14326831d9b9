//! What a broker may do at its worst: deliver everything again, and in the wrong order.

use std::time::Duration;

use anyhow::{Result, bail};
use cascade_events::{
    CloudEvent,
    bus::{Bus, rabbitmq::RabbitMq},
    outbox,
};

use crate::told::{broker, database, told_by};

/// Somebody who publishes what the tasks service has said, or was about to say.
pub struct Disorder {
    bus: RabbitMq,
}

impl Disorder {
    /// Beside the running stack, at its own databases and broker.
    pub fn new() -> Result<Self> {
        Ok(Self { bus: broker()? })
    }

    /// What is committed and not published yet.
    pub async fn waiting(&self) -> Result<Vec<CloudEvent>> {
        Ok(outbox::waiting(&database("tasks")?).await?)
    }

    /// Everything that the tasks service has said, again: newest first, then oldest first. Answers how many events.
    pub async fn replay_backwards_and_forwards(&self) -> Result<usize> {
        let events = told_by("tasks").await?;
        self.publish_backwards_and_forwards(&events).await?;
        Ok(events.len())
    }

    /// Each event twice: first all in the reverse of their order, then in their order.
    pub async fn publish_backwards_and_forwards(&self, events: &[CloudEvent]) -> Result<()> {
        let twice: Vec<CloudEvent> = events.iter().rev().chain(events).cloned().collect();
        for window in twice.chunks(256) {
            self.publish(window).await?;
        }
        Ok(())
    }

    /// Until all of it is confirmed: a broker that has just started still opens its queues.
    async fn publish(&self, window: &[CloudEvent]) -> Result<()> {
        for _ in 0..100 {
            let answers = self.bus.publish(window.to_vec()).await;
            if answers.iter().all(Result::is_ok) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        bail!("the broker takes no events")
    }
}
