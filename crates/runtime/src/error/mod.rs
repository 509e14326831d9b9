//! The one error type that services return, and its forms on the wire.
//!
//! A [`ServiceError`] carries two things that never mix: a public side (kind, stable [`Reason`], text in both languages, field
//! violations, metadata) and an internal cause that is logged and never sent.

mod problem;
mod reason;
mod status;
mod storage;

use std::{collections::BTreeMap, error::Error as StdError, fmt};

pub use problem::{Problem, ProblemViolation};
pub use reason::{Reason, reasons};

use crate::lang::Localized;

/// A boxed cause.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// What kind of failure it is: decides the gRPC code and the HTTP status, and whether a retry can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The request is wrong whatever the state.
    InvalidArgument,
    /// The thing named does not exist, or the caller may not know that it does.
    NotFound,
    /// A thing of this identity exists.
    AlreadyExists,
    /// The state forbids it: change the state, then try again.
    FailedPrecondition,
    /// Somebody else was faster (version mismatch): read again, then try again. gRPC `ABORTED`.
    Conflict,
    /// Known caller, missing right.
    PermissionDenied,
    /// Unknown caller.
    Unauthenticated,
    /// A limit is reached; trying later may help.
    ResourceExhausted,
    /// A part is down; trying later helps.
    Unavailable,
    /// It took longer than the caller was ready to wait.
    DeadlineExceeded,
    /// Our fault.
    Internal,
}

/// One field that broke one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violation {
    /// Path of the field in the request: `tasks[3].planned_end`.
    pub field: String,
    /// Identifier of the rule.
    pub rule: String,
    /// The offending value as the caller wrote it.
    pub value: String,
    /// What is wrong.
    pub description: Localized,
    /// What to do about it.
    pub advice: Localized,
}

impl Violation {
    /// `field` broke `rule`; add [`value`](Self::value) and [`advice`](Self::advice) where known.
    pub fn new(field: impl Into<String>, rule: impl Into<String>, description: Localized) -> Self {
        Self {
            field: field.into(),
            rule: rule.into(),
            description,
            ..Self::default()
        }
    }

    /// Sets the offending value.
    #[must_use]
    pub fn value(mut self, value: impl fmt::Display) -> Self {
        self.value = value.to_string();
        self
    }

    /// Sets the advice.
    #[must_use]
    pub fn advice(mut self, advice: Localized) -> Self {
        self.advice = advice;
        self
    }
}

/// A failure with a public and an internal side. One pointer wide, so that `Result` stays small.
#[derive(Debug)]
pub struct ServiceError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    reason: Reason,
    message: Localized,
    violations: Vec<Violation>,
    metadata: BTreeMap<String, String>,
    cause: Option<BoxError>,
}

impl ServiceError {
    /// An error of `kind` for `reason`, with its public message.
    #[must_use]
    pub fn new(kind: ErrorKind, reason: Reason, message: Localized) -> Self {
        Self(Box::new(Inner {
            kind,
            reason,
            message,
            violations: Vec::new(),
            metadata: BTreeMap::new(),
            cause: None,
        }))
    }

    /// The request breaks the rules named in `violations` (all of them at once).
    pub fn invalid(violations: impl IntoIterator<Item = Violation>) -> Self {
        let violations: Vec<_> = violations.into_iter().collect();
        let n = violations.len();
        Self::new(
            ErrorKind::InvalidArgument,
            reasons::INVALID_ARGUMENT,
            Localized::new(
                format!("请求有 {n} 处不符合规则"),
                format!(
                    "The request breaks {n} rule{}",
                    if n == 1 { "" } else { "s" }
                ),
            ),
        )
        .with_violations(violations)
    }

    /// One field is wrong.
    pub fn invalid_field(
        field: impl Into<String>,
        rule: impl Into<String>,
        value: impl fmt::Display,
        description: Localized,
    ) -> Self {
        Self::invalid([Violation::new(field, rule, description).value(value)])
    }

    /// There is no `id` among the things called `zh`/`en`.
    #[must_use]
    pub fn not_found(zh: &str, en: &str, id: impl fmt::Display) -> Self {
        Self::new(
            ErrorKind::NotFound,
            reasons::NOT_FOUND,
            Localized::new(format!("找不到{zh} {id}"), format!("No {en} {id}")),
        )
        .with_metadata("id", id)
    }

    /// There is an `id` already among the things called `zh`/`en`.
    #[must_use]
    pub fn already_exists(zh: &str, en: &str, id: impl fmt::Display) -> Self {
        Self::new(
            ErrorKind::AlreadyExists,
            reasons::ALREADY_EXISTS,
            Localized::new(
                format!("{zh} {id} 已存在"),
                format!("The {en} {id} exists already"),
            ),
        )
        .with_metadata("id", id)
    }

