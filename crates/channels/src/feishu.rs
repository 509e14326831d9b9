//! A Feishu group robot: an interactive card, signed in the body.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use cascade_method::light::Light;

use crate::{
    config::Channel,
    fit::{Escape, cut, fit, plain},
    message::{Message, light_word, open},
    request::Request,
    sign::feishu_signature,
};

/// The body of a request may have 20 KB; the card's frame needs some of them, and JSON escapes others.
const MOST: usize = 15_000;
/// A card's header.
const TITLE: usize = 200;

pub(crate) fn request(channel: &Channel, message: &Message, now: DateTime<Utc>) -> Request {
    let lang = message.lang;
    let mut elements: Vec<Value> = Vec::new();
    let parts = fit(message, MOST, |index| {
        let item = &message.items[index];
        let mut text = format!(
            "**{} · {}**",
            light_word(item.light, lang),
            plain(item.title.get(lang), Escape::Entity)
        );
        if !item.body.is_empty() {
            text.push_str(&format!("\n{}", plain(item.body.get(lang), Escape::Entity)));
        }
        if let Some(link) = &item.link {
            text.push_str(&format!("\n[{}]({link})", open(lang)));
        }
        text
    });
    for part in parts {
        if !elements.is_empty() {
            elements.push(json!({ "tag": "hr" }));
        }
        elements.push(json!({ "tag": "markdown", "content": part }));
    }
    let named: String = message
        .mentions()
        .iter()
        .map(|one| format!("<at id={one}></at>"))
        .collect();
    if !named.is_empty() {
        elements.push(json!({ "tag": "markdown", "content": named }));
    }
    if message.items.len() > 1
        && let Some(link) = &message.overview
    {
        elements.push(json!({
            "tag": "action",
            "actions": [{
                "tag": "button",
                "type": "primary",
                "text": { "tag": "plain_text", "content": open(lang) },
                "url": link,
            }],
        }));
    }
    let worst = message.items.iter().map(|item| item.light).max();
    let color = match worst {
        Some(Light::Red) => "red",
        Some(Light::Yellow) => "yellow",
        _ => "green",
    };
    let mut body = json!({
        "msg_type": "interactive",
        "card": {
            "config": { "wide_screen_mode": true },
            "header": {
                "template": color,
                "title": { "tag": "plain_text", "content": cut(&message.title(), TITLE) },
            },
            "elements": elements,
        },
    });
    let secret = channel.secret.expose();
    if !secret.is_empty() {
        let seconds = now.timestamp();
        body["timestamp"] = json!(seconds.to_string());
        body["sign"] = json!(feishu_signature(secret, seconds));
    }
    Request::Http {
        url: channel.url.expose().to_owned(),
        headers: Vec::new(),
        body: body.to_string(),
    }
}
