//! When the tasks of a plan could be done so that nobody is asked for more than they can work.
//!
//! Tasks that are open and not begun may move, and only to later days: their planned start is the earliest. Everything else keeps its
//! days and takes its hours first. A task asks each of its people for the same part of every one of their working days: on half a day half
//! as much. People who are away for one or two days make up for it, so that a task may lie across such days; longer absences it has to go
//! around. Where calendars differ, a task that keeps its place takes what it takes of the days on which most people work; one that
//! moves takes as many of its owner's working days as before. A task that is held to a day to start on does not move; its earliest day and
//! the arrival of what is requested for it are kept, and a deadline that a move breaks is named.

mod axis;
mod held;
mod room;
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
    levelling::{Activity, Effort, Precedence, Project, ProjectError, finish, in_order, level},
};
use chrono::{Days, NaiveDate};

use super::staff::{calendar_of, is_waiting, work};
use crate::messages::day;
use axis::{Axis, duration, stretch};
use held::{Hold, deadline, has_fixed_start, hold};

pub use held::{Arrivals, arrivals};

/// Units of an hour.
const UNITS: f64 = 10.0;
/// Absences that begin within so many days are gone around.
const AHEAD: i64 = 730;
/// Searches of one proposal: the first, and again where something that moves takes longer at its new place.
const ROUNDS: usize = 6;

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
    /// When resources that tasks wait for are expected.
    pub arrivals: &'a Arrivals,
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
    /// Its owner's working days between its dates.
    days: u32,
    /// What it is held to before which it does not begin, and the slot of that.
    hold: Option<(Hold<'a>, u32)>,
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
    let free = task.plan_id == plan && is_waiting(task) && !has_fixed_start(task);
    free && day(&task.planned_start).is_some_and(within)
}

/// A proposal; nothing is applied.
///
/// # Errors
/// See [`Refusal`].
pub fn propose(
    question: &Question<'_>,
    effort: Effort,
    mut stop: impl FnMut() -> bool,
) -> Result<pb::ProposeLevellingResponse, Refusal> {
    let mut levelling = Levelling::new(question)?;
    let mut search = Search::default();
    for round in 1.. {
        let starts = levelling.search(&mut search, effort, &mut stop)?;
        if !(levelling.axis).reach(finish(&levelling.project, &starts).saturating_add(1)) {
            return Err(Refusal::TooLong);
        }
        if !levelling.lengthen(&starts) || round == ROUNDS {
            search.starts = starts;
            break;
        }
        search.again = true;
    }
    Ok(levelling.told(&search))
}

