//! E-mail: one letter in plain text and HTML.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use lettre::{
    Address,
    message::{Mailbox, Message, MultiPart},
};

use crate::{
    config::{Channel, ConfigError},
    fit::cut,
    message::{light_word, open},
    request::{Parcel, Request},
};

/// RFC 5322 wants lines of at most 998 characters; people want subjects that fit a list.
const SUBJECT: usize = 150;

/// A letter and who is to get it.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What is sent, with all its readers in its head.
    pub message: Message,
    /// Whom the server is asked to give it to: those who do not have it yet, each once.
    pub to: Vec<Address>,
}

pub(crate) fn letter(
    channel: &Channel,
    parcel: &Parcel,
    now: DateTime<Utc>,
) -> Result<Request, ConfigError> {
    let from: Mailbox = read("from", &channel.from)?;
    let domain = from.email.domain().to_owned();
    let mut message = Message::builder()
        .from(from)
        // The same for every attempt: mail programs show a repetition once.
        .message_id(Some(format!("<{}@{domain}>", parcel.id)))
        .date(SystemTime::from(now))
        .subject(cut(&parcel.message.title(), SUBJECT).replace(['\r', '\n'], " "));
    let addresses = channel.to.iter().chain(
        channel
            .personal
            .then_some(&parcel.addresses)
            .into_iter()
            .flatten(),
    );
    let mut named = Vec::new();
    for address in addresses {
        let reader: Mailbox = read("to", address)?;
        if !named.contains(&reader.email) {
            named.push(reader.email.clone());
            message = message.to(reader);
        }
    }
    let message = message
        .multipart(MultiPart::alternative_plain_html(
            text(parcel),
            html(parcel),
        ))
        .map_err(|error| ConfigError {
            key: "to",
            message: format!("no letter can be written: {error}"),
        })?;
    let has = |address: &Address| parcel.had.iter().any(|one| *one == address.to_string());
    let to = named.into_iter().filter(|one| !has(one)).collect();
    Ok(Request::Letter(Box::new(Letter { message, to })))
}

/// Whether mail can be written to: `wang.li@example.com`, or with a name before it.
#[must_use]
pub fn is_address(text: &str) -> bool {
    text.parse::<Mailbox>().is_ok()
}

fn read(key: &'static str, address: &str) -> Result<Mailbox, ConfigError> {
    address.parse().map_err(|error| ConfigError {
        key,
        message: format!("{address:?} is no address: {error}"),
    })
}

fn text(parcel: &Parcel) -> String {
    let lang = parcel.message.lang;
    let mut text = String::new();
    for item in &parcel.message.items {
        text.push_str(&format!(
            "{} · {}\n",
            light_word(item.light, lang),
            item.title.get(lang)
        ));
        if !item.body.is_empty() {
            text.push_str(&format!("{}\n", item.body.get(lang)));
        }
        if let Some(link) = &item.link {
            text.push_str(&format!("{link}\n"));
        }
        text.push('\n');
    }
    text
}

fn html(parcel: &Parcel) -> String {
    let lang = parcel.message.lang;
    let mut html = String::from(
        "<!doctype html><meta charset=\"utf-8\"><body style=\"font-family:sans-serif\">",
    );
    for item in &parcel.message.items {
        html.push_str(&format!(
            "<h3>{} · {}</h3>",
            light_word(item.light, lang),
            escape(item.title.get(lang))
        ));
        if !item.body.is_empty() {
            html.push_str(&format!("<p>{}</p>", escape(item.body.get(lang))));
        }
        if let Some(link) = &item.link {
            html.push_str(&format!(
                "<p><a href=\"{}\">{}</a></p>",
                escape(link),
                open(lang)
            ));
        }
    }
    html.push_str("</body>");
    html
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
