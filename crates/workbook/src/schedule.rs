//! The schedule of a plan: what `cascade plan` answers. Dates are calculated by `cascade-schedule`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Early and late dates of every task of a plan. Days of length, lag and float are working days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    /// Code of the plan.
    pub plan: String,
    /// Title of the plan.
    pub title: String,
    /// First day on which anything starts.
    pub start: Option<NaiveDate>,
    /// Day on which the last task finishes.
    pub finish: Option<NaiveDate>,
    /// Codes of the critical tasks in the order of their early starts.
    pub critical_path: Vec<String>,
    /// Every task that has dates, in the order of the tasks table.
    pub tasks: Vec<TaskSchedule>,
    /// Codes of tasks left out because they lack a date or end before they start.
    pub without_dates: Vec<String>,
}

/// The calculated dates of one task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskSchedule {
    /// Code of the task.
    pub code: String,
    /// Code of its key result.
    pub key_result: String,
    /// Its name.
    pub name: String,
    /// Name of its owner.
    pub owner: String,
    /// Name of its department.
    pub department: String,
    /// As planned.
    pub planned_start: NaiveDate,
    /// As planned.
    pub planned_end: NaiveDate,
    /// Working days from planned start to planned end, both included.
    pub duration_days: i64,
    /// Earliest first day.
    pub early_start: NaiveDate,
    /// Earliest last day.
    pub early_finish: NaiveDate,
    /// Latest first day that keeps the plan's finish.
    pub late_start: NaiveDate,
    /// Latest last day that keeps the plan's finish.
    pub late_finish: NaiveDate,
    /// Working days it may slip before the plan's finish moves.
    pub total_float_days: i64,
    /// Working days it may slip before any successor moves.
    pub free_float_days: i64,
    /// A slip of it moves the plan's finish.
    pub critical: bool,
    /// What it waits for, as written: `T3FS+2d`.
    pub predecessors: Vec<String>,
    /// Nodes inside it.
    pub milestones: Vec<MilestoneSchedule>,
}

/// A milestone of a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MilestoneSchedule {
    /// What is reached.
    pub name: String,
    /// When.
    pub due: NaiveDate,
}

impl Schedule {
    /// The schedule as JSON with stable field names.
    ///
    /// # Errors
    /// Never in practice: every field has a JSON form.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }

    /// The task with this code.
    #[must_use]
    pub fn task(&self, code: &str) -> Option<&TaskSchedule> {
        self.tasks.iter().find(|task| task.code == code)
    }
}
