//! Periods: years, half-years, quarters, months, or any two days.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};

/// Days from `start` to `end`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub end: NaiveDate,
}

impl Period {
    /// Two days; none where the second is before the first.
    #[must_use]
    pub fn new(start: NaiveDate, end: NaiveDate) -> Option<Self> {
        (start <= end).then_some(Self { start, end })
    }

    /// A calendar year.
    #[must_use]
    pub fn year(year: i32) -> Option<Self> {
        Self::months(year, 1, 12)
    }

    /// A quarter, 1–4.
    #[must_use]
    pub fn quarter(year: i32, quarter: u32) -> Option<Self> {
        (1..=4)
            .contains(&quarter)
            .then(|| Self::months(year, quarter * 3 - 2, 3))
            .flatten()
    }

    /// A half-year, 1 or 2.
    #[must_use]
    pub fn half(year: i32, half: u32) -> Option<Self> {
        (1..=2)
            .contains(&half)
            .then(|| Self::months(year, half * 6 - 5, 6))
            .flatten()
    }

    /// A month, 1–12.
    #[must_use]
    pub fn month(year: i32, month: u32) -> Option<Self> {
        Self::months(year, month, 1)
    }

    fn months(year: i32, first: u32, count: u32) -> Option<Self> {
        let start = NaiveDate::from_ymd_opt(year, first, 1)?;
        let end = start.checked_add_months(Months::new(count))?.pred_opt()?;
        Some(Self { start, end })
    }

    /// Whether the day lies in it.
    #[must_use]
    pub fn contains(&self, day: NaiveDate) -> bool {
        (self.start..=self.end).contains(&day)
    }

    /// Reads a period as people write it: `2026Q3`, `2026-Q3`, `Q3 2026`, `2026年第三季度`, `2026H1`, `2026年上半年`,
    /// `2026-07`, `2026年7月`, `2026`, `FY2026`, `2026-07-01..2026-09-30`, `2026Q1..2026Q3`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text
            .chars()
            .map(narrow)
            .filter(|c| !c.is_whitespace())
            .collect();
        let text = text.to_ascii_uppercase();
        if let Some(period) = Self::parse_one(&text) {
            return Some(period);
        }
        let between = |start: &str, end: &str| {
            let first = |text: &str| read_day(text).or_else(|| Some(Self::parse_one(text)?.start));
            let last = |text: &str| read_day(text).or_else(|| Some(Self::parse_one(text)?.end));
            Self::new(first(start)?, last(end)?)
        };
        for separator in ["..", "~", "至", "到", "—", "–", "TO"] {
            if let Some((start, end)) = text.split_once(separator) {
                return between(start, end);
            }
        }
        // A hyphen between days also stands inside them.
        let mut hyphens = text.match_indices('-');
        hyphens.find_map(|(at, _)| between(&text[..at], &text[at + 1..]))
    }

    fn parse_one(text: &str) -> Option<Self> {
        let text = text.strip_prefix("FY").unwrap_or(text);
        // Q3 2026 as 2026Q3.
        if let Some((name, year)) = text.split_at_checked(2)
            && name.starts_with(['Q', 'H'])
        {
            let year = year.trim_start_matches(['-', '/']);
            return Self::named(read_year(year).filter(|_| year.len() == 4)?, name);
        }
        let year = read_year(text)?;
        let rest = text[4..]
            .trim_start_matches(['年', '-', '/', '.'])
            .trim_end_matches('度');
        Self::named(year, rest)
    }

    /// A part of a year by its name.
    fn named(year: i32, name: &str) -> Option<Self> {
        match name {
            "" | "年" | "全年" => return Self::year(year),
            "上半年" | "H1" => return Self::half(year, 1),
            "下半年" | "H2" => return Self::half(year, 2),
            _ => {}
        }
        if let Some(quarter) = name.strip_prefix('Q') {
            return Self::quarter(year, one_digit(quarter)?);
        }
        if let Some(quarter) = name.strip_suffix('季') {
            return Self::quarter(year, one_digit(quarter.trim_start_matches('第'))?);
        }
        let month = name.strip_suffix('月').unwrap_or(name);
        let digits = month.chars().all(|c| c.is_ascii_digit());
        digits
            .then(|| Self::month(year, month.parse().ok()?))
            .flatten()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.start.year();
        for quarter in 1..=4 {
            if Self::quarter(year, quarter) == Some(*self) {
                return write!(f, "{year}Q{quarter}");
            }
        }
        if Self::year(year) == Some(*self) {
            return write!(f, "{year}");
        }
        for half in 1..=2 {
            if Self::half(year, half) == Some(*self) {
                return write!(f, "{year}H{half}");
            }
        }
        if Self::month(year, self.start.month()) == Some(*self) {
            return write!(f, "{year}-{:02}", self.start.month());
        }
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// Full-width forms as their plain ones.
fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        other => other,
    }
}

