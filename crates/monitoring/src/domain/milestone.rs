//! Milestones move with their task, and what is not reached by today is reached today at the earliest.

use cascade_schedule::Calendar;
use chrono::NaiveDate;

use super::{
    facts::{MilestoneFact, TaskFact},
    plan::PlanState,
    view::TaskView,
};

/// Where a milestone lies in its task's planned dates.
#[derive(Debug, Clone)]
pub struct Frame {
    calendar: Calendar,
    planned_start: NaiveDate,
    planned_end: NaiveDate,
    due: NaiveDate,
    /// How far into the task it lies, 0–1.
    share: f64,
    /// The first day on which it can be reached; none where its task is finished.
    earliest: Option<NaiveDate>,
}

impl PlanState {
    /// When a milestone will be reached: on its planned day, moved by as many working days as the part of its task that
    /// holds it, and not before today while its task goes on.
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
        let frame = self.milestone_frame(fact, milestone);
        day_inside(&frame, view.forecast_start, view.forecast_finish)
    }

    pub(super) fn milestone_frame(&self, fact: &TaskFact, milestone: &MilestoneFact) -> Frame {
        let calendar = self.planning_calendar(fact).clone();
        let total = calendar.working_days_between(fact.planned_start, fact.planned_end);
        let into = calendar
            .working_days_between(fact.planned_start, milestone.due)
            .clamp(0, total.max(0));
        let today = self.as_of.filter(|_| fact.actual_finish.is_none());
        Frame {
            earliest: today.map(|today| calendar.next_working(today)),
            share: if total > 0 {
                f64::from(into) / f64::from(total)
            } else {
                1.0
            },
            calendar,
            planned_start: fact.planned_start,
            planned_end: fact.planned_end,
            due: milestone.due,
        }
    }
}

/// The day of a milestone if its task has these dates. Before the task's end it is as late as its start, at its end as late as its finish;
/// in between it lies between them in proportion. Nobody can reach it in the past.
pub(super) fn day_inside(frame: &Frame, start: NaiveDate, finish: NaiveDate) -> NaiveDate {
    let calendar = &frame.calendar;
    let start_delay = calendar.working_days_between(frame.planned_start, start);
    let finish_delay = calendar.working_days_between(frame.planned_end, finish);
    let delay = f64::from(start_delay) + frame.share * f64::from(finish_delay - start_delay);
    // Between two delays in working days, each far inside the range of i32.
    let day = calendar.add_working_days(frame.due, delay.ceil() as i32);
    frame.earliest.map_or(day, |earliest| day.max(earliest))
}
