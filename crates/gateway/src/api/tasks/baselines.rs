//! Baselines of a plan, and what differs between two.

use cascade_proto::tasks::v1 as pb;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Predecessor;
use crate::api::{moment, some};

/// A numbered snapshot of a plan; never changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlanBaseline {
    /// 1 is taken when the plan is activated.
    pub number: i64,
    /// When it was taken.
    pub taken_at: Option<DateTime<Utc>>,
    /// Person or account; `system:` and a name where nobody asked for it.
    pub taken_by: String,
    /// Why.
    pub reason: String,
    /// How many tasks it holds.
    pub task_count: i32,
    /// The tasks by code; absent in lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<BaselineTask>,
}

/// A task as it was planned when the baseline was taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct BaselineTask {
    pub task_id: String,
    pub code: String,
    pub name: String,
    pub owner: String,
    #[schema(format = Date)]
    pub planned_start: String,
    #[schema(format = Date)]
    pub planned_end: String,
    /// Working days, both ends included.
    pub duration_days: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort_hours: Option<f64>,
    pub percent: f64,
    pub predecessors: Vec<Predecessor>,
}

/// What to take a baseline for.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBaseline {
    /// In a sentence.
    #[serde(default)]
    pub reason: String,
}

/// Which two to compare; 0 is the plan as it is today.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CompareQuery {
    /// Number of the first; today when absent.
    #[serde(default)]
    pub from: i64,
    /// Number of the second; today when absent.
    #[serde(default)]
    pub to: i64,
}

/// What differs between two baselines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BaselineComparison {
    /// Number of the first; 0 is today.
    pub from: i64,
    /// Number of the second.
    pub to: i64,
    /// Only in the second.
    pub added: Vec<BaselineTask>,
    /// Only in the first.
    pub removed: Vec<BaselineTask>,
    /// With other dates.
    pub moved: Vec<TaskMove>,
    /// With another owner, effort or other links.
    pub changed: Vec<TaskDifference>,
    /// In figures.
    pub totals: ComparisonTotals,
}

/// A task with other dates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct TaskMove {
    pub task_id: String,
    pub code: String,
    pub name: String,
    #[schema(format = Date)]
    pub from_start: String,
    #[schema(format = Date)]
    pub from_end: String,
    #[schema(format = Date)]
    pub to_start: String,
    #[schema(format = Date)]
    pub to_end: String,
    /// Working days; positive is later.
    pub start_moved_days: i32,
    /// Working days; positive is later.
    pub end_moved_days: i32,
}

/// A task of which something else than its dates differs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct TaskDifference {
    pub task_id: String,
    pub code: String,
    pub name: String,
    pub from_owner: String,
    pub to_owner: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_effort_hours: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_effort_hours: Option<f64>,
    /// A link of another kind or lag is one removed and one added.
    pub links_added: Vec<Predecessor>,
    pub links_removed: Vec<Predecessor>,
}

/// A comparison in figures.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct ComparisonTotals {
    pub added: i32,
    pub removed: i32,
    pub moved: i32,
    pub changed: i32,
    /// The same in all that is compared.
    pub unchanged: i32,
    /// Working days by which the end of one task has slipped most.
    pub largest_slip_days: i32,
    /// Code of that task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub largest_slip_code: Option<String>,
    /// Last planned day of the plan in the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub from_end: Option<String>,
    /// Last planned day of the plan in the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub to_end: Option<String>,
    /// Working days; positive is later.
    pub end_moved_days: i32,
}

fn all<P, T: From<P>>(rows: Vec<P>) -> Vec<T> {
    rows.into_iter().map(T::from).collect()
}

impl From<pb::PlanBaseline> for PlanBaseline {
    fn from(row: pb::PlanBaseline) -> Self {
        Self {
            number: row.number,
            taken_at: moment(row.taken_at),
            taken_by: row.taken_by,
            reason: row.reason,
            task_count: row.task_count,
            tasks: all(row.tasks),
        }
    }
}

impl From<pb::BaselineTask> for BaselineTask {
    fn from(row: pb::BaselineTask) -> Self {
        Self {
            task_id: row.task_id,
            code: row.code,
            name: row.name,
            owner: row.owner,
            planned_start: row.planned_start,
            planned_end: row.planned_end,
            duration_days: row.duration_days,
            effort_hours: row.effort_hours,
            percent: row.percent,
            predecessors: all(row.predecessors),
        }
    }
}

impl From<pb::BaselineComparison> for BaselineComparison {
    fn from(row: pb::BaselineComparison) -> Self {
        let totals = row.totals.unwrap_or_default();
        Self {
            from: row.from,
            to: row.to,
            added: all(row.added),
            removed: all(row.removed),
            moved: all(row.moved),
            changed: all(row.changed),
            totals: ComparisonTotals {
                added: totals.added,
                removed: totals.removed,
                moved: totals.moved,
                changed: totals.changed,
                unchanged: totals.unchanged,
                largest_slip_days: totals.largest_slip_days,
                largest_slip_code: some(totals.largest_slip_code),
                from_end: some(totals.from_end),
                to_end: some(totals.to_end),
                end_moved_days: totals.end_moved_days,
            },
        }
    }
}

impl From<pb::TaskMove> for TaskMove {
    fn from(row: pb::TaskMove) -> Self {
        Self {
            task_id: row.task_id,
            code: row.code,
            name: row.name,
            from_start: row.from_start,
            from_end: row.from_end,
            to_start: row.to_start,
            to_end: row.to_end,
            start_moved_days: row.start_moved_days,
            end_moved_days: row.end_moved_days,
        }
    }
}

impl From<pb::TaskDifference> for TaskDifference {
    fn from(row: pb::TaskDifference) -> Self {
        Self {
            task_id: row.task_id,
            code: row.code,
            name: row.name,
            from_owner: row.from_owner,
            to_owner: row.to_owner,
            from_effort_hours: row.from_effort_hours,
            to_effort_hours: row.to_effort_hours,
            links_added: all(row.links_added),
            links_removed: all(row.links_removed),
        }
    }
}
