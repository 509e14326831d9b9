//! The calendar that the file was planned by.

use std::collections::BTreeMap;

use cascade_schedule::{Calendar, DayPart};
use chrono::NaiveDate;

use super::file::day;
use super::walk::Element;

/// Exceptions past this many days are no calendar anybody works by.
const MOST_DAYS: usize = 4_000;

/// A week and the days that are not as the week has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileCalendar {
    /// What is worked of each day, from Monday.
    pub week: [DayPart; 7],
    /// Single days.
    pub exceptions: BTreeMap<NaiveDate, DayPart>,
    /// Exceptions that come again every week, month or year, which are not read.
    pub recurring: usize,
}

impl FileCalendar {
    /// The calendar to plan by.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        let days = self.exceptions.iter().map(|(day, part)| (*day, *part));
        Calendar::of_week(self.week).with_days(days)
    }
}

pub(super) fn read(element: &Element) -> FileCalendar {
    let mut calendar = FileCalendar {
        week: [DayPart::Off; 7],
        exceptions: BTreeMap::new(),
        recurring: 0,
    };
    for week_day in element
        .child("WeekDays")
        .into_iter()
        .flat_map(|days| days.all("WeekDay"))
    {
        let part = worked(week_day);
        match week_day.number::<usize>("DayType") {
            // 1 is Sunday.
            Some(day_type @ 1..=7) => calendar.week[(day_type + 5) % 7] = part,
            // Before 2007 exceptions stood here.
            _ => calendar.add(week_day, part),
        }
    }
    let exceptions = element.child("Exceptions");
    for exception in exceptions.into_iter().flat_map(|all| all.all("Exception")) {
        // 1: every day of its period.
        if exception.number("Type").unwrap_or(1) == 1 {
            calendar.add(exception, worked(exception));
        } else {
            calendar.recurring += 1;
        }
    }
    calendar
}

impl FileCalendar {
    fn add(&mut self, exception: &Element, part: DayPart) {
        let Some(period) = exception.child("TimePeriod") else {
            return;
        };
        let ends = day(period.text_of("FromDate")).zip(day(period.text_of("ToDate")));
        let Some((from, to)) = ends else {
            return;
        };
        let room = MOST_DAYS.saturating_sub(self.exceptions.len());
        let days = from.iter_days().take_while(|day| *day <= to).take(room);
        self.exceptions.extend(days.map(|day| (day, part)));
    }
}

/// What is worked of a day: half of it where all of its hours lie on one side of 12:30.
fn worked(day: &Element) -> DayPart {
    if !day.is_set("DayWorking") {
        return DayPart::Off;
    }
    let times = day.child("WorkingTimes");
    let times = times.into_iter().flat_map(|times| times.all("WorkingTime"));
    let (mut morning, mut afternoon) = (false, false);
    for time in times {
        let (from, to) = (time.text_of("FromTime"), time.text_of("ToTime"));
        morning |= from < NOON;
        // Midnight is the end of the day.
        afternoon |= to > NOON || to.starts_with("00:00");
    }
    match (morning, afternoon) {
        (true, false) => DayPart::Morning,
        (false, true) => DayPart::Afternoon,
        _ => DayPart::Full,
    }
}

const NOON: &str = "12:30:00";
