//! What a draft may refer to.

use std::collections::HashMap;

use crate::{
    domain::task::{KeyResult, Task},
    ids::{PlanId, TaskId},
};

/// Everything that the drafts of one plan may refer to, fetched before any decision.
#[derive(Debug, Default)]
pub struct Known {
    /// Key results of the plan.
    pub key_results: Vec<KeyResult>,
    /// Other plans by code.
    pub plans: HashMap<String, PlanId>,
    /// Tasks by plan and code, those about to be made among them.
    pub tasks: HashMap<(PlanId, String), TaskId>,
    /// Plan and code of tasks by id, those about to be made among them.
    pub places: HashMap<TaskId, (PlanId, String)>,
}

/// How a predecessor may have been named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference<'a> {
    /// By id.
    Id(TaskId),
    /// By another plan's id and a code in it.
    InPlan(PlanId, &'a str),
    /// By another plan's code and a code in it.
    InPlanOfCode(&'a str, &'a str),
    /// By a code of the same plan.
    Own(&'a str),
}

impl<'a> Reference<'a> {
    /// Reads a reference that is no code of the same plan.
    #[must_use]
    pub fn read(text: &'a str) -> Self {
        if let Ok(id) = text.parse() {
            return Self::Id(id);
        }
        match text.split_once('/') {
            Some((plan, code)) => match plan.parse() {
                Ok(plan) => Self::InPlan(plan, code),
                Err(_) => Self::InPlanOfCode(plan, code),
            },
            None => Self::Own(text),
        }
    }
}

impl Known {
    /// Adds a task.
    pub fn add_task(&mut self, id: TaskId, plan: PlanId, code: &str) {
        self.tasks.insert((plan, code.to_owned()), id);
        self.places.insert(id, (plan, code.to_owned()));
    }

    /// Adds a task that is stored.
    pub fn add_stored(&mut self, task: &Task) {
        self.add_task(task.id, task.plan.plan_id, &task.plan.code);
    }

    /// The key result of this id or code.
    #[must_use]
    pub fn key_result(&self, reference: &str) -> Option<&KeyResult> {
        let id = reference.parse().ok();
        self.key_results
            .iter()
            .find(|known| known.code == reference || Some(known.id) == id)
    }

    /// The task that a draft of `plan` means, with its plan and code; codes of the same plan come first.
    #[must_use]
    pub fn task(&self, plan: PlanId, reference: &str) -> Option<(TaskId, PlanId, &str)> {
        let id = match self.tasks.get(&(plan, reference.to_owned())) {
            Some(id) => *id,
            None => self.other_task(reference)?,
        };
        let (plan, code) = self.places.get(&id)?;
        Some((id, *plan, code))
    }

    fn other_task(&self, reference: &str) -> Option<TaskId> {
        let place = match Reference::read(reference) {
            Reference::Id(id) => return Some(id),
            Reference::InPlan(plan, code) => (plan, code.to_owned()),
            Reference::InPlanOfCode(plan, code) => (*self.plans.get(plan)?, code.to_owned()),
            Reference::Own(_) => return None,
        };
        self.tasks.get(&place).copied()
    }
}
