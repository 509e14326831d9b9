//! The tables of a plan as CSV files that Excel opens as they are.

use csv::{Terminator, WriterBuilder};

use super::{CsvFile, SUFFIX, guard::guarded};
use crate::document::PlanDocument;
use crate::error::WorkbookError;
use crate::lang::Pick as _;
use crate::tables::{Cell, Record};
use crate::write::{META_SHEET, SCHEMA_VERSION, WriteContext};
use cascade_method::Lang;

/// By this mark Excel knows that a file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Writes each table as a file of its own, with headers and labels in `lang`, and the server's ids as `_cascade.csv`.
///
/// The files are UTF-8 with a byte order mark, separated by commas, lines ended by CR LF. Dates are `2026-09-30`,
/// percentages `40%`. Text that begins like a formula has an apostrophe before it, which reading takes away.
///
/// # Errors
/// When a row cannot be written; memory is the only medium, so this does not happen.
pub fn write_csv(document: &PlanDocument, lang: Lang) -> Result<Vec<CsvFile>, WorkbookError> {
    let to = WriteContext::new(document, lang);
    let plan = std::slice::from_ref(&document.plan);
    Ok(vec![
        table(plan, &to)?,
        table(&document.goals, &to)?,
        table(&document.key_results, &to)?,
        table(&document.tasks, &to)?,
        table(&document.milestones, &to)?,
        table(&document.requests, &to)?,
        table(&document.departments, &to)?,
        table(&document.people, &to)?,
        table(&document.budgets, &to)?,
        meta(document)?,
    ])
}

fn table<T: Record>(records: &[T], to: &WriteContext<'_>) -> Result<CsvFile, WorkbookError> {
    let columns = T::TABLE.columns.iter();
    let header = columns
        .map(|column| to.lang.pick(column.zh, column.en).to_owned())
        .collect();
    let rows = records.iter().map(|record| {
        let cells = record.write(to);
        cells.iter().map(field).collect()
    });
    file(T::TABLE.title(to.lang), std::iter::once(header).chain(rows))
}

fn meta(document: &PlanDocument) -> Result<CsvFile, WorkbookError> {
    let version = vec!["schema_version".to_owned(), SCHEMA_VERSION.to_string()];
    let ids = document
        .ids
        .iter()
        .map(|(key, id)| vec![guarded(key), guarded(id)]);
    file(META_SHEET, std::iter::once(version).chain(ids))
}

fn file(stem: &str, rows: impl Iterator<Item = Vec<String>>) -> Result<CsvFile, WorkbookError> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .flexible(true)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    for row in rows {
        writer.write_record(row).map_err(unwritable)?;
    }
    Ok(CsvFile {
        name: format!("{stem}{SUFFIX}"),
        bytes: writer.into_inner().map_err(unwritable)?,
    })
}

fn unwritable(error: impl ToString) -> WorkbookError {
    WorkbookError::Unwritable(error.to_string())
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => guarded(text),
        cell => shown(cell),
    }
}

/// A cell as text that reads back as the cell.
pub(crate) fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Percent(points) => format!("{points}%"),
        Cell::Date(date) => date.to_string(),
    }
}
