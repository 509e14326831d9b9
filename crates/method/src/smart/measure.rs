//! Which numbers measure something, and what each does in its sentence.

use std::ops::Range;

use super::words::{self, Direction};
use crate::{
    quantity::{Quantity, QuantityKind},
    scan::Plain,
};

/// A number that measures something.
pub(super) struct Measure {
    pub(super) value: f64,
    pub(super) kind: QuantityKind,
    pub(super) role: Role,
    pub(super) direction: Option<Direction>,
    /// As it is written.
    pub(super) written: String,
    /// The rate it belongs to cannot go above 100 %.
    pub(super) bounded: bool,
}

/// What a number does in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// 从400万元
    Start,
    /// 提升至520万元
    Level,
    /// 提升30%
    Change,
}

/// The other number of a pair that says where a change begins and ends: from 60 to 150.
pub(super) fn pair<'n>(
    text: &str,
    numbers: &'n [Quantity],
    clauses: &[Range<usize>],
    at: usize,
) -> Option<&'n Quantity> {
    let joined = |start: usize| {
        let (from, to) = (numbers.get(start)?, numbers.get(start + 1)?);
        let clause = clauses.get(start)?;
        let begins = words::is_start(&text[clause.start..from.span.start]);
        let between = text.get(from.span.end..to.span.start)?;
        let ends = to.span.end <= clause.end && words::is_level(between);
        (begins && ends && alike(&from.kind, &to.kind)).then_some((from, to))
    };
    match joined(at) {
        Some((_, to)) => Some(to),
        None => joined(at.checked_sub(1)?).map(|(from, _)| from),
    }
}

/// Whether two kinds can be compared; a bare number takes the other's.
pub(super) fn alike(one: &QuantityKind, other: &QuantityKind) -> bool {
    let counts = |kind: &QuantityKind| matches!(kind, QuantityKind::Count { .. });
    one == other
        || (counts(one) && counts(other))
        || *one == QuantityKind::Plain
        || *other == QuantityKind::Plain
}

/// Articles, ranks of a group, plans' lengths and bare numbers measure nothing: 打造一个平台, the top five suppliers, a 3-year
/// plan, phase 2.
pub(super) fn is_one(lower: &str, clause: &Range<usize>, number: &Quantity, dated: bool) -> bool {
    let before = &lower[clause.start..number.span.start];
    let behind = &lower[number.span.end..clause.end];
    let written = &lower[number.span.clone()];
    match &number.kind {
        QuantityKind::Plain => {
            number.value >= 1_000.0 || words::is_unitless(&lower[clause.clone()])
        }
        QuantityKind::Count { unit } => {
            if !dated && words::is_rank(before) {
                return words::names_rank(&lower[clause.clone()]);
            }
            let article = (written.strip_prefix('一') == Some(unit)
                && ["个", "套", "支", "批", "项", "种", "条", "名", "位", "座"]
                    .contains(&unit.as_str()))
                || written.starts_with("one ");
            let time = [
                "天", "周", "年", "个月", "星期", "day", "week", "month", "quarter", "year",
            ]
            .iter()
            .any(|time| unit.starts_with(time));
            let length = time
                && (words::is_lasting(before)
                    || words::names_plan(behind)
                    || (written.contains('-') && !words::is_level(before)));
            !article && !length
        }
        QuantityKind::Percent | QuantityKind::Money { .. } | QuantityKind::Ratio => true,
    }
}

/// Whether a bare number belongs to the name before it: Windows 11, MySQL 8.0. Names are written with a capital inside a
/// sentence, and so are measures: NPS 45.
pub(super) fn is_name(original: &str, plain: &Plain, number: &Quantity) -> bool {
    if number.kind != QuantityKind::Plain {
        return false;
    }
    let at = plain.original(&number.span).start;
    let before = original[..at].trim_end_matches([' ', '-']);
    let word = before
        .char_indices()
        .rev()
        .take(30)
        .take_while(|(_, c)| c.is_ascii_alphabetic())
        .last()
        .map_or("", |(at, _)| &before[at..]);
    let first = word.len() == before.trim_start().len();
    word.contains(|c: char| c.is_ascii_uppercase())
        && !first
        && !words::is_unitless(&word.to_ascii_lowercase())
}

/// Reads what a number does in its clause.
pub(super) fn read(
    lower: &str,
    clause: &Range<usize>,
    number: &Quantity,
    original: String,
) -> Measure {
    let before = &lower[clause.start..number.span.start];
    let behind = &lower[number.span.end..clause.end];
    let written = &lower[number.span.clone()];
    let doubling = ["翻", "doubl", "tripl", "quadr", "quintupl"]
        .iter()
        .any(|word| written.starts_with(word))
        || (number.kind == QuantityKind::Percent && written.ends_with("fold"));
    let halving = ["减半", "halv", "by half", "in half"]
        .iter()
        .any(|word| written.starts_with(word));
    let role = if words::is_start(before) {
        Role::Start
    } else if !doubling
        && !halving
        && !words::is_growth_rate(before)
        && (words::is_level(before)
            || (number.kind == QuantityKind::Percent && words::is_share(behind)))
    {
        Role::Level
    } else {
        Role::Change
    };
    let direction = if doubling || words::is_growth_rate(before) {
        Some(Direction::Rise)
    } else if halving {
        Some(Direction::Fall)
    } else {
        words::direction(before, behind)
    };
    let kind = match &number.kind {
        // four times last year's reach, 去年的4倍, and not three times a week
        QuantityKind::Count { unit }
            if (unit == "times" && words::is_compared(behind))
                || (unit == "倍" && before.trim_end().ends_with('的')) =>
        {
            QuantityKind::Count {
                unit: "x".to_owned(),
            }
        }
        kind => kind.clone(),
    };
    let compared = kind != number.kind;
    Measure {
        value: number.high.unwrap_or(number.value),
        kind,
        role,
        direction: direction.or(compared.then_some(Direction::Rise)),
        written: original,
        bounded: words::is_bounded(&lower[clause.clone()]),
    }
}

impl Measure {
    /// The growth that a number asks for by itself, as a share: 0.3 for 提升30% and 1 for 2x; falls are below 0. None where it is a
    /// level, or percent points.
    pub(super) fn change(&self) -> Option<f64> {
        let direction = self.direction?;
        let points = ["点", "point", "pp", "bps"]
            .iter()
            .any(|word| self.written.to_ascii_lowercase().contains(word));
        let size = match &self.kind {
            QuantityKind::Percent if self.role == Role::Change && !points => self.value / 100.0,
            // 提升2倍 adds twice the amount; 提升到2倍, 2x and two-fold reach it.
            QuantityKind::Count { unit } if unit == "倍" && self.role == Role::Change => {
                self.value
            }
            QuantityKind::Count { unit } if ["倍", "x", "fold"].contains(&unit.as_str()) => {
                self.value - 1.0
            }
            _ => return None,
        };
        Some(if direction == Direction::Rise {
            size
        } else {
            -size
        })
    }
}
