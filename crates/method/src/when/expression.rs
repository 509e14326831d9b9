//! What a text says of time, before year and period are known.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::festival::{self, Festival};
use crate::period::Period;

/// The year of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    /// Left out: the context's.
    Context,
    /// 2026年
    Given(i32),
    /// 今年 0, 明年 1, 去年 −1
    Offset(i32),
}

impl Year {
    fn resolve(self, context: i32) -> i32 {
        match self {
            Self::Context => context,
            Self::Given(year) => year,
            Self::Offset(years) => context.saturating_add(years),
        }
    }
}

/// Length of a duration's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Days,
    Weeks,
    Months,
    Years,
}

/// An expression of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expression {
    /// 9月30日
    Day(Year, u32, u32),
    /// 30日
    DayOfMonth(u32),
    /// 9月; with a day where only its beginning is meant: 9月上旬
    Month(Year, u32, Option<u32>),
    /// Q3
    Quarter(Year, u32),
    /// 上半年
    Half(Year, u32),
    /// 年底
    Whole(Year),
    /// 本季度 0, 下季度 1, 上季度 −1
    Period(i32),
    /// 本月
    ThisMonth,
    /// 3个月内
    Within(u32, Unit),
    /// W36, by its last working day
    Week(Year, u32),
    /// 国庆
    Named(Year, Festival),
    /// 下周五, tomorrow: what is counted from the day of writing
    Near,
}

impl Expression {
    /// Whether it looks back: 去年, 上季度.
    pub(super) fn is_past(self) -> bool {
        match self {
            Self::Day(year, ..)
            | Self::Month(year, ..)
            | Self::Quarter(year, _)
            | Self::Half(year, _)
            | Self::Whole(year)
            | Self::Week(year, _)
            | Self::Named(year, _) => {
                matches!(year, Year::Offset(years) if years < 0)
            }
            Self::Period(shift) => shift < 0,
            Self::DayOfMonth(_) | Self::ThisMonth | Self::Within(..) | Self::Near => false,
        }
    }

    /// The day before it begins: "before October" is by 30 September. A day itself is its own end.
    pub(super) fn resolve_before(self, context: i32, period: Option<Period>) -> Option<NaiveDate> {
        let start = match self {
            Self::Month(year, month, None) => Period::month(year.resolve(context), month)?.start,
            Self::Quarter(year, quarter) => Period::quarter(year.resolve(context), quarter)?.start,
            Self::Half(year, half) => Period::half(year.resolve(context), half)?.start,
            Self::Whole(year @ Year::Given(_)) => Period::year(year.resolve(context))?.start,
            other => return other.resolve(context, period),
        };
        start.pred_opt()
    }

    /// The last day meant. None where the context does not say: 本季度 without a period, or 2月30日.
    pub(super) fn resolve(self, context: i32, period: Option<Period>) -> Option<NaiveDate> {
        match self {
            Self::Day(year, month, day) => {
                NaiveDate::from_ymd_opt(year.resolve(context), month, day)
            }
            Self::Month(year, month, Some(day)) => {
                NaiveDate::from_ymd_opt(year.resolve(context), month, day)
            }
            Self::Month(year, month, None) => {
                Some(Period::month(year.resolve(context), month)?.end)
            }
            Self::Quarter(year, quarter) => {
                Some(Period::quarter(year.resolve(context), quarter)?.end)
            }
            Self::Half(year, half) => Some(Period::half(year.resolve(context), half)?.end),
            Self::Whole(year) => Some(Period::year(year.resolve(context))?.end),
            Self::Period(0) => Some(period?.end),
            Self::Period(shift) => {
                let end = period?.end;
                let months = i32::try_from(end.month0() / 3).ok()? + shift;
                Some(
                    Period::quarter(
                        end.year() + months.div_euclid(4),
                        u32::try_from(months.rem_euclid(4)).ok()? + 1,
                    )?
                    .end,
                )
            }
            Self::Week(year, week) => {
                NaiveDate::from_isoywd_opt(year.resolve(context), week, Weekday::Fri)
            }
            // What is due before a holiday is due the day before.
            Self::Named(Year::Context, festival) => {
                festival::next_after(festival, context, period.map(|period| period.start))?
                    .pred_opt()
            }
            Self::Named(year, festival) => festival.day(year.resolve(context))?.pred_opt(),
            Self::Near => None,
            // Which month is meant only a period within one month says; in a longer one it is the last.
            Self::ThisMonth => Some(period?.end),
            Self::DayOfMonth(day) => {
                let period = period?;
                let one = (period.start.year(), period.start.month())
                    == (period.end.year(), period.end.month());
                one.then(|| period.start.with_day(day)).flatten()
            }
            Self::Within(count, unit) => {
                let start = period?.start;
                let after = match unit {
                    Unit::Days => start.checked_add_days(Days::new(count.into())),
                    Unit::Weeks => start.checked_add_days(Days::new(u64::from(count) * 7)),
                    Unit::Months => start.checked_add_months(Months::new(count)),
                    Unit::Years => start.checked_add_months(Months::new(count.checked_mul(12)?)),
                }?;
                after.pred_opt()
            }
        }
    }
}
