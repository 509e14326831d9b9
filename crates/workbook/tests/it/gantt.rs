//! The Gantt and progress sheets: what they show, and that reading passes them over.

use std::io::{Cursor, Read};

use calamine::{Data, DataType as _, Range, Reader, Xlsx};
use cascade_method::Lang;
use cascade_workbook::{Progress, TaskProgress, read, write_with_progress};
use chrono::{DateTime, Utc};

use crate::source::{day, q3_sales};

/// The morning of Wednesday, July 15: ten working days of the plan are over.
fn created() -> DateTime<Utc> {
    "2026-07-15T01:00:00Z".parse().unwrap()
}

fn progress() -> Progress {
    Progress::from([
        (
            "T1".into(),
            TaskProgress {
                percent: Some(100.0),
                actual_start: day(7, 1),
                actual_finish: day(7, 14),
                ..TaskProgress::default()
            },
        ),
        (
            "T2".into(),
            TaskProgress {
                percent: Some(20.0),
                actual_start: day(7, 8),
                ..TaskProgress::default()
            },
        ),
    ])
}

fn sheet(bytes: &[u8], name: &str) -> Range<Data> {
    let mut file: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    file.worksheet_range(name).unwrap()
}

fn row_of<'r>(sheet: &'r Range<Data>, code: &str) -> &'r [Data] {
    sheet
        .rows()
        .find(|row| row[0] == Data::String(code.into()))
        .unwrap()
}

fn number(cell: &Data) -> f64 {
    match cell {
        Data::DateTime(day) => day.as_f64(),
        cell => cell.as_f64().unwrap(),
    }
}

#[test]
fn reading_passes_the_charts_over() {
    for lang in [Lang::Zh, Lang::En] {
        let document = q3_sales(lang);
        let bytes = write_with_progress(&document, &progress(), lang, created()).unwrap();
        let back = read(&bytes).unwrap();
        assert_eq!(back.issues, []);
        assert_eq!(back.document, document);
    }
}

#[test]
fn rows_are_grouped_by_key_result_with_planned_and_actual_progress() {
    let document = q3_sales(Lang::Zh);
    let bytes = write_with_progress(&document, &progress(), Lang::Zh, created()).unwrap();
    let gantt = sheet(&bytes, "甘特图");
    let codes: Vec<String> = gantt.rows().skip(5).map(|row| row[0].to_string()).collect();
    assert_eq!(
        codes,
        [
            "KR1", "T1", "T2", "T3", "T4", "KR2", "T5", "T6", "T7", "T8", "KR3", "T9", "T10",
            "T11", "T12", "T13"
        ]
    );
    let t2 = row_of(&gantt, "T2");
    // 2026-07-06 to 2026-08-07: 25 working days, of which seven are over.
    assert_eq!((number(&t2[3]), number(&t2[5])), (46_209.0, 25.0));
    assert!((number(&t2[6]) - 0.28).abs() < 1e-9);
    assert!((number(&t2[7]) - 0.2).abs() < 1e-9);
    assert_eq!(t2[10], Data::String("–".into()));
    assert_eq!(row_of(&gantt, "T3")[10], Data::String("●".into()));
    // 10, 25, 10 and 10 days; T1 is over, T4 has two of its ten days behind it.
    let kr1 = row_of(&gantt, "KR1");
    assert!((number(&kr1[6]) - (10.0 + 7.0 + 2.0) / 55.0).abs() < 1e-9);
    assert!((number(&kr1[7]) - (10.0 + 5.0) / 55.0).abs() < 1e-9);
    let board = sheet(&bytes, "进度");
    let line = row_of(&board, "KR1");
    assert_eq!(line[2], kr1[6]);
    assert!((number(&line[4]) - (number(&kr1[7]) - number(&kr1[6]))).abs() < 1e-9);
}

#[test]
fn milestones_stand_on_their_day() {
    let document = q3_sales(Lang::En);
    let bytes = write_with_progress(&document, &progress(), Lang::En, created()).unwrap();
    let gantt = sheet(&bytes, "Gantt");
    let (dates, t2) = (gantt.rows().nth(3).unwrap(), row_of(&gantt, "T2"));
    let marked: Vec<f64> = (11..t2.len())
        .filter(|col| t2[*col] == Data::String("◆".into()))
        .map(|col| number(&dates[col]))
        .collect();
    let due: Vec<f64> = document
        .milestones
        .iter()
        .filter(|milestone| milestone.task == "T2")
        .map(|milestone| (milestone.due.unwrap() - day(7, 1).unwrap()).num_days() as f64 + 46_204.0)
        .collect();
    assert!(!due.is_empty());
    assert_eq!(marked, due);
}

#[test]
fn bars_are_painted_over_formulas_and_the_chart_is_excels_own() {
    let document = q3_sales(Lang::Zh);
    let bytes = write_with_progress(&document, &progress(), Lang::Zh, created()).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes[..])).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        archive
            .by_name(name)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        text
    };
    let names: Vec<String> = (1..=14)
        .map(|n| format!("xl/worksheets/sheet{n}.xml"))
        .collect();
    let gantt = names
        .iter()
        .map(|name| part(name))
        .find(|text| text.contains("<cfRule"))
        .unwrap();
    assert_eq!(gantt.matches("<cfRule").count(), 8);
    for word in [
        "TODAY()",
        "$K6=\"●\"",
        "ISNUMBER($I6)",
        "MATCH($A7,'任务拆解清单'!$A$2",
    ] {
        let escaped = word.replace('"', "&quot;");
        assert!(gantt.contains(word) || gantt.contains(&escaped), "{word}");
    }
    assert!(gantt.contains("<pane xSplit=\"2\" ySplit=\"5\""));
    let chart = part("xl/charts/chart1.xml");
    assert!(
        chart.contains("<c:barChart>") && chart.contains("'进度'!$C$3:$C$5")
            || chart.contains("进度!$C$3:$C$5"),
        "{chart}"
    );
}

#[test]
fn a_long_plan_is_drawn_by_weeks_and_an_endless_one_stays_small() {
    let mut document = q3_sales(Lang::En);
    document.tasks[12].planned_end =
        day(7, 1).and_then(|from| from.checked_add_days(chrono::Days::new(300)));
    let bytes = write_with_progress(&document, &Progress::new(), Lang::En, created()).unwrap();
    let gantt = sheet(&bytes, "Gantt");
    let dates = gantt.rows().nth(3).unwrap();
    assert_eq!(number(&dates[12]) - number(&dates[11]), 7.0);

    document.tasks[12].planned_end = chrono::NaiveDate::from_ymd_opt(9_999, 1, 1);
    let bytes = write_with_progress(&document, &Progress::new(), Lang::En, created()).unwrap();
    assert!(sheet(&bytes, "Gantt").width() < 320);
    assert_eq!(read(&bytes).unwrap().document, document);
}
