//! Earned value management (TRACK-013): what was planned to be done by now, what is done, what that took, and what the whole will take.
//!
//! Names and formulas are those of PMI's Standard for Earned Value Management (2019) and of ANSI/EIA-748. Any one unit does: hours of
//! work, or money in its smallest unit; parts in the same unit are added up before anything is divided.
//!
//! ```text
//! PV = BAC × planned share    EV = BAC × share done       AC = what it took
//! SV = EV − PV                SPI = EV / PV
//! CV = EV − AC                CPI = EV / AC
//! EAC = BAC / CPI             ETC = EAC − AC    VAC = BAC − EAC    TCPI = (BAC − EV) / (BAC − AC)
//! ```

use std::{iter::Sum, ops::Add};

/// The four figures of earned value management, in one unit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct EarnedValue {
    /// BAC, budget at completion: what the whole is planned to take.
    pub budget_at_completion: f64,
    /// PV, planned value: the budget of what was planned to be done by now.
    pub planned_value: f64,
    /// EV, earned value: the budget of what is done.
    pub earned_value: f64,
    /// AC, actual cost: what the work so far took.
    pub actual_cost: f64,
}

impl EarnedValue {
    /// Of one piece of work; shares are 0–1, and what lies outside counts as the nearer.
    #[must_use]
    pub fn measured(budget: f64, planned_share: f64, done_share: f64, actual_cost: f64) -> Self {
        Self {
            budget_at_completion: budget,
            planned_value: budget * planned_share.clamp(0.0, 1.0),
            earned_value: budget * done_share.clamp(0.0, 1.0),
            actual_cost,
        }
    }

    /// SV = EV − PV: below zero is behind schedule.
    #[must_use]
    pub fn schedule_variance(&self) -> f64 {
        self.earned_value - self.planned_value
    }

    /// CV = EV − AC: below zero is over budget.
    #[must_use]
    pub fn cost_variance(&self) -> f64 {
        self.earned_value - self.actual_cost
    }

    /// SPI = EV / PV: below 1 is behind schedule; none while nothing is planned to be done.
    #[must_use]
    pub fn schedule_performance_index(&self) -> Option<f64> {
        quotient(self.earned_value, self.planned_value)
    }

    /// CPI = EV / AC: below 1 is over budget; none while nothing has been spent.
    #[must_use]
    pub fn cost_performance_index(&self) -> Option<f64> {
        quotient(self.earned_value, self.actual_cost)
    }

    /// EAC = BAC / CPI, as if the rest went as the work so far. While nothing is spent the budget stands; where something is spent and
    /// nothing earned, all of the work is still to be done as planned: EAC = AC + BAC.
    #[must_use]
    pub fn estimate_at_completion(&self) -> f64 {
        match self.cost_performance_index() {
            None => self.budget_at_completion,
            Some(index) => quotient(self.budget_at_completion, index)
                .unwrap_or(self.actual_cost + self.budget_at_completion),
        }
    }

    /// ETC = EAC − AC: what the rest will take.
    #[must_use]
    pub fn estimate_to_complete(&self) -> f64 {
        self.estimate_at_completion() - self.actual_cost
    }

    /// VAC = BAC − EAC: below zero it will take more than its budget.
    #[must_use]
    pub fn variance_at_completion(&self) -> f64 {
        self.budget_at_completion - self.estimate_at_completion()
    }

    /// TCPI = (BAC − EV) / (BAC − AC): how well the rest must go to stay within the budget; none where nothing is left of it.
    #[must_use]
    pub fn to_complete_performance_index(&self) -> Option<f64> {
        let left = self.budget_at_completion - self.actual_cost;
        (left > 0.0)
            .then(|| quotient(self.budget_at_completion - self.earned_value, left))
            .flatten()
    }
}

fn quotient(value: f64, by: f64) -> Option<f64> {
    (by > 0.0).then(|| value / by)
}

impl Add for EarnedValue {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            budget_at_completion: self.budget_at_completion + other.budget_at_completion,
            planned_value: self.planned_value + other.planned_value,
            earned_value: self.earned_value + other.earned_value,
            actual_cost: self.actual_cost + other.actual_cost,
        }
    }
}

impl Sum for EarnedValue {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(value: f64, expected: f64) {
        assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
    }

    #[test]
    fn a_task_by_hand() {
        // TRACK-013: 100 hours, half of the time gone, two fifths done, 50 hours spent.
        let task = EarnedValue::measured(100.0, 0.5, 0.4, 50.0);
        near(task.planned_value, 50.0);
        near(task.earned_value, 40.0);
        near(task.schedule_variance(), -10.0);
        near(task.cost_variance(), -10.0);
        near(task.schedule_performance_index().unwrap(), 0.8);
        near(task.cost_performance_index().unwrap(), 0.8);
        near(task.estimate_at_completion(), 125.0);
        near(task.estimate_to_complete(), 75.0);
        near(task.variance_at_completion(), -25.0);
        near(task.to_complete_performance_index().unwrap(), 1.2);
    }

    #[test]
    fn what_says_nothing_yet_is_left_out_and_the_rest_goes_as_planned() {
        let not_begun = EarnedValue::measured(80.0, 0.0, 0.0, 0.0);
        assert_eq!(not_begun.schedule_performance_index(), None);
        assert_eq!(not_begun.cost_performance_index(), None);
        near(not_begun.estimate_at_completion(), 80.0);
        near(not_begun.to_complete_performance_index().unwrap(), 1.0);
        // Something is done before anything is booked.
        near(
            EarnedValue::measured(80.0, 0.5, 0.5, 0.0).estimate_at_completion(),
            80.0,
        );
        // Ten hours spent and nothing to show for it.
        let nothing_done = EarnedValue::measured(80.0, 0.5, 0.0, 10.0);
        near(nothing_done.cost_performance_index().unwrap(), 0.0);
        near(nothing_done.estimate_at_completion(), 90.0);
        let used_up = EarnedValue::measured(80.0, 1.0, 0.9, 90.0);
        assert_eq!(used_up.to_complete_performance_index(), None);
    }

    #[test]
    fn parts_are_added_before_anything_is_divided() {
        let parts = [
            EarnedValue::measured(100.0, 1.0, 1.0, 80.0),
            EarnedValue::measured(300.0, 0.5, 0.25, 120.0),
        ];
        let whole: EarnedValue = parts.into_iter().sum();
        near(whole.budget_at_completion, 400.0);
        near(whole.schedule_performance_index().unwrap(), 175.0 / 250.0);
        near(whole.cost_performance_index().unwrap(), 175.0 / 200.0);
        near(whole.estimate_at_completion(), 400.0 * 200.0 / 175.0);
    }

    #[test]
    fn shares_outside_count_as_the_nearer() {
        let task = EarnedValue::measured(10.0, 1.7, -0.2, 0.0);
        near(task.planned_value, 10.0);
        near(task.earned_value, 0.0);
    }
}
