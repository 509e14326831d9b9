//! A proposal in words: what moves, why, and what it helps.

use std::collections::HashMap;

use cascade_method::staffing::load::{Load, Work};
use cascade_proto::{goals::v1 as goals, resources::v1 as pb, tasks::v1 as tasks};
use chrono::NaiveDate;

use super::{Hold, Levelling, Movable, UNITS, deadline, room::part_of_day};
use crate::domain::staff::work;

/// Hours below which nobody is overloaded.
const EPSILON: f64 = 0.05;

/// Why a task cannot begin sooner.
struct Reason<'a> {
    cause: pb::LevellingCause,
    person: &'a str,
    day: Option<NaiveDate>,
    asked: f64,
    left: f64,
    ahead: Vec<&'a tasks::Task>,
    hold: Option<Hold<'a>>,
    /// The task's deadline, where it is broken.
    missed: Option<NaiveDate>,
}

impl Reason<'_> {
    fn of(cause: pb::LevellingCause) -> Self {
        Self {
            cause,
            person: "",
            day: None,
            asked: 0.0,
            left: 0.0,
            ahead: Vec::new(),
            hold: None,
            missed: None,
        }
    }

    fn text(&self) -> goals::LocalizedText {
        let mut codes: Vec<&str> = self.ahead.iter().map(|task| task.code.as_str()).collect();
        codes.truncate(5);
        let (zh, en) = (codes.join("、"), codes.join(", "));
        let day = self.day.unwrap_or_default();
        let (person, asked, left) = (self.person, self.asked, self.left);
        let (zh, en) = match self.cause {
            pb::LevellingCause::Overload => (
                format!("{person} 在 {day} 需 {asked:.1} 小时，仅余 {left:.1} 小时：{zh} 优先"),
                format!(
                    "{person} is asked for {asked:.1} h on {day} and has {left:.1} h left: {en} goes first"
                ),
            ),
            pb::LevellingCause::Absence => (
                format!("{person} 在 {day} 不在岗，需 {asked:.1} 小时"),
                format!("{person} is away on {day} and is asked for {asked:.1} h"),
            ),
            pb::LevellingCause::Predecessor => {
                (format!("须等待前置任务 {zh}"), format!("It waits for {en}"))
            }
            pb::LevellingCause::Held => self.held(),
            pb::LevellingCause::Late | pb::LevellingCause::Unspecified => (
                "计划开始日已过，任务尚未开始".to_owned(),
                "Its planned start has passed and it has not begun".to_owned(),
            ),
        };
        let Some(missed) = self.missed else {
            return goals::LocalizedText { zh, en };
        };
        goals::LocalizedText {
            zh: format!("{zh}；将超过截止日 {missed}"),
            en: format!("{en}; it would miss its deadline, {missed}"),
        }
    }

    fn held(&self) -> (String, String) {
        match self.hold {
            Some(Hold {
                day,
                request: Some(code),
            }) => (
                format!("资源申请 {code} 预计 {day} 到位"),
                format!("What request {code} asks for is expected on {day}"),
            ),
            hold => {
                let day = hold.map(|hold| hold.day).unwrap_or_default();
                (
                    format!("最早开始日为 {day}"),
                    format!("It does not start before {day}"),
                )
            }
        }
    }
}

/// A proposal, and whether there is anything in it.
pub(super) struct Told {
    pub answer: pb::ProposeLevellingResponse,
    /// False where the moves would have left people with more to do than before, and are not proposed.
    pub is_better: bool,
}

