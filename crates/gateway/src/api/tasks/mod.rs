//! Tasks and daily progress.

mod acceptance;
mod baselines;
mod batch;
mod bulk;
mod estimate;
mod new;
mod split;

use cascade_proto::tasks::v1 as pb;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub use acceptance::*;
pub use baselines::*;
pub use batch::*;
pub use bulk::*;
pub use estimate::*;
pub use new::*;
pub use split::*;

use super::{BlockerCause, Finding, LinkKind, TaskState, TaskType, findings, moment, some};

/// A task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Task {
    pub id: String,
    pub plan_id: String,
    pub key_result_id: String,
    pub code: String,
    pub name: String,
    pub description: String,
    #[serde(rename = "type")]
    pub kind: TaskType,
    pub owner: String,
    pub collaborators: Vec<String>,
    pub department: String,
    #[schema(format = Date)]
    pub planned_start: String,
    #[schema(format = Date)]
    pub planned_end: String,
    /// Working days, both ends included.
    pub duration_days: i32,
    pub deliverable: String,
    pub predecessors: Vec<Predecessor>,
    pub required_resources: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort_hours: Option<f64>,
    pub milestones: Vec<Milestone>,
    pub state: TaskState,
    pub percent: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining_days: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub actual_start: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub actual_finish: Option<String>,
    pub evidence: String,
    /// Approved dates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// What its dates are held to besides its predecessors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraints: Option<Constraints>,
    /// How long it may take; absent where nobody estimated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<ThreePointEstimate>,
    pub version: i64,
}

/// Days that a task is held to; each may be absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Constraints {
    /// It does not start before this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub not_before: Option<String>,
    /// It is to be finished by the end of this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub deadline: Option<String>,
    /// It starts on this day whatever it waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub start_on: Option<String>,
}

impl From<pb::Constraints> for Constraints {
    fn from(row: pb::Constraints) -> Self {
        Self {
            not_before: some(row.not_before),
            deadline: some(row.deadline),
            start_on: some(row.start_on),
        }
    }
}

impl From<Constraints> for pb::Constraints {
    fn from(row: Constraints) -> Self {
        Self {
            not_before: row.not_before.unwrap_or_default(),
            deadline: row.deadline.unwrap_or_default(),
            start_on: row.start_on.unwrap_or_default(),
        }
    }
}

/// Approved dates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Baseline {
    #[schema(format = Date)]
    pub start: String,
    #[schema(format = Date)]
    pub end: String,
    pub taken_at: Option<DateTime<Utc>>,
}

/// A dependency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Predecessor {
    /// The task that drives: its id, a code of the same plan, or `PLAN/CODE`.
    pub task_id: String,
    /// Which dates are tied.
    pub kind: LinkKind,
    /// Working days; negative is a lead.
    #[serde(default)]
    pub lag_days: i32,
    /// Its plan.
    #[serde(default)]
    pub plan_id: String,
    /// Its code.
    #[serde(default)]
    pub code: String,
    /// The word of its owner, where they have to be asked; not read from requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<LinkAcceptance>,
}

/// A named day inside a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Milestone {
    #[serde(default)]
    pub id: String,
    pub name: String,
    #[schema(format = Date)]
    pub due: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub reached_on: Option<String>,
}

impl From<pb::Task> for Task {
    fn from(row: pb::Task) -> Self {
        Self {
            kind: row.r#type().into(),
            state: row.state().into(),
            predecessors: row
                .predecessors
                .into_iter()
                .map(Predecessor::from)
                .collect(),
            milestones: row.milestones.into_iter().map(Milestone::from).collect(),
            baseline: row.baseline.map(|baseline| Baseline {
                start: baseline.start,
                end: baseline.end,
                taken_at: moment(baseline.taken_at),
            }),
            id: row.id,
            plan_id: row.plan_id,
            key_result_id: row.key_result_id,
            code: row.code,
            name: row.name,
            description: row.description,
            owner: row.owner,
            collaborators: row.collaborators,
            department: row.department,
            planned_start: row.planned_start,
            planned_end: row.planned_end,
            duration_days: row.duration_days,
            deliverable: row.deliverable,
            required_resources: row.required_resources,
            effort_hours: row.effort_hours,
            percent: row.percent,
            remaining_days: row.remaining_days,
            actual_start: some(row.actual_start),
            actual_finish: some(row.actual_finish),
            evidence: row.evidence,
            constraints: row.constraints.map(Constraints::from),
            estimate: row.estimate.map(ThreePointEstimate::from),
            version: row.version,
        }
    }
}

impl From<pb::Predecessor> for Predecessor {
    fn from(row: pb::Predecessor) -> Self {
        Self {
            kind: row.kind().into(),
            task_id: row.task_id,
            lag_days: row.lag_days,
            plan_id: row.plan_id,
            code: row.code,
            acceptance: row.acceptance.map(LinkAcceptance::from),
        }
    }
}

impl From<Predecessor> for pb::Predecessor {
    fn from(row: Predecessor) -> Self {
        Self {
            kind: pb::LinkKind::from(row.kind).into(),
            task_id: row.task_id,
            lag_days: row.lag_days,
            plan_id: row.plan_id,
            code: row.code,
            acceptance: None,
        }
    }
}

impl From<pb::Milestone> for Milestone {
    fn from(row: pb::Milestone) -> Self {
        Self {
            id: row.id,
            name: row.name,
            due: row.due,
            reached_on: some(row.reached_on),
        }
    }
}

