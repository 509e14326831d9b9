//! What people write in cells, read as what it means: numbers, percentages, dates, lists, links.

use chrono::{Datelike, NaiveDate};

/// Rounds away the noise that binary fractions carry: 0.07 × 100 is 7.
pub(crate) fn tidy(value: f64) -> f64 {
    let scaled = (value * 1e9).round() / 1e9;
    if scaled.is_finite() { scaled } else { value }
}

/// Full-width forms and odd signs as their ASCII twins; the text is otherwise kept.
pub(crate) fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' => ' ',
            '−' | '–' | '—' => '-',
            '。' => '.',
            '、' => ',',
            _ => c,
        })
        .collect()
}

/// A number and what follows it: `1,200万元` is 1200 and `万元`, `≥30%` is 30 and `%`.
pub(crate) fn number_and_unit(text: &str) -> Option<(f64, String)> {
    let text = half_width(text);
    let mut text = text
        .trim()
        .trim_start_matches(['≥', '≤', '>', '<', '=', '~', '约', '¥', '$'])
        .trim();
    let negative = text.starts_with('-');
    text = text
        .trim_start_matches(['+', '-'])
        .trim_start_matches(['¥', '$'])
        .trim();
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
        .unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let value: f64 = digits.replace(',', "").parse().ok()?;
    Some((
        if negative { -value } else { value },
        unit.trim().to_owned(),
    ))
}

/// What a multiplier at the start of a unit is worth, and the rest of the unit: `万元` is 10,000 and `元`.
pub(crate) fn multiplier(unit: &str) -> (f64, &str) {
    for (word, worth) in [
        ("万", 1e4),
        ("亿", 1e8),
        ("千", 1e3),
        ("million", 1e6),
        ("thousand", 1e3),
        ("k", 1e3),
    ] {
        if let Some(rest) = unit.strip_prefix(word) {
            return (worth, rest.trim());
        }
    }
    (1.0, unit)
}

/// `1:3`, `ROI ≥ 1:3` or a plain `3`.
pub(crate) fn ratio(text: &str) -> Option<f64> {
    let text = half_width(text);
    if let Some((left, right)) = text.rsplit_once(':') {
        let part = left
            .trim()
            .rsplit(|c: char| !(c.is_ascii_digit() || c == '.'))
            .next()?;
        let one: f64 = part.parse().ok()?;
        let (many, unit) = number_and_unit(right)?;
        return (unit.is_empty() && one > 0.0).then(|| many / one);
    }
    number_and_unit(&text)
        .filter(|(_, unit)| unit.is_empty())
        .map(|(value, _)| value)
}

/// A date as people write it. One without a year takes the year that puts it into `within`, else that of its first day.
pub(crate) fn date(text: &str, within: Option<(NaiveDate, NaiveDate)>) -> Option<NaiveDate> {
    let text = half_width(text).to_lowercase();
    let text = text.trim();
    if let Some(date) = english_date(text, within) {
        return Some(date);
    }
    // A time of day after the date says nothing here.
    let text = text
        .split(['t', ' '])
        .next()
        .filter(|first| first.len() >= 8)
        .unwrap_or(text);
    if text.chars().any(|c| {
        !(c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | ' ' | '年' | '月' | '日' | '号'))
    }) {
        return None;
    }
    let parts: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let numbers: Vec<u32> = parts
        .iter()
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match numbers[..] {
        [whole] if parts[0].len() == 8 => {
            NaiveDate::from_ymd_opt((whole / 10_000) as i32, whole / 100 % 100, whole % 100)
        }
        [month, day] if parts[0].len() <= 2 => in_year_of(month, day, within),
        [year, month, day] if parts[0].len() == 4 => {
            NaiveDate::from_ymd_opt(year as i32, month, day)
        }
        _ => None,
    }
}

fn in_year_of(month: u32, day: u32, within: Option<(NaiveDate, NaiveDate)>) -> Option<NaiveDate> {
    let (start, end) = within?;
    let at = |year| NaiveDate::from_ymd_opt(year, month, day);
    (start.year()..=end.year())
        .filter_map(at)
        .find(|date| (start..=end).contains(date))
        .or_else(|| at(start.year()))
}

