//! Parts of a task's row that are JSON: read and written only with it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::{PlanId, TaskId};

/// What a task waits for.
#[derive(Debug, Serialize, Deserialize)]
pub struct StoredLink {
    pub predecessor: TaskId,
    pub plan: PlanId,
    pub kind: String,
    pub lag: i32,
}

/// A named day inside a task.
#[derive(Debug, Serialize, Deserialize)]
pub struct StoredMilestone {
    pub name: String,
    pub due: NaiveDate,
    pub reached_on: Option<NaiveDate>,
}

/// How many working days a task may take.
#[derive(Debug, Serialize, Deserialize)]
pub struct StoredEstimate {
    pub optimistic: f64,
    pub likely: f64,
    pub pessimistic: f64,
}

/// What a task is held to.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StoredConstraints {
    pub not_before: Option<NaiveDate>,
    pub deadline: Option<NaiveDate>,
    pub start_on: Option<NaiveDate>,
}
