//! The tables as a folder of CSV files, and what Excel, WPS and macOS make of such a folder.

use cascade_method::{Lang, Policy};
use cascade_workbook::{
    CsvFile, Limits, PlacedFinding, WorkbookError, check, pack, read, read_within, sorted, unpack,
    write_csv,
};

use crate::source::q3_sales;

fn file(name: &str, content: &str) -> CsvFile {
    CsvFile {
        name: name.into(),
        bytes: content.as_bytes().to_vec(),
    }
}

#[test]
fn a_written_folder_reads_back_equal() {
    for text in [Lang::Zh, Lang::En] {
        for headers in [Lang::Zh, Lang::En] {
            let mut document = q3_sales(text);
            let id = "0198c0de-0000-7000-8000-000000000001";
            document.ids.insert("tasks/T1".into(), id.into());
            let packed = pack(&write_csv(&document, headers).unwrap()).unwrap();
            let back = read(&packed).unwrap();
            assert_eq!(back.issues, [], "{text:?} under {headers:?} headers");
            assert_eq!(
                back.document, document,
                "{text:?} under {headers:?} headers"
            );
        }
    }
}

#[test]
fn a_folder_says_what_the_workbook_says() {
    let document = q3_sales(Lang::Zh);
    let workbook =
        cascade_workbook::write(&document, Lang::Zh, chrono::DateTime::UNIX_EPOCH).unwrap();
    let folder = pack(&write_csv(&document, Lang::Zh).unwrap()).unwrap();
    assert_eq!(
        read(&workbook).unwrap().document,
        read(&folder).unwrap().document
    );
}

#[test]
fn the_same_plan_gives_the_same_bytes_and_a_folder_unpacks_to_what_was_packed() {
    let files = write_csv(&q3_sales(Lang::Zh), Lang::Zh).unwrap();
    assert_eq!(files, write_csv(&q3_sales(Lang::Zh), Lang::Zh).unwrap());
    let packed = pack(&files).unwrap();
    assert_eq!(packed, pack(&files).unwrap());
    assert_eq!(unpack(&packed).unwrap(), files);
    assert!(
        files
            .iter()
            .all(|file| file.bytes.starts_with(b"\xEF\xBB\xBF"))
    );
    assert!(files.iter().any(|file| file.name == "部门目标总表.csv"));
}

#[test]
fn nothing_that_people_write_is_run_and_all_of_it_comes_back() {
    let mut document = q3_sales(Lang::Zh);
    document.tasks[0].name = "=HYPERLINK(\"http://example.com\",\"点击\")".into();
    document.tasks[1].description = "+SUM(A1:A9)".into();
    document.tasks[2].deliverable = "@cmd|' /C calc'!A0".into();
    document.tasks[3].description = "-2+3".into();
    document.tasks[4].description = "'=meant so".into();
    document.tasks[5].description = "a \"quoted\", and\nbroken line".into();
    document.key_results[0].baseline = Some(-12.5);
    let files = write_csv(&document, Lang::Zh).unwrap();
    for file in &files {
        let text = String::from_utf8(file.bytes.clone()).unwrap();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        for record in reader.records() {
            for field in &record.unwrap() {
                let number = field.parse::<f64>().is_ok();
                assert!(
                    number || !field.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{field}"
                );
            }
        }
    }
    let back = read(&pack(&files).unwrap()).unwrap();
    assert_eq!(back.issues, []);
    assert_eq!(back.document, document);
}

#[test]
fn gb18030_and_semicolons_are_understood() {
    let tasks = "任务编号;任务名称;计划开始时间;权重\r\nT1;优化详情页;2026/7/1;x\r\n";
    let (gbk, _, _) = encoding_rs::GB18030.encode(tasks);
    let outcome = read(
        &pack(&[CsvFile {
            name: "任务拆解清单.csv".into(),
            bytes: gbk.into_owned(),
        }])
        .unwrap(),
    )
    .unwrap();
    assert_eq!(outcome.document.tasks[0].name, "优化详情页");
    assert_eq!(
        outcome.document.tasks[0].planned_start,
        chrono::NaiveDate::from_ymd_opt(2026, 7, 1)
    );
}

#[test]
fn what_is_wrong_is_told_by_file_row_and_column() {
    let goals = "Goal code,Goal description,Owner,Deadline\n\nG1,Grow sales 20%,P1,sometime\n";
    let outcome = read(&pack(&[file("Goals.csv", goals)]).unwrap()).unwrap();
    let cells: Vec<String> = outcome
        .issues
        .iter()
        .map(|issue| format!("{}!{} {}", issue.cell.sheet, issue.cell, issue.field))
        .collect();
    assert_eq!(cells, ["Goals.csv!D3 deadline"]);
    // The method's own complaints stand in their cells too.
    let today = chrono::NaiveDate::from_ymd_opt(2026, 6, 29).unwrap();
    let placed = sorted(
        (outcome.issues.iter().map(PlacedFinding::from)).chain(check(
            &outcome.document,
            today,
            &Policy::default(),
        )),
    );
    let without_source = placed
        .iter()
        .find(|placed| placed.finding.field == "source");
    let cell = without_source
        .and_then(|placed| placed.cell.clone())
        .unwrap();
    assert_eq!((cell.sheet.as_str(), cell.row), ("Goals.csv", 2));
}

#[test]
fn hostile_folders_are_refused() {
    let limits = Limits {
        rows: 1_000,
        cells: 10_000,
        ..Limits::default()
    };
    let refused = |content: &str| {
        let packed = pack(&[file("Tasks.csv", content)]).unwrap();
        match read_within(&packed, &limits) {
            Err(WorkbookError::TooLarge { what, .. }) => what,
            other => panic!("{other:?}"),
        }
    };
    let rows = "Task code,Task name\n".to_owned() + &"T1,x\n".repeat(2_000);
    assert_eq!(refused(&rows), "number of rows in a sheet");
    assert_eq!(refused(&",".repeat(20_000)), "number of cells");
    let packed = pack(&[file("Tasks.csv", "a\0b,c\n")]).unwrap();
    assert!(matches!(read(&packed), Err(WorkbookError::NotAWorkbook(_))));
    let packed = pack(&[file("Tasks.csv", "")]).unwrap();
    assert!(matches!(read(&packed), Err(WorkbookError::NoTables(names)) if names == "Tasks.csv"));
}
