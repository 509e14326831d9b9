//! Working days numbered one after another: from a day to its ordinal and back, each in constant time.
//!
//! Inside the tables' years both directions are one look-up; beyond them the weekly pattern goes on for ever.

use crate::day::{self, Day};

/// Which days of the week are worked, Monday first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Week {
    worked: [bool; 7],
    /// Days worked among the first k of a week.
    through: [i32; 7],
    /// The days worked, as days after Monday.
    place: [i32; 7],
    count: i32,
}

impl Week {
    pub(crate) const MONDAY_TO_FRIDAY: Self = Self {
        worked: [true, true, true, true, true, false, false],
        through: [0, 1, 2, 3, 4, 5, 5],
        place: [0, 1, 2, 3, 4, 0, 0],
        count: 5,
    };

    /// Monday to Friday where no day is worked at all.
    pub(crate) fn new(worked: [bool; 7]) -> Self {
        let mut week = Self {
            worked,
            through: [0; 7],
            place: [0; 7],
            count: 0,
        };
        let mut next = 0;
        for (offset, at) in (0_i32..).zip(0..7) {
            week.through[at] = week.count;
            if worked[at] {
                week.place[next] = offset;
                next += 1;
                week.count += 1;
            }
        }
        if week.count == 0 {
            Self::MONDAY_TO_FRIDAY
        } else {
            week
        }
    }

    /// Day 1 of the era is a Monday.
    pub(crate) fn is_worked(&self, day: Day) -> bool {
        self.worked[(day - 1).rem_euclid(7).unsigned_abs() as usize]
    }

    /// Days worked from day 1 through `day`; negative before.
    fn worked_through(&self, day: Day) -> i32 {
        day.div_euclid(7) * self.count + self.through[day.rem_euclid(7).unsigned_abs() as usize]
    }

    /// The day that is the `ordinal`th worked, as far as days go.
    fn nth(&self, ordinal: i64) -> Day {
        let weeks = (ordinal - 1).div_euclid(i64::from(self.count));
        let place = usize::try_from((ordinal - 1).rem_euclid(i64::from(self.count))).unwrap_or(0);
        let day = weeks
            .saturating_mul(7)
            .saturating_add(i64::from(self.place[place] + 1));
        Day::try_from(day.clamp(i64::from(day::UNBOUND), i64::from(day::LAST))).unwrap_or(day::LAST)
    }
}

/// The numbering of one calendar's working days; the first in the tables' years is 1.
pub(crate) struct Tables {
    week: Week,
    first: Day,
    last: Day,
    /// Working days from `first` through each day.
    count: Vec<u16>,
    /// The working days, as days after `first`.
    days: Vec<u16>,
}

impl Tables {
    /// Tables for the days from `first` to `last`, of which there are at most 65,535.
    pub(crate) fn new(week: Week, first: Day, last: Day, worked: impl Fn(Day) -> bool) -> Self {
        let mut count = Vec::new();
        let mut days = Vec::new();
        for (offset, day) in (0..=u16::MAX).zip(first..=last) {
            if worked(day) {
                days.push(offset);
            }
            count.push(u16::try_from(days.len()).unwrap_or(u16::MAX));
        }
        days.shrink_to_fit();
        Self {
            week,
            first,
            last,
            count,
            days,
        }
    }

    /// Working days through a day, counted from the tables' first; negative before it.
    #[inline]
    pub(crate) fn worked_through(&self, day: Day) -> i32 {
        match self
            .count
            .get(day.wrapping_sub(self.first).cast_unsigned() as usize)
        {
            Some(count) => i32::from(*count),
            None => self.worked_through_beyond(day),
        }
    }

    /// The working day of an ordinal.
    #[inline]
    pub(crate) fn nth(&self, ordinal: i32) -> Day {
        match self
            .days
            .get(ordinal.wrapping_sub(1).cast_unsigned() as usize)
        {
            Some(offset) => self.first + i32::from(*offset),
            None => self.nth_beyond(ordinal),
        }
    }

    fn total(&self) -> i32 {
        i32::try_from(self.days.len()).unwrap_or(i32::MAX)
    }

    #[cold]
    fn worked_through_beyond(&self, day: Day) -> i32 {
        if day < self.first {
            self.week.worked_through(day) - self.week.worked_through(self.first - 1)
        } else {
            self.week.worked_through(day) - self.week.worked_through(self.last) + self.total()
        }
    }

    #[cold]
    fn nth_beyond(&self, ordinal: i32) -> Day {
        let ordinal = i64::from(ordinal);
        self.week.nth(if ordinal < 1 {
            ordinal + i64::from(self.week.worked_through(self.first - 1))
        } else {
            ordinal - i64::from(self.total()) + i64::from(self.week.worked_through(self.last))
        })
    }
}
