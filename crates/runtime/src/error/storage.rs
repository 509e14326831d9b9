//! Failures of the database → [`ServiceError`]. A use case that can say more (which code is taken) does so before this.

use cascade_storage::{StorageError, StorageErrorKind};

use super::{ErrorKind, ServiceError, reasons};
use crate::lang::Localized;

impl From<StorageError> for ServiceError {
    fn from(error: StorageError) -> Self {
        let (kind, reason, message) = match error.kind() {
            StorageErrorKind::NotFound => (
                ErrorKind::NotFound,
                reasons::NOT_FOUND,
                Localized::new("找不到所请求的数据", "What was asked for does not exist"),
            ),
            StorageErrorKind::UniqueViolation { .. } => (
                ErrorKind::AlreadyExists,
                reasons::ALREADY_EXISTS,
                Localized::new(
                    "相同标识的数据已存在",
                    "A thing of this identity exists already",
                ),
            ),
            StorageErrorKind::ForeignKeyViolation => (
                ErrorKind::FailedPrecondition,
                reasons::FAILED_PRECONDITION,
                Localized::new(
                    "数据引用了不存在的对象，或仍被其他对象引用",
                    "This refers to something that does not exist, or is still referred to",
                ),
            ),
            // Two transactions met: the very same request may succeed, so it is no version mismatch.
            StorageErrorKind::Conflict | StorageErrorKind::Unavailable => {
                return Self::unavailable(error);
            }
            // Rules are checked before rows are written: a check that fires is a rule we forgot.
            StorageErrorKind::CheckViolation
            | StorageErrorKind::Configuration
            | StorageErrorKind::Internal => return Self::internal(error),
        };
        Self::new(kind, reason, message).with_cause(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_retry_can_cure_is_unavailable() {
        let error = ServiceError::from(StorageError::unavailable("10.0.0.7 refused"));
        assert_eq!(error.kind(), ErrorKind::Unavailable);
        let error = ServiceError::from(StorageError::internal("syntax"));
        assert_eq!(error.kind(), ErrorKind::Internal);
        let error = ServiceError::from(StorageError::configuration("no url"));
        assert_eq!(error.reason(), reasons::INTERNAL);
        assert!(!error.to_string().contains("no url"));
    }
}
