//! The plan as plain data: what a workbook says once it is read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::tables::{
    Budget, Department, Goal, KeyResult, Milestone, Person, Plan, ResourceRequest, Task,
};

/// All tables of one plan. Records refer to each other by code.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanDocument {
    /// What the other tables belong to.
    pub plan: Plan,
    /// Table 1.
    pub goals: Vec<Goal>,
    /// Table 2.
    pub key_results: Vec<KeyResult>,
    /// Table 3.
    pub tasks: Vec<Task>,
    /// Nodes inside tasks.
    pub milestones: Vec<Milestone>,
    /// Table 4.
    pub requests: Vec<ResourceRequest>,
    /// The department tree.
    pub departments: Vec<Department>,
    /// The people.
    pub people: Vec<Person>,
    /// The budgets.
    pub budgets: Vec<Budget>,
    /// Ids of the server by `table/code`, kept in a hidden sheet, so that an exported workbook comes back to its rows.
    pub ids: BTreeMap<String, String>,
}

impl PlanDocument {
    /// The task with this code.
    #[must_use]
    pub fn task(&self, code: &str) -> Option<&Task> {
        self.tasks.iter().find(|task| task.code == code)
    }

    /// The key result with this code.
    #[must_use]
    pub fn key_result(&self, code: &str) -> Option<&KeyResult> {
        self.key_results
            .iter()
            .find(|key_result| key_result.code == code)
    }

    /// Name of the person with this code; the code itself when the people table lacks it.
    #[must_use]
    pub fn person_name<'a>(&'a self, code: &'a str) -> &'a str {
        self.people
            .iter()
            .find(|person| person.code == code)
            .map_or(code, |person| &person.name)
    }

    /// Name of the department with this code; the code itself when the departments table lacks it.
    #[must_use]
    pub fn department_name<'a>(&'a self, code: &'a str) -> &'a str {
        self.departments
            .iter()
            .find(|department| department.code == code)
            .map_or(code, |department| &department.name)
    }
}
