//! A workbook that people filled in, read.

mod amounts;
pub(crate) mod archive;
mod csv_table;
mod links;
pub(crate) mod mspdi;
mod names;
mod row;
pub(crate) mod sheet;
mod values;

pub(crate) use row::{Reference, RowReader};

use std::collections::{BTreeMap, HashSet};

use names::Names;
use row::Context;
use sheet::{Raw, Row, Sheet};

use crate::csv::{stem, unpack_guarded};
use crate::document::PlanDocument;
use crate::error::WorkbookError;
use crate::issue::{self, CellIssue};
use crate::origin::CellRef;
use crate::tables::{Person, Plan, Record};
use crate::write::{CHART_SHEETS, META_SHEET, Progress, SCHEMA_VERSION};
use cascade_method::{Table, Text};
pub use mspdi::FileCalendar;
pub(crate) use values::tidy;

/// How large a workbook may be before it is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Bytes of all its parts together, unpacked.
    pub unpacked_bytes: u64,
    /// How many bytes one packed byte may unpack to, in a part of more than 1 MiB. Deflate reaches 1,032; sheets 5–50.
    pub ratio: u64,
    /// Parts of the archive.
    pub entries: usize,
    /// Sheets.
    pub sheets: usize,
    /// Rows of one sheet that hold anything.
    pub rows: usize,
    /// Cells of all sheets that hold anything.
    pub cells: u64,
    /// Different texts.
    pub strings: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 32 << 20,
            unpacked_bytes: 256 << 20,
            ratio: 200,
            entries: 2_000,
            sheets: 200,
            rows: 200_000,
            cells: 4_000_000,
            strings: 2_000_000,
        }
    }
}

/// A workbook that was read, with what in it could not be.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadOutcome {
    /// What it says.
    pub document: PlanDocument,
    /// Cells that could not be read, in the order of sheets and rows.
    pub issues: Vec<CellIssue>,
    /// How far tasks have come and their baseline, where the file says so: MS Project XML does.
    pub progress: Progress,
    /// The calendar that the file was planned by, where it has one: MS Project XML does.
    pub calendar: Option<FileCalendar>,
}

impl ReadOutcome {
    /// Whether a value was lost, so that the workbook must not be imported as it is.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.issues.iter().any(CellIssue::is_error)
    }
}

/// Reads a workbook within the usual [`Limits`].
///
/// # Errors
/// When the file is no workbook, is too large or holds none of the planning tables. Cells that cannot be read are no
/// error: they are listed in the outcome.
pub fn read(bytes: &[u8]) -> Result<ReadOutcome, WorkbookError> {
    read_within(bytes, &Limits::default())
}

/// [`read`] within given limits.
///
/// # Errors
/// As [`read`].
pub fn read_within(bytes: &[u8], limits: &Limits) -> Result<ReadOutcome, WorkbookError> {
    let all = match archive::guard(bytes, limits)? {
        archive::Kind::Xlsx => sheet::read_all(bytes, limits)?,
        archive::Kind::Xml => return read_mspdi(bytes, limits),
        archive::Kind::CsvFolder => csv_table::read_all(unpack_guarded(bytes)?, limits)?,
    };
    read_tables(all)
}

