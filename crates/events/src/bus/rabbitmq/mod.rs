//! The bus over RabbitMQ.
//!
//! ```text
//! relay ──► topic exchange cascade.events ──┬─► x-consistent-hash per consumer ─► partition queues (quorum)
//!                (confirms, mandatory)      ├─► cascade.events.replay (stream)
//!                                           └─► other systems' own queues
//! partition queue ── delivery limit ──► cascade.dead ──► <consumer>.dead (quorum)
//! ```

mod bundle;
mod consume;
mod dead;
mod lanes;
mod log;
mod packing;
mod publish;
mod share;
mod topology;

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use async_trait::async_trait;
use futures::{FutureExt, stream::BoxStream};
use lapin::{Channel, Connection, ConnectionProperties, uri::AMQPUri};
use serde::{Deserialize, Serialize};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{Bus, BusError, DeadLetter, Handler, LogFrom, Logged, PublishError, Subscription};
use crate::CloudEvent;

use self::lanes::Lanes;
pub use topology::EXCHANGE;

/// How the broker is reached.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RabbitMqConfig {
    /// `amqp://user:password@host:port/vhost`, or `amqps://…` for TLS.
    pub url: String,
    /// Days that the replay stream keeps events.
    pub replay_days: u32,
    /// Most events of one message. Those of one type and lane of partition keys that leave together share one; 1: every event has its
    /// own, for systems that read no others.
    pub bundle: u16,
    /// Whether messages with more than one event are packed: content encoding `zstd`.
    pub compress: bool,
    /// Deliveries of a message before it becomes a dead letter.
    pub delivery_limit: u32,
    /// Most messages handed to a consumer and not yet acknowledged, for each partition.
    pub prefetch: u16,
}

/// Without the URL, which may hold a password.
impl fmt::Debug for RabbitMqConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RabbitMqConfig")
            .field("replay_days", &self.replay_days)
            .field("bundle", &self.bundle)
            .field("compress", &self.compress)
            .field("delivery_limit", &self.delivery_limit)
            .field("prefetch", &self.prefetch)
            .finish_non_exhaustive()
    }
}

impl Default for RabbitMqConfig {
    fn default() -> Self {
        Self {
            url: "amqp://guest:guest@127.0.0.1:5672/%2f".to_owned(),
            replay_days: 30,
            bundle: 64,
            compress: true,
            delivery_limit: 20,
            prefetch: 256,
        }
    }
}

/// The bus over RabbitMQ; connects when first used and again whenever it must.
pub struct RabbitMq {
    config: RabbitMqConfig,
    consumers: Vec<Subscription>,
    publisher: publish::Publisher,
}

impl RabbitMq {
    /// A bus that keeps queues for these consumers: every process knows all of them, so that nothing is published before the
    /// queues that want it are there.
    #[must_use]
    pub fn new(config: RabbitMqConfig, consumers: Vec<Subscription>) -> Self {
        let publisher = publish::Publisher::new(config.clone(), consumers.clone());
        Self {
            config,
            consumers,
            publisher,
        }
    }

    async fn channel(&self, name: &str) -> Result<(Connection, Channel), BusError> {
        let connection = connect(&self.config, name).await?;
        let channel = connection.create_channel().await.map_err(BusError::new)?;
        topology::declare(&channel, &self.config, &self.consumers)
            .await
            .map_err(BusError::new)?;
        Ok((connection, channel))
    }
}

/// Seconds. The broker looks that often, and after two looks without a sign of life closes the connection: a replica whose machine is
/// lost or that is frozen keeps its partitions for six seconds at most. `?heartbeat=` in the URL overrides it.
const HEARTBEAT: u16 = 2;

/// Connects, once. Lapin's own recovery stays off: after an orderly restart of the broker its consumers were seen to wait for
/// ever. Whoever loses a connection makes a new one here: the publisher when the relay tries again, a consumer in its own loop.
async fn connect(config: &RabbitMqConfig, name: &str) -> Result<Connection, BusError> {
    answers(config).await?;
    let mut uri: AMQPUri = config.url.parse().map_err(BusError)?;
    uri.query.heartbeat.get_or_insert(HEARTBEAT);
    let properties =
        ConnectionProperties::default().with_connection_name(format!("cascade {name}").into());
    tokio::time::timeout(
        Duration::from_secs(10),
        Connection::connect_uri(uri, properties),
    )
    .await
    .map_err(|_| BusError("RabbitMQ does not answer".to_owned()))?
    .map_err(BusError::new)
}

/// Whether anybody listens there. A plain connection tells at once and says why not.
async fn answers(config: &RabbitMqConfig) -> Result<(), BusError> {
    let uri: AMQPUri = config.url.parse().map_err(BusError)?;
    let address = (uri.authority.host.as_str(), uri.authority.port);
    let refused = |why: &dyn std::fmt::Display| {
        BusError(format!("RabbitMQ at {}:{}: {why}", address.0, address.1))
    };
    tokio::time::timeout(Duration::from_secs(2), TcpStream::connect(address))
        .await
        .map_err(|_| refused(&"no answer"))?
        .map_err(|error| refused(&error))
        .map(|_| ())
}

#[async_trait]
impl Bus for RabbitMq {
    async fn publish(&self, events: Vec<CloudEvent>) -> Vec<Result<(), PublishError>> {
        self.publisher.publish(events).await
    }

    fn subscribe(
        &self,
        subscription: Subscription,
        handler: Arc<dyn Handler>,
        shutdown: CancellationToken,
    ) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        consume::run(
            self.config.clone(),
            self.consumers.clone(),
            subscription,
            handler,
            shutdown,
        )
        .boxed()
    }

    async fn log(&self, from: LogFrom) -> Result<BoxStream<'static, Logged>, BusError> {
        let (connection, channel) = self.channel("log").await?;
        log::read(connection, channel, from)
            .await
            .map_err(BusError::new)
    }

    fn keeps_published(&self) -> bool {
        true
    }

    async fn replay(&self) -> Result<BoxStream<'static, CloudEvent>, BusError> {
        let (connection, channel) = self.channel("replay").await?;
        consume::replay(connection, channel)
            .await
            .map_err(BusError::new)
    }

    async fn dead_letters(&self, consumer: &str) -> Result<Vec<DeadLetter>, BusError> {
        let (_connection, channel) = self.channel("dead letters").await?;
        dead::list(&channel, consumer).await.map_err(BusError::new)
    }

    async fn redrive(&self, consumer: &str, ids: &[Uuid]) -> Result<usize, BusError> {
        let (_connection, channel) = self.channel("dead letters").await?;
        dead::redrive(&channel, consumer, ids, Lanes::of(&self.consumers))
            .await
            .map_err(BusError::new)
    }

    async fn ready(&self) -> Result<(), BusError> {
        self.publisher.ready().await
    }
}
