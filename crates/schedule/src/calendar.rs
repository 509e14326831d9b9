//! Working calendars: weekends, public holidays, make-up workdays, half days.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, LazyLock},
};

use chrono::{Datelike, NaiveDate, Weekday};

use crate::{
    day::{self, Day, Slot},
    layer::DayPart,
    tables::{Tables, Week},
    window::Window,
};

/// Years of the tables; outside of them the weekly pattern holds, unless an exception says otherwise.
const TABLE_YEARS: (i32, i32) = (2015, 2045);
/// Exceptions outside of these years are not looked at, which bounds what a calendar takes.
const EXCEPTION_YEARS: (i32, i32) = (1950, 2100);
const CHINA: &str = include_str!("../data/china.csv");

/// A working calendar, to the half day: a weekly pattern with exceptions. Cheap to clone.
///
/// The weekly pattern with what has been announced for it lies in tables for 2015 to 2045 (76 KB), shared by every calendar that is
/// derived from it; before and after, the weekly pattern holds. What a calendar changes on top takes 190 bytes for a year, so that each
/// of thousands of people can have one of their own. Exceptions are taken for the years 1950 to 2100.
#[derive(Clone)]
pub struct Calendar {
    // What every look-up needs lies in the calendar itself: a pass comes to another one with each task.
    window: Window,
    tables: Arc<Tables>,
    details: Arc<Details>,
}

struct Details {
    /// The days of the tables that are not as the week has them.
    announced: Arc<BTreeMap<Day, DayPart>>,
    /// The days that are not as the tables have them, ascending.
    overrides: Box<[(Day, DayPart)]>,
    names: Arc<BTreeMap<Day, String>>,
    confirmed_through: Option<NaiveDate>,
    has_half_days: bool,
}

impl fmt::Debug for Calendar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Calendar")
            .field("announced", &self.details.announced.len())
            .field("overrides", &self.details.overrides.len())
            .finish_non_exhaustive()
    }
}

impl Calendar {
    /// Monday to Friday.
    #[must_use]
    pub fn weekdays() -> Self {
        Self::of_week(DayPart::MONDAY_TO_FRIDAY)
    }

    /// The given days of every week; Monday to Friday where none is given, since a calendar without work has no next working day.
    #[must_use]
    pub fn weekly(days: impl IntoIterator<Item = Weekday>) -> Self {
        let mut week = [DayPart::Off; 7];
        for day in days {
            week[day.num_days_from_monday() as usize] = DayPart::Full;
        }
        Self::of_week(week)
    }

    /// Every week like this, from Monday; Monday to Friday where nothing is worked.
    #[must_use]
    pub fn of_week(days: [DayPart; 7]) -> Self {
        Self::build(days, Arc::default(), Arc::default(), None)
    }

    /// Monday to Friday, with the public holidays and make-up workdays of mainland China for 2023–2026.
    #[must_use]
    pub fn china() -> Self {
        // The data are part of the program, so the tables are made once for all.
        static TABLES: LazyLock<Calendar> = LazyLock::new(Calendar::read_china);
        TABLES.clone()
    }

