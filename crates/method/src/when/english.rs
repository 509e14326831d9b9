//! Time in English, and the letters that both languages use: Q3, by Sep 30, end of the year, within three months.

use super::{
    expression::{Expression, Unit, Year},
    limit,
};
use crate::{quantity::number, scan::Chars};

type Found = Option<(usize, Expression)>;

const MONTHS: [(&str, &str); 12] = [
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may", "may"),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
];
/// Words before which a month may stand that is also a word of its own: may, march, dec.
const LEADS: &[&str] = &[
    "by", "in", "before", "until", "till", "of", "end", "early", "mid", "mid-", "late", "this",
    "through", "during", "since", "from", "to",
];

/// The expression at a position, with the position behind it.
pub(super) fn read(text: &Chars, at: usize) -> Found {
    if !text.is_boundary(at) {
        return None;
    }
    letters(text, at)
        .or_else(|| ordinal(text, at))
        .or_else(|| day_first(text, at))
        .or_else(|| month_first(text, at))
        .or_else(|| within(text, at))
        .or_else(|| relative(text, at))
        .or_else(|| week(text, at))
        .or_else(|| bare_year(text, at))
}

/// W36, week 36, CW 36
fn week(text: &Chars, at: usize) -> Found {
    let (end, name) = text.longest(at, &["week ", "wk ", "wk", "cw ", "cw", "kw ", "w"])?;
    let (week, end) = text.digits(text.blanks(end), 2)?;
    let lone = name == "w" && end - at < 3;
    let (year, behind) = year_behind(text, end);
    (!lone && (1..=53).contains(&week) && !text.is_alphanumeric(end))
        .then_some((behind, Expression::Week(year, week)))
}

/// A year behind a blank, a comma, a slash or "of": Q3 2026, H1/2026, Q3 FY26.
fn year_behind(text: &Chars, at: usize) -> (Year, usize) {
    let mut next = at;
    while matches!(text.get(next), Some(' ' | ',' | '/' | '-' | '\'')) {
        next += 1;
    }
    next = text.word(next, "of ").map_or(next, |end| text.blanks(end));
    next = text.word(next, "fy").unwrap_or(next);
    if next == at {
        return (Year::Context, at);
    }
    let short = text.before(next).is_some_and(|c| c == 'y' || c == '\'');
    match text.digits(next, 4) {
        Some((year, end))
            if end - next == 4 && (1990..2100).contains(&year) && !is_counted(text, end) =>
        {
            (i32::try_from(year).map_or(Year::Context, Year::Given), end)
        }
        Some((year, end)) if end - next == 2 && short => (
            i32::try_from(year + 2000).map_or(Year::Context, Year::Given),
            end,
        ),
        _ => (Year::Context, at),
    }
}

/// Whether a unit behind a four-digit number makes it a quantity.
fn is_counted(text: &Chars, at: usize) -> bool {
    text.is_alphanumeric(at)
        || matches!(
            text.get(at),
            Some('%' | '万' | '亿' | '元' | '.' | '个' | '家' | '人' | '名' | '场')
        )
}

/// Q3, H1, Q3 2026, 2026Q3, FY2026, 3Q26
fn letters(text: &Chars, at: usize) -> Found {
    if let Some((year, end)) = text.digits(at, 4)
        && end - at == 4
        && (1990..2100).contains(&year)
    {
        let next = text
            .longest(end, &["-", " ", "/"])
            .map_or(end, |(end, _)| end);
        let (found, end) = lettered(text, next)?;
        return Some((
            end,
            with_year(found, Year::Given(i32::try_from(year).ok()?)),
        ));
    }
    if let Some((quarter, end)) = text.digits(at, 1)
        && (1..=4).contains(&quarter)
        && let Some(next) = text.word(end, "q")
    {
        let (year, end) = match text.digits(next, 4) {
            Some((year, end)) if end - next == 2 => {
                (Year::Given(i32::try_from(year + 2000).ok()?), end)
            }
            Some((year, end)) => (Year::Given(i32::try_from(year).ok()?), end),
            None => (Year::Context, next),
        };
        return (!text.is_alphanumeric(end)).then_some((end, Expression::Quarter(year, quarter)));
    }
    if let Some(next) = text.word(at, "fy") {
        let next = text.longest(next, &[" ", "'"]).map_or(next, |(end, _)| end);
        let (year, end) = text.digits(next, 4)?;
        let year = if end - next == 2 { year + 2000 } else { year };
        if !(1990..2100).contains(&year) {
            return None;
        }
        let year = Year::Given(i32::try_from(year).ok()?);
        return Some(match lettered(text, text.blanks(end)) {
            Some((found, end)) => (end, with_year(found, year)),
            None => (end, Expression::Whole(year)),
        });
    }
    let (found, end) = lettered(text, at)?;
    let (year, end) = year_behind(text, end);
    let end = text
        .longest(end, &["末", "底", "内"])
        .map_or(end, |(end, _)| end);
    Some((end, with_year(found, year)))
}

