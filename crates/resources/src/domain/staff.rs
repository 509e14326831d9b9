//! Rows as the method's staffing takes them.

use std::{collections::HashMap, sync::Arc};

use cascade_method::staffing::{
    StaffingPolicy,
    capacity::{Away, Capacity, Halves, Layer, WHOLE},
    fit::{Candidate, Need, same_skill},
    load::{Load, Work},
};
use cascade_proto::{resources::v1 as pb, tasks::v1 as tasks};
use cascade_schedule::Calendar;
use chrono::NaiveDate;

use crate::messages::day;

/// Percent of a full position.
const FULL_TIME: f64 = 100.0;

/// Public holidays and make-up workdays.
#[must_use]
pub fn announced(date: NaiveDate) -> Option<bool> {
    let calendar = Calendar::china();
    let is_named = calendar.day_name(date).is_some();
    is_named.then(|| calendar.is_working(date))
}

/// A calendar as a layer; what cannot be read is left out.
#[must_use]
pub fn layer(calendar: &pb::WorkCalendar) -> Layer {
    let mut week = [[false; 2]; 7];
    for weekday in &calendar.weekdays {
        if let Some(at) = usize::try_from(weekday - 1)
            .ok()
            .and_then(|at| week.get_mut(at))
        {
            *at = [true, !calendar.half_weekdays.contains(weekday)];
        }
    }
    Layer {
        weekdays: (!calendar.weekdays.is_empty()).then_some(week),
        exceptions: calendar
            .exceptions
            .iter()
            .filter_map(|one| {
                let worked = if one.working {
                    part(one.part())
                } else {
                    [false; 2]
                };
                Some((day(&one.date)?, worked))
            })
            .collect(),
    }
}

/// The halves of a day that a part of it is; all of it where none is named.
fn part(part: pb::DayPart) -> Halves {
    match part {
        pb::DayPart::Morning => [true, false],
        pb::DayPart::Afternoon => [false, true],
        pb::DayPart::Unspecified => WHOLE,
    }
}

/// The calendar of a department, given the way from it to the top and the calendars of departments.
#[must_use]
pub fn calendar_of(way: &[String], calendars: &[pb::WorkCalendar]) -> Capacity {
    let layers = way.iter().filter_map(|code| {
        let found = calendars.iter().find(|calendar| calendar.code == *code)?;
        Some(Arc::new(layer(found)))
    });
    Capacity {
        hours_per_day: 8.0,
        part_time_percent: FULL_TIME,
        layers: layers.collect(),
        absences: Vec::new(),
        announced,
    }
}

/// What a person can work.
#[must_use]
pub fn capacity(
    person: &pb::Person,
    layers: Vec<Arc<Layer>>,
    absences: &[pb::Absence],
) -> Capacity {
    Capacity {
        hours_per_day: person.hours_per_day,
        part_time_percent: person.part_time_percent.unwrap_or(FULL_TIME),
        layers,
        absences: absences
            .iter()
            .filter(|absence| absence.person == person.code && !absence.retired)
            .filter_map(|absence| {
                Some(Away {
                    from: day(&absence.from)?,
                    to: day(&absence.to)?,
                    missed: part(absence.part()),
                })
            })
            .collect(),
        announced,
    }
}

/// A task as load sees it; none without dates.
#[must_use]
pub fn work(task: &tasks::Task) -> Option<Work> {
    let resting = matches!(
        task.state(),
        tasks::TaskState::Paused | tasks::TaskState::Cancelled
    );
    Some(Work {
        id: task.id.clone(),
        owner: task.owner.clone(),
        collaborators: task.collaborators.clone(),
        start: day(&task.planned_start)?,
        end: day(&task.planned_end)?,
        effort_hours: task.effort_hours,
        duration_days: task.duration_days,
        percent: task.percent,
        open: !resting && task.actual_finish.is_empty(),
    })
}

/// Whether somebody may still be wanted for a task: open, and not begun.
#[must_use]
pub fn is_waiting(task: &tasks::Task) -> bool {
    work(task).is_some_and(|work| work.open) && task.actual_start.is_empty() && task.percent <= 0.0
}

/// What a task needs of its owner: the owner's part of what is left, in what is left of its window, and those skills that none of
/// `helpers`, who work on it as well, brings at the needed level.
#[must_use]
pub fn need<'a>(
    task: &tasks::Task,
    owner: Option<&Capacity>,
    helpers: impl Iterator<Item = &'a pb::Person> + Clone,
    policy: &StaffingPolicy,
    today: NaiveDate,
) -> Option<Need> {
    let work = work(task)?;
    let nobody = calendar_of(&[], &[]);
    let measure = owner.unwrap_or(&nobody);
    let part = work.shares(policy).first().map_or(1.0, |(_, part)| *part);
    let (from, to) = work.window(measure, today);
    let is_brought = |need: &tasks::SkillNeed| {
        let mut skills = helpers.clone().flat_map(|person| &person.skills);
        skills.any(|skill| same_skill(&skill.name, &need.skill) && skill.level >= need.level)
    };
    Some(Need {
        skills: task
            .skills
            .iter()
            .filter(|need| !is_brought(need))
            .map(|need| (need.skill.clone(), need.level))
            .collect(),
        department: task.department.clone(),
        from,
        to,
        hours: work.effort(measure, policy) * work.left() * part,
    })
}

/// People as candidates, with the load of these tasks.
#[must_use]
pub fn candidates(
    people: &[pb::Person],
    capacities: &HashMap<String, Capacity>,
    load: &Load,
) -> Vec<Candidate> {
    people
        .iter()
        .filter_map(|person| {
            Some(Candidate {
                code: person.code.clone(),
                department: person.department.clone(),
                skills: person
                    .skills
                    .iter()
                    .map(|skill| (skill.name.clone(), skill.level))
                    .collect(),
                capacity: capacities.get(&person.code)?.clone(),
                busy: load.hours(&person.code),
            })
        })
        .collect()
}
