//! From the domain to the contract's messages; used by answers and by events alike.

use cascade_method::{
    Finding, Text,
    correction::Measure,
    escalation::{Pause, Stage},
    light::Light,
    progress::BlockerCause,
    status::DerivedStatus,
};
use cascade_proto::{
    goals::v1::{self as goals, LocalizedText},
    monitoring::v1 as pb,
};
use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::{
    alert::{Alert, Correction},
    basis::{Basis, Rule},
    plan::PlanState,
    view::{PathStep, RollUp},
};
use crate::ids::{GoalId, KeyResultId, TaskId};

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

/// Both languages.
#[must_use]
pub fn text(text: &Text) -> LocalizedText {
    LocalizedText {
        zh: text.zh.clone(),
        en: text.en.clone(),
    }
}

/// What a rule says of a row.
#[must_use]
pub fn finding(found: &Finding) -> goals::Finding {
    let severity = if found.is_error() {
        goals::Severity::Error
    } else {
        goals::Severity::Warning
    };
    goals::Finding {
        rule: found.rule.id.to_owned(),
        severity: severity.into(),
        table: found.table.name().to_owned(),
        row: found.row.clone(),
        field: found.field.to_owned(),
        value: found.value.clone(),
        message: Some(text(&found.message)),
        advice: Some(text(&found.advice)),
    }
}

/// A light.
#[must_use]
pub fn light(light: Light) -> pb::Light {
    match light {
        Light::Green => pb::Light::Green,
        Light::Yellow => pb::Light::Yellow,
        Light::Red => pb::Light::Red,
    }
}

fn status(status: DerivedStatus) -> pb::DerivedStatus {
    match status {
        DerivedStatus::NotStarted => pb::DerivedStatus::NotStarted,
        DerivedStatus::InProgress => pb::DerivedStatus::InProgress,
        DerivedStatus::Late => pb::DerivedStatus::Late,
        DerivedStatus::Done => pb::DerivedStatus::Done,
        DerivedStatus::Paused => pb::DerivedStatus::Paused,
        DerivedStatus::Blocked => pb::DerivedStatus::Blocked,
        DerivedStatus::Cancelled => pb::DerivedStatus::Cancelled,
    }
}

/// Root-cause paths.
#[must_use]
pub fn hops(path: &[PathStep]) -> Vec<pb::Hop> {
    path.iter()
        .map(|step| pb::Hop {
            task_id: step.task.to_string(),
            code: step.code.clone(),
            name: step.name.clone(),
            owner: step.owner.clone(),
            department: step.department.clone(),
            own_delay_days: step.own_delay,
            inherited_days: step.inherited,
            planned_end: step.planned_end.to_string(),
            forecast_finish: step.forecast_finish.to_string(),
            reported_cause: step.reported_cause.clone(),
            planned_past_days: step.planned_past,
            note: step.note().as_ref().map(text),
            cause: step.cause().as_ref().map(text),
        })
        .collect()
}

/// How a goal stands, for the plan of what it hangs under.
#[must_use]
pub fn goal_standing(view: &RollUp) -> pb::GoalStanding {
    pb::GoalStanding {
        light: light(view.light).into(),
        reason: Some(text(&view.reason)),
        score: view.score,
        completion: view.completion,
        forecast_finish: day(view.forecast_finish),
        root_cause: (hops(&view.root_cause).into_iter().zip(&view.root_cause))
            .map(|(hop, step)| pb::StandingHop {
                hop: Some(hop),
                cause_kind: step.cause_kind.map_or("", BlockerCause::word).to_owned(),
            })
            .collect(),
    }
}

