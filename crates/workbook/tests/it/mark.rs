//! The uploaded workbook given back with its faulty cells marked.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use cascade_method::{Lang, Policy};
use cascade_workbook::{
    Limits, PlacedFinding, WorkbookError, check, mark, mark_within, read, sorted,
};
use chrono::NaiveDate;

use crate::row;
use crate::sheets::{Cell, workbook};

fn uploaded() -> Vec<u8> {
    workbook(vec![
        (
            "目标",
            vec![
                row!["部门目标总表"],
                row!["目标编号", "目标描述", "目标来源", "部门", "负责人", "期限"],
                row![
                    "G1",
                    "Q3销售额提升20%",
                    "公司战略",
                    "市场部",
                    "李娜",
                    "某天"
                ],
            ],
        ),
        (
            "任务",
            vec![
                row![
                    "任务编号",
                    "任务名称",
                    "负责人",
                    "计划开始时间",
                    "计划结束时间",
                    "备用"
                ],
                vec![
                    "T1".into(),
                    "直播".into(),
                    "李娜".into(),
                    Cell::Date(2026, 9, 17),
                    Cell::Date(2026, 9, 10),
                    Cell::Formula("=1+2"),
                ],
            ],
        ),
        ("备忘", vec![row!["不要动我"], vec![Cell::Percent(0.3)]]),
    ])
}

fn findings(bytes: &[u8]) -> Vec<PlacedFinding> {
    let outcome = read(bytes).unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap();
    let rules = check(&outcome.document, today, &Policy::default());
    sorted(outcome.issues.iter().map(PlacedFinding::from).chain(rules))
}

fn cells(bytes: &[u8]) -> Vec<(String, Vec<Vec<String>>)> {
    let mut file: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    file.worksheets()
        .into_iter()
        .map(|(name, range)| {
            let rows = range
                .rows()
                .map(|row| row.iter().map(ToString::to_string).collect());
            (name, rows.collect())
        })
        .collect()
}

fn fill(bytes: &[u8], sheet: &str, cell: &str) -> Option<String> {
    let book = umya_spreadsheet::reader::xlsx::read_reader(Cursor::new(bytes), true).unwrap();
    let sheet = book.sheet_by_name(sheet).unwrap();
    sheet
        .style(cell)
        .background_color()
        .map(|color| color.argb_str())
}

fn notes(bytes: &[u8], sheet: &str) -> Vec<(String, String)> {
    let book = umya_spreadsheet::reader::xlsx::read_reader(Cursor::new(bytes), true).unwrap();
    let sheet = book.sheet_by_name(sheet).unwrap();
    sheet
        .comments()
        .iter()
        .map(|comment| {
            let text = comment.text();
            let rich = text.rich_text().map(|text| text.text().into_owned());
            let plain = text.text().map(|text| text.value().to_owned());
            (
                comment.coordinate().to_string(),
                plain.or(rich).unwrap_or_default(),
            )
        })
        .collect()
}

#[test]
fn what_is_wrong_is_marked_and_all_else_stays() {
    let bytes = uploaded();
    let marked = mark(&bytes, &findings(&bytes), Lang::Zh).unwrap();
    let (before, after) = (cells(&bytes), cells(&marked));
    assert_eq!(
        after[..before.len()],
        before[..],
        "every value is as it was"
    );
    assert_eq!(after.len(), before.len() + 1);
    // The deadline cannot be read, the end is before the start, the finding is in its cell and in words.
    assert_eq!(fill(&marked, "目标", "F3").as_deref(), Some("FFFFC7CE"));
    assert_eq!(fill(&marked, "任务", "E2").as_deref(), Some("FFFFC7CE"));
    assert_eq!(fill(&marked, "备忘", "A1"), fill(&bytes, "备忘", "A1"));
    let told = notes(&marked, "任务");
    let end = told.iter().find(|(cell, _)| cell == "E2").unwrap();
    assert!(
        end.1.contains("TASK-004") && end.1.contains('✕'),
        "{told:?}"
    );
    let (name, list) = &after[before.len()];
    assert_eq!(name, "问题");
    assert!(
        list.iter()
            .any(|row| row.contains(&"目标!F3".to_owned()) && row.contains(&"WB-DATE".to_owned()))
    );
    // The formula and the number format are still what they were.
    let mut file: Xlsx<_> = Xlsx::new(Cursor::new(&marked)).unwrap();
    let formulas = file.worksheet_formula("任务").unwrap();
    assert_eq!(formulas.get_value((1, 5)).map(String::as_str), Some("1+2"));
    let english = mark(&bytes, &findings(&bytes), Lang::En).unwrap();
    assert_eq!(cells(&english).last().unwrap().0, "Issues");
}

#[test]
fn a_marked_workbook_is_read_like_the_first_and_marked_anew() {
    let bytes = uploaded();
    let found = findings(&bytes);
    let once = mark(&bytes, &found, Lang::Zh).unwrap();
    assert_eq!(
        read(&once).unwrap().document,
        read(&bytes).unwrap().document
    );
    assert_eq!(findings(&once), found);
    let twice = mark(&once, &[], Lang::Zh).unwrap();
    assert_eq!(
        fill(&twice, "任务", "E2"),
        None,
        "what is mended is unmarked"
    );
    assert_eq!(notes(&twice, "任务"), []);
    assert_eq!(
        cells(&twice).len(),
        cells(&bytes).len() + 1,
        "one list, not two"
    );
}

#[test]
fn what_is_hostile_is_refused_before_it_is_opened() {
    let bytes = uploaded();
    let small = Limits {
        unpacked_bytes: 1_000,
        ..Limits::default()
    };
    let refused = mark_within(&bytes, &[], Lang::En, &small).unwrap_err();
    assert!(matches!(refused, WorkbookError::TooLarge { .. }));
    assert!(matches!(
        mark(b"", &[], Lang::En),
        Err(WorkbookError::Empty)
    ));
    assert!(mark(&bytes[..bytes.len() / 2], &[], Lang::En).is_err());
}