/// Q1–Q4, H1, H2 at a position; "Q1-Q3" ends with Q3.
fn lettered(text: &Chars, at: usize) -> Option<(Expression, usize)> {
    for (letter, most) in [("q", 4), ("h", 2)] {
        if let Some((number, end)) = text.word(at, letter).and_then(|next| text.digits(next, 1))
            && (1..=most).contains(&number)
            && !text.is_alphanumeric(end)
        {
            let year = Year::Context;
            return Some((
                if letter == "q" {
                    Expression::Quarter(year, number)
                } else {
                    Expression::Half(year, number)
                },
                end,
            ));
        }
    }
    None
}

fn with_year(expression: Expression, year: Year) -> Expression {
    match expression {
        Expression::Quarter(_, quarter) => Expression::Quarter(year, quarter),
        Expression::Half(_, half) => Expression::Half(year, half),
        other => other,
    }
}

/// third quarter, 3rd quarter, first half of 2026
fn ordinal(text: &Chars, at: usize) -> Found {
    let (end, word) = text.longest(
        at,
        &[
            "first", "second", "third", "fourth", "1st", "2nd", "3rd", "4th", "last",
        ],
    )?;
    let number = match word {
        "first" | "1st" => 1,
        "second" | "2nd" => 2,
        "third" | "3rd" => 3,
        _ => 4,
    };
    let next = text.blanks(end);
    if let Some(end) = text.word(next, "quarter")
        && !text.is_alphanumeric(end)
    {
        if word == "last" {
            return Some((end, Expression::Period(-1)));
        }
        let (year, end) = year_behind(text, end);
        return Some((end, Expression::Quarter(year, number)));
    }
    let end = text
        .word(next, "half")
        .filter(|_| number <= 2 && next > end)?;
    let end = text
        .longest(end, &[" of the year", " of this year"])
        .map_or(end, |(end, _)| end);
    let (year, end) = year_behind(text, end);
    Some((end, Expression::Half(year, number)))
}

/// A month's name, with the position behind it, and whether it needs a word before it to be one.
fn month_name(text: &Chars, at: usize) -> Option<(u32, usize, bool)> {
    if !text.is_boundary(at) {
        return None;
    }
    let (word, end) = text.letters(at);
    let known = MONTHS.iter().position(|(long, short)| {
        *long == word || *short == word || (word == "sept" && *short == "sep")
    })?;
    let unsure = word.len() <= 4 || word == "march";
    let end = if word.len() <= 4 {
        text.word(end, ".")
            .filter(|end| text.get(*end) == Some(' '))
            .unwrap_or(end)
    } else {
        end
    };
    Some((u32::try_from(known).ok()? + 1, end, unsure))
}

fn day(text: &Chars, at: usize) -> Option<(u32, usize)> {
    let (day, end) = text
        .digits(at, 2)
        .filter(|(day, _)| (1..=31).contains(day))?;
    let end = text
        .longest(end, &["st", "nd", "rd", "th"])
        .map_or(end, |(end, _)| end);
    let counted = text.is_alphanumeric(end)
        || matches!(text.get(end), Some('%' | ':'))
        || text.get(end) == Some('.') && text.is_alphanumeric(end + 1);
    (!counted).then_some((day, end))
}

/// 30 September 2026, 30th of September
fn day_first(text: &Chars, at: usize) -> Found {
    let (day, end) = day(text, at)?;
    let next = text.blanks(end);
    let next = text.word(next, "of ").unwrap_or(next);
    if next == end {
        return None;
    }
    let (month, end, _) = month_name(text, next)?;
    let (year, end) = year_behind(text, end);
    Some((end, Expression::Day(year, month, day)))
}

/// September 30, 2026; Sep 30th; September 2026; September
fn month_first(text: &Chars, at: usize) -> Found {
    let (month, end, unsure) = month_name(text, at)?;
    let next = text.blanks(end);
    let next = text.word(next, "the ").unwrap_or(next);
    if next > end
        && let Some((day, end)) = day(text, next)
    {
        let (year, end) = year_behind(text, end);
        return Some((end, Expression::Day(year, month, day)));
    }
    let (year, behind) = year_behind(text, end);
    let led = text.ends_with(at, LEADS) || text.ends_with(at, &["mid-"]);
    if unsure && !led && year == Year::Context {
        return None;
    }
    let capped = text.ends_with(at, &["mid", "mid-"]).then_some(15);
    Some((
        if year == Year::Context { end } else { behind },
        Expression::Month(year, month, capped),
    ))
}

