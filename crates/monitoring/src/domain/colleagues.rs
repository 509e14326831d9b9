//! People who are not asked yet: those of a department, with what they can do and when they have work in other plans.

use std::{collections::BTreeMap, ops::RangeInclusive};

use cascade_method::staffing::{StaffingPolicy, fit::same_skill};
use chrono::NaiveDate;

use super::working_time::{Worker, WorkingTime};

/// Somebody of a department.
#[derive(Debug, Clone, PartialEq)]
pub struct Colleague {
    /// Person code.
    pub person: String,
    /// Their department's code.
    pub department: String,
    /// Skills and the level of each, 1–5.
    pub skills: Vec<(String, i32)>,
    /// Days of their unfinished tasks in other plans.
    pub busy: Vec<RangeInclusive<NaiveDate>>,
    /// When they work.
    pub time: WorkingTime,
}

impl Colleague {
    /// Whether no needed skill is lacking, or further below what is needed than staffing allows by default (§4).
    #[must_use]
    pub fn can(&self, needs: &[(String, i32)]) -> bool {
        let gap = StaffingPolicy::default().level_gap;
        needs.iter().all(|(skill, needed)| {
            let theirs = self.skills.iter();
            let level = theirs
                .filter(|(name, _)| same_skill(name, skill))
                .map(|(_, level)| *level)
                .max()
                .unwrap_or(0);
            level > 0 && level >= needed - gap
        })
    }

    /// As somebody who works on tasks of their department.
    #[must_use]
    pub fn worker(&self) -> Worker {
        Worker {
            owner: self.person.clone(),
            department: self.department.clone(),
        }
    }
}

/// Working times of colleagues.
#[must_use]
pub fn times_of(colleagues: &[Colleague]) -> BTreeMap<Worker, WorkingTime> {
    let times = colleagues.iter();
    times.map(|one| (one.worker(), one.time.clone())).collect()
}
