//! Is this a workbook, and is it safe to open? Answered before any XML is parsed.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::Limits;
use crate::csv::table_file;
use crate::error::{OtherKind, WorkbookError};

/// First bytes of files that people send by mistake.
const OTHER_KINDS: &[(&[u8], OtherKind)] = &[
    (b"\x89PNG\r\n", kind("PNG 图片", "a PNG image")),
    (b"\xFF\xD8\xFF", kind("JPEG 图片", "a JPEG image")),
    (b"GIF8", kind("GIF 图片", "a GIF image")),
    (b"%PDF-", kind("PDF 文档", "a PDF document")),
    (b"{\\rtf", kind("RTF 文档", "an RTF document")),
    (b"Rar!\x1A", kind("RAR 压缩包", "a RAR archive")),
    (b"7z\xBC\xAF", kind("7z 压缩包", "a 7z archive")),
    (b"\x1F\x8B", kind("gzip 压缩包", "a gzip archive")),
    (b"\x7FELF", kind("可执行程序", "a program")),
    (b"MZ", kind("可执行程序", "a program")),
];

const fn kind(zh: &'static str, en: &'static str) -> OtherKind {
    OtherKind { zh, en }
}

/// What kind of file the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An Excel workbook.
    Xlsx,
    /// A zip archive of CSV files.
    CsvFolder,
    /// An XML file.
    Xml,
}

/// Start of every zip archive that has an entry (APPNOTE.TXT 4.3.7).
const ZIP_MAGIC: &[u8] = b"PK\x03\x04";
/// Start of the compound files that old `.xls` and password-protected workbooks are.
const COMPOUND_MAGIC: &[u8] = b"\xD0\xCF\x11\xE0";
/// The stream of a compound file that holds an encrypted workbook (MS-OFFCRYPTO 1.3.3), as its directory names it.
const ENCRYPTED: &str = "EncryptedPackage";
/// Parts of an archive up to this size may be packed as tightly as they like.
const SMALL: u64 = 1 << 20;
/// Attribute by which a shared-string table announces its size; parsers reserve memory by it.
const ANNOUNCED_STRINGS: &[u8] = b"uniqueCount";

/// Refuses what is not a zip archive, and archives that unpack to more than the limits. Declared sizes are believed only
/// when they are too large; then every entry is unpacked and counted, because a bomb lies about its size.
pub(crate) fn guard(bytes: &[u8], limits: &Limits) -> Result<Kind, WorkbookError> {
    if bytes.is_empty() {
        return Err(WorkbookError::Empty);
    }
    if bytes.len() as u64 > limits.file_bytes {
        return Err(WorkbookError::TooLarge {
            what: "file",
            limit: limits.file_bytes,
        });
    }
    if bytes.starts_with(COMPOUND_MAGIC) {
        let name: Vec<u8> = ENCRYPTED
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let encrypted = bytes.windows(name.len()).any(|window| window == name);
        return Err(if encrypted {
            WorkbookError::Protected
        } else {
            WorkbookError::OldOrProtected
        });
    }
    if let Some((_, other)) = OTHER_KINDS
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
    {
        return Err(WorkbookError::OtherKind(*other));
    }
    if begins_as_xml(bytes) {
        return Ok(Kind::Xml);
    }
    if !bytes.starts_with(ZIP_MAGIC) {
        return Err(WorkbookError::NotAWorkbook(
            "it is neither a zip archive nor XML".into(),
        ));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| WorkbookError::NotAWorkbook(error.to_string()))?;
    if archive.len() > limits.entries {
        return Err(WorkbookError::TooLarge {
            what: "number of parts",
            limit: limits.entries as u64,
        });
    }
    let too_large = || WorkbookError::TooLarge {
        what: "unpacked size",
        limit: limits.unpacked_bytes,
    };
    if archive
        .decompressed_size()
        .is_some_and(|declared| declared > u128::from(limits.unpacked_bytes))
    {
        return Err(too_large());
    }
    let mut unpacked = 0_u64;
    let (mut has_workbook, mut has_csv) = (false, false);
    for index in 0..archive.len() {
        let entry = archive
            .by_index(index)
            .map_err(|error| WorkbookError::NotAWorkbook(error.to_string()))?;
        let name = entry
            .name()
            .map(|name| name.to_ascii_lowercase())
            .unwrap_or_default();
        if entry.encrypted() {
            return Err(WorkbookError::Protected);
        }
        has_workbook |= name.ends_with("workbook.xml");
        has_csv |= table_file(entry.name_raw()).is_some();
        let most = entry.compressed_size().saturating_mul(limits.ratio);
        if entry.size() > SMALL && entry.size() > most {
            return Err(WorkbookError::TooLarge {
                what: "compression ratio",
                limit: limits.ratio,
            });
        }
        unpacked += count(entry, &name, limits, unpacked)?;
        if unpacked > limits.unpacked_bytes {
            return Err(too_large());
        }
    }
    match (has_workbook, has_csv) {
        (true, _) => Ok(Kind::Xlsx),
        (false, true) => Ok(Kind::CsvFolder),
        (false, false) => Err(WorkbookError::NotAWorkbook(
            "the archive holds neither a workbook.xml nor a CSV file".into(),
        )),
    }
}

