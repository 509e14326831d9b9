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

    /// Reads a period as people write it: `2026Q3`, `2026-Q3`, `2026年第三季度`, `2026H1`, `2026年上半年`, `2026-07`, `2026年7月`,
    /// `2026`, `2026年`, `2026-07-01..2026-09-30`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text
            .chars()
            .map(narrow)
            .filter(|c| !c.is_whitespace())
            .collect();
        for separator in ["..", "~", "至", "—"] {
            if let Some((start, end)) = text.split_once(separator) {
                return Self::new(read_day(start)?, read_day(end)?);
            }
        }
        let digits = text.chars().take_while(char::is_ascii_digit).count();
        if digits != 4 {
            return None;
        }
        let year: i32 = text[..4].parse().ok()?;
        let rest = text[4..]
            .trim_start_matches(['年', '-', '/', '.'])
            .trim_end_matches("度")
            .to_uppercase();
        match rest.as_str() {
            "" => return Self::year(year),
            "上半年" | "H1" => return Self::half(year, 1),
            "下半年" | "H2" => return Self::half(year, 2),
            _ => {}
        }
        if let Some(quarter) = rest.strip_prefix('Q').or_else(|| {
            rest.strip_suffix("季")
                .map(|rest| rest.trim_start_matches('第'))
        }) {
            return Self::quarter(year, one_digit(quarter)?);
        }
        let month = rest.strip_suffix('月').unwrap_or(&rest);
        Self::month(year, month.parse().ok()?)
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
    use super::*;

    #[test]
    fn as_people_write_them() {
        let q3 = Period::quarter(2026, 3);
        for text in [
            "2026Q3",
            "2026-Q3",
            "2026 q3",
            "2026年第三季度",
            "2026年三季度",
            "２０２６Ｑ３",
            "2026-07-01..2026-09-30",
            "2026年7月1日至2026年9月30日",
        ] {
            assert_eq!(Period::parse(text), q3, "{text}");
        }
        assert_eq!(Period::parse("2026"), Period::year(2026));
        assert_eq!(Period::parse("2026年度"), Period::year(2026));
        assert_eq!(Period::parse("2026H1"), Period::half(2026, 1));
        assert_eq!(Period::parse("2026年7月"), Period::month(2026, 7));
        for text in [
            "",
            "Q3",
            "2026Q5",
            "2026-13",
            "明年",
            "2026-09-30..2026-07-01",
        ] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
        assert_eq!(
            q3.map(|period| period.to_string()).as_deref(),
            Some("2026Q3")
        );
    }
}
