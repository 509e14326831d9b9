//! The cells of a workbook as sparse rows, streamed, so that a sheet that claims to be a million rows wide costs nothing.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use chrono::NaiveDate;

use super::Limits;
use crate::error::WorkbookError;
use crate::origin::Layout;
use crate::tables::{self, Table};
use cascade_method::Lang;

/// A cell as the file has it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Raw {
    Text(String),
    Number {
        value: f64,
        /// The cell is formatted as a percentage: 0.3 is shown as 30%.
        percent: bool,
    },
    Date(NaiveDate),
    Bool(bool),
    /// `#REF!` and its kin.
    Broken(String),
}

impl Raw {
    /// What a person sees in the cell, roughly.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Text(text) | Self::Broken(text) => text.clone(),
            Self::Number {
                value,
                percent: false,
            } => value.to_string(),
            Self::Number {
                value,
                percent: true,
            } => format!("{}%", super::values::tidy(value * 100.0)),
            Self::Date(date) => date.to_string(),
            Self::Bool(value) => value.to_string().to_uppercase(),
        }
    }
}

/// A row with something in it: zero-based number, cells by column.
pub(crate) type Row = (u32, Vec<(u16, Raw)>);

/// A sheet that was recognised as a table.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub table: &'static Table,
    pub layout: Arc<Layout>,
    pub lang: Lang,
    /// Rows below the header.
    pub rows: Vec<Row>,
    /// Headers that name no column: zero-based column and text.
    pub unknown: Vec<(u16, String)>,
    pub header_row: u32,
}

/// Every sheet of the file with its cells.
pub(crate) fn read_all(
    bytes: &[u8],
    limits: &Limits,
) -> Result<Vec<(String, Vec<Row>)>, WorkbookError> {
    let broken = |error: XlsxError| match error {
        XlsxError::Password => WorkbookError::Protected,
        error => WorkbookError::NotAWorkbook(error.to_string()),
    };
    let mut file: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let names = file.sheet_names();
    if names.len() > limits.sheets {
        return Err(WorkbookError::TooLarge {
            what: "number of sheets",
            limit: limits.sheets as u64,
        });
    }
    let mut cells_left = limits.cells;
    let mut sheets = Vec::with_capacity(names.len());
    for name in names {
        let rows = rows_of(&mut file, &name, limits, &mut cells_left)
            .and_then(|rows| fill_merged(&mut file, &name, rows, limits, &mut cells_left));
        match rows {
            Ok(rows) => sheets.push((name, rows)),
            // Chart sheets hold no cells.
            Err(SheetError::Xlsx(XlsxError::NotAWorksheet(_))) => {}
            Err(SheetError::Xlsx(error)) => return Err(broken(error)),
            Err(SheetError::Limit(error)) => return Err(error),
        }
    }
    Ok(sheets)
}

enum SheetError {
    Xlsx(XlsxError),
    Limit(WorkbookError),
}

impl From<XlsxError> for SheetError {
    fn from(error: XlsxError) -> Self {
        Self::Xlsx(error)
    }
}

fn rows_of(
    file: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    limits: &Limits,
    cells_left: &mut u64,
) -> Result<Vec<Row>, SheetError> {
    let mut reader = file.worksheet_cells_reader(name)?;
    let percents: Vec<bool> = reader
        .styles()
        .iter()
        .map(|style| {
            style
                .number_format
                .as_ref()
                .is_some_and(|format| format.format_code.contains('%'))
        })
        .collect();
    let mut rows: Vec<Row> = Vec::new();
    while let Some((cell, style)) = reader.next_cell_with_style_id()? {
        let percent = percents.get(style).copied().unwrap_or(false);
        let Some(raw) = raw(cell.get_value(), percent) else {
            continue;
        };
        *cells_left = cells_left
            .checked_sub(1)
            .ok_or_else(|| too_many_cells(limits))?;
        let (row, col) = cell.get_position();
        let Ok(col) = u16::try_from(col) else {
            continue;
        };
        if let Some((_, cells)) = rows.last_mut().filter(|(last, _)| *last == row) {
            cells.push((col, raw));
            continue;
        }
        if rows.len() >= limits.rows {
            return Err(SheetError::Limit(WorkbookError::TooLarge {
                what: "number of rows in a sheet",
                limit: limits.rows as u64,
            }));
        }
        rows.push((row, vec![(col, raw)]));
    }
    Ok(rows)
}

