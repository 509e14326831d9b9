//! Goals, key results and check-ins.

use cascade_proto::goals::v1 as pb;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Finding, GoalSource, Priority, TargetKind, Text, moment, some, text};

/// A goal of a department.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Goal {
    pub id: String,
    pub plan_id: String,
    pub code: String,
    pub description: String,
    pub source: GoalSource,
    pub department: String,
    pub owner: String,
    #[schema(format = Date)]
    pub deadline: String,
    pub priority: Priority,
    pub key_result_direction: String,
    /// The goal or key result above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    pub unit: String,
    /// Weighted attainment of its key results, 0–1.
    pub progress: f64,
    /// Progress as those who contribute to it deliver it, 0–1; absent where nobody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contributed: Option<f64>,
    /// One verdict a letter, S, M, A, R, T.
    pub smart: Vec<SmartVerdict>,
    pub company_goal: bool,
    pub version: i64,
}

/// Verdict on one letter of SMART.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct SmartVerdict {
    pub letter: String,
    pub passed: bool,
    pub reason: Text,
    pub suggestion: Text,
}

impl From<pb::Goal> for Goal {
    fn from(row: pb::Goal) -> Self {
        Self {
            source: row.source().into(),
            priority: row.priority().into(),
            smart: row
                .smart
                .unwrap_or_default()
                .letters
                .into_iter()
                .map(SmartVerdict::from)
                .collect(),
            id: row.id,
            plan_id: row.plan_id,
            code: row.code,
            description: row.description,
            department: row.department,
            owner: row.owner,
            deadline: row.deadline,
            key_result_direction: row.key_result_direction,
            parent_id: some(row.parent_id),
            baseline: row.baseline,
            target: row.target,
            unit: row.unit,
            progress: row.progress,
            contributed: row.contributed,
            company_goal: row.company_goal,
            version: row.version,
        }
    }
}

impl From<pb::SmartVerdict> for SmartVerdict {
    fn from(row: pb::SmartVerdict) -> Self {
        Self {
            letter: row.letter,
            passed: row.passed,
            reason: text(row.reason),
            suggestion: text(row.suggestion),
        }
    }
}

/// A key result of a goal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct KeyResult {
    pub id: String,
    pub plan_id: String,
    pub goal_id: String,
    pub code: String,
    pub description: String,
    pub owner: String,
    pub collaborators: Vec<String>,
    pub target_kind: TargetKind,
    pub baseline: f64,
    pub target: f64,
    pub current: f64,
    pub unit: String,
    /// Percent of the goal.
    pub weight: f64,
    #[schema(format = Date)]
    pub deadline: String,
    /// Uncapped; 1 is reached.
    pub attainment: f64,
    /// Share of its tasks' work that is done, 0–1: another figure than attainment; absent without tasks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completion: Option<f64>,
    /// Attainment as those who contribute to it deliver it, 0–1; absent where nobody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contributed: Option<f64>,
    pub version: i64,
}

impl From<pb::KeyResult> for KeyResult {
    fn from(row: pb::KeyResult) -> Self {
        Self {
            target_kind: row.target_kind().into(),
            id: row.id,
            plan_id: row.plan_id,
            goal_id: row.goal_id,
            code: row.code,
            description: row.description,
            owner: row.owner,
            collaborators: row.collaborators,
            baseline: row.baseline,
            target: row.target,
            current: row.current,
            unit: row.unit,
            weight: row.weight,
            deadline: row.deadline,
            attainment: row.attainment,
            completion: row.completion,
            contributed: row.contributed,
            version: row.version,
        }
    }
}

/// A value of a key result on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct CheckIn {
    pub id: String,
    pub key_result_id: String,
    pub value: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    pub note: String,
    #[schema(format = Date)]
    pub as_of: String,
    pub by: String,
    pub recorded_at: Option<DateTime<Utc>>,
}

impl From<pb::CheckIn> for CheckIn {
    fn from(row: pb::CheckIn) -> Self {
        Self {
            recorded_at: moment(row.recorded_at),
            id: row.id,
            key_result_id: row.key_result_id,
            value: row.value,
            confidence: row.confidence,
            note: row.note,
            as_of: row.as_of,
            by: row.by,
        }
    }
}

/// A new value of a key result.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCheckIn {
    /// In the key result's unit.
    pub value: f64,
    /// 0–1: how sure the owner is that the target will be reached.
    #[serde(default)]
    pub confidence: Option<f64>,
    /// In a sentence.
    #[serde(default)]
    pub note: String,
    /// The day the value was true; today when absent.
    #[serde(default)]
    #[schema(format = Date)]
    pub as_of: String,
}

