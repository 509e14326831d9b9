//! Adjustments of an activated plan (§7): what they change, who decides, and what they leave behind.
//!
//! ```text
//! changes ──propose──▶ Proposal { the plan as it becomes, differences, extensions } ──▶ tier ──▶ decision
//! ```

mod authority;
mod difference;
mod proposal;

use std::collections::BTreeMap;

use cascade_method::{
    Finding as Said,
    adjustment::{Move, Status, Tier, outdated, tier},
    policy::AdjustmentPolicy,
};
use cascade_proto::goals::v1 as pb;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use authority::{Concerned, concerned, everybody};
pub use difference::between;
pub use proposal::{Known, Proposal, propose};

use crate::ids::{AdjustmentId, PlanId};

/// What is to change, and what that amounts to.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Content {
    /// As the applicant wrote it.
    pub changes: pb::AdjustmentChanges,
    /// Against the plan as it was when this was written or submitted.
    pub fields: Vec<pb::FieldChange>,
    /// Working days by which each row's end moves out, by the row's id.
    pub extensions: BTreeMap<String, i64>,
    /// Whom it concerns: who may apply, and who decides.
    pub concerned: Concerned,
}

/// An adjustment.
#[derive(Debug, Clone, PartialEq)]
pub struct Adjustment {
    /// Identity.
    pub id: AdjustmentId,
    /// Its plan.
    pub plan_id: PlanId,
    /// From 1 in its plan.
    pub number: i64,
    /// 调整原因
    pub reason: String,
    /// How far it has come.
    pub status: Status,
    /// Code of the person, or the account.
    pub applicant: String,
    /// What is to change.
    pub content: Content,
    /// Who decides.
    pub tier: Tier,
    /// Working days by which it moves the latest end of anything it changes.
    pub extension_days: i64,
    /// The same with what was approved for the same rows before.
    pub cumulative_extension_days: i64,
    /// What it would do; none in a draft.
    pub impact: Option<pb::ChangeImpact>,
    /// When it was submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Who decided.
    pub decided_by: String,
    /// What they said.
    pub decision_note: String,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Number of the plan's version that the approval made; 0 before.
    pub plan_version_number: i64,
    /// Rises by one with every change.
    pub version: i64,
}

impl Adjustment {
    /// What people call it.
    #[must_use]
    pub fn code(&self) -> String {
        format!("ADJ-{}", self.number)
    }

    /// The adjustment after a move, one version on.
    ///
    /// # Errors
    /// ADJ-004 where its workflow does not have the move.
    pub fn moved(&self, step: Move) -> Result<Self, Said> {
        let status = self.status.after(&self.code(), step)?;
        Ok(Self {
            status,
            version: self.version + 1,
            ..self.clone()
        })
    }

    /// Takes over what a proposal amounts to, after the working days that earlier adjustments gave each row.
    pub fn take(
        &mut self,
        proposal: &Proposal,
        concerned: Concerned,
        earlier: &BTreeMap<String, i64>,
        policy: &AdjustmentPolicy,
    ) {
        let in_all = |(row, days): (&String, &i64)| days + earlier.get(row).copied().unwrap_or(0);
        self.extension_days = proposal.extension();
        self.cumulative_extension_days = proposal.extensions.iter().map(in_all).max().unwrap_or(0);
        let days = u32::try_from(self.cumulative_extension_days).unwrap_or(u32::MAX);
        self.tier = tier(proposal.change, days, policy);
        self.content.fields = proposal.fields.clone();
        self.content.extensions = proposal.extensions.clone();
        self.content.concerned = concerned;
    }

    /// What is no longer what it was when the adjustment was submitted (ADJ-006).
    #[must_use]
    pub fn outdated(&self, proposal: &Proposal) -> Vec<Said> {
        let key = |field: &pb::FieldChange| {
            (
                field.table.clone(),
                field.row_id.clone(),
                field.field.clone(),
            )
        };
        let now: BTreeMap<_, &pb::FieldChange> = proposal
            .fields
            .iter()
            .map(|field| (key(field), field))
            .collect();
        self.content
            .fields
            .iter()
            .filter_map(|then| {
                // A change that is no change any more has been made by somebody else.
                let from = now.get(&key(then)).map_or(&then.to, |now| &now.from);
                (*from != then.from)
                    .then(|| outdated(&self.code(), &then.row, "changes", &then.from, from))
            })
            .collect()
    }
}