/// People merge cells downwards where rows share a value; only the first of them holds it. The others get it here, as
/// far as their rows hold anything.
fn fill_merged(
    file: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    mut rows: Vec<Row>,
    limits: &Limits,
    cells_left: &mut u64,
) -> Result<Vec<Row>, SheetError> {
    for region in file.merge_cells_by_sheet_name(name)? {
        let ((top, left), (bottom, right)) = (region.start, region.end);
        let Ok(col) = u16::try_from(left) else {
            continue;
        };
        if left != right || bottom <= top {
            continue;
        }
        let begin = rows.partition_point(|(row, _)| *row < top);
        let end = rows.partition_point(|(row, _)| *row <= bottom);
        let Some(region) = rows.get_mut(begin..end) else {
            continue;
        };
        let Some(((first_row, first), rest)) = region.split_first_mut() else {
            continue;
        };
        let shared = first
            .iter()
            .find(|(here, _)| *here == col)
            .map(|(_, raw)| raw.clone());
        let Some(shared) = shared.filter(|_| *first_row == top) else {
            continue;
        };
        for (_, cells) in rest {
            *cells_left = cells_left
                .checked_sub(1)
                .ok_or_else(|| too_many_cells(limits))?;
            let at = cells.partition_point(|(here, _)| *here < col);
            if cells.get(at).is_none_or(|(here, _)| *here != col) {
                cells.insert(at, (col, shared.clone()));
            }
        }
    }
    Ok(rows)
}

fn too_many_cells(limits: &Limits) -> SheetError {
    SheetError::Limit(WorkbookError::TooLarge {
        what: "number of cells",
        limit: limits.cells,
    })
}

/// A cell with this text; `None` where only blanks are in it.
pub(super) fn text_cell(text: &str) -> Option<Raw> {
    // Control characters would reach the terminal of whoever looks at the findings.
    let kept: String = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    let trimmed =
        kept.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}');
    (!trimmed.is_empty()).then(|| Raw::Text(trimmed.to_owned()))
}

/// `None` for an empty cell, also one that holds only blanks.
fn raw(data: &DataRef<'_>, percent: bool) -> Option<Raw> {
    match data {
        DataRef::Empty => None,
        DataRef::Int(value) => Some(Raw::Number {
            value: *value as f64,
            percent,
        }),
        DataRef::Float(value) => Some(Raw::Number {
            value: *value,
            percent,
        }),
        DataRef::String(value) => text_cell(value),
        DataRef::SharedString(value) => text_cell(value),
        DataRef::Bool(value) => Some(Raw::Bool(*value)),
        DataRef::DateTime(value) if value.is_datetime() => match value.as_datetime() {
            Some(moment) => Some(Raw::Date(moment.date())),
            None => Some(Raw::Number {
                value: value.as_f64(),
                percent,
            }),
        },
        DataRef::DateTime(value) => Some(Raw::Number {
            value: value.as_f64(),
            percent,
        }),
        DataRef::DateTimeIso(value) | DataRef::DurationIso(value) => text_cell(value),
        DataRef::Error(error) => Some(Raw::Broken(error.to_string())),
    }
}

/// Header rows are looked for in this many rows from the top: titles and notes may stand above them.
const HEADER_WITHIN: usize = 20;

