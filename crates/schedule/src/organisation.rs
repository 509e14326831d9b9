//! Calendars in layers: the organisation's, over it those of departments from the top down, over them a person's, and on top of all
//! the days on which the person is away.
//!
//! The nearest layer that names a day decides; then the organisation's own announcements; then the nearest weekly pattern. An absence
//! takes what is left of its days.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::{
    calendar::Calendar,
    day::{self, Day},
    layer::{Absence, DayPart, Layer},
};

/// Makes the calendars of an organisation's departments and people.
///
/// Calendars with the same weekly pattern share their tables, so one more costs a few hundred bytes.
#[derive(Debug, Clone)]
pub struct Organisation {
    calendar: Calendar,
    by_week: HashMap<[DayPart; 7], Calendar>,
}

impl Organisation {
    /// An organisation with this calendar.
    #[must_use]
    pub fn new(calendar: Calendar) -> Self {
        Self {
            calendar,
            by_week: HashMap::new(),
        }
    }

    /// The organisation's own calendar.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// A calendar in layers, the nearest first: a person's, their department's, that of the department above it …
    ///
    /// It is confirmed through the earliest day that the organisation or one of the layers has confirmed. What the organisation has
    /// confirmed is for its own layer to say, where it does: the calendar built in ends with the holidays announced so far, and those of
    /// the next year come in with that layer.
    pub fn layered<'a>(
        &mut self,
        layers: impl IntoIterator<Item = &'a Layer>,
        absences: &[Absence],
    ) -> Calendar {
        let mut week = None;
        let mut days: BTreeMap<Day, DayPart> = BTreeMap::new();
        let mut confirmed = None;
        let mut by_organisation = self.calendar.confirmed_through();
        let mut is_own = true;
        for layer in layers {
            is_own = false;
            week = week.or(layer.week);
            for (date, part) in &layer.exceptions {
                days.entry(day::number(*date)).or_insert(*part);
            }
            if layer.of_organisation {
                by_organisation = layer.confirmed_through.or(by_organisation);
            } else {
                confirmed = earliest(confirmed, layer.confirmed_through);
            }
        }
        if is_own && absences.is_empty() {
            return self.calendar.clone();
        }
        let below = match week {
            None => self.calendar.clone(),
            Some(week) => self
                .by_week
                .entry(week)
                .or_insert_with(|| self.calendar.with_week(week))
                .clone(),
        };
        for (day, part) in below.overrides() {
            days.entry(*day).or_insert(*part);
        }
        let (first, last) = below.table_range();
        for absence in absences {
            // What lies beyond the tables is beyond planning; an absence without an end must not be written down day by day.
            let from = day::morning(absence.from).max(first) >> 1;
            let to = day::morning(absence.to).min(last) >> 1;
            for day in from..=to {
                let worked = match days.get(&day) {
                    Some(part) => *part,
                    None => below.part(day::date(day * 2)),
                };
                if worked != DayPart::Off {
                    days.insert(day, worked.without(absence.missed));
                }
            }
        }
        below.over_tables(days, earliest(confirmed, by_organisation))
    }
}

fn earliest(one: Option<NaiveDate>, other: Option<NaiveDate>) -> Option<NaiveDate> {
    one.into_iter().chain(other).min()
}
