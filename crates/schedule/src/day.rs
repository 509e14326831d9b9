//! Half days as numbers, for arithmetic without a calendar's year in the way.
//!
//! Work is laid out in half days: a morning and an afternoon. Where calendars have whole days only, every task begins in a morning
//! and ends in an afternoon.

use std::sync::LazyLock;

use chrono::NaiveDate;

/// Days since 0001-01-01, which is day 1 and a Monday.
pub(crate) type Day = i32;

/// A half day: twice its day, and one more in the afternoon.
pub(crate) type Slot = i32;

/// Before every half day: not calculated yet, or not bound to begin at any.
pub(crate) const UNBOUND: Slot = Slot::MIN / 2;

/// After every half day that is meant.
pub(crate) const LAST: Slot = Slot::MAX / 2;

/// 2000-01-01: where a task begins that nothing at all holds.
const FIRST_DATE: Day = 730_120;

/// The morning on which the project starts.
pub(crate) const PROJECT_START: Slot = FIRST_DATE * 2;

pub(crate) fn number(date: NaiveDate) -> Day {
    chrono::Datelike::num_days_from_ce(&date)
}

/// The first half of a date.
pub(crate) fn morning(date: NaiveDate) -> Slot {
    number(date) * 2
}

/// The second half of a date.
pub(crate) fn afternoon(date: NaiveDate) -> Slot {
    number(date) * 2 + 1
}

/// The morning of a half day's date.
#[inline]
pub(crate) fn begin_of_day(slot: Slot) -> Slot {
    slot & !1
}

/// The afternoon of a half day's date.
#[inline]
pub(crate) fn end_of_day(slot: Slot) -> Slot {
    slot | 1
}

/// The date of a half day; the nearest that can be said where it is out of range.
///
/// A pass that moves a million tasks asks four million times, so the dates of eighty years are kept.
#[inline]
pub(crate) fn date(slot: Slot) -> NaiveDate {
    static KEPT: LazyLock<Vec<NaiveDate>> = LazyLock::new(|| {
        (FIRST_DATE..FIRST_DATE + 80 * 365)
            .map(|day| computed(day * 2))
            .collect()
    });
    let at = (slot >> 1).wrapping_sub(FIRST_DATE).cast_unsigned() as usize;
    KEPT.get(at).copied().unwrap_or_else(|| computed(slot))
}

fn computed(slot: Slot) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(slot >> 1).unwrap_or(if slot < 0 {
        NaiveDate::MIN
    } else {
        NaiveDate::MAX
    })
}

/// Working days as half days.
#[inline]
pub(crate) fn halves(days: i32) -> i32 {
    days.saturating_mul(2)
}

/// Half days of work as working days; half a day that is left over does not count.
#[inline]
pub(crate) fn whole(halves: i32) -> i32 {
    halves / 2
}