/// What the searches of a proposal came to.
#[derive(Default)]
struct Search {
    starts: Vec<u32>,
    /// Nobody can end sooner by the last of them.
    proven_best: bool,
    /// Durations were changed between them.
    again: bool,
    schedules: u64,
    out_of_time: bool,
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
        // What should have begun already takes all of its days from today on.
        let late = |task: &tasks::Task, work: &Work| {
            let days = duration(owner(task), work.start, work.end.max(work.start));
            let late = work.start < today;
            late.then(|| stretch(owner(task), today, days))
                .flatten()
                .map(|(_, end)| end)
        };
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
        let ends =
            (moving.iter()).map(|(task, work)| work.end.max(late(task, work).unwrap_or(work.end)));
        let before = question
            .links
            .iter()
            .filter_map(|link| tasks.get(&link.predecessor_id));
        let before = before.filter_map(|task| day(&task.planned_end));
        let holds =
            (moving.iter()).filter_map(|(task, _)| Some(hold(task, question.arrivals)?.day));
        let last = ends
            .chain(holds)
            .chain(busy)
            .chain(away)
            .chain(before)
            .fold(today, Ord::max);
        let base = base.into_iter().cloned().collect();
        let axis = Axis::new(base, today, last).ok_or(Refusal::TooLong)?;
        let mut lengths = Vec::new();
        let mut movable = Vec::new();
        for (task, work) in moving {
            let planned = axis.at(work.start.max(today));
            let end = late(task, &work).unwrap_or(work.end);
            // None where only few work on its days: it has them for itself.
            let least = u32::from(work.start < today);
            lengths.push(axis.after(end).saturating_sub(planned).max(least));
            movable.push(Movable {
                task,
                planned,
                days: duration(owner(task), work.start, work.end.max(work.start)),
                hold: hold(task, question.arrivals).map(|hold| (hold, axis.at(hold.day))),
                work,
            });
        }
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
            .map(|code| room::resource(&levelling, code))
            .collect();
        levelling.project.activities = (levelling.movable.iter().zip(lengths))
            .map(|(one, duration)| levelling.activity(one, duration))
            .collect();
        levelling.order();
        Ok(levelling)
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
        let (start, end) = (one.work.start, one.work.end.max(one.work.start));
        let demand = |(code, share): &(String, f64)| {
            let resource = self.people.binary_search(&code.as_str()).ok()?;
            // Nobody can do more on a day than a whole day: what is above it stays an overload wherever it lies.
            let most = self.project.resources[resource].after;
            let days = known(code).and_then(|person| room::whole_days(person, start, end));
            let days = days.unwrap_or_else(|| f64::from(duration.max(1)));
            let asked = units(hours * share / days).min(most);
            (asked > 0).then_some((resource as u32, asked))
        };
        Activity {
            duration,
            release: (one.hold.as_ref()).map_or(one.planned, |(_, slot)| one.planned.max(*slot)),
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
            // A lag behind what has ended already began with its end, not today.
            let slot = |at: u32, ago: u32| i64::from(at) - i64::from(ago);
            let from = slot(self.axis.at(start), self.axis.ago(start));
            let to = slot(self.axis.after(end), self.axis.ago(end + Days::new(1)));
            let apart = tied.start_lag(
                u32::try_from(to - from).unwrap_or(0),
                self.project.activities[successor].duration,
            );
            let earliest = u32::try_from(from + apart).unwrap_or(0);
            let activity = &mut self.project.activities[successor];
            activity.release = activity.release.max(earliest);
            self.held[successor].push((id, earliest));
        }
    }

    /// The best starts that are found.
    fn search(
        &self,
        search: &mut Search,
        effort: Effort,
        stop: &mut impl FnMut() -> bool,
    ) -> Result<Vec<u32>, Refusal> {
        let refused = |why| self.refusal(why);
        // Whoever was planned first goes first: if that ends as early as the best that is found, it moves least.
        let keys: Vec<u32> = self.movable.iter().map(|one| one.planned).collect();
        let as_planned = in_order(&self.project, &keys).map_err(refused)?;
        let found = level(&self.project, effort, stop).map_err(refused)?;
        search.schedules += found.schedules;
        search.out_of_time |= !found.is_shortest() && found.schedules < effort.schedules;
        let cost = |starts: &[u32]| {
            let later = self.project.activities.iter().zip(starts);
            let later: u64 = later.map(|(one, at)| u64::from(at - one.release)).sum();
            (finish(&self.project, starts), later)
        };
        let best = if cost(&as_planned) <= cost(&found.starts) {
            as_planned
        } else {
            found.starts
        };
        search.proven_best = finish(&self.project, &best) == found.lower_bound;
        Ok(best)
    }

    /// Gives tasks that move the slots that their owner's working days take at their new place, where these are more; whether there
    /// are any.
    fn lengthen(&mut self, starts: &[u32]) -> bool {
        let mut longer = false;
        for (at, start) in starts.iter().enumerate() {
            let Some((_, end)) = self.moved(starts, at) else {
                continue;
            };
            if !self.axis.cover(end) {
                continue;
            }
            let takes = self.axis.after(end).saturating_sub(*start).max(1);
            let activity = &mut self.project.activities[at];
            longer |= takes > activity.duration;
            activity.duration = activity.duration.max(takes);
        }
        longer
    }

    /// First and last day of a task where it is not to stay.
    fn moved(&self, starts: &[u32], at: usize) -> Option<(NaiveDate, NaiveDate)> {
        let one = &self.movable[at];
        if starts[at] == one.planned && one.work.start >= self.question.today {
            return None;
        }
        let owner = self.question.capacities.get(&one.task.owner);
        let first = self.axis.date(starts[at]);
        let dates = owner.and_then(|owner| stretch(owner, first, one.days));
        // Who has no working days, or is not known, goes by everybody's.
        let dates = dates.unwrap_or_else(|| {
            let length = self.project.activities[at].duration.max(1);
            (first, self.axis.date(starts[at] + length - 1))
        });
        (dates != (one.work.start, one.work.end)).then_some(dates)
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

    fn told(&self, search: &Search) -> pb::ProposeLevellingResponse {
        let told = told::proposal(self, &search.starts);
        pb::ProposeLevellingResponse {
            proven_best: search.proven_best && !search.again && told.is_better,
            schedules: search.schedules,
            out_of_time: search.out_of_time,
            ..told.answer
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
