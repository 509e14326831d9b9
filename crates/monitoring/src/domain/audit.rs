//! The kept state against a computation from scratch.

use std::sync::Arc;

use cascade_method::Policy;

use super::{outcome::Outcome, plan::PlanState, settle::Moment};
use crate::directory::Directory;

impl PlanState {
    /// This plan built anew from its facts alone, as of the day of its last settlement.
    #[must_use]
    pub fn recomputed(&self, moment: Moment, policy: &Policy) -> Self {
        let mut fresh = Self::new(self.plan.clone());
        fresh.rules = Arc::clone(&self.rules);
        fresh.outgoing.clone_from(&self.outgoing);
        fresh.set_working_times(self.times.clone());
        fresh.requests.clone_from(&self.requests);
        let day = self.as_of.unwrap_or(moment.today);
        // In the reverse of the kept order, so that the order in which links and tasks came shows if it matters.
        for node in self.tasks.values().rev() {
            fresh.apply_task(node.fact.clone(), day);
        }
        for fact in self.foreign.values() {
            fresh.apply_foreign(fact.clone());
        }
        self.repeat_words(&mut fresh);
        for node in self.key_results.values() {
            fresh.apply_key_result(node.fact.clone());
        }
        for node in self.goals.values() {
            fresh.apply_goal(node.fact.clone());
        }
        fresh.settle_views(
            Moment {
                today: day,
                ..moment
            },
            policy,
            &mut Outcome::default(),
        );
        fresh
    }

    /// Where the kept state differs from the one computed from scratch, a line each.
    #[must_use]
    pub fn differences(
        &self,
        moment: Moment,
        directory: &Directory,
        policy: &Policy,
    ) -> Vec<String> {
        let fresh = self.recomputed(moment, policy);
        let mut lines = Vec::new();
        for (id, node) in &self.tasks {
            let other = fresh.tasks.get(id).and_then(|node| node.view.as_ref());
            if node.view.as_ref() != other {
                lines.push(format!(
                    "task {}: kept {:?}, recomputed {other:?}",
                    node.fact.code, node.view
                ));
            }
        }
        for (id, node) in &self.key_results {
            let other = fresh
                .key_results
                .get(id)
                .and_then(|node| node.view.as_ref());
            if node.view.as_ref() != other {
                lines.push(format!(
                    "key result {}: kept {:?}, recomputed {other:?}",
                    node.fact.code, node.view
                ));
            }
        }
        for (id, node) in &self.goals {
            let other = fresh.goals.get(id).and_then(|node| node.view.as_ref());
            if node.view.as_ref() != other {
                lines.push(format!(
                    "goal {}: kept {:?}, recomputed {other:?}",
                    node.fact.code, node.view
                ));
            }
        }
        if self.plan.active {
            // Settling once more must find nothing to raise or close.
            let mut again = fresh;
            again.alerts.clone_from(&self.alerts);
            let mut outcome = Outcome::default();
            again.settle_alerts(
                Moment {
                    today: self.as_of.unwrap_or(moment.today),
                    ..moment
                },
                directory,
                policy,
                &mut outcome,
            );
            for said in outcome.said {
                lines.push(format!("alerts are not up to date: {said:?}"));
            }
        }
        lines
    }
}
