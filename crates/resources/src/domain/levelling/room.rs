//! What a person has left for the work that moves, and what a task asks of them: in parts of their whole day, so that both are the same
//! on half a day.

use cascade_method::staffing::capacity::{Capacity, days};
use cascade_schedule::levelling::Resource;
use chrono::NaiveDate;

use super::{Levelling, units};

/// Days of an absence that a task may lie across.
const SHORT_ABSENCE: usize = 2;

/// What a person has left beside the work that does not move. Only absences that are no short ones take a day away: over a day that the
/// calendar has as free a task lies as over a weekend, and half a day asks for half as much.
pub(super) fn resource(levelling: &Levelling<'_>, code: &str) -> Resource {
    let Some(person) = levelling.question.capacities.get(code) else {
        return Resource::default();
    };
    let busy = levelling.fixed.hours(code);
    let dates = levelling.axis.dates();
    let whole = person.day_hours();
    let mut there = vec![whole; dates.len()];
    let (mut from, mut away) = (0, 0);
    for at in 0..=dates.len() {
        let off = dates.get(at).filter(|date| person.hours(**date) <= 0.0);
        if let Some(date) = off {
            away += usize::from(person.is_workday(*date));
            continue;
        }
        if away > SHORT_ABSENCE {
            there[from..at].fill(0.0);
        }
        (from, away) = (at + 1, 0);
    }
    let left = there
        .iter()
        .zip(dates)
        .map(|(hours, date)| units(hours - busy.get(date).copied().unwrap_or(0.0)));
    Resource {
        calendar: left.collect(),
        after: units(whole),
    }
}

/// The whole days that somebody's working days of a window come to, absences not taken off; none without any.
pub(super) fn whole_days(person: &Capacity, start: NaiveDate, end: NaiveDate) -> Option<f64> {
    let worked = days(start, end).filter(|day| person.is_workday(*day));
    let sum: f64 = worked.map(|day| part_of_day(person, day)).sum();
    (sum > 0.0).then_some(sum)
}

/// The part of a whole day that somebody is there; all of it where they are away or do not work, for which what lies across makes up.
pub(super) fn part_of_day(person: &Capacity, day: NaiveDate) -> f64 {
    let hours = person.hours(day);
    if hours > 0.0 {
        hours / person.day_hours()
    } else {
        1.0
    }
}
