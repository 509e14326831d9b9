//! How events travel: one small interface over RabbitMQ and over the memory of one process.

mod consumer;
pub mod in_process;
mod log;
pub mod pattern;
pub mod rabbitmq;

use std::{future::Future, ops::RangeInclusive, pin::Pin, sync::Arc, time::Duration};

use async_trait::async_trait;
use cascade_storage::StorageError;
use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::CloudEvent;

pub use log::{LogFrom, Logged};

/// Carries events from relays to consumers.
#[async_trait]
pub trait Bus: Send + Sync + 'static {
    /// Publishes events in this order. An answer for each: `Ok` once it can no longer be lost.
    async fn publish(&self, events: Vec<CloudEvent>) -> Vec<Result<(), PublishError>>;

    /// Registers a consumer at once and answers its work, which runs until `shutdown` and is to be spawned.
    fn subscribe(
        &self,
        subscription: Subscription,
        handler: Arc<dyn Handler>,
        shutdown: CancellationToken,
    ) -> Pin<Box<dyn Future<Output = ()> + Send>>;

    /// Events in the order of the log from there on, and as they happen; for looking on. It ends when the broker is lost: whoever
    /// reads on after the last position misses nothing.
    async fn log(&self, from: LogFrom) -> Result<BoxStream<'static, Logged>, BusError>;

    /// Whether what is published stays with the bus for [`Bus::replay`]. Where it does not, the outboxes keep it.
    fn keeps_published(&self) -> bool;

    /// Every event still kept, from the first.
    async fn replay(&self) -> Result<BoxStream<'static, CloudEvent>, BusError>;

    /// Events that a consumer could not apply.
    async fn dead_letters(&self, consumer: &str) -> Result<Vec<DeadLetter>, BusError>;

    /// Delivers dead letters again: these, or all where none is named. Answers how many.
    async fn redrive(&self, consumer: &str, ids: &[Uuid]) -> Result<usize, BusError>;

    /// Whether events can be published now.
    async fn ready(&self) -> Result<(), BusError>;
}

/// Partitions that a consumer may have: no more than there are lanes to divide over RabbitMQ.
pub const PARTITIONS: RangeInclusive<u16> = 1..=8;

/// What a consumer wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Name of the consumer; its replicas share the work.
    pub consumer: String,
    /// Patterns over types: `*` is one word, `#` any number of them.
    pub types: Vec<String>,
    /// Keeps the order of a partition key, by dividing the work into partitions with one active replica each.
    pub partitions: u16,
    /// Most events handed over at once.
    pub batch: u16,
    /// How soon a batch from a broker may follow the one before. An event that comes alone is applied at once; where many come, they
    /// gather meanwhile, and a transaction carries more of them. A process of its own does not wait: there the publisher would wait too.
    pub linger: Duration,
}

/// Applies events.
#[async_trait]
pub trait Handler: Send + Sync + 'static {
    /// Applies a batch in one transaction, recording each event in the inbox. `Ok` means committed.
    async fn handle(&self, batch: &[CloudEvent]) -> Result<(), HandleError>;
}

/// How a service takes in the events of others: section `subscriber` of its configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SubscriberConfig {
    /// Partitions of its queue, 1 to 8: the most replicas that can share the work.
    pub partitions: u16,
    /// Most events applied in one transaction.
    pub batch: u16,
    /// Milliseconds from the start of a partition's transaction to that of its next, where a broker brings the events: what comes
    /// meanwhile gathers. What is kept of others need not be of this very moment, and fewer transactions leave the database to those that
    /// are waited for.
    pub linger_ms: u64,
}

impl SubscriberConfig {
    /// A subscription that this configures.
    #[must_use]
    pub fn subscription(&self, consumer: &str, types: &[&str]) -> Subscription {
        Subscription {
            consumer: consumer.to_owned(),
            types: types.iter().map(|&name| name.to_owned()).collect(),
            partitions: self.partitions,
            batch: self.batch,
            linger: Duration::from_millis(self.linger_ms),
        }
    }
}

impl Default for SubscriberConfig {
    fn default() -> Self {
        Self {
            partitions: 4,
            batch: 256,
            linger_ms: 200,
        }
    }
}

/// A batch that was not applied.
#[derive(Debug, Error)]
pub enum HandleError {
    /// A part is down: the same again later.
    #[error("not applied for now: {0}")]
    Transient(String),
    /// It will never be applied as it is.
    #[error("cannot be applied: {0}")]
    Permanent(String),
}

impl From<StorageError> for HandleError {
    /// What passes by itself is tried again; everything else is told with its cause and set aside.
    fn from(error: StorageError) -> Self {
        if error.is_transient() {
            return Self::Transient(error.to_string());
        }
        let cause = std::error::Error::source(&error)
            .map(ToString::to_string)
            .unwrap_or_default();
        Self::Permanent(format!("{error}: {cause}"))
    }
}

/// An event that was not published.
#[derive(Debug, Clone, Error)]
pub enum PublishError {
    /// No queue takes it: a consumer's queue is missing.
    #[error("no queue takes events of type {0}")]
    Unroutable(String),
    /// Not known whether it arrived; publish it again.
    #[error("not confirmed: {0}")]
    Unconfirmed(String),
}

/// A bus that does not answer as it should.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct BusError(pub String);

impl BusError {
    pub(crate) fn new(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

/// An event that a consumer could not apply.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct DeadLetter {
    /// The event.
    pub event: CloudEvent,
    /// Why, as far as it is known.
    pub reason: String,
}
