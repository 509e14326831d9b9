//! Days as numbers, for arithmetic without a calendar's year in the way.

use chrono::NaiveDate;

/// Days since 0001-01-01, which is day 1.
pub(crate) type Day = i32;

pub(crate) fn number(date: NaiveDate) -> Day {
    chrono::Datelike::num_days_from_ce(&date)
}

/// The date of a number; the nearest that can be said where it is out of range.
pub(crate) fn date(day: Day) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(day).unwrap_or(if day < 0 {
        NaiveDate::MIN
    } else {
        NaiveDate::MAX
    })
}