/// The document that sheets of rows hold, whatever kind of file they came in.
fn read_tables(mut all: Vec<(String, Vec<Row>)>) -> Result<ReadOutcome, WorkbookError> {
    let names = all
        .iter()
        .map(|(name, _)| name.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    let meta = all
        .iter()
        .position(|(name, _)| stem(name) == META_SHEET)
        .map(|at| all.remove(at).1);
    if meta.is_some() {
        // The workbook is one of ours: its charts only show again what the tables say.
        all.retain(|(name, _)| {
            !name.starts_with(META_SHEET)
                && !CHART_SHEETS.iter().any(|(zh, en)| name == zh || name == en)
        });
    }
    let ids = read_meta(&meta.unwrap_or_default())?;
    let sheets = sheet::recognise(all);
    if sheets.is_empty() {
        return Err(WorkbookError::NoTables(names));
    }
    Ok(document(&sheets, ids, Vec::new()))
}

fn read_mspdi(bytes: &[u8], limits: &Limits) -> Result<ReadOutcome, WorkbookError> {
    let file = mspdi::read(bytes, limits)?;
    Ok(ReadOutcome {
        progress: file.progress,
        calendar: file.calendar,
        ..document(&file.sheets, file.ids, file.issues)
    })
}

/// The document that recognised sheets hold.
fn document(
    sheets: &[Sheet],
    ids: BTreeMap<String, String>,
    mut issues: Vec<CellIssue>,
) -> ReadOutcome {
    let mut context = Context {
        goals: Names::of(sheets, Table::Goals, "description"),
        key_results: Names::of(sheets, Table::KeyResults, "description"),
        tasks: Names::of(sheets, Table::Tasks, "name"),
        departments: Names::of(sheets, Table::Departments, "name"),
        people: Names::of(sheets, Table::People, "name"),
        budgets: Names::of(sheets, Table::Budgets, "name"),
        ..Context::default()
    };
    let plan = rows::<Plan>(sheets, &context, &mut issues)
        .into_iter()
        .next()
        .unwrap_or_default();
    context.period = plan
        .period_start
        .zip(plan.period_end)
        .filter(|(start, end)| start <= end);
    let people = rows::<Person>(sheets, &context, &mut issues);
    context.department_of = people
        .iter()
        .map(|person| (person.code.clone(), person.department.clone()))
        .collect();

    let document = PlanDocument {
        goals: rows(sheets, &context, &mut issues),
        key_results: rows(sheets, &context, &mut issues),
        tasks: rows(sheets, &context, &mut issues),
        milestones: rows(sheets, &context, &mut issues),
        requests: rows(sheets, &context, &mut issues),
        departments: rows(sheets, &context, &mut issues),
        budgets: rows(sheets, &context, &mut issues),
        plan,
        people,
        ids,
    };
    for sheet in sheets {
        unknown_columns(sheet, &mut issues);
    }
    let order = |issue: &CellIssue| {
        let sheet = sheets
            .iter()
            .position(|sheet| sheet.layout.sheet == issue.cell.sheet);
        (sheet, issue.cell.row, issue.cell.col)
    };
    issues.sort_by_key(order);
    ReadOutcome {
        document,
        issues,
        progress: Progress::new(),
        calendar: None,
    }
}

/// The records of one table. Rows without a code are told, rows that only sum others up are passed over.
fn rows<T: Record>(sheets: &[Sheet], context: &Context, issues: &mut Vec<CellIssue>) -> Vec<T> {
    let Some(sheet) = sheets.iter().find(|sheet| sheet.table.id == T::TABLE.id) else {
        return Vec::new();
    };
    let mut records = Vec::new();
    let mut codes = HashSet::new();
    for row in &sheet.rows {
        let known =
            |(col, _): &&(u16, Raw)| sheet.layout.columns.iter().any(|(_, known)| known == col);
        let Some((_, first)) = row.1.iter().find(known) else {
            continue;
        };
        if sums_up(first) {
            continue;
        }
        let record = T::read(&mut RowReader {
            sheet,
            row,
            context,
            issues,
        });
        let field = if T::TABLE.id == Table::Milestones {
            "task"
        } else {
            "code"
        };
        if let Some(cell) = record.origin().cell(field) {
            if record.code().is_empty() {
                issues.push(without_code(sheet, field, cell));
                continue;
            }
            // The method has rules for goals, key results and tasks; elsewhere it is a slip of the pen.
            if !matches!(
                T::TABLE.id,
                Table::Milestones | Table::Goals | Table::KeyResults | Table::Tasks
            ) && !codes.insert(record.code().to_owned())
            {
                issues.push(twice(sheet, field, cell, record.code()));
            }
        }
        records.push(record);
    }
    records
}

fn sums_up(first: &Raw) -> bool {
    let text = first.shown().to_lowercase();
    ["合计", "总计", "小计", "total", "subtotal"]
        .iter()
        .any(|word| text.starts_with(word))
}

fn without_code(sheet: &Sheet, field: &'static str, cell: CellRef) -> CellIssue {
    let (zh, en) = sheet
        .table
        .column(field)
        .map_or(("", ""), |column| (column.zh, column.en));
    CellIssue {
        rule: &issue::CODE,
        cell,
        table: sheet.table.id,
        field,
        value: String::new(),
        message: Text::new(
            format!("这一行没有{zh}"),
            format!("This row has no {}", en.to_lowercase()),
        ),
        advice: Text::new("填写编号，或清空整行", "Give it a code, or clear the row"),
    }
}

fn twice(sheet: &Sheet, field: &'static str, cell: CellRef, code: &str) -> CellIssue {
    CellIssue {
        rule: &issue::CODE,
        cell,
        table: sheet.table.id,
        field,
        value: code.to_owned(),
        message: Text::new(
            format!("编号“{code}”重复"),
            format!("Code “{code}” is used twice"),
        ),
        advice: Text::new("同一张表内编号必须唯一", "Codes are unique within a table"),
    }
}

fn unknown_columns(sheet: &Sheet, issues: &mut Vec<CellIssue>) {
    for (col, header) in &sheet.unknown {
        issues.push(CellIssue {
            rule: &issue::COLUMN,
            cell: CellRef {
                sheet: sheet.layout.sheet.clone(),
                row: sheet.header_row,
                col: *col,
            },
            table: sheet.table.id,
            field: "",
            value: header.clone(),
            message: Text::new(
                format!("无法识别列“{header}”，已忽略"),
                format!("Column “{header}” is not known and was passed over"),
            ),
            advice: Text::new(
                "如需导入，请改用模板中的列名",
                "Use a header of the template if it should be read",
            ),
        });
    }
}

/// The hidden sheet: schema version in the first row, then server ids by `table/code`.
fn read_meta(rows: &[Row]) -> Result<BTreeMap<String, String>, WorkbookError> {
    let mut ids = BTreeMap::new();
    for (_, cells) in rows {
        match cells.as_slice() {
            [(_, Raw::Text(key)), (_, version)] if key == "schema_version" => {
                // A CSV file knows text only.
                let found = version.shown().parse::<f64>().unwrap_or_default() as u32;
                if found > SCHEMA_VERSION {
                    return Err(WorkbookError::NewerSchema {
                        found,
                        known: SCHEMA_VERSION,
                    });
                }
            }
            [(_, Raw::Text(key)), (_, Raw::Text(id))] if key.contains('/') => {
                ids.insert(key.clone(), id.clone());
            }
            _ => {}
        }
    }
    Ok(ids)
}

/// A header for comparison: half width, lower case, without blanks and required-marks.
pub(crate) fn normal_header(text: &str) -> String {
    values::half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '*')
        .collect::<String>()
        .to_lowercase()
}

/// A normalised header without a closing remark in brackets: `权重(%)` is `权重`.
pub(crate) fn without_brackets(header: &str) -> &str {
    header
        .find(['(', '[', '【'])
        .filter(|at| *at > 0)
        .map_or(header, |at| &header[..at])
}
