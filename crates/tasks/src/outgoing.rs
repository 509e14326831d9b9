//! The events of this service.

use cascade_events::NewEvent;
use cascade_proto::tasks::v1 as pb;
use cascade_runtime::error::ServiceError;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    domain::{report::Report, task::Task},
    messages,
};

/// Who says it.
const SOURCE: &str = "/cascade/tasks";
/// Planned, re-planned, linked, paused, cancelled, or its baseline taken.
pub const TASK_CHANGED: &str = "cascade.tasks.task_changed.v1";
/// A daily update.
pub const PROGRESS_REPORTED: &str = "cascade.tasks.progress_reported.v1";

/// The task is as it says now.
///
/// # Errors
/// Never, short of a fault in the contract's own JSON.
pub fn task_changed(task: &Task, now: DateTime<Utc>) -> Result<NewEvent, ServiceError> {
    let data = pb::TaskChanged {
        task: Some(messages::task(task)),
    };
    event(TASK_CHANGED, task, &data, now)
}

/// The report, and the task after it.
///
/// # Errors
/// Never, short of a fault in the contract's own JSON.
pub fn progress_reported(report: &Report, task: &Task) -> Result<NewEvent, ServiceError> {
    let data = pb::ProgressReported {
        report: Some(messages::report(report)),
        task: Some(messages::task(task)),
    };
    event(PROGRESS_REPORTED, task, &data, report.recorded_at)
}

fn event(
    event_type: &str,
    task: &Task,
    data: &impl Serialize,
    time: DateTime<Utc>,
) -> Result<NewEvent, ServiceError> {
    Ok(NewEvent {
        event_type: event_type.to_owned(),
        source: SOURCE.to_owned(),
        subject: task.id.to_string(),
        partition_key: task.plan.plan_id.to_string(),
        time,
        aggregate_version: task.version,
        data: serde_json::to_value(data).map_err(ServiceError::internal)?,
    })
}
