//! The planning tables as a workbook that people like to fill in.

mod gantt;
mod instructions;
mod sheet;
mod tables;

pub(crate) use gantt::SHEETS as CHART_SHEETS;
pub use gantt::{Progress, TaskProgress};
pub use tables::{TableSheet, write_tables};

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::document::PlanDocument;
use crate::error::WorkbookError;
use crate::lang::Pick as _;
use crate::tables::{Cell, Plan, Predecessor, Skill};
use cascade_method::{Lang, task::write_predecessor};

/// Version of the layout, in the hidden sheet. Raised when an older release could not read a newer file.
pub(crate) const SCHEMA_VERSION: u32 = 1;
/// The hidden sheet with the schema version and the server's ids.
pub(crate) const META_SHEET: &str = "_cascade";

/// Writes the plan as a workbook with headers and labels in `lang`. The same document, language and time of creation
/// give the same bytes.
///
/// # Errors
/// When Excel cannot hold a value: a text over 32,767 characters, a date before 1900.
pub fn write(
    document: &PlanDocument,
    lang: Lang,
    created: DateTime<Utc>,
) -> Result<Vec<u8>, WorkbookError> {
    write_with_progress(document, &Progress::new(), lang, created)
}

/// [`write()`] with how far the tasks have come, which the Gantt and progress sheets show. They are for people only:
/// reading passes them over, since progress is reported, not planned.
///
/// # Errors
/// As [`write()`].
pub fn write_with_progress(
    document: &PlanDocument,
    progress: &Progress,
    lang: Lang,
    created: DateTime<Utc>,
) -> Result<Vec<u8>, WorkbookError> {
    let today = created.date_naive();
    let to = WriteContext::new(document, lang);
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_timestamp(created.timestamp())?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(&document.plan.title)
            .set_author("Cascade")
            .set_creation_datetime(&created),
    );
    sheet::add(&mut workbook, std::slice::from_ref(&document.plan), &to)?;
    sheet::add(&mut workbook, &document.goals, &to)?;
    sheet::add(&mut workbook, &document.key_results, &to)?;
    sheet::add(&mut workbook, &document.tasks, &to)?;
    sheet::add(&mut workbook, &document.milestones, &to)?;
    sheet::add(&mut workbook, &document.requests, &to)?;
    sheet::add(&mut workbook, &document.departments, &to)?;
    sheet::add(&mut workbook, &document.people, &to)?;
    sheet::add(&mut workbook, &document.budgets, &to)?;
    gantt::add(&mut workbook, document, progress, today, lang)?;
    instructions::add(&mut workbook, lang)?;
    add_meta(&mut workbook, document)?;
    Ok(workbook.save_to_buffer()?)
}

/// The workbook to begin with: every table with its headers, drop-downs and print layout and no row, and what to do with them. The same
/// language gives the same bytes.
///
/// # Errors
/// None that depends on anything: what Excel cannot hold would be a fault of this code.
pub fn template(lang: Lang) -> Result<Vec<u8>, WorkbookError> {
    let document = PlanDocument::default();
    let to = WriteContext::new(&document, lang);
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new()
            .set_author("Cascade")
            .set_creation_datetime(&ExcelDateTime::from_timestamp(0)?),
    );
    sheet::add::<Plan>(&mut workbook, &[], &to)?;
    sheet::add(&mut workbook, &document.goals, &to)?;
    sheet::add(&mut workbook, &document.key_results, &to)?;
    sheet::add(&mut workbook, &document.tasks, &to)?;
    sheet::add(&mut workbook, &document.milestones, &to)?;
    sheet::add(&mut workbook, &document.requests, &to)?;
    sheet::add(&mut workbook, &document.departments, &to)?;
    sheet::add(&mut workbook, &document.people, &to)?;
    sheet::add(&mut workbook, &document.budgets, &to)?;
    instructions::add(&mut workbook, lang)?;
    add_meta(&mut workbook, &document)?;
    Ok(workbook.save_to_buffer()?)
}

