//! A schedule as a table, and as the rows of a Gantt chart.

use chrono::NaiveDate;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};

use super::gantt::{GanttRow, Span};
use crate::document::PlanDocument;
use crate::lang::Pick as _;
use crate::schedule::Schedule;
use cascade_method::Lang;

/// The schedule as a table `width` columns wide.
#[must_use]
pub fn table(schedule: &Schedule, lang: Lang, width: u16) -> String {
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width)
        .set_header([
            lang.pick("任务", "Task"),
            lang.pick("名称", "Name"),
            lang.pick("负责人", "Owner"),
            lang.pick("部门", "Department"),
            lang.pick("工期", "Days"),
            lang.pick("最早", "Early"),
            lang.pick("最晚", "Late"),
            lang.pick("总时差", "Total float"),
            lang.pick("自由时差", "Free float"),
            lang.pick("关键", "Critical"),
        ]);
    for task in &schedule.tasks {
        table.add_row([
            task.code.clone(),
            task.name.clone(),
            task.owner.clone(),
            task.department.clone(),
            task.duration_days.to_string(),
            range(task.early_start, task.early_finish),
            range(task.late_start, task.late_finish),
            task.total_float_days.to_string(),
            task.free_float_days.to_string(),
            if task.critical {
                "●".to_owned()
            } else {
                String::new()
            },
        ]);
    }
    for column in [4, 7, 8] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut out = format!("{}\n", table.trim_fmt());
    if let (Some(start), Some(finish)) = (schedule.start, schedule.finish) {
        out += &format!(
            "{} {start} – {finish}   {} {}\n",
            lang.pick("全程", "From–to"),
            lang.pick("关键路径", "Critical path"),
            schedule.critical_path.join(" → ")
        );
    }
    if !schedule.without_dates.is_empty() {
        out += &format!(
            "{}{}\n",
            lang.pick(
                "缺少有效日期，未排入：",
                "Left out for lack of valid dates: "
            ),
            schedule.without_dates.join(", ")
        );
    }
    out
}

fn range(from: NaiveDate, to: NaiveDate) -> String {
    format!("{}–{}", from.format("%m-%d"), to.format("%m-%d"))
}

/// Rows for [`super::gantt`]: a heading per key result, then its tasks; tasks of no key result come last.
#[must_use]
pub fn plan_rows(document: &PlanDocument, schedule: &Schedule) -> Vec<GanttRow> {
    let mut rows = Vec::new();
    for (heading, tasks) in super::mermaid::sections(document, schedule) {
        rows.push(GanttRow {
            label: heading,
            ..GanttRow::default()
        });
        rows.extend(tasks.into_iter().map(|task| {
            GanttRow {
                label: format!("  {} {}", task.code, task.name),
                planned: Some(Span {
                    start: task.early_start,
                    end: task.early_finish,
                }),
                critical: task.critical,
                milestones: task
                    .milestones
                    .iter()
                    .map(|milestone| milestone.due)
                    .collect(),
                ..GanttRow::default()
            }
        }));
    }
    rows
}
