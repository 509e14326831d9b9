//! What a change would do: the plan built anew from its facts with the change in them, beside the plan as it is. Nothing is
//! kept.

use std::collections::BTreeMap;

use cascade_method::{Policy, status::StoredState};
use cascade_schedule::{Absence, DayPart, LinkKind};
use chrono::NaiveDate;

use super::{
    facts::TaskFact,
    outcome::Outcome,
    plan::PlanState,
    settle::Moment,
    view::RollUp,
    working_time::{Worker, WorkingTime},
};
use crate::ids::{GoalId, KeyResultId, TaskId};

/// What would be other of a task.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TaskEdit {
    /// First planned day.
    pub planned_start: Option<NaiveDate>,
    /// Last planned day.
    pub planned_end: Option<NaiveDate>,
    /// Working days that it takes longer than planned or than is left.
    pub slip: i32,
    /// Taken out of the plan.
    pub cancel: bool,
    /// People who help with what is left, besides the owner.
    pub more_people: u32,
    /// Who does it instead, by person code.
    pub owner: Option<String>,
}

/// What would be other of a dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkEdit {
    /// Nobody waits.
    Drop,
    /// Finish-to-start: the lag is so many working days less.
    Sooner(u32),
}

/// Somebody would be away, both days included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    /// Person code.
    pub person: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

/// What would be other of a plan.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Edits {
    /// Of its tasks.
    pub tasks: BTreeMap<TaskId, TaskEdit>,
    /// Deadline and weight of its key results.
    pub key_results: BTreeMap<KeyResultId, (Option<NaiveDate>, Option<f64>)>,
    /// Deadlines of its goals.
    pub goals: BTreeMap<GoalId, NaiveDate>,
    /// People who are away besides.
    pub absences: Vec<Away>,
    /// Of the dependency between a predecessor and a successor.
    pub links: BTreeMap<(TaskId, TaskId), LinkEdit>,
    /// Dates of other plans' tasks that it waits for; none of one that would be cancelled, so that nobody waits for it.
    pub foreign: BTreeMap<TaskId, Option<(NaiveDate, NaiveDate)>>,
    /// Working times of people who may be given something to do.
    pub colleagues: BTreeMap<Worker, WorkingTime>,
    /// How goals of other plans would stand that hang under something of this one.
    pub parts: BTreeMap<GoalId, RollUp>,
}

impl PlanState {
    /// This plan as it would be with the edits, as of the day of its last settlement.
    #[must_use]
    pub fn edited(&self, edits: &Edits, moment: Moment, policy: &Policy) -> Self {
        let mut other = Self::new(self.plan.clone());
        other.rules = std::sync::Arc::clone(&self.rules);
        other.set_working_times(self.times_with(edits));
        other.requests.clone_from(&self.requests);
        let day = self.as_of.unwrap_or(moment.today);
        for (id, node) in &self.tasks {
            let mut fact = node.fact.clone();
            if let Some(edit) = edits.tasks.get(id) {
                self.edit_task(&mut fact, edit);
            }
            edit_links(&mut fact, &edits.links);
            other.apply_task(fact, day);
        }
        for fact in self.foreign.values() {
            let mut fact = fact.clone();
            if let Some(dates) = edits.foreign.get(&fact.id) {
                fact.dates = *dates;
            }
            other.apply_foreign(fact);
        }
        self.repeat_words(&mut other);
        for (id, standing) in &edits.parts {
            if let Some(node) = other.hanging.get_mut(id) {
                node.fact.standing = Some(standing.clone());
            }
        }
        for (id, node) in &self.key_results {
            let mut fact = node.fact.clone();
            if let Some((deadline, weight)) = edits.key_results.get(id) {
                fact.deadline = deadline.unwrap_or(fact.deadline);
                fact.weight = weight.unwrap_or(fact.weight);
            }
            other.apply_key_result(fact);
        }
        for (id, node) in &self.goals {
            let mut fact = node.fact.clone();
            fact.deadline = edits.goals.get(id).copied().unwrap_or(fact.deadline);
            other.apply_goal(fact);
        }
        let moment = Moment {
            today: day,
            ..moment
        };
        other.settle_views(moment, policy, &mut Outcome::default());
        other
    }

