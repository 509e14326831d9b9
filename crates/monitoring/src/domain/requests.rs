//! Resources that tasks have asked for: until one arrives, a task that has not begun waits for it.

use std::collections::{BTreeMap, BTreeSet};

use cascade_method::request::Status;
use chrono::NaiveDate;

use super::{
    facts::{RequestFact, TaskFact},
    plan::{Applied, PlanState},
};
use crate::ids::{RequestId, TaskId};

/// The resource requests of a plan.
#[derive(Debug, Clone, Default)]
pub struct Requests {
    by_id: BTreeMap<RequestId, RequestFact>,
    by_task: BTreeMap<TaskId, BTreeSet<RequestId>>,
}

impl Requests {
    /// One of them.
    #[must_use]
    pub fn get(&self, id: RequestId) -> Option<&RequestFact> {
        self.by_id.get(&id)
    }

    /// Those of a task.
    pub fn of(&self, task: TaskId) -> impl Iterator<Item = &RequestFact> {
        let ids = self.by_task.get(&task).into_iter().flatten();
        ids.filter_map(|id| self.by_id.get(id))
    }

    /// The request of a task whose resource is expected last of those that have not arrived; of several on one day the first by code.
    /// What was refused or withdrawn is expected no longer.
    #[must_use]
    pub fn awaited(&self, task: TaskId) -> Option<(&RequestFact, NaiveDate)> {
        self.of(task)
            .filter(|request| {
                matches!(
                    request.status,
                    Status::Draft | Status::Submitted | Status::Approved
                )
            })
            .filter_map(|request| Some((request, request.expected_arrival?)))
            .max_by(|a, b| a.1.cmp(&b.1).then(b.0.code.cmp(&a.0.code)))
    }

    /// Takes a request in; answers the tasks that it concerns, none where it was known.
    pub fn apply(&mut self, mut fact: RequestFact) -> Option<BTreeSet<TaskId>> {
        let mut concerned = BTreeSet::from([fact.task]);
        if let Some(known) = self.by_id.get(&fact.id) {
            if known.version >= fact.version {
                return None;
            }
            // Only the event of its arrival says what was spent.
            fact.spent = fact.spent.or(known.spent);
            if let Some(ids) = self.by_task.get_mut(&known.task) {
                ids.remove(&fact.id);
            }
            concerned.insert(known.task);
        }
        self.by_task.entry(fact.task).or_default().insert(fact.id);
        self.by_id.insert(fact.id, fact);
        Some(concerned)
    }
}

impl PlanState {
    /// Takes in a resource request and puts the tasks that it concerns into the network anew.
    pub fn apply_request(&mut self, fact: RequestFact, today: NaiveDate) -> Applied {
        let Some(concerned) = self.requests.apply(fact) else {
            return Applied::Stale;
        };
        for task in concerned {
            self.place(task, today);
        }
        Applied::Changed
    }

    /// The day before which a task does not start: its own, or that on which the last of its resources is expected.
    pub(super) fn not_before(&self, fact: &TaskFact) -> Option<NaiveDate> {
        let arrival = self.requests.awaited(fact.id).map(|(_, day)| day);
        fact.constraints.not_before.max(arrival)
    }
}
