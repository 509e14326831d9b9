//! The method's rules run over a plan, each finding in its cell.

mod goals;
mod people;
mod references;
mod requests;
mod tasks;

use cascade_method::{Finding, Policy};
use chrono::NaiveDate;

use crate::document::PlanDocument;
use crate::issue::CellIssue;
use crate::lookup::Lookup;
use crate::origin::{CellRef, Origin};

/// A rule's complaint, or a cell that could not be read, with the place to mend it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedFinding {
    /// What is wrong.
    pub finding: Finding,
    /// Where to mend it; `None` for a plan that was not read from a workbook.
    pub cell: Option<CellRef>,
}

impl From<&CellIssue> for PlacedFinding {
    fn from(issue: &CellIssue) -> Self {
        Self {
            finding: issue.finding(),
            cell: Some(issue.cell.clone()),
        }
    }
}

/// What a plan is checked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It is still being written: weights that do not add up yet are a warning.
    Draft,
    /// It is to be activated: they are an error, as is a goal without key results.
    Activation,
}

/// Every finding about a plan still being written, worst first, then by table and row.
#[must_use]
pub fn check(document: &PlanDocument, today: NaiveDate, policy: &Policy) -> Vec<PlacedFinding> {
    check_for(document, today, policy, Stage::Draft)
}

/// [`check`] for a given stage.
#[must_use]
pub fn check_for(
    document: &PlanDocument,
    today: NaiveDate,
    policy: &Policy,
    stage: Stage,
) -> Vec<PlacedFinding> {
    let mut out = Findings::default();
    let lookup = Lookup::of(document);
    references::check(document, &lookup, &mut out);
    goals::check(document, &lookup, policy, stage, &mut out);
    tasks::check(document, &lookup, today, policy, &mut out);
    requests::check(document, &lookup, &mut out);
    people::check(document, &mut out);
    out.sorted()
}

/// Puts findings, also those of reading, into the order in which people mend them.
#[must_use]
pub fn sorted(findings: impl IntoIterator<Item = PlacedFinding>) -> Vec<PlacedFinding> {
    Findings(findings.into_iter().collect()).sorted()
}

/// Findings as they come.
#[derive(Default)]
struct Findings(Vec<PlacedFinding>);

impl Findings {
    /// Adds a finding about the record that came from `origin`.
    fn place(&mut self, finding: Finding, origin: Option<&Origin>) {
        let cell = origin.and_then(|origin| origin.cell(finding.field));
        self.0.push(PlacedFinding { finding, cell });
    }

    fn place_all(&mut self, findings: impl IntoIterator<Item = Finding>, origin: &Origin) {
        for finding in findings {
            self.place(finding, Some(origin));
        }
    }

    fn sorted(mut self) -> Vec<PlacedFinding> {
        self.0.sort_by(|left, right| {
            let key = |placed: &PlacedFinding| {
                let at = placed
                    .cell
                    .as_ref()
                    .map_or((u32::MAX, u16::MAX), |cell| (cell.row, cell.col));
                (placed.finding.severity(), placed.finding.table, at)
            };
            // Without cells the order of the rows in the document stays: the sort is stable.
            key(left).cmp(&key(right))
        });
        self.0
    }
}
