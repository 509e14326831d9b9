//! Deadlines in text: 9月30日, 三季度末, by end of Q3.

use std::ops::Range;

use chrono::NaiveDate;

use crate::period::Period;

/// A deadline that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// The last day meant.
    pub date: NaiveDate,
    /// Bytes of the text.
    pub span: Range<usize>,
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Every deadline of a text. What leaves the year out means `year`; "this quarter" is `period`.
#[must_use]
pub fn deadlines(text: &str, year: i32, period: Option<Period>) -> Vec<When> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut at = 0;
    while at < lower.len() {
        let step = match read(&lower, at, year, period) {
            Some((length, date)) => {
                found.push(When {
                    date,
                    span: at..at + length,
                });
                length
            }
            None => lower[at..].chars().next().map_or(1, char::len_utf8),
        };
        at += step;
    }
    found
}

fn read(text: &str, at: usize, year: i32, period: Option<Period>) -> Option<(usize, NaiveDate)> {
    let rest = &text[at..];
    let boundary = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
    if boundary {
        if let Some(found) = numeric(rest).or_else(|| english(rest, year)) {
            return Some(found);
        }
        if let Some(digit) = rest.strip_prefix('q').and_then(|rest| rest.chars().next()) {
            let quarter = Period::quarter(year, digit.to_digit(10)?)?;
            return Some((2, quarter.end));
        }
    }
    if boundary && let Some((length, date)) = chinese_day(rest, year) {
        return Some((length, date));
    }
    for (number, words) in [
        (1, ["一季度", "1季度"]),
        (2, ["二季度", "2季度"]),
        (3, ["三季度", "3季度"]),
        (4, ["四季度", "4季度"]),
    ] {
        for word in words {
            if rest.starts_with(word) {
                return Some((word.len(), Period::quarter(year, number)?.end));
            }
        }
    }
    let end_of_year = Period::year(year)?.end;
    for (word, date) in [
        ("上半年", Period::half(year, 1)?.end),
        ("下半年", end_of_year),
        ("年底", end_of_year),
        ("年末", end_of_year),
        ("年内", end_of_year),
        ("全年", end_of_year),
        ("本年度", end_of_year),
        ("今年", end_of_year),
        ("end of the year", end_of_year),
        ("end of year", end_of_year),
        ("year-end", end_of_year),
        ("this year", end_of_year),
    ] {
        if rest.starts_with(word) {
            return Some((word.len(), date));
        }
    }
    let period = period?;
    [
        "本季度",
        "本季",
        "本期",
        "本月",
        "this quarter",
        "end of the quarter",
        "end of quarter",
        "this month",
    ]
    .into_iter()
    .find(|word| rest.starts_with(word))
    .map(|word| (word.len(), period.end))
}

/// `2026-09-30`, `2026/9/30`.
fn numeric(text: &str) -> Option<(usize, NaiveDate)> {
    let length = text
        .chars()
        .take_while(|c| c.is_ascii_digit() || ['-', '/'].contains(c))
        .count();
    let plain = text[..length].replace('/', "-");
    let plain = plain.trim_end_matches('-');
    let date = NaiveDate::parse_from_str(plain, "%Y-%m-%d").ok()?;
    Some((plain.len(), date))
}

/// `sep 30`, `september 30, 2026`, `30 september`, `end of september`.
fn english(text: &str, year: i32) -> Option<(usize, NaiveDate)> {
    let (month, mut length) = month_name(text).or_else(|| {
        let end = text.strip_prefix("end of ")?;
        month_name(end).map(|(month, length)| (month, length + "end of ".len()))
    })?;
    let rest = text[length..].trim_start_matches('.').trim_start();
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    let year_behind = |text: &str| -> Option<(i32, usize)> {
        let trimmed = text.trim_start_matches([',', ' ']);
        let digits = trimmed.chars().take_while(char::is_ascii_digit).count();
        (digits == 4)
            .then(|| {
                trimmed[..4]
                    .parse()
                    .ok()
                    .map(|year| (year, text.len() - trimmed.len() + 4))
            })
            .flatten()
    };
    if (1..=2).contains(&digits) {
        let day: u32 = rest[..digits].parse().ok()?;
        length = text.len() - rest.len() + digits;
        let (year, more) = year_behind(&text[length..]).unwrap_or((year, 0));
        return Some((length + more, NaiveDate::from_ymd_opt(year, month, day)?));
    }
    let (year, more) = year_behind(&text[length..]).unwrap_or((year, 0));
    Some((length + more, Period::month(year, month)?.end))
}

