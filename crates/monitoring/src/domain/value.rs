//! Earned value of tasks, key results, goals and the plan, in hours of work and in money, as far as either is known.
//!
//! | | hours | money |
//! | --- | --- | --- |
//! | BAC | the task's estimated hours | what budgets have granted to its requests: approved and arrived ones |
//! | PV | BAC × share of its approved dates (its planned ones before approval) that has gone by | the same |
//! | EV | BAC × percent reported | the same |
//! | AC | BAC by planned day × days worked: nobody books hours here | what its requests were booked with when they arrived |
//!
//! What a cancelled task has taken remains taken; the rest of it counts no longer.

use cascade_method::{earned_value::EarnedValue, request::Status, status::StoredState};
use chrono::NaiveDate;

use super::{facts::TaskFact, forecast, plan::PlanState};
use crate::ids::{GoalId, KeyResultId, TaskId};

/// Earned value of something, and of how many of its tasks it tells.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Value {
    /// In hours of work.
    pub effort: EarnedValue,
    /// Tasks with estimated hours.
    pub effort_tasks: u32,
    /// In the smallest unit of the currency.
    pub cost: EarnedValue,
    /// Tasks with granted money.
    pub cost_tasks: u32,
    /// All tasks that are not cancelled.
    pub tasks: u32,
}

impl Value {
    fn add(&mut self, other: &Self) {
        self.effort = self.effort + other.effort;
        self.effort_tasks += other.effort_tasks;
        self.cost = self.cost + other.cost;
        self.cost_tasks += other.cost_tasks;
        self.tasks += other.tasks;
    }
}

/// Earned value of a whole plan and of its parts; parts by code.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Values {
    /// The plan.
    pub plan: Value,
    /// Its goals.
    pub goals: Vec<(GoalId, Value)>,
    /// Its key results.
    pub key_results: Vec<(KeyResultId, Value)>,
    /// Its tasks, those left out of which neither hours nor money are known.
    pub tasks: Vec<(TaskId, Value)>,
}

impl PlanState {
    /// Earned value as of the day of the last settlement.
    #[must_use]
    pub fn earned_value(&self) -> Values {
        let mut values = Values::default();
        let Some(today) = self.as_of else {
            return values;
        };
        let mut by_key_result = std::collections::BTreeMap::<KeyResultId, Value>::new();
        for (id, node) in &self.tasks {
            let value = self.value_of(&node.fact, today);
            values.plan.add(&value);
            by_key_result
                .entry(node.fact.key_result_id)
                .or_default()
                .add(&value);
            let is_known =
                value.effort != EarnedValue::default() || value.cost != EarnedValue::default();
            if is_known {
                values.tasks.push((*id, value));
            }
        }
        let mut by_goal = std::collections::BTreeMap::<GoalId, Value>::new();
        for (id, value) in by_key_result {
            if let Some(node) = self.key_results.get(&id) {
                by_goal.entry(node.fact.goal_id).or_default().add(&value);
                values.key_results.push((id, value));
            }
        }
        values.goals = by_goal
            .into_iter()
            .filter(|(id, _)| self.goals.contains_key(id))
            .collect();
        let goal = |id: &GoalId| self.goals.get(id).map(|node| &node.fact.code);
        let key_result = |id: &KeyResultId| self.key_results.get(id).map(|node| &node.fact.code);
        let task = |id: &TaskId| {
            let code = self.tasks.get(id).map(|node| &node.fact.code);
            (code.map(String::len), code)
        };
        values.goals.sort_by(|a, b| goal(&a.0).cmp(&goal(&b.0)));
        values
            .key_results
            .sort_by(|a, b| key_result(&a.0).cmp(&key_result(&b.0)));
        values.tasks.sort_by(|a, b| task(&a.0).cmp(&task(&b.0)));
        values
    }

    fn value_of(&self, fact: &TaskFact, today: NaiveDate) -> Value {
        let calendar = self.planning_calendar(fact);
        let (start, end) = fact
            .baseline
            .unwrap_or((fact.planned_start, fact.planned_end));
        let counted = forecast::counted_until(fact, calendar, today);
        let total = calendar.working_days(start, end).max(1);
        let gone = calendar.working_days(start, counted.min(end));
        let planned = f64::from(gone) / f64::from(total);
        let done = fact.percent / 100.0;
        let cancelled = fact.state == StoredState::Cancelled;
        let measured = |budget: f64, taken: f64| {
            if cancelled {
                EarnedValue::measured(0.0, 0.0, 0.0, taken)
            } else {
                EarnedValue::measured(budget, planned, done, taken)
            }
        };
        let hours = fact.effort_hours.filter(|hours| *hours > 0.0);
        let worked = fact.actual_start.map_or(0, |start| {
            let last = fact.actual_finish.or(fact.as_of).unwrap_or(start);
            calendar.working_days(start, last)
        });
        let (mut granted, mut spent) = (0.0, 0.0);
        for request in self.requests.of(fact.id) {
            if matches!(request.status, Status::Approved | Status::Fulfilled) {
                // Amounts in the smallest unit stay far below 2^53.
                granted += request.amount.unwrap_or(0) as f64;
                spent += request.spent.unwrap_or(0) as f64;
            }
        }
        let counts = |known: bool| u32::from(known && !cancelled);
        Value {
            effort: hours.map_or_else(EarnedValue::default, |hours| {
                measured(hours, hours / f64::from(total) * f64::from(worked))
            }),
            effort_tasks: counts(hours.is_some()),
            cost: measured(granted, spent),
            cost_tasks: counts(granted > 0.0),
            tasks: u32::from(!cancelled),
        }
    }
}
