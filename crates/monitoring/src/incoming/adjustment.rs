//! From an event of an adjustment to a fact.

use cascade_method::adjustment::{Status, Tier};
use cascade_proto::goals::v1::{self as pb, AdjustmentStatus, ApprovalTier};
use chrono::{DateTime, Utc};

use super::{Incoming, id};
use crate::domain::adjustments::AdjustmentFact;

/// Reads an adjustment.
pub(super) fn read(row: Option<pb::Adjustment>) -> Result<Incoming, String> {
    let row = row.ok_or("adjustment is missing")?;
    let tier = match row.tier() {
        ApprovalTier::KeyResultOwner => Tier::KeyResultOwner,
        ApprovalTier::DepartmentHead | ApprovalTier::Unspecified => Tier::DepartmentHead,
        ApprovalTier::Superior => Tier::Superior,
    };
    let named: Vec<String> = row
        .decider
        .split(", ")
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    // Older events name departments only where these decide.
    let (deciders, departments) = match tier {
        Tier::KeyResultOwner => (named, row.departments.clone()),
        Tier::DepartmentHead | Tier::Superior if row.departments.is_empty() => (Vec::new(), named),
        Tier::DepartmentHead | Tier::Superior => (Vec::new(), row.departments.clone()),
    };
    Ok(Incoming::Adjustment(AdjustmentFact {
        id: id(&row.id, "adjustment.id")?,
        plan: id(&row.plan_id, "adjustment.plan_id")?,
        status: match row.status() {
            AdjustmentStatus::Draft | AdjustmentStatus::Unspecified => Status::Draft,
            AdjustmentStatus::Submitted => Status::Submitted,
            AdjustmentStatus::Approved => Status::Approved,
            AdjustmentStatus::Rejected => Status::Rejected,
            AdjustmentStatus::Withdrawn => Status::Withdrawn,
        },
        tier,
        deciders,
        departments,
        extension_days: row.extension_days.into(),
        submitted_at: row.submitted_at.and_then(moment),
        decided_at: row.decided_at.and_then(moment),
        code: row.code,
        reason: row.reason,
        applicant: row.applicant,
        decision_note: row.decision_note,
        version: row.version,
    }))
}

fn moment(at: pbjson_types::Timestamp) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(at.seconds, at.nanos.try_into().ok()?)
}