/// A task's forecast; none for an unknown task or one never settled.
#[must_use]
pub fn task_forecast(plan: &PlanState, id: TaskId) -> Option<pb::TaskForecast> {
    let node = plan.tasks.get(&id)?;
    let (fact, view) = (&node.fact, node.view.as_ref()?);
    let shift = view.forecast_delay;
    Some(pb::TaskForecast {
        task_id: id.to_string(),
        plan_id: plan.plan.id.to_string(),
        key_result_id: fact.key_result_id.to_string(),
        code: fact.code.clone(),
        name: fact.name.clone(),
        owner: fact.owner.clone(),
        department: fact.department.clone(),
        planned_start: fact.planned_start.to_string(),
        planned_end: fact.planned_end.to_string(),
        baseline_start: day(fact.baseline.map(|(start, _)| start)),
        baseline_end: day(fact.baseline.map(|(_, end)| end)),
        actual_start: day(fact.actual_start),
        actual_finish: day(fact.actual_finish),
        forecast_start: view.forecast_start.to_string(),
        forecast_finish: view.forecast_finish.to_string(),
        percent: fact.percent,
        planned_percent: view.planned_percent,
        delay_days: view.delay,
        forecast_delay_days: shift,
        status: status(view.status).into(),
        light: light(view.light).into(),
        light_reason: Some(text(&view.reason)),
        critical: view.critical,
        near_critical: view.near_critical,
        total_float_days: view.total_float,
        free_float_days: view.free_float,
        findings: view.findings.iter().map(finding).collect(),
        task_version: fact.version,
        basis: plan.forecast_basis(id).map(basis),
        milestones: fact
            .milestones
            .iter()
            .map(|milestone| pb::MilestoneForecast {
                name: milestone.name.clone(),
                due: milestone.due.to_string(),
                forecast: day(Some(plan.milestone_forecast(fact, view, milestone))),
                reached_on: day(milestone.reached_on),
            })
            .collect(),
    })
}

fn basis(basis: Basis) -> pb::ForecastBasis {
    let rule = match basis.rule {
        Rule::Finished => pb::ForecastRule::Finished,
        Rule::Cancelled => pb::ForecastRule::Cancelled,
        Rule::ReportedRemaining => pb::ForecastRule::ReportedRemaining,
        Rule::ActualPace => pb::ForecastRule::ActualPace,
        Rule::PlannedShare => pb::ForecastRule::PlannedShare,
        Rule::Predecessor => pb::ForecastRule::Predecessor,
        Rule::PlannedStart => pb::ForecastRule::PlannedStart,
        Rule::NotBefore => pb::ForecastRule::NotBefore,
        Rule::StartOn => pb::ForecastRule::StartOn,
        Rule::ResourceArrival => pb::ForecastRule::ResourceArrival,
        Rule::Today => pb::ForecastRule::Today,
        Rule::OwnerAway => pb::ForecastRule::OwnerAway,
    };
    pb::ForecastBasis {
        rule: rule.into(),
        text: Some(text(&basis.text)),
        // Working days of a plan, far below two thousand million.
        remaining_days: basis.remaining.try_into().unwrap_or(i32::MAX),
        elapsed_days: basis.elapsed,
        held_by: basis.held_by.unwrap_or_default(),
        from: day(basis.from),
    }
}

/// A key result's status; none for an unknown one or one never settled.
#[must_use]
pub fn key_result(plan: &PlanState, id: KeyResultId) -> Option<pb::KeyResultStatus> {
    let node = plan.key_results.get(&id)?;
    let (fact, view) = (&node.fact, node.view.as_ref()?);
    Some(pb::KeyResultStatus {
        key_result_id: id.to_string(),
        plan_id: plan.plan.id.to_string(),
        goal_id: fact.goal_id.to_string(),
        code: fact.code.clone(),
        description: fact.description.clone(),
        owner: fact.owner.clone(),
        deadline: fact.deadline.to_string(),
        attainment: fact.attainment,
        completion: view.completion,
        weight: fact.weight,
        forecast_finish: day(view.forecast_finish),
        light: light(view.light).into(),
        light_reason: Some(text(&view.reason)),
        score: view.score,
        root_cause: hops(&view.root_cause),
    })
}

/// A goal's status; none for an unknown one or one never settled.
#[must_use]
pub fn goal(plan: &PlanState, id: GoalId) -> Option<pb::GoalStatus> {
    let node = plan.goals.get(&id)?;
    let (fact, view): (_, &RollUp) = (&node.fact, node.view.as_ref()?);
    Some(pb::GoalStatus {
        goal_id: id.to_string(),
        plan_id: plan.plan.id.to_string(),
        code: fact.code.clone(),
        description: fact.description.clone(),
        owner: fact.owner.clone(),
        department: fact.department.clone(),
        deadline: fact.deadline.to_string(),
        progress: fact.progress,
        forecast_finish: day(view.forecast_finish),
        light: light(view.light).into(),
        light_reason: Some(text(&view.reason)),
        score: view.score,
        root_cause: hops(&view.root_cause),
    })
}

