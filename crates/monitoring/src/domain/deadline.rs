//! When a level of an alert lapses: by the calendar of the department that loses the time, in the working hours of its policy.

use cascade_method::escalation::{Hours, Worked, WorkingTime};
use cascade_schedule::{Calendar, DayPart};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::settle::Moment;

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
