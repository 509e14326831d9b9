//! The rows of a plan by code, for work that touches every row.

use std::collections::HashMap;

use crate::document::PlanDocument;
use crate::tables::{Goal, KeyResult, Milestone, Task};

/// Where a code stands twice, the first row counts.
pub(crate) struct Lookup<'a> {
    pub goals: HashMap<&'a str, &'a Goal>,
    pub key_results: HashMap<&'a str, &'a KeyResult>,
    pub tasks: HashMap<&'a str, &'a Task>,
    /// Milestones by the code of their task, in their order.
    pub milestones: HashMap<&'a str, Vec<&'a Milestone>>,
    /// Key results by the code of their goal, in their order.
    pub parts: HashMap<&'a str, Vec<&'a KeyResult>>,
    people: HashMap<&'a str, &'a str>,
    departments: HashMap<&'a str, &'a str>,
}

impl<'a> Lookup<'a> {
    pub(crate) fn of(document: &'a PlanDocument) -> Self {
        Self {
            goals: first(document.goals.iter().map(|row| (&*row.code, row))),
            key_results: first(document.key_results.iter().map(|row| (&*row.code, row))),
            tasks: first(document.tasks.iter().map(|row| (&*row.code, row))),
            milestones: all(document.milestones.iter().map(|row| (&*row.task, row))),
            parts: all(document.key_results.iter().map(|row| (&*row.goal, row))),
            people: first(document.people.iter().map(|row| (&*row.code, &*row.name))),
            departments: first(
                document
                    .departments
                    .iter()
                    .map(|row| (&*row.code, &*row.name)),
            ),
        }
    }

    pub(crate) fn milestones_of(&self, task: &str) -> &[&'a Milestone] {
        self.milestones.get(task).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn parts_of(&self, goal: &str) -> &[&'a KeyResult] {
        self.parts.get(goal).map_or(&[], Vec::as_slice)
    }

    /// Name of a person; the code where the people table lacks it.
    pub(crate) fn person_name(&self, code: &str) -> String {
        self.people.get(code).copied().unwrap_or(code).to_owned()
    }

    /// Name of a department; the code where the departments table lacks it.
    pub(crate) fn department_name(&self, code: &str) -> String {
        self.departments
            .get(code)
            .copied()
            .unwrap_or(code)
            .to_owned()
    }
}

fn first<'a, T>(rows: impl Iterator<Item = (&'a str, T)>) -> HashMap<&'a str, T> {
    let mut found = HashMap::new();
    for (code, row) in rows {
        found.entry(code).or_insert(row);
    }
    found
}

fn all<'a, T>(rows: impl Iterator<Item = (&'a str, T)>) -> HashMap<&'a str, Vec<T>> {
    let mut found: HashMap<&str, Vec<T>> = HashMap::new();
    for (code, row) in rows {
        found.entry(code).or_default().push(row);
    }
    found
}