/// The moves, and how things stand before and after.
pub(super) fn proposal(levelling: &Levelling<'_>, starts: &[u32]) -> Told {
    let question = levelling.question;
    let mut moved: HashMap<&str, (NaiveDate, NaiveDate)> = HashMap::new();
    let mut moves = Vec::new();
    for (at, one) in levelling.movable.iter().enumerate() {
        let Some((begins, ends)) = levelling.moved(starts, at) else {
            continue;
        };
        moved.insert(&one.task.id, (begins, ends));
        let later = i64::from(levelling.axis.at(ends)) - i64::from(levelling.axis.at(one.work.end));
        let mut reason = reason(levelling, starts, at);
        reason.missed = deadline(one.task).filter(|deadline| ends > *deadline);
        moves.push(pb::LevellingMove {
            task: Some(named(one.task)),
            owner: one.task.owner.clone(),
            from_start: one.work.start.to_string(),
            from_end: one.work.end.to_string(),
            to_start: begins.to_string(),
            to_end: ends.to_string(),
            later_days: i32::try_from(later).unwrap_or(i32::MAX),
            cause: reason.cause.into(),
            person: reason.person.to_owned(),
            day: reason.day.map(|day| day.to_string()).unwrap_or_default(),
            asked_hours: reason.asked,
            left_hours: reason.left,
            ahead: reason.ahead.iter().map(|task| named(task)).collect(),
            reason: Some(reason.text()),
        });
    }
    moves.sort_by(|a, b| a.to_start.cmp(&b.to_start));
    let before: Vec<Work> = question.tasks.values().filter_map(work).collect();
    let mut after = before.clone();
    for work in &mut after {
        if let Some((start, end)) = moved.get(work.id.as_str()) {
            (work.start, work.end) = (*start, *end);
        }
    }
    let (days_before, hours_before) = overload(levelling, &before);
    let (mut days_after, mut hours_after) = overload(levelling, &after);
    // A task that moves keeps its working days, but others may be away on them: what is proposed is never worse than what there is.
    let is_better = hours_after <= hours_before + EPSILON;
    if !is_better {
        moves.clear();
        after.clone_from(&before);
        (days_after, hours_after) = (days_before, hours_before);
    }
    let answer = pb::ProposeLevellingResponse {
        moves,
        tasks: count(levelling.movable.len()),
        people: count(levelling.people.len()),
        overload_days_before: days_before,
        overload_days_after: days_after,
        overload_hours_before: hours_before,
        overload_hours_after: hours_after,
        finish_before: last_day(levelling, &before),
        finish_after: last_day(levelling, &after),
        ..pb::ProposeLevellingResponse::default()
    };
    Told { answer, is_better }
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn named(task: &tasks::Task) -> pb::LevellingTask {
    pb::LevellingTask {
        task_id: task.id.clone(),
        plan_id: task.plan_id.clone(),
        code: task.code.clone(),
        name: task.name.clone(),
    }
}

/// Days on which one of the people has too much to do, and the hours.
fn overload(levelling: &Levelling<'_>, works: &[Work]) -> (i32, f64) {
    let question = levelling.question;
    let load = Load::of(works, question.capacities, question.policy, question.today);
    let (mut over, mut hours) = (0, 0.0);
    for code in &levelling.people {
        let Some(person) = question.capacities.get(*code) else {
            continue;
        };
        for (day, asked) in load.hours(code) {
            let above = asked - person.hours(day);
            if above > EPSILON {
                over += 1;
                hours += above;
            }
        }
    }
    (over, hours)
}

/// Last day of the plan's open tasks; empty without any.
fn last_day(levelling: &Levelling<'_>, works: &[Work]) -> String {
    let plan = levelling.question.plan;
    let of_plan = |work: &&Work| {
        let task = levelling.question.tasks.get(&work.id);
        work.open && task.is_some_and(|task| task.plan_id == plan)
    };
    let last = works.iter().filter(of_plan).map(|work| work.end).max();
    last.map(|day| day.to_string()).unwrap_or_default()
}

/// Why a task begins when it does, and not when it was planned.
fn reason<'a>(levelling: &'a Levelling<'_>, starts: &[u32], at: usize) -> Reason<'a> {
    let one = &levelling.movable[at];
    if starts[at] == one.planned {
        return Reason::of(pb::LevellingCause::Late);
    }
    let (bound, whom) = predecessor(levelling, starts, at);
    let waits = || Reason {
        ahead: whom.into_iter().collect(),
        ..Reason::of(pb::LevellingCause::Predecessor)
    };
    if bound >= i64::from(starts[at]) {
        return waits();
    }
    let held = one.hold.map_or(i64::MIN, |(_, slot)| i64::from(slot));
    let held_back = || Reason {
        hold: one.hold.map(|(hold, _)| hold),
        ..Reason::of(pb::LevellingCause::Held)
    };
    if held >= i64::from(starts[at]) {
        return held_back();
    }
    let bound = bound.max(held);
    // Nothing can begin sooner, so something is short at its planned place or, if it had to wait anyway, one slot before it begins.
    let sooner = i64::from(starts[at]) - 1;
    let places = [i64::from(one.planned).max(bound), sooner.max(bound)];
    let short = places
        .into_iter()
        .find_map(|place| shortage(levelling, starts, at, u32::try_from(place).ok()?));
    short.unwrap_or_else(|| if whom.is_some() { waits() } else { held_back() })
}

/// The first slot that predecessors leave, and which of them is the last.
fn predecessor<'a>(
    levelling: &'a Levelling<'_>,
    starts: &[u32],
    at: usize,
) -> (i64, Option<&'a tasks::Task>) {
    let project = &levelling.project;
    let duration = |at: u32| project.activities[at as usize].duration;
    let moving = project
        .links
        .iter()
        .filter(|link| link.successor as usize == at)
        .map(|link| {
            let first = link.predecessor;
            let bound = i64::from(starts[first as usize])
                + link.start_lag(duration(first), duration(link.successor));
            (bound, Some(levelling.movable[first as usize].task))
        });
    let held = levelling.held[at]
        .iter()
        .map(|(id, earliest)| (i64::from(*earliest), levelling.question.tasks.get(*id)));
    moving
        .chain(held)
        .max_by_key(|(bound, _)| *bound)
        .unwrap_or((i64::MIN, None))
}

