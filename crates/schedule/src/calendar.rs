//! Working calendars: weekends, public holidays, make-up workdays.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use chrono::{Datelike, NaiveDate, Weekday};

use crate::day::{self, Day};

/// First and last year of the tables; dates beyond are taken as the table's first or last day.
const FIRST_YEAR: i32 = 2000;
const LAST_YEAR: i32 = 2100;
const CHINA: &str = include_str!("../data/china.csv");

/// A working calendar, to the day. Cheap to clone; every question is answered in constant time from two tables.
#[derive(Debug, Clone)]
pub struct Calendar(Arc<Tables>);

#[derive(Debug)]
struct Tables {
    first: Day,
    /// Working days up to and with each day.
    count: Vec<i32>,
    /// The working days themselves, in order.
    days: Vec<Day>,
    names: BTreeMap<NaiveDate, String>,
    exceptions: BTreeMap<NaiveDate, bool>,
    confirmed_through: Option<NaiveDate>,
}

impl Calendar {
    /// Monday to Friday.
    #[must_use]
    pub fn weekdays() -> Self {
        Self::build(BTreeMap::new(), BTreeMap::new(), None)
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
            exceptions.insert(date, kind == "work");
            names.insert(date, name.to_owned());
        }
        // A notice covers a whole year, so the year of the last entry is settled to its end.
        let confirmed = exceptions
            .keys()
            .next_back()
            .and_then(|last| NaiveDate::from_ymd_opt(last.year(), 12, 31));
        Self::build(exceptions, names, confirmed)
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
        exceptions.extend(days);
        Self::build(exceptions, self.0.names.clone(), self.0.confirmed_through)
    }

    fn build(
        exceptions: BTreeMap<NaiveDate, bool>,
        names: BTreeMap<NaiveDate, String>,
        confirmed_through: Option<NaiveDate>,
    ) -> Self {
        let edge = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        let (start, end) = (edge(FIRST_YEAR, 1, 1), edge(LAST_YEAR, 12, 31));
        let (first, last) = (day::number(start), day::number(end));
        let mut count = Vec::with_capacity(usize::try_from(last - first + 1).unwrap_or(0));
        let mut days = Vec::new();
        for (number, date) in (first..=last).zip(start.iter_days()) {
            let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
            if exceptions.get(&date).copied().unwrap_or(!weekend) {
                days.push(number);
            }
            count.push(i32::try_from(days.len()).unwrap_or(i32::MAX));
        }
        Self(Arc::new(Tables {
            first,
            count,
            days,
            names,
            exceptions,
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
        self.0.names.get(&date).map(String::as_str)
    }

    /// Working days up to and with a day.
    #[inline]
    fn worked_through(&self, day: Day) -> i32 {
        let index = day - self.0.first;
        if index < 0 {
            return 0;
        }
        let last = self.0.count.len() - 1;
        self.0.count[usize::try_from(index).unwrap_or(0).min(last)]
    }

    /// The working day of an ordinal, counted from 1.
    #[inline]
    fn nth(&self, ordinal: i32) -> Day {
        let last = self.0.days.len() - 1;
        self.0.days[usize::try_from(ordinal - 1).unwrap_or(0).min(last)]
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
            self.nth(self.worked_through(day - 1) + 1 + days)
        } else {
            self.nth(self.worked_through(day) + days)
        }
    }

    #[inline]
    pub(crate) fn between(&self, from: Day, to: Day) -> i32 {
        self.worked_through(to) - self.worked_through(from)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn national_day_and_its_make_up_days() {
        let china = Calendar::china();
        // 2025-10-01..08 off; 2025-09-28 (Sunday) and 2025-10-11 (Saturday) worked.
        assert!(!china.is_working(date("2025-10-08")));
        assert!(china.is_working(date("2025-09-28")));
        assert!(china.is_working(date("2025-10-11")));
        assert_eq!(
            china.add_working_days(date("2025-09-30"), 1),
            date("2025-10-09")
        );
        assert_eq!(
            china.working_days(date("2025-09-26"), date("2025-10-11")),
            7
        );
        assert_eq!(china.day_name(date("2025-10-11")), Some("国庆节、中秋节"));
        assert_eq!(china.confirmed_through(), Some(date("2026-12-31")));
        assert_eq!(Calendar::weekdays().confirmed_through(), None);
    }

    #[test]
    fn steps_and_distances_agree() {
        let weekdays = Calendar::weekdays();
        let friday = date("2026-07-03");
        assert_eq!(weekdays.add_working_days(friday, 1), date("2026-07-06"));
        assert_eq!(
            weekdays.add_working_days(date("2026-07-04"), 0),
            date("2026-07-06")
        );
        assert_eq!(
            weekdays.add_working_days(date("2026-07-04"), -1),
            date("2026-07-02")
        );
        assert_eq!(weekdays.working_days_between(friday, date("2026-07-07")), 2);
        assert_eq!(
            weekdays.working_days_between(date("2026-07-07"), friday),
            -2
        );
        assert_eq!(weekdays.working_days(date("2026-07-07"), friday), 0);
    }

    proptest! {
        #[test]
        fn answers_are_those_of_counting_day_by_day(start in 0..1_400_i32, days in 0..200_i32) {
            let china = Calendar::china();
            let from = date("2023-01-01") + chrono::TimeDelta::days(i64::from(start));
            let to = from + chrono::TimeDelta::days(i64::from(days));
            let counted = from.iter_days().take_while(|day| *day <= to).filter(|day| china.is_working(*day)).count();
            prop_assert_eq!(china.working_days(from, to), i32::try_from(counted).unwrap());
            let mut on = china.next_working(from);
            for _ in 0..days {
                on = china.next_working(on.succ_opt().unwrap());
            }
            prop_assert_eq!(china.add_working_days(from, days), on);
            let mut back = china.previous_working(from);
            for _ in 0..days {
                back = china.previous_working(back.pred_opt().unwrap());
            }
            if days > 0 {
                prop_assert_eq!(china.add_working_days(from, -days), back);
            }
            prop_assert_eq!(china.working_days_between(china.next_working(from), on), days);
        }
    }
}
