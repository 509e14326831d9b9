//! Dates and floats against hand-computed ones.

use cascade_schedule::{
    Calendar, CalendarIx, Dates, Driver, Link, LinkKind, Network, NetworkBuilder, TaskInput,
    TaskIx, TaskState, analyse,
};
use chrono::NaiveDate;

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
fn each_link_kind_across_national_day_2026() {
    // 25–27 September and 1–7 October are off, Saturday 10 October is worked. The predecessor takes 29 and 30 September and 8 October.
    for (kind, lag, expected) in [
        (FinishToStart, 0, dates("2026-10-09", "2026-10-10")),
        (FinishToStart, 1, dates("2026-10-10", "2026-10-12")),
        (FinishToStart, -1, dates("2026-10-08", "2026-10-09")),
        (StartToStart, 2, dates("2026-10-08", "2026-10-09")),
        (FinishToFinish, 0, dates("2026-09-30", "2026-10-08")),
        (FinishToFinish, 2, dates("2026-10-09", "2026-10-10")),
        (StartToFinish, 0, dates("2026-09-24", "2026-09-28")),
        (StartToFinish, 4, dates("2026-10-08", "2026-10-09")),
    ] {
        let mut network = network();
        let first = network.add_task(planned(3, "2026-09-29"));
        let second = network.add_task(planned(2, "2026-09-01"));
        network.add_link(link(first, second, kind, lag)).unwrap();
        network.propagate();
        assert_eq!(network.dates(first), dates("2026-09-29", "2026-10-08"));
        assert_eq!(network.dates(second), expected, "{kind:?} {lag}");
    }
}

#[test]
fn a_milestone_happens_on_the_day_it_is_reached() {
    let mut network = network();
    let work = network.add_task(planned(3, "2026-09-28"));
    let milestone = network.add_task(planned(0, "2026-09-01"));
    let after = network.add_task(planned(1, "2026-09-01"));
    network
        .add_link(link(work, milestone, FinishToFinish, 0))
        .unwrap();
    network
        .add_link(link(milestone, after, FinishToStart, 0))
        .unwrap();
    network.propagate();
    assert_eq!(network.dates(milestone), dates("2026-09-30", "2026-09-30"));
    assert_eq!(network.dates(after), dates("2026-10-08", "2026-10-08"));
}

#[test]
fn a_link_counts_on_the_calendar_of_the_task_that_waits() {
    let mut network = network();
    let every_day = network.add_calendar(Calendar::weekly([
        chrono::Weekday::Mon,
        chrono::Weekday::Tue,
        chrono::Weekday::Wed,
        chrono::Weekday::Thu,
        chrono::Weekday::Fri,
        chrono::Weekday::Sat,
        chrono::Weekday::Sun,
    ]));
    let first = network.add_task(planned(2, "2026-09-29"));
    let second = network.add_task(TaskInput {
        calendar: every_day,
        ..planned(2, "2026-09-01")
    });
    let third = network.add_task(planned(1, "2026-09-01"));
    network
        .add_link(link(first, second, FinishToStart, 1))
        .unwrap();
    network
        .add_link(link(second, third, FinishToStart, 0))
        .unwrap();
    network.propagate();
    assert_eq!(network.dates(second), dates("2026-10-02", "2026-10-03"));
    assert_eq!(network.dates(third), dates("2026-10-08", "2026-10-08"));
    // The second may end as late as the 7th without the third moving.
    let analysis = analyse(&network, None);
    assert_eq!(analysis.late(second), dates("2026-10-06", "2026-10-07"));
    assert_eq!(analysis.total_float(second), 4);
    assert_eq!(analysis.free_float(second), 4);
    // None of that is use to the first: its own calendar rests until the 8th.
    assert_eq!(analysis.total_float(first), 0);
}

#[test]
fn a_position_is_free_again_after_its_task_is_removed() {
    let mut network = network();
    let first = network.add_task(planned(5, "2026-07-06"));
    let second = network.add_task(planned(1, "2026-07-06"));
    network
        .add_link(link(first, second, FinishToStart, 0))
        .unwrap();
    network.propagate();
    network.remove_task(first);
    network.remove_task(first);
    assert_eq!(network.propagate().len(), 1);
    assert_eq!(network.dates(second), dates("2026-07-06", "2026-07-06"));
    assert_eq!(network.add_task(planned(2, "2026-07-07")), first);
    assert_eq!(network.add_task(planned(2, "2026-07-07")), TaskIx(2));
    network.propagate();
    assert_eq!(network.dates(first), dates("2026-07-07", "2026-07-08"));
    assert_eq!(network.links_out_of(first).count(), 0);
}

#[test]
fn near_critical_is_within_the_float_asked_for() {
    let mut network = network();
    let long = network.add_task(planned(5, "2026-07-06"));
    let short = network.add_task(planned(3, "2026-07-06"));
    let done = network.add_task(TaskInput {
        state: TaskState::Finished {
            start: day("2026-07-06"),
            finish: day("2026-07-10"),
        },
        ..planned(5, "2026-07-06")
    });
    network.propagate();
    let analysis = analyse(&network, None);
    let near = |float| [long, short, done].map(|task| analysis.near_critical(task, float));
    assert_eq!(near(0), [true, false, false]);
    assert_eq!(near(1), [true, false, false]);
    assert_eq!(near(2), [true, true, false]);
    // Against an earlier day than can be had, float is negative.
    let analysis = analyse(&network, Some(day("2026-07-08")));
    assert_eq!(
        [long, short].map(|task| analysis.total_float(task)),
        [-2, 0]
    );
}