fn add_meta(workbook: &mut Workbook, document: &PlanDocument) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(META_SHEET)?.set_very_hidden(true);
    sheet
        .write_string(0, 0, "schema_version")?
        .write_number(0, 1, SCHEMA_VERSION)?;
    for (row, (key, id)) in (1..).zip(&document.ids) {
        sheet.write_string(row, 0, key)?.write_string(row, 1, id)?;
    }
    Ok(())
}

/// What records need to know to write themselves.
#[derive(Debug)]
pub(crate) struct WriteContext<'a> {
    pub lang: Lang,
    people: HashMap<&'a str, &'a str>,
    departments: HashMap<&'a str, &'a str>,
}

impl<'a> WriteContext<'a> {
    pub(crate) fn new(document: &'a PlanDocument, lang: Lang) -> Self {
        Self {
            lang,
            people: unique_names(
                document
                    .people
                    .iter()
                    .map(|person| (person.code.as_str(), person.name.as_str())),
            ),
            departments: unique_names(
                document
                    .departments
                    .iter()
                    .map(|department| (department.code.as_str(), department.name.as_str())),
            ),
        }
    }

    /// Everything by its code, for files that do not hold the directory.
    pub(crate) fn by_code(lang: Lang) -> Self {
        Self {
            lang,
            people: HashMap::new(),
            departments: HashMap::new(),
        }
    }

    /// The name of a person, or the code where the name would not lead back to it.
    pub(crate) fn person<'c>(&self, code: &'c str) -> &'c str
    where
        'a: 'c,
    {
        self.people.get(code).copied().unwrap_or(code)
    }

    pub(crate) fn department<'c>(&self, code: &'c str) -> &'c str
    where
        'a: 'c,
    {
        self.departments.get(code).copied().unwrap_or(code)
    }

    pub(crate) fn people(&self, codes: &[String]) -> String {
        codes
            .iter()
            .map(|code| self.person(code))
            .collect::<Vec<_>>()
            .join(self.separator())
    }

    fn separator(&self) -> &'static str {
        self.lang.pick("；", "; ")
    }
}

/// Names by code, without those that two rows share, that look like a list or that are another row's code.
fn unique_names<'a>(
    rows: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> HashMap<&'a str, &'a str> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    for (code, name) in rows.clone() {
        *seen.entry(name.to_lowercase()).or_default() += 1;
        *seen.entry(code.to_lowercase()).or_default() += 1;
    }
    rows.filter(|(_, name)| {
        !name.is_empty()
            && seen.get(&name.to_lowercase()) == Some(&1)
            && !name.contains([';', '；', ',', '，', '、'])
    })
    .collect()
}

/// `用户运营:4; 文案设计:3`.
pub(crate) fn skills_text(skills: &[Skill]) -> String {
    skills
        .iter()
        .map(|skill| format!("{}:{}", skill.name, skill.level))
        .collect::<Vec<_>>()
        .join("; ")
}

/// `T1; T3FS+2d`; a plain finish-to-start is its code alone.
pub(crate) fn links_text(links: &[Predecessor]) -> String {
    links.iter().map(link_text).collect::<Vec<_>>().join("; ")
}

/// `T3FS+2d`, as the method reads it.
pub(crate) fn link_text(link: &Predecessor) -> String {
    write_predecessor(&link.task, link.kind.into(), link.lag_days)
}

/// Whole units of the currency.
pub(crate) fn major_units(minor: i64) -> f64 {
    minor as f64 / 100.0
}

/// A value in its unit: a percentage is formatted as one.
pub(crate) fn quantity_cell(value: Option<f64>, unit: &str) -> Cell {
    match value {
        None => Cell::Empty,
        Some(value) if unit == "%" => Cell::Percent(value),
        Some(value) => Cell::Number(value),
    }
}
