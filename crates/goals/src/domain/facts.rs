//! What other services say of tasks and alerts, as far as this one needs it.

use chrono::NaiveDate;

use crate::ids::{PlanId, TaskId};

/// A task as the tasks service last told of it.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskFact {
    /// Identity.
    pub id: TaskId,
    /// Its plan.
    pub plan_id: PlanId,
    /// Its key result.
    pub key_result_id: String,
    /// Unique in the plan.
    pub code: String,
    /// Code of the one accountable person.
    pub owner: String,
    /// Code of the department.
    pub department: String,
    /// `execution`, `coordination`, `creative`, or empty.
    pub kind: String,
    /// First planned day.
    pub planned_start: NaiveDate,
    /// Last planned day.
    pub planned_end: NaiveDate,
    /// First and last day as they were approved first; none before that.
    pub first: Option<(NaiveDate, NaiveDate)>,
    /// Working days planned.
    pub duration_days: i64,
    /// 0–100.
    pub percent: f64,
    /// Taken out of the plan.
    pub cancelled: bool,
    /// First day of work.
    pub actual_start: Option<NaiveDate>,
    /// Last day of work.
    pub actual_finish: Option<NaiveDate>,
    /// Kind of the latest blocker that was named: `people`, `resources` …; empty where none was.
    pub cause: String,
    /// Version of the task that this speaks of.
    pub version: i64,
}

impl TaskFact {
    /// Whether somebody still has to do something about it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.cancelled && self.actual_finish.is_none()
    }
}

/// How many working days a task may slip, as monitoring last told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FloatFact {
    /// The task.
    pub task_id: TaskId,
    /// Its total float.
    pub total_float_days: i64,
    /// Version of the task that this was calculated for.
    pub task_version: i64,
}

/// An alert as monitoring last told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertFact {
    /// Identity.
    pub id: String,
    /// Its plan.
    pub plan_id: PlanId,
    /// Code of the task that causes it.
    pub subject: String,
    /// Red, not yellow.
    pub red: bool,
    /// Corrected and verified.
    pub closed: bool,
    /// Version of the alert that this speaks of.
    pub version: i64,
}
