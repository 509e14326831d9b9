//! The tables of the workbook, one file each: the record, its columns, how a row becomes a record and back.
//!
//! A new table is a new file here and one line in [`ALL`], in `read` and in `write`.

mod budgets;
mod departments;
mod goals;
mod key_results;
mod milestones;
mod people;
mod plan;
mod requests;
mod tasks;

pub use budgets::Budget;
pub use departments::Department;
pub use goals::Goal;
pub use key_results::KeyResult;
pub use milestones::Milestone;
pub use people::{Person, Skill};
pub use plan::Plan;
pub use requests::ResourceRequest;
pub use tasks::{Predecessor, Task};

use chrono::NaiveDate;

use crate::lang::Pick as _;
use crate::origin::Origin;
use crate::read::RowReader;
use crate::write::WriteContext;
use cascade_method::Lang;

/// What a column holds: decides its format, its width and its drop-down.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ColumnKind {
    Text,
    Long,
    Date,
    Number,
    Percent,
    /// Labels of a [`crate::labels::Choice`].
    Choice(fn(Lang) -> Vec<&'static str>),
}

/// One column of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// Stable name, also in findings and JSON.
    pub field: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    /// Other headers that are understood, as [`crate::read::normal_header`] leaves them.
    pub aliases: &'static [&'static str],
    pub kind: ColumnKind,
    /// What to write in it, for the instructions sheet; empty where the header says it all.
    pub hint: (&'static str, &'static str),
}

impl Column {
    pub(crate) const fn new(
        field: &'static str,
        zh: &'static str,
        en: &'static str,
        kind: ColumnKind,
    ) -> Self {
        Self {
            field,
            zh,
            en,
            aliases: &[],
            kind,
            hint: ("", ""),
        }
    }

    pub(crate) const fn or(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    pub(crate) const fn hint(mut self, zh: &'static str, en: &'static str) -> Self {
        self.hint = (zh, en);
        self
    }
}

/// One table: one sheet of the workbook.
#[derive(Debug)]
pub(crate) struct Table {
    pub id: cascade_method::Table,
    pub zh: &'static str,
    pub en: &'static str,
    /// Other sheet names that are understood, lower case.
    pub aliases: &'static [&'static str],
    pub columns: &'static [Column],
}

impl Table {
    pub(crate) fn title(&self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }

    pub(crate) fn column(&self, field: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.field == field)
    }
}

/// Every table, in the order of the sheets.
pub(crate) const ALL: &[&Table] = &[
    &plan::TABLE,
    &goals::TABLE,
    &key_results::TABLE,
    &tasks::TABLE,
    &milestones::TABLE,
    &requests::TABLE,
    &departments::TABLE,
    &people::TABLE,
    &budgets::TABLE,
];

/// What goes into a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    Number(f64),
    /// In points: 30 is shown as 30%.
    Percent(f64),
    Date(NaiveDate),
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    pub(crate) fn date(date: Option<NaiveDate>) -> Self {
        date.map_or(Self::Empty, Self::Date)
    }

    pub(crate) fn number(number: Option<f64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }

    pub(crate) fn choice<T: crate::labels::Choice>(value: Option<T>, lang: Lang) -> Self {
        value.map_or(Self::Empty, |value| {
            Self::Text(value.label(lang).to_owned())
        })
    }
}

/// A row of a table.
pub(crate) trait Record: Sized {
    const TABLE: &'static Table;

    fn read(row: &mut RowReader<'_>) -> Self;

    /// One cell per column, in the order of the table's columns.
    fn write(&self, to: &WriteContext<'_>) -> Vec<Cell>;

    fn code(&self) -> &str;

    fn origin(&self) -> &Origin;
}

/// Labels of a vocabulary, for a column's drop-down.
pub(crate) fn labels<T: crate::labels::Choice>(lang: Lang) -> Vec<&'static str> {
    T::ALL.iter().map(|choice| choice.label(lang)).collect()
}
