//! Edges between plans. The plan that waits declares the edge to the plan it waits for; from then on that plan says
//! each move of the task.

use std::collections::BTreeSet;

use cascade_method::status::StoredState;

use super::{
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
            outcome.said.push(Said::EdgeDeclared {
                predecessor,
                plan,
                active: true,
            });
        }
        for &(predecessor, plan) in before.difference(&after) {
            // Another task of this plan may still wait for it.
            let needed = self.tasks.keys().any(|other| {
                self.incoming_edges_of(*other)
                    .contains(&(predecessor, plan))
            });
            if !needed {
                outcome.said.push(Said::EdgeDeclared {
                    predecessor,
                    plan,
                    active: false,
                });
            }
        }
    }

    /// Notes that another plan waits, or no longer waits, for a task of this one.
    pub fn apply_edge(
        &mut self,
        task: TaskId,
        successor: PlanId,
        active: bool,
        outcome: &mut Outcome,
    ) {
        let changed = if active {
            self.outgoing.insert((task, successor))
        } else {
            self.outgoing.remove(&(task, successor))
        };
        if changed {
            outcome.outgoing.push((task, successor, active));
        }
        // Said even for an edge known already: the plan that asks again may have lost the answer.
        if active
            && self
                .tasks
                .get(&task)
                .is_some_and(|node| node.view.is_some())
        {
            outcome
                .said
                .push(Said::PredecessorMoved { task, successor });
        }
    }
}