/// An alert with its history.
#[must_use]
pub fn alert(plan: &PlanState, alert: &Alert) -> pb::Alert {
    let cause = plan.tasks.get(&alert.cause).map(|node| &node.fact);
    pb::Alert {
        id: alert.id.to_string(),
        plan_id: plan.plan.id.to_string(),
        cause_task_id: alert.cause.to_string(),
        cause_code: cause.map(|fact| fact.code.clone()).unwrap_or_default(),
        cause_name: cause.map(|fact| fact.name.clone()).unwrap_or_default(),
        level: i32::from(alert.ladder.level.number()),
        assignee: alert.assignee.clone(),
        state: alert_state(alert).into(),
        light: light(alert.light).into(),
        summary: Some(text(&alert.summary)),
        raised_at: Some(moment(alert.raised_at)),
        due_at: alert.ladder.due.map(moment),
        closed_at: alert.closed_at.map(moment),
        explanation: alert.explanation.clone(),
        corrections: alert
            .corrections
            .iter()
            .map(|filed| correction(alert, filed))
            .collect(),
        affects: alert.affects.clone(),
        history: alert
            .history
            .iter()
            .map(|entry| pb::AlertEntry {
                at: Some(moment(entry.at)),
                level: i32::from(entry.level.number()),
                what: entry.what.to_owned(),
                who: entry.who.clone(),
                note: entry.note.clone(),
            })
            .collect(),
        version: alert.version,
        policy: alert.policy.clone(),
        stage: alert_stage(alert.ladder.stage).into(),
    }
}

fn alert_state(alert: &Alert) -> pb::AlertState {
    match (alert.ladder.stage, alert.ladder.pause) {
        (Stage::Closed, _) => pb::AlertState::Closed,
        (_, Some(Pause::Snoozed)) => pb::AlertState::Snoozed,
        (_, Some(Pause::Acknowledged)) => pb::AlertState::Acknowledged,
        (stage, None) => alert_stage(stage),
    }
}

/// What is wanted next, which asking for time does not change.
fn alert_stage(stage: Stage) -> pb::AlertState {
    match stage {
        Stage::Open => pb::AlertState::Open,
        Stage::Explained => pb::AlertState::Explained,
        Stage::Correcting => pb::AlertState::Correcting,
        Stage::Verifying | Stage::Unverified => pb::AlertState::Verifying,
        Stage::Reopened => pb::AlertState::Reopened,
        Stage::Closed => pb::AlertState::Closed,
    }
}

fn correction(alert: &Alert, filed: &Correction) -> pb::Correction {
    pb::Correction {
        id: filed.id.to_string(),
        alert_id: alert.id.to_string(),
        measure: measure(filed.measure).into(),
        description: filed.description.clone(),
        owner: filed.owner.clone(),
        due: filed.due.to_string(),
        verification: filed.verification.clone(),
        filed_by: filed.filed_by.clone(),
        filed_at: Some(moment(filed.filed_at)),
        verified_by: filed
            .verified
            .as_ref()
            .map(|(by, _)| by.clone())
            .unwrap_or_default(),
        verified_at: filed.verified.as_ref().map(|(_, at)| moment(*at)),
    }
}

fn measure(measure: Measure) -> pb::Measure {
    match measure {
        Measure::AddResource => pb::Measure::AddResource,
        Measure::ReSequence => pb::Measure::ReSequence,
        Measure::Split => pb::Measure::Split,
        Measure::RePlan => pb::Measure::RePlan,
        Measure::AdjustGoal => pb::Measure::AdjustGoal,
    }
}

/// A measure from the contract; none where unspecified.
#[must_use]
pub fn read_measure(measure: pb::Measure) -> Option<Measure> {
    match measure {
        pb::Measure::Unspecified => None,
        pb::Measure::AddResource => Some(Measure::AddResource),
        pb::Measure::ReSequence => Some(Measure::ReSequence),
        pb::Measure::Split => Some(Measure::Split),
        pb::Measure::RePlan => Some(Measure::RePlan),
        pb::Measure::AdjustGoal => Some(Measure::AdjustGoal),
    }
}
