//! What an answer means.

use chrono::TimeDelta;
use serde_json::Value;

use crate::Kind;

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Seconds of `Retry-After` or of the service's own header, where one was given.
    pub retry_after: Option<u32>,
    /// The body, at most a few thousand bytes of it.
    pub body: String,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The service has it.
    Delivered,
    /// The service has it, but not for all of its readers: some it will never take.
    DeliveredExcept {
        /// Who they are, and why.
        said: String,
    },
    /// The service has it for some of its readers; for others another attempt may succeed.
    Partly {
        /// Addresses of those who have it: they need not get it again.
        had: Vec<String>,
        /// Of the others.
        said: String,
    },
    /// Not now: it says itself that there was too much.
    Limited {
        /// How long it wants to be left alone, where it says so.
        wait: Option<TimeDelta>,
        /// Its words.
        said: String,
    },
    /// Not this time; another attempt may succeed.
    Failed {
        /// What happened.
        said: String,
    },
    /// Never as it is: it is longer than the service takes. Parts of it may be taken.
    TooLong {
        /// What it says.
        said: String,
    },
    /// Never: the same would be refused again.
    Refused {
        /// What it says, with what to do about it where that is known.
        said: String,
    },
}

/// What an answer of a service means. The three robots say nearly everything with status 200 and a code in the body.
#[must_use]
pub fn judge(kind: Kind, answer: &Answer) -> Verdict {
    let wait = answer
        .retry_after
        .map(|seconds| TimeDelta::seconds(i64::from(seconds)));
    let said = || {
        let text = crate::fit::cut(answer.body.trim(), 300);
        format!("HTTP {}: {text}", answer.status)
    };
    match answer.status {
        429 => return Verdict::Limited { wait, said: said() },
        503 if wait.is_some() => return Verdict::Limited { wait, said: said() },
        413 => return Verdict::TooLong { said: said() },
        408 | 425 | 500.. => return Verdict::Failed { said: said() },
        200..=299 => {}
        // Feishu answers some refusals with 400 and its code.
        400 if kind == Kind::Feishu => {}
        _ => return Verdict::Refused { said: said() },
    }
    if kind == Kind::Webhook {
        return Verdict::Delivered;
    }
    let Some((code, text)) = code(kind, &answer.body) else {
        // A proxy or a login page in between: nothing says that the robot has it.
        return Verdict::Failed { said: said() };
    };
    if code == 0 {
        return Verdict::Delivered;
    }
    let class = class(kind, code, &text);
    let said = match advice(kind, code) {
        Some(advice) => format!("{code}: {text} ({advice})"),
        None => format!("{code}: {text}"),
    };
    match class {
        Class::Limited => Verdict::Limited { wait, said },
        Class::TooLong => Verdict::TooLong { said },
        Class::Busy => Verdict::Failed { said },
        Class::Refused => Verdict::Refused { said },
    }
}

/// The service's own code and words, if the body is an answer of it.
fn code(kind: Kind, body: &str) -> Option<(i64, String)> {
    let value: Value = serde_json::from_str(body).ok()?;
    let text = |names: [&str; 2]| {
        let found = names
            .iter()
            .find_map(|name| value.get(*name).and_then(Value::as_str));
        found.unwrap_or_default().to_owned()
    };
    match kind {
        Kind::DingTalk | Kind::WeCom => Some((
            value.get("errcode")?.as_i64()?,
            text(["errmsg", "errmessage"]),
        )),
        // Its older answers spell the success differently.
        Kind::Feishu => {
            let code = value.get("code").or_else(|| value.get("StatusCode"))?;
            Some((code.as_i64()?, text(["msg", "StatusMessage"])))
        }
        Kind::Webhook | Kind::Mail => None,
    }
}

enum Class {
    Limited,
    TooLong,
    Busy,
    Refused,
}

/// After the services' own lists of error codes.
fn class(kind: Kind, code: i64, text: &str) -> Class {
    match (kind, code) {
        (Kind::DingTalk, 460_101) | (Kind::WeCom, 45_002) | (Kind::Feishu, 11_246) => {
            Class::TooLong
        }
        // Its one code for whatever is wrong with a parameter.
        (Kind::WeCom, 40_058) if text.contains("length") => Class::TooLong,
        (Kind::DingTalk, 130_101 | 410_100 | 90_018)
        | (Kind::WeCom, 45_009 | 45_033)
        | (Kind::Feishu, 9_499 | 11_232 | 99_991_400) => Class::Limited,
        (Kind::DingTalk | Kind::WeCom, -1) | (Kind::Feishu, 19_000 | 11_231 | 1_500) => Class::Busy,
        _ => Class::Refused,
    }
}