impl From<Milestone> for pb::Milestone {
    fn from(row: Milestone) -> Self {
        Self {
            id: row.id,
            name: row.name,
            due: row.due,
            reached_on: row.reached_on.unwrap_or_default(),
        }
    }
}

/// Which tasks.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TaskQuery {
    /// Only of this key result, by id.
    #[serde(default)]
    pub key_result: String,
    /// Only of this person.
    #[serde(default)]
    pub owner: String,
    /// Only of this department. 404 where there is none of this code.
    #[serde(default)]
    pub department: String,
    /// Only those whose code or name contains this, whatever the case of its letters.
    #[serde(default)]
    pub search: String,
    /// Rows of a page, 1–500; 50 when absent.
    #[serde(default)]
    pub page_size: u32,
    /// `next_page_token` of the page before.
    #[serde(default)]
    pub page_token: String,
}

/// What to change of a task; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct TaskPatch {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collaborators: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deliverable: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predecessors: Option<Vec<Predecessor>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub planned_start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub planned_end: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<TaskState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub milestones: Option<Vec<Milestone>>,
    /// All of them: a day that is absent holds no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constraints: Option<Constraints>,
    /// All three points; without any it is estimated no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimate: Option<ThreePointEstimate>,
}

impl TaskPatch {
    /// The contract's request: the values, and the names of those to write.
    pub(crate) fn into_request(self, id: String, expected_version: i64) -> pb::UpdateTaskRequest {
        let mut task = pb::Task {
            id,
            ..pb::Task::default()
        };
        let mut update = Vec::new();
        macro_rules! write {
            ($($field:ident)*) => {$(
                if let Some(value) = self.$field {
                    task.$field = value;
                    update.push(stringify!($field).to_owned());
                }
            )*};
        }
        write!(name description owner collaborators deliverable planned_start planned_end);
        if let Some(links) = self.predecessors {
            task.predecessors = links.into_iter().map(pb::Predecessor::from).collect();
            update.push("predecessors".to_owned());
        }
        if let Some(milestones) = self.milestones {
            task.milestones = milestones.into_iter().map(pb::Milestone::from).collect();
            update.push("milestones".to_owned());
        }
        if let Some(constraints) = self.constraints {
            task.constraints = Some(constraints.into());
            update.push("constraints".to_owned());
        }
        if let Some(estimate) = self.estimate {
            task.estimate = estimate.into_contract();
            update.push("estimate".to_owned());
        }
        if let Some(state) = self.state {
            task.set_state(state.into());
            update.push("state".to_owned());
        }
        pb::UpdateTaskRequest {
            task: Some(task),
            update,
            expected_version,
        }
    }
}

/// A task with what the rules say of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct TaskAnswer {
    pub task: Task,
    pub findings: Vec<Finding>,
}

/// The daily update of a task.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewProgress {
    /// The day it speaks of; today when absent.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(format = Date)]
    pub as_of: String,
    /// 0–100.
    pub percent: f64,
    /// Working days of work left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining_days: Option<i32>,
    /// In a sentence.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Cause of a blocker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocker_cause: Option<BlockerCause>,
    /// The blocker in a sentence.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub blocker: String,
    /// First day worked.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(format = Date)]
    pub actual_start: String,
    /// Day it was finished; with 100 %.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(format = Date)]
    pub actual_finish: String,
    /// What proves the deliverable; with a finish.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub evidence: String,
}

impl NewProgress {
    pub(crate) fn into_request(
        self,
        task_id: String,
        expected_version: i64,
    ) -> pb::ReportProgressRequest {
        pb::ReportProgressRequest {
            task_id,
            as_of: self.as_of,
            percent: self.percent,
            remaining_days: self.remaining_days,
            note: self.note,
            blocker_cause: BlockerCause::to_contract(self.blocker_cause).into(),
            blocker: self.blocker,
            actual_start: self.actual_start,
            actual_finish: self.actual_finish,
            evidence: self.evidence,
            expected_version,
        }
    }
}

/// A daily update as recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Progress {
    pub id: String,
    pub task_id: String,
    #[schema(format = Date)]
    pub as_of: String,
    pub percent: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining_days: Option<i32>,
    pub note: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocker_cause: Option<BlockerCause>,
    pub blocker: String,
    pub by: String,
    pub recorded_at: Option<DateTime<Utc>>,
    pub task_version: i64,
}

impl From<pb::ProgressReport> for Progress {
    fn from(row: pb::ProgressReport) -> Self {
        Self {
            blocker_cause: BlockerCause::from_contract(row.blocker_cause()),
            recorded_at: moment(row.recorded_at),
            id: row.id,
            task_id: row.task_id,
            as_of: row.as_of,
            percent: row.percent,
            remaining_days: row.remaining_days,
            note: row.note,
            blocker: row.blocker,
            by: row.by,
            task_version: row.task_version,
        }
    }
}

/// A daily update with what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct ProgressAnswer {
    pub report: Progress,
    pub task: Task,
    pub findings: Vec<Finding>,
}

impl From<pb::ReportProgressResponse> for ProgressAnswer {
    fn from(answer: pb::ReportProgressResponse) -> Self {
        Self {
            report: answer.report.unwrap_or_default().into(),
            task: answer.task.unwrap_or_default().into(),
            findings: findings(answer.findings),
        }
    }
}
