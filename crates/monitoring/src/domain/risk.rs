//! Schedule risk analysis: how probable it is that milestones, key results and goals are there by their day, and the days by which they
//! are with a probability of 50, 80 and 95 %.
//!
//! Every unfinished task may take what it was estimated at with three points. Without them it may take what tasks like it took by what they
//! were planned to take: those of its owner, else of its department, else of the organisation, whichever is the first with enough of
//! them; where nobody has, three points around the plan. The
//! terms are those of the GAO Schedule Assessment Guide (2015), best practice 8.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use cascade_method::{status::StoredState, task::ThreePoint};
use cascade_schedule::{
    Calendar, Network, TaskIx,
    monte_carlo::{Estimate, EstimateError, Forecast, Simulation, Uncertain, observe},
};
use chrono::NaiveDate;

use super::{
    facts::{MilestoneFact, TaskFact},
    forecast,
    milestone::{self, Frame},
    plan::PlanState,
};

/// Ratios of actual to planned days beyond these are taken for errors of reporting, and count as the nearer.
const RATIOS: (f64, f64) = (0.1, 10.0);

/// A finished task, as far as it teaches how long tasks take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinishedTask {
    /// Person code.
    pub owner: String,
    /// Department code.
    pub department: String,
    /// Working days that it was planned to take.
    pub planned: u32,
    /// First day worked.
    pub start: NaiveDate,
    /// Day it was finished.
    pub finish: NaiveDate,
}

/// Where an estimate comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The three points that the task was estimated at.
    ThreePoint,
    /// Tasks that its owner has finished.
    Owner,
    /// Tasks that its department has finished.
    Department,
    /// Tasks that anybody has finished.
    Organisation,
    /// Nobody has finished enough tasks: three points around the plan.
    Spread,
}

/// What finished tasks took by what they were planned to take.
#[derive(Debug, Clone, Default)]
pub struct History {
    owners: HashMap<String, Arc<[f64]>>,
    departments: HashMap<String, Arc<[f64]>>,
    all: Option<Arc<[f64]>>,
}

impl History {
    /// From finished tasks, whose days are counted on a calendar; who has fewer than `enough` teaches nothing.
    #[must_use]
    pub fn of(tasks: &[FinishedTask], calendar: &Calendar, enough: usize) -> Self {
        let mut owners: HashMap<&str, Vec<f64>> = HashMap::new();
        let mut departments: HashMap<&str, Vec<f64>> = HashMap::new();
        let mut all = Vec::with_capacity(tasks.len());
        for task in tasks.iter().filter(|task| task.planned > 0) {
            let took = calendar.working_days(task.start, task.finish).max(1);
            let ratio = (f64::from(took) / f64::from(task.planned)).clamp(RATIOS.0, RATIOS.1);
            owners.entry(&task.owner).or_default().push(ratio);
            departments.entry(&task.department).or_default().push(ratio);
            all.push(ratio);
        }
        let kept = |groups: HashMap<&str, Vec<f64>>| {
            let known = groups
                .into_iter()
                .filter(|(_, ratios)| ratios.len() >= enough);
            known
                .map(|(name, ratios)| (name.to_owned(), ratios.into()))
                .collect()
        };
        Self {
            owners: kept(owners),
            departments: kept(departments),
            all: (all.len() >= enough.max(1)).then(|| all.into()),
        }
    }

    fn ratios(&self, fact: &TaskFact) -> Option<(Source, &Arc<[f64]>)> {
        let owner = self.owners.get(&fact.owner);
        let department = self.departments.get(&fact.department);
        owner
            .map(|ratios| (Source::Owner, ratios))
            .or_else(|| department.map(|ratios| (Source::Department, ratios)))
            .or_else(|| {
                self.all
                    .as_ref()
                    .map(|ratios| (Source::Organisation, ratios))
            })
    }
}

/// Three points around the plan, as shares of the planned days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// As short as it can be: at most 1.
    pub optimistic: f64,
    /// As long as it can be: at least 1.
    pub pessimistic: f64,
}

/// Something that is to be there by a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// `goal`, `key_result` or `milestone`.
    pub kind: &'static str,
    /// Its identity; of a milestone that of its task.
    pub id: String,
    /// Its code; of a milestone that of its task.
    pub code: String,
    /// What people know it by.
    pub name: String,
    /// Person code.
    pub owner: String,
    /// The day.
    pub due: NaiveDate,
    /// As the schedule has it.
    pub forecast: NaiveDate,
}

