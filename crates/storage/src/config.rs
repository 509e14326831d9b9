//! Section `storage` of a service's configuration.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{DbKind, StorageError};

/// Where a service keeps its state.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StorageConfig {
    /// `postgres://user:password@host:port/database` (add `?sslmode=require` for TLS) or `sqlite:path/to/file.db`.
    pub url: String,
    /// Most connections at once. SQLite always has one: it has one writer anyway, and a second connection would only
    /// add lock waits.
    pub max_connections: usize,
    /// Seconds to wait for a free connection before the call is refused as unavailable.
    pub acquire_timeout_seconds: u64,
}

/// Without the URL, which may hold a password.
impl fmt::Debug for StorageConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StorageConfig")
            .field("max_connections", &self.max_connections)
            .field("acquire_timeout_seconds", &self.acquire_timeout_seconds)
            .finish_non_exhaustive()
    }
}

impl Default for StorageConfig {
    fn default() -> Self {
        Self {
            url: String::new(),
            max_connections: 16,
            acquire_timeout_seconds: 10,
        }
    }
}

impl StorageConfig {
    /// The database at `url`, everything else by default.
    #[must_use]
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            ..Self::default()
        }
    }

    /// Which database the URL names.
    ///
    /// # Errors
    /// When it names neither.
    pub fn kind(&self) -> Result<DbKind, StorageError> {
        if self.url.starts_with("postgres://") || self.url.starts_with("postgresql://") {
            Ok(DbKind::Postgres)
        } else if self.url.starts_with("sqlite:") {
            Ok(DbKind::Sqlite)
        } else {
            Err(StorageError::configuration(
                "storage.url must begin with postgres:// or sqlite:, for example sqlite:data/goals.db",
            ))
        }
    }

    /// File of a SQLite URL: `sqlite:a/b.db`, `sqlite://a/b.db` and `sqlite:///a/b.db` alike.
    pub(crate) fn sqlite_path(&self) -> &str {
        let path = self.url.strip_prefix("sqlite:").unwrap_or(&self.url);
        path.strip_prefix("//").unwrap_or(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_printed() {
        let config = StorageConfig::at("postgres://u:hidden@h/db");
        assert!(!format!("{config:?}").contains("hidden"));
    }
}
