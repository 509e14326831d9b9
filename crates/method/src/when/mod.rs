//! Deadlines in text: 9月30日, 三季度末, by the end of Q3.

mod chinese;
mod english;
mod expression;
mod numeric;

#[cfg(test)]
mod tests;

use std::ops::Range;

use chrono::NaiveDate;

use self::expression::Expression;
use crate::{period::Period, scan::Chars};

/// A deadline that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// The last day meant.
    pub date: NaiveDate,
    /// Bytes of the text.
    pub span: Range<usize>,
}

/// Every deadline of a text, in order. What leaves the year out means `year`; 本季度 and "within 3 months" are measured
/// from `period`, and left out without one. What a goal is compared with (较Q2, over last year) or begins with (自9月起) is
/// no deadline.
#[must_use]
pub fn deadlines(text: &str, year: i32, period: Option<Period>) -> Vec<When> {
    let chars = Chars::new(text);
    expressions(&chars)
        .into_iter()
        .filter(|found| !found.is_reference(&chars))
        .filter_map(|found| {
            let date = if chars.ends_with(found.range.start, &["before"]) {
                found.meaning.resolve_before(year, period)?
            } else {
                found.meaning.resolve(year, period)?
            };
            Some(When {
                date,
                span: chars.span(&found.range),
            })
        })
        .collect()
}

/// Where the first deadline of a text stands, whether or not its year is known.
pub(crate) fn mention(text: &str) -> Option<Range<usize>> {
    let chars = Chars::new(text);
    let found = expressions(&chars).into_iter().find(|found| {
        let absolute = !matches!(
            found.meaning,
            Expression::DayOfMonth(_) | Expression::Within(..)
        );
        absolute && !found.is_reference(&chars)
    })?;
    Some(chars.span(&found.range))
}

/// Bytes of every expression of time, deadline or not.
pub(crate) fn covered(text: &str) -> Vec<Range<usize>> {
    let chars = Chars::new(text);
    spans(&chars)
        .iter()
        .map(|range| chars.span(range))
        .collect()
}

/// Positions of every expression of time, deadline or not: what stands there is no quantity.
pub(crate) fn spans(text: &Chars) -> Vec<Range<usize>> {
    expressions(text)
        .into_iter()
        .map(|found| found.covered(text))
        .collect()
}

struct Found {
    range: Range<usize>,
    meaning: Expression,
}

fn expressions(text: &Chars) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let read = numeric::read(text, at)
            .or_else(|| chinese::read(text, at))
            .or_else(|| english::read(text, at));
        match read.filter(|(end, _)| *end > at) {
            Some((end, meaning)) => {
                found.push(Found {
                    range: at..end,
                    meaning,
                });
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

impl Found {
    /// Its range with a 前 behind it, which is no rank then: 9月30日前3场.
    fn covered(&self, text: &Chars) -> Range<usize> {
        let end = text
            .longest(self.range.end, &["前", "之前", "以前", "底前", "末前"])
            .map_or(self.range.end, |(end, _)| end);
        self.range.start..end
    }

    /// Whether the goal is compared with it, or begins there.
    fn is_reference(&self, text: &Chars) -> bool {
        let before = [
            "较",
            "比",
            "相比",
            "相较",
            "对比",
            "较之",
            "自",
            "自从",
            "since",
            "than",
            "vs",
            "vs.",
            "versus",
            "over",
            "compared to",
            "compared with",
            "against",
            "relative to",
            "after",
            "starting",
            "starting in",
            "from",
            "above",
            "following",
        ];
        let behind = [
            "同期",
            "水平",
            "基础上",
            "的基础上",
            "实际",
            "基数",
            "基线",
            "相比",
            "起",
            "开始",
            "以来",
            "以后",
            "之后",
            "后",
            "level",
            " level",
            " levels",
            " baseline",
            " actual",
            "'s level",
            " figure",
            " result",
        ];
        let led = text.ends_with(self.range.start, &before)
            && !text.ends_with(self.range.start, &["turnover", "crossover"]);
        self.meaning.is_past() || led || text.longest(self.range.end, &behind).is_some()
    }
}
