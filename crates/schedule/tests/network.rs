//! Propagation and analysis against hand-computed dates, and against naive recomputation on random graphs.

use std::sync::LazyLock;

use cascade_schedule::{
    Calendar, CalendarIx, Dates, Driver, Link, LinkKind, Network, NetworkBuilder, TaskInput,
    TaskIx, TaskState, analyse, root_cause,
};
use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;

use LinkKind::{FinishToFinish, FinishToStart, StartToFinish, StartToStart};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn planned(duration: u32, not_before: &str) -> TaskInput {
    TaskInput {
        calendar: CalendarIx(0),
        duration,
        state: TaskState::Planned {
            not_before: Some(day(not_before)),
        },
    }
}

fn network() -> Network {
    let mut network = Network::new(None);
    network.add_calendar(Calendar::china());
    network
}

fn link(predecessor: TaskIx, successor: TaskIx, kind: LinkKind, lag: i32) -> Link {
    Link {
        predecessor,
        successor,
        kind,
        lag,
    }
}

fn dates(start: &str, finish: &str) -> Dates {
    Dates {
        start: day(start),
        finish: day(finish),
    }
}

#[test]
fn each_link_kind_by_hand() {
    // 2026-07-06 is a Monday. The predecessor takes Monday to Friday.
    for (kind, lag, expected) in [
        (FinishToStart, 0, dates("2026-07-13", "2026-07-15")),
        (FinishToStart, 2, dates("2026-07-15", "2026-07-17")),
        (FinishToStart, -2, dates("2026-07-09", "2026-07-13")),
        (StartToStart, 1, dates("2026-07-07", "2026-07-09")),
        (FinishToFinish, 0, dates("2026-07-08", "2026-07-10")),
        (FinishToFinish, 1, dates("2026-07-09", "2026-07-13")),
        (StartToFinish, 3, dates("2026-07-06", "2026-07-08")),
    ] {
        let mut network = network();
        let first = network.add_task(planned(5, "2026-07-06"));
        let second = network.add_task(planned(3, "2026-07-01"));
        network.add_link(link(first, second, kind, lag)).unwrap();
        network.propagate();
        assert_eq!(network.dates(first), dates("2026-07-06", "2026-07-10"));
        assert_eq!(network.dates(second), expected, "{kind:?} {lag}");
    }
}

#[test]
fn national_day_and_make_up_days_are_passed_over_and_worked() {
    let mut network = network();
    let first = network.add_task(planned(2, "2025-09-29"));
    let second = network.add_task(planned(3, "2025-09-01"));
    network
        .add_link(link(first, second, FinishToStart, 0))
        .unwrap();
    network.propagate();
    // 1–8 October are off; Saturday the 11th is worked.
    assert_eq!(network.dates(second), dates("2025-10-09", "2025-10-11"));
}

#[test]
fn what_has_happened_stays_and_what_has_not_moves_with_the_data_date() {
    let mut network = network();
    let first = network.add_task(planned(5, "2026-07-06"));
    let second = network.add_task(planned(5, "2026-07-13"));
    network
        .add_link(link(first, second, FinishToStart, 0))
        .unwrap();
    network.set_data_date(Some(day("2026-07-09")));
    network.set_task(
        first,
        TaskInput {
            state: TaskState::Started {
                start: day("2026-07-07"),
                remaining: 4,
            },
            ..planned(5, "2026-07-06")
        },
    );
    let changes = network.propagate();
    assert_eq!(changes.len(), 2);
    assert_eq!(network.dates(first), dates("2026-07-07", "2026-07-14"));
    assert_eq!(network.dates(second), dates("2026-07-15", "2026-07-21"));
    assert_eq!(
        network.driver(second),
        Driver::Link(link(first, second, FinishToStart, 0))
    );
    assert_eq!(network.driver(first), Driver::Actual);
    assert!(network.propagate().is_empty(), "nothing has changed since");
}

