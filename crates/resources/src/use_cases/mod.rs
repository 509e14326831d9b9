//! Load, decide, save with the events in one transaction.

mod directory;
mod requests;
mod steps;

use cascade_runtime::grpc::RequestContext;
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

/// Who did it: the person, or the account of somebody who is not in the directory.
fn name_of(context: &RequestContext) -> String {
    let actor = &context.actor;
    actor
        .person
        .clone()
        .unwrap_or_else(|| actor.subject.clone())
}
