//! The daily cut-off: which tasks should have been reported on by then, and how often in a row they were not.

use cascade_proto::tasks::v1 as pb;
use cascade_schedule::Calendar;
use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime, Utc};

use crate::domain::task::Task;

/// The time of day by which tasks are reported on, where the organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutOff {
    /// Time of day.
    pub time: NaiveTime,
    /// Time zone.
    pub offset: FixedOffset,
}

impl CutOff {
    /// The instant of the cut-off on a day.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> DateTime<Utc> {
        let local = day.and_time(self.time);
        // A fixed offset has every local time once.
        DateTime::from_naive_utc_and_offset(local - self.offset, Utc)
    }

    /// The day whose cut-off an instant is.
    #[must_use]
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.offset).date_naive()
    }

    /// The first cut-off after an instant. Every day has one: somebody may work on it.
    #[must_use]
    pub fn next(&self, after: DateTime<Utc>) -> DateTime<Utc> {
        let today = self.day(after);
        if self.on(today) > after {
            return self.on(today);
        }
        self.on(today.checked_add_days(Days::new(1)).unwrap_or(today))
    }
}

/// How often in a row a task was not reported on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missed {
    /// Working days.
    pub count: u32,
    /// The last of them.
    pub last_on: NaiveDate,
}

/// Whether a task should have been reported on that day and was not: begun or due to begin, neither finished nor held back.
#[must_use]
pub fn is_missing(task: &Task, day: NaiveDate) -> bool {
    let track = &task.track;
    matches!(track.state, pb::TaskState::Open | pb::TaskState::Blocked)
        && track.actual_finish.is_none()
        && (task.plan.start <= day || track.actual_start.is_some_and(|start| start <= day))
        && track.last_reported_on.is_none_or(|last| last < day)
}

/// The count with this day in it; none where the day is in it already. A day between that the owner worked on and that was not missed begins
/// anew.
#[must_use]
pub fn count(before: Option<Missed>, day: NaiveDate, calendar: &Calendar) -> Option<Missed> {
    let count = match before {
        Some(missed) if missed.last_on >= day => return None,
        Some(missed) if is_next_day(missed.last_on, day, calendar) => missed.count + 1,
        _ => 1,
    };
    Some(Missed {
        count,
        last_on: day,
    })
}

/// Whether nothing is worked between two days, half a day neither.
fn is_next_day(before: NaiveDate, day: NaiveDate, calendar: &Calendar) -> bool {
    let next = before.checked_add_days(Days::new(1)).unwrap_or(before);
    calendar.next_working(next) >= day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn china() -> CutOff {
        CutOff {
            time: NaiveTime::from_hms_opt(18, 0, 0).unwrap(),
            offset: FixedOffset::east_opt(8 * 3600).unwrap(),
        }
    }

    #[test]
    fn the_cut_off_is_local() {
        let cut_off = china();
        for (now, next) in [
            ("2026-07-06T02:00:00Z", "2026-07-06T10:00:00Z"),
            ("2026-07-06T10:00:00Z", "2026-07-07T10:00:00Z"),
            // Friday evening, and already Saturday in China.
            ("2026-07-10T11:00:00Z", "2026-07-11T10:00:00Z"),
            ("2026-07-10T17:00:00Z", "2026-07-11T10:00:00Z"),
        ] {
            assert_eq!(cut_off.next(at(now)), at(next), "after {now}");
        }
        assert_eq!(cut_off.day(at("2026-07-06T17:00:00Z")), day("2026-07-07"));
    }

    #[test]
    fn the_count_goes_on_over_days_off_and_begins_anew_after_a_day_that_was_not_missed() {
        let calendar = Calendar::china();
        let friday = count(None, day("2026-07-10"), &calendar).unwrap();
        assert_eq!(friday.count, 1);
        let monday = count(Some(friday), day("2026-07-13"), &calendar).unwrap();
        assert_eq!(monday.count, 2);
        assert_eq!(
            count(Some(monday), day("2026-07-13"), &calendar),
            None,
            "once a day"
        );
        assert_eq!(
            count(Some(monday), day("2026-07-15"), &calendar)
                .unwrap()
                .count,
            1
        );
    }
}
