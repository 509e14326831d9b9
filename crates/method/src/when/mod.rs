//! Deadlines in text: 9月30日, 三季度末, by the end of Q3.

mod chinese;
mod english;
mod expression;
mod festival;
mod limit;
mod near;
mod numeric;

#[cfg(test)]
mod tests;

use std::ops::Range;

use chrono::NaiveDate;

use self::expression::{Expression, Year};
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
    resolved(&chars, year, period)
        .map(|(found, date)| When {
            date,
            span: chars.span(&found.range),
        })
        .collect()
}

/// The deadline of a whole text: the latest of those that a word makes a limit (9月底前, by Q3), else the latest of all.
pub(crate) fn due(text: &str, year: i32, period: Option<Period>) -> Option<When> {
    let chars = Chars::new(text);
    let (found, date) = resolved(&chars, year, period)
        .max_by_key(|(found, date)| (found.is_limit(&chars), *date))?;
    Some(When {
        date,
        span: chars.span(&found.range),
    })
}

fn resolved(
    chars: &Chars,
    year: i32,
    period: Option<Period>,
) -> impl Iterator<Item = (Found, NaiveDate)> {
    expressions(chars)
        .into_iter()
        .filter(|found| !found.is_reference(chars))
        .filter_map(move |found| {
            let date = if chars.ends_with(found.range.start, &["before", "ahead of", "prior to"]) {
                found.meaning.resolve_before(year, period)?
            } else {
                found.meaning.resolve(year, period)?
            };
            Some((found, date))
        })
}

/// Where the first deadline of a text stands whose day cannot be told: without a year, all of them; with one, those counted
/// from the day of writing.
pub(crate) fn mention(text: &str, year_known: bool) -> Option<Range<usize>> {
    let chars = Chars::new(text);
    let found = expressions(&chars).into_iter().find(|found| {
        let named = match found.meaning {
            Expression::Near => true,
            Expression::DayOfMonth(_) => false,
            _ => !year_known,
        };
        named && !found.is_reference(&chars)
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
            .or_else(|| english::read(text, at))
            .or_else(|| festival::read(text, at, Year::Context))
            .or_else(|| near::read(text, at));
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

    /// Whether a word makes it the last day: 9月底前, by Q3.
    fn is_limit(&self, text: &Chars) -> bool {
        let (start, end) = (self.range.start, self.range.end);
        text.longest(end, &["前", "之前", "以前", "底", "末", "内", "为止", "止"])
            .is_some()
            || ["底", "末", "内"]
                .iter()
                .any(|word| text.ends_with(end, &[word]))
            || text.ends_with(
                start,
                &[
                    "by",
                    "before",
                    "until",
                    "till",
                    "through",
                    "within",
                    "by the",
                    "by end",
                    "end of",
                    "by the end of",
                    "than",
                    "截至",
                    "截止",
                    "最晚",
                    "最迟",
                    "不迟于",
                    "不晚于",
                    "due",
                    "due on",
                ],
            )
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
            && !text.ends_with(self.range.start, &["turnover", "crossover", "later than"]);
        // From 40 in Q2 to 45, 从Q2的40提升到45: what belongs to the start of a change.
        let start = (text.ends_with(self.range.start, &["从", "由"])
            && text.longest(self.range.end, &["的"]).is_some())
            || (text.ends_with(self.range.start, &["in", "of"])
                && text.word(text.blanks(self.range.end), "to ").is_some());
        self.meaning.is_past() || led || start || text.longest(self.range.end, &behind).is_some()
    }
}
