//! Versions of a plan and its audit chain.

use cascade_proto::goals::v1 as pb;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{FieldChange, Goal, KeyResult, Plan, moment, some};

/// A plan as it was approved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlanVersion {
    /// 1 at activation, then one more with each approved adjustment.
    pub number: i64,
    /// When.
    pub taken_at: Option<DateTime<Utc>>,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Adjustment that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adjustment_id: Option<String>,
    /// The plan.
    pub plan: Plan,
    /// Its goals; absent in a list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<Goal>,
    /// Their key results; absent in a list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key_results: Vec<KeyResult>,
}

impl From<pb::PlanVersion> for PlanVersion {
    fn from(row: pb::PlanVersion) -> Self {
        Self {
            taken_at: moment(row.taken_at),
            plan: row.plan.unwrap_or_default().into(),
            goals: row.goals.into_iter().map(Into::into).collect(),
            key_results: row.key_results.into_iter().map(Into::into).collect(),
            number: row.number,
            by: row.by,
            reason: row.reason,
            adjustment_id: some(row.adjustment_id),
        }
    }
}

/// What differs between two versions of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VersionDifference {
    /// The earlier one.
    pub from: i64,
    /// The later one.
    pub to: i64,
    /// A row that came or went has the field `row`.
    pub fields: Vec<FieldChange>,
}

/// One link of an audit chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    /// Its plan.
    pub plan_id: String,
    /// From 1, without gaps.
    pub number: i64,
    /// When, to the microsecond.
    pub at: Option<DateTime<Utc>>,
    /// By whom.
    pub by: String,
    /// What was done.
    pub action: String,
    /// To what, by id.
    pub subject: String,
    /// What it was about, as JSON text: the hash is over this very text.
    pub data: String,
    /// Hash of the entry before.
    pub previous_hash: String,
    /// SHA-256 over the fields in their order, each as `<length in bytes>:<text>`.
    pub hash: String,
}

impl From<pb::AuditEntry> for AuditEntry {
    fn from(row: pb::AuditEntry) -> Self {
        Self {
            at: moment(row.at),
            plan_id: row.plan_id,
            number: row.number,
            by: row.by,
            action: row.action,
            subject: row.subject,
            data: row.data,
            previous_hash: row.previous_hash,
            hash: row.hash,
        }
    }
}

/// Whether an audit chain holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditVerdict {
    /// Entries that follow from each other.
    pub entries: i64,
    /// Hash of the last of them: keep it elsewhere, and a chain cut short shows too.
    pub head: String,
    /// Whether all follow.
    pub intact: bool,
    /// First entry that does not follow; 0 where all do.
    pub broken_at: i64,
}

impl From<pb::VerifyAuditResponse> for AuditVerdict {
    fn from(row: pb::VerifyAuditResponse) -> Self {
        Self {
            entries: row.entries,
            head: row.head,
            intact: row.intact,
            broken_at: row.broken_at,
        }
    }
}
