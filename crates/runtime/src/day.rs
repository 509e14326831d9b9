//! Calendar days as requests write them.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};

/// Years that plans lie in. Whoever counts working days walks from one end to the other, and no calendar library writes a year of
/// five digits as ISO 8601 does.
pub const YEARS: RangeInclusive<i32> = 1900..=2199;

/// Reads `2026-07-01`; none where it is no such day, or lies outside [`YEARS`].
#[must_use]
pub fn read(text: &str) -> Option<NaiveDate> {
    let day: NaiveDate = text.parse().ok()?;
    YEARS.contains(&day.year()).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_one_that_a_plan_can_lie_in() {
        assert_eq!(read("2026-07-01"), NaiveDate::from_ymd_opt(2026, 7, 1));
        assert_eq!(read("2199-12-31"), NaiveDate::from_ymd_opt(2199, 12, 31));
        for none in [
            "",
            "2026-02-30",
            "1899-12-31",
            "2200-01-01",
            "+262142-12-31",
            "-262143-01-01",
            "0001-01-01",
            "tomorrow",
        ] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}