#[test]
fn floats_of_a_diamond() {
    let mut network = network();
    let start = network.add_task(planned(2, "2026-07-06"));
    let long = network.add_task(planned(5, "2026-07-01"));
    let short = network.add_task(planned(2, "2026-07-01"));
    let end = network.add_task(planned(1, "2026-07-01"));
    for (from, to) in [(start, long), (start, short), (long, end), (short, end)] {
        network.add_link(link(from, to, FinishToStart, 0)).unwrap();
    }
    network.propagate();
    let analysis = analyse(&network, None);
    assert_eq!(analysis.project_finish(), day("2026-07-15"));
    assert_eq!(
        [start, long, short, end].map(|task| analysis.total_float(task)),
        [0, 0, 3, 0]
    );
    assert_eq!(
        [start, long, short, end].map(|task| analysis.free_float(task)),
        [0, 0, 3, 0]
    );
    assert_eq!(
        [start, long, short, end].map(|task| analysis.critical(task)),
        [true, true, false, true]
    );
    assert_eq!(analysis.late(short), dates("2026-07-13", "2026-07-14"));
    let against = analyse(&network, Some(day("2026-07-17")));
    assert_eq!(against.total_float(long), 2);
}

#[test]
fn a_cycle_is_refused_with_its_path_and_changes_nothing() {
    let mut network = network();
    let tasks: Vec<TaskIx> = (0..4)
        .map(|_| network.add_task(planned(1, "2026-07-06")))
        .collect();
    for pair in tasks.windows(2) {
        network
            .add_link(link(pair[0], pair[1], FinishToStart, 0))
            .unwrap();
    }
    let error = network
        .add_link(link(tasks[3], tasks[1], FinishToStart, 0))
        .unwrap_err();
    assert_eq!(error.path, [tasks[3], tasks[1], tasks[2], tasks[3]]);
    assert_eq!(network.links_into(tasks[1]).count(), 1);
    let itself = network
        .add_link(link(tasks[0], tasks[0], StartToStart, 0))
        .unwrap_err();
    assert_eq!(itself.path, [tasks[0], tasks[0]]);

    let mut builder = NetworkBuilder::new(None);
    builder.calendar(Calendar::weekdays());
    let tasks: Vec<TaskIx> = (0..3)
        .map(|_| builder.task(planned(1, "2026-07-06")))
        .collect();
    for (from, to) in [(0, 1), (1, 2), (2, 0)] {
        builder.link(link(tasks[from], tasks[to], FinishToStart, 0));
    }
    let error = builder.build().unwrap_err().to_string();
    assert!(error.contains("cycle of 3 tasks"), "{error}");
}

#[test]
fn the_path_adds_up_to_the_delay() {
    let mut network = network();
    let first = network.add_task(planned(5, "2026-07-06"));
    let second = network.add_task(planned(5, "2026-07-13"));
    // Two working days of slack before the third.
    let third = network.add_task(planned(5, "2026-07-22"));
    network
        .add_link(link(first, second, FinishToStart, 0))
        .unwrap();
    network
        .add_link(link(second, third, FinishToStart, 0))
        .unwrap();
    network.propagate();
    let plan: Vec<Dates> = [first, second, third]
        .map(|task| network.dates(task))
        .to_vec();
    network.set_task(
        first,
        TaskInput {
            state: TaskState::Finished {
                start: day("2026-07-06"),
                finish: day("2026-07-15"),
            },
            ..planned(5, "2026-07-06")
        },
    );
    network.set_task(
        second,
        TaskInput {
            state: TaskState::Finished {
                start: day("2026-07-16"),
                finish: day("2026-07-24"),
            },
            ..planned(5, "2026-07-13")
        },
    );
    network.propagate();
    let path = root_cause(&network, third, |task| plan[task.0 as usize]);
    // The first lost 3, the second 2 more; 2 of the 5 were absorbed before the third.
    assert_eq!(
        path.iter().map(|hop| hop.task).collect::<Vec<_>>(),
        [first, second, third]
    );
    assert_eq!(
        path.iter().map(|hop| hop.own_delay).collect::<Vec<_>>(),
        [3, 0, 0]
    );
    assert_eq!(path.iter().map(|hop| hop.own_delay).sum::<i32>(), 3);
    let path = root_cause(&network, second, |task| plan[task.0 as usize]);
    assert_eq!(
        path.iter().map(|hop| hop.own_delay).collect::<Vec<_>>(),
        [3, 2]
    );
    assert!(root_cause(&network, first, |_| network.dates(first)).is_empty());
}

