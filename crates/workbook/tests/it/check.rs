//! The method's rules over workbooks: what is found, and in which cell.

use cascade_method::{Lang, Policy, Severity};
use cascade_workbook::{PlacedFinding, PlanDocument, Stage, check, check_for, read, write};
use chrono::{DateTime, NaiveDate};

use crate::source::{after, day, q3_sales};

fn today() -> NaiveDate {
    day(6, 30).unwrap()
}

/// The document written and read again, so that its records know their cells.
fn placed(document: &PlanDocument) -> PlanDocument {
    read(&write(document, Lang::Zh, DateTime::UNIX_EPOCH).unwrap())
        .unwrap()
        .document
}

/// `rule sheet cell row` of every finding that is not SMART's.
fn lines(findings: &[PlacedFinding]) -> Vec<String> {
    findings
        .iter()
        .filter(|placed| !placed.finding.rule.id.starts_with("SMART"))
        .map(|PlacedFinding { finding, cell }| {
            let cell = cell
                .as_ref()
                .map_or("-".to_owned(), |cell| format!("{} {cell}", cell.sheet));
            format!("{} {cell} {}", finding.rule.id, finding.row)
        })
        .collect()
}

fn found(document: &PlanDocument) -> Vec<String> {
    lines(&check(&placed(document), today(), &Policy::default()))
}

#[test]
fn the_example_has_no_error_and_the_five_week_task_is_told() {
    for lang in [Lang::Zh, Lang::En] {
        let findings = check_for(
            &placed(&q3_sales(lang)),
            today(),
            &Policy::default(),
            Stage::Activation,
        );
        assert!(
            findings
                .iter()
                .all(|placed| placed.finding.severity() == Severity::Warning),
            "{findings:#?}"
        );
        assert_eq!(
            lines(&findings),
            ["GOAL-006 部门目标总表 J2 G1", "TASK-009 任务拆解清单 K3 T2"]
        );
        // It hangs under no goal of this workbook: that letter alone is missing from SMART.
        let smart: Vec<_> = findings
            .iter()
            .map(|placed| placed.finding.rule.id)
            .filter(|id| id.starts_with("SMART"))
            .collect();
        assert_eq!(smart, ["SMART-R"]);
        let long = findings
            .iter()
            .find(|placed| placed.finding.rule.id == "TASK-009")
            .unwrap();
        assert_eq!(long.finding.value, "25");
        assert!(
            long.finding.advice.zh.contains("拆分为 3 个约 9 天的任务"),
            "{}",
            long.finding.advice.zh
        );
        assert!(long.finding.advice.zh.contains("按全国工作日历计算"));
        assert!(
            long.finding
                .advice
                .en
                .contains("Counted here on the national calendar")
        );
    }
}

#[test]
fn errors_come_first_then_tables_and_rows() {
    let mut document = q3_sales(Lang::Zh);
    document.tasks[4].owner.clear();
    document.tasks[2].deliverable.clear();
    document.key_results[1].weight = Some(30.0);
    document.goals[0].deadline = None;
    document.requests[0].expected_arrival = day(7, 20);
    assert_eq!(
        found(&document),
        [
            "GOAL-003 部门目标总表 G2 G1",
            "TASK-003 任务拆解清单 L4 T3",
            "TASK-002 任务拆解清单 F6 T5",
            "GOAL-006 部门目标总表 J2 G1",
            "KR-004 关键结果拆解表 K2 G1",
            "TASK-009 任务拆解清单 K3 T2",
            "RES-003 资源协调清单 H2 R1",
        ]
    );
    let at_activation = check_for(
        &placed(&document),
        today(),
        &Policy::default(),
        Stage::Activation,
    );
    assert!(lines(&at_activation).contains(&"KR-005 关键结果拆解表 K2 G1".to_owned()));
}

#[test]
fn codes_that_lead_nowhere_or_to_two_rows_are_told() {
    let mut document = q3_sales(Lang::Zh);
    document.key_results[2].goal = "G9".into();
    document.tasks[3].key_result = "KR7".into();
    document.tasks[5].code = "T5".into();
    document.tasks[7].predecessors = vec![after("T99"), after("T8")];
    document.requests[4].task = "T77".into();
    document.goals[0].parent = "C1".into();
    let found = found(&document);
    for line in [
        "GOAL-008 部门目标总表 J2 G1",
        "KR-010 关键结果拆解表 A4 KR3",
        "TASK-001 任务拆解清单 B5 T4",
        "TASK-007 任务拆解清单 A7 T5",
        "TASK-005 任务拆解清单 M9 T8",
        "TASK-006 任务拆解清单 M9 T8",
        "RES-001 资源协调清单 B6 R5",
    ] {
        assert!(
            found.iter().any(|found| found == line),
            "{line} is not among {found:#?}"
        );
    }
}

