//! Working days in a row, which levelling counts instead of dates.

use cascade_method::staffing::capacity::{Capacity, days};
use chrono::NaiveDate;

/// Most days looked at: what is planned further ahead is not levelled by the day.
const MOST_DAYS: usize = 4_000;

/// The days on which most of some people work, from a first day on.
pub struct Axis {
    people: Vec<Capacity>,
    first: NaiveDate,
    dates: Vec<NaiveDate>,
    /// The first day that was not looked at; none where the calendar ends.
    next: Option<NaiveDate>,
    seen: usize,
}

impl Axis {
    /// Days from `first` to `last`; none where that is too far ahead.
    pub fn new(people: Vec<Capacity>, first: NaiveDate, last: NaiveDate) -> Option<Self> {
        let mut axis = Self {
            people,
            first,
            dates: Vec::new(),
            next: Some(first),
            seen: 0,
        };
        axis.cover(last).then_some(axis)
    }

    /// Goes on until a day is on it or behind it; false where that is too far ahead.
    pub fn cover(&mut self, day: NaiveDate) -> bool {
        while self.next.is_some_and(|next| next <= day) {
            if !self.go_on() {
                return false;
            }
        }
        self.next.is_some()
    }

    /// Goes on until it has so many days. How far a proposal reaches is known when it is found: what it could reach if everything
    /// were done one by one says nothing of a plan of many people.
    pub fn reach(&mut self, slots: u32) -> bool {
        while self.dates.len() < slots as usize {
            if !self.go_on() {
                return false;
            }
        }
        true
    }

    fn go_on(&mut self) -> bool {
        let Some(day) = self.next.filter(|_| self.seen < MOST_DAYS) else {
            return false;
        };
        self.seen += 1;
        self.next = day.succ_opt();
        if self.is_worked(day) {
            self.dates.push(day);
        }
        true
    }

    fn is_worked(&self, day: NaiveDate) -> bool {
        let working = self.people.iter().filter(|person| person.is_workday(day));
        working.count() * 2 > self.people.len()
    }

    /// How many days like those on it lie between a day, itself included, and the first; none for a later day.
    pub fn ago(&self, day: NaiveDate) -> u32 {
        let before = day.iter_days().take_while(|day| *day < self.first);
        let worked = before.take(MOST_DAYS).filter(|day| self.is_worked(*day));
        worked.count() as u32
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

    /// Its date, of those that it has reached.
    pub fn date(&self, slot: u32) -> NaiveDate {
        self.dates.get(slot as usize).copied().unwrap_or_default()
    }
}

/// Working days that a task takes by its dates, one at least.
pub fn duration(person: &Capacity, start: NaiveDate, end: NaiveDate) -> u32 {
    let worked = days(start, end).filter(|day| person.is_workday(*day));
    (worked.count() as u32).max(1)
}

/// First and last of so many working days of somebody, from a day on; none where they have no such days.
pub fn stretch(person: &Capacity, from: NaiveDate, days: u32) -> Option<(NaiveDate, NaiveDate)> {
    let is_there = |day: NaiveDate| person.is_workday(day).then_some(day);
    let first = is_there(from).or_else(|| is_there(person.shift(from, 1)))?;
    let more = i32::try_from(days.saturating_sub(1)).ok()?;
    Some((first, is_there(person.shift(first, more))?))
}