/// How a subject's day follows from the network.
enum Target {
    /// When the last of these is finished.
    Last(Vec<TaskIx>),
    /// Inside a task.
    Inside { task: TaskIx, frame: Frame },
}

/// What is to be simulated: a copy of the plan's network with all that is uncertain about it.
pub struct Model {
    network: Network,
    uncertain: Vec<Uncertain>,
    subjects: Vec<(Subject, Target)>,
    /// Uncertain tasks by where their estimates come from.
    pub estimates: BTreeMap<Source, u32>,
}

/// What a simulation says of a subject.
#[derive(Debug, Clone, PartialEq)]
pub struct SubjectRisk {
    /// Of what.
    pub subject: Subject,
    /// Days by which it is there with a probability of 50, 80 and 95 %.
    pub percentiles: [Option<NaiveDate>; 3],
    /// Probability that it is there by its day, 0–1.
    pub on_time: f64,
}

impl PlanState {
    /// What there is to simulate: goals, key results, milestones that are not reached, each by code.
    #[must_use]
    pub fn risk_model(&self, history: &History, spread: Spread) -> Model {
        let mut model = Model {
            network: self.network.clone(),
            uncertain: Vec::new(),
            subjects: Vec::new(),
            estimates: BTreeMap::new(),
        };
        let mut by_key_result = BTreeMap::<_, Vec<TaskIx>>::new();
        let mut groups = BTreeMap::<&str, u32>::new();
        let mut milestones = Vec::new();
        for (id, node) in &self.tasks {
            let fact = &node.fact;
            let Some(ix) = self
                .position(*id)
                .filter(|_| fact.state != StoredState::Cancelled)
            else {
                continue;
            };
            by_key_result
                .entry(fact.key_result_id)
                .or_default()
                .push(ix);
            if fact.actual_finish.is_some() {
                continue;
            }
            let next = u32::try_from(groups.len()).unwrap_or(u32::MAX);
            let group = *groups.entry(&fact.department).or_insert(next);
            self.add_uncertain(&mut model, fact, ix, group, history, spread);
            let open = fact
                .milestones
                .iter()
                .filter(|one| one.reached_on.is_none());
            milestones.extend(open.filter_map(|one| self.milestone_subject(fact, ix, one)));
        }
        for (id, node) in &self.goals {
            let fact = &node.fact;
            let theirs = self
                .key_results
                .iter()
                .filter(|(_, one)| one.fact.goal_id == *id);
            let tasks = theirs.filter_map(|(id, _)| by_key_result.get(id)).flatten();
            let tasks: Vec<TaskIx> = tasks.copied().collect();
            let forecast = node.view.as_ref().and_then(|view| view.forecast_finish);
            model.subjects.extend(forecast.map(|forecast| {
                let subject = Subject {
                    kind: "goal",
                    id: id.to_string(),
                    code: fact.code.clone(),
                    name: fact.description.clone(),
                    owner: fact.owner.clone(),
                    due: fact.deadline,
                    forecast,
                };
                (subject, Target::Last(tasks))
            }));
        }
        for (id, node) in &self.key_results {
            let fact = &node.fact;
            let forecast = node.view.as_ref().and_then(|view| view.forecast_finish);
            let Some((forecast, tasks)) = forecast.zip(by_key_result.remove(id)) else {
                continue;
            };
            let subject = Subject {
                kind: "key_result",
                id: id.to_string(),
                code: fact.code.clone(),
                name: fact.description.clone(),
                owner: fact.owner.clone(),
                due: fact.deadline,
                forecast,
            };
            model.subjects.push((subject, Target::Last(tasks)));
        }
        model.subjects.extend(milestones);
        let key = |(one, _): &(Subject, Target)| {
            let code = (one.code.len(), one.code.clone());
            (rank(one.kind), code, one.due, one.name.clone())
        };
        model.subjects.sort_by_cached_key(key);
        model
    }

