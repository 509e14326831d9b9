//! How sure the days of a plan are: its own tasks simulated, and those of the plans whose goals hang under its own.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::{error::ServiceError, lang::Localized};
use cascade_schedule::monte_carlo::Simulation;

use crate::{
    config::Risk,
    domain::{
        plan::PlanState,
        risk::{FinishedTask, History, Model, Runs, Source, Spread, SubjectRisk, risks, seed_of},
    },
    engine::Engine,
    ids::PlanId,
    messages::day,
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

/// Most plans below that are simulated too.
const MOST_PLANS: usize = 300;

/// The plans whose goals hang under something of a plan, directly or through others.
#[derive(Debug, Default)]
struct Below {
    /// Those that are simulated, the nearest first.
    followed: Vec<PlanId>,
    /// How many others there are at least: their goals count as they are forecast.
    left: u32,
}

/// What teaches how long tasks take, and how many of them.
struct Lessons {
    finished: Vec<FinishedTask>,
    enough: usize,
    spread: Spread,
}

impl Lessons {
    fn of(&self, plan: &PlanState) -> History {
        History::of(&self.finished, plan.calendar(), self.enough)
    }
}

impl Engine {
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
        let lessons = Arc::new(self.lessons(config).await?);
        // Only a copy is taken while the plan is locked: the simulation may take seconds.
        let taught = Arc::clone(&lessons);
        let (as_of, model, nearest) = self
            .read(id, move |plan| {
                let model = plan.risk_model(&taught.of(plan), taught.spread);
                Ok((day(plan.as_of), model, plan.plans_below()))
            })
            .await?;
        let allowed = runs(asked.runs, model.tasks(), config.most_task_runs)?;
        let (below, tasks) = self
            .below((id, model.tasks()), nearest, asked, config)
            .await?;
        // Where nobody says how often, plans below are worth fewer runs.
        let runs = match asked.runs {
            0 => allowed.min(runs(0, tasks, config.most_task_runs)?),
            _ => allowed,
        };
        let estimates = estimates(&model.estimates);
        let simulation = Simulation {
            runs,
            seed: u64::from(asked.seed),
            correlation: asked.correlation,
        };
        let mut all = BTreeMap::from([(id, simulated(model, simulation).await?)]);
        for other in &below.followed {
            let taught = Arc::clone(&lessons);
            let model = self
                .read(*other, move |plan| {
                    Ok(plan.goals_at_risk(&taught.of(plan), taught.spread))
                })
                .await?;
            let simulation = Simulation {
                seed: seed_of(simulation.seed, *other),
                ..simulation
            };
            all.insert(*other, simulated(model, simulation).await?);
        }
        // Thousands of milestones in thousands of runs are put in order: not where others wait for answers.
        let told = tokio::task::spawn_blocking(move || risks(id, &all));
        let subjects = told.await.map_err(ServiceError::internal)?;
        Ok(pb::ScheduleRisk {
            as_of,
            runs,
            seed: asked.seed,
            correlation: asked.correlation,
            estimates: Some(estimates),
            subjects: subjects.into_iter().map(subject_risk).collect(),
            other_plans: u32::try_from(below.followed.len()).unwrap_or(u32::MAX),
            other_plans_as_forecast: below.left,
        })
    }

    async fn lessons(&self, config: &Risk) -> Result<Lessons, ServiceError> {
        let mut conn = self.pool.get().await?;
        Ok(Lessons {
            finished: store::finished_tasks(&mut conn, config.history_tasks).await?,
            enough: config.enough_tasks as usize,
            spread: Spread {
                optimistic: f64::from(config.optimistic_percent) / 100.0,
                pessimistic: f64::from(config.pessimistic_percent) / 100.0,
            },
        })
    }

    /// The plans below one of so many tasks, as many of them as one question may simulate, and the tasks of all of these.
    async fn below(
        self: &Arc<Self>,
        (first, tasks): (PlanId, usize),
        nearest: BTreeSet<PlanId>,
        asked: Asked,
        config: &Risk,
    ) -> Result<(Below, usize), ServiceError> {
        let least = match asked.runs {
            0 => *RUNS.start(),
            runs => runs,
        };
        let most_tasks = config.most_task_runs / u64::from(least);
        let (mut below, mut tasks) = (Below::default(), tasks);
        let mut known = BTreeSet::from([first]);
        let mut waiting: VecDeque<PlanId> = nearest.into_iter().collect();
        while let Some(id) = waiting.pop_front() {
            if !known.insert(id) {
                continue;
            }
            let (more, next) = self
                .read(id, |plan| Ok((plan.tasks.len(), plan.plans_below())))
                .await?;
            let all = u64::try_from(tasks + more).unwrap_or(u64::MAX);
            if below.followed.len() == MOST_PLANS || all > most_tasks {
                below.left += 1;
                continue;
            }
            tasks += more;
            below.followed.push(id);
            waiting.extend(next);
        }
        Ok((below, tasks))
    }
}

async fn simulated(model: Model, simulation: Simulation) -> Result<Runs, ServiceError> {
    tokio::task::spawn_blocking(move || model.simulate(simulation))
        .await
        .map_err(ServiceError::internal)?
        .map_err(ServiceError::internal)
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
