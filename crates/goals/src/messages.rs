//! From the domain to the contract's messages; used by answers and by events alike.

use cascade_method::{
    Finding as Said, Severity,
    adjustment::{Status, Tier},
};
use cascade_proto::goals::v1 as pb;
use cascade_runtime::lang::Localized;
use chrono::{DateTime, Utc};

use crate::domain::{
    adjustment::Adjustment,
    audit::Entry,
    check_in::CheckIn,
    finding::{Finding, localized},
    tree::{Goal, KeyResult, Plan, Verdict},
    version::Version,
};

/// A moment as protobuf has it.
#[must_use]
pub fn moment(at: DateTime<Utc>) -> pbjson_types::Timestamp {
    pbjson_types::Timestamp {
        seconds: at.timestamp(),
        // Always below one thousand million.
        nanos: at.timestamp_subsec_nanos().try_into().unwrap_or(0),
    }
}

/// A plan.
#[must_use]
pub fn plan(plan: &Plan) -> pb::Plan {
    pb::Plan {
        id: plan.id.to_string(),
        code: plan.code.clone(),
        title: plan.title.clone(),
        period_start: plan.period_start.to_string(),
        period_end: plan.period_end.to_string(),
        status: plan.status.into(),
        activated_at: plan.activated_at.map(moment),
        version: plan.version,
    }
}

/// A goal.
#[must_use]
pub fn goal(goal: &Goal) -> pb::Goal {
    pb::Goal {
        id: goal.id.to_string(),
        plan_id: goal.plan_id.to_string(),
        code: goal.code.clone(),
        description: goal.description.clone(),
        source: goal.source.into(),
        department: goal.department.clone(),
        owner: goal.owner.clone(),
        deadline: goal.deadline.to_string(),
        priority: goal.priority.into(),
        key_result_direction: goal.key_result_direction.clone(),
        parent_id: goal.parent.map(|id| id.to_string()).unwrap_or_default(),
        baseline: goal.baseline,
        target: goal.target,
        unit: goal.unit.clone(),
        progress: goal.progress,
        smart: Some(pb::SmartReport {
            letters: goal.smart.iter().map(verdict).collect(),
        }),
        version: goal.version,
        company_goal: goal.company_goal,
        contributed: None,
    }
}

fn verdict(verdict: &Verdict) -> pb::SmartVerdict {
    pb::SmartVerdict {
        letter: verdict.letter.clone(),
        passed: verdict.passed,
        reason: Some(text(&verdict.reason)),
        suggestion: Some(text(&verdict.suggestion)),
    }
}

/// A key result.
#[must_use]
pub fn key_result(key_result: &KeyResult) -> pb::KeyResult {
    pb::KeyResult {
        id: key_result.id.to_string(),
        plan_id: key_result.plan_id.to_string(),
        goal_id: key_result.goal_id.to_string(),
        code: key_result.code.clone(),
        description: key_result.description.clone(),
        owner: key_result.owner.clone(),
        collaborators: key_result.collaborators.clone(),
        target_kind: key_result.kind.into(),
        baseline: key_result.baseline,
        target: key_result.target,
        current: key_result.current,
        unit: key_result.unit.clone(),
        weight: key_result.weight,
        deadline: key_result.deadline.to_string(),
        attainment: key_result.attainment,
        version: key_result.version,
        completion: None,
        contributed: None,
    }
}

/// A check-in.
#[must_use]
pub fn check_in(check_in: &CheckIn) -> pb::CheckIn {
    pb::CheckIn {
        id: check_in.id.to_string(),
        key_result_id: check_in.key_result_id.to_string(),
        value: check_in.value,
        confidence: check_in.confidence,
        note: check_in.note.clone(),
        as_of: check_in.as_of.to_string(),
        by: check_in.by.clone(),
        recorded_at: Some(moment(check_in.recorded_at)),
    }
}

