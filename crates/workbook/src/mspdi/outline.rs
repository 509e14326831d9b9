//! The rows of the file in their order: the plan, each goal, its key results, their tasks, a task's milestones.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::document::PlanDocument;
use crate::lookup::Lookup;
use crate::tables::{Goal, KeyResult, Milestone, Record, Task};

/// One row and how deep it stands; the plan's level is 0.
pub(super) struct Line<'a> {
    pub level: u32,
    pub item: Item<'a>,
}

pub(super) enum Item<'a> {
    Plan,
    Goal(&'a Goal),
    /// `true` where no goal stands above it.
    KeyResult(&'a KeyResult, bool),
    /// `true` where no key result stands above it.
    Task(&'a Task, bool),
    Milestone(&'a Milestone),
}

impl Item<'_> {
    /// First and last day of a row that has dates of its own.
    fn dates(&self) -> Option<(NaiveDate, NaiveDate)> {
        match self {
            Self::Task(task, _) => task.planned_start.zip(task.planned_end),
            Self::Milestone(milestone) => milestone.due.zip(milestone.due),
            _ => None,
        }
    }
}

/// Every row; what belongs nowhere stands at the end, on the level of goals.
pub(super) fn lines(document: &PlanDocument) -> Vec<Line<'_>> {
    let lookup = Lookup::of(document);
    let mut tasks_of: HashMap<&str, Vec<&Task>> = HashMap::new();
    for task in &document.tasks {
        tasks_of.entry(&task.key_result).or_default().push(task);
    }
    let mut lines = vec![line(0, Item::Plan)];
    for goal in &document.goals {
        lines.push(line(1, Item::Goal(goal)));
        if is_first(&lookup.goals, goal) {
            for row in lookup.parts_of(&goal.code) {
                add_key_result(&mut lines, 2, row, false, &lookup, &tasks_of);
            }
        }
    }
    for row in &document.key_results {
        if !lookup.goals.contains_key(row.goal.as_str()) {
            add_key_result(&mut lines, 1, row, true, &lookup, &tasks_of);
        }
    }
    for task in &document.tasks {
        if !lookup.key_results.contains_key(task.key_result.as_str()) {
            add_task(&mut lines, 1, task, true, &lookup);
        }
    }
    lines
}

fn line(level: u32, item: Item<'_>) -> Line<'_> {
    Line { level, item }
}

/// Whether this row is the one that its code leads to; a second one of that code holds nothing below it.
fn is_first<T: Record>(rows: &HashMap<&str, &T>, row: &T) -> bool {
    rows.get(row.code())
        .is_some_and(|first| std::ptr::eq(*first, row))
}

fn add_key_result<'a>(
    lines: &mut Vec<Line<'a>>,
    level: u32,
    row: &'a KeyResult,
    lost: bool,
    lookup: &Lookup<'a>,
    tasks_of: &HashMap<&str, Vec<&'a Task>>,
) {
    lines.push(line(level, Item::KeyResult(row, lost)));
    if is_first(&lookup.key_results, row) {
        for task in tasks_of.get(row.code.as_str()).into_iter().flatten() {
            add_task(lines, level + 1, task, false, lookup);
        }
    }
}

fn add_task<'a>(
    lines: &mut Vec<Line<'a>>,
    level: u32,
    task: &'a Task,
    lost: bool,
    lookup: &Lookup<'a>,
) {
    lines.push(line(level, Item::Task(task, lost)));
    if is_first(&lookup.tasks, task) {
        // Beside its task, not below: a task with rows below it is a summary and cannot be worked on.
        for milestone in lookup.milestones_of(&task.code) {
            lines.push(line(level, Item::Milestone(milestone)));
        }
    }
}

/// First and last day of each row, for summary rows those of everything below them.
pub(super) fn spans(lines: &[Line<'_>]) -> Vec<Option<(NaiveDate, NaiveDate)>> {
    let mut spans: Vec<_> = lines.iter().map(|line| line.item.dates()).collect();
    // From the end, so that what is below is known; per level what was seen since the last row above it.
    let mut below: Vec<Option<(NaiveDate, NaiveDate)>> = Vec::new();
    for (at, line) in lines.iter().enumerate().rev() {
        let level = line.level as usize;
        below.resize(below.len().max(level + 2), None);
        let collected = below[level + 1..].iter().copied().fold(None, union);
        below[level + 1..].fill(None);
        if spans[at].is_none() {
            spans[at] = collected;
        }
        below[level] = union(below[level], spans[at]);
    }
    spans
}

fn union(
    one: Option<(NaiveDate, NaiveDate)>,
    other: Option<(NaiveDate, NaiveDate)>,
) -> Option<(NaiveDate, NaiveDate)> {
    match (one, other) {
        (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
        (one, other) => one.or(other),
    }
}
