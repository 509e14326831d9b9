//! What a person can work on a day: calendars in layers, absences, hours.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{Datelike, NaiveDate};

/// What public notices say of a day: worked (make-up workday), not worked (public holiday), or nothing.
pub type Announced = fn(NaiveDate) -> Option<bool>;

/// One layer of calendars: an organisation's, a department's or a person's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layer {
    /// Days of the week that are worked, from Monday; none where the layer leaves the week as it is.
    pub weekdays: Option<[Halves; 7]>,
    /// Days that are worked or not, whatever the week says.
    pub exceptions: BTreeMap<NaiveDate, Halves>,
}

/// Morning and afternoon of a day: worked or not, missed or not.
pub type Halves = [bool; 2];

/// All of a day.
pub const WHOLE: Halves = [true; 2];

/// Days away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    /// First day.
    pub from: NaiveDate,
    /// Last day, included.
    pub to: NaiveDate,
    /// What is missed of each.
    pub missed: Halves,
}

/// What a person can work.
#[derive(Debug, Clone)]
pub struct Capacity {
    /// Hours of a full day.
    pub hours_per_day: f64,
    /// Part of a full position: 100 is full-time.
    pub part_time_percent: f64,
    /// Calendars, the nearest first: the person's, their department's, the one above it …
    pub layers: Vec<Arc<Layer>>,
    /// Days away.
    pub absences: Vec<Away>,
    /// Public holidays and make-up workdays.
    pub announced: Announced,
}

impl Capacity {
    /// The halves of the day that the calendars have as worked. The nearest exception decides; then the public notices; then the
    /// nearest weekly pattern; without one, Monday to Friday.
    fn worked(&self, day: NaiveDate) -> Halves {
        let exception = self
            .layers
            .iter()
            .find_map(|layer| layer.exceptions.get(&day).copied());
        exception
            .or_else(|| (self.announced)(day).map(|worked| [worked; 2]))
            .unwrap_or_else(|| {
                let of_week = day.weekday().num_days_from_monday() as usize;
                self.layers
                    .iter()
                    .find_map(|layer| layer.weekdays)
                    .map_or([of_week < 5; 2], |week| week[of_week])
            })
    }

    /// Whether the calendars have the day, or half of it, as a working day.
    #[must_use]
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        self.worked(day) != [false; 2]
    }

    /// The part of a full day that the person is there: 0, ½ or 1.
    fn share(&self, day: NaiveDate) -> f64 {
        let [morning, afternoon] = self.worked(day);
        let away = self.absences.iter();
        let away = away.filter(|away| (away.from..=away.to).contains(&day));
        let (morning, afternoon) = away.fold((morning, afternoon), |(first, second), away| {
            (first && !away.missed[0], second && !away.missed[1])
        });
        (f64::from(u8::from(morning)) + f64::from(u8::from(afternoon))) / 2.0
    }

    /// Hours of a day that is worked.
    #[must_use]
    pub fn day_hours(&self) -> f64 {
        let hours = self.hours_per_day * self.part_time_percent / 100.0;
        if hours.is_finite() {
            hours.max(0.0)
        } else {
            0.0
        }
    }

    /// Hours that the person can work on a day.
    #[must_use]
    pub fn hours(&self, day: NaiveDate) -> f64 {
        self.share(day) * self.day_hours()
    }

    /// Days of a window on which the person works.
    #[must_use]
    pub fn days(&self, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        days(from, to)
            .filter(|day| self.hours(*day) > 0.0)
            .collect()
    }

    /// The working day that many working days on (before, where negative); absences do not count as days off here.
    #[must_use]
    pub fn shift(&self, day: NaiveDate, by: i32) -> NaiveDate {
        let mut at = day;
        let mut left = by.unsigned_abs();
        // A calendar of nothing but exceptions may have no further working day: give up after some years of days off.
        let mut patience = 2_000_u32.saturating_add(left.saturating_mul(10));
        while left > 0 && patience > 0 {
            let next = if by > 0 { at.succ_opt() } else { at.pred_opt() };
            let Some(next) = next else { break };
            at = next;
            patience -= 1;
            if self.is_workday(at) {
                left -= 1;
            }
        }
        at
    }
}

