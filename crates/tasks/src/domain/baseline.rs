//! Baselines of a plan: its tasks as they were planned at one moment.

use cascade_proto::tasks::v1 as pb;
use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    domain::task::{Link, Task},
    ids::{PlanBaselineId, PlanId, TaskId},
};

/// The number that stands for the plan as it is today.
pub const TODAY: i64 = 0;

/// A numbered snapshot of a plan; never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanBaseline {
    /// Identity.
    pub id: PlanBaselineId,
    /// Its plan.
    pub plan_id: PlanId,
    /// 1, 2, 3 and so on within the plan.
    pub number: i64,
    /// When it was taken.
    pub taken_at: DateTime<Utc>,
    /// Who asked for it.
    pub taken_by: String,
    /// Why.
    pub reason: String,
    /// How many tasks it holds.
    pub task_count: u32,
}

/// A task as it was planned when the baseline was taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The task.
    pub task_id: TaskId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its owner.
    pub owner: String,
    /// First planned day.
    pub start: NaiveDate,
    /// Last planned day.
    pub end: NaiveDate,
    /// Working days, both included.
    pub duration_days: u32,
    /// Estimated effort.
    pub effort_hours: Option<f64>,
    /// 0–100.
    pub percent: f64,
    /// What it waits for.
    pub predecessors: Vec<Link>,
}

/// The tasks as a baseline keeps them, by code. A cancelled task is no longer part of the plan.
#[must_use]
pub fn snapshot(tasks: &[Task]) -> Vec<Snapshot> {
    let mut kept: Vec<Snapshot> = tasks
        .iter()
        .filter(|task| task.track.state != pb::TaskState::Cancelled)
        .map(|task| {
            let plan = &task.plan;
            Snapshot {
                task_id: task.id,
                code: plan.code.clone(),
                name: plan.name.clone(),
                owner: plan.owner.clone(),
                start: plan.start,
                end: plan.end,
                duration_days: plan.duration_days,
                effort_hours: plan.effort_hours,
                percent: task.track.percent,
                predecessors: plan.predecessors.clone(),
            }
        })
        .collect();
    kept.sort_by(|a, b| (&a.code, a.task_id).cmp(&(&b.code, b.task_id)));
    kept
}
