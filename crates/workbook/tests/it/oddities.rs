//! Cells as people write them.

use cascade_workbook::{
    LinkKind, Predecessor, Priority, ReadOutcome, ResourceKind, Skill, TargetKind, read,
};
use chrono::NaiveDate;

use crate::row;
use crate::sheets::{Cell, Sheet, workbook};

fn day(month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, month, day)
}

fn plan() -> Sheet<'static> {
    (
        "计划",
        vec![
            row!["计划编号", "周期开始", "周期结束"],
            row!["P", "2026-07-01", "2026-09-30"],
        ],
    )
}

fn people() -> Sheet<'static> {
    (
        "人员",
        vec![
            row!["姓名", "工号", "部门", "技能"],
            row!["李娜", "P01", "市场部", "用户运营:4；文案设计(3)、直播"],
            row!["王强", "P02", "MKT", ""],
            row!["王强", "P03", "MKT", "数据分析：9"],
        ],
    )
}

fn departments() -> Sheet<'static> {
    (
        "部门",
        vec![row!["部门编号", "部门名称"], row!["MKT", "市场部"]],
    )
}

fn tasks(rows: Vec<Vec<Cell>>) -> ReadOutcome {
    let mut all = vec![row![
        "计划结束时间",
        "任务名称",
        "任务编号",
        "负责人",
        "计划开始",
        "前置任务",
        "优先级",
        "所属KR"
    ]];
    all.extend(rows);
    read(&workbook(vec![
        plan(),
        people(),
        departments(),
        ("任务拆解清单", all),
    ]))
    .unwrap()
}

/// `sheet cell rule value` of every complaint.
fn told(outcome: &ReadOutcome) -> Vec<String> {
    let one = |issue: &cascade_workbook::CellIssue| {
        format!(
            "{} {} {} {}",
            issue.cell.sheet, issue.cell, issue.rule.id, issue.value
        )
    };
    outcome.issues.iter().map(one).collect()
}

#[test]
fn dates_names_links_and_full_width_are_understood() {
    let outcome = tasks(vec![
        vec![
            "9月30日".into(),
            "一".into(),
            "Ｔ１".into(),
            "李娜".into(),
            Cell::Date(2026, 9, 17),
            "".into(),
            "高".into(),
        ],
        row![],
        vec![
            "2026/9/30".into(),
            "二".into(),
            "T2".into(),
            "P02".into(),
            46_282.0.into(),
            "T1".into(),
            "urgent".into(),
        ],
        vec![
            "２０２６年９月３０日".into(),
            "三".into(),
            "T3".into(),
            "李娜（P01）".into(),
            "".into(),
            "t1；Ｔ２ＳＳ－１天".into(),
        ],
    ]);
    let tasks = &outcome.document.tasks;
    assert_eq!(
        tasks
            .iter()
            .map(|task| task.code.as_str())
            .collect::<Vec<_>>(),
        ["T1", "T2", "T3"]
    );
    assert!(tasks.iter().all(|task| task.planned_end == day(9, 30)));
    assert_eq!(
        (tasks[0].planned_start, tasks[1].planned_start),
        (day(9, 17), day(9, 17))
    );
    assert_eq!(
        tasks
            .iter()
            .map(|task| task.owner.as_str())
            .collect::<Vec<_>>(),
        ["P01", "P02", "P01"]
    );
    assert_eq!(
        tasks[0].department, "MKT",
        "the owner's department where none is named"
    );
    assert_eq!(
        (tasks[0].priority, tasks[1].priority),
        (Some(Priority::High), Some(Priority::High))
    );
    assert_eq!(
        tasks[2].predecessors,
        [
            Predecessor {
                task: "T1".into(),
                kind: LinkKind::FinishToStart,
                lag_days: 0
            },
            Predecessor {
                task: "T2".into(),
                kind: LinkKind::StartToStart,
                lag_days: -1
            },
        ]
    );
    assert_eq!(
        tasks[2].origin.cell("predecessors").unwrap().address(),
        "F5"
    );
    assert_eq!(told(&outcome), ["人员 D4 WB-NUMBER 数据分析：9"]);
    assert_eq!(
        outcome.document.people[0].skills,
        [
            Skill {
                name: "用户运营".into(),
                level: 4
            },
            Skill {
                name: "文案设计".into(),
                level: 3
            },
            Skill {
                name: "直播".into(),
                level: 3
            },
        ]
    );
}

#[test]
fn what_cannot_be_read_is_told_cell_by_cell() {
    let outcome = tasks(vec![
        vec![
            "月底".into(),
            "一".into(),
            "T1".into(),
            "王强".into(),
            "".into(),
            "T2FS+两周".into(),
            "最高".into(),
        ],
        row!["", "二", "", "P02"],
        vec!["".into(), Cell::Formula("=1/0"), "T3".into(), "张三".into()],
        vec![
            "".into(),
            Cell::Broken("#DIV/0!"),
            "T4".into(),
            "P02".into(),
        ],
        row!["合计", "三项"],
    ]);
    assert_eq!(
        told(&outcome),
        [
            "人员 D4 WB-NUMBER 数据分析：9",
            "任务拆解清单 A2 WB-DATE 月底",
            "任务拆解清单 D2 WB-NAME 王强",
            "任务拆解清单 F2 WB-LINK T2FS+两周",
            "任务拆解清单 G2 WB-CHOICE 最高",
            "任务拆解清单 C3 WB-CODE ",
            "任务拆解清单 D4 WB-NAME 张三",
            "任务拆解清单 B5 WB-FORMULA #DIV/0!",
        ]
    );
    assert!(outcome.has_errors());
    let ambiguous = &outcome.issues[2];
    assert_eq!(ambiguous.message.zh, "有多个人员叫“王强”：P02、P03");
    assert_eq!(
        ambiguous.message.en,
        "More than one person is called “王强”: P02, P03"
    );
    assert_eq!(
        outcome.issues[4].advice.en,
        "Choose one of: High, Medium, Low"
    );
}

