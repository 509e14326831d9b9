//! Loopback servers that answer as the robots of DingTalk, WeCom and Feishu do, and a receiver of Standard Webhooks: they check
//! signatures, count messages against the services' limits, and say nearly everything with status 200.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::Bytes,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use cascade_runtime::clock::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use ring::hmac;
use serde_json::{Value, json};

/// How each says that a message is too long.
const DINGTALK_LONG: (i64, &str) = (460_101, "message too long");
const WECOM_LONG: (i64, &str) = (40_058, "markdown.content exceed max length 4096");
const FEISHU_LONG: (i64, &str) = (11_246, "content too long");

/// Whose manners a robot has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// 20 messages a minute; signed in the URL.
    DingTalk,
    /// 20 messages a minute; a key in the URL.
    WeCom,
    /// 100 messages a minute and 5 a second; signed in the body.
    Feishu,
    /// Any number; signed in headers.
    Webhook,
}

/// How a robot fails next, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The service's word for being busy.
    Busy,
    /// A page of a proxy in between, with status 200.
    LoginPage,
    /// 503 without a body.
    Unavailable,
    /// 429 with `retry-after` of so many seconds.
    TooMany(u32),
    /// The service's word for a message that is longer than it takes.
    TooLong,
    /// The message is taken, but the connection breaks before the answer.
    Silent,
    /// The message is taken, and so many milliseconds pass on the robot's clock, a simulated one, before the answer.
    Slow(i64),
}

/// A message that was taken.
#[derive(Debug, Clone)]
pub struct Received {
    /// When, on the robot's clock.
    pub at: DateTime<Utc>,
    /// `webhook-id`, of webhooks only.
    pub id: String,
    /// Its body.
    pub body: Value,
}

impl Received {
    /// Everything that it says, for tests that look for words.
    #[must_use]
    pub fn text(&self) -> String {
        self.body.to_string()
    }
}

/// A robot on loopback.
#[derive(Clone)]
pub struct Robot {
    service: Service,
    secret: String,
    clock: Clock,
    address: String,
    state: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    taken: Vec<Received>,
    refused: usize,
    faults: VecDeque<Fault>,
}

impl Robot {
    /// Starts a robot whose messages are to be signed with `secret`; its time is `clock`'s.
    pub async fn start(service: Service, secret: &str, clock: Clock) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let robot = Self {
            service,
            secret: secret.to_owned(),
            clock,
            address: format!("http://{address}/robot/send?token=abc"),
            state: Arc::default(),
        };
        let router = Router::new()
            .route("/robot/send", post(take))
            .with_state(robot.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        robot
    }

