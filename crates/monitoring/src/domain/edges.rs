//! Edges between plans. The plan that waits declares the edge to the plan it waits for; from then on that plan says
//! each move of the task.

use std::collections::BTreeSet;

use cascade_method::status::StoredState;

use super::{
    facts::EdgeFact,
    outcome::{Outcome, Said},
    plan::PlanState,
};
use crate::ids::{PlanId, TaskId};

impl PlanState {
    /// Tasks of other plans that a task of this plan waits for.
    #[must_use]
    pub fn incoming_edges_of(&self, task: TaskId) -> BTreeSet<(TaskId, PlanId)> {
        self.tasks
            .get(&task)
            .filter(|node| node.fact.state != StoredState::Cancelled)
            .map(|node| {
                node.fact
                    .predecessors
                    .iter()
                    .filter(|link| link.plan != self.plan.id)
                    .map(|link| (link.predecessor, link.plan))
                    .collect()
            })
            .unwrap_or_default()
    }

    /// Tells other plans which edges a changed task has gained or lost; `before` is what it had.
    pub fn declare_edges(
        &self,
        task: TaskId,
        before: &BTreeSet<(TaskId, PlanId)>,
        outcome: &mut Outcome,
    ) {
        let after = self.incoming_edges_of(task);
        for &(predecessor, plan) in after.difference(before) {
            declare(predecessor, plan, true, outcome);
        }
        for &(predecessor, plan) in before.difference(&after) {
            // Another task of this plan may still wait for it.
            let needed = self.tasks.keys().any(|other| {
                self.incoming_edges_of(*other)
                    .contains(&(predecessor, plan))
            });
            if !needed {
                declare(predecessor, plan, false, outcome);
            }
        }
    }

    /// Notes that another plan waits, or no longer waits, for a task of this one, unless it has said something newer.
    pub fn apply_edge(
        &mut self,
        task: TaskId,
        successor: PlanId,
        edge: EdgeFact,
        outcome: &mut Outcome,
    ) {
        let key = (task, successor);
        if self
            .outgoing
            .get(&key)
            .is_some_and(|known| known.revision > edge.revision)
        {
            return;
        }
        self.outgoing.insert(key, edge);
        outcome.outgoing.insert(key);
        // Said even for an edge known already: the plan that asks again may have lost the answer.
        if edge.active && self.is_settled(task) {
            outcome.tell_successor(task, successor);
        }
    }

    fn is_settled(&self, task: TaskId) -> bool {
        let node = self.tasks.get(&task);
        node.is_some_and(|node| node.view.is_some())
    }

    /// Tells the plans that wait for tasks of this one how all of these stand, where whether anybody is asked here is other than it was.
    pub(super) fn tell_all_successors(&mut self, outcome: &mut Outcome) {
        if !std::mem::take(&mut self.stale.all_successors) {
            return;
        }
        let waiting = self.outgoing.iter().filter(|(_, edge)| edge.active);
        for ((task, successor), _) in waiting {
            if self.is_settled(*task) {
                outcome.tell_successor(*task, *successor);
            }
        }
    }

    /// Tells the plans that wait for a task of this one how it stands.
    pub fn tell_successors(&self, task: TaskId, outcome: &mut Outcome) {
        for ((of, successor), edge) in &self.outgoing {
            if *of == task && edge.active {
                outcome.tell_successor(task, *successor);
            }
        }
    }
}

/// The last word of a settlement counts: all that is said in one has the same revision.
fn declare(predecessor: TaskId, plan: PlanId, active: bool, outcome: &mut Outcome) {
    outcome.said.retain(|said| {
        !matches!(said, Said::EdgeDeclared { predecessor: task, plan: home, .. } if (*task, *home) == (predecessor, plan))
    });
    outcome.said.push(Said::EdgeDeclared {
        predecessor,
        plan,
        active,
    });
}
