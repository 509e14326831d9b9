//! Goals, key results and check-ins.

use cascade_proto::goals::v1 as pb;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{GoalSource, Priority, TargetKind, Text, moment, some, text};

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
    pub deadline: String,
    /// Uncapped; 1 is reached.
    pub attainment: f64,
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
