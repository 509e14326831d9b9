//! From the domain to the contract's messages; used by answers and by events alike.

use cascade_proto::goals::v1 as pb;
use cascade_runtime::lang::Localized;
use chrono::{DateTime, Utc};

use crate::domain::{
    check_in::CheckIn,
    finding::Finding,
    tree::{Goal, KeyResult, Plan, Verdict},
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

fn text(text: &Localized) -> pb::LocalizedText {
    pb::LocalizedText {
        zh: text.zh.clone(),
        en: text.en.clone(),
    }
}
