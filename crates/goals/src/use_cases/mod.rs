//! What can be asked of this service: load, decide, save state and outbox in one transaction.

mod activate;
mod adjustments;
mod check_in;
mod contributions;
mod create;
mod import;
pub(crate) use cascade_runtime::keyed;
mod read;
mod reviews;
mod save;

use cascade_method::Policy;
use cascade_runtime::{
    auth::{Actor, Role},
    error::ServiceError,
};
use cascade_schedule::Calendar;
use cascade_storage::{DbConn, DbPool, UtcTime};
use chrono::{DateTime, Utc};

use crate::{
    domain::tree::Plan,
    store::plans::{self, PlanRef},
};

/// What every use case needs.
pub struct UseCases {
    pool: DbPool,
    policy: Policy,
    /// The national one: this service knows no calendars of departments and people.
    calendar: Calendar,
}

impl UseCases {
    /// Use cases over one database.
    #[must_use]
    pub fn new(pool: DbPool, policy: Policy) -> Self {
        Self {
            pool,
            policy,
            calendar: Calendar::china(),
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

/// The moment as it will be read again: the databases keep microseconds.
fn kept(at: DateTime<Utc>) -> DateTime<Utc> {
    UtcTime::from(at).into()
}

/// The plan named by id or code.
async fn plan_named(conn: &mut DbConn, name: &str) -> Result<Plan, ServiceError> {
    plans::find(conn, &PlanRef::read(name))
        .await?
        .ok_or_else(|| no_plan(name))
}

fn no_plan(name: &str) -> ServiceError {
    ServiceError::not_found("计划", "plan", name)
}
