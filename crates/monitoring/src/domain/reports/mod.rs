//! The rhythm of §6: daily report (日报), weekly meeting pack (周例会) and monthly review (月度复盘) of a department and those below it.
//!
//! Facts are collected plan by plan ([`collect`]), then told as sections of tables ([`tell`]); pure, so that the same facts are the same
//! report. Facts are those of now: what a past day's report said is kept when it is told ([`Report::kept`]), and every report says on
//! what state it stands ([`Basis`]).

mod basis;
mod collect;
mod daily;
mod kept;
mod monthly;
mod weekly;
mod words;

use std::collections::BTreeSet;

use cascade_method::Text;
use cascade_schedule::Calendar;
use chrono::{Datelike, Days, Months, NaiveDate};

pub use basis::Basis;
pub use collect::{Collected, Facts, collect};

/// Which report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rhythm {
    /// 日报
    Daily,
    /// 周例会
    Weekly,
    /// 月度复盘
    Monthly,
}

impl Rhythm {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Daily, Self::Weekly, Self::Monthly];

    /// Its word in addresses and in the contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
        }
    }

    /// The rhythm of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rhythm| rhythm.word() == word)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Daily => Text::new("日报", "Daily report"),
            Self::Weekly => Text::new("周例会材料", "Weekly meeting pack"),
            Self::Monthly => Text::new("月度复盘", "Monthly review"),
        }
    }

    /// The days that the report of `day` speaks of: that day, its week from Monday on, its month from the first on.
    #[must_use]
    pub fn span(self, day: NaiveDate) -> Span {
        let from = match self {
            Self::Daily => day,
            Self::Weekly => day - Days::new(u64::from(day.weekday().num_days_from_monday())),
            Self::Monthly => day.with_day(1).unwrap_or(day),
        };
        Span { from, to: day }
    }

    /// The whole day, week or month that `day` is in, however much of it has gone by.
    #[must_use]
    pub fn period(self, day: NaiveDate) -> Span {
        let from = self.span(day).from;
        let to = match self {
            Self::Daily => day,
            Self::Weekly => from + Days::new(6),
            Self::Monthly => from
                .checked_add_months(Months::new(1))
                .and_then(|next| next.pred_opt())
                .unwrap_or(day),
        };
        Span { from, to }
    }

    /// Whether a report is due at the end of `day`: every working day; the last of its week; the last of its month.
    #[must_use]
    pub fn is_due(self, day: NaiveDate, calendar: &Calendar) -> bool {
        if !calendar.is_working(day) {
            return false;
        }
        let next = calendar.add_working_days(day, 1);
        match self {
            Self::Daily => true,
            Self::Weekly => next.iso_week() != day.iso_week(),
            Self::Monthly => next.month() != day.month(),
        }
    }

    /// The days after `since` and up to `last` at whose end one is due, earliest first. Of many so many as are still of use: the dailies
    /// of a week, the last pack of a week and the last review of a month.
    #[must_use]
    pub fn due(self, since: NaiveDate, last: NaiveDate, calendar: &Calendar) -> Vec<NaiveDate> {
        // Between two weeks or months that are worked in lie the longest holidays.
        let (back, most) = match self {
            Self::Daily => (7, usize::MAX),
            Self::Weekly => (21, 1),
            Self::Monthly => (62, 1),
        };
        let days = std::iter::successors(Some(last), NaiveDate::pred_opt)
            .take(back)
            .take_while(|day| *day > since)
            .filter(|day| self.is_due(*day, calendar));
        let mut due: Vec<NaiveDate> = days.take(most).collect();
        due.reverse();
        due
    }
}

/// Days, both ends among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First.
    pub from: NaiveDate,
    /// Last: the day of the report.
    pub to: NaiveDate,
}

impl Span {
    /// Whether a day is one of them.
    #[must_use]
    pub fn has(&self, day: Option<NaiveDate>) -> bool {
        day.is_some_and(|day| self.from <= day && day <= self.to)
    }
}

