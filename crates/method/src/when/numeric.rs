//! Dates in digits: 2026-09-30, 2026/9/30, 2026.9.30, 2026-09, 9/30.

use super::expression::{Expression, Year};
use crate::scan::Chars;

/// The date at a position, with the position behind it.
pub(super) fn read(text: &Chars, at: usize) -> Option<(usize, Expression)> {
    let inside = match text.before(at) {
        // 2026-07-01..2026-09-30 is a range, 1.2026 a number.
        Some('.') => !text.ends_with(at, &[".."]),
        Some(before) => before == '/' || before == ':' || before.is_ascii_alphanumeric(),
        None => false,
    };
    if inside {
        return None;
    }
    full(text, at)
        .or_else(|| year_last(text, at))
        .or_else(|| short(text, at))
}

fn is_year(year: u32) -> bool {
    (1990..2100).contains(&year)
}

fn full(text: &Chars, at: usize) -> Option<(usize, Expression)> {
    let (year, end) = text.digits(at, 4)?;
    let separator = text.get(end).filter(|c| ['-', '/', '.'].contains(c))?;
    let (month, month_end) = text.digits(end + 1, 2)?;
    if !is_year(year) || !(1..=12).contains(&month) {
        return None;
    }
    let year = Year::Given(i32::try_from(year).ok()?);
    if text.get(month_end) == Some(separator)
        && let Some((day, end)) = text.digits(month_end + 1, 2)
        && (1..=31).contains(&day)
    {
        return Some((end, Expression::Day(year, month, day)));
    }
    // 2026.9 may be a number; 2026-2027 is none of these, since months have two digits.
    (separator != '.' && !text.is_alphanumeric(month_end))
        .then_some((month_end, Expression::Month(year, month, None)))
}

/// 9/30/2026, and 30/9/2026 where it can be nothing else; 30.09.2026.
fn year_last(text: &Chars, at: usize) -> Option<(usize, Expression)> {
    let (first, end) = text.digits(at, 2)?;
    let (next, sign) = text.longest(end, &["/", "."])?;
    let (second, end) = text.digits(next, 2)?;
    let (year, end) = text.digits(text.word(end, sign)?, 4)?;
    let (month, day) = if first > 12 || sign == "." {
        (second, first)
    } else {
        (first, second)
    };
    let possible = is_year(year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let year = Year::Given(i32::try_from(year).ok()?);
    possible.then_some((end, Expression::Day(year, month, day)))
}

/// 9/30 and 9.30 are dates only where the words around say so, or where they cannot be a fraction.
fn short(text: &Chars, at: usize) -> Option<(usize, Expression)> {
    let (month, end) = text.digits(at, 2)?;
    let separator = text.get(end).filter(|c| ['/', '.'].contains(c))?;
    let (day, end) = text.digits(end + 1, 2)?;
    if !(1..=12).contains(&month)
        || !(1..=31).contains(&day)
        || text.is_alphanumeric(end)
        || text.get(end) == Some('%')
    {
        return None;
    }
    let led = text.ends_with(
        at,
        &[
            "by",
            "before",
            "until",
            "till",
            "due",
            "on",
            "截至",
            "截止",
            "截止到",
            "于",
        ],
    );
    let followed = text
        .longest(text.blanks(end), &["前", "之前", "以前", "截止", "为止"])
        .is_some();
    let enclosed = text.before(at) == Some('(') && text.get(end) == Some(')');
    let sure = led
        || followed
        || (enclosed && separator == '/')
        || (separator == '/' && day > 12 && month < day && !text.ends_with(at, &["的"]));
    sure.then_some((end, Expression::Day(Year::Context, month, day)))
}
