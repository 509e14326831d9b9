//! A DingTalk group robot: Markdown, signed in the URL.

use cascade_method::Text;
use chrono::{DateTime, Utc};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use crate::{
    config::Channel,
    fit::{Escape, Share, cut, fit, plain},
    message::{Item, Message, light_word, open},
    request::Request,
    sign::dingtalk_signature,
};

/// A robot's message may have 20,000 bytes, all in all.
const MOST: usize = 19_900;
/// What the list of chats shows.
const TITLE: usize = 120;

pub(crate) fn request(channel: &Channel, message: &Message, now: DateTime<Utc>) -> Request {
    Request::Http {
        url: signed(channel.url.expose(), channel.secret.expose(), now),
        headers: Vec::new(),
        body: fitted(message).1,
    }
}

/// As much of a message as the robot takes, and how much that is.
pub(crate) fn fitted(message: &Message) -> (Share, String) {
    fit(message, MOST, String::len, |share| body(message, share))
}

fn body(message: &Message, share: Share) -> String {
    let lang = message.lang;
    let told = |text: &Text| plain(&cut(text.get(lang), share.each), Escape::Backslash);
    let item = |item: &Item| {
        let mut text = format!(
            "#### {} · {}",
            light_word(item.light, lang),
            told(&item.title)
        );
        if !item.body.is_empty() {
            text.push_str(&format!("\n\n{}", told(&item.body)));
        }
        if let Some(link) = &item.link {
            text.push_str(&format!("\n\n[{}]({link})", open(lang)));
        }
        text
    };
    let mut parts: Vec<String> = message.items.iter().take(share.items).map(item).collect();
    parts.extend(share.rest(message));
    if message.items.len() > 1
        && let Some(link) = &message.overview
    {
        parts.push(format!("[{}]({link})", open(lang)));
    }
    let mentions = message.mentions(share.items, share.people);
    if !mentions.is_empty() {
        // A person is only notified where the text names him too.
        let named: Vec<String> = mentions.iter().map(|one| format!("@{one}")).collect();
        parts.push(named.join(" "));
    }
    json!({
        "msgtype": "markdown",
        "markdown": { "title": cut(&message.title(), TITLE), "text": parts.join("\n\n") },
        "at": { "atUserIds": mentions, "isAtAll": false },
    })
    .to_string()
}

fn signed(url: &str, secret: &str, now: DateTime<Utc>) -> String {
    if secret.is_empty() {
        return url.to_owned();
    }
    let millis = now.timestamp_millis();
    let signature = dingtalk_signature(secret, millis);
    let signature = utf8_percent_encode(&signature, NON_ALPHANUMERIC);
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}timestamp={millis}&sign={signature}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_stands_url_encoded_in_the_address() {
        let now = DateTime::from_timestamp_millis(1_599_360_473_000).unwrap();
        assert_eq!(
            signed("https://h/robot/send?access_token=t", "SECtest", now),
            "https://h/robot/send?access_token=t&timestamp=1599360473000\
             &sign=9uMBwWNha8Pcr4QQCL9YQitwL0E0g2JIxycWz23gAkE%3D"
        );
        assert_eq!(signed("https://h/x", "", now), "https://h/x");
    }
}
