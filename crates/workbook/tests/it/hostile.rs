//! Files that are not what they say, or more than they say.

use std::io::{Cursor, Write};

use cascade_method::Lang;
use cascade_workbook::{Limits, WorkbookError, read, read_within, write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::row;
use crate::sheets::workbook;
use crate::source::q3_sales;

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with one sheet of the given XML, and shared strings if any.
fn minimal(sheet: &str, strings: Option<&str>) -> Vec<u8> {
    let relationship = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let types = format!("<Types xmlns=\"{package}/content-types\"/>");
    let root = format!(
        "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" \
         Type=\"{relationship}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{relationship}\"><sheets>\
         <sheet name=\"Tasks\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let sheets = format!(
        "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" \
         Type=\"{relationship}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", sheets.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    if let Some(strings) = strings {
        parts.push(("xl/sharedStrings.xml", strings.as_bytes()));
    }
    archive(&parts)
}

fn inline(cell: &str, text: &str) -> String {
    format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn other_files_are_named_for_what_they_are() {
    assert!(matches!(read(b""), Err(WorkbookError::Empty)));
    assert!(matches!(
        read(b"code,name\nT1,x\n"),
        Err(WorkbookError::NotAWorkbook(_))
    ));
    for (magic, name) in [
        (&b"%PDF-1.7"[..], "a PDF document"),
        (b"\x89PNG\r\n\x1A\n", "a PNG image"),
        (b"\x1F\x8B\x08", "a gzip archive"),
    ] {
        assert!(
            matches!(read(magic), Err(WorkbookError::OtherKind(kind)) if kind.en == name),
            "{name}"
        );
    }
    assert!(matches!(
        read(b"PK\x03\x04 and then nonsense"),
        Err(WorkbookError::NotAWorkbook(_))
    ));
    assert!(matches!(
        read(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
        Err(WorkbookError::OldOrProtected)
    ));
    // The directory of a compound file names its streams in UTF-16.
    let mut encrypted = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(matches!(read(&encrypted), Err(WorkbookError::Protected)));
    assert!(matches!(
        read(&archive(&[("hello.txt", b"hello")])),
        Err(WorkbookError::NotAWorkbook(_))
    ));
    let other = workbook(vec![(
        "Invoices",
        vec![row!["Number", "Sum"], row!["1", 2.0]],
    )]);
    assert!(matches!(read(&other), Err(WorkbookError::NoTables(names)) if names == "Invoices"));
}

#[test]
fn a_truncated_workbook_is_refused_at_every_length() {
    let whole = write(&q3_sales(Lang::Zh), Lang::Zh, chrono::DateTime::UNIX_EPOCH).unwrap();
    for length in (0..whole.len()).step_by(997) {
        assert!(
            read(&whole[..length]).is_err(),
            "{length} bytes of {}",
            whole.len()
        );
    }
}

#[test]
fn a_flipped_byte_never_panics() {
    let whole = write(&q3_sales(Lang::En), Lang::En, chrono::DateTime::UNIX_EPOCH).unwrap();
    for at in (0..whole.len()).step_by(149) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        let _ = read(&damaged);
    }
}

#[test]
fn a_bomb_is_refused_by_its_real_size() {
    let zeros = vec![b' '; 8 << 20];
    let bomb = archive(&[
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/worksheets/sheet1.xml", &zeros),
    ]);
    assert!(bomb.len() < 64 << 10);
    let limits = Limits {
        unpacked_bytes: 1 << 20,
        ..Limits::default()
    };
    let refused = |bytes: &[u8]| {
        matches!(
            read_within(bytes, &limits),
            Err(WorkbookError::TooLarge {
                what: "unpacked size",
                limit: 1_048_576
            })
        )
    };
    assert!(refused(&bomb));

    // Within the size that is allowed, yet packed as no sheet is.
    assert!(matches!(
        read(&bomb),
        Err(WorkbookError::TooLarge {
            what: "compression ratio",
            limit: 200
        })
    ));

    // The same bomb, lying: its directory declares 1,000 bytes instead of 8 MiB.
    let mut liar = bomb;
    let size = (8_u32 << 20).to_le_bytes();
    for at in 0..liar.len() - 4 {
        if liar[at..at + 4] == size {
            liar[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
        }
    }
    assert!(read_within(&liar, &limits).is_err());
}

#[test]
fn announced_sizes_are_not_believed() {
    let sheet = format!(
        "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\">{}{}{}</row>\
         <row r=\"1048576\">{}<c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>",
        inline("A1", "Task code"),
        inline("B1", "Task name"),
        inline("C1", "Owner"),
        inline("A1048576", "T1")
    );
    let outcome = read(&minimal(&sheet, None)).unwrap();
    assert_eq!(outcome.document.tasks.len(), 1);
    assert_eq!(
        outcome.document.tasks[0]
            .origin
            .cell("code")
            .unwrap()
            .address(),
        "A1048576"
    );

    let strings = "<sst uniqueCount=\"999999999999\"><si><t>x</t></si></sst>";
    let answer = read(&minimal(&sheet, Some(strings)));
    assert!(
        matches!(
            answer,
            Err(WorkbookError::TooLarge {
                what: "number of strings",
                ..
            })
        ),
        "{answer:?}"
    );
}

#[test]
fn entities_are_not_expanded() {
    let sheet = format!(
        "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\"><!ENTITY a \"aaaaaaaaaa\">\
         <!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>\
         <worksheet><sheetData><row r=\"1\">{}{}</row><row r=\"2\">{}{}</row></sheetData></worksheet>",
        inline("A1", "Task code"),
        inline("B1", "Task name"),
        inline("A2", "T1"),
        inline("B2", "&f;&b;")
    );
    match read(&minimal(&sheet, None)) {
        Err(WorkbookError::NotAWorkbook(_)) => {}
        Ok(outcome) => {
            let name = &outcome.document.tasks[0].name;
            assert!(!name.contains("root:") && name.len() < 50, "{name}");
        }
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn too_many_rows_cells_or_sheets_are_refused() {
    let mut rows = vec![row!["Task code", "Task name"]];
    rows.extend((0..100).map(|_| row!["T1", "x"]));
    let bytes = workbook(vec![("Tasks", rows)]);
    let with = |limits: Limits| read_within(&bytes, &limits);
    assert!(with(Limits::default()).is_ok());
    let rows = with(Limits {
        rows: 100,
        ..Limits::default()
    });
    assert!(matches!(
        rows,
        Err(WorkbookError::TooLarge {
            what: "number of rows in a sheet",
            limit: 100
        })
    ));
    let cells = with(Limits {
        cells: 50,
        ..Limits::default()
    });
    assert!(matches!(
        cells,
        Err(WorkbookError::TooLarge {
            what: "number of cells",
            limit: 50
        })
    ));
    let file = with(Limits {
        file_bytes: 100,
        ..Limits::default()
    });
    assert!(matches!(
        file,
        Err(WorkbookError::TooLarge {
            what: "file",
            limit: 100
        })
    ));
    let sheets = with(Limits {
        sheets: 0,
        ..Limits::default()
    });
    assert!(matches!(
        sheets,
        Err(WorkbookError::TooLarge {
            what: "number of sheets",
            limit: 0
        })
    ));
}

#[test]
fn a_newer_schema_is_refused() {
    let bytes = workbook(vec![
        (
            "Tasks",
            vec![row!["Task code", "Task name"], row!["T1", "x"]],
        ),
        ("_cascade", vec![row!["schema_version", 99.0]]),
    ]);
    assert!(matches!(
        read(&bytes),
        Err(WorkbookError::NewerSchema {
            found: 99,
            known: 1
        })
    ));
}

#[test]
fn messages_speak_both_languages() {
    let error = read(b"").unwrap_err();
    assert_eq!(error.reason(), "WORKBOOK_EMPTY");
    assert_eq!(error.message().zh, "文件是空的（0 字节）");
    assert_eq!(error.message().en, "the file is empty (0 bytes)");
}
