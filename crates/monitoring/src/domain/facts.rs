//! What other services have said: the facts from which everything else here is calculated.
//!
//! Facts are kept as they came, newest version of each; nothing in this module is derived.

use std::collections::BTreeSet;

use cascade_method::{
    progress::BlockerCause,
    request::{ResourceKind, Status as RequestStatus},
    status::StoredState,
    task::{Constraints, ThreePoint},
};
use cascade_schedule::LinkKind;
use chrono::NaiveDate;

use super::view::RollUp;
use crate::ids::{GoalId, KeyResultId, NodeId, PlanId, RequestId, TaskId};

/// A plan as the goals service describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanFact {
    /// The plan, also the partition key of all its events.
    pub id: PlanId,
    /// Code that people use.
    pub code: String,
    /// Title.
    pub title: String,
    /// Lights, alerts and baselines exist from activation on.
    pub active: bool,
    /// Version of the plan at the goals service.
    pub version: i64,
}

impl PlanFact {
    /// A plan of which only the identity is known.
    #[must_use]
    pub const fn unknown(id: PlanId) -> Self {
        Self {
            id,
            code: String::new(),
            title: String::new(),
            active: false,
            version: 0,
        }
    }
}

/// A goal as the goals service describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct GoalFact {
    /// Identity.
    pub id: GoalId,
    /// Code, unique in the plan.
    pub code: String,
    /// What it says.
    pub description: String,
    /// Department code.
    pub department: String,
    /// Person code.
    pub owner: String,
    /// Last day.
    pub deadline: NaiveDate,
    /// Weighted attainment of its key results, 0–1.
    pub progress: f64,
    /// A goal of the company goes straight to the executive when at risk.
    pub company_goal: bool,
    /// What it hangs under; none at the top.
    pub parent: Option<ParentFact>,
    /// Version at the goals service.
    pub version: i64,
}

/// What a goal hangs under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParentFact {
    /// A goal or a key result.
    pub node: NodeId,
    /// Its plan; another than the goal's own where the tree crosses plans.
    pub plan: PlanId,
}

/// A key result as the goals service describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyResultFact {
    /// Identity.
    pub id: KeyResultId,
    /// Goal it measures.
    pub goal_id: GoalId,
    /// Code, unique in the plan.
    pub code: String,
    /// What it says.
    pub description: String,
    /// Person code.
    pub owner: String,
    /// Last day.
    pub deadline: NaiveDate,
    /// Percent of the goal, 0–100.
    pub weight: f64,
    /// Raw attainment, 1 = reached.
    pub attainment: f64,
    /// Version at the goals service.
    pub version: i64,
}

/// Skills and the level of each, 1–5.
pub type Skills = Vec<(String, i32)>;

/// A task with its latest progress, as the tasks service describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskFact {
    /// Identity.
    pub id: TaskId,
    /// Key result it serves.
    pub key_result_id: KeyResultId,
    /// Code, unique in the plan.
    pub code: String,
    /// Name.
    pub name: String,
    /// Person code.
    pub owner: String,
    /// Department code.
    pub department: String,
    /// First planned day.
    pub planned_start: NaiveDate,
    /// Last planned day.
    pub planned_end: NaiveDate,
    /// Working days from start to end, both included.
    pub duration: u32,
    /// Estimated hours of work, where somebody estimated them.
    pub effort_hours: Option<f64>,
    /// How many working days it may take, where somebody estimated them.
    pub estimate: Option<ThreePoint>,
    /// Approved dates, once the plan is active.
    pub baseline: Option<(NaiveDate, NaiveDate)>,
    /// What people decided: open, paused, blocked, cancelled.
    pub state: StoredState,
    /// 0–100.
    pub percent: f64,
    /// Working days of work left after `as_of`, where the owner said so.
    pub remaining: Option<u32>,
    /// Day of the latest report.
    pub as_of: Option<NaiveDate>,
    /// First day worked.
    pub actual_start: Option<NaiveDate>,
    /// Day it was finished.
    pub actual_finish: Option<NaiveDate>,
    /// What the latest report with a blocker said of its cause.
    pub reported_cause: String,
    /// Kind of cause that it named.
    pub cause_kind: Option<BlockerCause>,
    /// What must be done first.
    pub predecessors: Vec<LinkFact>,
    /// What its dates are held to besides.
    pub constraints: Constraints,
    /// Named days inside the task.
    pub milestones: Vec<MilestoneFact>,
    /// Skills that whoever does it needs, and the level of each, 1–5.
    pub skills: Skills,
    /// Version at the tasks service.
    pub version: i64,
}

