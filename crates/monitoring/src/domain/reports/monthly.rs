//! Monthly review (月度复盘): what was reached, how well dates were kept, what made things late, how alerts went.

use std::collections::BTreeMap;

use cascade_method::{Text, progress::BlockerCause};

use super::{
    Section, Span,
    collect::Facts,
    words::{AIM, TASK, aim, lost, same, section, task},
};

pub(super) fn sections(facts: &Facts, span: Span) -> Vec<Section> {
    vec![
        section(
            "目标",
            "Goals",
            AIM,
            facts.goals.iter().map(|row| aim(row)).collect(),
        ),
        section(
            "关键结果",
            "Key results",
            AIM,
            facts.key_results.iter().map(|row| aim(row)).collect(),
        ),
        section(
            "准时情况",
            "How dates were kept",
            &[("指标", "Figure"), ("数值", "Value")],
            figures(facts, span),
        ),
        section(
            "延期原因（帕累托）",
            "Causes of delay (Pareto)",
            &[
                ("原因", "Cause"),
                ("任务数", "Tasks"),
                ("延误工作日", "Working days"),
                ("累计占比", "Cumulative share"),
            ],
            pareto(facts, span),
        ),
        lost(facts),
        section(
            "延期完成的任务",
            "Tasks finished late",
            TASK,
            facts
                .tasks
                .iter()
                .filter(|row| span.has(row.finished) && row.delay > 0)
                .map(|row| task(row))
                .collect(),
        ),
    ]
}

fn figures(facts: &Facts, span: Span) -> Vec<Vec<Text>> {
    let finished: Vec<_> = facts
        .tasks
        .iter()
        .filter(|row| span.has(row.finished))
        .collect();
    let on_time = finished.iter().filter(|row| row.delay <= 0).count();
    let late: i32 = finished.iter().map(|row| row.delay.max(0)).sum();
    let of_finished = |value: f64| match finished.len() {
        0 => same("–"),
        count => same(format!("{:.1}", value / count as f64)),
    };
    let raised = facts
        .alerts
        .iter()
        .filter(|row| span.has(Some(row.raised)))
        .count();
    let closed = facts
        .alerts
        .iter()
        .filter(|row| span.has(row.closed))
        .count();
    let high = facts
        .alerts
        .iter()
        .filter(|row| span.has(Some(row.raised)) && row.highest >= 3)
        .count();
    let line = |zh: &str, en: &str, value: Text| vec![Text::new(zh, en), value];
    vec![
        line("完成任务数", "Tasks finished", same(finished.len())),
        line(
            "准时率（%）",
            "On time, %",
            of_finished(on_time as f64 * 100.0),
        ),
        line(
            "平均延误（工作日）",
            "Mean delay, working days",
            of_finished(f64::from(late)),
        ),
        line("新增预警", "Alerts raised", same(raised)),
        line(
            "其中升级到 L3 及以上",
            "of these at level 3 or above",
            same(high),
        ),
        line("关闭预警", "Alerts closed", same(closed)),
    ]
}

/// Kinds of causes by the working days that they cost, worst first, with their cumulative share.
fn pareto(facts: &Facts, span: Span) -> Vec<Vec<Text>> {
    let mut causes: BTreeMap<Option<BlockerCause>, (usize, i32)> = BTreeMap::new();
    for row in &facts.tasks {
        let counts = row.finished.is_none() || span.has(row.finished);
        if counts && row.delay > 0 {
            let (tasks, days) = causes.entry(row.cause).or_default();
            *tasks += 1;
            *days += row.delay;
        }
    }
    let whole: i32 = causes.values().map(|(_, days)| days).sum();
    let mut sorted: Vec<_> = causes.into_iter().collect();
    sorted.sort_by_key(|(cause, (_, days))| (std::cmp::Reverse(*days), cause.is_none(), *cause));
    let mut so_far = 0;
    sorted
        .into_iter()
        .map(|(cause, (tasks, days))| {
            so_far += days;
            let share = f64::from(so_far) / f64::from(whole.max(1)) * 100.0;
            vec![
                cause.map_or_else(|| Text::new("未说明", "not given"), BlockerCause::label),
                same(tasks),
                same(days),
                same(format!("{share:.0}%")),
            ]
        })
        .collect()
}
