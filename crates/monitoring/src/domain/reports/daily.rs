//! Daily report (日报): what was done today, what is late, what waits for whom, what is due next.

use cascade_method::light::Light;
use cascade_schedule::Calendar;

use super::{
    Section, Span,
    collect::Facts,
    words::{ALARM, TASK, alarm, section, task},
};

/// Working days that people look ahead.
const AHEAD: i32 = 3;

pub(super) fn sections(facts: &Facts, span: Span, calendar: &Calendar) -> Vec<Section> {
    let horizon = calendar.add_working_days(span.to, AHEAD);
    let tasks = |wanted: &dyn Fn(&super::collect::Task) -> bool| {
        let chosen = facts.tasks.iter().filter(|row| wanted(row));
        chosen.map(|row| task(row)).collect::<Vec<_>>()
    };
    vec![
        section(
            "今日进展",
            "Reported today",
            TASK,
            tasks(&|row| span.has(row.as_of) || span.has(row.finished)),
        ),
        section(
            "进行中但今日未更新",
            "Under way, not reported today",
            TASK,
            tasks(&|row| row.started.is_some() && row.finished.is_none() && !span.has(row.as_of)),
        ),
        section(
            "红灯与黄灯任务",
            "Red and yellow tasks",
            TASK,
            tasks(&|row| row.finished.is_none() && row.light != Light::Green),
        ),
        section(
            "未关闭的预警",
            "Open alerts",
            ALARM,
            facts
                .alerts
                .iter()
                .filter(|row| row.closed.is_none())
                .map(|row| alarm(row))
                .collect(),
        ),
        section(
            "三个工作日内到期",
            "Due within three working days",
            TASK,
            tasks(&|row| {
                row.finished.is_none() && span.to <= row.planned_end && row.planned_end <= horizon
            }),
        ),
    ]
}
