//! The one mapping of database errors.

use std::error::Error as StdError;

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use thiserror::Error;

/// What kind of failure it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StorageErrorKind {
    /// The row that was asked for is not there.
    NotFound,
    /// A value that must be unique is taken.
    UniqueViolation {
        /// Name of the constraint or, in SQLite, of the columns.
        constraint: String,
    },
    /// A row refers to one that is not there, or is referred to.
    ForeignKeyViolation,
    /// A value breaks a check or is missing.
    CheckViolation,
    /// Two transactions met; the same again may succeed.
    Conflict,
    /// The database cannot be reached; later may succeed.
    Unavailable,
    /// The configuration names no usable database.
    Configuration,
    /// Anything else: our fault.
    Internal,
}

/// A database's failure: a kind to act on, a message that may be shown, and the cause for the log.
#[derive(Debug, Error)]
#[error("{message}")]
pub struct StorageError {
    kind: StorageErrorKind,
    message: String,
    #[source]
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

impl StorageError {
    fn new(
        kind: StorageErrorKind,
        message: impl Into<String>,
        cause: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self {
            kind,
            message: message.into(),
            cause: Some(cause.into()),
        }
    }

    /// What to act on.
    #[must_use]
    pub fn kind(&self) -> &StorageErrorKind {
        &self.kind
    }

    /// Whether the same call may succeed when made again.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(
            self.kind,
            StorageErrorKind::Conflict | StorageErrorKind::Unavailable
        )
    }

    /// The configuration is wrong.
    pub fn configuration(message: impl Into<String>) -> Self {
        Self {
            kind: StorageErrorKind::Configuration,
            message: message.into(),
            cause: None,
        }
    }

    /// The database cannot be reached.
    pub fn unavailable(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(
            StorageErrorKind::Unavailable,
            "the database cannot be reached",
            cause,
        )
    }

    /// Our fault.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(
            StorageErrorKind::Internal,
            "the database refused a statement",
            cause,
        )
    }
}

impl From<DieselError> for StorageError {
    fn from(error: DieselError) -> Self {
        let kind = match &error {
            DieselError::NotFound => StorageErrorKind::NotFound,
            DieselError::DatabaseError(kind, information) => match kind {
                DatabaseErrorKind::UniqueViolation => StorageErrorKind::UniqueViolation {
                    constraint: information
                        .constraint_name()
                        .map_or_else(|| sqlite_columns(information.message()), str::to_owned),
                },
                DatabaseErrorKind::ForeignKeyViolation => StorageErrorKind::ForeignKeyViolation,
                DatabaseErrorKind::CheckViolation | DatabaseErrorKind::NotNullViolation => {
                    StorageErrorKind::CheckViolation
                }
                DatabaseErrorKind::SerializationFailure => StorageErrorKind::Conflict,
                // Read-only is what a server is while another takes over from it.
                DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::UnableToSendCommand
                | DatabaseErrorKind::ReadOnlyTransaction => StorageErrorKind::Unavailable,
                _ => by_message(information.message()),
            },
            DieselError::BrokenTransactionManager => StorageErrorKind::Unavailable,
            _ => StorageErrorKind::Internal,
        };
        let message = match &kind {
            StorageErrorKind::NotFound => "not found",
            StorageErrorKind::UniqueViolation { .. } => "the value is taken",
            StorageErrorKind::ForeignKeyViolation => "a row that this refers to does not exist",
            StorageErrorKind::CheckViolation => "a value is missing or out of range",
            StorageErrorKind::Conflict => "another transaction was faster",
            StorageErrorKind::Unavailable => "the database cannot be reached",
            StorageErrorKind::Configuration | StorageErrorKind::Internal => {
                "the database refused a statement"
            }
        };
        Self::new(kind, message, error)
    }
}

/// SQLite says `UNIQUE constraint failed: plans.code`.
fn sqlite_columns(message: &str) -> String {
    message.rsplit(": ").next().unwrap_or(message).to_owned()
}

/// What diesel gives no kind of its own: deadlocks, locked files, servers that go away or are starting.
fn by_message(message: &str) -> StorageErrorKind {
    const CONFLICT: &[&str] = &[
        "deadlock detected",
        "database is locked",
        "could not serialize",
    ];
    const UNAVAILABLE: &[&str] = &[
        "connection closed",
        "terminating connection",
        "the database system is",
        "error communicating with the server",
        "Connection reset",
        "Broken pipe",
        "unexpected EOF",
        "connection refused",
        "too many clients",
    ];
    if CONFLICT.iter().any(|text| message.contains(text)) {
        StorageErrorKind::Conflict
    } else if UNAVAILABLE.iter().any(|text| message.contains(text)) {
        StorageErrorKind::Unavailable
    } else {
        StorageErrorKind::Internal
    }
}