/// What somebody can do about a refusal.
fn advice(kind: Kind, code: i64) -> Option<&'static str> {
    Some(match (kind, code) {
        (Kind::DingTalk, 310_000) => {
            "check the robot's secret, its keywords and its list of IP addresses, and this server's clock"
        }
        (Kind::DingTalk, 300_001 | 300_005 | 400_101 | 400_102) => {
            "the access_token in the URL is wrong, or the robot was removed or stopped"
        }
        (Kind::WeCom, 93_000 | 93_008) => {
            "the key in the URL is wrong, or the robot was removed from its group"
        }
        (Kind::Feishu, 19_001) => "the URL is wrong, or the robot was removed from its group",
        (Kind::Feishu, 19_021) => "check the robot's secret and this server's clock",
        (Kind::Feishu, 19_022) => "add this server to the robot's list of IP addresses",
        (Kind::Feishu, 19_024) => "one of the robot's keywords must stand in the message",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status,
            retry_after: None,
            body: body.to_owned(),
        }
    }

    fn word(kind: Kind, status: u16, body: &str) -> &'static str {
        match judge(kind, &answer(status, body)) {
            Verdict::Delivered => "delivered",
            Verdict::DeliveredExcept { .. } | Verdict::Partly { .. } => "in part",
            Verdict::Limited { .. } => "limited",
            Verdict::Failed { .. } => "failed",
            Verdict::TooLong { .. } => "too long",
            Verdict::Refused { .. } => "refused",
        }
    }

    #[test]
    fn the_body_decides_not_the_status() {
        for (kind, body, expected) in [
            (
                Kind::DingTalk,
                r#"{"errcode":0,"errmsg":"ok"}"#,
                "delivered",
            ),
            (
                Kind::DingTalk,
                r#"{"errcode":310000,"errmsg":"sign not match"}"#,
                "refused",
            ),
            (
                Kind::DingTalk,
                r#"{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}"#,
                "limited",
            ),
            (
                Kind::DingTalk,
                r#"{"errcode":-1,"errmsg":"系统繁忙"}"#,
                "failed",
            ),
            (Kind::WeCom, r#"{"errcode":0,"errmsg":"ok"}"#, "delivered"),
            (
                Kind::WeCom,
                r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#,
                "limited",
            ),
            (
                Kind::WeCom,
                r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#,
                "refused",
            ),
            (
                Kind::Feishu,
                r#"{"code":0,"msg":"success","data":{}}"#,
                "delivered",
            ),
            (
                Kind::Feishu,
                r#"{"StatusCode":0,"StatusMessage":"success","Extra":null}"#,
                "delivered",
            ),
            (
                Kind::Feishu,
                r#"{"code":11232,"msg":"frequency limited psm"}"#,
                "limited",
            ),
            (
                Kind::Feishu,
                r#"{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"}"#,
                "refused",
            ),
            (
                Kind::DingTalk,
                r#"{"errcode":460101,"errmsg":"message too long"}"#,
                "too long",
            ),
            (
                Kind::WeCom,
                r#"{"errcode":40058,"errmsg":"markdown.content exceed max length 4096"}"#,
                "too long",
            ),
            (
                Kind::WeCom,
                r#"{"errcode":40058,"errmsg":"invalid Request Parameter"}"#,
                "refused",
            ),
            (
                Kind::Feishu,
                r#"{"code":11246,"msg":"content too long"}"#,
                "too long",
            ),
            (Kind::Feishu, "<html>sign in</html>", "failed"),
            (Kind::WeCom, "", "failed"),
            (Kind::Webhook, "", "delivered"),
        ] {
            assert_eq!(word(kind, 200, body), expected, "{kind:?} {body}");
        }
    }

    #[test]
    fn the_status_decides_where_it_says_more() {
        assert_eq!(word(Kind::Webhook, 410, "gone"), "refused");
        assert_eq!(word(Kind::Webhook, 413, ""), "too long");
        assert_eq!(word(Kind::Webhook, 500, ""), "failed");
        assert_eq!(word(Kind::Feishu, 429, ""), "limited");
        assert_eq!(
            word(
                Kind::Feishu,
                400,
                r#"{"code":9499,"msg":"too many request"}"#
            ),
            "limited"
        );
        assert_eq!(word(Kind::DingTalk, 404, ""), "refused");
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        let Verdict::Refused { said } = judge(
            Kind::DingTalk,
            &answer(200, r#"{"errcode":310000,"errmsg":"sign not match"}"#),
        ) else {
            panic!("not refused");
        };
        assert!(said.contains("310000: sign not match"), "{said}");
        assert!(said.contains("clock"), "{said}");
    }
}
