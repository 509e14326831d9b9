//! Tables of text as a workbook, such as a report's.

use chrono::{DateTime, Utc};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatBorder, Workbook};

use crate::error::WorkbookError;

/// A table of text that becomes a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSheet {
    /// Name of the sheet; cut and cleaned to what Excel takes.
    pub name: String,
    /// Headers.
    pub columns: Vec<String>,
    /// Cells, as many in a row as there are headers.
    pub rows: Vec<Vec<String>>,
}

/// Excel's limit for the name of a sheet.
const NAME: usize = 31;

/// Writes tables as a workbook, each a sheet with a frozen header and a filter. Every cell is text: nothing becomes a formula.
///
/// # Errors
/// When Excel cannot hold a value: a text over 32,767 characters.
pub fn write_tables(
    title: &str,
    sheets: &[TableSheet],
    created: DateTime<Utc>,
) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_timestamp(created.timestamp())?;
    let properties = DocProperties::new()
        .set_title(title)
        .set_author("Cascade")
        .set_creation_datetime(&created);
    workbook.set_properties(&properties);
    let head = Format::new()
        .set_bold()
        .set_border(FormatBorder::Thin)
        .set_background_color("F2F3F5");
    let cell = Format::new().set_border(FormatBorder::Thin).set_text_wrap();
    for (number, table) in sheets.iter().enumerate() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(sheet_name(number, &table.name))?;
        for (column, text) in (0_u16..).zip(&table.columns) {
            sheet.write_string_with_format(0, column, text, &head)?;
        }
        for (row, cells) in (1_u32..).zip(&table.rows) {
            for (column, text) in (0_u16..).zip(cells) {
                sheet.write_string_with_format(row, column, text, &cell)?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        let last = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(0);
        let rows = u32::try_from(table.rows.len()).unwrap_or(0);
        if rows > 0 {
            sheet.autofilter(0, 0, rows, last)?;
        }
        sheet.autofit();
    }
    Ok(workbook.save_to_buffer()?)
}

/// Names must differ and must not hold some signs.
fn sheet_name(number: usize, name: &str) -> String {
    let prefix = format!("{} ", number + 1);
    let kept = name
        .chars()
        .map(|letter| match letter {
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'' => ' ',
            letter => letter,
        })
        .take(NAME - prefix.len());
    format!("{prefix}{}", kept.collect::<String>())
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader, Xlsx};

    use super::*;

    #[test]
    fn what_looks_like_a_formula_stays_text() {
        let sheet = TableSheet {
            name: "为什么会晚: 目标/关键结果 [2026] and a name that is much too long".to_owned(),
            columns: vec!["A".to_owned(), "B".to_owned()],
            rows: vec![vec!["=1+1".to_owned(), "@x".to_owned()]],
        };
        let bytes = write_tables("t", &[sheet.clone(), sheet], DateTime::UNIX_EPOCH).unwrap();
        let mut book: Xlsx<_> =
            calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names().len(), 2);
        let name = book.sheet_names()[0].clone();
        let range = book.worksheet_range(&name).unwrap();
        assert_eq!(range.get((1, 0)), Some(&Data::String("=1+1".to_owned())));
    }
}
