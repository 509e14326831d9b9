//! Several events in one message: what a broker does for a message it does once for all of them.
//!
//! A bundle is the batch format of CloudEvents' JSON representation, an array of events
//! (<https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#4-json-batch-format>). Its events have one type, so
//! that it is routed as each of them would be, and partition keys of one lane, which the partitions are divided by.

use std::collections::HashMap;

use lapin::{
    BasicProperties,
    types::{FieldTable, ShortString},
};

use super::{
    lanes::Lanes,
    packing::{self, Packer, ZSTD},
    topology::text,
};
use crate::{CONTENT_TYPE, CloudEvent, EnvelopeError};

/// Media type of a message with several events.
const BATCH_CONTENT_TYPE: &str = "application/cloudevents-batch+json";
/// Delivery mode of a message that survives a restart of the broker.
const PERSISTENT: u8 = 2;

/// Positions of the events that travel together: in their order for each partition key, at most `most` in a bundle.
pub(super) fn divide(events: &[CloudEvent], most: usize, lanes: Lanes) -> Vec<Vec<usize>> {
    let mut bundles: Vec<Vec<usize>> = Vec::new();
    // The newest bundle of each lane and type, and the one in which each key's last event travels: no event may go into an older one.
    let mut newest: HashMap<(&str, &str), usize> = HashMap::new();
    let mut last: HashMap<&str, usize> = HashMap::new();
    for (position, event) in events.iter().enumerate() {
        let kind = (lanes.of_key(&event.partitionkey), event.event_type.as_str());
        let last = last.entry(&event.partitionkey).or_default();
        let open = newest
            .get(&kind)
            .filter(|open| **open >= *last && bundles[**open].len() < most);
        if let Some(&open) = open {
            bundles[open].push(position);
            *last = open;
        } else {
            *last = bundles.len();
            newest.insert(kind, bundles.len());
            bundles.push(vec![position]);
        }
    }
    bundles
}

/// A message with these events, packed where there are several and a packer is given, and beside their properties such headers.
pub(super) fn message(
    events: &[&CloudEvent],
    headers: FieldTable,
    packer: Option<&mut Packer>,
) -> (BasicProperties, Vec<u8>) {
    let (properties, body) = (properties(events, headers), body(events));
    let packed = packer
        .filter(|_| events.len() > 1)
        .and_then(|packer| packer.pack(&body));
    match packed {
        Some(packed) => (properties.with_content_encoding(ZSTD.into()), packed),
        None => (properties, body),
    }
}

/// Body of a message with these events: a single one is no array.
fn body(events: &[&CloudEvent]) -> Vec<u8> {
    if let [event] = events {
        return event.to_json();
    }
    let mut body = vec![b'['];
    for (position, event) in events.iter().enumerate() {
        if position > 0 {
            body.push(b',');
        }
        body.extend(event.to_json());
    }
    body.push(b']');
    body
}

/// Properties of a message with these events, which are the first one's, beside such headers.
fn properties(events: &[&CloudEvent], mut headers: FieldTable) -> BasicProperties {
    let content_type = match events {
        [_] => CONTENT_TYPE,
        _ => BATCH_CONTENT_TYPE,
    };
    let properties = BasicProperties::default()
        .with_content_type(content_type.into())
        .with_delivery_mode(PERSISTENT);
    let Some(first) = events.first() else {
        return properties;
    };
    if let Some(traceparent) = &first.traceparent {
        headers.insert(ShortString::from("traceparent"), text(traceparent));
    }
    properties
        .with_message_id(first.id.to_string().into())
        .with_type(first.event_type.as_str().into())
        .with_headers(headers)
}

/// The events of a message, packed or not.
///
/// # Errors
/// What is wrong with the first that is none, or with the packing.
pub(super) fn read(
    properties: &BasicProperties,
    body: &[u8],
) -> Result<Vec<CloudEvent>, EnvelopeError> {
    let encoding = properties.content_encoding().as_ref();
    if encoding.is_some_and(|encoding| encoding.as_str() == ZSTD) {
        read_body(&packing::unpack(body)?)
    } else {
        read_body(body)
    }
}

fn read_body(body: &[u8]) -> Result<Vec<CloudEvent>, EnvelopeError> {
    if !body.trim_ascii_start().starts_with(b"[") {
        return Ok(vec![CloudEvent::from_json(body)?]);
    }
    let events: Vec<CloudEvent> = serde_json::from_slice(body)?;
    events.into_iter().map(CloudEvent::understood).collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use lapin::types::FieldTable;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{super::lanes::Lanes, Packer, ZSTD, divide, message, read, read_body};
    use crate::CloudEvent;

    fn event((key, kind): (u8, u8)) -> CloudEvent {
        CloudEvent {
            specversion: "1.0".to_owned(),
            id: Uuid::now_v7(),
            source: "/cascade/tasks".to_owned(),
            event_type: format!("cascade.tasks.kind_{kind}.v1"),
            subject: "T1".to_owned(),
            time: DateTime::UNIX_EPOCH,
            datacontenttype: "application/json".to_owned(),
            partitionkey: format!("plan {key}"),
            sequence: None,
            traceparent: None,
            aggregateversion: 1,
            data: serde_json::json!({"key": key}).into(),
        }
    }

    proptest! {
        #[test]
        fn every_event_travels_once_and_each_key_keeps_its_order(
            drawn in proptest::collection::vec((0..4_u8, 0..3_u8), 0..60),
            most in 1..9_usize,
            partitions in 1..9_u16,
            packs in any::<bool>(),
        ) {
            let lanes = Lanes::dividing([partitions]);
            let lane = |event: &CloudEvent| lanes.of_key(&event.partitionkey);
            let events: Vec<CloudEvent> = drawn.into_iter().map(event).collect();
            let bundles = divide(&events, most, lanes);
            for bundle in &bundles {
                let first = &events[bundle[0]];
                prop_assert!(bundle.len() <= most);
                prop_assert!(bundle.iter().all(|&at| events[at].event_type == first.event_type
                    && lane(&events[at]) == lane(first)));
            }
            let mut arrived = Vec::new();
            let mut packer = packs.then(|| Packer::new().unwrap());
            for bundle in &bundles {
                let sent: Vec<&CloudEvent> = bundle.iter().map(|&at| &events[at]).collect();
                let (properties, body) = message(&sent, FieldTable::default(), packer.as_mut());
                let encoding = properties.content_encoding().as_ref().map(|name| name.as_str());
                prop_assert_eq!(encoding, (packs && sent.len() > 1).then_some(ZSTD));
                arrived.extend(read(&properties, &body).unwrap());
            }
            prop_assert_eq!(arrived.len(), events.len());
            for key in 0..4 {
                let of_key = |events: &[CloudEvent]| -> Vec<CloudEvent> {
                    let key = format!("plan {key}");
                    events.iter().filter(|event| event.partitionkey == key).cloned().collect()
                };
                prop_assert_eq!(of_key(&arrived), of_key(&events));
            }
        }
    }

    #[test]
    fn a_lone_event_is_no_array_and_an_array_with_a_stranger_is_refused() {
        let one = event((1, 1));
        let sent = message(&[&one], FieldTable::default(), Packer::new().as_mut());
        assert_eq!(sent.1, one.to_json());
        let mut stranger = event((1, 1));
        stranger.specversion = "0.3".to_owned();
        let (properties, body) = message(&[&one, &stranger], FieldTable::default(), None);
        assert!(read(&properties, &body).is_err());
        assert!(read_body(b"[1]").is_err());
    }
}
