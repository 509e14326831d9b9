//! A task to be written.

use cascade_proto::tasks::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Constraints, Milestone, Predecessor, ThreePointEstimate};
use crate::api::TaskType;

/// A task to be written.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct NewTask {
    pub code: String,
    /// Its key result, by id.
    pub key_result: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub description: String,
    #[serde(default, rename = "type")]
    pub kind: Option<TaskType>,
    #[serde(default)]
    pub owner: String,
    #[serde(default)]
    pub collaborators: Vec<String>,
    #[serde(default)]
    pub department: String,
    /// First day; ISO 8601.
    #[serde(default)]
    #[schema(format = Date)]
    pub planned_start: String,
    /// Last day.
    #[serde(default)]
    #[schema(format = Date)]
    pub planned_end: String,
    #[serde(default)]
    pub deliverable: String,
    #[serde(default)]
    pub predecessors: Vec<Predecessor>,
    #[serde(default)]
    pub required_resources: String,
    #[serde(default)]
    pub effort_hours: Option<f64>,
    #[serde(default)]
    pub milestones: Vec<Milestone>,
    /// What its dates are held to besides its predecessors.
    #[serde(default)]
    pub constraints: Option<Constraints>,
    /// How long it may take.
    #[serde(default)]
    pub estimate: Option<ThreePointEstimate>,
}

impl NewTask {
    pub(crate) fn into_contract(self, plan_id: String) -> pb::Task {
        let mut task = pb::Task {
            plan_id,
            key_result_id: self.key_result,
            code: self.code,
            name: self.name,
            description: self.description,
            owner: self.owner,
            collaborators: self.collaborators,
            department: self.department,
            planned_start: self.planned_start,
            planned_end: self.planned_end,
            deliverable: self.deliverable,
            predecessors: self.predecessors.into_iter().map(Into::into).collect(),
            required_resources: self.required_resources,
            effort_hours: self.effort_hours,
            milestones: self.milestones.into_iter().map(Into::into).collect(),
            constraints: self.constraints.map(Into::into),
            estimate: self.estimate.and_then(ThreePointEstimate::into_contract),
            ..pb::Task::default()
        };
        if let Some(kind) = self.kind {
            task.set_type(kind.into());
        }
        task
    }
}
