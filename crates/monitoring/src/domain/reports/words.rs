//! Cells and sentences of reports, in both languages.

use cascade_method::{Text, escalation::Stage, light::Light};
use chrono::NaiveDate;

use super::{
    Section, Span,
    collect::{Aim, Alarm, Facts, Task},
};

/// The same in both languages.
pub(super) fn same(text: impl ToString) -> Text {
    let text = text.to_string();
    Text::new(text.clone(), text)
}

pub(super) fn day(date: Option<NaiveDate>) -> Text {
    date.map_or_else(|| same("–"), same)
}

pub(super) fn percent(value: f64) -> Text {
    same(format!("{value:.0}%"))
}

/// A light in a word: never by colour alone.
pub(super) fn light(light: Light) -> Text {
    let mark = match light {
        Light::Green => "🟢",
        Light::Yellow => "🟡",
        Light::Red => "🔴",
    };
    let label = light.label();
    Text::new(
        format!("{mark} {}", label.zh),
        format!("{mark} {}", label.en),
    )
}

pub(super) fn stage(stage: Stage) -> Text {
    match stage {
        Stage::Open => Text::new("待说明", "to be explained"),
        Stage::Explained => Text::new("待纠偏", "to be corrected"),
        Stage::Correcting => Text::new("待决定", "to be decided"),
        Stage::Verifying => Text::new("待验证", "to be verified"),
        Stage::Unverified => Text::new("纠偏到期待验证", "due, to be verified"),
        Stage::Reopened => Text::new("需重新纠偏", "to be corrected again"),
        Stage::Closed => Text::new("已关闭", "closed"),
    }
}

pub(super) fn section(
    zh: &str,
    en: &str,
    columns: &[(&str, &str)],
    rows: Vec<Vec<Text>>,
) -> Section {
    Section {
        title: Text::new(zh, en),
        columns: columns.iter().map(|(zh, en)| Text::new(*zh, *en)).collect(),
        rows,
    }
}

/// The whole in a sentence.
pub(super) fn summary(facts: &Facts, span: Span) -> Text {
    let finished = facts
        .tasks
        .iter()
        .filter(|task| span.has(task.finished))
        .count();
    let open = facts.tasks.iter().filter(|task| task.finished.is_none());
    let (late, under_way) = open.fold((0, 0), |(late, under_way), task| {
        let is_late = task.planned_end < span.to;
        (
            late + usize::from(is_late),
            under_way + usize::from(task.started.is_some()),
        )
    });
    let alerts = facts
        .alerts
        .iter()
        .filter(|alert| alert.closed.is_none())
        .count();
    let red = facts
        .goals
        .iter()
        .filter(|goal| goal.light == Light::Red)
        .count();
    Text::new(
        format!(
            "目标 {} 个，其中红灯 {red} 个；进行中任务 {under_way} 个，已过计划完成日 {late} 个，本期完成 {finished} 个；未关闭预警 {alerts} 个。",
            facts.goals.len()
        ),
        format!(
            "{} goals, {red} of them red; {under_way} tasks under way, {late} past their planned end, {finished} finished in this time; {alerts} alerts open.",
            facts.goals.len()
        ),
    )
}

/// Working days lost on the way to late goals, by department.
pub(super) fn lost(facts: &Facts) -> Section {
    section(
        "各部门造成的延误（工作日）",
        "Working days lost by department",
        &[("部门", "Department"), ("工作日", "Working days")],
        facts
            .lost_days()
            .into_iter()
            .map(|(department, days)| vec![same(department), same(days)])
            .collect(),
    )
}

pub(super) const TASK: &[(&str, &str)] = &[
    ("任务", "Task"),
    ("名称", "Name"),
    ("负责人", "Owner"),
    ("完成", "Done"),
    ("计划完成", "Planned end"),
    ("预测完成", "Forecast"),
    ("灯", "Light"),
    ("说明", "Reason"),
];

pub(super) fn task(row: &Task) -> Vec<Text> {
    vec![
        same(&row.code),
        same(&row.name),
        same(&row.owner),
        percent(row.percent),
        same(row.planned_end),
        same(row.finished.unwrap_or(row.forecast)),
        light(row.light),
        row.reason.clone(),
    ]
}

pub(super) const AIM: &[(&str, &str)] = &[
    ("编号", "Code"),
    ("描述", "Description"),
    ("负责人", "Owner"),
    ("达成", "Attained"),
    ("任务完成", "Work done"),
    ("期限", "Deadline"),
    ("预测", "Forecast"),
    ("灯", "Light"),
    ("说明", "Reason"),
];

pub(super) fn aim(row: &Aim) -> Vec<Text> {
    vec![
        same(&row.code),
        same(&row.description),
        same(&row.owner),
        percent(row.attained * 100.0),
        percent(row.completion * 100.0),
        same(row.deadline),
        day(row.forecast),
        light(row.light),
        row.reason.clone(),
    ]
}

pub(super) const ALARM: &[(&str, &str)] = &[
    ("任务", "Task"),
    ("名称", "Name"),
    ("级别", "Level"),
    ("处理人", "Waits for"),
    ("状态", "State"),
    ("截止", "Until"),
    ("影响", "Makes late"),
    ("纠偏措施", "Correction"),
];

pub(super) fn alarm(row: &Alarm) -> Vec<Text> {
    let correction = row.correction.as_ref().map_or_else(
        || same("–"),
        |(what, who, due, verified)| {
            let mark = if *verified { " ✓" } else { "" };
            same(format!("{what} ({who}, {due}){mark}"))
        },
    );
    vec![
        same(&row.cause),
        same(&row.name),
        same(format!("L{}", row.level)),
        same(&row.assignee),
        stage(row.stage),
        day(row.due),
        same(row.affects.join(", ")),
        correction,
    ]
}
