//! Working calendars: weekends, public holidays, make-up workdays.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, LazyLock},
};

use chrono::{Datelike, NaiveDate, Weekday};

use crate::{
    day::{self, Day},
    tables::{Tables, Week},
};

/// Years of the tables; outside of them the weekly pattern holds, unless an exception stretches them.
const TABLE_YEARS: (i32, i32) = (2015, 2045);
/// Exceptions outside of these years are not looked at, which bounds the tables.
const EXCEPTION_YEARS: (i32, i32) = (1950, 2100);
const CHINA: &str = include_str!("../data/china.csv");

/// A working calendar, to the day: a weekly pattern with exceptions. Cheap to clone; every question is answered in constant time.
///
/// From 2015 to 2045 answers come from tables of 40 KB a calendar, before and after from the weekly pattern. Exceptions are taken
/// for the years 1950 to 2100.
#[derive(Clone)]
pub struct Calendar(Arc<Inner>);

struct Inner {
    tables: Tables,
    week: Week,
    exceptions: BTreeMap<Day, bool>,
    names: Arc<BTreeMap<Day, String>>,
    confirmed_through: Option<NaiveDate>,
}

impl fmt::Debug for Calendar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Calendar")
            .field("exceptions", &self.0.exceptions.len())
            .finish_non_exhaustive()
    }
}

impl Calendar {
    /// Monday to Friday.
    #[must_use]
    pub fn weekdays() -> Self {
        Self::weekly([
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
        ])
    }

    /// The given days of every week; Monday to Friday where none is given, since a calendar without work has no next working day.
    #[must_use]
    pub fn weekly(days: impl IntoIterator<Item = Weekday>) -> Self {
        let mut worked = [false; 7];
        for day in days {
            worked[day.num_days_from_monday() as usize] = true;
        }
        Self::build(Week::new(worked), BTreeMap::new(), Arc::default(), None)
    }

    /// Monday to Friday, with the public holidays and make-up workdays of mainland China for 2023–2026.
    #[must_use]
    pub fn china() -> Self {
        // The data are part of the program, so the tables are made once for all.
        static TABLES: LazyLock<Calendar> = LazyLock::new(Calendar::read_china);
        TABLES.clone()
    }