/// Every day of a window.
pub fn days(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    from.iter_days().take_while(move |day| *day <= to)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn day(month: u32, of_month: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, of_month).unwrap()
    }

    pub(crate) fn full_time() -> Capacity {
        Capacity {
            hours_per_day: 8.0,
            part_time_percent: 100.0,
            layers: Vec::new(),
            absences: Vec::new(),
            announced: |_| None,
        }
    }

    fn layer(weekdays: Option<[bool; 7]>, exceptions: &[(NaiveDate, bool)]) -> Arc<Layer> {
        let whole = |(day, worked): &(NaiveDate, bool)| (*day, [*worked; 2]);
        Arc::new(Layer {
            weekdays: weekdays.map(|week| week.map(|worked| [worked; 2])),
            exceptions: exceptions.iter().map(whole).collect(),
        })
    }

    #[test]
    fn weekends_notices_and_absences_take_their_days() {
        let capacity = Capacity {
            part_time_percent: 50.0,
            absences: vec![Away {
                from: day(7, 9),
                to: day(7, 10),
                missed: WHOLE,
            }],
            // Monday 6 July a holiday, made up on Saturday.
            announced: |date| match date.day() {
                6 => Some(false),
                11 => Some(true),
                _ => None,
            },
            ..full_time()
        };
        let worked = capacity.days(day(7, 4), day(7, 12));
        assert_eq!(worked, [day(7, 7), day(7, 8), day(7, 11)]);
        assert!((capacity.hours(day(7, 7)) - 4.0).abs() < 1e-9);
    }

    #[test]
    fn half_a_day_is_half_the_hours() {
        let (morning, afternoon) = ([true, false], [false, true]);
        let fridays = Layer {
            weekdays: Some([WHOLE, WHOLE, WHOLE, WHOLE, morning, [false; 2], [false; 2]]),
            exceptions: [(day(7, 8), afternoon)].into(),
        };
        let away = |of, missed| Away {
            from: day(7, of),
            to: day(7, of),
            missed,
        };
        let capacity = Capacity {
            layers: vec![Arc::new(fridays)],
            absences: vec![away(7, morning), away(8, morning), away(10, afternoon)],
            ..full_time()
        };
        let hours: Vec<f64> = (6..=11).map(|of| capacity.hours(day(7, of))).collect();
        // Tuesday's dentist is half a day; Wednesday's and Friday's fall into time that is free anyway.
        assert_eq!(hours, [8.0, 4.0, 4.0, 8.0, 4.0, 0.0]);
        assert!(capacity.is_workday(day(7, 10)));
    }

    #[test]
    fn the_nearest_calendar_decides() {
        let six_days = Some([true, true, true, true, true, true, false]);
        let department = layer(six_days, &[(day(7, 7), false), (day(7, 8), false)]);
        let person = layer(None, &[(day(7, 8), true), (day(7, 12), true)]);
        let capacity = Capacity {
            layers: vec![person, department],
            announced: |date| (date.day() == 8 || date.day() == 9).then_some(false),
            ..full_time()
        };
        let worked = capacity.days(day(7, 6), day(7, 12));
        assert_eq!(worked, [6, 8, 10, 11, 12].map(|of| day(7, of)));
    }

    #[test]
    fn shifting_counts_working_days() {
        let capacity = full_time();
        assert_eq!(capacity.shift(day(7, 10), 1), day(7, 13));
        assert_eq!(capacity.shift(day(7, 13), -1), day(7, 10));
        assert_eq!(capacity.shift(day(7, 11), 5), day(7, 17));
        assert_eq!(capacity.shift(day(7, 11), 0), day(7, 11));
        let never = Capacity {
            layers: vec![layer(Some([false; 7]), &[])],
            ..full_time()
        };
        assert!(never.shift(day(7, 1), 1) > day(7, 1), "it ends");
    }
}
