//! What a goal's sentence says, read once for all letters.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use super::{
    GoalText,
    words::{self, Direction},
};
use crate::{
    quantity::{self, Quantity, QuantityKind},
    when,
};

/// The sentence, read.
pub(super) struct Reading {
    /// Lower case; positions are those of the description.
    pub(super) lower: String,
    /// The sentence without its numbers and dates.
    pub(super) remainder: String,
    /// Numbers that measure something.
    pub(super) measures: Vec<Measure>,
    /// A number without a unit, where nothing better is there.
    pub(super) bare: Option<String>,
    /// The latest deadline in the text: the day, and the words.
    pub(super) deadline: Option<(NaiveDate, String)>,
    /// Words of a deadline whose year nothing tells.
    pub(super) undated: Option<String>,
    /// The text names what it is compared with: 同比, from 11%.
    pub(super) baseline_named: bool,
}

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

const CLAUSES: [char; 10] = ['，', ',', '；', ';', '。', '、', '\n', '!', '！', '（'];

/// Reads a goal's sentence.
pub(super) fn read(goal: &GoalText<'_>) -> Reading {
    let text = goal.description;
    let lower = text.to_ascii_lowercase();
    let numbers = quantity::quantities(text);
    let year = goal
        .period
        .map(|period| period.end.year())
        .or_else(|| goal.deadline.map(|day| day.year()));
    let deadline = year
        .map(|year| when::deadlines(text, year, goal.period))
        .unwrap_or_default()
        .into_iter()
        .max_by_key(|when| when.date)
        .map(|when| (when.date, text[when.span].to_owned()));
    let undated = if deadline.is_none() && year.is_none() {
        when::mention(text).map(|span| text[span].to_owned())
    } else {
        None
    };

    let mut measures = Vec::new();
    let mut bare = None;
    for number in &numbers {
        let clause = clause(&lower, &number.span);
        if is_measure(&lower, &clause, number) {
            measures.push(measure(text, &lower, &clause, number));
        } else if number.kind == QuantityKind::Plain && bare.is_none() {
            bare = Some(text[number.span.clone()].to_owned());
        }
    }
    let baseline_named = measures.iter().any(|measure| measure.role == Role::Start)
        || words::names_reference(&lower);
    let remainder = remainder(&lower, &numbers, &when::covered(text));
    Reading {
        remainder,
        measures,
        bare,
        deadline,
        undated,
        baseline_named,
        lower,
    }
}

/// Most characters on either side of a number that are read with it.
const REACH: usize = 60;

/// The clause around a number.
fn clause(lower: &str, span: &Range<usize>) -> Range<usize> {
    let mut start = span.start;
    for (at, character) in lower[..span.start].char_indices().rev().take(REACH) {
        if CLAUSES.contains(&character) {
            break;
        }
        start = at;
    }
    let mut end = span.end;
    for character in lower[span.end..].chars().take(REACH) {
        if CLAUSES.contains(&character) {
            break;
        }
        end += character.len_utf8();
    }
    start..end
}

/// Articles and bare numbers measure nothing: 打造一个平台, phase 2.
fn is_measure(lower: &str, clause: &Range<usize>, number: &Quantity) -> bool {
    let before = &lower[clause.start..number.span.start];
    let written = &lower[number.span.clone()];
    match &number.kind {
        QuantityKind::Plain => {
            number.value >= 1_000.0 || words::is_unitless(&lower[clause.clone()])
        }
        QuantityKind::Count { unit } => {
            let article = (written.starts_with('一')
                && ["个", "套", "支", "批", "项", "种", "条", "名", "位", "座"]
                    .contains(&unit.as_str()))
                || written.starts_with("one ");
            let lasting = [
                "天", "周", "年", "个月", "星期", "day", "week", "month", "year",
            ]
            .iter()
            .any(|time| unit.starts_with(time))
                && words::is_lasting(before);
            !article && !lasting
        }
        QuantityKind::Percent | QuantityKind::Money { .. } | QuantityKind::Ratio => true,
    }
}

fn measure(text: &str, lower: &str, clause: &Range<usize>, number: &Quantity) -> Measure {
    let before = &lower[clause.start..number.span.start];
    let written = &lower[number.span.clone()];
    let doubling = ["翻", "doubl", "tripl", "quadr", "twofold", "threefold"]
        .iter()
        .any(|word| written.starts_with(word));
    let halving = ["减半", "halv", "by half", "in half"]
        .iter()
        .any(|word| written.starts_with(word));
    let role = if words::is_start(before) {
        Role::Start
    } else if !doubling && !halving && !words::is_growth_rate(before) && words::is_level(before) {
        Role::Level
    } else {
        Role::Change
    };
    let direction = if doubling || words::is_growth_rate(before) {
        Some(Direction::Rise)
    } else if halving {
        Some(Direction::Fall)
    } else {
        words::direction(before, &lower[number.span.end..clause.end])
    };
    Measure {
        value: number.high.unwrap_or(number.value),
        kind: number.kind.clone(),
        role,
        direction,
        written: text[number.span.clone()].to_owned(),
        bounded: words::is_bounded(&lower[clause.clone()]),
    }
}

/// What is left of a sentence without its numbers and dates. What is counted stays: 10 new dealers.
fn remainder(lower: &str, numbers: &[Quantity], dates: &[Range<usize>]) -> String {
    let counted = |number: &Quantity| -> Range<usize> {
        let written = &lower[number.span.clone()];
        let length = match &number.kind {
            QuantityKind::Count { unit }
                if words::is_object(unit) && written.ends_with(unit.as_str()) =>
            {
                unit.len()
            }
            _ => 0,
        };
        number.span.start..number.span.end - length
    };
    let mut rest = lower.as_bytes().to_vec();
    for range in numbers.iter().map(counted).chain(dates.iter().cloned()) {
        // Spans are whole characters, so that blanks in place of their bytes leave a text.
        rest[range].fill(b' ');
    }
    String::from_utf8(rest).unwrap_or_default()
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
