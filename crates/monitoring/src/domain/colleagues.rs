//! People who are not asked yet: those of a department, with what they can do and when they have work in other plans.

use std::{collections::BTreeMap, ops::RangeInclusive};

use cascade_method::staffing::fit;
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
    /// Whether no needed skill is lacking, or more levels than the gap below what is needed (§4).
    #[must_use]
    pub fn can(&self, needs: &[(String, i32)], gap: i32) -> bool {
        fit::are_met(needs, &self.skills, gap)
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
