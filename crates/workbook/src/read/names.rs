//! Codes and names: people write either, records hold codes.

use std::collections::HashMap;

use cascade_method::Table;

use super::sheet::{Raw, Sheet};
use super::values::half_width;

/// What a written reference turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Code(String),
    /// Several rows bear this name; their codes.
    Ambiguous(Vec<String>),
    Unknown,
}

/// How many codes of a shared name are kept, for the message.
const TOLD: usize = 5;

/// The codes of one table and the names that stand for them.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Folded code to the code as written.
    codes: HashMap<String, String>,
    /// Folded name to the codes that bear it.
    names: HashMap<String, Vec<String>>,
    /// The workbook has this table, so that an unknown reference is a mistake.
    pub present: bool,
}

fn fold(text: &str) -> String {
    half_width(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

impl Names {
    /// Collects codes and names from the sheet of `table`.
    pub(crate) fn of(sheets: &[Sheet], table: Table, name_field: &str) -> Self {
        let mut names = Self::default();
        let Some(sheet) = sheets.iter().find(|sheet| sheet.table.id == table) else {
            return names;
        };
        names.present = true;
        let column = |field: &str| {
            sheet
                .layout
                .columns
                .iter()
                .find(|(name, _)| *name == field)
                .map(|(_, col)| *col)
        };
        let at = |cells: &[(u16, Raw)], col: Option<u16>| {
            cells
                .iter()
                .find(|(here, _)| Some(*here) == col)
                .map(|(_, raw)| raw.shown())
                .unwrap_or_default()
        };
        let (code_column, name_column) = (column("code"), column(name_field));
        for (_, cells) in &sheet.rows {
            names.add(
                half_width(&at(cells, code_column)).trim(),
                &at(cells, name_column),
            );
        }
        names
    }

    pub(crate) fn add(&mut self, code: &str, name: &str) {
        if code.is_empty() {
            return;
        }
        self.codes.insert(fold(code), code.to_owned());
        let name = fold(name);
        if !name.is_empty() {
            let codes = self.names.entry(name).or_default();
            // A few are enough to tell that a name is shared; a sheet may give one name to a hundred thousand rows.
            if codes.len() < TOLD && !codes.iter().any(|known| known == code) {
                codes.push(code.to_owned());
            }
        }
    }

    /// The code that `text` means: a code, a name, `P01 李娜` or `李娜（P01）`.
    pub(crate) fn find(&self, text: &str) -> Found {
        match self.exactly(text) {
            Found::Unknown => {}
            found => return found,
        }
        let folded = fold(text);
        let words = folded
            .split([' ', '(', ')', '-', ':', '/'])
            .filter(|word| !word.is_empty());
        let mut codes = words.filter_map(|word| self.codes.get(word));
        match (codes.next(), codes.next()) {
            (Some(code), None) => Found::Code(code.clone()),
            _ => Found::Unknown,
        }
    }

    /// The code that `text` is, or whose name it is, and nothing beside it.
    pub(crate) fn exactly(&self, text: &str) -> Found {
        let folded = fold(text);
        if let Some(code) = self.codes.get(&folded) {
            return Found::Code(code.clone());
        }
        match self.names.get(&folded).map(Vec::as_slice) {
            Some([code]) => Found::Code(code.clone()),
            Some(codes) => Found::Ambiguous(codes.to_vec()),
            None => Found::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_names_and_both_are_found() {
        let mut names = Names::default();
        names.add("P01", "李娜");
        names.add("P02", "王 强");
        names.add("P03", "王 强");
        assert_eq!(names.find("ｐ０１"), Found::Code("P01".into()));
        assert_eq!(names.find(" 李娜 "), Found::Code("P01".into()));
        assert_eq!(names.find("李娜（P01）"), Found::Code("P01".into()));
        assert_eq!(
            names.find("王 强"),
            Found::Ambiguous(vec!["P02".into(), "P03".into()])
        );
        assert_eq!(names.find("张三"), Found::Unknown);
    }
}
