//! When the tasks of a plan could be done so that nobody is asked for more than they can work.
//!
//! Tasks that are open and not begun may move, and only to later days: their planned start is the earliest. Everything else keeps its
//! days and takes its hours first. A task asks each of its people for the same hours on every one of its working days. People who are away
//! for one or two days make up for it, so that a task may lie across such days; longer absences it has to go around.

mod axis;
#[cfg(test)]
mod tests;
mod told;

use std::collections::{BTreeMap, HashMap};

use cascade_method::staffing::{
    StaffingPolicy,
    capacity::Capacity,
    load::{Load, Work},
};
use cascade_proto::{resources::v1 as pb, tasks::v1 as tasks};
use cascade_schedule::{
    LinkKind,
    levelling::{
        Activity, Effort, Levelled, Precedence, Project, ProjectError, Resource, finish, in_order,
        level,
    },
};
use chrono::NaiveDate;

use super::staff::{calendar_of, is_waiting, work};
use crate::messages::day;
use axis::{Axis, duration};

/// Units of an hour.
const UNITS: f64 = 10.0;
/// Days of an absence that a task may lie across.
const SHORT_ABSENCE: usize = 2;
/// Absences that begin within so many days are gone around.
const AHEAD: i64 = 730;

/// What is to be levelled.
pub struct Question<'a> {
    /// Its tasks may move.
    pub plan: &'a str,
    /// Days between which the planned start of a task that may move lies.
    pub window: (NaiveDate, Option<NaiveDate>),
    /// Tasks of the plan, other tasks of their people, and tasks that they wait for.
    pub tasks: &'a BTreeMap<String, tasks::Task>,
    /// What people can work.
    pub capacities: &'a HashMap<String, Capacity>,
    /// What waits for what.
    pub links: &'a [pb::TaskOrder],
    /// How effort is shared and spread.
    pub policy: &'a StaffingPolicy,
    /// Nothing is done before.
    pub today: NaiveDate,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The plan reaches too far ahead.
    TooLong,
    /// These tasks wait for one another.
    Cycle(Vec<String>),
}

/// A task that may move.
struct Movable<'a> {
    task: &'a tasks::Task,
    work: Work,
    /// The slot of its planned start, or of today.
    planned: u32,
}

/// A plan as the search sees it.
struct Levelling<'a> {
    question: &'a Question<'a>,
    axis: Axis,
    movable: Vec<Movable<'a>>,
    /// People by the number of their resource.
    people: Vec<&'a str>,
    /// Load of what does not move.
    fixed: Load,
    project: Project,
    /// What does not move and binds the start of one that does: its id, and the first slot that it leaves.
    held: Vec<Vec<(&'a str, u32)>>,
}

/// Whether a task may move in a plan's proposal.
pub fn may_move(task: &tasks::Task, plan: &str, window: (NaiveDate, Option<NaiveDate>)) -> bool {
    let within = |start: NaiveDate| start >= window.0 && window.1.is_none_or(|last| start <= last);
    task.plan_id == plan && is_waiting(task) && day(&task.planned_start).is_some_and(within)
}

/// A proposal; nothing is applied.
///
/// # Errors
/// See [`Refusal`].
pub fn propose(
    question: &Question<'_>,
    effort: Effort,
    stop: impl FnMut() -> bool,
) -> Result<pb::ProposeLevellingResponse, Refusal> {
    let mut levelling = Levelling::new(question)?;
    let refused = |why| levelling.refusal(why);
    // Whoever was planned first goes first: if that ends as early as the best that is found, it moves least.
    let keys: Vec<u32> = levelling.movable.iter().map(|one| one.planned).collect();
    let as_planned = in_order(&levelling.project, &keys).map_err(refused)?;
    let found = level(&levelling.project, effort, stop).map_err(refused)?;
    let cost = |starts: &[u32]| {
        let later = levelling.project.activities.iter().zip(starts);
        let later: u64 = later.map(|(one, at)| u64::from(at - one.release)).sum();
        (finish(&levelling.project, starts), later)
    };
    let starts = if cost(&as_planned) <= cost(&found.starts) {
        as_planned
    } else {
        found.starts.clone()
    };
    if !levelling.axis.reach(finish(&levelling.project, &starts)) {
        return Err(Refusal::TooLong);
    }
    Ok(levelling.told(&starts, &found, effort))
}

