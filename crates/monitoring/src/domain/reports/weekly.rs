//! Weekly meeting pack (周例会): where goals stand and why, what this week brought, what next week wants.

use std::sync::Arc;

use cascade_method::{Text, light::Light};
use cascade_schedule::Calendar;
use chrono::Days;

use super::{
    Section, Span,
    collect::{Aim, Facts},
    words::{AIM, ALARM, TASK, aim, alarm, lost, same, section, task},
};
use crate::domain::view::PathStep;

pub(super) fn sections(facts: &Facts, span: Span, calendar: &Calendar) -> Vec<Section> {
    let next = calendar.add_working_days(span.to, 1);
    let next_week = Span {
        from: next,
        to: next + Days::new(6),
    };
    let open = |row: &&Arc<super::collect::Alarm>| row.closed.is_none();
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
            "为什么会晚",
            "Why it is late",
            &[
                ("目标", "Of"),
                ("任务", "Task"),
                ("名称", "Name"),
                ("负责人", "Owner"),
                ("部门", "Department"),
                ("自身延误", "Own days"),
                ("传来延误", "Inherited days"),
                ("原因", "Reported cause"),
            ],
            facts
                .goals
                .iter()
                .chain(&facts.key_results)
                .filter(|row| row.light == Light::Red)
                .flat_map(|row| path(row))
                .collect(),
        ),
        lost(facts),
        section(
            "本周完成",
            "Finished this week",
            TASK,
            facts
                .tasks
                .iter()
                .filter(|row| span.has(row.finished))
                .map(|row| task(row))
                .collect(),
        ),
        section(
            "延期任务",
            "Late tasks",
            TASK,
            facts
                .tasks
                .iter()
                .filter(|row| row.finished.is_none() && row.planned_end < span.to)
                .map(|row| task(row))
                .collect(),
        ),
        section(
            "待处理的预警与纠偏",
            "Alerts and corrections that wait",
            ALARM,
            facts
                .alerts
                .iter()
                .filter(open)
                .map(|row| alarm(row))
                .collect(),
        ),
        section(
            "下周开始或到期",
            "Begins or is due next week",
            TASK,
            facts
                .tasks
                .iter()
                .filter(|row| row.finished.is_none())
                .filter(|row| {
                    next_week.has(Some(row.planned_end))
                        || (row.started.is_none() && next_week.has(Some(row.planned_start)))
                })
                .map(|row| task(row))
                .collect(),
        ),
        section(
            "下周里程碑",
            "Milestones of next week",
            &[
                ("任务", "Task"),
                ("里程碑", "Milestone"),
                ("负责人", "Owner"),
                ("日期", "Due"),
            ],
            facts
                .tasks
                .iter()
                .flat_map(|row| row.milestones.iter().map(move |milestone| (row, milestone)))
                .filter(|(_, (_, due, reached))| reached.is_none() && next_week.has(Some(*due)))
                .map(|(row, (name, due, _))| {
                    vec![same(&row.code), same(name), same(&row.owner), same(due)]
                })
                .collect(),
        ),
    ]
}

/// One line for each task on the way from the cause to a late goal or key result.
fn path(row: &Aim) -> Vec<Vec<Text>> {
    row.root_cause
        .iter()
        .map(|step| {
            vec![
                same(&row.code),
                same(&step.code),
                same(&step.name),
                same(&step.owner),
                same(&step.department),
                same(step.own_delay),
                same(step.inherited),
                because(step),
            ]
        })
        .collect()
}

/// What the owner reported, and what the days are other than a delay.
fn because(step: &PathStep) -> Text {
    match (step.cause(), step.note()) {
        (None, None) => same(""),
        (Some(one), None) | (None, Some(one)) => one,
        (Some(cause), Some(note)) => Text::new(
            format!("{}；{}", cause.zh, note.zh),
            format!("{}; {}", cause.en, note.en),
        ),
    }
}
