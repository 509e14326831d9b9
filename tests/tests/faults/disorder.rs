//! What a broker may do at its worst: deliver everything again, and in the wrong order.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result, bail};
use cascade_events::{
    CloudEvent,
    bus::{
        Bus,
        rabbitmq::{RabbitMq, RabbitMqConfig},
    },
    outbox,
};
use cascade_storage::{DbPool, StorageConfig};

/// Somebody who publishes what the tasks service has said, or was about to say.
pub struct Disorder {
    tasks: DbPool,
    bus: Arc<RabbitMq>,
}

impl Disorder {
    /// Beside the running stack, at its own database and broker.
    pub fn new() -> Result<Self> {
        let named = |key: &str| std::env::var(key).with_context(|| format!("{key} is not set"));
        let config = RabbitMqConfig {
            url: named("CASCADE_STACK_AMQP_URL")?,
            ..RabbitMqConfig::default()
        };
        Ok(Self {
            tasks: DbPool::lazy(&StorageConfig::at(named("CASCADE_TASKS_DATABASE_URL")?))?,
            bus: Arc::new(RabbitMq::new(config, Vec::new())),
        })
    }

    /// What is committed and not published yet.
    pub async fn waiting(&self) -> Result<Vec<CloudEvent>> {
        Ok(outbox::waiting(&self.tasks).await?)
    }

    /// Everything that the tasks service has published, again: newest first, then oldest first. Answers how many events.
    pub async fn replay_backwards_and_forwards(&self) -> Result<usize> {
        let events = outbox::published(&self.tasks).await?;
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