impl<'a> Levelling<'a> {
    fn new(question: &'a Question<'a>) -> Result<Self, Refusal> {
        let Question {
            plan,
            window,
            tasks,
            capacities,
            policy,
            today,
            ..
        } = *question;
        let tasks_that_move = tasks.values().filter(|task| may_move(task, plan, window));
        let mut moving: Vec<(&tasks::Task, Work)> = tasks_that_move
            .filter_map(|task| Some((task, work(task)?)))
            .collect();
        moving.sort_by(|(a, at), (b, bt)| {
            (at.start, &a.code, &a.id).cmp(&(bt.start, &b.code, &b.id))
        });
        let mut people: Vec<&str> = Vec::new();
        for (task, _) in &moving {
            people.extend(
                task.collaborators
                    .iter()
                    .chain([&task.owner])
                    .map(String::as_str),
            );
        }
        people.sort_unstable();
        people.dedup();
        people.retain(|code| capacities.contains_key(*code));
        let others = tasks.values().filter(|task| !may_move(task, plan, window));
        let fixed: Vec<Work> = others.filter_map(work).collect();
        let fixed = Load::of(&fixed, capacities, policy, today);

        let nobody = calendar_of(&[], &[]);
        let owner = |task: &tasks::Task| capacities.get(&task.owner).unwrap_or(&nobody);
        let lengths: Vec<u32> = (moving.iter())
            .map(|(task, work)| duration(owner(task), work.start, work.end.max(work.start)))
            .collect();
        let own: Vec<&Capacity> = people
            .iter()
            .filter_map(|code| capacities.get(*code))
            .collect();
        let base = if own.is_empty() { vec![&nobody] } else { own };
        let busy = fixed
            .people
            .values()
            .filter_map(|days| Some(*days.last_key_value()?.0));
        let away = (base.iter().flat_map(|person| &person.absences))
            .filter(|away| (away.from - today).num_days() < AHEAD)
            .map(|away| away.to);
        let ends = moving.iter().map(|(_, work)| work.end);
        let before = question
            .links
            .iter()
            .filter_map(|link| tasks.get(&link.predecessor_id));
        let before = before.filter_map(|task| day(&task.planned_end));
        let last = ends
            .chain(busy)
            .chain(away)
            .chain(before)
            .fold(today, Ord::max);
        let base = base.into_iter().cloned().collect();
        let axis = Axis::new(base, today, last).ok_or(Refusal::TooLong)?;
        let movable = (moving.into_iter())
            .map(|(task, work)| Movable {
                task,
                planned: axis.at(work.start.max(today)),
                work,
            })
            .collect();
        let mut levelling = Self {
            question,
            axis,
            movable,
            people,
            fixed,
            project: Project::default(),
            held: Vec::new(),
        };
        levelling.project.resources = levelling
            .people
            .iter()
            .map(|code| levelling.resource(code))
            .collect();
        levelling.project.activities = (levelling.movable.iter().zip(lengths))
            .map(|(one, duration)| levelling.activity(one, duration))
            .collect();
        levelling.order();
        Ok(levelling)
    }

    /// What a person has left beside the work that does not move.
    fn resource(&self, code: &str) -> Resource {
        let Some(person) = self.question.capacities.get(code) else {
            return Resource::default();
        };
        let busy = self.fixed.hours(code);
        let dates = self.axis.dates();
        let mut hours: Vec<f64> = dates.iter().map(|date| person.hours(*date)).collect();
        let mut from = 0;
        while from < hours.len() {
            let away = hours[from..]
                .iter()
                .take_while(|hours| **hours <= 0.0)
                .count();
            if away <= SHORT_ABSENCE {
                hours[from..from + away].fill(person.day_hours());
            }
            from += away.max(1);
        }
        let left = hours
            .iter()
            .zip(dates)
            .map(|(hours, date)| units(hours - busy.get(date).copied().unwrap_or(0.0)));
        Resource {
            calendar: left.collect(),
            after: units(person.day_hours()),
        }
    }

