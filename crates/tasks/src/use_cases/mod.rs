//! What can be asked of this service: load, decide, save state and outbox in one transaction.

mod acceptance;
pub mod adjust;
mod baselines;
mod bulk;
mod edit;
mod findings;
mod import;
pub(crate) use cascade_runtime::keyed;
mod missed;
mod planning;
mod projections;
mod read;
mod report;
mod report_batch;
mod report_group;
mod split;
pub mod working_time;

use std::sync::Arc;

use cascade_method::Policy;
use cascade_runtime::{
    auth::{Actor, Role},
    error::ServiceError,
};
use cascade_schedule::Calendar;
use cascade_storage::DbPool;

use crate::domain::cutoff::CutOff;

/// What every use case needs; shared by calls and subscribers.
pub struct UseCases {
    pool: DbPool,
    /// When everybody works of whom nothing else is said.
    organisation: Calendar,
    policy: Policy,
    cut_off: CutOff,
    reports: Arc<report_group::Group>,
}

impl UseCases {
    /// Use cases over one database.
    #[must_use]
    pub fn new(pool: DbPool, policy: Policy, cut_off: CutOff) -> Self {
        Self {
            pool,
            organisation: Calendar::china(),
            policy,
            cut_off,
            reports: Arc::default(),
        }
    }
}

/// Anybody who may see some department may read.
fn may_read(actor: &Actor) -> Result<(), ServiceError> {
    actor.require_anywhere(Role::Viewer)
}

/// Who did it: the person, or the account of somebody who is not in the directory.
fn name_of(actor: &Actor) -> String {
    actor
        .person
        .clone()
        .unwrap_or_else(|| actor.subject.clone())
}
