//! A message in the form that its service takes.

use chrono::{DateTime, Utc};

use crate::{
    config::{Channel, ConfigError, Kind},
    dingtalk, feishu,
    fit::called,
    mail::{self, Letter},
    message::Message,
    webhook, wecom,
};

/// A message on its way: the same however often it is tried.
#[derive(Debug, Clone)]
pub struct Parcel {
    /// The same for every attempt, so that a receiver can tell a repetition.
    pub id: String,
    /// What it says.
    pub message: Message,
    /// Mail only: addresses of the people it concerns.
    pub addresses: Vec<String>,
    /// Mail only: who has it from an attempt before, in the words of [`Verdict::Partly`](crate::Verdict::Partly).
    pub had: Vec<String>,
}

/// What is sent.
#[derive(Debug, Clone)]
pub enum Request {
    /// `POST` of JSON.
    Http {
        /// The whole address, signed where the service wants it there.
        url: String,
        /// Headers beside `content-type`.
        headers: Vec<(&'static str, String)>,
        /// JSON.
        body: String,
    },
    /// A letter.
    Letter(Box<Letter>),
}

/// How many of a message's items, from the first on, one message of `channel` tells whole and calls the people of; at least one, which
/// is shortened where it is too long alone. The service may still find it too long.
#[must_use]
pub fn room(channel: &Channel, message: &Message, now: DateTime<Utc>) -> usize {
    let (share, _) = match channel.kind {
        Kind::DingTalk => dingtalk::fitted(message),
        Kind::WeCom => wecom::fitted(message),
        Kind::Feishu => feishu::fitted(channel, message, now),
        Kind::Webhook | Kind::Mail => return message.items.len(),
    };
    share.items.min(called(message)).max(1)
}

/// A parcel as `channel` takes it; `now` is the real time, which the services compare with theirs.
///
/// # Errors
/// Where the channel's configuration cannot be used, such as an address of nobody.
pub fn request(
    channel: &Channel,
    parcel: &Parcel,
    now: DateTime<Utc>,
) -> Result<Request, ConfigError> {
    match channel.kind {
        Kind::DingTalk => Ok(dingtalk::request(channel, &parcel.message, now)),
        Kind::WeCom => Ok(wecom::request(channel, &parcel.message)),
        Kind::Feishu => Ok(feishu::request(channel, &parcel.message, now)),
        Kind::Webhook => Ok(webhook::request(channel, parcel, now)),
        Kind::Mail => mail::letter(channel, parcel, now),
    }
}
