//! The columns of the Gantt sheet's right side: a day each, or a week where the plan is long.

use chrono::{Datelike, Days, NaiveDate};

/// Longest plan shown day by day.
const DAY_COLUMNS: i64 = 130;
/// More columns than this are not read; a column then stands for several weeks.
const WEEK_COLUMNS: i64 = 260;

/// First day and length of the columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Timeline {
    /// First day of each column.
    pub days: Vec<NaiveDate>,
    /// Days of a column: 1, or a multiple of 7.
    pub step: u64,
}

impl Timeline {
    /// Columns from the Monday before `first` to some days after `last`, so that a date can move without leaving them.
    pub(super) fn new(first: NaiveDate, last: NaiveDate) -> Self {
        let into_week = u64::from(first.weekday().num_days_from_monday());
        let start = first
            .checked_sub_days(Days::new(into_week))
            .unwrap_or(first);
        let length = (last - start).num_days() + 1;
        let (step, columns) = if length <= DAY_COLUMNS {
            (1, length + (length / 10).max(7))
        } else {
            let weeks = (length + 6) / 7;
            let step = (weeks + WEEK_COLUMNS - 1) / WEEK_COLUMNS;
            (7 * step, weeks / step + (weeks / step / 10).max(2))
        };
        let step = step.unsigned_abs();
        let days = (0..columns.unsigned_abs())
            .map_while(|column| start.checked_add_days(Days::new(column * step)))
            .collect();
        Self { days, step }
    }

    pub(super) fn is_daily(&self) -> bool {
        self.step == 1
    }

    /// Whether a day falls into the column that begins with `first`.
    pub(super) fn holds(&self, first: NaiveDate, day: NaiveDate) -> bool {
        (0..self.step as i64).contains(&(day - first).num_days())
    }

    /// First and last column of each month.
    pub(super) fn months(&self) -> Vec<(u16, u16, NaiveDate)> {
        let mut months: Vec<(u16, u16, NaiveDate)> = Vec::new();
        for (column, day) in (0..).zip(&self.days) {
            match months.last_mut() {
                Some((_, last, of)) if of.month() == day.month() && of.year() == day.year() => {
                    *last = column;
                }
                _ => months.push((column, column, *day)),
            }
        }
        months
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn short_plans_are_daily_and_long_ones_weekly() {
        let quarter = Timeline::new(day(2026, 7, 1), day(2026, 9, 18));
        assert_eq!((quarter.step, quarter.days[0]), (1, day(2026, 6, 29)));
        assert!(quarter.days.contains(&day(2026, 9, 25)));
        assert_eq!(quarter.months().len(), 4);
        let year = Timeline::new(day(2026, 1, 1), day(2026, 12, 31));
        assert_eq!(year.step, 7);
        assert!(
            year.holds(year.days[0], day(2026, 1, 4)) && !year.holds(year.days[0], day(2026, 1, 5))
        );
        let century = Timeline::new(day(2026, 1, 1), day(2126, 1, 1));
        assert!(century.days.len() < 300 && century.days.last() > Some(&day(2126, 1, 1)));
    }
}
