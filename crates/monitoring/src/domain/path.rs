//! The root-cause path: which late task makes this one late, hop by hop.

use cascade_schedule::{Dates, Hop, root_cause_by, root_cause_of};
use chrono::NaiveDate;

use super::{plan::PlanState, view::PathStep};
use crate::ids::TaskId;

impl PlanState {
    /// The path from the cause to `target`, empty where the target is not late against its plan.
    #[must_use]
    pub fn root_cause(&self, target: TaskId) -> Vec<PathStep> {
        self.told(self.hops(target, None))
    }

    /// The path that explains so many late working days of `target`: those of a milestone inside it.
    #[must_use]
    pub fn root_cause_of_days(&self, target: TaskId, days: i32) -> Vec<PathStep> {
        self.told(self.hops(target, Some(days)))
    }

    /// The path that explains why `target` is finished past a deadline, by the working days in between. As many of them as it is late against
    /// its plan come from wherever it has them; by the others it is planned past the deadline.
    pub(super) fn root_cause_past(&self, target: TaskId, deadline: NaiveDate) -> Vec<PathStep> {
        let Some(node) = self.tasks.get(&target) else {
            return Vec::new();
        };
        let (fact, Some(view)) = (&node.fact, &node.view) else {
            return Vec::new();
        };
        let finish = view.forecast_finish;
        let days = self
            .planning_calendar(fact)
            .working_days_between(deadline, finish);
        let late = days.min(view.forecast_delay).max(0);
        let mut path = self.root_cause_of_days(target, late);
        if path.is_empty() {
            path.extend(self.name_step(step(target, (0, 0), fact.planned_end, finish)));
        }
        if let Some(last) = path.last_mut() {
            last.own_delay += days - late;
            last.planned_past = days - late;
        }
        path
    }

    fn told(&self, hops: Vec<Hop>) -> Vec<PathStep> {
        hops.into_iter()
            .filter_map(|hop| {
                let id = self.task_at(hop.task)?;
                let days = (hop.own_delay, hop.inherited);
                self.name_step(step(id, days, hop.baseline_finish, hop.finish))
            })
            .collect()
    }

    /// The tasks on that path alone.
    pub(super) fn root_cause_tasks(&self, target: TaskId) -> Vec<TaskId> {
        let is_known = |id: &TaskId| self.tasks.contains_key(id) || self.foreign.contains_key(id);
        self.hops(target, None)
            .into_iter()
            .filter_map(|hop| self.task_at(hop.task).filter(is_known))
            .collect()
    }

    /// The path that explains the delay of its finish, or so many days.
    fn hops(&self, target: TaskId, days: Option<i32>) -> Vec<Hop> {
        let Some(ix) = self.position(target) else {
            return Vec::new();
        };
        let planned = |ix| {
            let id = self.task_at(ix);
            let task = id.and_then(|id| self.tasks.get(&id)).map(|node| &node.fact);
            let foreign = id.and_then(|id| self.foreign.get(&id));
            match (task, foreign) {
                (Some(fact), _) => Dates {
                    start: fact.planned_start,
                    finish: fact.planned_end,
                },
                (None, Some(fact)) => Dates {
                    start: fact.planned_start,
                    finish: fact.planned_end,
                },
                (None, None) => self.network.dates(ix),
            }
        };
        // By identity: when a plan is read again its tasks come in another order, and its causes are to stay.
        let key = |ix| self.task_at(ix);
        match days {
            None => root_cause_by(&self.network, ix, planned, key),
            Some(days) => root_cause_of(&self.network, ix, days, planned, key),
        }
    }

    fn name_step(&self, step: PathStep) -> Option<PathStep> {
        if let Some(node) = self.tasks.get(&step.task) {
            let fact = &node.fact;
            return Some(PathStep {
                code: fact.code.clone(),
                name: fact.name.clone(),
                owner: fact.owner.clone(),
                department: fact.department.clone(),
                reported_cause: fact.reported_cause.clone(),
                cause_kind: fact.cause_kind,
                ..step
            });
        }
        let fact = self.foreign.get(&step.task)?;
        Some(PathStep {
            code: fact.code.clone(),
            name: fact.name.clone(),
            owner: fact.owner.clone(),
            department: fact.department.clone(),
            reported_cause: fact.reported_cause.clone(),
            cause_kind: fact.cause_kind,
            ..step
        })
    }
}

/// A step that nobody has named yet.
fn step(
    task: TaskId,
    (own_delay, inherited): (i32, i32),
    planned_end: NaiveDate,
    forecast_finish: NaiveDate,
) -> PathStep {
    PathStep {
        task,
        code: String::new(),
        name: String::new(),
        owner: String::new(),
        department: String::new(),
        own_delay,
        inherited,
        planned_end,
        forecast_finish,
        reported_cause: String::new(),
        cause_kind: None,
        planned_past: 0,
    }
}
