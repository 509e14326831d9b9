//! A WeCom group robot: Markdown, its key in the URL.

use cascade_method::Text;
use serde_json::json;

use crate::{
    config::Channel,
    fit::{Escape, Share, cut, fit, plain},
    message::{Item, Message, light_word, open},
    request::Request,
};

/// `markdown.content` may have 4,096 bytes.
const MOST: usize = 4_096;

pub(crate) fn request(channel: &Channel, message: &Message) -> Request {
    let (_, content) = fitted(message);
    Request::Http {
        url: channel.url.expose().to_owned(),
        headers: Vec::new(),
        body: json!({ "msgtype": "markdown", "markdown": { "content": content } }).to_string(),
    }
}

/// As much of a message as the robot takes, and how much that is.
pub(crate) fn fitted(message: &Message) -> (Share, String) {
    fit(message, MOST, String::len, |share| content(message, share))
}

fn content(message: &Message, share: Share) -> String {
    let lang = message.lang;
    let told = |text: &Text| plain(&cut(text.get(lang), share.each), Escape::FullWidth);
    let item = |item: &Item| {
        let mut text = format!(
            "**{} · {}**",
            light_word(item.light, lang),
            told(&item.title)
        );
        if !item.body.is_empty() {
            text.push_str(&format!("\n> {}", told(&item.body)));
        }
        if let Some(link) = &item.link {
            text.push_str(&format!("\n[{}]({link})", open(lang)));
        }
        text
    };
    let mut parts: Vec<String> = message.items.iter().take(share.items).map(item).collect();
    parts.extend(share.rest(message));
    let mut content = parts.join("\n\n");
    if message.items.len() > 1
        && let Some(link) = &message.overview
    {
        content.push_str(&format!("\n[{}]({link})", open(lang)));
    }
    let named: String = message
        .mentions(share.items, share.people)
        .iter()
        .map(|one| format!("<@{one}>"))
        .collect();
    if !named.is_empty() {
        content.push('\n');
        content.push_str(&named);
    }
    content
}
