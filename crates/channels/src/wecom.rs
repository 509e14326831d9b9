//! A WeCom group robot: Markdown, its key in the URL.

use serde_json::json;

use crate::{
    config::Channel,
    fit::{Escape, fit, plain},
    message::{Message, light_word, open},
    request::Request,
};

/// `markdown.content` may have 4,096 bytes.
const MOST: usize = 4_000;

pub(crate) fn request(channel: &Channel, message: &Message) -> Request {
    let lang = message.lang;
    let named: String = message
        .mentions()
        .iter()
        .map(|one| format!("<@{one}>"))
        .collect();
    let overview = match &message.overview {
        Some(link) if message.items.len() > 1 => format!("\n[{}]({link})", open(lang)),
        _ => String::new(),
    };
    let room = MOST.saturating_sub(named.len() + overview.len() + 1);
    let parts = fit(message, room, |index| {
        let item = &message.items[index];
        let mut text = format!(
            "**{} · {}**",
            light_word(item.light, lang),
            plain(item.title.get(lang), Escape::FullWidth)
        );
        if !item.body.is_empty() {
            text.push_str(&format!(
                "\n> {}",
                plain(item.body.get(lang), Escape::FullWidth)
            ));
        }
        if let Some(link) = &item.link {
            text.push_str(&format!("\n[{}]({link})", open(lang)));
        }
        text
    });
    let mut content = parts.join("\n\n") + &overview;
    if !named.is_empty() {
        content.push('\n');
        content.push_str(&named);
    }
    Request::Http {
        url: channel.url.expose().to_owned(),
        headers: Vec::new(),
        body: json!({ "msgtype": "markdown", "markdown": { "content": content } }).to_string(),
    }
}
