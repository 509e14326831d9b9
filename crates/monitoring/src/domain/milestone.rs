//! Milestones move with their task.

use chrono::NaiveDate;

use super::{
    facts::{MilestoneFact, TaskFact},
    plan::PlanState,
    view::TaskView,
};

impl PlanState {
    /// When a milestone will be reached: on its planned day, moved by as many working days as the part of its task that
    /// holds it. Before the task's end that is the delay of its start, at its end the delay of its finish; in between it lies
    /// between them in proportion.
    #[must_use]
    pub fn milestone_forecast(
        &self,
        fact: &TaskFact,
        view: &TaskView,
        milestone: &MilestoneFact,
    ) -> NaiveDate {
        if let Some(reached) = milestone.reached_on {
            return reached;
        }
        let calendar = self.planning_calendar(fact);
        let start_delay = calendar.working_days_between(fact.planned_start, view.forecast_start);
        let total = calendar.working_days_between(fact.planned_start, fact.planned_end);
        let into = calendar
            .working_days_between(fact.planned_start, milestone.due)
            .clamp(0, total.max(0));
        let share = if total > 0 {
            f64::from(into) / f64::from(total)
        } else {
            1.0
        };
        let delay = f64::from(start_delay) + share * f64::from(view.forecast_delay - start_delay);
        // Between two delays in working days, each far inside the range of i32.
        calendar.add_working_days(milestone.due, delay.ceil() as i32)
    }
}