    fn activity(&self, one: &Movable<'_>, duration: u32) -> Activity {
        let capacities = self.question.capacities;
        let shares = one.work.shares(self.question.policy);
        let known = |code: &String| capacities.get(code);
        let measure =
            known(&one.task.owner).or_else(|| shares.iter().find_map(|(code, _)| known(code)));
        let hours = measure.map_or(0.0, |person| {
            one.work.effort(person, self.question.policy) * one.work.left()
        });
        let demand = |(code, share): &(String, f64)| {
            let resource = self.people.binary_search(&code.as_str()).ok()?;
            // Nobody can do more on a day than a whole day: what is above it stays an overload wherever it lies.
            let most = self.project.resources[resource].after;
            let asked = units(hours * share / f64::from(duration)).min(most);
            (asked > 0).then_some((resource as u32, asked))
        };
        Activity {
            duration,
            release: one.planned,
            demands: shares.iter().filter_map(demand).collect(),
        }
    }

    /// Links between tasks that move; what others leave to them is the earliest they can begin.
    fn order(&mut self) {
        let Question { tasks, links, .. } = *self.question;
        self.held = self.movable.iter().map(|_| Vec::new()).collect();
        for link in links {
            let Some(successor) = self.position(&link.successor_id) else {
                continue;
            };
            let kind = match link.kind() {
                tasks::LinkKind::StartToStart => LinkKind::StartToStart,
                tasks::LinkKind::FinishToFinish => LinkKind::FinishToFinish,
                tasks::LinkKind::StartToFinish => LinkKind::StartToFinish,
                tasks::LinkKind::FinishToStart | tasks::LinkKind::Unspecified => {
                    LinkKind::FinishToStart
                }
            };
            let mut tied = Precedence {
                predecessor: 0,
                successor: successor as u32,
                kind,
                lag: link.lag_days,
            };
            if let Some(predecessor) = self.position(&link.predecessor_id) {
                tied.predecessor = predecessor as u32;
                self.project.links.push(tied);
                continue;
            }
            let Some((id, task)) = tasks.get_key_value(&link.predecessor_id) else {
                continue;
            };
            let dates = day(&task.planned_start).zip(day(&task.planned_end));
            let Some((start, end)) = dates.filter(|_| task.state() != tasks::TaskState::Cancelled)
            else {
                continue;
            };
            let start = day(&task.actual_start).unwrap_or(start);
            let end = day(&task.actual_finish).unwrap_or(end);
            let (from, to) = (self.axis.at(start), self.axis.after(end));
            let apart = tied.start_lag(
                to.saturating_sub(from),
                self.project.activities[successor].duration,
            );
            let earliest = u32::try_from(i64::from(from) + apart).unwrap_or(0);
            let activity = &mut self.project.activities[successor];
            activity.release = activity.release.max(earliest);
            self.held[successor].push((id, earliest));
        }
    }

    fn position(&self, id: &str) -> Option<usize> {
        self.movable.iter().position(|one| one.task.id == id)
    }

    fn refusal(&self, why: ProjectError) -> Refusal {
        match why {
            ProjectError::Cycle(way) => {
                let code = |at: u32| self.movable[at as usize].task.code.clone();
                Refusal::Cycle(way.into_iter().map(code).collect())
            }
            _ => Refusal::TooLong,
        }
    }

    fn told(
        &self,
        starts: &[u32],
        found: &Levelled,
        effort: Effort,
    ) -> pb::ProposeLevellingResponse {
        let last = finish(&self.project, starts);
        pb::ProposeLevellingResponse {
            proven_best: last == found.lower_bound,
            schedules: found.schedules,
            out_of_time: !found.is_shortest() && found.schedules < effort.schedules,
            ..told::proposal(self, starts)
        }
    }
}

/// Tenths of hours.
fn units(hours: f64) -> u32 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "hours of a day, not negative"
    )]
    let units = (hours.max(0.0) * UNITS).round() as u32;
    units
}
