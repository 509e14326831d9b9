//! Random tasks, links and calendars.

use std::sync::LazyLock;

use cascade_schedule::{
    Calendar, CalendarIx, Constraints, Dates, DayPart, Link, LinkKind, TaskInput, TaskIx, TaskState,
};
use chrono::{NaiveDate, TimeDelta, Weekday};
use proptest::prelude::*;

use crate::naive::{Held, Model};

/// National Day of 2026 and its make-up days lie within reach.
pub fn date_after(offset: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 1).unwrap() + TimeDelta::days(offset)
}

/// Mainland China; a week with Thursdays off; six days a week, one Sunday worked and a fortnight away.
fn calendars() -> Vec<Calendar> {
    static CALENDARS: LazyLock<Vec<Calendar>> = LazyLock::new(|| {
        let six = [
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
            Weekday::Sat,
        ];
        vec![
            Calendar::china(),
            Calendar::weekdays().with_holidays((0..8).map(|week| date_after(2 + 7 * week))),
            Calendar::weekly(six)
                .with_workdays([date_after(5)])
                .with_holidays((20..34).map(date_after)),
        ]
    });
    CALENDARS.clone()
}

/// The same three, of which the second has Friday afternoons off and the third works half of every Saturday and is away for the
/// morning or the afternoon of some days.
fn half_day_calendars() -> Vec<Calendar> {
    static CALENDARS: LazyLock<Vec<Calendar>> = LazyLock::new(|| {
        let [full, off] = [DayPart::Full, DayPart::Off];
        let short = [full, full, full, full, DayPart::Morning, off, off];
        let six = [full, full, full, full, full, DayPart::Morning, off];
        let parts = [DayPart::Afternoon, DayPart::Off, DayPart::Morning];
        vec![
            Calendar::china(),
            Calendar::of_week(short).with_holidays((0..4).map(|week| date_after(9 + 7 * week))),
            Calendar::of_week(six)
                .with_days((0..40).map(|at| (date_after(3 * at), parts[(at % 3) as usize]))),
        ]
    });
    CALENDARS.clone()
}

pub fn any_held() -> impl Strategy<Value = Held> {
    let date = || prop::option::weighted(0.2, (0..70_i64).prop_map(date_after));
    let plan = (0..50_i64, 0..15_i64).prop_map(|(at, length)| Dates {
        start: date_after(at),
        finish: date_after(at + length),
    });
    let plan = prop::option::weighted(0.6, plan);
    (date(), date(), plan, any::<bool>()).prop_map(|(deadline, start_on, plan, pulls)| Held {
        constraints: Constraints { deadline, start_on },
        plan: plan.filter(|_| pulls),
    })
}

pub fn any_date() -> impl Strategy<Value = Option<NaiveDate>> {
    prop::option::of((0..60_i64).prop_map(date_after))
}

fn any_state() -> impl Strategy<Value = TaskState> {
    prop_oneof![
        4 => any_date().prop_map(|not_before| TaskState::Planned { not_before }),
        1 => (0..40_i64, 0..12_u32)
            .prop_map(|(at, remaining)| TaskState::Started { start: date_after(at), remaining }),
        1 => (0..30_i64, 0..20_i64)
            .prop_map(|(at, span)| TaskState::Finished { start: date_after(at), finish: date_after(at + span) }),
    ]
}

pub fn any_task() -> impl Strategy<Value = TaskInput> {
    (0..3_u32, 0..12_u32, any_state()).prop_map(|(calendar, duration, state)| TaskInput {
        calendar: CalendarIx(calendar),
        duration,
        state,
    })
}

pub fn any_link(count: u32) -> impl Strategy<Value = Link> {
    let kind = prop_oneof![
        2 => Just(LinkKind::FinishToStart),
        1 => Just(LinkKind::StartToStart),
        1 => Just(LinkKind::FinishToFinish),
        1 => Just(LinkKind::StartToFinish),
    ];
    (0..count, 0..count, kind, -4..6_i32).prop_map(|(from, to, kind, lag)| Link {
        predecessor: TaskIx(from),
        successor: TaskIx(to),
        kind,
        lag,
    })
}

/// A model whose links form no cycle, its tasks in no particular order; every other one without half days, constraints or plans.
pub fn any_model() -> impl Strategy<Value = Model> {
    (2..18_u32).prop_flat_map(|count| {
        let order = Just((0..count).collect::<Vec<_>>()).prop_shuffle();
        let tasks = prop::collection::vec(any_task(), count as usize);
        let held = prop::collection::vec(any_held(), count as usize);
        let links = prop::collection::vec(any_link(count), 0..40);
        let kinds = any::<(bool, bool)>();
        (order, tasks, held, links, any_date(), kinds).prop_map(
            |(order, tasks, held, links, data_date, (has_half_days, is_held))| {
                let forward = |link: Link| {
                    let (from, to) = (link.predecessor.0, link.successor.0);
                    let [first, second] =
                        [from.min(to), from.max(to)].map(|at| TaskIx(order[at as usize]));
                    (first != second).then_some(Link {
                        predecessor: first,
                        successor: second,
                        ..link
                    })
                };
                Model {
                    calendars: if has_half_days {
                        half_day_calendars()
                    } else {
                        calendars()
                    },
                    tasks: tasks.into_iter().map(Some).collect(),
                    held: if is_held { held } else { Vec::new() },
                    links: links.into_iter().filter_map(forward).collect(),
                    data_date,
                    slip: None,
                }
            },
        )
    })
}
