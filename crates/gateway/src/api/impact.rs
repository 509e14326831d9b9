//! What a change would do.

use cascade_proto::{goals::v1 as goals, monitoring::v1 as pb};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Light, Text, repair::Repair, some, text};

/// How a plan would stand after a change; nothing is kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Impact {
    /// The day the figures are for.
    #[schema(format = Date)]
    pub as_of: String,
    /// Latest forecast finish of the plan's tasks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub finish_before: Option<String>,
    /// The same after the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
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
    /// The plan itself.
    #[serde(default)]
    pub plan_id: String,
    /// Its code.
    #[serde(default)]
    pub plan_code: String,
    /// Other plans that would stand otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    pub others: Vec<Impact>,
    /// What to do about it, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair: Option<Box<Repair>>,
    /// More plans would hear of it than are followed (50): others may be missing.
    #[serde(default)]
    pub cut_off: bool,
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
    #[schema(format = Date)]
    pub finish_before: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub finish_after: Option<String>,
    pub light_before: Light,
    pub light_after: Light,
    pub critical_before: bool,
    pub critical_after: bool,
    pub light_reason: Text,
    /// Deadline of a goal or key result; absent for tasks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub due_before: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub due_after: Option<String>,
    /// Working days by which its forecast is past the deadline; 0 is in time, absent for tasks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_days_before: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_days_after: Option<i32>,
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
            plan_id: row.plan_id,
            plan_code: row.plan_code,
            others: row.others.into_iter().map(Into::into).collect(),
            repair: row.repair.map(|repair| Box::new((*repair).into())),
            cut_off: row.cut_off,
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
            late_days_before: (!row.due_before.is_empty()).then_some(row.late_days_before),
            late_days_after: (!row.due_after.is_empty()).then_some(row.late_days_after),
            due_before: some(row.due_before),
            due_after: some(row.due_after),
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
    #[schema(format = Date)]
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
