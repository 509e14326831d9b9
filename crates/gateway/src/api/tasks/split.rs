//! Splitting a task that is too long.

use cascade_proto::tasks::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Milestone, Predecessor, Task};
use crate::api::{Finding, findings};

/// The parts that a task of more working days than advised could be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SplitProposal {
    /// The task as it is.
    pub task: Task,
    /// In order; none where the task is short enough.
    pub parts: Vec<SplitPart>,
    /// Codes of the tasks that would wait for the last part.
    pub successors: Vec<String>,
}

/// One part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct SplitPart {
    /// The first part keeps the task's code.
    pub code: String,
    pub name: String,
    pub deliverable: String,
    #[schema(format = Date)]
    pub planned_start: String,
    #[schema(format = Date)]
    pub planned_end: String,
    /// Working days, both ends included.
    pub duration_days: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort_hours: Option<f64>,
    pub milestones: Vec<Milestone>,
    pub predecessors: Vec<Predecessor>,
}

/// What became of a task that was split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SplitAnswer {
    /// The parts in order; the first is the task itself.
    pub tasks: Vec<Task>,
    /// The tasks that wait for the last part now.
    pub successors: Vec<Task>,
    /// What the rules say of the parts.
    pub findings: Vec<Finding>,
}

fn all<P, T: From<P>>(rows: Vec<P>) -> Vec<T> {
    rows.into_iter().map(T::from).collect()
}

impl From<pb::SplitProposal> for SplitProposal {
    fn from(row: pb::SplitProposal) -> Self {
        Self {
            task: row.task.unwrap_or_default().into(),
            parts: all(row.parts),
            successors: row.successors,
        }
    }
}

impl From<pb::SplitPart> for SplitPart {
    fn from(row: pb::SplitPart) -> Self {
        Self {
            code: row.code,
            name: row.name,
            deliverable: row.deliverable,
            planned_start: row.planned_start,
            planned_end: row.planned_end,
            duration_days: row.duration_days,
            effort_hours: row.effort_hours,
            milestones: all(row.milestones),
            predecessors: all(row.predecessors),
        }
    }
}

impl From<pb::ApplySplitResponse> for SplitAnswer {
    fn from(row: pb::ApplySplitResponse) -> Self {
        Self {
            tasks: all(row.tasks),
            successors: all(row.successors),
            findings: findings(row.findings),
        }
    }
}
