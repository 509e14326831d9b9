//! Dead letters: looked at without taking them, and sent back to the consumer they were meant for.

use lapin::{
    Channel,
    message::BasicGetMessage,
    options::{
        BasicAckOptions, BasicGetOptions, BasicNackOptions, BasicPublishOptions,
        ConfirmSelectOptions,
    },
    types::{AMQPValue, FieldTable},
};
use uuid::Uuid;

use super::{
    super::DeadLetter,
    topology::{PARTITION_HEADER, dead_queue},
};
use crate::CloudEvent;

/// Most dead letters looked at in one go.
const MOST: usize = 1_000;

/// Looks at the consumer's dead letters; all go back into their queue.
pub(super) async fn list(channel: &Channel, consumer: &str) -> lapin::Result<Vec<DeadLetter>> {
    let held = take(channel, consumer).await?;
    let letters = held.iter().filter_map(read).collect();
    for message in &held {
        give_back(message).await?;
    }
    Ok(letters)
}

/// Sends dead letters to the consumer's exchange again; each is taken off its queue when the broker has confirmed it there.
pub(super) async fn redrive(
    channel: &Channel,
    consumer: &str,
    ids: &[Uuid],
) -> lapin::Result<usize> {
    channel
        .confirm_select(ConfirmSelectOptions::default())
        .await?;
    let held = take(channel, consumer).await?;
    let mut sent = 0;
    for message in &held {
        let wanted =
            read(message).is_some_and(|letter| ids.is_empty() || ids.contains(&letter.event.id));
        if !wanted {
            give_back(message).await?;
            continue;
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
                message
                    .properties
                    .clone()
                    .with_headers(partition_header(message)),
            )
            .await?
            .await?;
        if confirmation.is_ack() && confirmation.take_message().is_none() {
            message.acker.ack(BasicAckOptions::default()).await?;
            sent += 1;
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

fn read(message: &BasicGetMessage) -> Option<DeadLetter> {
    let event = CloudEvent::from_json(&message.data).ok()?;
    Some(DeadLetter {
        event,
        reason: reason(message),
    })
}

/// Why the broker gave it up: `rejected` by the consumer, or `delivery_limit`.
fn reason(message: &BasicGetMessage) -> String {
    message
        .properties
        .headers()
        .as_ref()
        .and_then(|headers| headers.inner().get("x-first-death-reason"))
        .and_then(|value| match value {
            AMQPValue::LongString(text) => {
                Some(String::from_utf8_lossy(text.as_bytes()).into_owned())
            }
            _ => None,
        })
        .unwrap_or_else(|| "unknown".to_owned())
}

/// Only what divides the partitions: the record of its death must not count against its second life.
fn partition_header(message: &BasicGetMessage) -> FieldTable {
    let mut headers = FieldTable::default();
    if let Some(old) = message.properties.headers()
        && let Some(value) = old.inner().get(PARTITION_HEADER)
    {
        headers.insert(PARTITION_HEADER.into(), value.clone());
    }
    headers
}
