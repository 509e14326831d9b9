//! What the rows of the Gantt sheet say: key results with their tasks, in the order of the tables.

use std::collections::{BTreeMap, HashMap, HashSet};

use cascade_method::progress::planned_percent;
use cascade_schedule::Calendar;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::document::PlanDocument;
use crate::lookup::Lookup;
use crate::plan::plan_on;
use crate::tables::Task;

/// How far a task has come; the planning tables hold plans only.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskProgress {
    /// Percent done, 0–100.
    pub percent: Option<f64>,
    /// Day on which work began.
    pub actual_start: Option<NaiveDate>,
    /// Day on which it was finished.
    pub actual_finish: Option<NaiveDate>,
    /// First day by the baseline that is compared with.
    pub baseline_start: Option<NaiveDate>,
    /// Last day by that baseline.
    pub baseline_end: Option<NaiveDate>,
}

/// How far the tasks of a plan have come, by their codes.
pub type Progress = BTreeMap<String, TaskProgress>;

/// A task, or the key result above its tasks.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Row {
    pub code: String,
    pub name: String,
    pub owner: String,
    pub start: Option<NaiveDate>,
    pub end: Option<NaiveDate>,
    pub days: i32,
    /// Of the day the sheet was written; Excel calculates it anew.
    pub planned: f64,
    pub progress: TaskProgress,
    pub critical: bool,
    /// Due dates of its milestones.
    pub milestones: Vec<NaiveDate>,
}

/// A key result and its tasks.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Group {
    pub head: Row,
    pub tasks: Vec<Row>,
}

/// Every key result that has tasks; tasks whose key result is not in the document come last.
pub(super) fn groups(
    document: &PlanDocument,
    progress: &Progress,
    calendar: &Calendar,
    today: NaiveDate,
) -> Vec<Group> {
    let lookup = Lookup::of(document);
    // Without a critical path the chart is still worth having.
    let critical: HashSet<String> = plan_on(document, calendar)
        .map(|schedule| schedule.critical_path.into_iter().collect())
        .unwrap_or_default();
    let mut by_key_result: HashMap<&str, Vec<Row>> = HashMap::new();
    for task in &document.tasks {
        let key = lookup
            .key_results
            .get(task.key_result.as_str())
            .map_or("", |key_result| key_result.code.as_str());
        let row = Row {
            critical: critical.contains(&task.code),
            progress: progress.get(&task.code).cloned().unwrap_or_default(),
            ..planned(task, &lookup, calendar, today)
        };
        by_key_result.entry(key).or_default().push(row);
    }
    let mut groups = Vec::new();
    for key_result in &document.key_results {
        if let Some(tasks) = by_key_result.remove(key_result.code.as_str()) {
            let head = Row {
                code: key_result.code.clone(),
                name: key_result.description.clone(),
                owner: lookup.person_name(&key_result.owner),
                ..Row::default()
            };
            groups.push(Group::new(head, tasks));
        }
    }
    if let Some(tasks) = by_key_result.remove("") {
        groups.push(Group::new(Row::default(), tasks));
    }
    groups
}

fn planned(task: &Task, lookup: &Lookup<'_>, calendar: &Calendar, today: NaiveDate) -> Row {
    let mut row = Row {
        code: task.code.clone(),
        name: task.name.clone(),
        owner: lookup.person_name(&task.owner),
        start: task.planned_start,
        end: task.planned_end,
        milestones: lookup
            .milestones_of(&task.code)
            .iter()
            .filter_map(|milestone| milestone.due)
            .collect(),
        ..Row::default()
    };
    if let Some((start, end)) = task.planned_start.zip(task.planned_end) {
        // Nobody is behind for a day that is not over.
        let counted = today.checked_sub_days(Days::new(1)).unwrap_or(today);
        row.days = calendar.working_days(start, end);
        row.planned = if row.days == 0 {
            0.0
        } else {
            planned_percent(calendar.working_days(start, counted.min(end)), row.days)
        };
    }
    row
}

impl Group {
    fn new(head: Row, tasks: Vec<Row>) -> Self {
        let days: i32 = tasks.iter().map(|task| task.days).sum();
        let weighted = |of: fn(&Row) -> f64| {
            let sum: f64 = tasks
                .iter()
                .map(|task| of(task) * f64::from(task.days))
                .sum();
            if days == 0 {
                0.0
            } else {
                sum / f64::from(days)
            }
        };
        let head = Row {
            start: tasks.iter().filter_map(|task| task.start).min(),
            end: tasks.iter().filter_map(|task| task.end).max(),
            days,
            planned: weighted(|task| task.planned),
            progress: TaskProgress {
                percent: Some(weighted(|task| task.progress.percent.unwrap_or(0.0))),
                ..TaskProgress::default()
            },
            ..head
        };
        Self { head, tasks }
    }
}