    /// Its webhook URL, token and all.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.address
    }

    /// Lets it fail once in this way, after the failures asked for before.
    pub fn fail(&self, fault: Fault) {
        self.inner().faults.push_back(fault);
    }

    /// What it has taken, oldest first.
    #[must_use]
    pub fn taken(&self) -> Vec<Received> {
        self.inner().taken.clone()
    }

    /// How many messages it has refused.
    #[must_use]
    pub fn refused(&self) -> usize {
        self.inner().refused
    }

    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, query: &str, headers: &HeaderMap, bytes: &[u8]) -> Response {
        let now = self.clock.now();
        let mut inner = self.inner();
        let fault = inner.faults.pop_front();
        match fault {
            Some(Fault::Busy) => return self.code(-1, "system busy"),
            Some(Fault::LoginPage) => return "<html>please sign in</html>".into_response(),
            Some(Fault::Unavailable) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
            Some(Fault::TooMany(seconds)) => {
                inner.refused += 1;
                let wait = [("retry-after", seconds.to_string())];
                return (StatusCode::TOO_MANY_REQUESTS, wait).into_response();
            }
            Some(Fault::TooLong) => {
                inner.refused += 1;
                return self.too_long();
            }
            Some(Fault::Silent | Fault::Slow(_)) | None => {}
        }
        let Ok(body) = serde_json::from_slice::<Value>(bytes) else {
            inner.refused += 1;
            return self.code(40_035, "invalid json");
        };
        if let Some((code, text)) = self.fault_of(query, headers, &body, bytes, now) {
            inner.refused += 1;
            return self.code(code, text);
        }
        if let Some((code, text)) = self.over_limit(&inner.taken, now) {
            inner.refused += 1;
            return self.code(code, text);
        }
        let id = headers.get("webhook-id");
        inner.taken.push(Received {
            at: now,
            id: id
                .and_then(|id| id.to_str().ok())
                .unwrap_or_default()
                .to_owned(),
            body,
        });
        match fault {
            Some(Fault::Silent) => return StatusCode::BAD_GATEWAY.into_response(),
            Some(Fault::Slow(millis)) => {
                self.clock
                    .set(now + TimeDelta::milliseconds(millis))
                    .unwrap();
            }
            _ => {}
        }
        self.code(0, "ok")
    }

    fn too_long(&self) -> Response {
        match self.service {
            Service::DingTalk => self.code(DINGTALK_LONG.0, DINGTALK_LONG.1),
            Service::WeCom => self.code(WECOM_LONG.0, WECOM_LONG.1),
            Service::Feishu => self.code(FEISHU_LONG.0, FEISHU_LONG.1),
            Service::Webhook => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        }
    }

    fn code(&self, code: i64, text: &str) -> Response {
        match self.service {
            Service::DingTalk | Service::WeCom => {
                axum::Json(json!({ "errcode": code, "errmsg": text })).into_response()
            }
            Service::Feishu => {
                // Its word for being busy is another one.
                let code = if code == -1 { 11_231 } else { code };
                axum::Json(json!({ "code": code, "msg": text, "data": {} })).into_response()
            }
            Service::Webhook if code == 0 => StatusCode::NO_CONTENT.into_response(),
            Service::Webhook if code == -1 => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            Service::Webhook => (StatusCode::UNAUTHORIZED, text.to_owned()).into_response(),
        }
    }

    /// What is wrong with a message: its form first, then its signature.
    fn fault_of(
        &self,
        query: &str,
        headers: &HeaderMap,
        body: &Value,
        bytes: &[u8],
        now: DateTime<Utc>,
    ) -> Option<(i64, &'static str)> {
        match self.service {
            Service::DingTalk => {
                let text = body.pointer("/markdown/text").and_then(Value::as_str);
                let title = body.pointer("/markdown/title").and_then(Value::as_str);
                if body["msgtype"] != "markdown"
                    || text.is_none()
                    || title.is_none_or(str::is_empty)
                {
                    return Some((40_035, "invalid message"));
                }
                if bytes.len() > 20_000 {
                    return Some(DINGTALK_LONG);
                }
                let millis: i64 = parameter(query, "timestamp")?.parse().ok()?;
                let expected = mac(&self.secret, &format!("{millis}\n{}", self.secret));
                let fits = parameter(query, "sign").as_deref() == Some(&expected);
                (!fits || old(millis / 1_000, now)).then_some((310_000, "sign not match"))
            }
            Service::WeCom => {
                let content = body.pointer("/markdown/content").and_then(Value::as_str);
                match content {
                    _ if body["msgtype"] != "markdown" => Some((40_008, "invalid message type")),
                    None | Some("") => Some((44_004, "empty content")),
                    Some(content) if content.len() > 4_096 => Some(WECOM_LONG),
                    Some(_) => None,
                }
            }
            Service::Feishu => {
                if body["msg_type"] != "interactive" || !body["card"]["elements"].is_array() {
                    return Some((19_002, "params error, msg_type need"));
                }
                if bytes.len() > 20 * 1_024 {
                    return Some(FEISHU_LONG);
                }
                let seconds: i64 = body["timestamp"].as_str()?.parse().ok()?;
                let expected = mac(&format!("{seconds}\n{}", self.secret), "");
                let fits = body["sign"] == expected.as_str();
                (!fits || old(seconds, now)).then_some((19_021, "sign match fail"))
            }
            Service::Webhook => {
                let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
                let id = header("webhook-id")?;
                let seconds: i64 = header("webhook-timestamp")?.parse().ok()?;
                let text = std::str::from_utf8(bytes).ok()?;
                let expected = mac(&self.secret, &format!("{id}.{seconds}.{text}"));
                let fits = header("webhook-signature") == Some(&format!("v1,{expected}"));
                (!fits || old(seconds, now)).then_some((401, "signature does not match"))
            }
        }
    }

    fn over_limit(&self, taken: &[Received], now: DateTime<Utc>) -> Option<(i64, &'static str)> {
        let within = |span: TimeDelta| taken.iter().filter(|one| one.at + span > now).count();
        let minute = within(TimeDelta::seconds(60));
        match self.service {
            Service::DingTalk if minute >= 20 => {
                Some((130_101, "send too fast, exceed 20 times per minute"))
            }
            Service::WeCom if minute >= 20 => Some((45_009, "api freq out of limit")),
            Service::Feishu if minute >= 100 || within(TimeDelta::seconds(1)) >= 5 => Some((
                11_232,
                "frequency limited psm[lark.oapi.app_platform_runtime]",
            )),
            _ => None,
        }
    }
}

async fn take(
    State(robot): State<Robot>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    robot.answer(&query.unwrap_or_default(), &headers, &body)
}

/// A signature that does not fit at all counts as none, so every refusal comes out of one place.
fn parameter(query: &str, name: &str) -> Option<String> {
    let found = query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key == name).then_some(value)
    });
    let decoded = found.unwrap_or("0").replace("%2B", "+").replace("%2F", "/");
    Some(decoded.replace("%3D", "="))
}

/// All of the services take an hour at most.
fn old(seconds: i64, now: DateTime<Utc>) -> bool {
    (now.timestamp() - seconds).abs() > 3_600
}

fn mac(key: &str, message: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    STANDARD.encode(hmac::sign(&key, message.as_bytes()))
}
