//! Load, decide, save with the events in one transaction.

mod directory;
mod requests;

use cascade_storage::DbPool;

/// What callers ask for.
pub struct UseCases {
    pub(crate) pool: DbPool,
}

impl UseCases {
    /// Over a database.
    #[must_use]
    pub fn new(pool: DbPool) -> Self {
        Self { pool }
    }
}
