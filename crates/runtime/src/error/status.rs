//! [`ServiceError`] → gRPC status with google.rpc details.

use std::{collections::HashMap, error::Error as StdError};

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

use super::{ErrorKind, ServiceError, Violation};
use crate::lang::Lang;

/// The domain of google.rpc.ErrorInfo.
pub(super) const DOMAIN: &str = "cascade";
/// Metadata key with the number of violations before the cut to what fits into a header.
pub(super) const TOTAL: &str = "violations_total";
/// Details travel in a response header; HTTP/2 peers accept 16 KiB of headers, base64 adds a third.
const DETAILS_BUDGET: usize = 6 * 1024;

impl ErrorKind {
    /// The gRPC code.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::InvalidArgument => Code::InvalidArgument,
            Self::NotFound => Code::NotFound,
            Self::AlreadyExists => Code::AlreadyExists,
            Self::FailedPrecondition => Code::FailedPrecondition,
            Self::Conflict => Code::Aborted,
            Self::PermissionDenied => Code::PermissionDenied,
            Self::Unauthenticated => Code::Unauthenticated,
            Self::ResourceExhausted => Code::ResourceExhausted,
            Self::Unavailable => Code::Unavailable,
            Self::DeadlineExceeded => Code::DeadlineExceeded,
            Self::Internal => Code::Internal,
        }
    }
}

impl ServiceError {
    /// The status in `lang`. Logs the internal cause, which stays behind.
    #[must_use]
    pub fn into_status(self, lang: Lang) -> Status {
        self.log();
        let message = self.message().get(lang);
        let mut metadata: HashMap<String, String> = self
            .metadata()
            .iter()
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        let mut room = DETAILS_BUDGET;
        let mut violations = Vec::new();
        for (i, violation) in self.violations().iter().enumerate() {
            let size = size(violation, lang);
            if size > room {
                metadata.insert(TOTAL.to_owned(), self.violations().len().to_string());
                break;
            }
            room -= size;
            violations.push(field_violation(violation, lang));
            for (key, text) in [
                ("value", violation.value.as_str()),
                ("advice", violation.advice.get(lang)),
            ] {
                if !text.is_empty() {
                    metadata.insert(format!("violations.{i}.{key}"), text.to_owned());
                }
            }
        }
        let mut details = ErrorDetails::new();
        details
            .set_error_info(self.reason().as_str(), DOMAIN, metadata)
            .set_localized_message(lang.tag(), message);
        if !violations.is_empty() {
            details.set_bad_request(violations);
        }
        Status::with_error_details(self.kind().code(), message, details)
    }

    fn log(&self) {
        let cause = self.source().map(chain);
        match (self.kind(), cause) {
            (ErrorKind::Internal, cause) => {
                tracing::error!(reason = %self.reason(), cause = cause.as_deref(), "internal error");
            }
            (_, Some(cause)) => {
                tracing::warn!(reason = %self.reason(), cause, "request failed");
            }
            (_, None) => tracing::debug!(reason = %self.reason(), "request refused"),
        }
    }
}

/// In the language of the request being served, so that handlers can use `?`.
impl From<ServiceError> for Status {
    fn from(error: ServiceError) -> Self {
        error.into_status(Lang::current())
    }
}

fn field_violation(violation: &Violation, lang: Lang) -> FieldViolation {
    let description = violation.description.get(lang);
    let mut field = FieldViolation::new(violation.field.clone(), description);
    field.reason.clone_from(&violation.rule);
    field
}

/// Upper bound of what one violation adds to the encoded details.
fn size(violation: &Violation, lang: Lang) -> usize {
    const FRAMING: usize = 96;
    FRAMING
        + violation.field.len()
        + violation.rule.len()
        + violation.value.len()
        + violation.description.get(lang).len()
        + violation.advice.get(lang).len()
}

fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        text.push_str(": ");
        text.push_str(&error.to_string());
        next = error.source();
    }
    text
}
