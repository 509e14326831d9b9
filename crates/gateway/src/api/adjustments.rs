//! Adjustments of what an activated plan has approved.

use cascade_proto::goals::v1 as pb;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{AdjustmentStatus, ApprovalTier, ChangeImpact, moment, some};

/// What is to change; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AdjustmentChanges {
    /// First day of the plan.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(format = Date)]
    pub period_start: String,
    /// Last day of the plan.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(format = Date)]
    pub period_end: String,
    /// Goals.
    pub goals: Vec<GoalChange>,
    /// Key results.
    pub key_results: Vec<KeyResultChange>,
    /// Tasks.
    pub tasks: Vec<TaskChange>,
}

/// What is to change of a goal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct GoalChange {
    pub goal_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub deadline: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// What is to change of a key result.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct KeyResultChange {
    pub key_result_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    /// Percent of the goal; the weights of a goal add up to 100 afterwards too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub deadline: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// What is to change of a task.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct TaskChange {
    pub task_id: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schema(format = Date)]
    pub planned_start: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schema(format = Date)]
    pub planned_end: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub owner: String,
    #[serde(default)]
    pub cancel: bool,
}

impl From<AdjustmentChanges> for pb::AdjustmentChanges {
    fn from(changes: AdjustmentChanges) -> Self {
        Self {
            period_start: changes.period_start,
            period_end: changes.period_end,
            goals: changes
                .goals
                .into_iter()
                .map(|goal| pb::GoalChange {
                    goal_id: goal.goal_id,
                    description: goal.description,
                    deadline: goal.deadline,
                    baseline: goal.baseline,
                    target: goal.target,
                    unit: goal.unit,
                })
                .collect(),
            key_results: changes
                .key_results
                .into_iter()
                .map(|part| pb::KeyResultChange {
                    key_result_id: part.key_result_id,
                    description: part.description,
                    baseline: part.baseline,
                    target: part.target,
                    weight: part.weight,
                    deadline: part.deadline,
                    unit: part.unit,
                })
                .collect(),
            tasks: changes
                .tasks
                .into_iter()
                .map(|task| pb::TaskChange {
                    task_id: task.task_id,
                    planned_start: task.planned_start,
                    planned_end: task.planned_end,
                    owner: task.owner,
                    cancel: task.cancel,
                })
                .collect(),
        }
    }
}

impl From<pb::AdjustmentChanges> for AdjustmentChanges {
    fn from(changes: pb::AdjustmentChanges) -> Self {
        Self {
            period_start: changes.period_start,
            period_end: changes.period_end,
            goals: changes
                .goals
                .into_iter()
                .map(|goal| GoalChange {
                    goal_id: goal.goal_id,
                    description: goal.description,
                    deadline: goal.deadline,
                    baseline: goal.baseline,
                    target: goal.target,
                    unit: goal.unit,
                })
                .collect(),
            key_results: changes
                .key_results
                .into_iter()
                .map(|part| KeyResultChange {
                    key_result_id: part.key_result_id,
                    description: part.description,
                    baseline: part.baseline,
                    target: part.target,
                    weight: part.weight,
                    deadline: part.deadline,
                    unit: part.unit,
                })
                .collect(),
            tasks: changes
                .tasks
                .into_iter()
                .map(|task| TaskChange {
                    task_id: task.task_id,
                    planned_start: task.planned_start,
                    planned_end: task.planned_end,
                    owner: task.owner,
                    cancel: task.cancel,
                })
                .collect(),
        }
    }
}

/// One value that becomes another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct FieldChange {
    /// `plan`, `goals`, `key_results` or `tasks`.
    pub table: String,
    pub row_id: String,
    /// Code of the row.
    pub row: String,
    pub field: String,
    pub from: String,
    pub to: String,
}

impl From<pb::FieldChange> for FieldChange {
    fn from(row: pb::FieldChange) -> Self {
        Self {
            table: row.table,
            row_id: row.row_id,
            row: row.row,
            field: row.field,
            from: row.from,
            to: row.to,
        }
    }
}

/// An adjustment of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Adjustment {
    /// Identity.
    pub id: String,
    /// Its plan.
    pub plan_id: String,
    /// Numbered in the plan: `ADJ-1`.
    pub code: String,
    /// 调整原因
    pub reason: String,
    /// How far it has come.
    pub status: AdjustmentStatus,
    /// Who applied.
    pub applicant: String,
    /// As the applicant wrote it.
    pub changes: AdjustmentChanges,
    /// What the changes amount to.
    pub fields: Vec<FieldChange>,
    /// Who decides.
    pub tier: ApprovalTier,
    /// People at the lowest tier, departments above.
    pub decider: String,
    /// Working days by which the end moves out that moves out most.
    pub extension_days: i32,
    /// The same with what was approved for the same rows before.
    pub cumulative_extension_days: i32,
    /// What it would do; absent in a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<ChangeImpact>,
    /// When it was submitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<DateTime<Utc>>,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// What they said.
    pub decision_note: String,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<DateTime<Utc>>,
    /// Version of the plan that the approval made; 0 before.
    pub plan_version_number: i64,
    /// Rises by one with every change; also the ETag.
    pub version: i64,
}

impl From<pb::Adjustment> for Adjustment {
    fn from(row: pb::Adjustment) -> Self {
        Self {
            status: row.status().into(),
            tier: row.tier().into(),
            changes: row.changes.unwrap_or_default().into(),
            fields: row.fields.into_iter().map(Into::into).collect(),
            impact: row.impact.map(Into::into),
            submitted_at: moment(row.submitted_at),
            decided_at: moment(row.decided_at),
            id: row.id,
            plan_id: row.plan_id,
            code: row.code,
            reason: row.reason,
            applicant: row.applicant,
            decider: row.decider,
            extension_days: row.extension_days,
            cumulative_extension_days: row.cumulative_extension_days,
            decided_by: some(row.decided_by),
            decision_note: row.decision_note,
            plan_version_number: row.plan_version_number,
            version: row.version,
        }
    }
}

/// An adjustment to be drafted, or a draft written anew.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewAdjustment {
    /// 调整原因
    pub reason: String,
    /// What is to change.
    pub changes: AdjustmentChanges,
}

/// What is said with a decision.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DecisionNote {
    /// In a sentence.
    pub note: String,
}

/// Which adjustments.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AdjustmentQuery {
    /// Only of this plan, by id or code.
    #[serde(default)]
    pub plan: String,
    /// Only of this status.
    pub status: Option<AdjustmentStatus>,
    /// Rows of a page, 1–500; 50 when absent.
    #[serde(default)]
    pub page_size: u32,
    /// `next_page_token` of the page before.
    #[serde(default)]
    pub page_token: String,
}