    fn read_china() -> Self {
        let mut exceptions = BTreeMap::new();
        let mut names = BTreeMap::new();
        let mut last = None;
        for line in CHINA.lines().skip(1) {
            let mut fields = line.splitn(3, ',');
            let (Some(date), Some(kind), Some(name)) =
                (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let Ok(date) = date.parse::<NaiveDate>() else {
                continue;
            };
            exceptions.insert(day::number(date), kind == "work");
            names.insert(day::number(date), name.to_owned());
            last = last.max(Some(date));
        }
        // A notice covers a whole year, so the year of the last entry is settled to its end.
        let confirmed = last.and_then(|last| NaiveDate::from_ymd_opt(last.year(), 12, 31));
        Self::build(
            Week::MONDAY_TO_FRIDAY,
            exceptions,
            Arc::new(names),
            confirmed,
        )
    }

    /// This calendar with further days off.
    #[must_use]
    pub fn with_holidays(&self, days: impl IntoIterator<Item = NaiveDate>) -> Self {
        self.with(days.into_iter().map(|day| (day, false)))
    }

    /// This calendar with further days worked.
    #[must_use]
    pub fn with_workdays(&self, days: impl IntoIterator<Item = NaiveDate>) -> Self {
        self.with(days.into_iter().map(|day| (day, true)))
    }

    fn with(&self, days: impl Iterator<Item = (NaiveDate, bool)>) -> Self {
        let mut exceptions = self.0.exceptions.clone();
        exceptions.extend(
            days.filter(|(date, _)| (EXCEPTION_YEARS.0..=EXCEPTION_YEARS.1).contains(&date.year()))
                .map(|(date, worked)| (day::number(date), worked)),
        );
        Self::build(
            self.0.week,
            exceptions,
            Arc::clone(&self.0.names),
            self.0.confirmed_through,
        )
    }

    fn build(
        week: Week,
        exceptions: BTreeMap<Day, bool>,
        names: Arc<BTreeMap<Day, String>>,
        confirmed_through: Option<NaiveDate>,
    ) -> Self {
        let edge = |year, month, of_month| {
            day::number(NaiveDate::from_ymd_opt(year, month, of_month).unwrap_or_default())
        };
        let reach =
            |exception: Option<(&Day, _)>, edge: Day| exception.map_or(edge, |(day, _)| *day);
        let (first, last) = (edge(TABLE_YEARS.0, 1, 1), edge(TABLE_YEARS.1, 12, 31));
        let first = first.min(reach(exceptions.first_key_value(), first));
        let last = last.max(reach(exceptions.last_key_value(), last));
        let worked = |day| {
            exceptions
                .get(&day)
                .copied()
                .unwrap_or_else(|| week.is_worked(day))
        };
        let tables = Tables::new(week, first, last, worked);
        Self(Arc::new(Inner {
            tables,
            week,
            exceptions,
            names,
            confirmed_through,
        }))
    }

    /// Whether the day is worked.
    #[must_use]
    pub fn is_working(&self, date: NaiveDate) -> bool {
        let day = day::number(date);
        self.worked_through(day) != self.worked_through(day - 1)
    }

    /// The day itself, or the next one that is worked.
    #[must_use]
    pub fn next_working(&self, date: NaiveDate) -> NaiveDate {
        day::date(self.next(day::number(date)))
    }

    /// The day itself, or the last one before it that is worked.
    #[must_use]
    pub fn previous_working(&self, date: NaiveDate) -> NaiveDate {
        day::date(self.previous(day::number(date)))
    }

    /// The working day that many working days on. A day off counts as the next working day going forward and as the one before
    /// going back; 0 normalises forward.
    #[must_use]
    pub fn add_working_days(&self, date: NaiveDate, days: i32) -> NaiveDate {
        day::date(self.add(day::number(date), days))
    }

    /// Working days from one day to another, both included; 0 where the second is before the first.
    #[must_use]
    pub fn working_days(&self, from: NaiveDate, to: NaiveDate) -> i32 {
        (self.worked_through(day::number(to)) - self.worked_through(day::number(from) - 1)).max(0)
    }

    /// Working days after `from` up to `to`; negative where `to` is before `from`. 0 for the same day.
    #[must_use]
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> i32 {
        self.between(day::number(from), day::number(to))
    }

    /// Last day for which holidays have been announced; none where there are none to announce.
    #[must_use]
    pub fn confirmed_through(&self) -> Option<NaiveDate> {
        self.0.confirmed_through
    }

    /// Name of the holiday that the day, off or made up, belongs to.
    #[must_use]
    pub fn day_name(&self, date: NaiveDate) -> Option<&str> {
        self.0.names.get(&day::number(date)).map(String::as_str)
    }

    /// Ordinal of the last working day up to and with a day.
    #[inline]
    pub(crate) fn worked_through(&self, day: Day) -> i32 {
        self.0.tables.worked_through(day)
    }

    /// The working day of an ordinal.
    #[inline]
    pub(crate) fn nth(&self, ordinal: i32) -> Day {
        self.0.tables.nth(ordinal)
    }

    #[inline]
    pub(crate) fn next(&self, day: Day) -> Day {
        self.nth(self.worked_through(day - 1) + 1)
    }

    #[inline]
    pub(crate) fn previous(&self, day: Day) -> Day {
        self.nth(self.worked_through(day))
    }

    #[inline]
    pub(crate) fn add(&self, day: Day, days: i32) -> Day {
        if days >= 0 {
            self.nth((self.worked_through(day - 1) + 1).saturating_add(days))
        } else {
            self.nth(self.worked_through(day).saturating_add(days))
        }
    }

    #[inline]
    pub(crate) fn between(&self, from: Day, to: Day) -> i32 {
        self.worked_through(to) - self.worked_through(from)
    }
}
