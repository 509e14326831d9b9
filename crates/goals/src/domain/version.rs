//! A plan as it was approved.

use cascade_proto::goals::v1 as pb;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    domain::tree::Tree,
    ids::{AdjustmentId, PlanId},
    messages,
};

/// Everything that was approved, as the contract writes it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Approved {
    /// The plan.
    pub plan: pb::Plan,
    /// Its goals.
    pub goals: Vec<pb::Goal>,
    /// Their key results.
    pub key_results: Vec<pb::KeyResult>,
}

impl From<&Tree> for Approved {
    fn from(tree: &Tree) -> Self {
        Self {
            plan: messages::plan(&tree.plan),
            goals: tree.goals.iter().map(messages::goal).collect(),
            key_results: tree.key_results.iter().map(messages::key_result).collect(),
        }
    }
}

/// One approval.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// The plan.
    pub plan_id: PlanId,
    /// From 1.
    pub number: i64,
    /// When.
    pub taken_at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Adjustment that made it.
    pub adjustment: Option<AdjustmentId>,
    /// What was approved.
    pub approved: Approved,
}