/// A random network as plain lists.
#[derive(Debug, Clone)]
struct Sketch {
    tasks: Vec<TaskInput>,
    links: Vec<Link>,
    data_date: Option<NaiveDate>,
}

fn date_after(offset: i64) -> NaiveDate {
    day("2026-06-01") + TimeDelta::days(offset)
}

fn any_state() -> impl Strategy<Value = TaskState> {
    prop_oneof![
        4 => prop::option::of(0..60_i64).prop_map(|at| TaskState::Planned { not_before: at.map(date_after) }),
        1 => (0..40_i64, 0..12_u32)
            .prop_map(|(at, remaining)| TaskState::Started { start: date_after(at), remaining }),
        1 => (0..30_i64, 0..20_i64)
            .prop_map(|(at, span)| TaskState::Finished { start: date_after(at), finish: date_after(at + span) }),
    ]
}

fn any_task() -> impl Strategy<Value = TaskInput> {
    (0..2_u16, 0..12_u32, any_state()).prop_map(|(calendar, duration, state)| TaskInput {
        calendar: CalendarIx(calendar),
        duration,
        state,
    })
}

fn any_kind() -> impl Strategy<Value = LinkKind> {
    prop_oneof![
        Just(FinishToStart),
        Just(StartToStart),
        Just(FinishToFinish),
        Just(StartToFinish)
    ]
}

fn any_link(count: u32) -> impl Strategy<Value = Link> {
    (0..count, 0..count, any_kind(), -4..6_i32).prop_map(|(from, to, kind, lag)| Link {
        predecessor: TaskIx(from),
        successor: TaskIx(to),
        kind,
        lag,
    })
}

fn any_sketch() -> impl Strategy<Value = Sketch> {
    (2..25_u32).prop_flat_map(|count| {
        (
            prop::collection::vec(any_task(), count as usize),
            prop::collection::vec(any_link(count), 0..60),
            prop::option::of((0..40_i64).prop_map(date_after)),
        )
            .prop_map(|(tasks, links, data_date)| Sketch {
                tasks,
                links,
                data_date,
            })
    })
}

/// Monday to Friday but for eight Thursdays.
static THURSDAYS_OFF: LazyLock<Calendar> = LazyLock::new(|| {
    Calendar::weekdays().with_holidays((0..8).map(|week| date_after(3 + 7 * week)))
});

fn calendars(network: &mut Network) {
    network.add_calendar(Calendar::china());
    network.add_calendar(THURSDAYS_OFF.clone());
}

