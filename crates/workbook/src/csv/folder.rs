//! The folder as one archive: what a browser sends and a server answers.

use std::io::{Cursor, Read as _, Write as _};

use encoding_rs::GB18030;
use zip::{DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::stem;
use crate::error::WorkbookError;
use crate::read::{Limits, archive};

/// One file of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvFile {
    /// `Tasks.csv`; no folder before it.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The files as a zip archive. The same files give the same bytes: entries bear the earliest time that zip knows.
///
/// # Errors
/// When two files bear one name.
pub fn pack(files: &[CsvFile]) -> Result<Vec<u8>, WorkbookError> {
    let unwritable = |error: String| WorkbookError::Unwritable(error);
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        zip.start_file(file.name.as_str(), options)
            .map_err(|error| unwritable(error.to_string()))?;
        zip.write_all(&file.bytes)
            .map_err(|error| unwritable(error.to_string()))?;
    }
    let written = zip
        .finish()
        .map_err(|error| unwritable(error.to_string()))?;
    Ok(written.into_inner())
}

/// The CSV files of an archive, whatever folder of it they stand in, within the usual [`Limits`].
///
/// # Errors
/// When it is no archive, holds no CSV file, is damaged or over the limits.
pub fn unpack(bytes: &[u8]) -> Result<Vec<CsvFile>, WorkbookError> {
    let limits = Limits::default();
    match archive::guard(bytes, &limits)? {
        archive::Kind::CsvFolder => unpack_guarded(bytes),
        archive::Kind::Xlsx | archive::Kind::Xml => Err(WorkbookError::NotAWorkbook(
            "it is no archive of CSV files".into(),
        )),
    }
}

/// [`unpack`] of what [`archive::guard`] has measured.
pub(crate) fn unpack_guarded(bytes: &[u8]) -> Result<Vec<CsvFile>, WorkbookError> {
    let damaged = |error: String| WorkbookError::NotAWorkbook(error);
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive
            .by_index(index)
            .map_err(|error| damaged(error.to_string()))?;
        let Some(name) = table_file(entry.name_raw()) else {
            continue;
        };
        let mut bytes = Vec::new();
        entry
            .read_to_end(&mut bytes)
            .map_err(|error| damaged(error.to_string()))?;
        files.push(CsvFile { name, bytes });
    }
    Ok(files)
}

/// The name of a CSV file without its folders; `None` for every other entry. Windows in Chinese writes names in GBK.
pub(crate) fn table_file(raw: &[u8]) -> Option<String> {
    let path = match std::str::from_utf8(raw) {
        Ok(path) => path.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(raw).0.into_owned(),
    };
    let name = path.rsplit(['/', '\\']).next()?;
    // Files that macOS puts beside each file.
    let shadow = path.starts_with("__MACOSX/") || name.starts_with("._");
    (!shadow && stem(name) != name && !stem(name).is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_folders_and_in_gbk() {
        let named = |raw: &[u8]| table_file(raw);
        assert_eq!(named(b"plan/Goals.CSV"), Some("Goals.CSV".into()));
        assert_eq!(named(b"plan\\Tasks.csv"), Some("Tasks.csv".into()));
        let gbk = GB18030.encode("任务拆解清单.csv").0;
        assert_eq!(named(&gbk), Some("任务拆解清单.csv".into()));
        for other in ["__MACOSX/._Goals.csv", "._Goals.csv", ".csv", "a/", "b.txt"] {
            assert_eq!(named(other.as_bytes()), None, "{other}");
        }
    }
}
