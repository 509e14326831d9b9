//! MS Project XML: ours there and back, and what other tools write.

use cascade_method::{Lang, Policy};
use cascade_schedule::DayPart;
use cascade_workbook::{
    Limits, LinkKind, PlanDocument, Priority, Progress, ReadOutcome, TaskProgress, WorkbookError,
    check, read, read_within, write, write_mspdi,
};
use chrono::{DateTime, NaiveDate};

use crate::source::q3_sales;

fn day(month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, month, day)
}

/// What of a plan the format has room for.
fn carried(mut document: PlanDocument) -> PlanDocument {
    document.requests.clear();
    document.departments.clear();
    document.budgets.clear();
    document
}

fn written(document: &PlanDocument, progress: &Progress) -> String {
    let bytes = write_mspdi(document, progress, Lang::Zh, DateTime::UNIX_EPOCH).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn rules(outcome: &ReadOutcome) -> Vec<String> {
    let told = |issue: &cascade_workbook::CellIssue| format!("{} {}", issue.rule.id, issue.cell);
    outcome.issues.iter().map(told).collect()
}

#[test]
fn a_written_plan_reads_back_equal() {
    for text in [Lang::Zh, Lang::En] {
        for headers in [Lang::Zh, Lang::En] {
            let mut document = q3_sales(text);
            let id = "0198c0de-0000-7000-8000-000000000001";
            document.ids.insert("tasks/T1".into(), id.into());
            document.tasks[0].name = "a < b & \"c\"\n=1+1".into();
            document.tasks[1].effort_hours = Some(7.5);
            document.tasks[1].priority = None;
            document.people[0].hours_per_day = 7.3;
            let bytes = write_mspdi(&document, &Progress::new(), headers, DateTime::UNIX_EPOCH);
            let back = read(&bytes.unwrap()).unwrap();
            assert_eq!(back.issues, [], "{text:?} under {headers:?} headings");
            assert_eq!(back.document, carried(document));
        }
    }
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let document = q3_sales(Lang::Zh);
    let none = Progress::new();
    assert_eq!(written(&document, &none), written(&document, &none));
}

#[test]
fn links_of_all_kinds_and_of_other_plans_survive() {
    let mut document = q3_sales(Lang::Zh);
    let code = document.tasks[0].code.clone();
    let links = [
        (LinkKind::FinishToStart, 0),
        (LinkKind::StartToStart, 2),
        (LinkKind::FinishToFinish, -1),
        (LinkKind::StartToFinish, 3),
    ];
    let linked = |(kind, lag_days), task: &str| cascade_workbook::Predecessor {
        task: task.into(),
        kind,
        lag_days,
    };
    document.tasks[5].predecessors = links.map(|link| linked(link, &code)).to_vec();
    document.tasks[6].predecessors = vec![linked((LinkKind::StartToStart, 1), "Q2/T7")];
    let back = read(written(&document, &Progress::new()).as_bytes()).unwrap();
    assert_eq!(back.issues, []);
    assert_eq!(back.document, carried(document));
}

#[test]
fn progress_and_baseline_travel_and_are_told_to_be_left_alone() {
    let document = q3_sales(Lang::Zh);
    let come = TaskProgress {
        percent: Some(40.0),
        actual_start: day(7, 2),
        actual_finish: None,
        baseline_start: day(7, 1),
        baseline_end: day(7, 9),
    };
    let progress = Progress::from([(document.tasks[0].code.clone(), come)]);
    let back = read(written(&document, &progress).as_bytes()).unwrap();
    assert_eq!(back.progress, progress);
    assert_eq!(back.document, carried(document));
    assert!(rules(&back)[0].starts_with("WB-PROGRESS"));
}

#[test]
fn what_belongs_nowhere_is_kept() {
    let mut document = q3_sales(Lang::En);
    document.tasks[0].key_result = "KR99".into();
    document.key_results[0].goal = "G99".into();
    let back = read(written(&document, &Progress::new()).as_bytes()).unwrap();
    let key_result = &document.key_results[0];
    assert_eq!(back.document.key_result(&key_result.code), Some(key_result));
    let task = &document.tasks[0];
    assert_eq!(back.document.task(&task.code), Some(task));
    assert_eq!(back.document.tasks.len(), document.tasks.len());
}

#[test]
fn the_working_calendar_is_in_the_file() {
    let document = q3_sales(Lang::Zh);
    let back = read(written(&document, &Progress::new()).as_bytes()).unwrap();
    let calendar = back.calendar.unwrap();
    assert_eq!(calendar.week[5..], [DayPart::Off, DayPart::Off]);
    // National Day, and the Sunday before it that is worked.
    let exception = |month, of_month| calendar.exceptions.get(&day(month, of_month).unwrap());
    assert_eq!(exception(10, 1), Some(&DayPart::Off));
    assert!(
        calendar
            .exceptions
            .values()
            .any(|part| *part == DayPart::Full)
    );
    assert_eq!(
        calendar
            .calendar()
            .working_days(day(7, 1).unwrap(), day(10, 31).unwrap()),
        cascade_schedule::Calendar::china().working_days(day(7, 1).unwrap(), day(10, 31).unwrap())
    );
}

#[test]
fn a_row_that_was_added_in_ms_project_takes_its_place() {
    let document = q3_sales(Lang::Zh);
    let text = written(&document, &Progress::new());
    let added = "<Task><UID>900</UID><ID>900</ID><Name>临时任务</Name><OutlineLevel>3</OutlineLevel>\
                 <Start>2026-07-06T08:00:00</Start><Finish>2026-07-10T17:00:00</Finish></Task></Tasks>";
    let back = read(text.replace("</Tasks>", added).as_bytes()).unwrap();
    let task = back.document.task("T900").unwrap();
    assert_eq!(task.key_result, document.key_results.last().unwrap().code);
    assert_eq!(task.planned_end, day(7, 10));
    assert_eq!(back.document.tasks.len(), document.tasks.len() + 1);
}

#[test]
fn a_file_of_ms_project_is_understood_by_its_outline() {
    let outcome = read(include_bytes!("../data/ms-project.xml")).unwrap();
    let plan = &outcome.document;
    assert_eq!(plan.plan.code, "Website relaunch");
    assert_eq!(
        (plan.plan.period_start, plan.plan.period_end),
        (day(8, 3), day(9, 11))
    );
    let goals: Vec<_> = plan
        .goals
        .iter()
        .map(|row| (&*row.code, &*row.description))
        .collect();
    assert_eq!(
        goals,
        [("G0", "Website relaunch"), ("G1", "New shop & content")]
    );
    let key_results: Vec<_> = plan
        .key_results
        .iter()
        .map(|row| (&*row.code, &*row.goal))
        .collect();
    assert_eq!(key_results, [("KR-G0", "G0"), ("KR2", "G1"), ("KR6", "G1")]);
    let tasks: Vec<_> = plan
        .tasks
        .iter()
        .map(|row| (&*row.code, &*row.key_result))
        .collect();
    assert_eq!(
        tasks,
        [
            ("T3", "KR2"),
            ("T4", "KR2"),
            ("T12", "KR2"),
            ("T8", "KR6"),
            ("T9", "KR6"),
            ("T10", "KR-G0")
        ]
    );
    let photos = plan.task("T4").unwrap();
    assert_eq!(
        (photos.owner.as_str(), &*photos.collaborators),
        ("Bob", &["Ada".to_owned()][..])
    );
    assert_eq!(
        (photos.effort_hours, photos.priority),
        (Some(60.0), None::<Priority>)
    );
    let links = |code: &str| -> Vec<String> {
        let links = &plan.task(code).unwrap().predecessors;
        let shown = |link: &cascade_workbook::Predecessor| {
            format!("{}{}{:+}", link.task, link.kind.code(), link.lag_days)
        };
        links.iter().map(shown).collect()
    };
    assert_eq!(links("T4"), ["T3FS+0"]);
    assert_eq!(links("T12"), ["T4SS+2"]);
    // Half a day of lag, and a link to a summary task.
    assert_eq!(links("T9"), ["T8FS+1"]);
    // Three elapsed days.
    assert_eq!(links("T10"), ["T9FF+2"]);
    assert_eq!(plan.people.len(), 2);
    assert_eq!(
        (
            plan.people[0].hours_per_day,
            plan.people[0].department.as_str()
        ),
        (4.0, "Shop")
    );
    let come = &outcome.progress["T3"];
    assert_eq!((come.percent, come.actual_finish), (Some(100.0), day(8, 7)));
    assert_eq!(come.baseline_end, day(8, 6));
    assert_eq!(
        rules(&outcome),
        [
            "WB-CALENDAR C1",
            "WB-OUTLINE A1",
            "WB-PROGRESS C3",
            "WB-OUTLINE C7",
            "WB-CONSTRAINT J8",
            "WB-LAG M9",
            "WB-LAG M9",
            "WB-LAG M10",
        ]
    );
    // What the file cannot know is the method's to ask for.
    let findings = check(plan, day(8, 1).unwrap(), &Policy::default());
    let asked = |code: &str, field: &str| {
        let found = |placed: &&cascade_workbook::PlacedFinding| {
            placed.finding.row == code && placed.finding.field == field
        };
        findings.iter().any(|placed| found(&placed))
    };
    assert!(asked("G1", "source") && asked("G1", "owner"));
    assert!(asked("T4", "deliverable") && asked("T12", "owner"));
    // As a workbook it can be completed.
    let workbook = write(plan, Lang::En, DateTime::UNIX_EPOCH).unwrap();
    assert_eq!(&read(&workbook).unwrap().document.tasks, &plan.tasks);
}

#[test]
fn a_file_of_projectlibre_with_one_level_is_one_goal() {
    let outcome = read(include_bytes!("../data/projectlibre.xml")).unwrap();
    let plan = &outcome.document;
    assert_eq!(plan.goals.len(), 1);
    assert_eq!(plan.goals[0].description, "双十一备货");
    let key_results: Vec<_> = plan
        .key_results
        .iter()
        .map(|row| &*row.description)
        .collect();
    assert_eq!(key_results, ["采购到位", "页面上线"]);
    assert_eq!(plan.task("T5").unwrap().predecessors[0].lag_days, -1);
    let calendar = outcome.calendar.clone().unwrap();
    assert_eq!(calendar.exceptions[&day(10, 1).unwrap()], DayPart::Off);
    assert_eq!(calendar.exceptions[&day(10, 10).unwrap()], DayPart::Full);
    assert_eq!(rules(&outcome), ["WB-OUTLINE B1"]);
}

#[test]
fn hostile_xml_is_refused() {
    let with = |head: &str, name: &str| {
        format!(
            "<?xml version=\"1.0\"?>{head}<Project xmlns=\"http://schemas.microsoft.com/project\"><Tasks>\
             <Task><UID>1</UID><OutlineLevel>1</OutlineLevel><Name>{name}</Name></Task></Tasks></Project>"
        )
    };
    let refused = |text: &str| read(text.as_bytes()).unwrap_err();
    assert!(read(with("", "&#36215;&amp;").as_bytes()).is_ok());
    for head in [
        "<!DOCTYPE Project [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE lolz [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>",
        "<!DOCTYPE Project SYSTEM \"http://example.com/x.dtd\">",
    ] {
        assert!(matches!(
            refused(&with(head, "&x;")),
            WorkbookError::XmlEntities
        ));
    }
    let error = refused(&with("", "&x;"));
    assert_eq!(error.reason(), "WORKBOOK_XML_ENTITIES");
    assert!(error.message().zh.contains("实体"));
    for broken in [
        "<html><body/></html>",
        "<Project>",
        "<Project><Tasks></Project>",
        "<",
        "<?xml version=\"1.0\" encoding=\"utf-16\"?><Project/>",
    ] {
        let error = refused(broken);
        let told = matches!(
            error,
            WorkbookError::NotAWorkbook(_) | WorkbookError::NoTables(_)
        );
        assert!(told, "{broken}: {error:?}");
    }
    let deep = format!("<Project>{}", "<a>".repeat(100_000));
    assert!(matches!(
        refused(&deep),
        WorkbookError::TooLarge {
            what: "depth of elements",
            ..
        }
    ));
    let task = "<Task><OutlineLevel>1</OutlineLevel></Task>";
    let many = format!("<Project><Tasks>{}</Tasks></Project>", task.repeat(2_000));
    let limits = Limits {
        rows: 1_000,
        ..Limits::default()
    };
    assert!(matches!(
        read_within(many.as_bytes(), &limits),
        Err(WorkbookError::TooLarge {
            what: "number of rows in a sheet",
            limit: 1_000
        })
    ));
}

#[test]
fn a_truncated_or_damaged_file_never_panics() {
    let whole = include_bytes!("../data/ms-project.xml");
    for length in (0..whole.len() - 12).step_by(331) {
        assert!(read(&whole[..length]).is_err(), "{length}");
    }
    for at in (0..whole.len()).step_by(97) {
        let mut damaged = whole.to_vec();
        damaged[at] ^= 0x15;
        let _ = read(&damaged);
    }
}
