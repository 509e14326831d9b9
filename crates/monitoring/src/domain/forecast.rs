//! From a task's facts to its place in the network and, after propagation, to its derived state.

use cascade_method::{
    light::{self, LightInput},
    policy::Policy,
    progress,
    status::{self, StatusInput, StoredState},
};
use cascade_schedule::{Calendar, CalendarIx, Dates, TaskInput, TaskState};
use chrono::NaiveDate;

use super::{facts::TaskFact, view::TaskView};

/// Working days of actual work before the pace is trusted; until then the plan's own pace is assumed.
const PACE_KNOWN_AFTER: i32 = 2;

/// What the network must know of a task that takes `duration` working days.
///
/// The remaining work of a started task is, in this order: what its owner last said; what the pace so far implies
/// (`elapsed × (100 − percent) / percent`, rounded up, once two working days have been worked); the planned duration
/// less the share done ([`remaining`]). A task that has not begun does not start before `not_before` and is held to its planned dates by the network itself, which pulls it forward where
/// everything that it waits for is early. Remaining work lies on the days after the last report: work reported today is done, so today is used up.
#[must_use]
pub fn network_input(
    fact: &TaskFact,
    duration: u32,
    calendar_ix: CalendarIx,
    calendar: &Calendar,
    not_before: Option<NaiveDate>,
    today: NaiveDate,
) -> TaskInput {
    let state = match (fact.actual_start, fact.actual_finish) {
        (start, Some(finish)) => TaskState::Finished {
            start: start.unwrap_or(finish).min(finish),
            finish,
        },
        (Some(start), None) => {
            let left = remaining(fact, duration, calendar).days;
            TaskState::Started {
                start,
                remaining: left + used_up(fact, calendar, today),
            }
        }
        (None, None) => TaskState::Planned { not_before },
    };
    TaskInput {
        calendar: calendar_ix,
        duration,
        state,
    }
}

/// Working days of work left of a task that takes `duration`: of one that has begun what remains, of another all of it.
#[must_use]
pub fn days_left(fact: &TaskFact, duration: u32, calendar: &Calendar) -> u32 {
    if fact.actual_start.is_some() {
        remaining(fact, duration, calendar).days
    } else {
        duration
    }
}

/// Whether a report speaks of a day or a later one: its work is done then.
pub(super) fn reported_on(fact: &TaskFact, day: NaiveDate) -> bool {
    fact.as_of.is_some_and(|as_of| as_of >= day)
}

/// Working days that a begun task needs from today on besides its remaining work: today itself, once its work is reported.
pub(super) fn used_up(fact: &TaskFact, calendar: &Calendar, today: NaiveDate) -> u32 {
    u32::from(reported_on(fact, today) && calendar.is_working(today))
}

/// By what the remaining work of a task that has begun is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Its owner said so.
    Reported,
    /// It goes on as it went so far.
    Pace,
    /// What the plan has for the share that is not done.
    Plan,
}

/// Work that is left of a task that has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remaining {
    /// Working days.
    pub days: u32,
    /// How that is known.
    pub source: Source,
    /// Working days from the actual start to the last report, both included.
    pub elapsed: i32,
}

/// Work that is left of a task that has begun and takes `duration` working days as planned.
#[must_use]
pub fn remaining(fact: &TaskFact, duration: u32, calendar: &Calendar) -> Remaining {
    let elapsed = match (fact.actual_start, fact.as_of) {
        (Some(start), Some(as_of)) => calendar.working_days(start, as_of),
        _ => 0,
    };
    let (days, source) = if let Some(days) = fact.remaining {
        (f64::from(days), Source::Reported)
    } else if elapsed >= PACE_KNOWN_AFTER && fact.percent > 0.0 {
        let days = f64::from(elapsed) * (100.0 - fact.percent) / fact.percent;
        (days.ceil(), Source::Pace)
    } else {
        let share_left = (1.0 - fact.percent / 100.0).clamp(0.0, 1.0);
        ((f64::from(duration) * share_left).ceil(), Source::Plan)
    };
    Remaining {
        // Non-negative and far below u32::MAX: durations are working days of a plan.
        days: days.clamp(0.0, 100_000.0) as u32,
        source,
        elapsed,
    }
}

/// Position of a task on the critical path; by default not on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Float {
    /// On the critical path.
    pub critical: bool,
    /// On it, or with little float left.
    pub near: bool,
    /// Working days until the plan's last day moves.
    pub total: i32,
    /// Working days until a task that waits for it moves.
    pub free: i32,
}

/// Dates of a task that has been taken out of the network: what was worked, and for the rest the plan.
#[must_use]
pub fn cancelled_dates(fact: &TaskFact) -> Dates {
    let start = fact.actual_start.unwrap_or(fact.planned_start);
    Dates {
        start,
        finish: fact.actual_finish.unwrap_or(fact.planned_end).max(start),
    }
}

/// The day up to which a task's plan counts as elapsed. Today does only once its report is in: until the daily cut-off nobody is behind
/// for today.
pub(super) fn counted_until(fact: &TaskFact, calendar: &Calendar, today: NaiveDate) -> NaiveDate {
    if reported_on(fact, today) {
        return today;
    }
    let before = if calendar.is_working(today) { -1 } else { 0 };
    calendar.add_working_days(calendar.previous_working(today), before)
}

/// Derived state of a task on a day, from its facts and its dates in the network.
#[must_use]
pub fn derive(
    fact: &TaskFact,
    dates: Dates,
    float: Float,
    calendar: &Calendar,
    today: NaiveDate,
    policy: &Policy,
) -> TaskView {
    let cancelled = fact.state == StoredState::Cancelled;
    // Nobody waits for a cancelled task any more, so it grows no later.
    let until = if cancelled {
        dates.finish
    } else {
        fact.actual_finish.unwrap_or(today)
    };
    let delay = calendar
        .working_days_between(fact.planned_end, until)
        .max(0);
    let forecast_delay = calendar.working_days_between(fact.planned_end, dates.finish);
    let total = calendar.working_days(fact.planned_start, fact.planned_end);
    let counted_until = counted_until(fact, calendar, today);
    let elapsed = calendar.working_days(fact.planned_start, counted_until.min(fact.planned_end));
    let planned_percent = progress::planned_percent(elapsed, total);
    let status = status::derive(&StatusInput {
        stored: fact.state,
        planned_start: fact.planned_start,
        planned_end: fact.planned_end,
        actual_start: fact.actual_start,
        actual_finish: fact.actual_finish,
        today,
    });
    let verdict = light::task_light(
        &LightInput {
            finished: fact.actual_finish.is_some(),
            cancelled,
            deviation: fact.percent - planned_percent,
            late_days: delay,
            forecast_late_days: forecast_delay.max(0),
            due_in_days: calendar.working_days_between(today, fact.planned_end),
            percent: fact.percent,
            critical: float.critical,
        },
        policy,
    );
    TaskView {
        forecast_start: dates.start,
        forecast_finish: dates.finish,
        planned_percent,
        delay,
        forecast_delay,
        status,
        light: verdict.light,
        reason: verdict.reason,
        critical: float.critical,
        near_critical: float.near,
        total_float: float.total,
        free_float: float.free,
        findings: Vec::new(),
    }
}