/// Findings; only warnings are kept.
#[must_use]
pub fn findings(found: &[Finding]) -> Vec<pb::Finding> {
    found
        .iter()
        .map(|finding| pb::Finding {
            rule: finding.rule.clone(),
            severity: pb::Severity::Warning.into(),
            table: finding.table.clone(),
            row: finding.row.clone(),
            field: finding.field.clone(),
            value: finding.value.clone(),
            message: Some(text(&finding.message)),
            advice: Some(text(&finding.advice)),
        })
        .collect()
}

/// What the rules say, of either severity.
#[must_use]
pub fn said(said: &[Said]) -> Vec<pb::Finding> {
    said.iter()
        .map(|said| pb::Finding {
            rule: said.rule.id.to_owned(),
            severity: match said.severity() {
                Severity::Error => pb::Severity::Error,
                Severity::Warning | Severity::Computed => pb::Severity::Warning,
            }
            .into(),
            table: said.table.name().to_owned(),
            row: said.row.clone(),
            field: said.field.to_owned(),
            value: said.value.clone(),
            message: Some(text(&localized(&said.message))),
            advice: Some(text(&localized(&said.advice))),
        })
        .collect()
}

/// An adjustment.
#[must_use]
pub fn adjustment(made: &Adjustment) -> pb::Adjustment {
    let status = match made.status {
        Status::Draft => pb::AdjustmentStatus::Draft,
        Status::Submitted => pb::AdjustmentStatus::Submitted,
        Status::Approved => pb::AdjustmentStatus::Approved,
        Status::Rejected => pb::AdjustmentStatus::Rejected,
        Status::Withdrawn => pb::AdjustmentStatus::Withdrawn,
    };
    let tier = match made.tier {
        Tier::KeyResultOwner => pb::ApprovalTier::KeyResultOwner,
        Tier::DepartmentHead => pb::ApprovalTier::DepartmentHead,
        Tier::Superior => pb::ApprovalTier::Superior,
    };
    pb::Adjustment {
        id: made.id.to_string(),
        plan_id: made.plan_id.to_string(),
        code: made.code(),
        reason: made.reason.clone(),
        status: status.into(),
        applicant: made.applicant.clone(),
        changes: Some(made.content.changes.clone()),
        fields: made.content.fields.clone(),
        tier: tier.into(),
        extension_days: days(made.extension_days),
        cumulative_extension_days: days(made.cumulative_extension_days),
        impact: made.impact.clone(),
        submitted_at: made.submitted_at.map(moment),
        decided_by: made.decided_by.clone(),
        decision_note: made.decision_note.clone(),
        decided_at: made.decided_at.map(moment),
        plan_version_number: made.plan_version_number,
        version: made.version,
        decider: made.content.concerned.decider(made.tier),
        departments: made.content.concerned.departments.iter().cloned().collect(),
    }
}

fn days(days: i64) -> i32 {
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// A version of a plan.
#[must_use]
pub fn plan_version(version: &Version) -> pb::PlanVersion {
    pb::PlanVersion {
        plan_id: version.plan_id.to_string(),
        number: version.number,
        taken_at: Some(moment(version.taken_at)),
        by: version.by.clone(),
        reason: version.reason.clone(),
        adjustment_id: version
            .adjustment
            .map(|id| id.to_string())
            .unwrap_or_default(),
        plan: Some(version.approved.plan.clone()),
        goals: version.approved.goals.clone(),
        key_results: version.approved.key_results.clone(),
    }
}

/// An entry of the audit chain.
#[must_use]
pub fn audit_entry(entry: &Entry) -> pb::AuditEntry {
    pb::AuditEntry {
        plan_id: entry.plan.clone(),
        number: entry.number,
        at: Some(moment(entry.at)),
        by: entry.by.clone(),
        action: entry.action.clone(),
        subject: entry.subject.clone(),
        data: entry.data.clone(),
        previous_hash: entry.previous_hash.clone(),
        hash: entry.hash.clone(),
    }
}

fn text(text: &Localized) -> pb::LocalizedText {
    pb::LocalizedText {
        zh: text.zh.clone(),
        en: text.en.clone(),
    }
}
