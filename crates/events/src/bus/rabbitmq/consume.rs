//! Consuming: partition queues with acknowledgement after commit, the replay stream.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures::{StreamExt, future::join_all, stream, stream::BoxStream};
use lapin::{
    Channel, Connection, Consumer,
    message::Delivery,
    options::{BasicAckOptions, BasicConsumeOptions, BasicQosOptions, ConfirmSelectOptions},
    types::FieldTable,
};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::{
    super::{
        BusError, Handler, Subscription,
        consumer::{Handed, hand_over},
    },
    RabbitMqConfig, bundle, connect, dead,
    share::{self, Share},
    topology::{self, REPLAY, partition_queue, table, text},
};
use crate::{CloudEvent, EnvelopeError};

/// Waits between two tries to reach the broker.
const SHORTEST_WAIT: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// Events that are told together come within this.
const RIGHT_BEHIND: Duration = Duration::from_millis(2);

/// Works on every partition until `shutdown`. For each partition the broker makes one replica's consumer the active one.
pub(super) async fn run(
    config: RabbitMqConfig,
    consumers: Vec<Subscription>,
    subscription: Subscription,
    handler: Arc<dyn Handler>,
    shutdown: CancellationToken,
) {
    let mut wait = SHORTEST_WAIT;
    while !shutdown.is_cancelled() {
        let began = Instant::now();
        match serve(&config, &consumers, &subscription, &handler, &shutdown).await {
            Ok(()) => wait = SHORTEST_WAIT,
            Err(error) => {
                if began.elapsed() > LONGEST_WAIT {
                    // It worked for a while, so this is a new trouble and not the same still.
                    wait = SHORTEST_WAIT;
                }
                tracing::warn!(consumer = subscription.consumer, %error, "consumer interrupted");
                tokio::select! {
                    () = shutdown.cancelled() => return,
                    () = tokio::time::sleep(wait) => {}
                }
                wait = (wait * 2).min(LONGEST_WAIT);
            }
        }
    }
}

async fn serve(
    config: &RabbitMqConfig,
    consumers: &[Subscription],
    subscription: &Subscription,
    handler: &Arc<dyn Handler>,
    shutdown: &CancellationToken,
) -> Result<(), BusError> {
    let connection = connect(config, &subscription.consumer).await?;
    let channel = connection.create_channel().await.map_err(BusError::new)?;
    topology::declare(&channel, config, consumers)
        .await
        .map_err(BusError::new)?;
    let present = share::be_present(&channel, &subscription.consumer).await?;
    // One partition that fails ends them all, so that they begin again together on a fresh connection.
    let ended = shutdown.child_token();
    let former = topology::former_partitions(&connection, subscription)
        .await
        .map_err(BusError::new)?;
    let partitions: Vec<u16> = (0..subscription.partitions.max(1)).chain(former).collect();
    let share = Share::of(partitions.len());
    let partitions = partitions.into_iter().map(|partition| {
        let (connection, ended, share) = (&connection, ended.clone(), &share);
        async move {
            let mut result = Ok(Ended::Left);
            while let Ok(Ended::Left) = result {
                let work = partition_loop(
                    connection,
                    config,
                    subscription,
                    partition,
                    handler,
                    share,
                    &ended,
                );
                result = work.await;
            }
            ended.cancel();
            result
        }
    });
    let results = join_all(partitions).await;
    drop(present);
    // Closing gives back at once what was not acknowledged.
    if let Err(error) = connection.close(200, "bye".into()).await {
        tracing::debug!(%error, "connection was gone already");
    }
    results
        .into_iter()
        .collect::<Result<Vec<Ended>, _>>()
        .map(|_| ())
}

/// Why a partition is no longer worked on.
enum Ended {
    /// This replica is to stop.
    Stopped,
    /// It is another replica's turn.
    Left,
}

