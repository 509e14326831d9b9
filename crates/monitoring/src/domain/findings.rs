//! What a task's forecast breaks: its constraints, and the day up to which its calendar is confirmed.

use cascade_method::{Finding, status::StoredState, task as rules};
use cascade_schedule::Broken;

use super::{facts::TaskFact, plan::PlanState, view::TaskView};

impl PlanState {
    /// Findings about the forecast of a task that is neither finished nor cancelled.
    pub(super) fn findings(&self, fact: &TaskFact, view: &TaskView) -> Vec<Finding> {
        let is_over = fact.actual_finish.is_some() || fact.state == StoredState::Cancelled;
        let Some(ix) = self.position(fact.id).filter(|_| !is_over) else {
            return Vec::new();
        };
        let constraints = fact.constraints;
        let broken = self.network.broken(ix);
        let mut findings: Vec<Finding> = broken
            .into_iter()
            .filter_map(|broken| {
                let predecessor;
                let broken = match broken {
                    Broken::Deadline { days } => {
                        rules::Broken::Deadline(constraints.deadline?, days)
                    }
                    Broken::StartOn { days } => rules::Broken::StartOn(constraints.start_on?, days),
                    Broken::Link { link, days } => {
                        predecessor = self.code_at(link.predecessor)?;
                        rules::Broken::Predecessor(predecessor, constraints.start_on?, days)
                    }
                };
                Some(rules::forecast_breaks(&fact.code, broken))
            })
            .collect();
        findings.extend(rules::beyond_calendar(
            &fact.code,
            "forecast_finish",
            view.forecast_finish,
            self.planning_calendar(fact).confirmed_through(),
        ));
        findings
    }
}
