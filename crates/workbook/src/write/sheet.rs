//! One table as one sheet.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, FormatBorder, Workbook,
    Worksheet, XlsxError,
};

use super::WriteContext;
use crate::lang::Pick as _;
use crate::tables::{Cell, Column, ColumnKind, Record};
use cascade_method::Lang;

/// Drop-downs and formats reach this many rows below the header, so that new rows have them too.
pub(super) const PREPARED_ROWS: u32 = 500;

/// Excel's number of the paper.
const A4: u8 = 9;

pub(super) const HEADER_FILL: Color = Color::RGB(0x1F_4E_78);
pub(super) const HEADER_TEXT: Color = Color::White;
pub(super) const GRID: Color = Color::RGB(0xD9_D9_D9);

/// Adds the sheet of `records`.
pub(super) fn add<T: Record>(
    workbook: &mut Workbook,
    records: &[T],
    to: &WriteContext<'_>,
) -> Result<(), XlsxError> {
    let table = T::TABLE;
    let sheet = workbook.add_worksheet();
    sheet.set_name(table.title(to.lang))?;
    sheet
        .set_freeze_panes(1, 1)?
        .set_landscape()
        // Printed, a row stays on one page: it is as wide as the table.
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0)
        .set_repeat_rows(0, 0)?;
    header(sheet, table.columns, to.lang)?;
    let formats = Formats::new();
    for (row, record) in (1..).zip(records) {
        for (col, cell) in (0..).zip(record.write(to)) {
            write_cell(sheet, row, col, &cell, &formats)?;
        }
    }
    let last = records.len() as u32 + PREPARED_ROWS;
    for (col, column) in (0..).zip(table.columns) {
        if let ColumnKind::Choice(labels) = column.kind {
            sheet.add_data_validation(1, col, last, col, &drop_down(&labels(to.lang), to.lang)?)?;
        }
    }
    sheet.autofilter(0, 0, records.len() as u32, (table.columns.len() - 1) as u16)?;
    Ok(())
}

fn header(sheet: &mut Worksheet, columns: &[Column], lang: Lang) -> Result<(), XlsxError> {
    let format = Format::new()
        .set_bold()
        .set_font_color(HEADER_TEXT)
        .set_background_color(HEADER_FILL)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
        .set_border(FormatBorder::Thin)
        .set_border_color(GRID);
    sheet.set_row_height(0, 24)?;
    for (col, column) in (0..).zip(columns) {
        let title = lang.pick(column.zh, column.en);
        sheet.write_string_with_format(0, col, title, &format)?;
        sheet.set_column_width(col, width(column, lang))?;
    }
    Ok(())
}

/// Character widths: a Chinese header takes two per character, long text is wrapped.
fn width(column: &Column, lang: Lang) -> f64 {
    let header =
        unicode_width::UnicodeWidthStr::width(lang.pick(column.zh, column.en)) as f64 + 3.0;
    let content: f64 = match column.kind {
        ColumnKind::Long => 36.0,
        ColumnKind::Text => 14.0,
        ColumnKind::Choice(_) => 13.0,
        ColumnKind::Date => 12.0,
        ColumnKind::Number | ColumnKind::Percent => 10.0,
    };
    header.max(content)
}

fn drop_down(labels: &[&str], lang: Lang) -> Result<DataValidation, XlsxError> {
    DataValidation::new()
        .allow_list_strings(labels)?
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title(lang.pick("不在可选值之中", "Not an allowed value"))?
        .set_error_message(lang.pick("请从下拉列表中选择。", "Choose a value from the list."))
}

/// The formats a cell may have.
struct Formats {
    text: Format,
    whole: Format,
    broken: Format,
    whole_percent: Format,
    broken_percent: Format,
    date: Format,
}

impl Formats {
    fn new() -> Self {
        let base = Format::new()
            .set_align(FormatAlign::Top)
            .set_border(FormatBorder::Thin)
            .set_border_color(GRID);
        Self {
            text: base.clone().set_text_wrap(),
            // One format for both would show whole numbers with a bare decimal point: `30.%`.
            whole: base.clone().set_num_format("#,##0"),
            broken: base.clone().set_num_format("#,##0.0###"),
            whole_percent: base.clone().set_num_format("0%"),
            broken_percent: base.clone().set_num_format("0.0###%"),
            date: base
                .set_num_format("yyyy-mm-dd")
                .set_align(FormatAlign::Left),
        }
    }
}

/// Text is always written as a string cell: what begins with `=`, `+`, `-` or `@` stays text and is never run.
fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    col: u16,
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => sheet.write_blank(row, col, &formats.text)?,
        Cell::Text(text) => sheet.write_string_with_format(row, col, text, &formats.text)?,
        Cell::Number(number) => {
            let format = if number.fract() == 0.0 {
                &formats.whole
            } else {
                &formats.broken
            };
            sheet.write_number_with_format(row, col, *number, format)?
        }
        Cell::Percent(points) => {
            let whole = points.fract() == 0.0;
            let format = if whole {
                &formats.whole_percent
            } else {
                &formats.broken_percent
            };
            sheet.write_number_with_format(row, col, points / 100.0, format)?
        }
        Cell::Date(date) => sheet.write_date_with_format(row, col, date, &formats.date)?,
    };
    Ok(())
}