async fn partition_loop(
    connection: &Connection,
    config: &RabbitMqConfig,
    subscription: &Subscription,
    partition: u16,
    handler: &Arc<dyn Handler>,
    share: &Share,
    ended: &CancellationToken,
) -> Result<Ended, BusError> {
    let queue = partition_queue(&subscription.consumer, partition);
    let channel = connection.create_channel().await.map_err(BusError::new)?;
    channel
        .basic_qos(config.prefetch, BasicQosOptions::default())
        .await
        .map_err(BusError::new)?;
    // For what goes to the dead letters.
    channel
        .confirm_select(ConfirmSelectOptions::default())
        .await
        .map_err(BusError::new)?;
    let mut deliveries = channel
        .basic_consume(
            queue.as_str().into(),
            "".into(),
            BasicConsumeOptions::default(),
            FieldTable::default(),
        )
        .await
        .map_err(BusError::new)?;
    // Not from batch to batch: under load the time between two is short.
    let mut looks = tokio::time::interval(share::LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut not_before = tokio::time::Instant::now();
    loop {
        let next = next_batch(&mut deliveries, subscription.batch, not_before);
        tokio::pin!(next);
        let mut batch = loop {
            tokio::select! {
                () = ended.cancelled() => return Ok(Ended::Stopped),
                batch = &mut next => break batch?,
                () = lost(&channel) => return Err(BusError("the connection is lost".to_owned())),
                _ = looks.tick() => {
                    if is_too_much(&channel, &subscription.consumer, share, partition).await? {
                        // What has been delivered meanwhile goes back with the channel.
                        return leave(&channel, share, partition, ended).await;
                    }
                }
            }
        };
        share.takes(partition);
        not_before = tokio::time::Instant::now() + subscription.linger;
        let mut events = Vec::new();
        for message in &mut batch {
            match std::mem::replace(&mut message.events, Ok(Vec::new())) {
                Ok(carried) => events.extend(carried),
                Err(error) => {
                    tracing::error!(queue, %error, "not an event: to the dead letters");
                    let (consumer, why) = (&subscription.consumer, error.to_string());
                    dead::bury_message(&channel, consumer, &message.delivery, &why).await?;
                }
            }
        }
        match hand_over(handler, &subscription.consumer, &events, ended).await {
            Handed::Stopped => return Ok(Ended::Stopped),
            Handed::Done(given_up) => {
                for (position, reason) in &given_up {
                    let (consumer, event) = (&subscription.consumer, &events[*position]);
                    dead::bury_event(&channel, consumer, event, reason).await?;
                }
                // Everything up to the last is committed or buried by now, so one acknowledgement says it all.
                if let Some(last) = batch.last() {
                    let options = BasicAckOptions { multiple: true };
                    channel
                        .basic_ack(last.delivery.delivery_tag, options)
                        .await
                        .map_err(BusError::new)?;
                }
            }
        }
    }
}

/// Whether the partition is to be left to another replica. The broker is asked only where its answer can matter: with everybody at work
/// that is one partition of a replica.
async fn is_too_much(
    channel: &Channel,
    consumer: &str,
    share: &Share,
    partition: u16,
) -> Result<bool, BusError> {
    if !share.is_too_much(partition, u32::MAX) {
        return Ok(false);
    }
    let replicas = share::replicas(channel, consumer).await?;
    Ok(share.is_too_much(partition, replicas))
}

/// Leaves a partition: what was delivered and not begun goes back to its place, and the next replica in line gets it.
async fn leave(
    channel: &Channel,
    share: &Share,
    partition: u16,
    ended: &CancellationToken,
) -> Result<Ended, BusError> {
    share.leaves(partition);
    channel
        .close(200, "shared".into())
        .await
        .map_err(BusError::new)?;
    tracing::info!(partition, "left to another replica");
    tokio::select! {
        () = ended.cancelled() => Ok(Ended::Stopped),
        () = tokio::time::sleep(share::STEP_BACK) => Ok(Ended::Left),
    }
}

/// Returns when the channel is no longer connected: a consumer must not depend on being told.
pub(super) async fn lost(channel: &Channel) {
    while channel.status().connected() {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// A delivery and the events in it.
struct Message {
    delivery: Delivery,
    events: Result<Vec<CloudEvent>, EnvelopeError>,
}

impl Message {
    fn of(delivery: Delivery) -> Self {
        let events = bundle::read(&delivery.properties, &delivery.data);
        Self { delivery, events }
    }

    fn count(&self) -> usize {
        self.events.as_ref().map_or(1, Vec::len)
    }
}

/// The first message that comes, and those that are here by then or come before `not_before`, until they carry `most` events.
async fn next_batch(
    deliveries: &mut Consumer,
    most: u16,
    not_before: tokio::time::Instant,
) -> Result<Vec<Message>, BusError> {
    let lost = || BusError("the consumer was cancelled".to_owned());
    let first = deliveries
        .next()
        .await
        .ok_or_else(lost)?
        .map_err(BusError::new)?;
    let mut batch = vec![Message::of(first)];
    let mut count = batch[0].count();
    let full = not_before.max(tokio::time::Instant::now() + RIGHT_BEHIND);
    while count < usize::from(most) {
        match tokio::time::timeout_at(full, deliveries.next()).await {
            Ok(next) => {
                let next = Message::of(next.ok_or_else(lost)?.map_err(BusError::new)?);
                count += next.count();
                batch.push(next);
            }
            Err(_) => break,
        }
    }
    Ok(batch)
}

/// Everything the stream keeps, from its first event.
pub(super) async fn replay(
    connection: Connection,
    channel: Channel,
) -> lapin::Result<BoxStream<'static, CloudEvent>> {
    // A stream is only read with a prefetch and acknowledgements.
    channel.basic_qos(256, BasicQosOptions::default()).await?;
    let consumer = channel
        .basic_consume(
            REPLAY.into(),
            "".into(),
            BasicConsumeOptions::default(),
            table([("x-stream-offset", text("first"))]),
        )
        .await?;
    Ok(events_of(connection, channel, consumer))
}

/// The consumer's events, until its connection is lost. The connection lives as long as the stream does.
fn events_of(
    connection: Connection,
    channel: Channel,
    consumer: Consumer,
) -> BoxStream<'static, CloudEvent> {
    stream::unfold(
        (connection, channel, consumer),
        |(connection, channel, mut consumer)| async move {
            let delivery = consumer.next().await?.ok()?;
            if delivery.ack(BasicAckOptions::default()).await.is_err() {
                return None;
            }
            let events = bundle::read(&delivery.properties, &delivery.data).unwrap_or_default();
            Some((stream::iter(events), (connection, channel, consumer)))
        },
    )
    .flatten()
    .boxed()
}
