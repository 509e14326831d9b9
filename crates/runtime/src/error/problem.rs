//! gRPC status → RFC 9457 problem details, at the gateway and in clients.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tonic::{Code, Status};
use tonic_types::StatusExt;

use super::{ServiceError, reasons, status};
use crate::lang::Lang;

/// `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Relative reference of the reason's page: `/errors/TASK_CYCLE`.
    #[serde(rename = "type")]
    pub type_uri: String,
    /// Standard phrase of the HTTP status.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// The public message in the caller's language.
    pub detail: String,
    /// The request it happened to: its path or its trace id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Stable reason, UPPER_SNAKE.
    pub reason: String,
    /// Field violations; cut to what fits, see `metadata.violations_total`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<ProblemViolation>,
    /// Further public facts for programs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

/// One field that broke one rule, in the caller's language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemViolation {
    /// Path of the field in the request.
    pub field: String,
    /// Identifier of the rule.
    pub rule: String,
    /// The offending value.
    #[serde(default)]
    pub value: String,
    /// What is wrong.
    pub description: String,
    /// What to do about it.
    #[serde(default)]
    pub advice: String,
}

impl Problem {
    /// Content type of the JSON form.
    pub const CONTENT_TYPE: &'static str = "application/problem+json";

    /// Reads a status that a Cascade service, or the transport on the way to it, answered.
    ///
    /// A transport's own text ("tcp connect error …") is internal: it is replaced by a general message in `lang`.
    #[must_use]
    pub fn from_status(status: &Status, lang: Lang) -> Self {
        let details = status.get_error_details();
        let code = effective_code(status);
        let (reason, mut metadata) = match details.error_info() {
            Some(info) if info.domain == status::DOMAIN => {
                (info.reason.clone(), info.metadata.clone())
            }
            _ => (default_reason(code).to_owned(), Default::default()),
        };
        let mut take = |i: usize, key: &str| {
            metadata
                .remove(&format!("violations.{i}.{key}"))
                .unwrap_or_default()
        };
        let violations = details
            .bad_request()
            .map(|bad| bad.field_violations.as_slice())
            .unwrap_or_default()
            .iter()
            .enumerate()
            .map(|(i, violation)| ProblemViolation {
                field: violation.field.clone(),
                rule: violation.reason.clone(),
                value: take(i, "value"),
                description: violation.description.clone(),
                advice: take(i, "advice"),
            })
            .collect();
        let http = http_status(code);
        Self {
            type_uri: format!("/errors/{reason}"),
            title: http.canonical_reason().unwrap_or("Error").to_owned(),
            status: http.as_u16(),
            detail: details.localized_message().map_or_else(
                || foreign_message(code, status, lang),
                |m| m.message.clone(),
            ),
            instance: None,
            reason,
            violations,
            metadata: metadata.into_iter().collect(),
        }
    }

    /// The problem of an error raised in this process, in `lang`.
    #[must_use]
    pub fn from_error(error: ServiceError, lang: Lang) -> Self {
        Self::from_status(&error.into_status(lang), lang)
    }

    /// Sets the instance.
    #[must_use]
    pub fn with_instance(mut self, instance: impl Into<String>) -> Self {
        self.instance = Some(instance.into());
        self
    }
}

impl axum::response::IntoResponse for Problem {
    fn into_response(self) -> axum::response::Response {
        let status = http::StatusCode::from_u16(self.status)
            .unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(&self)).into_response();
        response.headers_mut().insert(
            http::header::CONTENT_TYPE,
            http::HeaderValue::from_static(Self::CONTENT_TYPE),
        );
        if status == http::StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(
                http::header::WWW_AUTHENTICATE,
                http::HeaderValue::from_static("Bearer"),
            );
        }
        response
    }
}

/// tonic's client reports its own deadline as CANCELLED; nobody else cancels a call that somebody still waits for.
fn effective_code(status: &Status) -> Code {
    match status.code() {
        Code::Cancelled if status.message() == "Timeout expired" => Code::DeadlineExceeded,
        code => code,
    }
}

fn foreign_message(code: Code, status: &Status, lang: Lang) -> String {
    let error = match code {
        Code::Unavailable | Code::Cancelled => ServiceError::unavailable(""),
        Code::DeadlineExceeded => ServiceError::deadline_exceeded(),
        Code::Ok | Code::Internal | Code::Unknown | Code::DataLoss => ServiceError::internal(""),
        _ => return status.message().to_owned(),
    };
    error.message().get(lang).to_owned()
}

/// The HTTP status of a gRPC code, after google.rpc.Code's own table but for two that HTTP says better: a version mismatch is 412
/// (RFC 9110, If-Match) and a state that forbids a well-formed request is 422.
fn http_status(code: Code) -> http::StatusCode {
    use http::StatusCode as Http;
    match code {
        Code::Ok => Http::OK,
        Code::InvalidArgument | Code::OutOfRange => Http::BAD_REQUEST,
        Code::Unauthenticated => Http::UNAUTHORIZED,
        Code::PermissionDenied => Http::FORBIDDEN,
        Code::NotFound => Http::NOT_FOUND,
        Code::AlreadyExists => Http::CONFLICT,
        Code::FailedPrecondition => Http::UNPROCESSABLE_ENTITY,
        Code::Aborted => Http::PRECONDITION_FAILED,
        Code::ResourceExhausted => Http::TOO_MANY_REQUESTS,
        Code::Unimplemented => Http::NOT_IMPLEMENTED,
        Code::Unavailable | Code::Cancelled => Http::SERVICE_UNAVAILABLE,
        Code::DeadlineExceeded => Http::GATEWAY_TIMEOUT,
        Code::Internal | Code::Unknown | Code::DataLoss => Http::INTERNAL_SERVER_ERROR,
    }
}

/// The reason of a status that carries none: a transport's, or another library's.
fn default_reason(code: Code) -> &'static str {
    let reason = match code {
        Code::InvalidArgument | Code::OutOfRange => reasons::INVALID_ARGUMENT,
        Code::Unauthenticated => reasons::UNAUTHENTICATED,
        Code::PermissionDenied => reasons::PERMISSION_DENIED,
        Code::NotFound | Code::Unimplemented => reasons::NOT_FOUND,
        Code::AlreadyExists => reasons::ALREADY_EXISTS,
        Code::FailedPrecondition => reasons::FAILED_PRECONDITION,
        Code::Aborted => reasons::VERSION_MISMATCH,
        Code::ResourceExhausted => reasons::OVERLOADED,
        Code::Unavailable | Code::Cancelled => reasons::UNAVAILABLE,
        Code::DeadlineExceeded => reasons::DEADLINE_EXCEEDED,
        Code::Ok | Code::Internal | Code::Unknown | Code::DataLoss => reasons::INTERNAL,
    };
    reason.as_str()
}
