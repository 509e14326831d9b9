//! The events of this service.

use cascade_events::{EventData, NewEvent};
use cascade_proto::goals::v1 as pb;
use cascade_runtime::error::ServiceError;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    domain::{
        adjustment::Adjustment,
        check_in::CheckIn,
        tree::{Goal, KeyResult, Plan},
    },
    ids::PlanId,
    messages,
};

/// Who says it.
const SOURCE: &str = "/cascade/goals";
/// Written, activated or closed.
pub const PLAN_CHANGED: &str = "cascade.goals.plan_changed.v1";
/// Baselines are taken from here on.
pub const PLAN_ACTIVATED: &str = "cascade.goals.plan_activated.v1";
/// Written, or its progress moved.
pub const GOAL_CHANGED: &str = "cascade.goals.goal_changed.v1";
/// Written, or its value moved.
pub const KEY_RESULT_CHANGED: &str = "cascade.goals.key_result_changed.v1";
/// A value was reported.
pub const KEY_RESULT_CHECKED_IN: &str = "cascade.goals.key_result_checked_in.v1";

/// An adjustment was written, submitted, rejected or withdrawn.
pub const ADJUSTMENT_CHANGED: &str = "cascade.goals.adjustment_changed.v1";
/// An adjustment was approved.
pub const ADJUSTMENT_APPROVED: &str = "cascade.goals.adjustment_approved.v1";
/// A plan was closed.
pub const PLAN_CLOSED: &str = "cascade.goals.plan_closed.v1";

/// The plan is as it says now.
///
/// # Errors
/// Never, short of a fault in the contract's own JSON.
pub fn plan_changed(plan: &Plan, now: DateTime<Utc>) -> Result<NewEvent, ServiceError> {
    let data = pb::PlanChanged {
        plan: Some(messages::plan(plan)),
    };
    event(
        PLAN_CHANGED,
        plan.id,
        (plan.id.to_string(), plan.version),
        &data,
        now,
    )
}

/// The plan is active from now on.
///
/// # Errors
/// Never, short of a fault in the contract's own JSON.
pub fn plan_activated(plan: &Plan, now: DateTime<Utc>) -> Result<NewEvent, ServiceError> {
    let data = pb::PlanActivated {
        plan: Some(messages::plan(plan)),
    };
    event(
        PLAN_ACTIVATED,
        plan.id,
        (plan.id.to_string(), plan.version),
        &data,
        now,
    )
}

/// The goal is as it says now; `parent_plan` is the plan of what it hangs under.
///
/// # Errors
/// Never, short of a fault in the contract's own JSON.
pub fn goal_changed(
    goal: &Goal,
    parent_plan: Option<PlanId>,
    now: DateTime<Utc>,
) -> Result<NewEvent, ServiceError> {
    let data = pb::GoalChanged {
        goal: Some(messages::goal(goal)),
        parent_plan_id: parent_plan.map(|id| id.to_string()).unwrap_or_default(),
    };
    event(
        GOAL_CHANGED,
        goal.plan_id,
        (goal.id.to_string(), goal.version),
        &data,
        now,
    )
}

/// The key result is as it says now.
///
/// # Errors
/// Never, short of a fault in the contract's own JSON.
pub fn key_result_changed(
    key_result: &KeyResult,
    now: DateTime<Utc>,
) -> Result<NewEvent, ServiceError> {
    let data = pb::KeyResultChanged {
        key_result: Some(messages::key_result(key_result)),
    };
    let about = (key_result.id.to_string(), key_result.version);
    event(KEY_RESULT_CHANGED, key_result.plan_id, about, &data, now)
}

/// The check-in, and the key result after it.
///
/// # Errors
/// Never, short of a fault in the contract's own JSON.
pub fn key_result_checked_in(
    check_in: &CheckIn,
    key_result: &KeyResult,
) -> Result<NewEvent, ServiceError> {
    let data = pb::KeyResultCheckedIn {
        check_in: Some(messages::check_in(check_in)),
        key_result: Some(messages::key_result(key_result)),
    };
    let about = (key_result.id.to_string(), key_result.version);
    event(
        KEY_RESULT_CHECKED_IN,
        key_result.plan_id,
        about,
        &data,
        check_in.recorded_at,
    )
}

/// The adjustment is as it says now.
///
/// # Errors
/// Never, short of a fault in the contract's own JSON.
pub fn adjustment_changed(
    adjustment: &Adjustment,
    now: DateTime<Utc>,
) -> Result<NewEvent, ServiceError> {
    let data = pb::AdjustmentChanged {
        adjustment: Some(messages::adjustment(adjustment)),
    };
    let about = (adjustment.id.to_string(), adjustment.version);
    event(ADJUSTMENT_CHANGED, adjustment.plan_id, about, &data, now)
}

/// The adjustment was approved, and is to be carried out by who keeps the tasks.
///
/// # Errors
/// Never, short of a fault in the contract's own JSON.
pub fn adjustment_approved(
    adjustment: &Adjustment,
    now: DateTime<Utc>,
) -> Result<NewEvent, ServiceError> {
    let data = pb::AdjustmentApproved {
        adjustment: Some(messages::adjustment(adjustment)),
    };
    let about = (adjustment.id.to_string(), adjustment.version);
    event(ADJUSTMENT_APPROVED, adjustment.plan_id, about, &data, now)
}

/// The plan is history from now on.
///
/// # Errors
/// Never, short of a fault in the contract's own JSON.
pub fn plan_closed(
    plan: &Plan,
    closed: &pb::PlanClosed,
    now: DateTime<Utc>,
) -> Result<NewEvent, ServiceError> {
    let about = (plan.id.to_string(), plan.version);
    event(PLAN_CLOSED, plan.id, about, closed, now)
}

fn event(
    event_type: &str,
    plan: PlanId,
    (subject, aggregate_version): (String, i64),
    data: &impl Serialize,
    time: DateTime<Utc>,
) -> Result<NewEvent, ServiceError> {
    Ok(NewEvent {
        event_type: event_type.to_owned(),
        source: SOURCE.to_owned(),
        subject,
        partition_key: plan.to_string(),
        time,
        aggregate_version,
        data: EventData::of(data).map_err(ServiceError::internal)?,
    })
}
