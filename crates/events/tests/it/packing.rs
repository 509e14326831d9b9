//! What another system reads from a queue of its own: bundles are packed, unless the publisher is told not to.

use cascade_events::{Bus, RabbitMq, RabbitMqConfig};
use cascade_testkit::TestBroker;
use lapin::{
    Connection, ConnectionProperties,
    options::{BasicGetOptions, QueueBindOptions, QueueDeclareOptions},
    types::FieldTable,
};

use crate::rabbitmq::{plans, publish_until_confirmed};

/// Publishes ten events of one lane and gives back the message that they came in: its content encoding, its type and its body.
async fn message(compress: bool) -> (Option<String>, String, Vec<u8>) {
    let broker = TestBroker::start();
    let config = RabbitMqConfig {
        url: broker.url(),
        compress,
        ..RabbitMqConfig::default()
    };
    let bus = RabbitMq::new(config, Vec::new());
    publish_until_confirmed(&bus, plans(1, 1)).await;
    let connection = Connection::connect(&broker.url(), ConnectionProperties::default())
        .await
        .unwrap();
    let channel = connection.create_channel().await.unwrap();
    let mine = QueueDeclareOptions::default();
    channel
        .queue_declare("mine".into(), mine, FieldTable::default())
        .await
        .unwrap();
    channel
        .queue_bind(
            "mine".into(),
            "cascade.events".into(),
            "#".into(),
            QueueBindOptions::default(),
            FieldTable::default(),
        )
        .await
        .unwrap();
    assert!(bus.publish(plans(1, 10)).await.iter().all(Result::is_ok));
    let found = channel.basic_get("mine".into(), BasicGetOptions { no_ack: true });
    let found = found.await.unwrap().unwrap();
    let properties = &found.properties;
    (
        properties
            .content_encoding()
            .as_ref()
            .map(ToString::to_string),
        properties.content_type().as_ref().unwrap().to_string(),
        found.data.clone(),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bundles_are_packed_unless_the_publisher_is_told_not_to() {
    let (encoding, kind, packed) = message(true).await;
    assert_eq!(encoding.as_deref(), Some("zstd"));
    assert_eq!(kind, "application/cloudevents-batch+json");
    let body = zstd::decode_all(&packed[..]).unwrap();
    let events: Vec<serde_json::Value> = serde_json::from_slice(&body).unwrap();
    assert_eq!(events.len(), 10);
    assert!(packed.len() * 3 < body.len());
    let (encoding, kind, plain) = message(false).await;
    assert_eq!(encoding, None);
    assert_eq!(kind, "application/cloudevents-batch+json");
    let events: Vec<serde_json::Value> = serde_json::from_slice(&plain).unwrap();
    assert_eq!(events.len(), 10);
}