impl TaskFact {
    /// Whether plans that wait for the task know it as something else than `newer` says, its forecast aside.
    #[must_use]
    pub fn looks_other_than(&self, newer: &Self) -> bool {
        let seen = |fact: &Self| (fact.planned_start, fact.planned_end);
        seen(self) != seen(newer)
            || self.code != newer.code
            || self.name != newer.name
            || self.owner != newer.owner
            || self.department != newer.department
            || self.reported_cause != newer.reported_cause
            || self.cause_kind != newer.cause_kind
    }
}

/// A dependency of a task on another.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkFact {
    /// The task that drives.
    pub predecessor: TaskId,
    /// Its plan; another than the task's own where the edge crosses plans.
    pub plan: PlanId,
    /// Which dates are tied.
    pub kind: LinkKind,
    /// Working days, negative is a lead.
    pub lag: i32,
}

/// A resource request of a task, as the resources service describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestFact {
    /// Identity.
    pub id: RequestId,
    /// Task that needs the resource.
    pub task: TaskId,
    /// Code, unique in the plan.
    pub code: String,
    /// People, money, a tool or data.
    pub kind: ResourceKind,
    /// In a sentence.
    pub description: String,
    /// How far it has come.
    pub status: RequestStatus,
    /// Department that decides, by code.
    pub requested_from: String,
    /// Who asks, by person code.
    pub requested_by: String,
    /// Day by which it is to be decided.
    pub decision_due: Option<NaiveDate>,
    /// Day on which the resource is expected, as granted or, before that, as asked for.
    pub expected_arrival: Option<NaiveDate>,
    /// Amount of a budget, granted or, before that, asked for, in its smallest unit.
    pub amount: Option<i64>,
    /// What was spent of it, in the budget's smallest unit.
    pub spent: Option<i64>,
    /// Version at the resources service.
    pub version: i64,
}

/// A milestone inside a task.
#[derive(Debug, Clone, PartialEq)]
pub struct MilestoneFact {
    /// Name.
    pub name: String,
    /// Planned day.
    pub due: NaiveDate,
    /// Day it was reached.
    pub reached_on: Option<NaiveDate>,
}

/// What is known of another plan's task that tasks of this plan wait for.
#[derive(Debug, Clone, PartialEq)]
pub struct ForeignFact {
    /// The other plan's task.
    pub id: TaskId,
    /// The other plan.
    pub plan_id: PlanId,
    /// Code in the other plan.
    pub code: String,
    /// Name.
    pub name: String,
    /// Person code.
    pub owner: String,
    /// Department code.
    pub department: String,
    /// Forecast start and finish at the other plan; none once it is cancelled there and nobody waits for it.
    pub dates: Option<(NaiveDate, NaiveDate)>,
    /// Planned dates at the other plan.
    pub planned_start: NaiveDate,
    /// Planned dates at the other plan.
    pub planned_end: NaiveDate,
    /// What its owner said of the cause.
    pub reported_cause: String,
    /// Kind of cause that its owner named.
    pub cause_kind: Option<BlockerCause>,
    /// Its plan is a draft or closed: nobody is asked there why it is late.
    pub unasked: bool,
    /// Rises with every move.
    pub revision: i64,
}

/// What another plan has said about waiting for a task of this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EdgeFact {
    /// It waits, or no longer.
    pub active: bool,
    /// Revision of the other plan when it said so.
    pub revision: i64,
}

/// What another plan has said a task of this one makes red there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImpactFact {
    /// Codes of tasks, key results and goals, each behind its plan's code; none where it makes nothing red any more.
    pub affects: BTreeSet<String>,
    /// A goal of the company is at risk by it.
    pub company_goal: bool,
    /// Revision of the other plan when it said so.
    pub revision: i64,
}

/// A goal of another plan that hangs, or has hung, under a goal or key result of this one.
#[derive(Debug, Clone, PartialEq)]
pub struct PartFact {
    /// The other plan's goal.
    pub id: GoalId,
    /// The other plan.
    pub plan: PlanId,
    /// What it hangs under.
    pub parent: NodeId,
    /// Its code behind its plan's.
    pub code: String,
    /// How it stands; none where it hangs here no longer, or its plan is not active.
    pub standing: Option<RollUp>,
    /// Revision of the other plan when it said so.
    pub revision: i64,
}

/// A goal or key result above a goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ancestor {
    /// Its code behind its plan's.
    pub code: String,
    /// Last day.
    pub deadline: NaiveDate,
    /// Whether it is a goal of the company.
    pub company_goal: bool,
}

/// What is above a goal that hangs under something of another plan, as that plan has said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlacedFact {
    /// From what it hangs under to the top.
    pub ancestors: Vec<Ancestor>,
    /// Revision of the other plan when it said so.
    pub revision: i64,
}
