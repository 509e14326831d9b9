//! Where a value stood in the workbook, so that a finding can point at its cell.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// One cell; row and column count from zero, `Display` prints `D7`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CellRef {
    /// Name of the sheet as the file has it.
    pub sheet: String,
    /// Zero-based row.
    pub row: u32,
    /// Zero-based column.
    pub col: u16,
}

impl CellRef {
    /// The address inside its sheet: `D7`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}{}", column_letters(self.col), self.row + 1)
    }
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address())
    }
}

/// `A`…`Z`, `AA`… for a zero-based column.
fn column_letters(col: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(col) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// Which column of a sheet holds which field.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layout {
    pub sheet: String,
    /// Field name and zero-based column.
    pub columns: Vec<(&'static str, u16)>,
}

/// Where a record came from. Two records are equal when they *say* the same, wherever they stood, so origins always
/// compare equal; they are not serialized either.
#[derive(Debug, Clone, Default)]
pub struct Origin(Option<(Arc<Layout>, u32)>);

impl Origin {
    pub(crate) fn new(layout: Arc<Layout>, row: u32) -> Self {
        Self(Some((layout, row)))
    }

    /// The cell of `field`; the row's first known cell when the sheet lacks that column. `None` for a record that was
    /// not read from a workbook.
    #[must_use]
    pub fn cell(&self, field: &str) -> Option<CellRef> {
        let (layout, row) = self.0.as_ref()?;
        let col = layout
            .columns
            .iter()
            .find(|(name, _)| *name == field)
            .or_else(|| layout.columns.iter().min_by_key(|(_, col)| *col))
            .map_or(0, |(_, col)| *col);
        Some(CellRef {
            sheet: layout.sheet.clone(),
            row: *row,
            col,
        })
    }

    /// Zero-based row in its sheet.
    #[must_use]
    pub fn row(&self) -> Option<u32> {
        self.0.as_ref().map(|(_, row)| *row)
    }
}

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Origin {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_excels() {
        let at = |row, col| {
            CellRef {
                sheet: "S".into(),
                row,
                col,
            }
            .address()
        };
        assert_eq!(at(6, 3), "D7");
        assert_eq!(at(0, 25), "Z1");
        assert_eq!(at(0, 26), "AA1");
        assert_eq!(at(1_048_575, 16_383), "XFD1048576");
    }
}
