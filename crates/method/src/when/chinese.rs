//! Time in Chinese: 9月30日, 三季度末, 明年上半年, 3个月内.

use super::{
    expression::{Expression, Unit, Year},
    festival, limit,
};
use crate::{quantity::number, scan::Chars};

type Found = Option<(usize, Expression)>;

/// The expression at a position, with the position behind it.
pub(super) fn read(text: &Chars, at: usize) -> Found {
    within(text, at)
        .or_else(|| dated(text, at))
        .or_else(|| relative(text, at))
}

/// A small whole number in either spelling.
fn small(text: &Chars, at: usize, most: u32) -> Option<(u32, usize)> {
    if let Some((value, end)) = text.digits(at, 3) {
        return (1..=most).contains(&value).then_some((value, end));
    }
    if text.get(at).is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let spelt = number::read(text, at)?;
    (1..=most)
        .find(|value| f64::from(*value) == spelt.value)
        .map(|value| (value, spelt.end))
}

/// Whether a position stands inside a number.
fn inside_number(text: &Chars, at: usize) -> bool {
    text.before(at).is_some_and(|c| {
        c.is_ascii_alphanumeric() || "零〇一二两三四五六七八九十百千点.".contains(c)
    })
}

/// 3个月内, 两周内, 半年内, 未来90天
fn within(text: &Chars, at: usize) -> Found {
    let (start, ahead) = text
        .longest(at, &["未来", "接下来", "今后"])
        .map_or((at, false), |(end, _)| {
            (text.longest(end, &["的"]).map_or(end, |(end, _)| end), true)
        });
    if inside_number(text, start) {
        return None;
    }
    let units: &[(&str, Unit)] = &[
        ("天", Unit::Days),
        ("日", Unit::Days),
        ("个工作日", Unit::Days),
        ("周", Unit::Weeks),
        ("个星期", Unit::Weeks),
        ("个月", Unit::Months),
        ("年", Unit::Years),
    ];
    let (count, unit, end) = if let Some(end) = text.word(start, "半年") {
        (6, Unit::Months, end)
    } else if let Some(end) = text.word(start, "两月") {
        (2, Unit::Months, end)
    } else {
        let (count, end) = small(text, start, 400)?;
        if let Some(end) = text.word(end, "个季度") {
            (count * 3, Unit::Months, end)
        } else {
            let end = text.blanks(end);
            let (unit, end) = units
                .iter()
                .filter_map(|(word, unit)| text.word(end, word).map(|end| (*unit, end)))
                .max_by_key(|(_, end)| *end)?;
            (count, unit, end)
        }
    };
    match text.longest(end, &["内", "之内", "以内"]) {
        Some((end, _)) if limit::is_chinese(text, start, end, unit) => None,
        Some((end, _)) => Some((end, Expression::Within(count, unit))),
        None => ahead.then_some((end, Expression::Within(count, unit))),
    }
}

