//! A plan's file on disk: one file, or a folder of CSV files that travels as its zip.

use std::{
    io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, bail};
use cascade_workbook::{CsvFile, WorkbookError, pack, unpack};

use crate::cli::{FileFormat, Language};

/// More files than a folder of tables has are some other folder.
const MOST_FILES: usize = 100;

/// The bytes of the file; those of a folder, or of one CSV file, as a zip.
pub(super) fn read(path: &Path, lang: Language) -> Result<Vec<u8>> {
    let shown = || path.display().to_string();
    if path.is_dir() {
        let files = folder(path).with_context(shown)?;
        if files.is_empty() {
            bail!(
                "{}: {}",
                shown(),
                match lang {
                    Language::Zh => "该文件夹中没有 .csv 文件",
                    Language::En => "the folder holds no .csv file",
                }
            );
        }
        return pack(&files).map_err(|error| unreadable(path, &error, lang));
    }
    let bytes = std::fs::read(path).with_context(shown)?;
    if is_csv(path) && !bytes.is_empty() {
        let name = name_of(path);
        return pack(&[CsvFile { name, bytes }]).map_err(|error| unreadable(path, &error, lang));
    }
    Ok(bytes)
}

fn folder(path: &Path) -> io::Result<Vec<CsvFile>> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let path = entry?.path();
        if is_csv(&path) && path.is_file() {
            paths.push(path);
        }
        if paths.len() > MOST_FILES {
            return Err(io::Error::other(format!(
                "more than {MOST_FILES} .csv files"
            )));
        }
    }
    // Whatever order the file system has.
    paths.sort();
    paths
        .iter()
        .map(|path| {
            Ok(CsvFile {
                name: name_of(path),
                bytes: std::fs::read(path)?,
            })
        })
        .collect()
}

fn is_csv(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// What a file that cannot be read is told.
pub(super) fn unreadable(path: &Path, error: &WorkbookError, lang: Language) -> anyhow::Error {
    anyhow!("{}: {}", path.display(), error.message().get(lang.into()))
}

/// What to write to a path: as it was asked for, else by the ending of its name.
pub(super) fn format_of(path: &Path, asked: Option<FileFormat>) -> FileFormat {
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    asked.unwrap_or_else(
        || match ending.as_ref().and_then(|ending| ending.to_str()) {
            Some("zip" | "csv") => FileFormat::Csv,
            Some("xml") => FileFormat::Mspdi,
            _ if is_folder(path) => FileFormat::Csv,
            _ => FileFormat::Xlsx,
        },
    )
}

/// A path that is a folder, or whose last sign says that it shall be one.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', '\\'])
}

/// Writes an export: CSV files into a folder where the path is one, or has no ending that says otherwise.
pub(super) fn write(path: &Path, format: FileFormat, bytes: &[u8], lang: Language) -> Result<()> {
    let shown = || path.display().to_string();
    let unpacked = format == FileFormat::Csv && (is_folder(path) || path.extension().is_none());
    if !unpacked {
        return std::fs::write(path, bytes).with_context(shown);
    }
    let files = unpack(bytes).map_err(|error| unreadable(path, &error, lang))?;
    std::fs::create_dir_all(path).with_context(shown)?;
    for file in files {
        std::fs::write(path.join(&file.name), &file.bytes).with_context(shown)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_says_what_is_written_unless_somebody_does() {
        let of = |path: &str| format_of(Path::new(path), None);
        assert_eq!(of("plan.xlsx"), FileFormat::Xlsx);
        assert_eq!(of("plan.ZIP"), FileFormat::Csv);
        assert_eq!(of("tables/"), FileFormat::Csv);
        assert_eq!(of("plan.xml"), FileFormat::Mspdi);
        assert_eq!(of("-"), FileFormat::Xlsx);
        assert_eq!(
            format_of(Path::new("plan.xml"), Some(FileFormat::Csv)),
            FileFormat::Csv
        );
    }

    #[test]
    fn a_folder_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let files = vec![
            CsvFile {
                name: "Goals.csv".into(),
                bytes: b"a,b\n".to_vec(),
            },
            CsvFile {
                name: "任务.csv".into(),
                bytes: b"c,d\n".to_vec(),
            },
        ];
        let packed = pack(&files).unwrap();
        let target = folder.path().join("tables");
        write(&target, FileFormat::Csv, &packed, Language::En).unwrap();
        assert_eq!(read(&target, Language::En).unwrap(), packed);
        let empty = read(folder.path(), Language::En).unwrap_err();
        assert!(empty.to_string().contains("no .csv file"), "{empty}");
    }
}
