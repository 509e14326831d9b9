//! Days as numbers, for arithmetic without a calendar's year in the way.

use std::sync::LazyLock;

use chrono::NaiveDate;

/// Days since 0001-01-01, which is day 1 and a Monday.
pub(crate) type Day = i32;

/// Before every day: not calculated yet, or not bound to begin at any.
pub(crate) const UNBOUND: Day = Day::MIN / 2;

/// After every day that is meant.
pub(crate) const LAST: Day = Day::MAX / 2;

/// 2000-01-01: where a task begins that nothing at all holds.
pub(crate) const PROJECT_START: Day = 730_120;

pub(crate) fn number(date: NaiveDate) -> Day {
    chrono::Datelike::num_days_from_ce(&date)
}

/// The date of a number; the nearest that can be said where it is out of range.
///
/// A pass that moves a million tasks asks four million times, so the dates of eighty years are kept.
#[inline]
pub(crate) fn date(day: Day) -> NaiveDate {
    static KEPT: LazyLock<Vec<NaiveDate>> = LazyLock::new(|| {
        (PROJECT_START..PROJECT_START + 80 * 365)
            .map(computed)
            .collect()
    });
    let at = day.wrapping_sub(PROJECT_START).cast_unsigned() as usize;
    KEPT.get(at).copied().unwrap_or_else(|| computed(day))
}

fn computed(day: Day) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(day).unwrap_or(if day < 0 {
        NaiveDate::MIN
    } else {
        NaiveDate::MAX
    })
}