/// A year in any form, with the position behind it.
fn year(text: &Chars, at: usize) -> Option<(Year, usize)> {
    for (word, offset) in [
        ("今年", 0),
        ("本年度", 0),
        ("本年", 0),
        ("当年", 0),
        ("明年", 1),
        ("来年", 1),
        ("下一年", 1),
        ("去年", -1),
        ("上年", -1),
        ("上一年", -1),
        ("前年", -2),
    ] {
        if let Some(end) = text.word(at, word) {
            let end = text.longest(end, &["度"]).map_or(end, |(end, _)| end);
            return Some((Year::Offset(offset), end));
        }
    }
    if let Some((value, end)) = text.digits(at, 4)
        && text.is_boundary(at)
    {
        // 2026全年
        if end - at == 4
            && (1990..2100).contains(&value)
            && text
                .longest(end, &["全年", "上半年", "下半年", "财年", "年"])
                .is_some()
        {
            let end = text
                .longest(end, &["财年", "年"])
                .map_or(end, |(end, _)| end);
            let end = text.longest(end, &["度"]).map_or(end, |(end, _)| end);
            return Some((Year::Given(i32::try_from(value).ok()?), end));
        }
        let four = end - at == 4 && (1990..2100).contains(&value);
        let two = end - at == 2 && (20..=60).contains(&value);
        let behind = text.word(text.blanks(end), "年");
        // 26年 is a year only before a part of it; elsewhere it may be a duration.
        let part = |end| {
            text.longest(end, &["底", "末", "第", "上半", "下半", "全年"])
                .is_some()
                || text
                    .get(end)
                    .is_some_and(|c| c == 'q' || c.is_ascii_digit())
        };
        let end = match behind {
            Some(end) if four || (two && part(end)) => end,
            _ => return None,
        };
        let value = i32::try_from(if two { value + 2000 } else { value }).ok()?;
        return Some((
            Year::Given(value),
            text.longest(end, &["度"]).map_or(end, |(end, _)| end),
        ));
    }
    let digits: Vec<u32> = (at..at + 4)
        .filter_map(|at| {
            text.get(at).and_then(|c| {
                "〇一二三四五六七八九"
                    .chars()
                    .position(|known| known == c || (c == '零' && known == '〇'))
            })
        })
        .filter_map(|digit| u32::try_from(digit).ok())
        .collect();
    let [2, 0, tens, ones] = digits[..] else {
        return None;
    };
    let end = text.word(at + 4, "年")?;
    let end = text.longest(end, &["度"]).map_or(end, |(end, _)| end);
    Some((
        Year::Given(i32::try_from(2000 + tens * 10 + ones).ok()?),
        end,
    ))
}

/// An expression with a year, or one that means the context's.
fn dated(text: &Chars, at: usize) -> Found {
    if let Some((year, end)) = year(text, at) {
        let next = text.longest(end, &["的", " "]).map_or(end, |(end, _)| end);
        if let Some(found) = part(text, next, year) {
            return Some(found);
        }
        if let Some((end, _)) = text.longest(end, &["底", "末", "内", "终", "全年"]) {
            return Some((end, Expression::Whole(year)));
        }
        if let Some((end, word)) = text.longest(end, &["年中", "中", "初"]) {
            return Some((
                end,
                Expression::Month(year, if word == "初" { 1 } else { 6 }, None),
            ));
        }
        if let Some(found) = festival::read(text, next, year) {
            return Some(found);
        }
        return Some((end, Expression::Whole(year)));
    }
    if inside_number(text, at) {
        return None;
    }
    part(text, at, Year::Context)
}

/// A quarter, a half-year, a month or a day of a year.
fn part(text: &Chars, at: usize, year: Year) -> Found {
    if let Some(quarter) = text
        .word(at, "q")
        .and_then(|next| text.digits(next, 1))
        .filter(|(quarter, end)| (1..=4).contains(quarter) && !text.is_alphanumeric(*end))
        && year != Year::Context
    {
        return Some((edge(text, quarter.1), Expression::Quarter(year, quarter.0)));
    }
    for (word, half) in [("上半年", 1), ("下半年", 2)] {
        if let Some(end) = text.word(at, word) {
            return Some((edge(text, end), Expression::Half(year, half)));
        }
    }
    let ordinal = text.word(at, "第");
    let (number, end) = small(text, ordinal.unwrap_or(at), 53)?;
    let end = text.blanks(end);
    if ordinal.is_some()
        && let Some(end) = text.word(end, "周")
        && text.longest(end, &["前", "之前", "末", "内"]).is_some()
    {
        return Some((end, Expression::Week(year, number)));
    }
    if number > 31 {
        return None;
    }
    if number <= 4
        && let Some((end, _)) = text.longest(
            end,
            if ordinal.is_some() {
                &["季度", "季", "个季度"]
            } else {
                &["季度", "季末", "季底"]
            },
        )
    {
        return Some((edge(text, end), Expression::Quarter(year, number)));
    }
    if ordinal.is_some() {
        return None;
    }
    // 7-9月, 7月至9月
    for dash in ["-", "~", "至", "到"] {
        if let Some(next) = text.word(text.word(end, "月").unwrap_or(end), dash)
            && let Some((last, end)) = small(text, next, 12)
            && let Some(end) = text.word(end, "月")
            && number < last
        {
            return month(text, end, year, last);
        }
    }
    match text.word(end, "月") {
        Some(end) if number <= 12 => month(text, end, year, number),
        Some(_) => None,
        None if year == Year::Context => text
            .longest(end, &["日", "号"])
            .map(|(end, _)| (end, Expression::DayOfMonth(number))),
        None => None,
    }
}

