//! Another system: JSON, signed after Standard Webhooks 1.0.

use cascade_method::{Text, light::Light};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::{
    config::Channel,
    message::Item,
    request::{Parcel, Request},
    sign::webhook_signature,
};

/// Type of the one message that is sent.
const TYPE: &str = "cascade.notification.v1";

pub(crate) fn request(channel: &Channel, parcel: &Parcel, now: DateTime<Utc>) -> Request {
    let items: Vec<Value> = parcel.message.items.iter().map(item).collect();
    let body = json!({
        "type": TYPE,
        "timestamp": now.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        "data": { "notifications": items, "overview": parcel.message.overview },
    })
    .to_string();
    let seconds = now.timestamp();
    let signature = webhook_signature(channel.secret.expose(), &parcel.id, seconds, &body);
    Request::Http {
        url: channel.url.expose().to_owned(),
        headers: vec![
            ("webhook-id", parcel.id.clone()),
            ("webhook-timestamp", seconds.to_string()),
            ("webhook-signature", signature),
        ],
        body,
    }
}

/// A system wants both languages and the plain text of them.
fn item(item: &Item) -> Value {
    let text = |text: &Text| json!({ "zh": text.zh, "en": text.en });
    json!({
        "title": text(&item.title),
        "body": text(&item.body),
        "light": match item.light {
            Light::Green => "green",
            Light::Yellow => "yellow",
            Light::Red => "red",
        },
        "link": item.link,
        "people": item.mentions,
    })
}
