//! Load, decide, save with the events in one transaction.

mod around;
mod budgets;
mod catalog;
mod decisions;
mod directory;
mod levelling;
mod lists;
mod load;
mod matching;
mod requests;
mod staff;
mod steps;
mod telling;

use cascade_runtime::grpc::RequestContext;
use cascade_storage::DbPool;

pub use telling::tell_directory;

use crate::config::StaffingConfig;

/// What callers ask for.
pub struct UseCases {
    pub(crate) pool: DbPool,
    config: StaffingConfig,
}

impl UseCases {
    /// Over a database.
    #[must_use]
    pub fn new(pool: DbPool, config: StaffingConfig) -> Self {
        Self { pool, config }
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