/// A check-in with what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CheckInAnswer {
    /// As recorded.
    pub check_in: CheckIn,
    /// The key result afterwards.
    pub key_result: KeyResult,
    /// Progress of its goal afterwards, 0–1.
    pub goal_progress: f64,
}

/// A goal to be written.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct NewGoal {
    pub code: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub source: Option<GoalSource>,
    #[serde(default)]
    pub department: String,
    #[serde(default)]
    pub owner: String,
    /// Last day; ISO 8601.
    #[serde(default)]
    #[schema(format = Date)]
    pub deadline: String,
    #[serde(default)]
    pub priority: Option<Priority>,
    #[serde(default)]
    pub key_result_direction: String,
    /// Code in the same plan, or id, of the goal or key result above.
    #[serde(default)]
    pub parent: String,
    #[serde(default)]
    pub baseline: Option<f64>,
    #[serde(default)]
    pub target: Option<f64>,
    #[serde(default)]
    pub unit: String,
    #[serde(default)]
    pub company_goal: bool,
}

impl NewGoal {
    pub(crate) fn into_contract(self, plan_id: String) -> pb::Goal {
        let mut goal = pb::Goal {
            plan_id,
            code: self.code,
            description: self.description,
            department: self.department,
            owner: self.owner,
            deadline: self.deadline,
            key_result_direction: self.key_result_direction,
            parent_id: self.parent,
            baseline: self.baseline,
            target: self.target,
            unit: self.unit,
            company_goal: self.company_goal,
            ..pb::Goal::default()
        };
        if let Some(source) = self.source {
            goal.set_source(source.into());
        }
        if let Some(priority) = self.priority {
            goal.set_priority(priority.into());
        }
        goal
    }
}

/// A key result to be written.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct NewKeyResult {
    pub code: String,
    /// Code or id of its goal.
    pub goal: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub owner: String,
    #[serde(default)]
    pub collaborators: Vec<String>,
    #[serde(default)]
    pub target_kind: Option<TargetKind>,
    #[serde(default)]
    pub baseline: f64,
    pub target: f64,
    #[serde(default)]
    pub current: f64,
    #[serde(default)]
    pub unit: String,
    /// Percent of the goal, above 0.
    pub weight: f64,
    /// Last day; ISO 8601.
    #[serde(default)]
    #[schema(format = Date)]
    pub deadline: String,
}

impl NewKeyResult {
    pub(crate) fn into_contract(self, plan_id: String) -> pb::KeyResult {
        let kind = self.target_kind.unwrap_or(TargetKind::ReachLevel);
        pb::KeyResult {
            plan_id,
            goal_id: self.goal,
            code: self.code,
            description: self.description,
            owner: self.owner,
            collaborators: self.collaborators,
            target_kind: pb::TargetKind::from(kind).into(),
            baseline: self.baseline,
            target: self.target,
            current: self.current,
            unit: self.unit,
            weight: self.weight,
            deadline: self.deadline,
            ..pb::KeyResult::default()
        }
    }
}

/// A key result's share of a goal or key result above it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Contribution {
    pub key_result_id: String,
    pub key_result_code: String,
    /// The goal or key result it contributes to.
    pub receiver_id: String,
    pub receiver_code: String,
    /// Percent of the receiver.
    pub share: f64,
    /// Raw attainment of the key result.
    pub attainment: f64,
}

impl From<pb::Contribution> for Contribution {
    fn from(row: pb::Contribution) -> Self {
        Self {
            key_result_id: row.key_result_id,
            key_result_code: row.key_result_code,
            receiver_id: row.receiver_id,
            receiver_code: row.receiver_code,
            share: row.share,
            attainment: row.attainment,
        }
    }
}

/// What a goal or key result receives, and what a key result gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Contributions {
    /// From key results below.
    pub received: Vec<Contribution>,
    /// To goals and key results above.
    pub given: Vec<Contribution>,
    /// Receivers whose shares do not add up to 100 %.
    pub findings: Vec<Finding>,
}

impl From<pb::ListContributionsResponse> for Contributions {
    fn from(answer: pb::ListContributionsResponse) -> Self {
        let rows = |rows: Vec<pb::Contribution>| rows.into_iter().map(Into::into).collect();
        Self {
            received: rows(answer.received),
            given: rows(answer.given),
            findings: super::findings(answer.findings),
        }
    }
}

/// What a key result contributes to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContributions {
    /// Replaces what was there; empty takes all back.
    pub contributions: Vec<NewContribution>,
}

/// A share of a goal or key result.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContribution {
    /// The goal or key result, by id.
    pub receiver_id: String,
    /// Percent of it, above 0 and at most 100.
    pub share: f64,
}