/// Whether the first sign, after marks and blanks, opens an element.
fn begins_as_xml(bytes: &[u8]) -> bool {
    let skipped = |byte: &&u8| {
        matches!(
            **byte,
            0xEF | 0xBB | 0xBF | 0xFF | 0xFE | 0 | b' ' | b'\t' | b'\r' | b'\n'
        )
    };
    bytes.iter().find(|byte| !skipped(byte)) == Some(&b'<')
}

/// Unpacks one entry without keeping it; answers its real size, at most one byte over what is left. A table of
/// strings must not announce more of them than is allowed.
fn count(entry: impl Read, name: &str, limits: &Limits, before: u64) -> Result<u64, WorkbookError> {
    let (xml, strings) = (name.ends_with(".xml"), name.ends_with("sharedstrings.xml"));
    let mut reader = entry.take(limits.unpacked_bytes.saturating_sub(before) + 1);
    let mut window = Vec::new();
    let mut chunk = vec![0_u8; 64 * 1024];
    let mut size = 0_u64;
    loop {
        let read = reader
            .read(&mut chunk)
            .map_err(|error| WorkbookError::NotAWorkbook(error.to_string()))?;
        if read == 0 {
            return Ok(size);
        }
        if xml && size == 0 && (chunk.starts_with(b"\xFF\xFE") || chunk.starts_with(b"\xFE\xFF")) {
            return Err(WorkbookError::NotAWorkbook(
                "a part of it is not UTF-8".into(),
            ));
        }
        size += read as u64;
        if !strings {
            continue;
        }
        window.extend_from_slice(&chunk[..read]);
        if announced_strings(&window) > limits.strings {
            return Err(WorkbookError::TooLarge {
                what: "number of strings",
                limit: limits.strings,
            });
        }
        window.drain(..window.len() - tail(&window));
    }
}

/// How much of the window's end the next one needs: an attribute whose number may go on, or that is itself cut.
fn tail(window: &[u8]) -> usize {
    let name = ANNOUNCED_STRINGS.len();
    let last = window
        .windows(name)
        .rposition(|found| found == ANNOUNCED_STRINGS);
    let open = last.filter(|at| {
        window[at + name..]
            .iter()
            .all(|byte| byte.is_ascii_digit() || filler(*byte))
    });
    open.map_or(name.min(window.len()), |at| window.len() - at)
}

/// What may stand between an attribute's name and its number.
fn filler(byte: u8) -> bool {
    matches!(byte, b'=' | b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n')
}

/// The largest number announced in `uniqueCount="…"`; 0 when there is none.
fn announced_strings(bytes: &[u8]) -> u64 {
    let mut largest = 0;
    let mut rest = bytes;
    while let Some(at) = rest
        .windows(ANNOUNCED_STRINGS.len())
        .position(|window| window == ANNOUNCED_STRINGS)
    {
        rest = &rest[at + ANNOUNCED_STRINGS.len()..];
        let number = rest
            .iter()
            .skip_while(|byte| filler(**byte))
            .take_while(|byte| byte.is_ascii_digit())
            .fold(0_u64, |number, digit| {
                number
                    .saturating_mul(10)
                    .saturating_add(u64::from(digit - b'0'))
            });
        largest = largest.max(number);
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_cut_by_the_end_of_a_chunk_is_kept() {
        assert_eq!(tail(b"<sst uniqueCount   = \"12"), 19);
        assert_eq!(tail(b"<sst uniqueCount=\"12\" >"), 11);
        assert_eq!(tail(b"<sst uniqueC"), 11);
        assert_eq!(tail(b"<s"), 2);
    }

    #[test]
    fn an_announced_count_is_read_however_it_is_quoted() {
        assert_eq!(
            announced_strings(b"<sst count=\"3\" uniqueCount=\"12\">"),
            12
        );
        assert_eq!(
            announced_strings(b"<sst uniqueCount = '99999999999999999999'>"),
            u64::MAX
        );
        assert_eq!(announced_strings(b"<sst>"), 0);
    }
}
