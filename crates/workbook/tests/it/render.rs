//! What a terminal shows of the example.

use cascade_method::{Lang, Policy};
use cascade_workbook::render::{GanttOptions, findings_table, gantt, mermaid, plan_rows, table};
use cascade_workbook::{check, plan};

use crate::source::{day, q3_sales};

#[test]
fn the_schedule_as_a_table() {
    let drawn = table(&plan(&q3_sales(Lang::Zh)).unwrap(), Lang::Zh, 140);
    let row = "│ T3   ┆ 投放2轮精准信息流广告           ┆ 黄磊   ┆ 市场部     ┆   10 ┆ 07-15–07-28 ┆ 07-15–07-28 ┆      0 ┆        0 ┆ ●    │";
    assert!(drawn.lines().any(|line| line == row), "{drawn}");
    let last = "全程 2026-07-01 – 2026-09-18   关键路径 T1 → T3 → T10 → T11 → T12 → T13";
    assert_eq!(drawn.lines().last(), Some(last));
    let mut undated = q3_sales(Lang::En);
    undated.tasks[3].planned_start = None;
    let drawn = table(&plan(&undated).unwrap(), Lang::En, 100);
    assert!(
        drawn.ends_with("Left out for lack of valid dates: T4\n"),
        "{drawn}"
    );
}

#[test]
fn the_plan_as_a_gantt_chart() {
    let document = q3_sales(Lang::Zh);
    let rows = plan_rows(&document, &plan(&document).unwrap());
    assert_eq!(rows.len(), 16, "thirteen tasks under three key results");
    let drawn = gantt(
        &rows,
        &GanttOptions {
            width: 150,
            today: day(7, 15),
            ..GanttOptions::default()
        },
    );
    for line in [
        "  T1 优化电商店铺详情页转化率（+5%）       ██████████████│",
        "  T2 开展3场直播带货                            ━━━━◆━━━━━━◆━━━━━━━━━━━━━━━━━━━━◆",
        "  T3 投放2轮精准信息流广告                               ██████████████",
        "█ 关键路径   ━ 计划   ◆ 里程碑   │ 今天 2026-07-15",
    ] {
        assert!(
            drawn.lines().any(|drawn| drawn == line),
            "{line} is not in\n{drawn}"
        );
    }
}

#[test]
fn the_plan_as_mermaid() {
    let document = q3_sales(Lang::En);
    let drawn = mermaid(&document, &plan(&document).unwrap(), Lang::En);
    assert!(
        drawn.starts_with("gantt\n    title Sales plan for the third quarter of 2026\n"),
        "{drawn}"
    );
    assert!(drawn.contains(
        "    T3 Place two rounds of targeted feed ads :crit, T3, 2026-07-15, 2026-07-28\n"
    ));
    assert!(drawn.contains(
        "    Week 1： host chosen and script reviewed :milestone, T2_m1, 2026-07-10, 0d\n"
    ));
    assert_eq!(drawn.matches("    section KR").count(), 3);
    assert_eq!(drawn.matches(":crit").count(), 6);
}

#[test]
fn the_findings_as_a_table() {
    let findings = check(&q3_sales(Lang::Zh), day(6, 30).unwrap(), &Policy::default());
    let drawn = findings_table(&findings, Lang::Zh, 120);
    assert!(drawn.contains("TASK-009"), "{drawn}");
    assert!(
        drawn.contains("工期 25 个工作日，超过建议的 10 天"),
        "{drawn}"
    );
    assert!(
        drawn
            .lines()
            .last()
            .is_some_and(|last| last.starts_with("0 个错误，")),
        "{drawn}"
    );
}
