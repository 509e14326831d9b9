//! What is to be simulated of a plan.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use cascade_method::{status::StoredState, task::ThreePoint};
use cascade_schedule::{
    Network, TaskIx,
    monte_carlo::{Estimate, EstimateError, Simulation, Uncertain, observe},
};
use chrono::NaiveDate;

use super::{
    history::{History, Source},
    runs::{Elsewhere, Runs},
};
use crate::{
    domain::{
        facts::{MilestoneFact, TaskFact},
        forecast,
        milestone::{self, Frame},
        plan::PlanState,
    },
    ids::{KeyResultId, NodeId, PlanId},
};

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
    /// When the last of these is finished, and the last of what hangs there of other plans.
    Last {
        tasks: Vec<TaskIx>,
        elsewhere: Vec<Elsewhere>,
    },
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
        let goals = self.goals.iter().map(|(id, node)| {
            let (fact, named) = (&node.fact, ("goal", NodeId::from(*id)));
            let said = (&fact.code, &fact.description, &fact.owner, fact.deadline);
            (named, said, &node.view)
        });
        let key_results = self.key_results.iter().map(|(id, node)| {
            let (fact, named) = (&node.fact, ("key_result", NodeId::from(*id)));
            let said = (&fact.code, &fact.description, &fact.owner, fact.deadline);
            (named, said, &node.view)
        });
        for ((kind, id), (code, name, owner, due), view) in goals.chain(key_results) {
            let Some(forecast) = view.as_ref().and_then(|view| view.forecast_finish) else {
                continue;
            };
            let subject = Subject {
                kind,
                id: id.to_string(),
                code: code.clone(),
                name: name.clone(),
                owner: owner.clone(),
                due,
                forecast,
            };
            let target = self.target(id, &by_key_result);
            model.subjects.push((subject, target));
        }
        model.subjects.extend(milestones);
        let key = |(one, _): &(Subject, Target)| {
            let code = (one.code.len(), one.code.clone());
            (rank(one.kind), code, one.due, one.name.clone())
        };
        model.subjects.sort_by_cached_key(key);
        model
    }

    /// The same without what nobody above asks about: of a plan whose goals hang under those of others.
    #[must_use]
    pub fn goals_at_risk(&self, history: &History, spread: Spread) -> Model {
        let mut model = self.risk_model(history, spread);
        model.subjects.retain(|(subject, _)| subject.kind == "goal");
        model
    }

    /// Plans of goals that hang under something of this one.
    #[must_use]
    pub fn plans_below(&self) -> BTreeSet<PlanId> {
        let hanging = self.hanging.values().map(|node| &node.fact);
        let hanging = hanging.filter(|part| part.standing.is_some());
        hanging.map(|part| part.plan).collect()
    }

    fn target(&self, node: NodeId, by_key_result: &BTreeMap<KeyResultId, Vec<TaskIx>>) -> Target {
        let (key_results, others) = self.all_under(node);
        let tasks = key_results.iter().filter_map(|id| by_key_result.get(id));
        let elsewhere = others.into_iter().filter_map(|part| {
            Some(Elsewhere {
                plan: part.plan,
                goal: part.id,
                forecast: part.standing.as_ref()?.forecast_finish?,
            })
        });
        Target::Last {
            tasks: tasks.flatten().copied().collect(),
            elsewhere: elsewhere.collect(),
        }
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
    pub fn simulate(self, simulation: Simulation) -> Result<Runs, EstimateError> {
        let days = observe(&self.network, &self.uncertain, simulation, |network| {
            let days = self.subjects.iter().map(|(_, target)| match target {
                Target::Last { tasks, .. } => {
                    let finishes = tasks.iter().map(|task| network.dates(*task).finish);
                    finishes.max()
                }
                Target::Inside { task, frame } => {
                    let dates = network.dates(*task);
                    Some(milestone::day_inside(frame, dates.start, dates.finish))
                }
            });
            days.collect::<Box<[Option<NaiveDate>]>>()
        })?;
        let subjects = self
            .subjects
            .into_iter()
            .map(|(subject, target)| match target {
                Target::Last { elsewhere, .. } => (subject, elsewhere),
                Target::Inside { .. } => (subject, Vec::new()),
            });
        Ok(Runs::of(subjects.collect(), days))
    }
}
