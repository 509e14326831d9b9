//! Tasks, their milestones and what they wait for.

use std::collections::HashSet;

use cascade_method::{Finding, Policy, Table, Text, rules, status, task};
use cascade_schedule::Calendar;
use chrono::NaiveDate;

use super::Findings;
use crate::document::PlanDocument;
use crate::lookup::Lookup;
use crate::plan;
use crate::tables::Task;

pub(super) fn check(
    document: &PlanDocument,
    lookup: &Lookup<'_>,
    today: NaiveDate,
    policy: &Policy,
    out: &mut Findings,
) {
    let calendar = Calendar::china();
    for row in &document.tasks {
        let key_result = lookup.key_results.get(row.key_result.as_str());
        let days = row
            .planned_start
            .zip(row.planned_end)
            .map_or(0, |(start, end)| calendar.working_days(start, end));
        let facts = task::Task {
            code: &row.code,
            name: &row.name,
            key_result: key_result.map_or("", |key_result| &key_result.code),
            owner: &row.owner,
            deliverable: &row.deliverable,
            planned_start: row.planned_start,
            planned_end: row.planned_end,
            working_days: u32::try_from(days).unwrap_or(0),
            window_start: document.plan.period_start,
            window_end: key_result.and_then(|key_result| key_result.deadline),
            milestones: lookup.milestones_of(&row.code).len(),
        };
        for mut finding in task::check(&facts, policy) {
            if finding.rule.id == rules::TASK_GRANULARITY.id {
                counted_here(&mut finding);
            }
            if finding.field == "key_result" {
                // An unknown code is as good as none, but the reader should see it.
                finding.value.clone_from(&row.key_result);
            }
            out.place(finding, Some(&row.origin));
        }
        if let Some(finding) = not_started(row, today) {
            out.place(finding, Some(&row.origin));
        }
        predecessors(lookup, row, &calendar, out);
    }
    for milestone in &document.milestones {
        let dates = lookup
            .tasks
            .get(milestone.task.as_str())
            .and_then(|task| task.planned_start.zip(task.planned_end));
        if let (Some(due), Some((start, end))) = (milestone.due, dates) {
            out.place_all(
                task::check_milestone(&milestone.task, &milestone.name, due, start, end),
                &milestone.origin,
            );
        }
    }
    let supported: HashSet<&str> = document
        .tasks
        .iter()
        .map(|task| task.key_result.as_str())
        .collect();
    for key_result in &document.key_results {
        if !supported.contains(key_result.code.as_str()) {
            out.place(
                task::key_result_without_task(&key_result.code),
                Some(&key_result.origin),
            );
        }
    }
    if let Err(path) = plan::order(document) {
        let origin = path
            .first()
            .and_then(|code| lookup.tasks.get(code.as_str()))
            .map(|task| &task.origin);
        out.place(task::cycle(&path), origin);
    }
}

/// A workbook of planning tables knows no actual start: what should have begun by `today` has not, as far as it says.
fn not_started(row: &Task, today: NaiveDate) -> Option<Finding> {
    let (planned_start, planned_end) = row.planned_start.zip(row.planned_end)?;
    let input = status::StatusInput {
        stored: status::StoredState::Active,
        planned_start,
        planned_end,
        actual_start: None,
        actual_finish: None,
        today,
    };
    status::start_is_overdue(&input).then(|| {
        let message = Text::new(
            format!("计划 {planned_start} 开始，到 {today} 尚未开始"),
            format!("Planned to start on {planned_start}; not started by {today}"),
        );
        Finding::new(
            &rules::PLAN_START_OVERDUE,
            Table::Tasks,
            &row.code,
            "planned_start",
            message,
        )
        .value(planned_start)
        .advice(Text::new(
            "请启动任务，或调整计划开始时间",
            "Start the task, or move its planned start",
        ))
    })
}

fn predecessors(lookup: &Lookup<'_>, row: &Task, calendar: &Calendar, out: &mut Findings) {
    for link in &row.predecessors {
        // Another plan's task is known to the server only.
        let elsewhere = link.task.contains('/');
        let before = lookup.tasks.get(link.task.as_str());
        out.place_all(
            task::check_predecessor(&row.code, &link.task, elsewhere || before.is_some()),
            &row.origin,
        );
        let allowed = before.and_then(|before| plan::earliest_start(before, row, link, calendar));
        if let Some((start, allowed)) = row.planned_start.zip(allowed) {
            let early = task::starts_too_early(&row.code, start, &link.task, allowed);
            out.place_all(
                early.map(|mut finding| {
                    counted_here(&mut finding);
                    finding
                }),
                &row.origin,
            );
        }
    }
}

/// A file knows no calendars of departments and people: where days are counted the reader is told on which.
fn counted_here(finding: &mut Finding) {
    let said = &finding.advice;
    finding.advice = Text::new(
        format!(
            "{}。此处按全国工作日历计算；部门或负责人另有日历的，以导入系统后的提醒为准",
            said.zh
        ),
        format!(
            "{}. Counted here on the national calendar; where a department or the owner has another one, what the system says after the import holds",
            said.en
        ),
    );
}
