//! What a service has told the world: what the broker's log has of it, and what still waits in its outbox.

use std::collections::HashSet;

use anyhow::{Context, Result};
use cascade_events::{
    CloudEvent,
    bus::{
        Bus, LogFrom, Logged,
        rabbitmq::{RabbitMq, RabbitMqConfig},
    },
    outbox,
};
use cascade_storage::{DbPool, StorageConfig};
use futures::StreamExt;

/// What the running stack has under this name in its environment.
pub fn named(key: &str) -> Result<String> {
    std::env::var(key).with_context(|| format!("{key} is not set"))
}

/// A connection of our own to the stack's broker.
pub fn broker() -> Result<RabbitMq> {
    let config = RabbitMqConfig {
        url: named("CASCADE_STACK_AMQP_URL")?,
        ..RabbitMqConfig::default()
    };
    Ok(RabbitMq::new(config, Vec::new()))
}

/// The database of a service.
pub fn database(service: &str) -> Result<DbPool> {
    let url = named(&format!("CASCADE_{}_DATABASE_URL", service.to_uppercase()))?;
    Ok(DbPool::lazy(&StorageConfig::at(url))?)
}

/// Every event of a service, each once, in the order in which they were told first.
pub async fn told_by(service: &str) -> Result<Vec<CloudEvent>> {
    let waiting = outbox::waiting(&database(service)?).await?;
    let mut log = broker()?.log(LogFrom::Back(u64::MAX)).await?;
    let mut told = Vec::new();
    while let Some(Logged::Events { events, .. }) = log.next().await {
        told.extend(events);
    }
    told.extend(waiting);
    let source = format!("/cascade/{service}");
    let mut seen = HashSet::new();
    told.retain(|event| event.source == source && seen.insert(event.id));
    Ok(told)
}
