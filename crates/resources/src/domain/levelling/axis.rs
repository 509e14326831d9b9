//! Working days in a row, which levelling counts instead of dates.

use cascade_method::staffing::capacity::{Capacity, days};
use chrono::NaiveDate;

/// Most days looked at: what is planned further ahead is not levelled by the day.
const MOST_DAYS: usize = 4_000;

/// The days on which most of some people work, from a first day on.
pub struct Axis {
    dates: Vec<NaiveDate>,
}

impl Axis {
    /// Days from `first` to `last`, and `more` working days after it; none where that is too far ahead.
    pub fn new(
        people: &[&Capacity],
        first: NaiveDate,
        last: NaiveDate,
        more: usize,
    ) -> Option<Self> {
        let mut dates = Vec::new();
        let (mut left, mut seen) = (more, 0);
        for day in first.iter_days() {
            if day > last && left == 0 {
                break;
            }
            seen += 1;
            if seen > MOST_DAYS {
                return None;
            }
            let working = people.iter().filter(|person| person.is_workday(day));
            if working.count() * 2 > people.len() {
                left -= usize::from(day > last);
                dates.push(day);
            }
        }
        Some(Self { dates })
    }

    /// All of them.
    pub fn dates(&self) -> &[NaiveDate] {
        &self.dates
    }

    /// The first of them on or after a day.
    pub fn at(&self, day: NaiveDate) -> u32 {
        self.dates.partition_point(|date| *date < day) as u32
    }

    /// The first of them after a day.
    pub fn after(&self, day: NaiveDate) -> u32 {
        self.dates.partition_point(|date| *date <= day) as u32
    }

    /// Its date; the last of them beyond the end.
    pub fn date(&self, slot: u32) -> NaiveDate {
        let last = self.dates.len().saturating_sub(1);
        let at = (slot as usize).min(last);
        self.dates.get(at).copied().unwrap_or_default()
    }
}

/// Working days that a task takes by its dates, one at least.
pub fn duration(person: &Capacity, start: NaiveDate, end: NaiveDate) -> u32 {
    let worked = days(start, end).filter(|day| person.is_workday(*day));
    (worked.count() as u32).max(1)
}
