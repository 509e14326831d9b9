//! A DingTalk group robot: Markdown, signed in the URL.

use chrono::{DateTime, Utc};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use crate::{
    config::Channel,
    fit::{Escape, cut, fit, plain},
    message::{Message, light_word, open},
    request::Request,
    sign::dingtalk_signature,
};

/// A robot's message may have 20,000 bytes; JSON needs some of them.
const MOST: usize = 18_000;
/// What the list of chats shows.
const TITLE: usize = 120;

pub(crate) fn request(channel: &Channel, message: &Message, now: DateTime<Utc>) -> Request {
    let lang = message.lang;
    let mentions = message.mentions();
    // A person is only notified where the text names him too.
    let named: String = mentions.iter().map(|one| format!(" @{one}")).collect();
    let parts = fit(message, MOST.saturating_sub(named.len()), |index| {
        let item = &message.items[index];
        let mut text = format!(
            "#### {} · {}",
            light_word(item.light, lang),
            plain(item.title.get(lang), Escape::Backslash)
        );
        if !item.body.is_empty() {
            text.push_str(&format!(
                "\n\n{}",
                plain(item.body.get(lang), Escape::Backslash)
            ));
        }
        if let Some(link) = &item.link {
            text.push_str(&format!("\n\n[{}]({link})", open(lang)));
        }
        text
    });
    let mut text = parts.join("\n\n");
    if message.items.len() > 1
        && let Some(link) = &message.overview
    {
        text.push_str(&format!("\n\n[{}]({link})", open(lang)));
    }
    if !named.is_empty() {
        text.push_str(&format!("\n\n{}", named.trim_start()));
    }
    let body = json!({
        "msgtype": "markdown",
        "markdown": { "title": cut(&message.title(), TITLE), "text": text },
        "at": { "atUserIds": mentions, "isAtAll": false },
    });
    Request::Http {
        url: signed(channel.url.expose(), channel.secret.expose(), now),
        headers: Vec::new(),
        body: body.to_string(),
    }
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
