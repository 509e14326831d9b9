//! Worked half days numbered one after another: from a half day to its ordinal and back, each in constant time.
//!
//! Inside the tables' years both directions are one look-up; beyond them the weekly pattern goes on for ever.

use crate::{
    day::{self, Slot},
    layer::DayPart,
};

/// Half days of a week.
const HALVES: i32 = 14;

/// Which half days of the week are worked, Monday morning first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Week {
    worked: [bool; 14],
    /// Half days worked among the first k of a week.
    through: [i32; 14],
    /// The half days worked, as half days after Monday morning.
    place: [i32; 14],
    count: i32,
}

impl Week {
    /// Monday to Friday where nothing is worked at all, since a calendar without work has no next working day.
    pub(crate) fn new(days: [DayPart; 7]) -> Self {
        let mut week = Self {
            worked: [false; 14],
            through: [0; 14],
            place: [0; 14],
            count: 0,
        };
        let halves = days
            .iter()
            .flat_map(|part| [part.morning(), part.afternoon()]);
        let mut next = 0;
        for ((at, worked), offset) in halves.enumerate().zip(0_i32..) {
            week.through[at] = week.count;
            if worked {
                week.worked[at] = true;
                week.place[next] = offset;
                next += 1;
                week.count += 1;
            }
        }
        if week.count == 0 {
            Self::new(DayPart::MONDAY_TO_FRIDAY)
        } else {
            week
        }
    }

    /// Half days since the first Monday morning of the era, which is day 1.
    fn since_monday(slot: Slot) -> i32 {
        slot - 2
    }

    pub(crate) fn is_worked(&self, slot: Slot) -> bool {
        self.worked[Self::since_monday(slot).rem_euclid(HALVES).unsigned_abs() as usize]
    }

    /// Half days worked from the first Monday morning through `slot`; negative before.
    fn worked_through(&self, slot: Slot) -> i32 {
        let next = Self::since_monday(slot) + 1;
        next.div_euclid(HALVES) * self.count
            + self.through[next.rem_euclid(HALVES).unsigned_abs() as usize]
    }

    /// The half day that is the `ordinal`th worked, as far as half days go.
    fn nth(&self, ordinal: i64) -> Slot {
        let weeks = (ordinal - 1).div_euclid(i64::from(self.count));
        let place = usize::try_from((ordinal - 1).rem_euclid(i64::from(self.count))).unwrap_or(0);
        let slot = weeks
            .saturating_mul(i64::from(HALVES))
            .saturating_add(i64::from(self.place[place] + 2));
        Slot::try_from(slot.clamp(i64::from(day::UNBOUND), i64::from(day::LAST)))
            .unwrap_or(day::LAST)
    }
}

/// The numbering of one calendar's worked half days; the first in the tables' years is 1.
pub(crate) struct Tables {
    week: Week,
    first: Slot,
    last: Slot,
    /// Half days worked from `first` through each.
    count: Vec<u16>,
    /// Whether some day is worked by half.
    pub(crate) has_half_days: bool,
    /// The half days worked, as half days after `first`.
    worked: Vec<u16>,
}

impl Tables {
    /// Tables from the morning `first` to the afternoon `last`, of which there are at most 65,535 half days.
    pub(crate) fn new(
        week: Week,
        first: Slot,
        last: Slot,
        is_worked: impl Fn(Slot) -> bool,
    ) -> Self {
        let mut count = Vec::new();
        let mut worked = Vec::new();
        for (offset, slot) in (0..=u16::MAX).zip(first..=last) {
            if is_worked(slot) {
                worked.push(offset);
            }
            count.push(u16::try_from(worked.len()).unwrap_or(u16::MAX));
        }
        count.shrink_to_fit();
        worked.shrink_to_fit();
        let mut mornings = (first..last).step_by(2);
        Self {
            week,
            first,
            last,
            has_half_days: mornings.any(|slot| is_worked(slot) != is_worked(slot + 1)),
            count,
            worked,
        }
    }

    /// Half days worked through one, counted from the tables' first; negative before it.
    #[inline]
    pub(crate) fn worked_through(&self, slot: Slot) -> i32 {
        match self
            .count
            .get(slot.wrapping_sub(self.first).cast_unsigned() as usize)
        {
            Some(count) => i32::from(*count),
            None => self.worked_through_beyond(slot),
        }
    }

    /// The worked half day of an ordinal.
    #[inline]
    pub(crate) fn nth(&self, ordinal: i32) -> Slot {
        match self
            .worked
            .get(ordinal.wrapping_sub(1).cast_unsigned() as usize)
        {
            Some(offset) => self.first + i32::from(*offset),
            None => self.nth_beyond(ordinal),
        }
    }

    pub(crate) fn is_worked(&self, slot: Slot) -> bool {
        self.worked_through(slot) != self.worked_through(slot - 1)
    }

    pub(crate) fn range(&self) -> (Slot, Slot) {
        (self.first, self.last)
    }

    fn total(&self) -> i32 {
        i32::try_from(self.worked.len()).unwrap_or(i32::MAX)
    }

    #[cold]
    fn worked_through_beyond(&self, slot: Slot) -> i32 {
        if slot < self.first {
            self.week.worked_through(slot) - self.week.worked_through(self.first - 1)
        } else {
            self.week.worked_through(slot) - self.week.worked_through(self.last) + self.total()
        }
    }

    #[cold]
    fn nth_beyond(&self, ordinal: i32) -> Slot {
        let ordinal = i64::from(ordinal);
        self.week.nth(if ordinal < 1 {
            ordinal + i64::from(self.week.worked_through(self.first - 1))
        } else {
            ordinal - i64::from(self.total()) + i64::from(self.week.worked_through(self.last))
        })
    }
}
