//! The events of this service.

use cascade_events::{EventData, NewEvent};
use cascade_proto::tasks::v1 as pb;
use cascade_runtime::error::ServiceError;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    domain::{cutoff::Missed, report::Report, task::Task},
    messages,
};

/// Who says it.
const SOURCE: &str = "/cascade/tasks";
/// Planned, re-planned, linked, paused, cancelled, or its baseline taken.
pub const TASK_CHANGED: &str = "cascade.tasks.task_changed.v1";
/// A daily update.
pub const PROGRESS_REPORTED: &str = "cascade.tasks.progress_reported.v1";
/// A daily update was missed so often that somebody else is told.
pub const UPDATE_MISSED: &str = "cascade.tasks.update_missed.v1";

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

/// The task was not reported on by the cut-off at `at`, and `notify` is to know.
///
/// # Errors
/// Never, short of a fault in the contract's own JSON.
pub fn update_missed(
    task: &Task,
    missed: Missed,
    notify: &str,
    at: DateTime<Utc>,
) -> Result<NewEvent, ServiceError> {
    let data = pb::UpdateMissed {
        task: Some(messages::task(task)),
        missed: i32::try_from(missed.count).unwrap_or(i32::MAX),
        day: missed.last_on.to_string(),
        notify: notify.to_owned(),
    };
    event(UPDATE_MISSED, task, &data, at)
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
        data: EventData::of(data).map_err(ServiceError::internal)?,
    })
}
