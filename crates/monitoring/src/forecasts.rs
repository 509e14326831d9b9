//! What is asked of forecasts beyond a task's own: what is late and why, what it takes, and how sure it is.

use std::{collections::BTreeMap, sync::Arc};

use cascade_method::earned_value::EarnedValue;
use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::{error::ServiceError, lang::Localized};
use cascade_schedule::monte_carlo::Simulation;

use crate::{
    config::Risk,
    domain::{
        delays::{self, Delay, Kind},
        plan::PlanState,
        risk::{History, Source, Spread, SubjectRisk},
        value::Value,
    },
    engine::Engine,
    ids::PlanId,
    messages::{self, day},
    store,
};

/// How often a plan may be simulated.
const RUNS: std::ops::RangeInclusive<u32> = 100..=10_000;

/// How often it is simulated where nobody says.
const USUAL_RUNS: u32 = 1_000;

/// What is asked of a simulation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asked {
    /// How often; 0 leaves it to the size of the plan.
    pub runs: u32,
    /// The same seed gives the same answer.
    pub seed: u32,
    /// 0–1.
    pub correlation: f64,
}

impl Engine {
    /// What is late of a plan, and why.
    ///
    /// # Errors
    /// An unknown plan.
    pub async fn delays(
        self: &Arc<Self>,
        id: PlanId,
    ) -> Result<pb::ListDelaysResponse, ServiceError> {
        self.read(id, |plan| {
            let found = plan.delays();
            let by_department = delays::days_of_departments(&found);
            Ok(pb::ListDelaysResponse {
                as_of: day(plan.as_of),
                delays: found.iter().map(delay).collect(),
                days_by_department: by_department.into_iter().collect(),
            })
        })
        .await
    }

    /// Earned value of a plan and its parts.
    ///
    /// # Errors
    /// An unknown plan.
    pub async fn earned_value(
        self: &Arc<Self>,
        id: PlanId,
    ) -> Result<pb::EarnedValueReport, ServiceError> {
        self.read(id, |plan| Ok(earned_value(plan))).await
    }

    /// How probable it is that what a plan promises is there by its day.
    ///
    /// # Errors
    /// An unknown plan, or more work than one question may make.
    pub async fn schedule_risk(
        self: &Arc<Self>,
        id: PlanId,
        asked: Asked,
        config: &Risk,
    ) -> Result<pb::ScheduleRisk, ServiceError> {
        if !(0.0..=1.0).contains(&asked.correlation) {
            return Err(ServiceError::invalid_field(
                "correlation",
                "request.range",
                asked.correlation,
                Localized::new(
                    "相关系数须在 0 到 1 之间",
                    "A correlation lies between 0 and 1",
                ),
            ));
        }
        let finished = {
            let mut conn = self.pool.get().await?;
            store::finished_tasks(&mut conn, config.history_tasks).await?
        };
        let spread = Spread {
            optimistic: f64::from(config.optimistic_percent) / 100.0,
            pessimistic: f64::from(config.pessimistic_percent) / 100.0,
        };
        let enough = config.enough_tasks as usize;
        // Only a copy is taken while the plan is locked: the simulation may take seconds.
        let (as_of, model) = self
            .read(id, move |plan| {
                let history = History::of(&finished, plan.calendar(), enough);
                Ok((day(plan.as_of), plan.risk_model(&history, spread)))
            })
            .await?;
        let runs = runs(asked.runs, model.tasks(), config.most_task_runs)?;
        let estimates = estimates(&model.estimates);
        let simulation = Simulation {
            runs,
            seed: u64::from(asked.seed),
            correlation: asked.correlation,
        };
        let subjects = tokio::task::spawn_blocking(move || model.simulate(simulation))
            .await
            .map_err(ServiceError::internal)?
            .map_err(ServiceError::internal)?;
        Ok(pb::ScheduleRisk {
            as_of,
            runs,
            seed: asked.seed,
            correlation: asked.correlation,
            estimates: Some(estimates),
            subjects: subjects.into_iter().map(subject_risk).collect(),
        })
    }
}

