//! MS Project XML as the tables: what MS Project, ProjectLibre or we ourselves wrote.
//!
//! Rows are cells of the same tables that a workbook has, so names, dates and amounts are read, and complained of, alike. A
//! cell's row is the row number that MS Project shows, its column that of the table.

mod calendar;
mod file;
mod links;
mod people;
mod remarks;
mod role;
mod rows;
mod walk;

use std::collections::BTreeMap;

use encoding_rs::{Encoding, UTF_8};

pub use calendar::FileCalendar;
use file::File;
use role::{Places, Role};

use super::Limits;
use super::sheet::Sheet;
use crate::error::WorkbookError;
use crate::issue::CellIssue;
use crate::mspdi::fields;
use crate::write::{Progress, TaskProgress};

/// What an MS Project file holds.
pub(super) struct MsProject {
    pub sheets: Vec<Sheet>,
    pub issues: Vec<CellIssue>,
    pub ids: BTreeMap<String, String>,
    pub progress: Progress,
    pub calendar: Option<FileCalendar>,
}

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<MsProject, WorkbookError> {
    let file = File::read(&decoded(bytes)?, limits)?;
    if file.tasks.iter().all(|task| task.level == 0) {
        return Err(WorkbookError::NoTables(file.title));
    }
    let places = Places::of(&file);
    let people = people::People::of(&file);
    let (sheets, mut issues) = rows::sheets(&file, &places, &people);
    issues.extend(remarks::remarks(&file, &places, &sheets));
    Ok(MsProject {
        sheets,
        issues,
        ids: ids(&file),
        progress: progress(&file, &places),
        calendar: file.calendar,
    })
}

/// By its byte order mark, else by its declaration, else UTF-8.
fn decoded(bytes: &[u8]) -> Result<String, WorkbookError> {
    let (encoding, mark) = match Encoding::for_bom(bytes) {
        Some(found) => found,
        None => (declared(bytes).unwrap_or(UTF_8), 0),
    };
    let bytes = bytes.get(mark..).unwrap_or_default();
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
        .ok_or_else(|| {
            WorkbookError::NotAWorkbook(format!("the XML is not in {}", encoding.name()))
        })
}

/// The encoding of `<?xml … encoding="GBK"?>`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes));
    let declaration = head.split("?>").next()?;
    let after = declaration.split("encoding").nth(1)?;
    let label = after
        .trim_start_matches([' ', '='])
        .trim_start_matches(['"', '\''])
        .split(['"', '\''])
        .next()?;
    Encoding::for_label(label.as_bytes())
}

fn ids(file: &File) -> BTreeMap<String, String> {
    file.tasks
        .iter()
        .map(|task| (task.field(fields::ROW), task.field(fields::ID)))
        .filter(|(key, id)| key.contains('/') && !id.is_empty())
        .map(|(key, id)| (key.to_owned(), id.to_owned()))
        .collect()
}

fn progress(file: &File, places: &Places) -> Progress {
    file.tasks
        .iter()
        .zip(&places.rows)
        .filter(|(_, place)| place.role == Role::Task)
        .filter_map(|(task, place)| {
            let come = TaskProgress {
                percent: (task.percent > 0.0 || task.actual_start.is_some())
                    .then_some(task.percent),
                actual_start: task.actual_start,
                actual_finish: task.actual_finish,
                baseline_start: task.baseline.map(|baseline| baseline.0),
                baseline_end: task.baseline.map(|baseline| baseline.1),
            };
            (come != TaskProgress::default()).then(|| (place.code.clone(), come))
        })
        .collect()
}
