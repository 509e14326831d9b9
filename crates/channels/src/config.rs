//! A channel as configured.

use std::{collections::BTreeMap, time::Duration};

use cascade_method::Lang;
use cascade_runtime::{config::Secret, lang};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::limit::{Limits, Window};

/// Which service a channel speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A custom robot of a DingTalk group (钉钉群机器人).
    DingTalk,
    /// A robot of a WeCom group (企业微信群机器人).
    WeCom,
    /// A custom robot of a Feishu group (飞书群机器人).
    Feishu,
    /// Another system, by HTTP signed after Standard Webhooks.
    #[default]
    Webhook,
    /// E-mail by SMTP.
    Mail,
}

impl Kind {
    /// Its word in configuration and in logs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::DingTalk => "dingtalk",
            Self::WeCom => "wecom",
            Self::Feishu => "feishu",
            Self::Webhook => "webhook",
            Self::Mail => "mail",
        }
    }

    /// Longest wait for one message to be taken. A robot answers within a second or never; a letter takes a dozen answers, and a mail
    /// server may look it over for some seconds before the last: one that was given up meanwhile comes twice.
    #[must_use]
    pub fn patience(self) -> Duration {
        match self {
            Self::DingTalk | Self::WeCom | Self::Feishu | Self::Webhook => Duration::from_secs(10),
            Self::Mail => Duration::from_secs(20),
        }
    }

    /// How often one robot may speak, after the services' own documents.
    #[must_use]
    pub fn limits(self) -> Limits {
        const MINUTE: TimeDelta = TimeDelta::seconds(60);
        const TWENTY: &[Window] = &[Window {
            most: 20,
            span: MINUTE,
        }];
        const HUNDRED: &[Window] = &[
            Window {
                most: 5,
                span: TimeDelta::seconds(1),
            },
            Window {
                most: 100,
                span: MINUTE,
            },
        ];
        match self {
            Self::DingTalk | Self::WeCom => Limits(TWENTY),
            Self::Feishu => Limits(HUNDRED),
            Self::Webhook | Self::Mail => Limits(&[]),
        }
    }
}

/// One robot, mailbox or system.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Channel {
    /// Which service.
    pub kind: Kind,
    /// Where: the robot's whole webhook URL, or `smtp://user:password@host:587?tls=required`. A secret, as the robots' URLs hold their
    /// tokens.
    pub url: Secret,
    /// What messages are signed with; needed by webhooks, by the robots of DingTalk and Feishu where their group asks for it.
    pub secret: Secret,
    /// Departments whose notices it gets, with all below them; none: everybody's.
    pub departments: Vec<String>,
    /// Language of its readers.
    pub lang: lang::Lang,
    /// Person code to the handle by which the service mentions that person; for mail, to an address other than the directory's.
    pub handles: BTreeMap<String, String>,
    /// Mail only: who writes.
    pub from: String,
    /// Mail only: who is always written to. The person whom a notice concerns is written to besides, where `personal` says so.
    pub to: Vec<String>,
    /// Mail only: also to the person whom a notice concerns, at the address in `handles` or in the directory.
    pub personal: bool,
}

/// A channel that cannot work.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{key}`: {message}")]
pub struct ConfigError {
    /// Key below the channel.
    pub key: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

impl Channel {
    /// Language of its readers.
    #[must_use]
    pub fn lang(&self) -> Lang {
        match self.lang {
            lang::Lang::Zh => Lang::Zh,
            lang::Lang::En => Lang::En,
        }
    }

    /// Whether it can work at all, looked at when the process starts.
    ///
    /// # Errors
    /// Names the first key that is missing or cannot be read. Never shows the URL, which may hold a token.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let wrong = |key, message: &str| {
            Err(ConfigError {
                key,
                message: message.to_owned(),
            })
        };
        let Ok(url) = reqwest::Url::parse(self.url.expose()) else {
            return wrong("url", "write the whole address, with its scheme");
        };
        match self.kind {
            Kind::Mail => {
                if !["smtp", "smtps"].contains(&url.scheme()) {
                    return wrong("url", "write smtp:// or smtps:// for mail");
                }
                if self.from.parse::<lettre::message::Mailbox>().is_err() {
                    return wrong(
                        "from",
                        "write an address, such as Cascade <cascade@example.com>",
                    );
                }
                let readable = |to: &String| to.parse::<lettre::message::Mailbox>().is_ok();
                if !self.to.iter().all(readable) {
                    return wrong("to", "write addresses, such as pmo@example.com");
                }
                if self.to.is_empty() && !self.personal {
                    return wrong("to", "name somebody, or set personal = true");
                }
            }
            _ if !["http", "https"].contains(&url.scheme()) => {
                return wrong("url", "write http:// or https://");
            }
            Kind::Webhook if self.secret.expose().is_empty() => {
                return wrong(
                    "secret",
                    "webhooks are signed: write a secret, such as whsec_ and 24 or more random bytes in base64",
                );
            }
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(kind: Kind, url: &str) -> Channel {
        Channel {
            kind,
            url: url.into(),
            ..Channel::default()
        }
    }

    #[test]
    fn what_cannot_work_is_named_by_its_key() {
        let key = |channel: Channel| channel.validate().unwrap_err().key;
        assert_eq!(key(channel(Kind::DingTalk, "oapi.dingtalk.com")), "url");
        assert_eq!(key(channel(Kind::WeCom, "ftp://x/y")), "url");
        assert_eq!(key(channel(Kind::Webhook, "https://x/y")), "secret");
        assert_eq!(key(channel(Kind::Mail, "https://x")), "url");
        assert_eq!(key(channel(Kind::Mail, "smtp://x:25")), "from");
        let mut mail = channel(Kind::Mail, "smtp://x:25");
        mail.from = "Cascade <cascade@example.com>".to_owned();
        assert_eq!(key(mail.clone()), "to");
        mail.personal = true;
        assert_eq!(mail.validate(), Ok(()));
        assert_eq!(
            channel(
                Kind::Feishu,
                "https://open.feishu.cn/open-apis/bot/v2/hook/x"
            )
            .validate(),
            Ok(())
        );
    }

    #[test]
    fn tokens_do_not_print() {
        let printed = format!("{:?}", channel(Kind::WeCom, "https://x/send?key=topsecret"));
        assert!(!printed.contains("topsecret"), "{printed}");
    }
}
