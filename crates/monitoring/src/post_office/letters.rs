//! From rows to a message.

use cascade_channels::{Channel, Item, Kind, Message, Parcel};
use cascade_method::{Text, light::Light};

use crate::store::deliveries::NoticeRow;

/// What is told, in the words of `channel`.
pub(super) fn parcel(
    name: String,
    channel: &Channel,
    base_url: &str,
    notices: &[&NoticeRow],
) -> Parcel {
    let items: Vec<Item> = notices
        .iter()
        .map(|notice| item(channel, base_url, notice))
        .collect();
    let overview = link(base_url, "my-day");
    let mut addresses: Vec<String> = Vec::new();
    if channel.kind == Kind::Mail {
        for handle in items.iter().flat_map(|item| &item.mentions) {
            if !addresses.contains(handle) {
                addresses.push(handle.clone());
            }
        }
    }
    Parcel {
        id: name,
        message: Message::merge(channel.lang(), items, overview),
        addresses,
    }
}

fn item(channel: &Channel, base_url: &str, notice: &NoticeRow) -> Item {
    // A robot mentions whom it knows; a system is told the person's code.
    let mention = match channel.kind {
        Kind::Webhook => Some(notice.person.clone()).filter(|person| !person.is_empty()),
        _ => channel.handles.get(&notice.person).cloned(),
    };
    Item {
        title: Text::new(&notice.title_zh, &notice.title_en),
        body: Text::new(&notice.body_zh, &notice.body_en),
        light: match notice.light.as_str() {
            "red" => Light::Red,
            "yellow" => Light::Yellow,
            _ => Light::Green,
        },
        link: link(base_url, &notice.page),
        mentions: mention.into_iter().collect(),
    }
}

fn link(base_url: &str, page: &str) -> Option<String> {
    let base = base_url.trim_end_matches('/');
    (!base.is_empty()).then(|| format!("{base}/{page}"))
}