fn month_name(text: &str) -> Option<(u32, usize)> {
    let length = text.chars().take_while(char::is_ascii_alphabetic).count();
    let word = &text[..length];
    // "may" is also a word; only with a day behind it is it a month, which the caller's rest shows.
    let long = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let at = long.iter().position(|month| *month == word).or_else(|| {
        MONTHS
            .iter()
            .position(|month| *month == word || word == "sept" && *month == "sep")
    })?;
    if word == "may"
        && !text[length..]
            .trim_start()
            .starts_with(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    Some((u32::try_from(at + 1).ok()?, length))
}

/// `2026年9月30日`, `9月30日`, `9月底`, `9月`.
fn chinese_day(text: &str, year: i32) -> Option<(usize, NaiveDate)> {
    let take = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    let mut year = year;
    let mut at = 0;
    let digits = take(text);
    if digits == 4 && text[4..].starts_with('年') {
        year = text[..4].parse().ok()?;
        at = 4 + '年'.len_utf8();
    }
    let digits = take(&text[at..]);
    if !(1..=2).contains(&digits) || !text[at + digits..].starts_with('月') {
        return None;
    }
    let month: u32 = text[at..at + digits].parse().ok()?;
    at += digits + '月'.len_utf8();
    for word in ["底", "末", "份"] {
        if text[at..].starts_with(word) {
            return Some((at + word.len(), Period::month(year, month)?.end));
        }
    }
    let digits = take(&text[at..]);
    if (1..=2).contains(&digits) {
        let day: u32 = text[at..at + digits].parse().ok()?;
        let date = NaiveDate::from_ymd_opt(year, month, day)?;
        at += digits;
        let suffix = ["日", "号"]
            .into_iter()
            .find(|word| text[at..].starts_with(word))
            .map_or(0, str::len);
        return Some((at + suffix, date));
    }
    Some((at, Period::month(year, month)?.end))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn as_people_write_them() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (text, date) in [
            ("Q3销售额提升20%", "2026-09-30"),
            ("第三季度完成", "2026-09-30"),
            ("9月30日前完成", "2026-09-30"),
            ("2027年1月5日前", "2027-01-05"),
            ("9月底上线", "2026-09-30"),
            ("年底前", "2026-12-31"),
            ("本季度末", "2026-09-30"),
            ("by end of Q3", "2026-09-30"),
            ("by Sep 30", "2026-09-30"),
            ("by September 30, 2027", "2027-09-30"),
            ("by the end of September", "2026-09-30"),
            ("2026-08-15", "2026-08-15"),
            ("before 2026/8/15", "2026-08-15"),
            ("上半年", "2026-06-30"),
        ] {
            let found = deadlines(text, 2026, Period::quarter(2026, 3));
            assert_eq!(
                found.iter().map(|when| when.date).collect::<Vec<_>>(),
                [day(date)],
                "{text}"
            );
        }
        for text in [
            "提升销售额",
            "we may grow",
            "SKU3 优化",
            "increase sales by 20%",
        ] {
            assert_eq!(deadlines(text, 2026, None), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "\\PC{0,60}") {
            for when in deadlines(&text, 2026, Period::quarter(2026, 3)) {
                prop_assert!(text.get(when.span.clone()).is_some());
            }
        }
    }
}
