//! Dead letters: looked at without taking them, and sent back to the consumer they were meant for.

use lapin::{
    BasicProperties, Channel,
    message::{BasicGetMessage, Delivery},
    options::{
        BasicAckOptions, BasicGetOptions, BasicNackOptions, BasicPublishOptions,
        ConfirmSelectOptions,
    },
    types::{AMQPValue, FieldTable},
};
use uuid::Uuid;

use super::{
    super::{BusError, DeadLetter},
    bundle,
    lanes::Lanes,
    topology::{DEAD, PARTITION_HEADER, dead_queue, text},
};
use crate::CloudEvent;

/// Most dead letters looked at in one go.
const MOST: usize = 1_000;
/// Header that says why a consumer gave a message up.
const REASON_HEADER: &str = "cascade-reason";
/// Header that carries the trace.
const TRACE_HEADER: &str = "traceparent";

/// Puts a copy of a message that cannot be read, with the reason, among its consumer's dead letters; returns when the broker has
/// confirmed it there, so that the message itself may be acknowledged. The channel must be in confirm mode.
pub(super) async fn bury_message(
    channel: &Channel,
    consumer: &str,
    message: &Delivery,
    reason: &str,
) -> Result<(), BusError> {
    let headers = lasting_headers(message.properties.headers().as_ref());
    let properties = message.properties.clone();
    bury(
        channel,
        consumer,
        &message.data,
        properties,
        headers,
        reason,
    )
    .await
}

/// Likewise an event that its consumer gives up, out of the message that it came in.
pub(super) async fn bury_event(
    channel: &Channel,
    consumer: &str,
    event: &CloudEvent,
    reason: &str,
) -> Result<(), BusError> {
    let (properties, body) = bundle::message(&[event], FieldTable::default(), None);
    let headers = properties.headers().clone().unwrap_or_default();
    bury(channel, consumer, &body, properties, headers, reason).await
}

async fn bury(
    channel: &Channel,
    consumer: &str,
    body: &[u8],
    properties: BasicProperties,
    mut headers: FieldTable,
    reason: &str,
) -> Result<(), BusError> {
    headers.insert(REASON_HEADER.into(), text(reason));
    let confirmation = channel
        .basic_publish(
            DEAD.into(),
            consumer.into(),
            BasicPublishOptions {
                mandatory: true,
                ..BasicPublishOptions::default()
            },
            body,
            properties.with_headers(headers),
        )
        .await
        .map_err(BusError::new)?
        .await
        .map_err(BusError::new)?;
    if confirmation.is_ack() && confirmation.take_message().is_none() {
        Ok(())
    } else {
        Err(BusError(format!(
            "the dead letters of {consumer} do not take a message"
        )))
    }
}

/// Looks at the consumer's dead letters; all go back into their queue.
pub(super) async fn list(channel: &Channel, consumer: &str) -> lapin::Result<Vec<DeadLetter>> {
    let held = take(channel, consumer).await?;
    let letters = held.iter().flat_map(read).collect();
    for message in &held {
        give_back(message).await?;
    }
    Ok(letters)
}

/// Sends dead letters to the consumer's exchange again; each is taken off its queue when the broker has confirmed it there. A message that
/// the broker gave up goes with all its events; those that were applied are known there.
pub(super) async fn redrive(
    channel: &Channel,
    consumer: &str,
    ids: &[Uuid],
    lanes: Lanes,
) -> lapin::Result<usize> {
    channel
        .confirm_select(ConfirmSelectOptions::default())
        .await?;
    let held = take(channel, consumer).await?;
    let mut sent = 0;
    for message in &held {
        let letters = read(message);
        let wanted = |letter: &DeadLetter| ids.is_empty() || ids.contains(&letter.event.id);
        if !letters.iter().any(wanted) {
            give_back(message).await?;
            continue;
        }
        let mut headers = lasting_headers(message.properties.headers().as_ref());
        if let Some(first) = letters.first() {
            // The lane of today: partitions may have been others when it died.
            let lane = lanes.of_key(&first.event.partitionkey);
            headers.insert(PARTITION_HEADER.into(), text(lane));
        }
        let confirmation = channel
            .basic_publish(
                format!("cascade.{consumer}").as_str().into(),
                message.routing_key.clone(),
                BasicPublishOptions {
                    mandatory: true,
                    ..BasicPublishOptions::default()
                },
                &message.data,
                message.properties.clone().with_headers(headers),
            )
            .await?
            .await?;
        if confirmation.is_ack() && confirmation.take_message().is_none() {
            message.acker.ack(BasicAckOptions::default()).await?;
            sent += letters.len();
        } else {
            give_back(message).await?;
        }
    }
    Ok(sent)
}

async fn take(channel: &Channel, consumer: &str) -> lapin::Result<Vec<BasicGetMessage>> {
    let queue = dead_queue(consumer);
    let mut held = Vec::new();
    while held.len() < MOST
        && let Some(message) = channel
            .basic_get(queue.as_str().into(), BasicGetOptions::default())
            .await?
    {
        held.push(message);
    }
    Ok(held)
}

async fn give_back(message: &BasicGetMessage) -> lapin::Result<()> {
    message
        .acker
        .nack(BasicNackOptions {
            requeue: true,
            multiple: false,
        })
        .await
        .map(|_| ())
}

fn read(message: &BasicGetMessage) -> Vec<DeadLetter> {
    let events = bundle::read(&message.properties, &message.data).unwrap_or_default();
    let letters = events.into_iter().map(|event| DeadLetter {
        event,
        reason: reason(message),
    });
    letters.collect()
}

/// Why it was given up: the consumer's own words or, where it never came to say them, `delivery_limit` by the broker.
fn reason(message: &BasicGetMessage) -> String {
    let headers = message.properties.headers().as_ref();
    [REASON_HEADER, "x-first-death-reason"]
        .iter()
        .find_map(|name| match headers?.inner().get(*name)? {
            AMQPValue::LongString(text) => {
                Some(String::from_utf8_lossy(text.as_bytes()).into_owned())
            }
            _ => None,
        })
        .unwrap_or_else(|| "unknown".to_owned())
}

/// What divides the partitions and carries the trace: the record of its death must not count against its second life.
fn lasting_headers(old: Option<&FieldTable>) -> FieldTable {
    let mut headers = FieldTable::default();
    for name in [PARTITION_HEADER, TRACE_HEADER] {
        if let Some(value) = old.and_then(|old| old.inner().get(name)) {
            headers.insert(name.into(), value.clone());
        }
    }
    headers
}
