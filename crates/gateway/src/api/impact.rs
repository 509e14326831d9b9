//! What a change would do.

use cascade_proto::{goals::v1 as goals, monitoring::v1 as pb};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Light, Text, some, text};

/// How a plan would stand after a change; nothing is kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Impact {
    /// The day the figures are for.
    pub as_of: String,
    /// Latest forecast finish of the plan's tasks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish_before: Option<String>,
    /// The same after the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish_after: Option<String>,
    /// Working days that it moves; negative is earlier.
    pub finish_moves_days: i32,
    /// Goals, key results and tasks that would stand otherwise.
    pub subjects: Vec<SubjectImpact>,
    /// Codes of the tasks on the critical path, by forecast start.
    pub critical_before: Vec<String>,
    /// The same after the change.
    pub critical_after: Vec<String>,
    /// Plans, by id, that wait for a task whose forecast would move.
    pub plans_that_wait: Vec<String>,
}

/// A goal, key result or task that would stand otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct SubjectImpact {
    /// `goal`, `key_result` or `task`.
    pub kind: String,
    pub id: String,
    pub code: String,
    pub name: String,
    pub owner: String,
    pub department: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish_before: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish_after: Option<String>,
    pub light_before: Light,
    pub light_after: Light,
    pub critical_before: bool,
    pub critical_after: bool,
    pub light_reason: Text,
}

impl From<pb::Impact> for Impact {
    fn from(row: pb::Impact) -> Self {
        Self {
            as_of: row.as_of,
            finish_before: some(row.finish_before),
            finish_after: some(row.finish_after),
            finish_moves_days: row.finish_moves_days,
            subjects: row.subjects.into_iter().map(Into::into).collect(),
            critical_before: row.critical_before,
            critical_after: row.critical_after,
            plans_that_wait: row.plans_that_wait,
        }
    }
}

impl From<pb::SubjectImpact> for SubjectImpact {
    fn from(row: pb::SubjectImpact) -> Self {
        Self {
            light_before: row.light_before().into(),
            light_after: row.light_after().into(),
            light_reason: text(row.light_reason),
            kind: row.kind,
            id: row.id,
            code: row.code,
            name: row.name,
            owner: row.owner,
            department: row.department,
            finish_before: some(row.finish_before),
            finish_after: some(row.finish_after),
            critical_before: row.critical_before,
            critical_after: row.critical_after,
        }
    }
}

/// Everything that an adjustment would move.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChangeImpact {
    /// Critical path, forecasts and lights.
    pub forecast: Impact,
    /// People whose load would differ in some week.
    pub load: Vec<LoadImpact>,
    /// Requests and budgets that the moved tasks carry along.
    pub budgets: Vec<BudgetImpact>,
}

/// Load of a person in a week, before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct LoadImpact {
    pub person: String,
    /// Its Monday.
    pub week: String,
    pub hours_before: f64,
    pub hours_after: f64,
    pub capacity_hours: f64,
}

/// A request whose task would move.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct BudgetImpact {
    pub request: String,
    pub task: String,
    pub budget: String,
    /// In minor units of the currency.
    pub amount_minor: i64,
    pub message: Text,
}

impl From<goals::ChangeImpact> for ChangeImpact {
    fn from(row: goals::ChangeImpact) -> Self {
        Self {
            forecast: row.forecast.unwrap_or_default().into(),
            load: row
                .load
                .into_iter()
                .map(|load| LoadImpact {
                    person: load.person,
                    week: load.week,
                    hours_before: load.hours_before,
                    hours_after: load.hours_after,
                    capacity_hours: load.capacity_hours,
                })
                .collect(),
            budgets: row
                .budgets
                .into_iter()
                .map(|budget| BudgetImpact {
                    message: text(budget.message),
                    request: budget.request,
                    task: budget.task,
                    budget: budget.budget,
                    amount_minor: budget.amount_minor,
                })
                .collect(),
        }
    }
}

/// "What if" of a plan.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WhatIf {
    /// Tasks that would be otherwise.
    pub tasks: Vec<TaskWhatIf>,
    /// Key results that would be otherwise.
    pub key_results: Vec<KeyResultWhatIf>,
    /// Goals that would be otherwise.
    pub goals: Vec<GoalWhatIf>,
}

/// A task that would be otherwise; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct TaskWhatIf {
    pub task_id: String,
    #[serde(default)]
    pub planned_start: String,
    #[serde(default)]
    pub planned_end: String,
    /// Working days that it takes longer; negative is shorter.
    #[serde(default)]
    pub slip_days: i32,
    #[serde(default)]
    pub cancel: bool,
}

/// A key result that would be otherwise.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct KeyResultWhatIf {
    pub key_result_id: String,
    #[serde(default)]
    pub deadline: String,
    #[serde(default)]
    pub weight: Option<f64>,
}

/// A goal that would be otherwise.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct GoalWhatIf {
    pub goal_id: String,
    pub deadline: String,
}

impl WhatIf {
    pub(crate) fn into_request(self, plan_id: String) -> pb::PreviewChangeRequest {
        use pb::preview_change_request as what;
        pb::PreviewChangeRequest {
            plan_id,
            tasks: self
                .tasks
                .into_iter()
                .map(|task| what::Task {
                    task_id: task.task_id,
                    planned_start: task.planned_start,
                    planned_end: task.planned_end,
                    slip_days: task.slip_days,
                    cancel: task.cancel,
                })
                .collect(),
            key_results: self
                .key_results
                .into_iter()
                .map(|part| what::KeyResult {
                    key_result_id: part.key_result_id,
                    deadline: part.deadline,
                    weight: part.weight,
                })
                .collect(),
            goals: self
                .goals
                .into_iter()
                .map(|goal| what::Goal {
                    goal_id: goal.goal_id,
                    deadline: goal.deadline,
                })
                .collect(),
        }
    }
}

/// What monitoring must be asked to tell what an adjustment would do.
pub(crate) fn what_if(
    plan_id: String,
    changes: &goals::AdjustmentChanges,
) -> pb::PreviewChangeRequest {
    use pb::preview_change_request as what;
    pb::PreviewChangeRequest {
        plan_id,
        tasks: changes
            .tasks
            .iter()
            .map(|task| what::Task {
                task_id: task.task_id.clone(),
                planned_start: task.planned_start.clone(),
                planned_end: task.planned_end.clone(),
                slip_days: 0,
                cancel: task.cancel,
            })
            .collect(),
        key_results: changes
            .key_results
            .iter()
            .map(|part| what::KeyResult {
                key_result_id: part.key_result_id.clone(),
                deadline: part.deadline.clone().unwrap_or_default(),
                weight: part.weight,
            })
            .collect(),
        goals: changes
            .goals
            .iter()
            .map(|goal| what::Goal {
                goal_id: goal.goal_id.clone(),
                deadline: goal.deadline.clone().unwrap_or_default(),
            })
            .collect(),
    }
}
