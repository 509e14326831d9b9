//! What a caller's HTTP request says beside its body, carried over to gRPC: who calls, in which language, which version
//! is meant, and the key under which a repeated mutation is recognised.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use cascade_runtime::{
    error::{ServiceError, Violation},
    lang::{Lang, Localized},
    propagation,
};
use tonic::metadata::{Ascii, MetadataValue};
use utoipa::IntoParams;
use uuid::Uuid;

use crate::problem::ApiError;

/// Header and gRPC metadata under which a repeated mutation is recognised.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Longest idempotency key taken.
const KEY_LENGTH: usize = 200;

/// A caller's request beside its body.
#[derive(Debug, Clone)]
pub struct Call {
    /// Language of messages.
    pub lang: Lang,
    /// As sent, or made for this request.
    pub idempotency_key: String,
    /// From If-Match; 0 where any version will do.
    pub expected_version: i64,
    token: Option<MetadataValue<Ascii>>,
}

/// What a change says of the version that it is made to.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub(crate) struct IfMatch {
    /// The ETag that was read: refused where the version is another by now. Any version when absent or `*`.
    #[param(rename = "If-Match", pattern = r#"^(\*|"[1-9][0-9]{0,17}")$"#)]
    #[expect(dead_code, reason = "only described; `Call` reads it")]
    version: Option<String>,
}

impl Call {
    /// The gRPC request for a message.
    pub fn request<T>(&self, message: T) -> tonic::Request<T> {
        self.request_for_step(message, "")
    }

    /// The gRPC request for one step of several that a single HTTP request takes; each has a key of its own.
    pub fn request_for_step<T>(&self, message: T, step: &str) -> tonic::Request<T> {
        let mut request = tonic::Request::new(message);
        let metadata = request.metadata_mut();
        if let Some(token) = &self.token {
            metadata.insert("authorization", token.clone());
        }
        let key = if step.is_empty() {
            self.idempotency_key.clone()
        } else {
            format!("{}/{step}", self.idempotency_key)
        };
        if let Ok(key) = key.parse() {
            metadata.insert(IDEMPOTENCY_KEY, key);
        }
        metadata.insert(
            "accept-language",
            MetadataValue::from_static(self.lang.tag()),
        );
        propagation::inject(metadata);
        request
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Call {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let headers = &parts.headers;
        let lang = language(headers);
        let refuse = |error: ServiceError| ApiError::new(error, lang);
        Ok(Self {
            lang,
            idempotency_key: idempotency_key(headers).map_err(refuse)?,
            expected_version: expected_version(headers).map_err(refuse)?,
            token: headers
                .get(header::AUTHORIZATION)
                .and_then(|value| value.to_str().ok())
                .and_then(|value| value.parse().ok()),
        })
    }
}

/// Language that the caller prefers.
#[must_use]
pub fn language(headers: &HeaderMap) -> Lang {
    headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .map_or_else(Lang::default, Lang::from_accept_language)
}

fn idempotency_key(headers: &HeaderMap) -> Result<String, ServiceError> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(Uuid::now_v7().to_string());
    };
    match value.to_str() {
        Ok(key) if !key.is_empty() && key.len() <= KEY_LENGTH => Ok(key.to_owned()),
        _ => Err(ServiceError::invalid([Violation::new(
            IDEMPOTENCY_KEY,
            "HTTP-001",
            Localized::new(
                format!("幂等键须为 1–{KEY_LENGTH} 个可打印的 ASCII 字符"),
                format!("An idempotency key has 1–{KEY_LENGTH} printable ASCII characters"),
            ),
        )])),
    }
}

/// If-Match holds a version as this API's ETags do: `"7"`, or `*` for any.
fn expected_version(headers: &HeaderMap) -> Result<i64, ServiceError> {
    let Some(value) = headers.get(header::IF_MATCH) else {
        return Ok(0);
    };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(0);
    }
    text.trim_start_matches("W/")
        .trim_matches('"')
        .parse()
        .ok()
        .filter(|version| *version > 0)
        .ok_or_else(|| {
            ServiceError::invalid([Violation::new(
                "If-Match",
                "HTTP-002",
                Localized::new(
                    "If-Match 须为读取时得到的 ETag，例如 \"7\"",
                    "If-Match takes the ETag that was read, for example \"7\"",
                ),
            )
            .value(text)])
        })
}
