//! Exchanges and queues, declared by whoever comes first and the same by everyone after.

use lapin::{
    Channel, Connection, ExchangeKind,
    options::{ExchangeBindOptions, ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions},
    types::{AMQPValue, FieldTable},
};

use super::{
    super::{PARTITIONS, Subscription},
    RabbitMqConfig,
};

/// The public exchange: routing key is the event's type.
pub const EXCHANGE: &str = "cascade.events";
/// The stream that keeps everything for replay.
pub(super) const REPLAY: &str = "cascade.events.replay";
/// Where dead letters go, by the name of their consumer.
pub(super) const DEAD: &str = "cascade.dead";
/// Header that the partitions are divided by.
pub(super) const PARTITION_HEADER: &str = "partitionkey";
/// Routing key of a partition's binding, which is the queue's weight among the others.
const WEIGHT: &str = "1";

/// Queue of a consumer's partition.
pub(super) fn partition_queue(consumer: &str, partition: u16) -> String {
    format!("cascade.{consumer}.{partition}")
}

/// Exchange that divides a consumer's events among its partitions.
fn spread(consumer: &str) -> String {
    format!("cascade.{consumer}")
}

/// Queue that each replica of a consumer reads and nobody writes to: whoever reads it is there. A partition's own queue does not tell: of
/// a quorum queue with a single active consumer the broker counts that one only.
pub(super) fn presence_queue(consumer: &str) -> String {
    format!("cascade.{consumer}.replicas")
}

/// Queue of a consumer's dead letters.
pub(super) fn dead_queue(consumer: &str) -> String {
    format!("cascade.{consumer}.dead")
}

/// Declares everything. Idempotent; a queue that exists with other arguments is an error that names it.
pub(super) async fn declare(
    channel: &Channel,
    config: &RabbitMqConfig,
    consumers: &[Subscription],
) -> lapin::Result<()> {
    exchange(
        channel,
        EXCHANGE,
        ExchangeKind::Topic,
        FieldTable::default(),
    )
    .await?;
    exchange(channel, DEAD, ExchangeKind::Direct, FieldTable::default()).await?;
    let stream = table([
        ("x-queue-type", text("stream")),
        ("x-max-age", text(&format!("{}D", config.replay_days))),
    ]);
    queue(channel, REPLAY, stream).await?;
    bind(channel, REPLAY, EXCHANGE, "#").await?;
    for consumer in consumers {
        declare_consumer(channel, config, consumer).await?;
    }
    Ok(())
}

async fn declare_consumer(
    channel: &Channel,
    config: &RabbitMqConfig,
    subscription: &Subscription,
) -> lapin::Result<()> {
    let consumer = &subscription.consumer;
    let dead = dead_queue(consumer);
    queue(channel, &dead, table([("x-queue-type", text("quorum"))])).await?;
    bind(channel, &dead, DEAD, consumer).await?;

    let classic = table([("x-queue-type", text("classic"))]);
    queue(channel, &presence_queue(consumer), classic).await?;

    let spread = spread(consumer);
    let by_key = table([("hash-header", text(PARTITION_HEADER))]);
    exchange(
        channel,
        &spread,
        ExchangeKind::Custom("x-consistent-hash".to_owned()),
        by_key,
    )
    .await?;
    for partition in 0..subscription.partitions.max(1) {
        let name = partition_queue(consumer, partition);
        let arguments = table([
            ("x-queue-type", text("quorum")),
            ("x-single-active-consumer", AMQPValue::Boolean(true)),
            (
                "x-delivery-limit",
                AMQPValue::LongLongInt(i64::from(config.delivery_limit)),
            ),
            ("x-dead-letter-exchange", text(DEAD)),
            ("x-dead-letter-routing-key", text(consumer)),
            // A dead letter stays here until its own queue has confirmed it; that needs this overflow behaviour.
            ("x-dead-letter-strategy", text("at-least-once")),
            ("x-overflow", text("reject-publish")),
        ]);
        queue(channel, &name, arguments).await?;
        bind(channel, &name, &spread, WEIGHT).await?;
    }
    for types in &subscription.types {
        channel
            .exchange_bind(
                spread.as_str().into(),
                EXCHANGE.into(),
                types.as_str().into(),
                ExchangeBindOptions::default(),
                FieldTable::default(),
            )
            .await?;
    }
    Ok(())
}

/// Partitions that a consumer had before it was given fewer. Nothing more comes to their queues from here on; what lies in them has
/// not been applied yet.
pub(super) async fn former_partitions(
    connection: &Connection,
    subscription: &Subscription,
) -> lapin::Result<Vec<u16>> {
    let mut former = Vec::new();
    for partition in subscription.partitions.max(1)..*PARTITIONS.end() {
        let queue = partition_queue(&subscription.consumer, partition);
        // The broker closes a channel on which a queue is asked for that is not there.
        let channel = connection.create_channel().await?;
        let asked = QueueDeclareOptions {
            passive: true,
            ..QueueDeclareOptions::default()
        };
        let found = channel
            .queue_declare(queue.as_str().into(), asked, FieldTable::default())
            .await;
        if found.is_ok() {
            let spread = spread(&subscription.consumer);
            channel
                .queue_unbind(
                    queue.as_str().into(),
                    spread.as_str().into(),
                    WEIGHT.into(),
                    FieldTable::default(),
                )
                .await?;
            channel.close(200, "found".into()).await?;
            former.push(partition);
        }
    }
    Ok(former)
}

async fn exchange(
    channel: &Channel,
    name: &str,
    kind: ExchangeKind,
    arguments: FieldTable,
) -> lapin::Result<()> {
    let options = ExchangeDeclareOptions {
        durable: true,
        ..ExchangeDeclareOptions::default()
    };
    channel
        .exchange_declare(name.into(), kind, options, arguments)
        .await
}

async fn queue(channel: &Channel, name: &str, arguments: FieldTable) -> lapin::Result<()> {
    let options = QueueDeclareOptions {
        durable: true,
        ..QueueDeclareOptions::default()
    };
    channel
        .queue_declare(name.into(), options, arguments)
        .await
        .map(|_| ())
}

async fn bind(channel: &Channel, queue: &str, exchange: &str, key: &str) -> lapin::Result<()> {
    channel
        .queue_bind(
            queue.into(),
            exchange.into(),
            key.into(),
            QueueBindOptions::default(),
            FieldTable::default(),
        )
        .await
}

/// A table of these arguments.
pub(super) fn table<const N: usize>(arguments: [(&str, AMQPValue); N]) -> FieldTable {
    let mut table = FieldTable::default();
    for (key, value) in arguments {
        table.insert(key.into(), value);
    }
    table
}

/// Text as an argument.
pub(super) fn text(text: &str) -> AMQPValue {
    AMQPValue::LongString(text.into())
}
