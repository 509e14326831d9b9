//! Random tasks, links and calendars.

use std::sync::LazyLock;

use cascade_schedule::{Calendar, CalendarIx, Link, LinkKind, TaskInput, TaskIx, TaskState};
use chrono::{NaiveDate, TimeDelta, Weekday};
use proptest::prelude::*;

use crate::naive::Model;

/// National Day of 2026 and its make-up days lie within reach.
pub fn date_after(offset: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 1).unwrap() + TimeDelta::days(offset)
}

/// Mainland China; a week with Thursdays off; six days a week, one Sunday worked and a fortnight away.
pub fn calendars() -> Vec<Calendar> {
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
    (0..3_u16, 0..12_u32, any_state()).prop_map(|(calendar, duration, state)| TaskInput {
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

/// A model whose links form no cycle, its tasks in no particular order.
pub fn any_model() -> impl Strategy<Value = Model> {
    (2..18_u32).prop_flat_map(|count| {
        let order = Just((0..count).collect::<Vec<_>>()).prop_shuffle();
        let tasks = prop::collection::vec(any_task(), count as usize);
        let links = prop::collection::vec(any_link(count), 0..40);
        (order, tasks, links, any_date()).prop_map(|(order, tasks, links, data_date)| {
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
                calendars: calendars(),
                tasks: tasks.into_iter().map(Some).collect(),
                links: links.into_iter().filter_map(forward).collect(),
                data_date,
            }
        })
    })
}
