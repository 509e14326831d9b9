//! Who could do a task instead of its owner: somebody of its department, or who works for that in this plan, who has the skills that it
//! needs and is free while the task would lie where they do it.
//!
//! When that is follows from the network as it would be with them: a task that slips lies later than it was planned, and the other tasks of
//! somebody who helps move with it. Of people whom the directory does not know, nothing is known of skills nor of work in other plans.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::RangeInclusive,
};

use cascade_method::status::StoredState;
use cascade_schedule::{CalendarIx, Constraints, Network};
use chrono::NaiveDate;

use super::{
    colleagues::Colleague, facts::TaskFact, forecast, plan::PlanState, repair::RepairTerms,
};
use crate::ids::TaskId;

type Days = RangeInclusive<NaiveDate>;

/// Somebody who could do a task.
#[derive(Debug, Clone)]
struct StandIn {
    calendar: CalendarIx,
    person: String,
    /// When they would do it.
    days: Days,
}

/// Who works on a plan, and when.
pub(super) struct StandIns<'a> {
    plan: &'a PlanState,
    colleagues: BTreeMap<&'a str, &'a Colleague>,
    terms: &'a RepairTerms,
    by_department: BTreeMap<&'a str, BTreeSet<&'a str>>,
    open: BTreeMap<&'a str, Vec<TaskId>>,
    /// What people have been given to do besides.
    taken: BTreeMap<String, Vec<Days>>,
    /// The plan's network, in which a task is laid out as if somebody else did it.
    trial: Network,
    found: HashMap<TaskId, Vec<StandIn>>,
}

impl<'a> StandIns<'a> {
    pub(super) fn of(
        plan: &'a PlanState,
        colleagues: &'a [Colleague],
        terms: &'a RepairTerms,
    ) -> Self {
        let mut by_department: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut open: BTreeMap<&str, Vec<TaskId>> = BTreeMap::new();
        for (id, node) in &plan.tasks {
            let fact = &node.fact;
            let owners = by_department.entry(&fact.department).or_default();
            owners.insert(&fact.owner);
            if fact.actual_finish.is_none() && fact.state != StoredState::Cancelled {
                open.entry(&fact.owner).or_default().push(*id);
            }
        }
        for one in colleagues {
            let members = by_department.entry(&one.department).or_default();
            members.insert(&one.person);
        }
        let colleagues = colleagues.iter();
        Self {
            plan,
            colleagues: colleagues.map(|one| (one.person.as_str(), one)).collect(),
            terms,
            by_department,
            open,
            taken: BTreeMap::new(),
            trial: plan.network.clone(),
            found: HashMap::new(),
        }
    }

    /// Calendars of those who could do a task.
    pub(super) fn calendars(&mut self, task: TaskId) -> Vec<CalendarIx> {
        let mut calendars: Vec<CalendarIx> = self
            .who_could(task)
            .iter()
            .map(|one| one.calendar)
            .collect();
        calendars.dedup();
        calendars
    }

    /// The person with this calendar who does a task from now on.
    pub(super) fn take(&mut self, task: TaskId, calendar: CalendarIx) -> Option<String> {
        let could = self.who_could(task).to_vec();
        let one = could.into_iter().find(|one| {
            let taken = self.taken.get(&one.person).into_iter().flatten();
            one.calendar == calendar && taken.clone().all(|other| !overlap(other, &one.days))
        })?;
        let taken = self.taken.entry(one.person.clone()).or_default();
        taken.push(one.days);
        Some(one.person)
    }

    /// Asked of the same task again and again while measures are looked for.
    fn who_could(&mut self, task: TaskId) -> &[StandIn] {
        if !self.found.contains_key(&task) {
            let found = self.look(task);
            self.found.insert(task, found);
        }
        self.found.get(&task).map_or(&[], Vec::as_slice)
    }

    fn look(&mut self, task: TaskId) -> Vec<StandIn> {
        let plan = self.plan;
        let Some(fact) = plan.tasks.get(&task).map(|node| &node.fact) else {
            return Vec::new();
        };
        let mut others: Vec<(CalendarIx, TaskFact)> = self
            .by_department
            .get(fact.department.as_str())
            .into_iter()
            .flatten()
            .filter(|person| **person != fact.owner)
            .filter(|person| {
                let known = self.colleagues.get(**person);
                known.is_none_or(|known| known.can(&fact.skills, self.terms.level_gap))
            })
            .map(|person| {
                let fact = TaskFact {
                    owner: (*person).to_owned(),
                    ..fact.clone()
                };
                (plan.calendar_for(&fact), fact)
            })
            .collect();
        others.sort_by(|(a, one), (b, other)| (a, &one.owner).cmp(&(b, &other.owner)));
        let (mut laid_out, mut found) = (None, Vec::new());
        for (calendar, other) in others {
            // People with the same working time would do it on the same days.
            if laid_out.replace(calendar) != Some(calendar) {
                self.lay_out(&other);
            }
            let Some(days) = self.days(&other) else {
                continue;
            };
            let mut open = self.open.get(other.owner.as_str()).into_iter().flatten();
            let elsewhere = self.colleagues.get(other.owner.as_str());
            let mut elsewhere = elsewhere.into_iter().flat_map(|one| &one.busy);
            if elsewhere.any(|busy| overlap(busy, &days)) {
                continue;
            }
            let is_free = open.all(|id| {
                let ix = plan.position(*id);
                let busy = ix.map(|ix| self.trial.dates(ix));
                busy.is_none_or(|busy| !overlap(&(busy.start..=busy.finish), &days))
            });
            if is_free {
                found.push(StandIn {
                    calendar,
                    person: other.owner,
                    days,
                });
            }
        }
        if laid_out.is_some() {
            self.lay_out(fact);
        }
        found
    }

    fn lay_out(&mut self, fact: &TaskFact) {
        let (Some(ix), Some(today)) = (self.plan.position(fact.id), self.plan.as_of) else {
            return;
        };
        let calendar = self.plan.calendar_for(fact);
        let input = forecast::network_input(
            fact,
            self.plan.duration_of(fact),
            calendar,
            self.plan.network.calendar(calendar),
            self.plan.not_before(fact),
            today,
        );
        self.trial.set_task(ix, input);
        if let Some(half_days) = self.plan.half_days_of(fact) {
            self.trial.take_half_days(ix, half_days);
        }
        let constraints = Constraints {
            deadline: fact.constraints.deadline,
            start_on: fact.constraints.start_on,
        };
        self.trial.set_constraints(ix, constraints);
        self.trial.propagate();
    }

    /// When a task is done as it is laid out now; of one that has begun what is left, with the briefing.
    fn days(&self, fact: &TaskFact) -> Option<Days> {
        let dates = self.trial.dates(self.plan.position(fact.id)?);
        if fact.actual_start.is_none() {
            return Some(dates.start..=dates.finish);
        }
        let calendar = self.plan.network.calendar(self.plan.calendar_for(fact));
        let briefing = i32::try_from(self.terms.measures.hand_over_days).unwrap_or(i32::MAX);
        let finish = calendar.add_working_days(dates.finish, briefing);
        Some(self.plan.as_of.unwrap_or(dates.start).max(dates.start)..=finish)
    }
}

fn overlap(one: &Days, other: &Days) -> bool {
    one.start() <= other.end() && other.start() <= one.end()
}
