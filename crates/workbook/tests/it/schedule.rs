//! The example's schedule, calculated by hand on the calendar of 2026: September 25 is off, September 20 is worked.

use cascade_method::Lang;
use cascade_workbook::{LinkKind, PlanError, Predecessor, Schedule, plan};
use chrono::NaiveDate;

use crate::source::{after, day, q3_sales};

fn date(month: u32, of: u32) -> NaiveDate {
    day(month, of).unwrap()
}

/// Early start and finish, late start and finish, total and free float.
type Figures = ((u32, u32), (u32, u32), (u32, u32), (u32, u32), i64, i64);

fn figures(
    schedule: &Schedule,
    code: &str,
) -> (NaiveDate, NaiveDate, NaiveDate, NaiveDate, i64, i64) {
    let task = schedule.task(code).unwrap();
    (
        task.early_start,
        task.early_finish,
        task.late_start,
        task.late_finish,
        task.total_float_days,
        task.free_float_days,
    )
}

#[test]
fn the_example_by_hand() {
    let schedule = plan(&q3_sales(Lang::Zh)).unwrap();
    let expected: [(&str, i64, Figures); 13] = [
        ("T1", 10, ((7, 1), (7, 14), (7, 1), (7, 14), 0, 0)),
        ("T2", 25, ((7, 6), (8, 7), (8, 17), (9, 18), 30, 30)),
        ("T3", 10, ((7, 15), (7, 28), (7, 15), (7, 28), 0, 0)),
        ("T4", 10, ((7, 13), (7, 24), (9, 7), (9, 18), 40, 40)),
        ("T5", 8, ((7, 1), (7, 10), (8, 3), (8, 12), 23, 0)),
        ("T6", 10, ((7, 13), (7, 24), (8, 13), (8, 26), 23, 0)),
        ("T7", 10, ((7, 29), (8, 11), (8, 31), (9, 11), 23, 0)),
        ("T8", 10, ((8, 5), (8, 18), (9, 7), (9, 18), 23, 23)),
        ("T9", 10, ((7, 6), (7, 17), (7, 29), (8, 11), 17, 17)),
        ("T10", 10, ((7, 29), (8, 11), (7, 29), (8, 11), 0, 0)),
        ("T11", 10, ((8, 12), (8, 25), (8, 12), (8, 25), 0, 0)),
        ("T12", 10, ((8, 26), (9, 8), (8, 26), (9, 8), 0, 0)),
        ("T13", 8, ((9, 9), (9, 18), (9, 9), (9, 18), 0, 0)),
    ];
    for (code, days, (es, ef, ls, lf, total, free)) in expected {
        let hand = (
            date(es.0, es.1),
            date(ef.0, ef.1),
            date(ls.0, ls.1),
            date(lf.0, lf.1),
            total,
            free,
        );
        assert_eq!(figures(&schedule, code), hand, "{code}");
        let task = schedule.task(code).unwrap();
        assert_eq!(task.duration_days, days, "{code}");
        assert_eq!(task.critical, total == 0, "{code}");
        assert_eq!(
            (task.planned_start, task.planned_end),
            (task.early_start, task.early_finish),
            "{code}"
        );
    }
    assert_eq!(
        schedule.critical_path,
        ["T1", "T3", "T10", "T11", "T12", "T13"]
    );
    assert_eq!((schedule.start, schedule.finish), (day(7, 1), day(9, 18)));
    let departments: Vec<_> = ["T1", "T10", "T11"]
        .map(|code| schedule.task(code).unwrap().department.as_str())
        .into();
    assert_eq!(departments, ["市场部", "数据部", "客户成功部"]);
    assert_eq!(schedule.task("T7").unwrap().predecessors, ["T6FS+2d"]);
}

#[test]
fn a_slip_of_the_first_task_moves_the_other_departments() {
    let mut document = q3_sales(Lang::En);
    document.tasks[0].planned_end = day(7, 17);
    let schedule = plan(&document).unwrap();
    assert_eq!(schedule.task("T3").unwrap().early_start, date(7, 20));
    // Three working days later each; the last one runs into the made-up Sunday.
    assert_eq!(schedule.task("T10").unwrap().early_finish, date(8, 14));
    assert_eq!(schedule.task("T13").unwrap().early_finish, date(9, 22));
    assert_eq!(schedule.task("T8").unwrap().early_finish, date(8, 18));
}

#[test]
fn a_cycle_is_named_with_its_whole_path() {
    let mut document = q3_sales(Lang::Zh);
    document.tasks[0].predecessors = vec![after("T10")];
    let Err(PlanError::Cycle(path)) = plan(&document) else {
        panic!("no cycle found")
    };
    assert_eq!(path.len(), 4);
    assert_eq!(path.first(), path.last());
    let way = path.join(">");
    assert!(
        ["T1>T3>T10>T1", "T3>T10>T1>T3", "T10>T1>T3>T10"].contains(&way.as_str()),
        "{way}"
    );
}

#[test]
fn what_cannot_be_dated_is_left_out_and_named() {
    let mut document = q3_sales(Lang::Zh);
    document.tasks[3].planned_end = None;
    document.tasks[8].planned_end = day(7, 1);
    document.tasks[1].predecessors = vec![Predecessor {
        task: "Q2/T9".into(),
        kind: LinkKind::StartToFinish,
        lag_days: 1,
    }];
    let schedule = plan(&document).unwrap();
    assert_eq!(schedule.without_dates, ["T4", "T9"]);
    assert_eq!(schedule.tasks.len(), 11);
}

#[test]
fn json_keeps_its_field_names() {
    let schedule = plan(&q3_sales(Lang::En)).unwrap();
    let json: serde_json::Value = serde_json::from_str(&schedule.to_json().unwrap()).unwrap();
    assert_eq!(json["plan"], "2026Q3-SALES");
    assert_eq!(json["tasks"][2]["code"], "T3");
    assert_eq!(json["tasks"][2]["early_start"], "2026-07-15");
    assert_eq!(json["tasks"][2]["total_float_days"], 0);
    assert_eq!(json["tasks"][1]["milestones"][0]["due"], "2026-07-10");
    let back: Schedule = serde_json::from_value(json).unwrap();
    assert_eq!(back, schedule);
}