    fn add_uncertain(
        &self,
        model: &mut Model,
        fact: &TaskFact,
        task: TaskIx,
        group: u32,
        history: &History,
        spread: Spread,
    ) {
        let duration = self.duration_of(fact);
        let calendar = self.network.calendar(self.calendar_for(fact));
        // Of a begun task only what is left is uncertain; that today's work is done already is not.
        let (planned, certain) = match (fact.actual_start, self.as_of) {
            (Some(_), Some(today)) => (
                forecast::remaining(fact, duration, calendar).days,
                forecast::used_up(fact, calendar, today),
            ),
            _ => (duration, 0),
        };
        let is_plain = certain == 0;
        let (planned, certain) = (f64::from(planned), f64::from(certain));
        let pert = |points: ThreePoint, by: f64| Estimate::Pert {
            optimistic: points.optimistic * by + certain,
            likely: points.likely * by + certain,
            pessimistic: points.pessimistic * by + certain,
        };
        let (source, estimate) = match (fact.estimate, history.ratios(fact)) {
            (Some(points), _) => {
                // What is left of a begun task is as uncertain as the whole was.
                let begun = fact.actual_start.is_some();
                let by = if begun { planned / points.likely } else { 1.0 };
                (Source::ThreePoint, pert(points, by))
            }
            (None, Some((source, ratios))) if is_plain => {
                let ratios = Arc::clone(ratios);
                (source, Estimate::History { planned, ratios })
            }
            (None, Some((source, ratios))) => {
                let whole = planned + certain;
                let with = |ratio: &f64| (ratio * planned + certain) / whole;
                let ratios = ratios.iter().map(with).collect();
                let estimate = Estimate::History {
                    planned: whole,
                    ratios,
                };
                (source, estimate)
            }
            (None, None) => {
                let points = ThreePoint {
                    optimistic: spread.optimistic,
                    likely: 1.0,
                    pessimistic: spread.pessimistic,
                };
                (Source::Spread, pert(points, planned))
            }
        };
        *model.estimates.entry(source).or_insert(0) += 1;
        model.uncertain.push(Uncertain {
            task,
            estimate,
            group: Some(group),
        });
    }

    fn milestone_subject(
        &self,
        fact: &TaskFact,
        task: TaskIx,
        one: &MilestoneFact,
    ) -> Option<(Subject, Target)> {
        let view = self.tasks.get(&fact.id)?.view.as_ref()?;
        let frame = self.milestone_frame(fact, one);
        let subject = Subject {
            kind: "milestone",
            id: fact.id.to_string(),
            code: fact.code.clone(),
            name: one.name.clone(),
            owner: fact.owner.clone(),
            due: one.due,
            forecast: milestone::day_inside(&frame, view.forecast_start, view.forecast_finish),
        };
        Some((subject, Target::Inside { task, frame }))
    }
}

fn rank(kind: &str) -> u8 {
    match kind {
        "goal" => 0,
        "key_result" => 1,
        _ => 2,
    }
}

impl Model {
    /// Tasks that are uncertain.
    #[must_use]
    pub fn uncertain_tasks(&self) -> usize {
        self.uncertain.len()
    }

    /// Tasks that every run calculates.
    #[must_use]
    pub fn tasks(&self) -> usize {
        self.network.len()
    }

    /// Simulates; the same plan on the same day with the same seed gives the same answer. It keeps every core busy.
    ///
    /// # Errors
    /// An estimate that cannot be.
    pub fn simulate(self, simulation: Simulation) -> Result<Vec<SubjectRisk>, EstimateError> {
        let runs = observe(&self.network, &self.uncertain, simulation, |network| {
            let days = self.subjects.iter().map(|(subject, target)| match target {
                Target::Last(tasks) => {
                    let finishes = tasks.iter().map(|task| network.dates(*task).finish);
                    finishes.max().unwrap_or(subject.forecast)
                }
                Target::Inside { task, frame } => {
                    let dates = network.dates(*task);
                    milestone::day_inside(frame, dates.start, dates.finish)
                }
            });
            days.collect::<Box<[NaiveDate]>>()
        })?;
        let told = self
            .subjects
            .into_iter()
            .enumerate()
            .map(|(at, (subject, _))| {
                let forecast: Forecast = runs.iter().map(|days| days[at]).collect();
                SubjectRisk {
                    percentiles: [50.0, 80.0, 95.0].map(|percent| forecast.percentile(percent)),
                    on_time: forecast.probability_by(subject.due),
                    subject,
                }
            });
        Ok(told.collect())
    }
}
