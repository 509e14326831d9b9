//! What a goal's sentence says, read once for all letters.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use super::{
    GoalText,
    lexicon::{self, Named},
    measure::{self, Measure, Role},
    words,
};
use crate::{
    quantity::{self, Quantity, QuantityKind},
    scan::Plain,
    when,
};

/// The sentence, read.
pub(super) struct Reading {
    /// Half-width, lower case, simplified characters.
    pub(super) lower: String,
    /// What it names apart from its numbers and dates.
    pub(super) named: Named,
    /// Numbers that measure something.
    pub(super) measures: Vec<Measure>,
    /// A number without a unit, where nothing better is there.
    pub(super) bare: Option<String>,
    /// The deadline in the text: the day, and the words.
    pub(super) deadline: Option<(NaiveDate, String)>,
    /// Words of a deadline whose day nothing tells.
    pub(super) undated: Option<String>,
    /// The text names what it is compared with: 同比, from 11%.
    pub(super) baseline_named: bool,
}

const CLAUSES: [char; 9] = ['，', ',', ';', '。', '、', '\n', '!', '(', '…'];

/// Reads a goal's sentence.
pub(super) fn read(goal: &GoalText<'_>) -> Reading {
    let plain = Plain::new(goal.description);
    let text = plain.text.as_str();
    let original = |span: &Range<usize>| goal.description[plain.original(span)].to_owned();
    let numbers = quantity::quantities(text);
    let year = goal
        .period
        .map(|period| period.end.year())
        .or_else(|| goal.deadline.map(|day| day.year()));
    let deadline = year
        .and_then(|year| when::due(text, year, goal.period))
        .map(|when| (when.date, original(&when.span)));
    let undated = match deadline {
        Some(_) => None,
        None => when::mention(text, year.is_some()).map(|span| original(&span)),
    };
    let dates = when::covered(text);
    let clauses: Vec<Range<usize>> = numbers
        .iter()
        .map(|number| clause(text, &number.span))
        .collect();
    // 9月底前3条产线 has a date before its number, 行业前3名 a rank.
    let dated = |number: &Quantity| {
        let end = text[..number.span.start].trim_end().len();
        dates.binary_search_by(|date| date.end.cmp(&end)).is_ok()
    };
    let mut measures = Vec::new();
    let mut bare = None;
    for (at, (number, clause)) in numbers.iter().zip(&clauses).enumerate() {
        let pair = measure::pair(text, &numbers, &clauses, at);
        if let Some(other) = pair {
            // From 60 to 150 stations: the unit stands behind one of both.
            let kind = match number.kind {
                QuantityKind::Plain => other.kind.clone(),
                _ => number.kind.clone(),
            };
            let number = Quantity {
                kind,
                ..number.clone()
            };
            measures.push(measure::read(text, clause, &number, original(&number.span)));
        } else if measure::is_one(text, clause, number, dated(number))
            && !measure::is_name(goal.description, &plain, number)
        {
            measures.push(measure::read(text, clause, number, original(&number.span)));
        } else if number.kind == QuantityKind::Plain && bare.is_none() {
            bare = Some(original(&number.span));
        }
    }
    let headline = is_headline(goal.description);
    let proper = |at: usize| {
        let at = plain.original(&(at..at)).start;
        let inside = goal.description[..at].contains(char::is_alphanumeric);
        inside && !headline && goal.description[at..].starts_with(|c: char| c.is_ascii_uppercase())
    };
    let baseline_named =
        measures.iter().any(|measure| measure.role == Role::Start) || words::names_reference(text);
    Reading {
        named: lexicon::named(&remainder(text, &numbers, &dates), proper),
        measures,
        bare,
        deadline,
        undated,
        baseline_named,
        lower: plain.text,
    }
}

/// Whether Most Words Begin With Capitals, so that capitals tell no names.
fn is_headline(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let (mut all, mut capitals) = (0, 0);
    for first in words.filter_map(|word| word.chars().next()) {
        all += usize::from(first.is_ascii_alphabetic());
        capitals += usize::from(first.is_ascii_uppercase());
    }
    capitals * 2 > all
}

/// Most characters on either side of a number that are read with it.
const REACH: usize = 60;

/// The clause around a number.
fn clause(lower: &str, span: &Range<usize>) -> Range<usize> {
    // The comma of 1,200 ends nothing.
    let ends = |at: usize, character: char| {
        let digit = |at: Option<usize>| {
            at.and_then(|at| lower.as_bytes().get(at))
                .is_some_and(u8::is_ascii_digit)
        };
        CLAUSES.contains(&character)
            && !(character == ',' && digit(at.checked_sub(1)) && digit(Some(at + 1)))
    };
    let mut start = span.start;
    for (at, character) in lower[..span.start].char_indices().rev().take(REACH) {
        if ends(at, character) {
            break;
        }
        start = at;
    }
    let mut end = span.end;
    for (at, character) in lower[span.end..].char_indices().take(REACH) {
        if ends(span.end + at, character) {
            break;
        }
        end = span.end + at + character.len_utf8();
    }
    start..end
}

/// What is left of a sentence without its numbers and dates. What is counted stays: 10 new dealers.
fn remainder(lower: &str, numbers: &[Quantity], dates: &[Range<usize>]) -> String {
    let counted = |number: &Quantity| -> Range<usize> {
        let written = &lower[number.span.clone()];
        let kept = match &number.kind {
            // 20 new livestream shows: all words behind the number say what is counted.
            QuantityKind::Count { unit } if unit.is_ascii() => {
                written.find(' ').map_or(0, |blank| written.len() - blank)
            }
            QuantityKind::Count { unit }
                if lexicon::is_thing(unit) && written.ends_with(unit.as_str()) =>
            {
                unit.len()
            }
            _ => 0,
        };
        number.span.start..number.span.end - kept
    };
    let mut rest = lower.as_bytes().to_vec();
    for range in numbers.iter().map(counted).chain(dates.iter().cloned()) {
        // Spans are whole characters, so that blanks in place of their bytes leave a text.
        rest[range].fill(b' ');
    }
    String::from_utf8(rest).unwrap_or_default()
}