/// Everything from scratch, in one go.
fn recomputed(sketch: &Sketch, links: &[Link]) -> Vec<Dates> {
    let mut network = Network::new(sketch.data_date);
    calendars(&mut network);
    let tasks: Vec<TaskIx> = sketch
        .tasks
        .iter()
        .map(|input| network.add_task(*input))
        .collect();
    for link in links {
        network.add_link(*link).unwrap();
    }
    network.propagate();
    tasks.into_iter().map(|task| network.dates(task)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn step_by_step_is_the_same_as_all_at_once(
        sketch in any_sketch(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any_task()), 0..12),
        drops in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        later in prop::option::of((0..80_i64).prop_map(date_after)),
    ) {
        let mut network = Network::new(sketch.data_date);
        calendars(&mut network);
        for input in &sketch.tasks {
            network.add_task(*input);
        }
        let mut links = Vec::new();
        for link in &sketch.links {
            match network.add_link(*link) {
                Ok(()) => links.push(*link),
                Err(cycle) => {
                    // The path is a real one, closed by the link that was refused.
                    prop_assert_eq!(cycle.path.first(), cycle.path.last());
                    for pair in cycle.path.windows(2) {
                        let there = links.iter().any(|link| (link.predecessor, link.successor) == (pair[0], pair[1]));
                        prop_assert!(there || (link.predecessor, link.successor) == (pair[0], pair[1]));
                    }
                }
            }
            network.propagate();
        }
        let mut now = sketch;
        for (at, input) in edits {
            let at = at.index(now.tasks.len());
            now.tasks[at] = input;
            network.set_task(TaskIx(u32::try_from(at).unwrap()), input);
            network.propagate();
        }
        for at in drops {
            if !links.is_empty() {
                let link = links.swap_remove(at.index(links.len()));
                prop_assert!(network.remove_link(link));
                network.propagate();
            }
        }
        now.data_date = later;
        network.set_data_date(later);
        network.propagate();
        let expected = recomputed(&now, &links);
        for (at, dates) in expected.iter().enumerate() {
            prop_assert_eq!(network.dates(TaskIx(u32::try_from(at).unwrap())), *dates, "task {}", at);
        }
    }

    #[test]
    fn slipping_within_total_float_keeps_the_last_day_and_one_more_moves_it(sketch in any_sketch()) {
        // Late dates are exact where every task waits in the plain way and on one calendar.
        let mut network = Network::new(None);
        calendars(&mut network);
        for input in &sketch.tasks {
            let state = TaskState::Planned { not_before: Some(date_after(0)) };
            network.add_task(TaskInput { calendar: CalendarIx(0), duration: input.duration.max(1), state });
        }
        for link in &sketch.links {
            let _ = network.add_link(Link { lag: link.lag.abs(), kind: FinishToStart, ..*link });
        }
        network.propagate();
        let analysis = analyse(&network, None);
        let finish = analysis.project_finish();
        prop_assert!((0..network.len()).any(|at| analysis.critical(TaskIx(u32::try_from(at).unwrap()))));
        for at in 0..network.len() {
            let task = TaskIx(u32::try_from(at).unwrap());
            prop_assert!(analysis.free_float(task) <= analysis.total_float(task));
            for (slip, moves) in [(analysis.total_float(task), false), (analysis.total_float(task) + 1, true)] {
                let mut slipped = network.clone();
                let start = slipped.calendar(CalendarIx(0)).add_working_days(network.dates(task).start, slip);
                let duration = sketch.tasks[at].duration.max(1);
                let state = TaskState::Planned { not_before: Some(start) };
                slipped.set_task(task, TaskInput { calendar: CalendarIx(0), duration, state });
                slipped.propagate();
                prop_assert_eq!(analyse(&slipped, None).project_finish() > finish, moves, "task {} by {}", at, slip);
            }
        }
    }

    #[test]
    fn the_builder_and_single_links_agree(sketch in any_sketch()) {
        let mut builder = NetworkBuilder::new(sketch.data_date);
        builder.calendar(Calendar::china());
        builder.calendar(THURSDAYS_OFF.clone());
        for input in &sketch.tasks {
            builder.task(*input);
        }
        let links: Vec<Link> =
            sketch.links.iter().copied().filter(|link| link.predecessor < link.successor).collect();
        for link in &links {
            builder.link(*link);
        }
        let mut network = builder.build().unwrap();
        network.propagate();
        for (at, dates) in recomputed(&sketch, &links).iter().enumerate() {
            prop_assert_eq!(network.dates(TaskIx(u32::try_from(at).unwrap())), *dates);
        }
    }

    #[test]
    fn own_delays_add_up(sketch in any_sketch()) {
        let mut network = Network::new(None);
        calendars(&mut network);
        for input in &sketch.tasks {
            let state = TaskState::Planned { not_before: Some(date_after(0)) };
            network.add_task(TaskInput { state, ..*input });
        }
        for link in &sketch.links {
            let _ = network.add_link(*link);
        }
        network.propagate();
        let plan: Vec<Dates> =
            (0..network.len()).map(|at| network.dates(TaskIx(u32::try_from(at).unwrap()))).collect();
        for (at, input) in sketch.tasks.iter().enumerate() {
            network.set_task(TaskIx(u32::try_from(at).unwrap()), *input);
        }
        network.set_data_date(sketch.data_date);
        network.propagate();
        for (at, input) in sketch.tasks.iter().enumerate() {
            let task = TaskIx(u32::try_from(at).unwrap());
            let path = root_cause(&network, task, |task| plan[task.0 as usize]);
            let late = network
                .calendar(input.calendar)
                .working_days_between(plan[at].finish, network.dates(task).finish)
                .max(0);
            prop_assert_eq!(path.iter().map(|hop| hop.own_delay).sum::<i32>(), late);
            prop_assert!(path.iter().all(|hop| hop.own_delay >= 0 && hop.inherited >= 0));
        }
    }
}
