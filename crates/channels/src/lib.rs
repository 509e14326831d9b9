#![doc = include_str!("../README.md")]

mod config;
mod courier;
mod dingtalk;
mod feishu;
mod fit;
mod limit;
mod mail;
mod message;
mod request;
mod retry;
mod sign;
mod smtp;
mod verdict;
mod webhook;
mod wecom;

pub use config::{Channel, ConfigError, Kind};
pub use courier::Courier;
pub use limit::{Limits, Window};
pub use mail::{Letter, is_address};
pub use message::{Item, Message};
pub use request::{Parcel, Request, request, room};
pub use retry::Backoff;
pub use sign::{dingtalk_signature, feishu_signature, webhook_signature};
pub use verdict::{Answer, Verdict, judge};
