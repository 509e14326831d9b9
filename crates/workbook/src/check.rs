//! Findings, each in its cell.

use serde::Serialize;

use crate::issue::{CellIssue, Severity};
use crate::lang::Bilingual;
use crate::origin::CellRef;

/// A rule's complaint, or a cell that could not be read, with the place to mend it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlacedFinding {
    /// Stable id of the rule, `TASK-005`; `WB-…` for what could not be read.
    pub rule: String,
    /// Whether it forbids activation or import.
    pub severity: Severity,
    /// The table's stable name, `tasks`.
    pub table: String,
    /// Code of the row it is about.
    pub row: String,
    /// The field's stable name, `planned_end`; empty when it is about the whole row.
    pub field: String,
    /// The value found fault with.
    pub value: String,
    /// What is wrong.
    pub message: Bilingual,
    /// What to do.
    pub advice: Bilingual,
    /// Where to do it; `None` for a plan that was not read from a workbook.
    pub cell: Option<CellRef>,
}

impl From<&CellIssue> for PlacedFinding {
    fn from(issue: &CellIssue) -> Self {
        Self {
            rule: issue.rule.to_owned(),
            severity: issue.severity,
            table: issue.table.to_owned(),
            row: String::new(),
            field: issue.field.to_owned(),
            value: issue.value.clone(),
            message: issue.message.clone(),
            advice: issue.advice.clone(),
            cell: Some(issue.cell.clone()),
        }
    }
}
