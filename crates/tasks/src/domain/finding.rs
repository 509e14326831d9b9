//! What the rules say, kept with the task it is about or sent back with the refusal.

use cascade_method::{Finding as Said, Severity, Text};
use cascade_runtime::{error::Violation, lang::Localized};

use crate::ids::TaskId;

/// What a finding goes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The plan as a whole.
    Plan,
    /// A task as planned.
    Task,
    /// The latest report on a task.
    Report,
}

impl Scope {
    /// The word in its column.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Task => "task",
            Self::Report => "report",
        }
    }
}

/// A warning that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it goes with.
    pub scope: Scope,
    /// The task it is about, if one.
    pub task_id: Option<TaskId>,
    /// Identity of the rule.
    pub rule: String,
    /// The method's table.
    pub table: String,
    /// Code of the row.
    pub row: String,
    /// The field.
    pub field: String,
    /// Its value.
    pub value: String,
    /// What is wrong.
    pub message: Localized,
    /// What to do.
    pub advice: Localized,
}

impl Finding {
    /// A warning of the rules about a task, or about the plan.
    #[must_use]
    pub fn of(said: &Said, scope: Scope, task_id: Option<TaskId>) -> Self {
        Self {
            scope,
            task_id,
            rule: said.rule.id.to_owned(),
            table: said.table.name().to_owned(),
            row: said.row.clone(),
            field: said.field.to_owned(),
            value: said.value.clone(),
            message: localized(&said.message),
            advice: localized(&said.advice),
        }
    }
}

/// Divides what the rules say into what is refused and what is only noted.
#[must_use]
pub fn divide(said: Vec<Said>) -> (Vec<Said>, Vec<Said>) {
    said.into_iter()
        .filter(|finding| finding.severity() != Severity::Computed)
        .partition(Said::is_error)
}

/// An error of the rules as the violation of a request's field; `at` is the path of the row: `tasks[3].`, or empty.
#[must_use]
pub fn violation(said: &Said, at: &str) -> Violation {
    Violation::new(
        format!("{at}{}", said.field),
        said.rule.id,
        localized(&said.message),
    )
    .value(&said.value)
    .advice(localized(&said.advice))
}

/// The method's text as the runtime's.
#[must_use]
pub fn localized(text: &Text) -> Localized {
    Localized::new(text.zh.clone(), text.en.clone())
}