/// How often a plan of so many tasks is simulated.
fn runs(asked: u32, tasks: usize, most_task_runs: u64) -> Result<u32, ServiceError> {
    let (least, most) = (*RUNS.start(), *RUNS.end());
    let tasks = u64::try_from(tasks).unwrap_or(u64::MAX).max(1);
    // What one question may make of work, though never less than the least that says anything.
    let allowed = (most_task_runs / tasks).clamp(u64::from(least), u64::from(most));
    let allowed = u32::try_from(allowed).unwrap_or(most);
    match asked {
        0 => Ok(USUAL_RUNS.min(allowed)),
        runs if (least..=allowed).contains(&runs) => Ok(runs),
        runs => Err(ServiceError::invalid_field(
            "runs",
            "request.range",
            runs,
            Localized::new(
                format!("该计划的模拟次数须在 {least} 到 {allowed} 之间"),
                format!("This plan is simulated {least} to {allowed} times"),
            ),
        )),
    }
}

fn estimates(counted: &BTreeMap<Source, u32>) -> pb::RiskEstimates {
    let of = |source| counted.get(&source).copied().unwrap_or(0);
    pb::RiskEstimates {
        owner_history: of(Source::Owner),
        department_history: of(Source::Department),
        organisation_history: of(Source::Organisation),
        default_spread: of(Source::Spread),
        three_point: of(Source::ThreePoint),
    }
}

fn subject_risk(risk: SubjectRisk) -> pb::SubjectRisk {
    let [p50, p80, p95] = risk.percentiles.map(day);
    pb::SubjectRisk {
        kind: risk.subject.kind.to_owned(),
        id: risk.subject.id,
        code: risk.subject.code,
        name: risk.subject.name,
        owner: risk.subject.owner,
        due: risk.subject.due.to_string(),
        forecast: risk.subject.forecast.to_string(),
        p50,
        p80,
        p95,
        probability_on_time: risk.on_time,
    }
}

fn delay(delay: &Delay) -> pb::Delay {
    let kind = match delay.kind {
        Kind::Goal => "goal",
        Kind::KeyResult => "key_result",
        Kind::Milestone => "milestone",
    };
    pb::Delay {
        kind: kind.to_owned(),
        id: delay.id.clone(),
        code: delay.code.clone(),
        name: delay.name.clone(),
        owner: delay.owner.clone(),
        department: delay.department.clone(),
        due: delay.due.to_string(),
        forecast: day(delay.forecast),
        delay_days: delay.days(),
        light: messages::light(delay.light).into(),
        path: messages::hops(&delay.path),
        days_by_department: delays::days_by_department(&delay.path)
            .into_iter()
            .collect(),
    }
}

fn earned_value(plan: &PlanState) -> pb::EarnedValueReport {
    let values = plan.earned_value();
    let mut rows = vec![row(
        "plan",
        plan.plan.id.to_string(),
        &plan.plan.code,
        &plan.plan.title,
        &values.plan,
    )];
    rows.extend(values.goals.iter().filter_map(|(id, value)| {
        let fact = &plan.goals.get(id)?.fact;
        Some(row(
            "goal",
            id.to_string(),
            &fact.code,
            &fact.description,
            value,
        ))
    }));
    rows.extend(values.key_results.iter().filter_map(|(id, value)| {
        let fact = &plan.key_results.get(id)?.fact;
        Some(row(
            "key_result",
            id.to_string(),
            &fact.code,
            &fact.description,
            value,
        ))
    }));
    rows.extend(values.tasks.iter().filter_map(|(id, value)| {
        let fact = &plan.tasks.get(id)?.fact;
        Some(row("task", id.to_string(), &fact.code, &fact.name, value))
    }));
    pb::EarnedValueReport {
        as_of: day(plan.as_of),
        rows,
    }
}

fn row(kind: &str, id: String, code: &str, name: &str, value: &Value) -> pb::EarnedValueRow {
    pb::EarnedValueRow {
        kind: kind.to_owned(),
        id,
        code: code.to_owned(),
        name: name.to_owned(),
        tasks: value.tasks,
        effort: figures(&value.effort, value.effort_tasks),
        cost: figures(&value.cost, value.cost_tasks),
    }
}

/// None where nothing is known.
fn figures(value: &EarnedValue, tasks: u32) -> Option<pb::EarnedValue> {
    (*value != EarnedValue::default()).then(|| pb::EarnedValue {
        budget_at_completion: value.budget_at_completion,
        planned_value: value.planned_value,
        earned_value: value.earned_value,
        actual_cost: value.actual_cost,
        schedule_variance: value.schedule_variance(),
        cost_variance: value.cost_variance(),
        schedule_performance_index: value.schedule_performance_index(),
        cost_performance_index: value.cost_performance_index(),
        estimate_at_completion: value.estimate_at_completion(),
        estimate_to_complete: value.estimate_to_complete(),
        variance_at_completion: value.variance_at_completion(),
        to_complete_performance_index: value.to_complete_performance_index(),
        tasks,
    })
}