/// within 3 months, in the next six weeks, over the next quarter
fn within(text: &Chars, at: usize) -> Found {
    let (end, word) = text.longest(
        at,
        &[
            "within the next ",
            "within ",
            "in the next ",
            "over the next ",
            "during the next ",
            "in the coming ",
            "over the coming ",
            "next ",
            "in ",
            "no later than ",
        ],
    )?;
    let start = text.blanks(end);
    let (count, end) = match text.word(start, "a ") {
        Some(end) if word.starts_with("within") => (1, end),
        _ => {
            let number = number::read(text, start)?;
            let count = (1..=400_u32).find(|count| f64::from(*count) == number.value)?;
            (count, number.end)
        }
    };
    let next = if text.get(end) == Some('-') {
        end + 1
    } else {
        text.blanks(end)
    };
    let next = text
        .longest(next, &["working ", "business ", "calendar "])
        .map_or(next, |(end, _)| end);
    let (unit, end) = text.letters(next);
    let (count, unit) = match unit.as_str() {
        "day" | "days" => (count, Unit::Days),
        "week" | "weeks" => (count, Unit::Weeks),
        "month" | "months" => (count, Unit::Months),
        "quarter" | "quarters" => (count * 3, Unit::Months),
        "year" | "years" => (count, Unit::Years),
        _ => return None,
    };
    let plain = matches!(word, "in " | "within ");
    if text.is_alphanumeric(end) || (plain && limit::is_english(text, at, unit)) {
        return None;
    }
    Some((end, Expression::Within(count, unit)))
}

/// end of the year, this quarter, EOQ
fn relative(text: &Chars, at: usize) -> Found {
    use Expression::{Month, Period, ThisMonth, Whole};
    let this = Whole(Year::Context);
    let (word, meaning) = [
        ("the close of the year", this),
        ("within the year", this),
        ("end of the fiscal year", this),
        ("fiscal year-end", this),
        ("fiscal year end", this),
        ("year's end", this),
        ("midyear", Month(Year::Context, 6, None)),
        ("mid-year", Month(Year::Context, 6, None)),
        ("mid year", Month(Year::Context, 6, None)),
        ("end of the half", Period(0)),
        ("within the quarter", Period(0)),
        ("the current quarter", Period(0)),
        ("end of the year", this),
        ("end of this year", this),
        ("end of year", this),
        ("year-end", this),
        ("year end", this),
        ("yearend", this),
        ("the year's end", this),
        ("this year", this),
        ("full year", this),
        ("full-year", this),
        ("eoy", this),
        ("end of next year", Whole(Year::Offset(1))),
        ("next year", Whole(Year::Offset(1))),
        ("last year", Whole(Year::Offset(-1))),
        ("previous year", Whole(Year::Offset(-1))),
        ("prior year", Whole(Year::Offset(-1))),
        ("end of the quarter", Period(0)),
        ("end of this quarter", Period(0)),
        ("end of quarter", Period(0)),
        ("quarter-end", Period(0)),
        ("quarter end", Period(0)),
        ("this quarter", Period(0)),
        ("the quarter", Period(0)),
        ("eoq", Period(0)),
        ("end of the period", Period(0)),
        ("this period", Period(0)),
        ("next quarter", Period(1)),
        ("previous quarter", Period(-1)),
        ("prior quarter", Period(-1)),
        ("end of the month", ThisMonth),
        ("end of this month", ThisMonth),
        ("end of month", ThisMonth),
        ("month-end", ThisMonth),
        ("month end", ThisMonth),
        ("this month", ThisMonth),
        ("eom", ThisMonth),
    ]
    .into_iter()
    .filter(|(word, _)| {
        text.word(at, word)
            .is_some_and(|end| !text.is_alphanumeric(end))
    })
    .max_by_key(|(word, _)| word.len())?;
    Some((text.word(at, word)?, meaning))
}

/// in 2026: four digits are a year where a word before says so.
fn bare_year(text: &Chars, at: usize) -> Found {
    let (year, end) = text.digits(at, 4)?;
    let led = text.ends_with(
        at,
        &[
            "in",
            "by",
            "close of",
            "throughout",
            "during",
            "for",
            "until",
            "till",
            "end",
            "end of",
            "year",
            "than",
            "vs",
            "from",
            "over",
            "since",
            "through",
            "before",
        ],
    );
    let joined =
        text.get(end) == Some('-') || text.get(end) == Some('.') && text.is_alphanumeric(end + 1);
    let next = text.letters(text.blanks(end)).0;
    let noun = next.len() > 3
        && next.ends_with('s')
        && !next.ends_with("ss")
        && !["sales", "this", "versus", "across", "plus"].contains(&next.as_str());
    (end - at == 4
        && (1990..2100).contains(&year)
        && led
        && !joined
        && !is_counted(text, end)
        && !noun)
        .then(|| {
            i32::try_from(year)
                .ok()
                .map(|year| (end, Expression::Whole(Year::Given(year))))
        })
        .flatten()
}
