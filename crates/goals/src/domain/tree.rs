//! A plan with its goals and key results.

use cascade_method::{goal::Source, period::Period, smart};
use cascade_proto::goals::v1 as pb;
use cascade_runtime::lang::Localized;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    domain::finding::localized,
    ids::{GoalId, KeyResultId, NodeId, PlanId},
};

/// What is planned, approved and tracked together.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Identity.
    pub id: PlanId,
    /// Unique in the organisation.
    pub code: String,
    /// Its name.
    pub title: String,
    /// First day.
    pub period_start: NaiveDate,
    /// Last day.
    pub period_end: NaiveDate,
    /// Draft, active, closed.
    pub status: pb::PlanStatus,
    /// When it was activated.
    pub activated_at: Option<DateTime<Utc>>,
    /// Rises by one with every change.
    pub version: i64,
}

impl Plan {
    /// Its days as the rules have them.
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        Period::new(self.period_start, self.period_end)
    }
}

/// A goal.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// Identity.
    pub id: GoalId,
    /// Its plan.
    pub plan_id: PlanId,
    /// Unique in the plan.
    pub code: String,
    /// 目标描述
    pub description: String,
    /// 目标来源
    pub source: pb::GoalSource,
    /// Code of the department.
    pub department: String,
    /// Code of the accountable person.
    pub owner: String,
    /// 期限
    pub deadline: NaiveDate,
    /// 优先级
    pub priority: pb::Priority,
    /// 关键结果方向
    pub key_result_direction: String,
    /// What it hangs under.
    pub parent: Option<NodeId>,
    /// Value at the start.
    pub baseline: Option<f64>,
    /// Value to reach.
    pub target: Option<f64>,
    /// Unit of both.
    pub unit: String,
    /// At the top of the organisation.
    pub company_goal: bool,
    /// 0–1, from its key results.
    pub progress: f64,
    /// Verdicts on S, M, A, R, T.
    pub smart: Vec<Verdict>,
    /// Rises by one with every change.
    pub version: i64,
}

/// Verdict on one letter of SMART.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// S, M, A, R or T.
    pub letter: String,
    /// Whether it is met.
    pub passed: bool,
    /// Why, or why not.
    pub reason: Localized,
    /// What would make it better.
    pub suggestion: Localized,
}

impl From<&smart::Verdict> for Verdict {
    fn from(verdict: &smart::Verdict) -> Self {
        Self {
            letter: verdict.letter.name().to_owned(),
            passed: verdict.passed,
            reason: localized(&verdict.reason),
            suggestion: localized(&verdict.suggestion),
        }
    }
}

/// A key result.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyResult {
    /// Identity.
    pub id: KeyResultId,
    /// Its plan.
    pub plan_id: PlanId,
    /// Its goal.
    pub goal_id: GoalId,
    /// Unique in the plan.
    pub code: String,
    /// KR描述
    pub description: String,
    /// Code of the one accountable person.
    pub owner: String,
    /// Codes of those who help.
    pub collaborators: Vec<String>,
    /// How the target is meant.
    pub kind: pb::TargetKind,
    /// Value at the start.
    pub baseline: f64,
    /// Value to reach.
    pub target: f64,
    /// Value today.
    pub current: f64,
    /// Day of the check-in that gave it; none before the first.
    pub value_as_of: Option<NaiveDate>,
    /// Unit of all three.
    pub unit: String,
    /// Percent of the goal.
    pub weight: f64,
    /// 完成时限
    pub deadline: NaiveDate,
    /// Raw attainment; 1 is reached.
    pub attainment: f64,
    /// Rises by one with every change.
    pub version: i64,
}

/// A plan with everything in it, goals and key results in the order of their codes.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// The plan.
    pub plan: Plan,
    /// Its goals.
    pub goals: Vec<Goal>,
    /// Their key results.
    pub key_results: Vec<KeyResult>,
}

impl Tree {
    /// Key results of a goal, by code.
    pub fn parts(&self, goal: GoalId) -> impl Iterator<Item = &KeyResult> {
        self.key_results
            .iter()
            .filter(move |key_result| key_result.goal_id == goal)
    }

    /// Its goals and key results, as what a goal may hang under.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> {
        let goals = self.goals.iter().map(|goal| goal.id.into());
        goals.chain(self.key_results.iter().map(|part| part.id.into()))
    }

    /// Orders goals and key results by code.
    pub fn sort(&mut self) {
        self.goals.sort_by(|a, b| a.code.cmp(&b.code));
        self.key_results.sort_by(|a, b| a.code.cmp(&b.code));
    }
}

/// The rules' word for a source; none where none is given.
#[must_use]
pub fn source(source: pb::GoalSource) -> Option<Source> {
    match source {
        pb::GoalSource::Unspecified => None,
        pb::GoalSource::CompanyStrategy => Some(Source::CompanyStrategy),
        pb::GoalSource::SuperiorDirective => Some(Source::SuperiorDirective),
        pb::GoalSource::AnnualOperatingPlan => Some(Source::AnnualOperatingPlan),
        pb::GoalSource::Other => Some(Source::Other),
    }
}
