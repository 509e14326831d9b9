//! What monitoring says: the derived state of tasks, key results and goals.

use cascade_method::{
    Finding, light::Light, progress::BlockerCause, status::DerivedStatus, text::Text,
};
use chrono::NaiveDate;

use crate::ids::TaskId;

/// Derived state of a task.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskView {
    /// Forecast, or actual where it is known.
    pub forecast_start: NaiveDate,
    /// Forecast, or actual where it is known.
    pub forecast_finish: NaiveDate,
    /// Where the plan says the task should be today, 0–100.
    pub planned_percent: f64,
    /// Working days from planned end to finish or today; never negative.
    pub delay: i32,
    /// Working days from planned end to forecast finish; negative is early.
    pub forecast_delay: i32,
    /// Derived status.
    pub status: DerivedStatus,
    /// Light.
    pub light: Light,
    /// Why, in both languages.
    pub reason: Text,
    /// On the critical path of the forecast.
    pub critical: bool,
    /// Critical, or nearly so.
    pub near_critical: bool,
    /// Working days it may slip before the plan's last day moves or a constraint is broken.
    pub total_float: i32,
    /// Working days it may slip before a task that waits for it moves.
    pub free_float: i32,
    /// What the forecast breaks.
    pub findings: Vec<Finding>,
}

/// Derived state of a key result or goal.
#[derive(Debug, Clone, PartialEq)]
pub struct RollUp {
    /// Worst of the parts.
    pub light: Light,
    /// Why, in both languages.
    pub reason: Text,
    /// Weighted share of what is well: 0 (all red) to 1 (all green).
    pub score: f64,
    /// Latest forecast finish of the parts; none without tasks.
    pub forecast_finish: Option<NaiveDate>,
    /// Share of task work done, 0–1.
    pub completion: f64,
    /// From the cause to what is late; empty where nothing is. Past its deadline its days are those from the deadline to the forecast.
    pub root_cause: Vec<PathStep>,
}

/// One step of a root-cause path.
#[derive(Debug, Clone, PartialEq)]
pub struct PathStep {
    /// The task.
    pub task: TaskId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Person code.
    pub owner: String,
    /// Department code.
    pub department: String,
    /// Working days it adds by itself.
    pub own_delay: i32,
    /// Working days that reach it from before.
    pub inherited: i32,
    /// Planned end.
    pub planned_end: NaiveDate,
    /// Forecast finish.
    pub forecast_finish: NaiveDate,
    /// What its owner said of the cause.
    pub reported_cause: String,
    /// Kind of cause that its owner named.
    pub cause_kind: Option<BlockerCause>,
    /// Of the days that it adds, those by which its planned end already is past the deadline that it is to explain: no delay of its own.
    pub planned_past: i32,
}

impl PathStep {
    /// The cause that its owner reported; nothing where none was.
    #[must_use]
    pub fn cause(&self) -> Option<Text> {
        BlockerCause::told(self.cause_kind, &self.reported_cause)
    }

    /// What its days are other than a delay against its plan; nothing for most.
    #[must_use]
    pub fn note(&self) -> Option<Text> {
        let days = self.planned_past;
        let en = if days == 1 { "day" } else { "days" };
        (days > 0).then(|| {
            Text::new(
                format!("计划完成日已晚于期限 {days} 个工作日"),
                format!("planned {days} working {en} past the deadline"),
            )
        })
    }
}