    /// The caller acted on version `expected`, which is no longer the present one.
    #[must_use]
    pub fn version_mismatch(expected: i64, actual: Option<i64>) -> Self {
        let error = Self::new(
            ErrorKind::Conflict,
            reasons::VERSION_MISMATCH,
            Localized::new(
                "数据已被他人修改，请刷新后重试",
                "Somebody else changed this in the meantime: reload, then try again",
            ),
        )
        .with_metadata("expected_version", expected);
        match actual {
            Some(actual) => error.with_metadata("actual_version", actual),
            None => error,
        }
    }

    /// The idempotency key was used before for a different request.
    #[must_use]
    pub fn idempotency_key_reused(key: &str) -> Self {
        Self::new(
            ErrorKind::FailedPrecondition,
            reasons::IDEMPOTENCY_KEY_REUSED,
            Localized::new(
                "该幂等键已用于另一个请求，请换一个新的幂等键",
                "This idempotency key belongs to a different request: use a new one",
            ),
        )
        .with_metadata("idempotency_key", key)
    }

    /// Nobody known is calling.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(
            ErrorKind::Unauthenticated,
            reasons::UNAUTHENTICATED,
            Localized::new(
                "请先登录：缺少有效的访问令牌",
                "Sign in first: a valid access token is missing",
            ),
        )
    }

    /// The caller lacks a right; the message says which.
    #[must_use]
    pub fn permission_denied(message: Localized) -> Self {
        Self::new(
            ErrorKind::PermissionDenied,
            reasons::PERMISSION_DENIED,
            message,
        )
    }

    /// A part we depend on is down.
    pub fn unavailable(cause: impl Into<BoxError>) -> Self {
        Self::new(
            ErrorKind::Unavailable,
            reasons::UNAVAILABLE,
            Localized::new(
                "服务暂时不可用，请稍后重试",
                "Not available right now: try again shortly",
            ),
        )
        .with_cause(cause)
    }

    /// More calls than can be served.
    #[must_use]
    pub fn overloaded() -> Self {
        Self::new(
            ErrorKind::ResourceExhausted,
            reasons::OVERLOADED,
            Localized::new(
                "请求过多，请稍后重试",
                "Too many requests at once: try again shortly",
            ),
        )
    }

    /// The caller's deadline passed.
    #[must_use]
    pub fn deadline_exceeded() -> Self {
        Self::new(
            ErrorKind::DeadlineExceeded,
            reasons::DEADLINE_EXCEEDED,
            Localized::new(
                "处理超时，请稍后重试",
                "It took longer than allowed: try again",
            ),
        )
    }

    /// Our fault. The caller learns nothing but that.
    pub fn internal(cause: impl Into<BoxError>) -> Self {
        Self::new(
            ErrorKind::Internal,
            reasons::INTERNAL,
            Localized::new(
                "系统内部错误，已记录，请联系管理员",
                "Something went wrong on our side; it has been recorded",
            ),
        )
        .with_cause(cause)
    }

    /// Adds field violations.
    #[must_use]
    pub fn with_violations(mut self, violations: impl IntoIterator<Item = Violation>) -> Self {
        self.0.violations.extend(violations);
        self
    }

    /// Adds a public key–value pair that a program may read.
    #[must_use]
    pub fn with_metadata(mut self, key: impl Into<String>, value: impl fmt::Display) -> Self {
        self.0.metadata.insert(key.into(), value.to_string());
        self
    }

    /// Replaces the stable reason, keeping everything else.
    #[must_use]
    pub fn with_reason(mut self, reason: Reason) -> Self {
        self.0.reason = reason;
        self
    }

    /// Replaces the public message, keeping everything else.
    #[must_use]
    pub fn with_message(mut self, message: Localized) -> Self {
        self.0.message = message;
        self
    }

    /// Keeps the internal cause for the log.
    #[must_use]
    pub fn with_cause(mut self, cause: impl Into<BoxError>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// Kind of failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Stable reason.
    #[must_use]
    pub fn reason(&self) -> Reason {
        self.0.reason
    }

    /// Public message.
    #[must_use]
    pub fn message(&self) -> &Localized {
        &self.0.message
    }

    /// Field violations.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.0.violations
    }

    /// Public metadata.
    #[must_use]
    pub fn metadata(&self) -> &BTreeMap<String, String> {
        &self.0.metadata
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.reason, self.0.message.en)?;
        for violation in &self.0.violations {
            write!(
                f,
                "; {} = {:?}: {}",
                violation.field, violation.value, violation.description.en
            )?;
        }
        Ok(())
    }
}

impl StdError for ServiceError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .cause
            .as_ref()
            .map(|cause| &**cause as &(dyn StdError + 'static))
    }
}
