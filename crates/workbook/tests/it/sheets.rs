//! Workbooks as people build them by hand.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

/// A cell of a workbook made for a test.
pub enum Cell {
    Text(&'static str),
    Number(f64),
    /// A number in a cell formatted as a percentage.
    Percent(f64),
    /// Year, month, day in a cell formatted as a date.
    Date(u16, u8, u8),
    Formula(&'static str),
    /// A formula whose result is this error.
    Broken(&'static str),
    Blank,
}

impl From<&'static str> for Cell {
    fn from(text: &'static str) -> Self {
        if text.is_empty() {
            Self::Blank
        } else {
            Self::Text(text)
        }
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// One sheet: its name and its rows.
pub type Sheet<'a> = (&'a str, Vec<Vec<Cell>>);

/// The bytes of a workbook with these sheets.
pub fn workbook(sheets: Vec<Sheet<'_>>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let percent = Format::new().set_num_format("0%");
    let date = Format::new().set_num_format("yyyy/m/d");
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            for (col, cell) in (0..).zip(cells) {
                match cell {
                    Cell::Text(text) => sheet.write_string(row, col, text).unwrap(),
                    Cell::Number(number) => sheet.write_number(row, col, number).unwrap(),
                    Cell::Percent(share) => sheet
                        .write_number_with_format(row, col, share, &percent)
                        .unwrap(),
                    Cell::Date(y, m, d) => {
                        let day = ExcelDateTime::from_ymd(y, m, d).unwrap();
                        sheet
                            .write_datetime_with_format(row, col, &day, &date)
                            .unwrap()
                    }
                    Cell::Broken(error) => {
                        let formula = Formula::new("=1/0").set_result(error);
                        sheet.write_formula(row, col, formula).unwrap()
                    }
                    Cell::Formula(formula) => sheet.write_formula(row, col, formula).unwrap(),
                    Cell::Blank => sheet,
                };
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// A row out of texts and numbers.
#[macro_export]
macro_rules! row {
    ($($cell:expr),* $(,)?) => { vec![$($crate::sheets::Cell::from($cell)),*] };
}
