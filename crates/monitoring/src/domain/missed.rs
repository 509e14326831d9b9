//! Daily updates that are missing: one run a task, from the first word of it until the next report.

use chrono::NaiveDate;

use super::{outcome::Outcome, plan::PlanState, settle::Moment};
use crate::incoming::{MissedFact, ReportFact};

/// Working days in a row without an update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissedRun {
    /// Who is to ask: the key result's owner; person code.
    pub notify: String,
    /// Working days in a row.
    pub missed: u32,
    /// The last of them.
    pub day: NaiveDate,
    /// Version that the task had.
    pub task_version: i64,
}

impl PlanState {
    /// Daily updates are missing (TRACK-007): the key result's owner is told once a run, however long it lasts.
    pub fn miss(&mut self, fact: &MissedFact, moment: Moment, outcome: &mut Outcome) {
        let heard_since = self
            .tasks
            .get(&fact.task)
            .is_some_and(|node| node.fact.as_of.is_some_and(|day| day >= fact.day));
        let run = self.missed.get(&fact.task);
        if heard_since || run.is_some_and(|run| run.day >= fact.day) {
            return;
        }
        if run.is_none() {
            self.notify_missed(fact, moment, outcome);
        }
        let run = MissedRun {
            notify: fact.notify.clone(),
            missed: fact.missed,
            day: fact.day,
            task_version: fact.task_version,
        };
        self.missed.insert(fact.task, run);
        outcome.missed.insert(fact.task);
    }

    /// A report ends the run, whatever day it speaks of.
    pub fn hear(&mut self, report: &ReportFact, outcome: &mut Outcome) {
        let over = self
            .missed
            .get(&report.task)
            .is_some_and(|run| report.task_version > run.task_version);
        if over {
            self.missed.remove(&report.task);
            outcome.missed.insert(report.task);
        }
    }
}
