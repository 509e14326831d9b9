//! However large a file claims or manages to be, reading it takes a bounded amount of memory. Each file is read in a process
//! of its own, which says how much it took.

use std::{
    env, fs,
    io::{Cursor, Write},
    path::Path,
    process::Command,
};

use cascade_workbook::{CsvFile, pack, read};
use zip::{ZipWriter, write::SimpleFileOptions};

/// The child's variable: the file to read.
const FILE: &str = "CASCADE_TEST_HOSTILE_FILE";
/// Most that a process may take, with everything that is no reading: a file is at most 32 MiB and unpacks to at most 256 MiB.
const MOST_MIB: u64 = 400;
const MILLION: usize = 1_000_000;

/// Not a test of its own: what the child runs. Without the variable it passes.
#[test]
fn child() {
    let Ok(file) = env::var(FILE) else {
        return;
    };
    let reason = match read(&fs::read(file).unwrap()) {
        Ok(_) => "READ".to_owned(),
        Err(error) => format!("{} {}", error.reason(), error.message().zh),
    };
    println!("answer: {} {reason}", peak_kib());
}

/// The most that this process has had in memory, as Linux counts it.
fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Reason and peak in MiB of reading the file in a child.
fn answer(folder: &Path, name: &str, bytes: &[u8]) -> (String, u64) {
    let file = folder.join(name);
    fs::write(&file, bytes).unwrap();
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", "memory::child", "--nocapture"])
        .env(FILE, &file)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = said.lines().find_map(|line| line.split_once("answer: "));
    let (peak, reason) = line
        .unwrap_or_else(|| panic!("{name}: {said}"))
        .1
        .split_once(' ')
        .unwrap();
    (reason.to_owned(), peak.parse::<u64>().unwrap() / 1024)
}

#[test]
fn hostile_files_are_refused_in_bounded_memory() {
    let folder = tempfile::tempdir().unwrap();
    let csv = |content: String| {
        let file = CsvFile {
            name: "Tasks.csv".into(),
            bytes: content.into_bytes(),
        };
        pack(&[file]).unwrap()
    };
    let header = "Task code,Task name,Owner,Deliverable\n";
    let rows: String = (0..MILLION)
        .map(|row| format!("T{row},x{row},P1,d\n"))
        .collect();
    let tasks: String = (0..MILLION / 10)
        .map(|row| {
            format!(
                "<Task><UID>{row}</UID><OutlineLevel>1</OutlineLevel><Name>t{row}</Name></Task>"
            )
        })
        .collect();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty.xlsx", Vec::new(), "WORKBOOK_EMPTY"),
        ("million.xlsx", million_rows(), "WORKBOOK_TOO_LARGE"),
        (
            "million.zip",
            csv(format!("{header}{rows}")),
            "WORKBOOK_TOO_LARGE",
        ),
        ("commas.zip", csv(",".repeat(8 << 20)), "WORKBOOK_TOO_LARGE"),
        ("quote.zip", csv(format!("{header}\"{rows}")), "READ"),
        (
            "many.xml",
            format!("<Project><Tasks>{}</Tasks></Project>", tasks.repeat(4)).into_bytes(),
            "WORKBOOK_TOO_LARGE",
        ),
        ("bomb.xlsx", bomb(), "WORKBOOK_TOO_LARGE"),
        ("laughs.xml", laughs(), "WORKBOOK_XML_ENTITIES"),
        (
            "picture.xlsx",
            b"\x89PNG\r\n\x1a\n".to_vec(),
            "WORKBOOK_OTHER_KIND",
        ),
    ];
    for (name, bytes, expected) in cases {
        let (reason, peak) = answer(folder.path(), name, &bytes);
        println!(
            "{name}: {} KiB, {peak} MiB at most: {reason}",
            bytes.len() / 1024
        );
        assert!(reason.starts_with(expected), "{name}: {reason}");
        assert!(peak < MOST_MIB, "{name} took {peak} MiB");
    }
}

/// Ten times ten times ten … of one word.
fn laughs() -> Vec<u8> {
    let mut text = "<!DOCTYPE lolz [<!ENTITY l0 \"lol\">".to_owned();
    for level in 1..10 {
        let ten = format!("&l{};", level - 1).repeat(10);
        text.push_str(&format!("<!ENTITY l{level} \"{ten}\">"));
    }
    text.push_str("]><Project><Title>&l9;</Title></Project>");
    text.into_bytes()
}

/// A workbook whose sheet is blanks, packed a thousand to one.
fn bomb() -> Vec<u8> {
    workbook(9, |sheet| {
        let blanks = vec![b' '; 1 << 20];
        for _ in 0..64 {
            sheet.write_all(&blanks).unwrap();
        }
    })
}

fn million_rows() -> Vec<u8> {
    workbook(1, |sheet| {
        sheet.write_all(b"<worksheet><sheetData>").unwrap();
        for row in 1..=MILLION {
            write!(sheet, "<row r=\"{row}\"><c r=\"A{row}\"><v>{row}</v></c><c r=\"B{row}\"><v>{}</v></c></row>", row * 7).unwrap();
        }
        sheet.write_all(b"</sheetData></worksheet>").unwrap();
    })
}

fn workbook(level: i64, sheet: impl FnOnce(&mut dyn Write)) -> Vec<u8> {
    let relationship = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        (
            "[Content_Types].xml",
            format!("<Types xmlns=\"{package}/content-types\"/>"),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" \
                 Type=\"{relationship}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relationship}\"><sheets>\
                 <sheet name=\"Tasks\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" \
                 Type=\"{relationship}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
    ];
    for (name, content) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    let packed = SimpleFileOptions::default().compression_level(Some(level));
    zip.start_file("xl/worksheets/sheet1.xml", packed).unwrap();
    sheet(&mut zip);
    zip.finish().unwrap().into_inner()
}
