//! Questions of the kind "what if".

use cascade_proto::{goals::v1 as goals, monitoring::v1 as pb};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::repair::{RepairAim, RepairTerms};

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
    /// People who would be away.
    pub absences: Vec<AbsenceWhatIf>,
    /// Dependencies that would be given up.
    pub dropped_links: Vec<DroppedLink>,
    /// What the cheapest repair is to reach; none is looked for without it.
    pub repair: Option<RepairAim>,
    /// What a repair may do, and what it costs.
    pub repair_terms: RepairTerms,
}

/// A task that would be otherwise; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct TaskWhatIf {
    /// Id or code.
    pub task_id: String,
    #[serde(default)]
    #[schema(format = Date)]
    pub planned_start: String,
    #[serde(default)]
    #[schema(format = Date)]
    pub planned_end: String,
    /// Working days that it takes longer; negative is shorter.
    #[serde(default)]
    pub slip_days: i32,
    #[serde(default)]
    pub cancel: bool,
    /// People who help, besides the owner: what is left takes ⌈days / (1 + people)⌉.
    #[serde(default)]
    pub more_people: u32,
    /// Who does it instead, by person code.
    #[serde(default)]
    pub owner: String,
}

/// Somebody who would be away.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AbsenceWhatIf {
    /// Person code.
    pub person: String,
    /// First day.
    #[schema(format = Date)]
    pub from: String,
    /// Last day; empty: for good, which is looked at for a year.
    #[serde(default)]
    #[schema(format = Date)]
    pub to: String,
}

/// A dependency that would be given up.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DroppedLink {
    /// Id or code of the task that is waited for.
    pub predecessor: String,
    /// Id or code of the task that waits.
    pub successor: String,
}

/// A key result that would be otherwise.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct KeyResultWhatIf {
    /// Id or code.
    pub key_result_id: String,
    #[serde(default)]
    #[schema(format = Date)]
    pub deadline: String,
    #[serde(default)]
    pub weight: Option<f64>,
}

/// A goal that would be otherwise.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct GoalWhatIf {
    /// Id or code.
    pub goal_id: String,
    #[schema(format = Date)]
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
                    more_people: task.more_people,
                    owner: task.owner,
                })
                .collect(),
            absences: self
                .absences
                .into_iter()
                .map(|away| what::Absence {
                    person: away.person,
                    from: away.from,
                    to: away.to,
                })
                .collect(),
            dropped_links: self
                .dropped_links
                .into_iter()
                .map(|link| what::DroppedLink {
                    predecessor: link.predecessor,
                    successor: link.successor,
                })
                .collect(),
            repair: self
                .repair
                .map_or(pb::RepairAim::Unspecified, Into::into)
                .into(),
            repair_terms: Some(self.repair_terms.into()),
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
                cancel: task.cancel,
                ..what::Task::default()
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
        ..pb::PreviewChangeRequest::default()
    }
}