/// A report, ready to be laid out.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Such as `SALES 日报 2026-07-03`.
    pub title: Text,
    /// The whole in a sentence.
    pub summary: Text,
    /// Its tables.
    pub sections: Vec<Section>,
}

/// A table of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// What it shows.
    pub title: Text,
    /// Headers.
    pub columns: Vec<Text>,
    /// Cells, as many in a row as there are headers; no rows: there is nothing to tell.
    pub rows: Vec<Vec<Text>>,
}

/// Tells the facts of a department as the report of a rhythm.
#[must_use]
pub fn tell(
    rhythm: Rhythm,
    department: &str,
    span: Span,
    calendar: &Calendar,
    facts: &Facts,
) -> Report {
    let name = rhythm.name();
    let days = if span.from == span.to {
        span.to.to_string()
    } else {
        format!("{} – {}", span.from, span.to)
    };
    Report {
        title: Text::new(
            format!("{department} {} {days}", name.zh),
            format!("{department} {} {days}", name.en),
        ),
        summary: words::summary(facts, span),
        sections: match rhythm {
            Rhythm::Daily => daily::sections(facts, span, calendar),
            Rhythm::Weekly => weekly::sections(facts, span, calendar),
            Rhythm::Monthly => monthly::sections(facts, span),
        },
    }
}

/// Departments of a report: one and those below it.
pub type Scope = BTreeSet<String>;

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_ends_with_its_last_working_day() {
        let calendar = Calendar::china();
        // 25 September 2026 is a holiday, and the Sunday before, the 20th, is worked instead.
        assert!(Rhythm::Weekly.is_due(day("2026-09-24"), &calendar));
        assert!(!Rhythm::Weekly.is_due(day("2026-09-25"), &calendar));
        assert!(!Rhythm::Weekly.is_due(day("2026-09-18"), &calendar));
        assert!(Rhythm::Weekly.is_due(day("2026-09-20"), &calendar));
        assert!(Rhythm::Monthly.is_due(day("2026-07-31"), &calendar));
        assert!(!Rhythm::Monthly.is_due(day("2026-07-30"), &calendar));
        assert!(!Rhythm::Daily.is_due(day("2026-07-04"), &calendar));
    }

    #[test]
    fn what_was_missed_is_due_as_far_as_it_is_of_use() {
        let calendar = Calendar::china();
        let due = |rhythm: Rhythm, since, last| -> Vec<String> {
            let days = rhythm.due(day(since), day(last), &calendar);
            days.iter().map(ToString::to_string).collect()
        };
        let none: [&str; 0] = [];
        assert_eq!(due(Rhythm::Daily, "2026-09-03", "2026-09-03"), none);
        assert_eq!(
            due(Rhythm::Daily, "2026-09-02", "2026-09-03"),
            ["2026-09-03"]
        );
        // The 25th to the 27th are holidays.
        assert_eq!(
            due(Rhythm::Daily, "2026-09-03", "2026-09-29"),
            ["2026-09-23", "2026-09-24", "2026-09-28", "2026-09-29"]
        );
        assert_eq!(
            due(Rhythm::Weekly, "2026-09-03", "2026-09-29"),
            ["2026-09-24"]
        );
        assert_eq!(due(Rhythm::Monthly, "2026-09-03", "2026-09-29"), none);
        assert_eq!(
            due(Rhythm::Weekly, "2026-09-24", "2026-10-01"),
            ["2026-09-30"]
        );
        assert_eq!(
            due(Rhythm::Monthly, "2026-06-03", "2026-10-01"),
            ["2026-09-30"]
        );
    }

    #[test]
    fn spans_begin_where_people_begin_them() {
        let span = |rhythm: Rhythm| rhythm.span(day("2026-07-15")).from.to_string();
        assert_eq!(
            Rhythm::ALL.map(span),
            ["2026-07-15", "2026-07-13", "2026-07-01"]
        );
        let end = |rhythm: Rhythm| rhythm.period(day("2026-07-15")).to.to_string();
        assert_eq!(
            Rhythm::ALL.map(end),
            ["2026-07-15", "2026-07-19", "2026-07-31"]
        );
    }
}
