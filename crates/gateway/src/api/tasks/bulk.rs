//! One change to many tasks.

use std::collections::HashMap;

use cascade_proto::tasks::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Task;
use crate::api::{Finding, TaskState, findings};

/// Priority of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskPriority {
    /// 高
    High,
    /// 中
    Medium,
    /// 低
    Low,
}

impl From<TaskPriority> for pb::TaskPriority {
    fn from(priority: TaskPriority) -> Self {
        match priority {
            TaskPriority::High => Self::High,
            TaskPriority::Medium => Self::Medium,
            TaskPriority::Low => Self::Low,
        }
    }
}

/// The same change to many tasks of a plan: all of them or none.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BulkUpdate {
    /// Which tasks, by id; or a filter. At most 1,000.
    #[schema(max_items = 1000)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub task_ids: Vec<String>,
    /// Which tasks, by what they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<BulkFilter>,
    /// What becomes of each.
    pub changes: BulkChanges,
    /// By task id; a task that is not named may have any version.
    #[serde(skip_serializing_if = "HashMap::is_empty")]
    pub expected_versions: HashMap<String, i64>,
    /// Does everything but keep it.
    pub dry_run: bool,
}

/// Every task of the plan that has all of these; what is absent does not filter.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct BulkFilter {
    /// By id.
    pub key_result: String,
    pub owner: String,
    pub department: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<TaskState>,
}

/// What is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct BulkChanges {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collaborators: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<TaskPriority>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<TaskState>,
    /// Working days by which planned dates move; negative is earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shift_days: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_resources: Option<String>,
}

impl BulkUpdate {
    pub(crate) fn into_request(self, plan_id: String) -> pb::BulkUpdateTasksRequest {
        let changes = self.changes;
        pb::BulkUpdateTasksRequest {
            plan_id,
            task_ids: self.task_ids,
            filter: self.filter.map(|filter| pb::TaskFilter {
                key_result_id: filter.key_result,
                owner: filter.owner,
                department: filter.department,
                state: filter
                    .state
                    .map_or(pb::TaskState::Unspecified, pb::TaskState::from)
                    .into(),
            }),
            changes: Some(pb::TaskChanges {
                owner: changes.owner,
                collaborators: changes
                    .collaborators
                    .map(|people| pb::Collaborators { people }),
                priority: changes
                    .priority
                    .map(|priority| pb::TaskPriority::from(priority).into()),
                state: changes.state.map(|state| pb::TaskState::from(state).into()),
                shift_days: changes.shift_days,
                required_resources: changes.required_resources,
            }),
            expected_versions: self.expected_versions,
            dry_run: self.dry_run,
        }
    }
}

/// What became of the tasks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BulkAnswer {
    /// How many tasks were meant.
    pub matched: u32,
    /// How many are changed.
    pub updated: u32,
    /// How many were so already.
    pub unchanged: u32,
    /// The tasks after it.
    pub tasks: Vec<Task>,
    /// What the rules say of them.
    pub findings: Vec<Finding>,
}

impl From<pb::BulkUpdateTasksResponse> for BulkAnswer {
    fn from(answer: pb::BulkUpdateTasksResponse) -> Self {
        Self {
            matched: answer.matched,
            updated: answer.updated,
            unchanged: answer.unchanged,
            tasks: answer.tasks.into_iter().map(Task::from).collect(),
            findings: findings(answer.findings),
        }
    }
}