    fn read_china() -> Self {
        let mut announced = BTreeMap::new();
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
            announced.insert(day::number(date), DayPart::whole(kind == "work"));
            names.insert(day::number(date), name.to_owned());
            last = last.max(Some(date));
        }
        // A notice covers a whole year, so the year of the last entry is settled to its end.
        let confirmed = last.and_then(|last| NaiveDate::from_ymd_opt(last.year(), 12, 31));
        Self::build(
            DayPart::MONDAY_TO_FRIDAY,
            Arc::new(announced),
            Arc::new(names),
            confirmed,
        )
    }

    /// This calendar with further days off.
    #[must_use]
    pub fn with_holidays(&self, days: impl IntoIterator<Item = NaiveDate>) -> Self {
        self.with_days(days.into_iter().map(|day| (day, DayPart::Off)))
    }

    /// This calendar with further days worked.
    #[must_use]
    pub fn with_workdays(&self, days: impl IntoIterator<Item = NaiveDate>) -> Self {
        self.with_days(days.into_iter().map(|day| (day, DayPart::Full)))
    }

    /// This calendar with single days worked in other parts than before.
    #[must_use]
    pub fn with_days(&self, days: impl IntoIterator<Item = (NaiveDate, DayPart)>) -> Self {
        let mut overrides: BTreeMap<Day, DayPart> =
            self.details.overrides.iter().copied().collect();
        overrides.extend(
            days.into_iter()
                .map(|(date, part)| (day::number(date), part)),
        );
        self.over_tables(overrides, self.details.confirmed_through)
    }

    /// This calendar, confirmed through a day: past it nobody has yet said which days are worked.
    #[must_use]
    pub fn with_confirmed_through(&self, day: Option<NaiveDate>) -> Self {
        self.over_tables(self.details.overrides.iter().copied().collect(), day)
    }

    /// The same announcements and single days over another week.
    pub(crate) fn with_week(&self, days: [DayPart; 7]) -> Self {
        Self::build(
            days,
            Arc::clone(&self.details.announced),
            Arc::clone(&self.details.names),
            self.details.confirmed_through,
        )
        .over_tables(
            self.details.overrides.iter().copied().collect(),
            self.details.confirmed_through,
        )
    }

    /// This calendar's tables with other single days.
    pub(crate) fn over_tables(
        &self,
        mut overrides: BTreeMap<Day, DayPart>,
        confirmed_through: Option<NaiveDate>,
    ) -> Self {
        let years = EXCEPTION_YEARS.0..=EXCEPTION_YEARS.1;
        overrides.retain(|day, _| years.contains(&day::date(day * 2).year()));
        let tables = Arc::clone(&self.tables);
        let below =
            |day: Day| DayPart::of(tables.is_worked(day * 2), tables.is_worked(day * 2 + 1));
        let changed = overrides.iter().flat_map(|(day, part)| {
            let (before, morning) = (below(*day), day * 2);
            [
                (before.morning() != part.morning()).then_some((morning, part.morning())),
                (before.afternoon() != part.afternoon()).then_some((morning + 1, part.afternoon())),
            ]
        });
        let changed: Vec<(Slot, bool)> = changed.flatten().collect();
        let window = Window::new(&tables, &changed);
        let is_half = |part: &DayPart| part.morning() != part.afternoon();
        Self {
            window,
            details: Arc::new(Details {
                has_half_days: tables.has_half_days || overrides.values().any(is_half),
                overrides: overrides.into_iter().collect(),
                announced: Arc::clone(&self.details.announced),
                names: Arc::clone(&self.details.names),
                confirmed_through,
            }),
            tables,
        }
    }

    fn build(
        days: [DayPart; 7],
        announced: Arc<BTreeMap<Day, DayPart>>,
        names: Arc<BTreeMap<Day, String>>,
        confirmed_through: Option<NaiveDate>,
    ) -> Self {
        let date = |year, month, of_month| {
            NaiveDate::from_ymd_opt(year, month, of_month).unwrap_or_default()
        };
        let first = day::morning(date(TABLE_YEARS.0, 1, 1));
        let last = day::afternoon(date(TABLE_YEARS.1, 12, 31));
        let week = Week::new(days);
        let tables = Tables::new(week, first, last, |slot| {
            let said = announced.get(&(slot >> 1));
            said.map_or_else(
                || week.is_worked(slot),
                |part| {
                    if day::begin_of_day(slot) == slot {
                        part.morning()
                    } else {
                        part.afternoon()
                    }
                },
            )
        });
        Self {
            window: Window::default(),
            details: Arc::new(Details {
                has_half_days: tables.has_half_days,
                announced,
                overrides: Box::default(),
                names,
                confirmed_through,
            }),
            tables: Arc::new(tables),
        }
    }

    /// The part of the day that is worked.
    #[must_use]
    pub fn part(&self, date: NaiveDate) -> DayPart {
        let morning = day::morning(date);
        let is_worked = |slot: Slot| self.worked_through(slot) != self.worked_through(slot - 1);
        DayPart::of(is_worked(morning), is_worked(morning + 1))
    }

    /// Whether the day, or half of it, is worked.
    #[must_use]
    pub fn is_working(&self, date: NaiveDate) -> bool {
        self.part(date) != DayPart::Off
    }

    /// The day itself, or the next one of which at least half is worked.
    #[must_use]
    pub fn next_working(&self, date: NaiveDate) -> NaiveDate {
        day::date(self.next(day::morning(date)))
    }

    /// The day itself, or the last one before it of which at least half is worked.
    #[must_use]
    pub fn previous_working(&self, date: NaiveDate) -> NaiveDate {
        day::date(self.previous(day::afternoon(date)))
    }

    /// The working day that many working days on. A day off counts as the next working day going forward and as the one before
    /// going back; 0 normalises forward. Two half days are a day.
    #[must_use]
    pub fn add_working_days(&self, date: NaiveDate, days: i32) -> NaiveDate {
        let from = if days >= 0 {
            day::morning(date)
        } else {
            day::afternoon(date)
        };
        day::date(self.add(from, day::halves(days)))
    }

    /// Working days from one day to another, both included; 0 where the second is before the first. Two half days are a day, one
    /// that is left over does not count.
    #[must_use]
    pub fn working_days(&self, from: NaiveDate, to: NaiveDate) -> i32 {
        day::whole(self.working_half_days(from, to))
    }

    /// Half days worked from one day to another, both included; 0 where the second is before the first.
    #[must_use]
    pub fn working_half_days(&self, from: NaiveDate, to: NaiveDate) -> i32 {
        (self.worked_through(day::afternoon(to)) - self.worked_through(day::morning(from) - 1))
            .max(0)
    }

    /// Working days after `from` up to `to`; negative where `to` is before `from`. 0 for the same day. Half a day that is left over
    /// does not count.
    #[must_use]
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> i32 {
        self.days_between(day::afternoon(from), day::afternoon(to))
    }

    /// Last day for which it has been said which days are worked; none where there is nothing to announce. Past it the weekly
    /// pattern holds, and whoever plans there should be told.
    #[must_use]
    pub fn confirmed_through(&self) -> Option<NaiveDate> {
        self.details.confirmed_through
    }

    /// Whether some day is worked by half.
    #[must_use]
    pub fn has_half_days(&self) -> bool {
        self.details.has_half_days
    }

    /// Name of the holiday that the day, off or made up, belongs to.
    #[must_use]
    pub fn day_name(&self, date: NaiveDate) -> Option<&str> {
        self.details
            .names
            .get(&day::number(date))
            .map(String::as_str)
    }

    /// The days that are not as the tables have them.
    pub(crate) fn overrides(&self) -> &[(Day, DayPart)] {
        &self.details.overrides
    }

    /// First and last half day of the tables.
    pub(crate) fn table_range(&self) -> (Slot, Slot) {
        self.tables.range()
    }

    /// Ordinal of the last worked half day up to and with one.
    #[inline]
    pub(crate) fn worked_through(&self, slot: Slot) -> i32 {
        self.window.worked_through(&self.tables, slot)
    }

    /// The worked half day of an ordinal.
    #[inline]
    pub(crate) fn nth(&self, ordinal: i32) -> Slot {
        self.window.nth(&self.tables, ordinal)
    }

    #[inline]
    pub(crate) fn next(&self, slot: Slot) -> Slot {
        self.nth(self.worked_through(slot - 1) + 1)
    }

    #[inline]
    pub(crate) fn previous(&self, slot: Slot) -> Slot {
        self.nth(self.worked_through(slot))
    }

    #[inline]
    pub(crate) fn add(&self, slot: Slot, halves: i32) -> Slot {
        if halves >= 0 {
            self.nth((self.worked_through(slot - 1) + 1).saturating_add(halves))
        } else {
            self.nth(self.worked_through(slot).saturating_add(halves))
        }
    }

    /// Ordinal of the last worked half day of a half day's date, or of the next date with one from there on.
    #[inline]
    pub(crate) fn last_of_day_from(&self, slot: Slot) -> i32 {
        let next = self.nth(self.worked_through(slot - 1) + 1);
        self.worked_through(day::end_of_day(next))
    }

    /// The last half day from which [`Self::last_of_day_from`] comes to at most that ordinal.
    #[inline]
    pub(crate) fn last_with_day_end(&self, ordinal: i32) -> Slot {
        let slot = self.nth(ordinal);
        if self.worked_through(day::end_of_day(slot)) > ordinal {
            self.nth(ordinal - 1)
        } else {
            slot
        }
    }

    /// Whole working days after one half day up to another.
    #[inline]
    pub(crate) fn days_between(&self, from: Slot, to: Slot) -> i32 {
        day::whole(self.worked_through(to) - self.worked_through(from))
    }
}
