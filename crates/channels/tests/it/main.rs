//! Messages over loopback to servers that answer as the services do.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod mail;
mod robots;

use std::collections::BTreeMap;

use cascade_channels::{Channel, Courier, Item, Kind, Message, Parcel, Verdict, request};
use cascade_method::{Lang, Text, light::Light};
use cascade_runtime::clock::Clock;

/// A notice with everything that a service may stumble over.
fn item(number: usize) -> Item {
    Item {
        title: Text::new(
            format!("L1 T-{number:03} 选定[主播]*：落后 12 点"),
            format!("L1 T-{number:03} choose [the] *host*: 12 points behind"),
        ),
        body: Text::new("请说明延期原因\n<b>急</b>", "Please say why & \"when\""),
        level: 1,
        light: Light::Red,
        link: Some(format!(
            "https://cascade.example.com/plans/p/alerts/{number}"
        )),
        mentions: vec![format!("user{}", number % 2)],
    }
}

fn parcel(lang: Lang, count: usize) -> Parcel {
    Parcel {
        id: "0198-parcel".to_owned(),
        message: Message::merge(
            lang,
            (0..count).map(item).collect(),
            Some("https://cascade.example.com/my-day".to_owned()),
        ),
        addresses: vec!["wang@example.com".to_owned()],
        had: Vec::new(),
    }
}

fn channel(kind: Kind, url: &str, secret: &str) -> Channel {
    Channel {
        kind,
        url: url.into(),
        secret: secret.into(),
        handles: BTreeMap::new(),
        ..Channel::default()
    }
}

async fn send(channel: &Channel, parcel: &Parcel) -> Verdict {
    channel.validate().unwrap();
    let request = request(channel, parcel, Clock::system().now()).unwrap();
    Courier::new().send(channel, request).await
}