    fn edit_task(&self, fact: &mut TaskFact, edit: &TaskEdit) {
        if edit.cancel {
            fact.state = StoredState::Cancelled;
        }
        if edit.planned_start.is_some() || edit.planned_end.is_some() {
            fact.planned_start = edit.planned_start.unwrap_or(fact.planned_start);
            fact.planned_end = edit.planned_end.unwrap_or(fact.planned_end);
            let days = self
                .calendar()
                .working_days(fact.planned_start, fact.planned_end);
            fact.duration = u32::try_from(days).unwrap_or(0);
        }
        if (edit.slip != 0 || edit.more_people != 0) && fact.actual_finish.is_none() {
            // What has begun has more left to do, what has not takes longer; the plan's dates stay, so that it shows as late.
            let calendar = self.network.calendar(self.calendar_for(fact));
            let duration = self.duration_of(fact);
            let left = super::forecast::days_left(fact, duration, calendar);
            let left = left.div_ceil(edit.more_people.saturating_add(1));
            let longer = left.saturating_add_signed(edit.slip);
            if fact.actual_start.is_some() {
                fact.remaining = Some(longer);
            } else {
                // A fact counts in days of the organisation: it is said as many more or fewer as its owner takes.
                let more = i64::from(longer) - i64::from(duration);
                let said = (i64::from(fact.duration) + more).max(0);
                fact.duration = u32::try_from(said).unwrap_or(u32::MAX);
            }
        }
        if let Some(owner) = &edit.owner {
            fact.owner.clone_from(owner);
        }
    }

    /// Working times of everybody who works on the plan with the edits, absences that they speak of included.
    fn times_with(&self, edits: &Edits) -> Vec<(Worker, WorkingTime)> {
        let mut times = self.times.clone();
        for (worker, time) in &edits.colleagues {
            times.entry(worker.clone()).or_insert_with(|| time.clone());
        }
        for (id, node) in &self.tasks {
            let mut worker = Worker::of(&node.fact);
            if let Some(owner) = edits.tasks.get(id).and_then(|edit| edit.owner.as_ref()) {
                worker.owner.clone_from(owner);
            }
            times.entry(worker).or_insert_with_key(|worker| {
                let mut known = self.times.iter();
                let elsewhere = known.find(|(other, _)| other.owner == worker.owner);
                elsewhere.map(|(_, time)| time.clone()).unwrap_or_default()
            });
        }
        for away in &edits.absences {
            let theirs = times
                .iter_mut()
                .filter(|(worker, _)| worker.owner == away.person);
            for (_, time) in theirs {
                time.absences.push(Absence {
                    from: away.from,
                    to: away.to,
                    missed: DayPart::Full,
                });
            }
        }
        times.into_iter().collect()
    }

    /// Codes of the tasks on the critical path, by forecast start.
    #[must_use]
    pub fn critical_path(&self) -> Vec<String> {
        let mut critical: Vec<_> = self
            .tasks
            .values()
            .filter_map(|node| Some((node.view.as_ref()?, &node.fact)))
            .filter(|(view, _)| view.critical)
            .map(|(view, fact)| (view.forecast_start, fact.code.clone()))
            .collect();
        critical.sort();
        critical.into_iter().map(|(_, code)| code).collect()
    }

    /// Latest forecast finish of the tasks that are not cancelled; none without any.
    #[must_use]
    pub fn forecast_finish(&self) -> Option<NaiveDate> {
        self.tasks
            .values()
            .filter(|node| node.fact.state != StoredState::Cancelled)
            .filter_map(|node| node.view.as_ref().map(|view| view.forecast_finish))
            .max()
    }
}

fn edit_links(fact: &mut TaskFact, edits: &BTreeMap<(TaskId, TaskId), LinkEdit>) {
    let successor = fact.id;
    let of = |predecessor| edits.get(&(predecessor, successor));
    (fact.predecessors).retain(|link| of(link.predecessor) != Some(&LinkEdit::Drop));
    for link in &mut fact.predecessors {
        if let Some(LinkEdit::Sooner(days)) = of(link.predecessor)
            && link.kind == LinkKind::FinishToStart
        {
            link.lag = link.lag.saturating_sub_unsigned(*days);
        }
    }
}
