use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use tonic::Request;

use super::Deadline;
use crate::{
    auth::{Actor, Bearer},
    clock::Clock,
    error::{ServiceError, Violation},
    lang::{Lang, Localized},
};

/// Longest idempotency key: a UUID has 36 characters.
const MAX_KEY: usize = 128;

/// Everything about a call that is not its message.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// Who calls.
    pub actor: Arc<Actor>,
    /// The caller's token, to forward.
    pub bearer: Option<Bearer>,
    /// Language of messages.
    pub lang: Lang,
    /// The same key is the same mutation, however often it arrives.
    pub idempotency_key: Option<String>,
    /// The instant of the call, read once.
    pub now: DateTime<Utc>,
    /// The organisation's calendar day of the call.
    pub today: NaiveDate,
    /// When the caller stops waiting.
    pub deadline: Option<Deadline>,
}

impl RequestContext {
    /// The context of `request`.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` when no layer has verified the caller; `INVALID_ARGUMENT` for an idempotency key that cannot be one.
    pub fn of<T>(request: &Request<T>, clock: &Clock) -> Result<Self, ServiceError> {
        let extensions = request.extensions();
        let actor = extensions
            .get::<Arc<Actor>>()
            .cloned()
            .ok_or_else(ServiceError::unauthenticated)?;
        let now = clock.now();
        Ok(Self {
            actor,
            bearer: extensions.get().cloned(),
            lang: extensions.get().copied().unwrap_or_default(),
            idempotency_key: idempotency_key(request)?,
            now,
            today: clock.day_of(now),
            deadline: extensions.get().copied(),
        })
    }

    /// The context of work that no caller asked for.
    #[must_use]
    pub fn system(name: &str, clock: &Clock) -> Self {
        let now = clock.now();
        Self {
            actor: Arc::new(Actor::system(name)),
            bearer: None,
            lang: Lang::default(),
            idempotency_key: None,
            now,
            today: clock.day_of(now),
            deadline: None,
        }
    }
}

fn idempotency_key<T>(request: &Request<T>) -> Result<Option<String>, ServiceError> {
    let Some(value) = request.metadata().get("idempotency-key") else {
        return Ok(None);
    };
    match value.to_str() {
        Ok(key) if !key.is_empty() && key.len() <= MAX_KEY => Ok(Some(key.to_owned())),
        _ => Err(ServiceError::invalid([Violation::new(
            "idempotency-key",
            "request.idempotency_key",
            Localized::new(
                format!("幂等键须为 1–{MAX_KEY} 个可打印 ASCII 字符"),
                format!("An idempotency key has 1–{MAX_KEY} printable ASCII characters"),
            ),
        )
        .value(String::from_utf8_lossy(value.as_bytes()))
        .advice(Localized::new("请使用 UUID", "Use a UUID"))])),
    }
}