/// `Sep 30, 2026`, `30 September 2026`, `Sep 30`.
fn english_date(text: &str, within: Option<(NaiveDate, NaiveDate)>) -> Option<NaiveDate> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let words: Vec<&str> = text
        .split([' ', ',', '.', '-'])
        .filter(|word| !word.is_empty())
        .collect();
    if !(2..=3).contains(&words.len()) {
        return None;
    }
    let at = words
        .iter()
        .position(|word| word.chars().all(|c| c.is_ascii_alphabetic()))?;
    let month = MONTHS
        .iter()
        .position(|month| words[at].starts_with(month))? as u32
        + 1;
    let numbers: Vec<u32> = words
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != at)
        .map(|(_, word)| {
            word.trim_end_matches(|c: char| c.is_ascii_alphabetic())
                .parse()
                .ok()
        })
        .collect::<Option<_>>()?;
    match numbers[..] {
        [day] => in_year_of(month, day, within),
        [day, year] if year > 999 => NaiveDate::from_ymd_opt(year as i32, month, day),
        _ => None,
    }
}

/// The day of an Excel serial number in the 1900 date system, within this century.
pub(crate) fn serial_date(serial: f64) -> Option<NaiveDate> {
    if serial.fract() != 0.0 {
        return None;
    }
    if (19_000_101.0..=21_001_231.0).contains(&serial) {
        return date(&format!("{serial:.0}"), None);
    }
    // 36,526 is 2000-01-01 and 73,050 is 2099-12-31.
    if (36_526.0..=73_050.0).contains(&serial) {
        return NaiveDate::from_ymd_opt(1899, 12, 30)?
            .checked_add_days(chrono::Days::new(serial as u64));
    }
    None
}

/// Entries of a list in one cell, split at semicolons, commas and line breaks of either script.
pub(crate) fn list(text: &str) -> Vec<String> {
    text.split([';', '；', ',', '，', '、', '\n', '\r'])
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day)
    }

    #[test]
    fn numbers_are_read_as_written() {
        assert_eq!(number_and_unit("1,200万元"), Some((1200.0, "万元".into())));
        assert_eq!(number_and_unit("＋３０％"), Some((30.0, "%".into())));
        assert_eq!(number_and_unit("≥ 0.5"), Some((0.5, String::new())));
        assert_eq!(number_and_unit("-12 家"), Some((-12.0, "家".into())));
        assert_eq!(number_and_unit("约定"), None);
        assert_eq!(multiplier("万元"), (1e4, "元"));
        assert_eq!(ratio("ROI ≥ 1：3"), Some(3.0));
        assert_eq!(ratio("2:5"), Some(2.5));
        assert_eq!(ratio("three"), None);
    }

    #[test]
    fn dates_are_read_as_written() {
        let quarter = day(2026, 7, 1).zip(day(2026, 9, 30));
        for text in [
            "2026-09-30",
            "2026/9/30",
            "2026.9.30",
            "2026年9月30日",
            "２０２６年９月３０日",
            "20260930",
            "9月30日",
            "9/30",
            "9月30号",
            "Sep 30, 2026",
            "30 September 2026",
            "Sep 30",
            "30th Sep",
            "2026-09-30 00:00:00",
            "2026-09-30T08:00:00",
        ] {
            assert_eq!(date(text, quarter), day(2026, 9, 30), "{text}");
        }
        for text in ["9月31日", "下周五", "", "30", "2026-13-01", "Q3", "9月底"] {
            assert_eq!(date(text, quarter), None, "{text}");
        }
    }

    #[test]
    fn a_date_without_a_year_takes_the_periods() {
        let winter = day(2026, 11, 1).zip(day(2027, 1, 31));
        assert_eq!(date("1月15日", winter), day(2027, 1, 15));
        assert_eq!(date("11月15日", winter), day(2026, 11, 15));
        assert_eq!(date("1月15日", None), None);
    }

    #[test]
    fn bare_serials_are_dates_of_this_century() {
        assert_eq!(serial_date(46_295.0), day(2026, 9, 30));
        assert_eq!(serial_date(20_260_930.0), day(2026, 9, 30));
        assert_eq!(serial_date(12.0), None);
    }
}
