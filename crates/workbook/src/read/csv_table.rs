//! A CSV file as rows of cells: in the encoding it came in, with whatever separates its fields.

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, GB18030, UTF_8};

use super::Limits;
use super::sheet::{Raw, Row, text_cell};
use crate::csv::{CsvFile, unguarded};
use crate::error::WorkbookError;

/// What may separate the fields of a line: comma, or what Excel writes where the comma is a decimal sign, or tab.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// The rows of every file that hold anything.
pub(super) fn read_all(
    files: Vec<CsvFile>,
    limits: &Limits,
) -> Result<Vec<(String, Vec<Row>)>, WorkbookError> {
    let mut cells_left = limits.cells;
    files
        .into_iter()
        .map(|file| {
            let text = decoded(&file)?;
            drop(file.bytes);
            Ok((file.name, rows(&text, limits, &mut cells_left)?))
        })
        .collect()
}

/// UTF-8 or UTF-16 by its byte order mark, UTF-8 where it is valid, else GB18030, which holds GBK and GB 2312.
fn decoded(file: &CsvFile) -> Result<String, WorkbookError> {
    let bytes = file.bytes.as_slice();
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let bytes = bytes.get(mark..).unwrap_or_default();
    let tried = if mark > 0 {
        vec![encoding]
    } else {
        vec![UTF_8, GB18030]
    };
    tried
        .into_iter()
        .find_map(|encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes))
        .filter(|text| !text.contains('\0'))
        .map(std::borrow::Cow::into_owned)
        .ok_or_else(|| {
            WorkbookError::NotAWorkbook(format!("{} is no text in UTF-8 or GB18030", file.name))
        })
}

fn rows(text: &str, limits: &Limits, cells_left: &mut u64) -> Result<Vec<Row>, WorkbookError> {
    let separator = separator(text);
    // A line is read whole, so what it could hold is counted before it is held.
    let fields = text.bytes().filter(|byte| *byte == separator).count() as u64;
    *cells_left = cells_left
        .checked_sub(fields)
        .ok_or(WorkbookError::TooLarge {
            what: "number of cells",
            limit: limits.cells,
        })?;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut rows: Vec<Row> = Vec::new();
    let mut record = StringRecord::new();
    let mut number = 0_u32;
    loop {
        // Blank lines are passed over in silence, yet a spreadsheet counts them as rows.
        let at = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        number = number.saturating_add(blank_lines(text, at));
        let more = reader
            .read_record(&mut record)
            .map_err(|error| WorkbookError::NotAWorkbook(error.to_string()))?;
        if !more {
            return Ok(rows);
        }
        let cells: Vec<(u16, Raw)> = (0..=u16::MAX)
            .zip(&record)
            .filter_map(|(col, field)| Some((col, text_cell(unguarded(field))?)))
            .collect();
        if !cells.is_empty() {
            if rows.len() >= limits.rows {
                return Err(WorkbookError::TooLarge {
                    what: "number of rows in a sheet",
                    limit: limits.rows as u64,
                });
            }
            rows.push((number, cells));
        }
        number = number.saturating_add(1);
    }
}

/// The separator that the first line has most of.
fn separator(text: &str) -> u8 {
    let line = text.trim_start().lines().next().unwrap_or_default();
    let mut quoted = false;
    let mut counts = [0_usize; SEPARATORS.len()];
    for byte in line.bytes() {
        quoted ^= byte == b'"';
        if let (false, Some(at)) = (quoted, SEPARATORS.iter().position(|sep| *sep == byte)) {
            counts[at] += 1;
        }
    }
    let most = counts.iter().max().copied().unwrap_or_default();
    let at = counts.iter().position(|count| *count == most);
    at.map_or(b',', |at| SEPARATORS[at])
}

/// How many empty lines follow at `at`, where a record has just ended.
fn blank_lines(text: &str, at: usize) -> u32 {
    let (before, mut rest) = match text.split_at_checked(at) {
        Some(parts) => parts,
        None => return 0,
    };
    // The reader stops between the two bytes that end a line.
    if before.ends_with('\r') {
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    let mut blank = 0;
    loop {
        let ended = ["\r\n", "\n", "\r"]
            .iter()
            .find_map(|end| rest.strip_prefix(end));
        match ended {
            Some(after) => {
                blank += 1;
                rest = after;
            }
            None => return blank,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Row> {
        let file = CsvFile {
            name: "t.csv".into(),
            bytes: bytes.to_vec(),
        };
        let read = read_all(vec![file], &Limits::default()).unwrap();
        read.into_iter().next().unwrap().1
    }

    fn row(number: u32, texts: &[&str]) -> Row {
        let cells = (0..).zip(texts);
        let filled = cells.filter(|(_, text)| !text.is_empty());
        let cells = filled.map(|(col, text)| (col, Raw::Text((*text).to_owned())));
        (number, cells.collect())
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
        for end in ["\n", "\r\n"] {
            let lines = ["a,b", "", "\"1\n2\",3", "", "", ",,", "4,"].join(end);
            assert_eq!(
                read(lines.as_bytes()),
                [row(0, &["a", "b"]), row(2, &["1\n2", "3"]), row(6, &["4"])],
                "{end:?}"
            );
        }
    }

    #[test]
    fn encodings_and_separators_are_found_out() {
        let wanted = [row(0, &["编号", "名称"]), row(1, &["T1", "直播,上新"])];
        let comma = "编号,名称\nT1,\"直播,上新\"\n";
        assert_eq!(read(comma.as_bytes()), wanted);
        assert_eq!(read(format!("\u{feff}{comma}").as_bytes()), wanted);
        assert_eq!(read(&GB18030.encode(comma).0), wanted);
        assert_eq!(read("编号;名称\nT1;直播,上新\n".as_bytes()), wanted);
        let wide: Vec<u8> = "\u{feff}编号\t名称\nT1\t直播,上新\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(read(&wide), wanted);
    }
}
