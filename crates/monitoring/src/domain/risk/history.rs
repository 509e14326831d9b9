//! What finished tasks teach of how long tasks take.

use std::{collections::HashMap, sync::Arc};

use cascade_schedule::Calendar;
use chrono::NaiveDate;

use crate::domain::facts::TaskFact;

/// Ratios of actual to planned days beyond these are taken for errors of reporting, and count as the nearer.
const RATIOS: (f64, f64) = (0.1, 10.0);

/// A finished task, as far as it teaches how long tasks take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinishedTask {
    /// Person code.
    pub owner: String,
    /// Department code.
    pub department: String,
    /// Working days that it was planned to take.
    pub planned: u32,
    /// First day worked.
    pub start: NaiveDate,
    /// Day it was finished.
    pub finish: NaiveDate,
}

/// Where an estimate comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The three points that the task was estimated at.
    ThreePoint,
    /// Tasks that its owner has finished.
    Owner,
    /// Tasks that its department has finished.
    Department,
    /// Tasks that anybody has finished.
    Organisation,
    /// Nobody has finished enough tasks: three points around the plan.
    Spread,
}

/// What finished tasks took by what they were planned to take.
#[derive(Debug, Clone, Default)]
pub struct History {
    owners: HashMap<String, Arc<[f64]>>,
    departments: HashMap<String, Arc<[f64]>>,
    all: Option<Arc<[f64]>>,
}

impl History {
    /// From finished tasks, whose days are counted on a calendar; who has fewer than `enough` teaches nothing.
    #[must_use]
    pub fn of(tasks: &[FinishedTask], calendar: &Calendar, enough: usize) -> Self {
        let mut owners: HashMap<&str, Vec<f64>> = HashMap::new();
        let mut departments: HashMap<&str, Vec<f64>> = HashMap::new();
        let mut all = Vec::with_capacity(tasks.len());
        for task in tasks.iter().filter(|task| task.planned > 0) {
            let took = calendar.working_days(task.start, task.finish).max(1);
            let ratio = (f64::from(took) / f64::from(task.planned)).clamp(RATIOS.0, RATIOS.1);
            owners.entry(&task.owner).or_default().push(ratio);
            departments.entry(&task.department).or_default().push(ratio);
            all.push(ratio);
        }
        let kept = |groups: HashMap<&str, Vec<f64>>| {
            let known = groups
                .into_iter()
                .filter(|(_, ratios)| ratios.len() >= enough);
            known
                .map(|(name, ratios)| (name.to_owned(), ratios.into()))
                .collect()
        };
        Self {
            owners: kept(owners),
            departments: kept(departments),
            all: (all.len() >= enough.max(1)).then(|| all.into()),
        }
    }

    pub(super) fn ratios(&self, fact: &TaskFact) -> Option<(Source, &Arc<[f64]>)> {
        let owner = self.owners.get(&fact.owner);
        let department = self.departments.get(&fact.department);
        owner
            .map(|ratios| (Source::Owner, ratios))
            .or_else(|| department.map(|ratios| (Source::Department, ratios)))
            .or_else(|| {
                self.all
                    .as_ref()
                    .map(|ratios| (Source::Organisation, ratios))
            })
    }
}