/// The first slot on which somebody lacks the hours for the task, if it began at `place` among all the others.
fn shortage<'a>(
    levelling: &'a Levelling<'_>,
    starts: &[u32],
    at: usize,
    place: u32,
) -> Option<Reason<'a>> {
    let project = &levelling.project;
    let activity = &project.activities[at];
    for slot in place..place + activity.duration {
        for (resource, asked) in &activity.demands {
            let users = (project.activities.iter().enumerate()).filter_map(|(other, used)| {
                let lies = (starts[other]..starts[other] + used.duration).contains(&slot);
                let units = used.demands.iter().find(|(named, _)| named == resource)?.1;
                (other != at && lies).then_some((&levelling.movable[other], units))
            });
            let users: Vec<(&Movable<'_>, u32)> = users.collect();
            let there = project.resources[*resource as usize].units(slot as usize);
            let left = there.saturating_sub(users.iter().map(|(_, units)| units).sum());
            if left >= *asked {
                continue;
            }
            let code = levelling.people[*resource as usize];
            let date = levelling.axis.date(slot);
            let fixed = (levelling.fixed.people.get(code)).and_then(|days| days.get(&date));
            let fixed = fixed
                .into_iter()
                .flatten()
                .filter_map(|(id, _)| levelling.question.tasks.get(id));
            let ahead: Vec<&tasks::Task> =
                users.iter().map(|(one, _)| one.task).chain(fixed).collect();
            // On half a day it asks for half as much.
            let part = (levelling.question.capacities.get(code))
                .map_or(1.0, |person| part_of_day(person, date));
            let cause = if ahead.is_empty() {
                pb::LevellingCause::Absence
            } else {
                pb::LevellingCause::Overload
            };
            return Some(Reason {
                person: code,
                day: Some(date),
                asked: f64::from(*asked) / UNITS * part,
                left: f64::from(left) / UNITS * part,
                ahead,
                ..Reason::of(cause)
            });
        }
    }
    None
}
