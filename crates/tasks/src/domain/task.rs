//! A task and where it stands.

use cascade_method::task as rules;
use cascade_proto::tasks::v1 as pb;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    domain::acceptance::Acceptance,
    ids::{BaselineId, KeyResultId, MilestoneId, PlanId, TaskId},
};

/// A task: what is planned, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Identity.
    pub id: TaskId,
    /// What is planned.
    pub plan: Planned,
    /// Where it stands.
    pub track: Tracked,
    /// The approved dates, once its plan is activated.
    pub baseline: Option<Baseline>,
    /// Rises by one with every change.
    pub version: i64,
}

/// What people plan; an import writes exactly this.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// Its plan.
    pub plan_id: PlanId,
    /// Its key result.
    pub key_result_id: KeyResultId,
    /// Unique in the plan.
    pub code: String,
    /// 任务名称
    pub name: String,
    /// 任务描述
    pub description: String,
    /// 执行/协调/创意
    pub kind: pb::TaskType,
    /// Code of the one accountable person.
    pub owner: String,
    /// Codes of those who help.
    pub collaborators: Vec<String>,
    /// Code of the department.
    pub department: String,
    /// First planned day.
    pub start: NaiveDate,
    /// Last planned day.
    pub end: NaiveDate,
    /// Working days from first to last, both included.
    pub duration_days: u32,
    /// 交付物
    pub deliverable: String,
    /// What it waits for.
    pub predecessors: Vec<Link>,
    /// 所需资源, as text.
    pub required_resources: String,
    /// Estimated effort.
    pub effort_hours: Option<f64>,
    /// Priority.
    pub priority: pb::TaskPriority,
    /// Nodes inside the task.
    pub milestones: Vec<Milestone>,
    /// Skills it takes.
    pub skills: Vec<SkillNeed>,
    /// What its dates are held to.
    pub constraints: Constraints,
    /// How long it may take, where somebody estimated it.
    pub estimate: Option<Estimate>,
}

/// Where a task stands, by people's word.
#[derive(Debug, Clone, PartialEq)]
pub struct Tracked {
    /// What people decided; whether it is late is derived elsewhere.
    pub state: pb::TaskState,
    /// 0–100.
    pub percent: f64,
    /// Working days of work left.
    pub remaining_days: Option<u32>,
    /// First day of work.
    pub actual_start: Option<NaiveDate>,
    /// Last day of work.
    pub actual_finish: Option<NaiveDate>,
    /// What proves the deliverable.
    pub evidence: String,
    /// Day that the latest report speaks of.
    pub last_reported_on: Option<NaiveDate>,
    /// What the latest report with a blocker said of its cause; empty where it gave only the kind.
    pub reported_cause: String,
    /// Kind of cause that it named.
    pub cause_kind: pb::BlockerCause,
    /// Whether the latest report left findings.
    pub flagged: bool,
}

impl Default for Tracked {
    fn default() -> Self {
        Self {
            state: pb::TaskState::Open,
            percent: 0.0,
            remaining_days: None,
            actual_start: None,
            actual_finish: None,
            evidence: String::new(),
            last_reported_on: None,
            reported_cause: String::new(),
            cause_kind: pb::BlockerCause::Unspecified,
            flagged: false,
        }
    }
}

/// What a task waits for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// The task waited for.
    pub task_id: TaskId,
    /// Its plan.
    pub plan_id: PlanId,
    /// Its code.
    pub code: String,
    /// FS, SS, FF or SF.
    pub kind: pb::LinkKind,
    /// Working days; negative is a lead.
    pub lag_days: i32,
    /// The word of the predecessor's owner, where they have to be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<Acceptance>,
}

/// A node inside a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Milestone {
    /// Identity.
    pub id: MilestoneId,
    /// What is reached.
    pub name: String,
    /// When it is due.
    pub due: NaiveDate,
    /// When it was reached.
    pub reached_on: Option<NaiveDate>,
}

/// A skill that a task takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkillNeed {
    /// Code or name of the skill.
    pub skill: String,
    /// 1–5.
    pub level: i32,
}

/// Days that a task is held to, besides what it waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Constraints {
    /// It does not start before this day.
    pub not_before: Option<NaiveDate>,
    /// It is to be finished by the end of this day.
    pub deadline: Option<NaiveDate>,
    /// It starts on this day whatever it waits for.
    pub start_on: Option<NaiveDate>,
}

impl Constraints {
    /// As the rules take them.
    #[must_use]
    pub fn for_rules(self) -> rules::Constraints {
        rules::Constraints {
            not_before: self.not_before,
            deadline: self.deadline,
            start_on: self.start_on,
        }
    }
}

/// How long a task may take, in working days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// As short as it can be.
    pub optimistic: f64,
    /// Most likely.
    pub likely: f64,
    /// As long as it can be.
    pub pessimistic: f64,
}

impl Estimate {
    /// As the rules take it.
    #[must_use]
    pub fn for_rules(self) -> rules::ThreePoint {
        rules::ThreePoint {
            optimistic: self.optimistic,
            likely: self.likely,
            pessimistic: self.pessimistic,
        }
    }
}

/// Approved dates; never edited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// Identity of its row.
    pub id: BaselineId,
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub end: NaiveDate,
    /// When it was approved.
    pub taken_at: DateTime<Utc>,
}

/// What a task is checked against.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyResult {
    /// Identity.
    pub id: KeyResultId,
    /// Its plan.
    pub plan_id: PlanId,
    /// Unique in the plan.
    pub code: String,
    /// Code of its owner.
    pub owner: String,
    /// Code of its department; empty where only an event told of it.
    pub department: String,
    /// First day on which its tasks may lie.
    pub window_start: Option<NaiveDate>,
    /// Its last day.
    pub deadline: Option<NaiveDate>,
}

impl Task {
    /// A task that has just been planned.
    #[must_use]
    pub fn new(id: TaskId, plan: Planned) -> Self {
        Self {
            id,
            plan,
            track: Tracked::default(),
            baseline: None,
            version: 1,
        }
    }

    /// The next version of it.
    #[must_use]
    pub fn next(&self) -> Self {
        Self {
            version: self.version + 1,
            ..self.clone()
        }
    }
}
