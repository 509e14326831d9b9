//! From the domain to the contract's messages; used by answers and by events alike.

pub mod baselines;

use cascade_proto::{goals::v1 as goals, tasks::v1 as pb};
use cascade_runtime::lang::Localized;
use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::{
    acceptance,
    finding::Finding,
    report::Report,
    task::{Constraints, Link, Milestone, Task},
};

/// ISO 8601 text of a day, empty for none.
#[must_use]
pub fn day(date: Option<NaiveDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// A moment as protobuf has it.
#[must_use]
pub fn moment(at: DateTime<Utc>) -> pbjson_types::Timestamp {
    pbjson_types::Timestamp {
        seconds: at.timestamp(),
        // Always below one thousand million.
        nanos: at.timestamp_subsec_nanos().try_into().unwrap_or(0),
    }
}

/// A task.
#[must_use]
pub fn task(task: &Task) -> pb::Task {
    let (plan, track) = (&task.plan, &task.track);
    pb::Task {
        id: task.id.to_string(),
        plan_id: plan.plan_id.to_string(),
        key_result_id: plan.key_result_id.to_string(),
        code: plan.code.clone(),
        name: plan.name.clone(),
        description: plan.description.clone(),
        r#type: plan.kind.into(),
        owner: plan.owner.clone(),
        collaborators: plan.collaborators.clone(),
        department: plan.department.clone(),
        planned_start: plan.start.to_string(),
        planned_end: plan.end.to_string(),
        duration_days: signed(plan.duration_days),
        deliverable: plan.deliverable.clone(),
        predecessors: plan.predecessors.iter().map(predecessor).collect(),
        required_resources: plan.required_resources.clone(),
        effort_hours: plan.effort_hours,
        priority: plan.priority.into(),
        milestones: plan.milestones.iter().map(milestone).collect(),
        state: track.state.into(),
        percent: track.percent,
        remaining_days: track.remaining_days.map(signed),
        actual_start: day(track.actual_start),
        actual_finish: day(track.actual_finish),
        evidence: track.evidence.clone(),
        baseline: task.baseline.as_ref().map(|baseline| pb::Baseline {
            start: baseline.start.to_string(),
            end: baseline.end.to_string(),
            taken_at: Some(moment(baseline.taken_at)),
        }),
        version: task.version,
        skills: plan
            .skills
            .iter()
            .map(|need| pb::SkillNeed {
                skill: need.skill.clone(),
                level: need.level,
            })
            .collect(),
        last_reported_on: day(track.last_reported_on),
        reported_cause: track.reported_cause.clone(),
        reported_cause_kind: track.cause_kind.into(),
        constraints: constraints(plan.constraints),
        estimate: plan.estimate.map(|points| pb::ThreePointEstimate {
            optimistic_days: points.optimistic,
            likely_days: points.likely,
            pessimistic_days: points.pessimistic,
        }),
    }
}

/// What a task is held to; none where nothing.
fn constraints(of: Constraints) -> Option<pb::Constraints> {
    (of != Constraints::default()).then(|| pb::Constraints {
        not_before: day(of.not_before),
        deadline: day(of.deadline),
        start_on: day(of.start_on),
    })
}

/// A link.
#[must_use]
pub fn predecessor(link: &Link) -> pb::Predecessor {
    pb::Predecessor {
        task_id: link.task_id.to_string(),
        kind: link.kind.into(),
        lag_days: link.lag_days,
        plan_id: link.plan_id.to_string(),
        code: link.code.clone(),
        acceptance: link.acceptance.as_ref().map(|word| pb::LinkAcceptance {
            status: acceptance::to_contract(word.status).into(),
            by: word.by.clone(),
            at: word.at.map(moment),
            note: word.note.clone(),
        }),
    }
}

fn milestone(milestone: &Milestone) -> pb::Milestone {
    pb::Milestone {
        id: milestone.id.to_string(),
        name: milestone.name.clone(),
        due: milestone.due.to_string(),
        reached_on: day(milestone.reached_on),
    }
}

/// A progress report.
#[must_use]
pub fn report(report: &Report) -> pb::ProgressReport {
    pb::ProgressReport {
        id: report.id.to_string(),
        task_id: report.task_id.to_string(),
        plan_id: report.plan_id.to_string(),
        as_of: report.as_of.to_string(),
        percent: report.percent,
        remaining_days: report.remaining_days.map(signed),
        note: report.note.clone(),
        blocker_cause: report.blocker_cause.into(),
        blocker: report.blocker.clone(),
        actual_start: day(report.actual_start),
        actual_finish: day(report.actual_finish),
        evidence: report.evidence.clone(),
        by: report.by.clone(),
        recorded_at: Some(moment(report.recorded_at)),
        task_version: report.task_version,
    }
}

/// A finding; only warnings are kept.
#[must_use]
pub fn finding(finding: &Finding) -> goals::Finding {
    goals::Finding {
        rule: finding.rule.clone(),
        severity: goals::Severity::Warning.into(),
        table: finding.table.clone(),
        row: finding.row.clone(),
        field: finding.field.clone(),
        value: finding.value.clone(),
        message: Some(text(&finding.message)),
        advice: Some(text(&finding.advice)),
    }
}

/// Findings.
#[must_use]
pub fn findings(found: &[Finding]) -> Vec<goals::Finding> {
    found.iter().map(finding).collect()
}

fn text(text: &Localized) -> goals::LocalizedText {
    goals::LocalizedText {
        zh: text.zh.clone(),
        en: text.en.clone(),
    }
}

fn signed(days: u32) -> i32 {
    i32::try_from(days).unwrap_or(i32::MAX)
}