/// What follows 9月: a day, a third of the month, its end.
fn month(text: &Chars, at: usize, year: Year, month: u32) -> Found {
    let at = text.longest(at, &["份"]).map_or(at, |(end, _)| end);
    for (word, day) in [
        ("上旬", Some(10)),
        ("初", Some(10)),
        ("中旬", Some(20)),
        ("下旬", None),
        ("底", None),
        ("末", None),
        ("内", None),
    ] {
        if let Some(end) = text.word(at, word) {
            return Some((end, Expression::Month(year, month, day)));
        }
    }
    let next = text.blanks(at);
    if let Some((day, end)) = small(text, next, 31) {
        let suffix = text
            .longest(text.blanks(end), &["日", "号"])
            .map(|(end, _)| end);
        // 9月3场 is no 3rd of September, 9月30前 is its 30th.
        if let Some(end) = suffix.or_else(|| text.longest(end, &["前", "之前"]).map(|_| end)) {
            return Some((end, Expression::Day(year, month, day)));
        }
    }
    Some((at, Expression::Month(year, month, None)))
}

/// 末, 底, 内 behind a quarter or half-year add nothing to its last day.
fn edge(text: &Chars, at: usize) -> usize {
    text.longest(at, &["末", "底", "内", "末期"])
        .map_or(at, |(end, _)| end)
}

/// 年底, 本季度末, 下季度, 月底
fn relative(text: &Chars, at: usize) -> Found {
    use Expression::{Month, Period, ThisMonth, Whole};
    let context = Year::Context;
    let (word, meaning) = [
        ("年底", Whole(context)),
        ("年末", Whole(context)),
        ("年终", Whole(context)),
        ("年内", Whole(context)),
        ("全年", Whole(context)),
        ("年中", Month(context, 6, None)),
        ("半年度末", Month(context, 6, None)),
        ("财年末", Whole(context)),
        ("本财年", Whole(context)),
        ("岁末", Whole(context)),
        ("本季度", Period(0)),
        ("本季", Period(0)),
        ("当季", Period(0)),
        ("季度末", Period(0)),
        ("季度内", Period(0)),
        ("季末", Period(0)),
        ("本期", Period(0)),
        ("期末", Period(0)),
        ("本周期", Period(0)),
        ("周期内", Period(0)),
        ("下季度", Period(1)),
        ("下个季度", Period(1)),
        ("下一季度", Period(1)),
        ("上季度", Period(-1)),
        ("上个季度", Period(-1)),
        ("上一季度", Period(-1)),
        ("本月", ThisMonth),
        ("当月", ThisMonth),
        ("月底", ThisMonth),
        ("月末", ThisMonth),
    ]
    .into_iter()
    .filter(|(word, _)| text.word(at, word).is_some())
    .max_by_key(|(word, _)| word.len())?;
    // 每月底 is a rhythm, 年中国 is no 年中, 学期末 belongs to schools.
    let rhythm = text.ends_with(at, &["每", "每个", "各", "逐"]) || inside_number(text, at);
    if rhythm || text.word(at, "年中国").is_some() {
        return None;
    }
    let end = text.word(at, word)?;
    Some((
        text.longest(end, &["末", "底", "内", "之内"])
            .map_or(end, |(end, _)| end),
        meaning,
    ))
}
