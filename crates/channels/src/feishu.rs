//! A Feishu group robot: an interactive card, signed in the body.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use cascade_method::{Text, light::Light};

use crate::{
    config::Channel,
    fit::{Escape, Share, cut, fit, plain},
    message::{Item, Message, light_word, open},
    request::Request,
    sign::feishu_signature,
};

/// The body of a request may have 20 KB, all in all.
const MOST: usize = 20_000;
/// A card's header.
const TITLE: usize = 200;

pub(crate) fn request(channel: &Channel, message: &Message, now: DateTime<Utc>) -> Request {
    Request::Http {
        url: channel.url.expose().to_owned(),
        headers: Vec::new(),
        body: fitted(channel, message, now).1,
    }
}

/// As much of a message as the robot takes, and how much that is.
pub(crate) fn fitted(channel: &Channel, message: &Message, now: DateTime<Utc>) -> (Share, String) {
    fit(message, MOST, String::len, |share| {
        body(channel, message, share, now)
    })
}

fn body(channel: &Channel, message: &Message, share: Share, now: DateTime<Utc>) -> String {
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
            "elements": elements(message, share),
        },
    });
    let secret = channel.secret.expose();
    if !secret.is_empty() {
        let seconds = now.timestamp();
        body["timestamp"] = json!(seconds.to_string());
        body["sign"] = json!(feishu_signature(secret, seconds));
    }
    body.to_string()
}

fn elements(message: &Message, share: Share) -> Vec<Value> {
    let lang = message.lang;
    let told = |text: &Text| plain(&cut(text.get(lang), share.each), Escape::Entity);
    let item = |item: &Item| {
        let mut text = format!(
            "**{} · {}**",
            light_word(item.light, lang),
            told(&item.title)
        );
        if !item.body.is_empty() {
            text.push_str(&format!("\n{}", told(&item.body)));
        }
        if let Some(link) = &item.link {
            text.push_str(&format!("\n[{}]({link})", open(lang)));
        }
        text
    };
    let items = message.items.iter().take(share.items).map(item);
    let mut elements: Vec<Value> = Vec::new();
    for part in items.chain(share.rest(message)) {
        if !elements.is_empty() {
            elements.push(json!({ "tag": "hr" }));
        }
        elements.push(json!({ "tag": "markdown", "content": part }));
    }
    let named: String = message
        .mentions(share.items, share.people)
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
    elements
}