fn read_day(text: &str) -> Option<NaiveDate> {
    let plain = text.replace(['/', '.', '年', '月'], "-").replace('日', "");
    NaiveDate::parse_from_str(plain.trim_matches('-'), "%Y-%m-%d").ok()
}

/// The four digits at the beginning.
fn read_year(text: &str) -> Option<i32> {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    (digits == 4).then(|| text[..4].parse().ok()).flatten()
}

fn one_digit(text: &str) -> Option<u32> {
    match text {
        "一" | "1" => Some(1),
        "二" | "2" => Some(2),
        "三" | "3" => Some(3),
        "四" | "4" => Some(4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn as_people_write_them() {
        let q3 = Period::quarter(2026, 3);
        for text in [
            "2026Q3",
            "2026-Q3",
            "2026 q3",
            "2026年Q3",
            "Q3 2026",
            "2026年第三季度",
            "2026年三季度",
            "2026年第3季度",
            "２０２６Ｑ３",
            "2026-07-01..2026-09-30",
            "2026-07-01 - 2026-09-30",
            "2026/7/1-2026/9/30",
            "2026.7.1~2026.9.30",
            "2026年7月1日至2026年9月30日",
            "2026-07-01 to 2026-09-30",
            "2026-07..2026-09",
            "2026年7月至2026年9月",
        ] {
            assert_eq!(Period::parse(text), q3, "{text}");
        }
        for text in ["2026", "2026年", "2026年度", "2026年全年", "FY2026"] {
            assert_eq!(Period::parse(text), Period::year(2026), "{text}");
        }
        for text in ["2026H1", "2026年上半年", "H1 2026", "2026Q1..2026Q2"] {
            assert_eq!(Period::parse(text), Period::half(2026, 1), "{text}");
        }
        for text in ["2026年7月", "2026-07", "2026/7"] {
            assert_eq!(Period::parse(text), Period::month(2026, 7), "{text}");
        }
        for text in [
            "",
            "Q3",
            "2026Q5",
            "2026H3",
            "2026-13",
            "2026-+7",
            "明年",
            "2026-09-30..2026-07-01",
            "20260",
            "Q3二〇二六",
        ] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn shown_as_they_are_read() {
        let shown = |period: Option<Period>| period.map(|period| period.to_string()).unwrap();
        assert_eq!(shown(Period::quarter(2026, 3)), "2026Q3");
        assert_eq!(shown(Period::year(2026)), "2026");
        assert_eq!(shown(Period::half(2026, 2)), "2026H2");
        assert_eq!(shown(Period::month(2026, 7)), "2026-07");
        assert_eq!(
            shown(Period::parse("2026-07-01..2026-07-15")),
            "2026-07-01..2026-07-15"
        );
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(start in 730_000..750_000_i32, days in 0..500_i32) {
            let day = |days| NaiveDate::from_num_days_from_ce_opt(days).unwrap();
            let period = Period::new(day(start), day(start + days)).unwrap();
            prop_assert_eq!(Period::parse(&period.to_string()), Some(period));
            prop_assert!(period.contains(period.start) && period.contains(period.end));
            prop_assert!(!period.contains(day(start - 1)));
        }

        #[test]
        fn nothing_makes_it_panic(text in "[0-9QH年月日季第度.~至 -]{0,24}|\\PC{0,20}") {
            if let Some(period) = Period::parse(&text) {
                prop_assert!(period.start <= period.end);
            }
        }
    }
}
