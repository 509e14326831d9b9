//! From rows to a message.

use std::{cmp::Reverse, collections::HashMap};

use cascade_channels::{Channel, Item, Kind, Message, Parcel, is_address};
use cascade_method::{Text, light::Light};

use crate::store::deliveries::{DeliveryRow, NoticeRow};

/// What is told, in the words of `channel`; `addresses` are those of the directory, by person code.
pub(super) fn parcel(
    name: String,
    channel: &Channel,
    addresses: &HashMap<String, String>,
    base_url: &str,
    notices: &[&NoticeRow],
) -> Parcel {
    let items: Vec<Item> = notices
        .iter()
        .map(|notice| item(channel, addresses, base_url, notice))
        .collect();
    let overview = link(base_url, "my-day");
    let mut to: Vec<String> = Vec::new();
    if channel.kind == Kind::Mail {
        for handle in items.iter().flat_map(|item| &item.mentions) {
            if !to.contains(handle) {
                to.push(handle.clone());
            }
        }
    }
    Parcel {
        id: name,
        message: Message::merge(channel.lang(), items, overview),
        addresses: to,
        had: Vec::new(),
    }
}

fn item(
    channel: &Channel,
    addresses: &HashMap<String, String>,
    base_url: &str,
    notice: &NoticeRow,
) -> Item {
    // A robot mentions whom it knows; a system is told the person's code.
    let mention = match channel.kind {
        Kind::Webhook => Some(notice.person.clone()).filter(|person| !person.is_empty()),
        // One that nobody can be written to at keeps no letter from its other readers.
        Kind::Mail => {
            let known = channel.handles.get(&notice.person);
            known
                .or_else(|| addresses.get(&notice.person))
                .filter(|address| is_address(address))
                .cloned()
        }
        _ => channel.handles.get(&notice.person).cloned(),
    };
    Item {
        title: Text::new(&notice.title_zh, &notice.title_en),
        body: Text::new(&notice.body_zh, &notice.body_en),
        level: u8::try_from(notice.level).unwrap_or_default(),
        light: light(notice),
        link: link(base_url, &notice.page),
        mentions: mention.into_iter().collect(),
    }
}

fn light(notice: &NoticeRow) -> Light {
    match notice.light.as_str() {
        "red" => Light::Red,
        "yellow" => Light::Yellow,
        _ => Light::Green,
    }
}

/// The most urgent first: the highest level, then the worst light, then the oldest. The same as in a message, so that what is left out of
/// one is the end of what was to go in it.
pub(super) fn sort(due: &mut [(DeliveryRow, NoticeRow)]) {
    due.sort_by_key(|(row, notice)| (Reverse((notice.level, light(notice))), row.id));
}

fn link(base_url: &str, page: &str) -> Option<String> {
    let base = base_url.trim_end_matches('/');
    (!base.is_empty()).then(|| format!("{base}/{page}"))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::ids::NotificationId;

    fn notice(person: &str) -> NoticeRow {
        let at = DateTime::UNIX_EPOCH.into();
        NoticeRow {
            id: NotificationId::new(),
            plan_id: String::new(),
            kind: "level".into(),
            alert_id: String::new(),
            level: 1,
            person: person.into(),
            department: "S".into(),
            title_zh: "标题".into(),
            title_en: "title".into(),
            body_zh: String::new(),
            body_en: String::new(),
            light: "red".into(),
            page: "my-day".into(),
            due_at: at,
            created_at: at,
            routed_at: None,
        }
    }

    #[test]
    fn mail_goes_to_the_directory_s_address_unless_another_is_configured() {
        let map = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            let owned = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
            pairs.iter().map(owned).collect()
        };
        let channel = Channel {
            kind: Kind::Mail,
            personal: true,
            handles: map(&[("P-2", "other@example.org")]).into_iter().collect(),
            ..Channel::default()
        };
        let addresses = map(&[
            ("P-1", "one@example.com"),
            ("P-2", "two@example.com"),
            ("P-3", "nowhere"),
        ]);
        let addresses = addresses.into_iter().collect();
        let rows = ["P-1", "P-2", "P-3", "P-4", "P-1"].map(notice);
        let rows: Vec<&NoticeRow> = rows.iter().collect();
        let parcel = parcel("a".into(), &channel, &addresses, "", &rows);
        assert_eq!(parcel.addresses, ["one@example.com", "other@example.org"]);
    }
}