/// Recognises sheets as tables, by name or, failing that, by their headers.
pub(crate) fn recognise(sheets: Vec<(String, Vec<Row>)>) -> Vec<Sheet> {
    let mut found: Vec<Sheet> = Vec::new();
    for (name, rows) in sheets {
        let taken = |table: &Table| found.iter().any(|sheet| sheet.table.id == table.id);
        let named = tables::ALL
            .iter()
            .copied()
            .find(|table| names_table(table, &name) && !taken(table));
        let best = match named {
            Some(table) => header_of(table, &rows)
                .filter(|header| !header.columns.is_empty())
                .map(|h| (table, h)),
            None => tables::ALL
                .iter()
                .copied()
                .filter(|table| !taken(table))
                .filter_map(|table| header_of(table, &rows).map(|header| (table, header)))
                // A sheet with another name must show most of a table's columns to be taken for it.
                .filter(|(table, header)| header.columns.len() * 2 > table.columns.len())
                .max_by_key(|(_, header)| header.columns.len()),
        };
        if let Some((table, header)) = best {
            let rows = rows.into_iter().skip(header.index + 1).collect();
            found.push(Sheet {
                table,
                layout: Arc::new(Layout {
                    sheet: name,
                    columns: header.columns,
                }),
                lang: header.lang,
                rows,
                unknown: header.unknown,
                header_row: header.row,
            });
        }
    }
    found
}

fn names_table(table: &Table, name: &str) -> bool {
    let name = super::normal_header(crate::csv::stem(name));
    name == super::normal_header(table.zh)
        || name == super::normal_header(table.en)
        || table
            .aliases
            .iter()
            .any(|alias| super::normal_header(alias) == name)
}

struct Header {
    /// Index into the rows, and the sheet's row.
    index: usize,
    row: u32,
    columns: Vec<(&'static str, u16)>,
    unknown: Vec<(u16, String)>,
    lang: Lang,
}

/// The row near the top that names the most columns of `table`.
fn header_of(table: &'static Table, rows: &[Row]) -> Option<Header> {
    let mut best: Option<Header> = None;
    for (index, (row, cells)) in rows.iter().take(HEADER_WITHIN).enumerate() {
        let mut header = Header {
            index,
            row: *row,
            columns: Vec::new(),
            unknown: Vec::new(),
            lang: Lang::En,
        };
        for (col, raw) in cells {
            let Raw::Text(text) = raw else { continue };
            match column_named(table, text, &header.columns) {
                Some(field) => header.columns.push((field, *col)),
                None => header.unknown.push((*col, text.clone())),
            }
            if !text.is_ascii() {
                header.lang = Lang::Zh;
            }
        }
        if header.columns.len() > best.as_ref().map_or(0, |best| best.columns.len()) {
            best = Some(header);
        }
    }
    best
}

/// The column that a header names: by its own header first, then by an alias, each column once.
fn column_named(
    table: &'static Table,
    text: &str,
    taken: &[(&'static str, u16)],
) -> Option<&'static str> {
    let whole = super::normal_header(text);
    let bare = super::without_brackets(&whole);
    let free = |field: &str| !taken.iter().any(|(name, _)| *name == field);
    let own = |wanted: &str| {
        table.columns.iter().find(|column| {
            free(column.field)
                && (super::normal_header(column.zh) == wanted
                    || super::normal_header(column.en) == wanted)
        })
    };
    let alias = |wanted: &str| {
        table.columns.iter().find(|column| {
            free(column.field)
                && column
                    .aliases
                    .iter()
                    .any(|alias| super::normal_header(alias) == wanted)
        })
    };
    own(&whole)
        .or_else(|| alias(&whole))
        .or_else(|| own(bare))
        .or_else(|| alias(bare))
        .map(|column| column.field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_never_leave_the_file() {
        let read = |text: &str| raw(&DataRef::String(text.to_owned()), false);
        assert_eq!(
            read("\u{1b}[31mred\u{7}\r\n two"),
            Some(Raw::Text("[31mred\n two".into()))
        );
        assert_eq!(read(" \u{200b}\u{0} "), None);
    }
}
