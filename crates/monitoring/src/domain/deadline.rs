//! When a level of an alert lapses: by the calendar of the department that loses the time, in the working hours of its policy.

use cascade_method::escalation::{Hours, Input, Worked, WorkingTime};
use cascade_schedule::{Calendar, DayPart};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::{plan::PlanState, settle::Moment};
use crate::ids::AlertId;

/// The working time in which the levels of an alert run.
#[derive(Debug, Clone)]
pub struct Deadlines {
    /// Says where the organisation's days begin.
    pub moment: Moment,
    /// Of the department.
    pub calendar: Calendar,
    /// Of its policy; without any a level ends with a working day.
    pub hours: Option<Hours>,
}

impl WorkingTime for Deadlines {
    fn after(&self, from: DateTime<Utc>, days: u32) -> DateTime<Utc> {
        match &self.hours {
            None => self.end_of_day(from, days),
            Some(hours) => {
                let from = from.with_timezone(&self.moment.offset).naive_local();
                let due = hours.after(from, days, |day| self.worked(day));
                self.moment.beginning(due.date()) + (due.time() - NaiveTime::MIN)
            }
        }
    }
}

impl Deadlines {
    /// End of the `days`-th working day after the day of `from`.
    fn end_of_day(&self, from: DateTime<Utc>, days: u32) -> DateTime<Utc> {
        // The end of a day belongs to that day, not to the next one's beginning.
        let day = (from - TimeDelta::nanoseconds(1))
            .with_timezone(&self.moment.offset)
            .date_naive();
        let calendar = &self.calendar;
        let last = calendar.add_working_days(
            calendar.previous_working(day),
            i32::try_from(days).unwrap_or(0),
        );
        self.moment.beginning(last.succ_opt().unwrap_or(last))
    }

    fn worked(&self, day: NaiveDate) -> Worked {
        let part = self.calendar.part(day);
        Worked {
            morning: matches!(part, DayPart::Morning | DayPart::Full),
            afternoon: matches!(part, DayPart::Afternoon | DayPart::Full),
        }
    }
}

impl PlanState {
    /// What it is to put an alert off until the end of a day: by how many working days of the department that loses the time its level
    /// lapses later. None where the day does not give more time.
    #[must_use]
    pub fn snooze(&self, id: AlertId, until: NaiveDate, moment: Moment) -> Option<Input> {
        let alert = self.alerts.get(&id)?;
        let department = self
            .tasks
            .get(&alert.cause)
            .map(|node| &node.fact.department);
        let calendar = self.department_calendar(department.map_or("", String::as_str));
        let due = alert.ladder.due.map(|due| {
            // The end of a day belongs to that day, not to the next one's beginning.
            let last = due - TimeDelta::nanoseconds(1);
            last.with_timezone(&moment.offset).date_naive()
        });
        let from = due.map_or(moment.today, |due| due.max(moment.today));
        let days = calendar.working_days_between(from, until);
        Some(Input::Snoozed {
            days: u32::try_from(days).ok().filter(|days| *days > 0)?,
            until: moment.beginning(until.succ_opt().unwrap_or(until)),
        })
    }
}