#[test]
fn a_cycle_is_printed_whole() {
    let mut document = q3_sales(Lang::Zh);
    document.tasks[0].predecessors = vec![after("T10")];
    let findings = check(&placed(&document), today(), &Policy::default());
    let cycle = findings
        .iter()
        .find(|placed| placed.finding.rule.id == "TASK-008")
        .unwrap();
    let ways = [
        "T1 → T3 → T10 → T1",
        "T3 → T10 → T1 → T3",
        "T10 → T1 → T3 → T10",
    ];
    assert!(
        ways.contains(&cycle.finding.value.as_str()),
        "{}",
        cycle.finding.value
    );
    assert!(cycle.finding.message.zh.contains(&cycle.finding.value));
    assert_eq!(cycle.cell.as_ref().unwrap().col, 12);
}

#[test]
fn a_start_before_its_predecessor_allows_is_told_for_every_kind_of_link() {
    let mut document = q3_sales(Lang::Zh);
    // T3 waits for T1, which ends on July 14; T8 starts five working days after T7 starts on July 29.
    document.tasks[2].planned_start = day(7, 14);
    document.tasks[7].planned_start = day(8, 4);
    document.tasks[10].predecessors[0].task = "T9".into();
    let found = found(&document);
    assert!(
        found.contains(&"TASK-011 任务拆解清单 J4 T3".to_owned()),
        "{found:#?}"
    );
    assert!(
        found.contains(&"TASK-011 任务拆解清单 J9 T8".to_owned()),
        "{found:#?}"
    );
    assert_eq!(
        found
            .iter()
            .filter(|line| line.starts_with("TASK-011"))
            .count(),
        2
    );
}

#[test]
fn goals_that_hang_under_themselves_are_told_once_each() {
    let mut document = q3_sales(Lang::Zh);
    document.goals[0].parent = "KR2".into();
    assert!(found(&document).contains(&"GOAL-009 部门目标总表 J2 G1".to_owned()));
}

#[test]
fn milestones_outside_and_key_results_without_tasks_are_told() {
    let mut document = q3_sales(Lang::Zh);
    document.milestones[2].due = day(8, 10);
    document.tasks.retain(|task| task.key_result != "KR2");
    let found = found(&document);
    assert!(
        found.contains(&"TASK-014 里程碑 C4 T2".to_owned()),
        "{found:#?}"
    );
    assert!(
        found.contains(&"KR-015 关键结果拆解表 A3 KR2".to_owned()),
        "{found:#?}"
    );
}

#[test]
fn a_plan_that_was_never_a_workbook_has_findings_without_cells() {
    let findings = check(&q3_sales(Lang::En), today(), &Policy::default());
    assert!(
        findings
            .iter()
            .any(|placed| placed.finding.rule.id == "TASK-009")
    );
    assert!(findings.iter().all(|placed| placed.cell.is_none()));
}

#[test]
fn a_task_that_should_have_begun_is_told_on_the_day() {
    let document = placed(&q3_sales(Lang::Zh));
    let overdue = |month, of| {
        let findings = check(&document, day(month, of).unwrap(), &Policy::default());
        let lines = lines(&findings);
        lines
            .into_iter()
            .filter(|line| line.starts_with("PLAN-001"))
            .collect::<Vec<_>>()
    };
    assert_eq!(overdue(7, 1), Vec::<String>::new());
    assert_eq!(
        overdue(7, 2),
        ["PLAN-001 任务拆解清单 J2 T1", "PLAN-001 任务拆解清单 J6 T5"]
    );
}

#[test]
fn an_address_that_is_none_is_told_in_its_cell() {
    let mut document = q3_sales(Lang::Zh);
    document.people[2].email = "nobody at example.com".into();
    let found = found(&document);
    let expected = format!("DIR-009 人员 G4 {}", document.people[2].code);
    assert!(found.contains(&expected), "{found:?}");
}
