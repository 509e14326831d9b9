//! What could not be read, cell by cell.

use serde::{Deserialize, Serialize};

use crate::lang::Bilingual;
use crate::origin::CellRef;

/// How bad a complaint is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The value is lost: the workbook cannot be imported as it is.
    Error,
    /// Accepted, with a guess or an omission that the user should know of.
    Warning,
}

/// A cell that could not be read as its column asks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CellIssue {
    /// Stable id of the complaint: `WB-DATE`, `WB-NUMBER`, `WB-CHOICE`, `WB-NAME`, `WB-CODE`, `WB-COLUMN`, `WB-SHEET`,
    /// `WB-LINK`.
    pub rule: &'static str,
    /// Whether the import may go on.
    pub severity: Severity,
    /// Where.
    pub cell: CellRef,
    /// The table's stable name, `tasks`.
    pub table: &'static str,
    /// The field's stable name, `planned_start`.
    pub field: &'static str,
    /// What stands in the cell.
    pub value: String,
    /// What is wrong.
    pub message: Bilingual,
    /// What to write instead.
    pub advice: Bilingual,
}
