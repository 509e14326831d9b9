//! A working day's work and the reports of it.

use cascade_method::status::StoredState;
use chrono::NaiveDate;

use super::Run;
use crate::{
    domain::{facts::TaskFact, outcome::Outcome, plan::PlanState, settle::Moment},
    ids::TaskId,
};

/// One person in so many falls ill on a day.
const ILLNESS: u32 = 150;
/// Reports that are forgotten, in a hundred.
const FORGOTTEN: u32 = 8;

impl Run {
    /// Everybody works, then reports.
    pub(super) fn work(&mut self, moment: Moment) {
        for index in 0..self.company.departments.len() {
            let mut outcome = Outcome::default();
            let order = self.company.departments[index].order.clone();
            for task in order {
                if let Some(fact) = self.work_on(index, task, moment.today) {
                    let plan = &mut self.company.departments[index].plan;
                    plan.apply_task(fact, moment.today);
                    plan.reports_applied += 1;
                    outcome.tasks.insert(task);
                }
            }
            self.settle(index, moment, outcome);
        }
    }

    /// A day's work on a task; what is reported of it, if anything is.
    fn work_on(&mut self, index: usize, task: TaskId, today: NaiveDate) -> Option<TaskFact> {
        let unit = &self.company.departments[index];
        let fact = &unit.plan.tasks.get(&task)?.fact;
        let begun = fact.actual_start.is_some();
        if fact.actual_finish.is_some() || fact.state != StoredState::Active {
            return None;
        }
        if !begun && (fact.planned_start > today || !self.may_begin(&unit.plan, fact, today)) {
            return None;
        }
        let mut fact = fact.clone();
        let truth = self.company.departments[index].truth.get_mut(&task)?;
        if truth.ill > 0 {
            truth.ill -= 1;
        } else if self.rng.u32(0..ILLNESS) == 0 {
            truth.ill = self.rng.u32(2..=6);
            truth.cause = "people";
        } else {
            truth.left -= 1.0;
        }
        let done = truth.left <= 0.0;
        // A finish is always reported, and so is a beginning.
        if !done && begun && self.rng.u32(0..100) < FORGOTTEN {
            return None;
        }
        let whole = truth.whole.max(1.0);
        let percent = ((whole - truth.left) / whole * 100.0)
            .clamp(0.0, 99.0)
            .round();
        fact.percent = if done { 100.0 } else { percent };
        fact.remaining = Some(truth.left.max(0.0).ceil() as u32);
        fact.as_of = Some(today);
        fact.actual_start = fact.actual_start.or(Some(today));
        fact.actual_finish = done.then_some(today);
        fact.reported_cause = if done || today <= fact.planned_end {
            String::new()
        } else {
            truth.cause.to_owned()
        };
        fact.version += 1;
        Some(fact)
    }

    fn may_begin(&self, plan: &PlanState, fact: &TaskFact, today: NaiveDate) -> bool {
        fact.predecessors.iter().all(|link| {
            let home = if link.plan == plan.plan.id {
                Some(plan)
            } else {
                let home = self.company.homes.get(&link.plan);
                home.map(|index| &self.company.departments[*index].plan)
            };
            let finish = home
                .and_then(|home| home.tasks.get(&link.predecessor))
                .and_then(|node| node.fact.actual_finish);
            finish.is_some_and(|finish| finish < today)
        })
    }
}