#[test]
fn percentages_come_as_text_as_format_and_as_share() {
    let rows = |weight: Cell, target: Cell, kind: &'static str, unit: &'static str| {
        vec![
            "KR".into(),
            "G1".into(),
            weight,
            target,
            kind.into(),
            unit.into(),
            "400".into(),
        ]
    };
    let sheet = vec![
        row!["（示例）关键结果拆解表"],
        row![
            "KR编号",
            "总目标",
            "权重",
            "目标值",
            "目标类型",
            "单位",
            "基线"
        ],
        rows("40%".into(), "提升30%".into(), "提升", "万元"),
        rows(Cell::Percent(0.35), Cell::Percent(0.25), "增长", "家"),
        rows(0.25.into(), 15.0.into(), "达到", "%"),
        rows(25.0.into(), "ROI≥1:3".into(), "ROI", ""),
        rows("２５％".into(), "2万元".into(), "提升至", "元"),
        rows("一半".into(), "3场".into(), "数量", ""),
    ];
    let outcome = read(&workbook(vec![("KR", sheet)])).unwrap();
    let found = &outcome.document.key_results;
    let weights: Vec<_> = found.iter().map(|kr| kr.weight).collect();
    assert_eq!(
        weights,
        [
            Some(40.0),
            Some(35.0),
            Some(25.0),
            Some(25.0),
            Some(25.0),
            None
        ]
    );
    let targets: Vec<_> = found.iter().map(|kr| kr.target).collect();
    assert_eq!(
        targets,
        [
            Some(30.0),
            Some(25.0),
            Some(15.0),
            Some(3.0),
            Some(20_000.0),
            Some(3.0)
        ]
    );
    assert_eq!(found[0].target_kind, Some(TargetKind::RiseByPercent));
    assert_eq!(found[0].target_value(), Some(520.0));
    assert_eq!(found[1].target_value(), Some(500.0));
    assert_eq!(found[5].unit, "场");
    let numbers: Vec<_> = told(&outcome)
        .into_iter()
        .filter(|line| line.contains("WB-NUMBER"))
        .collect();
    assert_eq!(numbers, ["KR C8 WB-NUMBER 一半"]);
}

#[test]
fn money_is_kept_to_the_fen() {
    let sheet = vec![
        row!["Request code", "Amount", "Resource kind"],
        row!["R1", "2万元", "预算"],
        row!["R2", 19_999.99, "Budget"],
        row!["R3", "¥1,234.5", "人力"],
        row!["R4", "two", "Data"],
    ];
    let outcome = read(&workbook(vec![("Resource requests", sheet)])).unwrap();
    let amounts: Vec<_> = outcome
        .document
        .requests
        .iter()
        .map(|request| request.amount_minor)
        .collect();
    assert_eq!(
        amounts,
        [Some(2_000_000), Some(1_999_999), Some(123_450), None]
    );
    assert_eq!(
        outcome.document.requests[2].kind,
        Some(ResourceKind::People)
    );
    assert_eq!(told(&outcome), ["Resource requests B5 WB-NUMBER two"]);
}

#[test]
fn a_sheet_with_another_name_is_known_by_its_headers() {
    let sheet = vec![
        row!["2026 plan of the marketing department"],
        row!["Milestone", "Date *", "Task", "Mood"],
        row!["Host chosen", "Jul 10, 2026", "T2", "good"],
    ];
    let outcome = read(&workbook(vec![("Sheet1", sheet)])).unwrap();
    assert_eq!(outcome.document.milestones.len(), 1);
    assert_eq!(outcome.document.milestones[0].due, day(7, 10));
    assert_eq!(told(&outcome), ["Sheet1 D2 WB-COLUMN Mood"]);
    assert!(!outcome.issues[0].is_error());
    assert!(!outcome.has_errors());
}

#[test]
fn codes_used_twice_are_told() {
    let sheet = vec![
        row!["Budget code", "Budget", "Department", "Amount"],
        row!["B1", "a"],
        row!["B1", "b"],
    ];
    let outcome = read(&workbook(vec![("Budgets", sheet)])).unwrap();
    assert_eq!(told(&outcome), ["Budgets A3 WB-CODE B1"]);
    assert_eq!(outcome.issues[0].message.zh, "编号“B1”重复");
}

#[test]
fn a_value_merged_over_rows_belongs_to_each_of_them() {
    use rust_xlsxwriter::{Format, Workbook};

    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("关键结果拆解表").unwrap();
    let format = Format::new();
    sheet
        .merge_range(0, 0, 0, 2, "销售部 2026年Q3", &format)
        .unwrap();
    for (col, header) in (0..).zip(["总目标", "KR编号", "KR描述"]) {
        sheet.write_string(1, col, header).unwrap();
    }
    sheet.merge_range(2, 0, 4, 0, "G1", &format).unwrap();
    for (row, code) in (2..).zip(["KR1", "KR2", "KR3", "KR4"]) {
        sheet.write_string(row, 1, code).unwrap();
    }
    let outcome = read(&workbook.save_to_buffer().unwrap()).unwrap();
    let goals: Vec<_> = outcome
        .document
        .key_results
        .iter()
        .map(|kr| kr.goal.as_str())
        .collect();
    assert_eq!(goals, ["G1", "G1", "G1", ""]);
}
