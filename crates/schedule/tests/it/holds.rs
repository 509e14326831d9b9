//! Deadlines, fixed starts, pulling forward, half days, by hand.

use cascade_schedule::{
    Broken, Calendar, CalendarIx, Constraints, Dates, DayPart, Driver, Link, LinkKind, Network,
    TaskInput, TaskIx, TaskState, analyse,
};
use chrono::NaiveDate;

fn day(of_july: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 7, of_july).unwrap()
}

fn dates(start: u32, finish: u32) -> Dates {
    Dates {
        start: day(start),
        finish: day(finish),
    }
}

/// 2026-07-06 is a Monday.
fn planned(duration: u32, not_before: Option<u32>) -> TaskInput {
    TaskInput {
        calendar: CalendarIx(0),
        duration,
        state: TaskState::Planned {
            not_before: not_before.map(day),
        },
    }
}

fn finished(start: u32, finish: u32) -> TaskInput {
    TaskInput {
        state: TaskState::Finished {
            start: day(start),
            finish: day(finish),
        },
        ..planned(5, None)
    }
}

fn network(calendar: Calendar) -> Network {
    let mut network = Network::new(None);
    network.add_calendar(calendar);
    network
}

fn link(predecessor: TaskIx, successor: TaskIx) -> Link {
    Link {
        predecessor,
        successor,
        kind: LinkKind::FinishToStart,
        lag: 0,
    }
}

#[test]
fn a_deadline_moves_nothing_but_float() {
    let mut network = network(Calendar::weekdays());
    let first = network.add_task(planned(3, Some(6)));
    let second = network.add_task(planned(2, None));
    let long = network.add_task(planned(9, Some(6)));
    network.add_link(link(first, second)).unwrap();
    let deadline = |of| Constraints {
        deadline: Some(day(of)),
        start_on: None,
    };
    network.set_constraints(second, deadline(13));
    network.propagate();
    assert_eq!(network.dates(second), dates(9, 10));
    let analysis = analyse(&network, None);
    assert_eq!(
        [first, second].map(|task| analysis.total_float(task)),
        [1, 1]
    );
    assert_eq!(
        [first, second].map(|task| analysis.free_float(task)),
        [0, 1]
    );
    assert_eq!(analysis.late(second), dates(10, 13));
    assert!(network.broken(second).is_empty());

    network.set_constraints(second, deadline(8));
    network.propagate();
    assert_eq!(network.dates(second), dates(9, 10));
    let analysis = analyse(&network, None);
    assert_eq!(
        [first, second].map(|task| analysis.total_float(task)),
        [-2, -2]
    );
    assert_eq!(analysis.free_float(second), 0);
    assert!(analysis.critical(first));
    assert_eq!(analysis.total_float(long), 0);
    assert_eq!(network.broken(second), [Broken::Deadline { days: 2 }]);

    network.set_task(second, finished(9, 10));
    network.propagate();
    assert!(network.broken(second).is_empty(), "what is done is done");
}

#[test]
fn a_fixed_start_stays_and_says_which_link_it_breaks() {
    let mut network = network(Calendar::weekdays());
    let first = network.add_task(planned(3, Some(6)));
    let fair = network.add_task(planned(2, Some(1)));
    network.add_link(link(first, fair)).unwrap();
    let start_on = |of| Constraints {
        deadline: None,
        start_on: Some(day(of)),
    };
    network.set_constraints(fair, start_on(13));
    network.propagate();
    assert_eq!(network.dates(fair), dates(13, 14));
    assert_eq!(network.driver(fair), Driver::StartOn);
    let analysis = analyse(&network, Some(day(31)));
    assert_eq!(analysis.total_float(first), 2, "up to the fair");
    assert_eq!(analysis.total_float(fair), 0);

    network.set_constraints(fair, start_on(7));
    network.propagate();
    assert_eq!(network.dates(fair), dates(7, 8));
    assert_eq!(analyse(&network, None).total_float(first), -2);
    let broken = Broken::Link {
        link: link(first, fair),
        days: 2,
    };
    assert_eq!(network.broken(fair), [broken]);

    // On a day off it starts on the next one worked; where that is past, as soon as it can.
    network.set_constraints(fair, start_on(11));
    network.propagate();
    assert_eq!(network.dates(fair), dates(13, 14));
    network.set_data_date(Some(day(15)));
    network.propagate();
    assert_eq!(network.dates(fair), dates(15, 16));
    assert_eq!(network.driver(fair), Driver::DataDate);
    assert!(network.broken(fair).contains(&Broken::StartOn { days: 2 }));

    network.set_constraints(fair, Constraints::default());
    network.propagate();
    assert_eq!(
        network.dates(fair).start,
        day(20),
        "its link holds it again"
    );
}

#[test]
fn an_early_finish_pulls_forward_and_leaves_planned_gaps() {
    let mut network = network(Calendar::weekdays());
    // Planned Mon 6 – Fri 10, then two days free, then Wed 15 – Fri 17; another, Mon 20 – Tue 21, waits for both.
    let first = network.add_task(planned(5, None));
    let second = network.add_task(planned(3, None));
    let third = network.add_task(planned(2, None));
    let other = network.add_task(planned(4, None));
    for (from, to) in [(first, second), (second, third), (other, third)] {
        network.add_link(link(from, to)).unwrap();
    }
    for (task, start, finish) in [
        (first, 6, 10),
        (second, 15, 17),
        (third, 20, 21),
        (other, 14, 17),
    ] {
        network.set_plan(task, Some(dates(start, finish)));
    }
    network.propagate();
    assert_eq!(network.dates(first), dates(6, 10));
    assert_eq!(network.dates(second), dates(15, 17));
    assert_eq!(network.driver(second), Driver::NotBefore);
    assert_eq!(analyse(&network, None).free_float(first), 2);

    network.set_data_date(Some(day(9)));
    network.set_task(first, finished(6, 8));
    let moved: Vec<TaskIx> = network
        .propagate()
        .iter()
        .map(|change| change.task)
        .collect();
    assert_eq!(moved, [first, second]);
    assert_eq!(
        network.dates(second),
        dates(13, 15),
        "two days earlier, the gap kept"
    );
    assert_eq!(network.driver(second), Driver::Link(link(first, second)));
    assert_eq!(
        network.dates(third),
        dates(20, 21),
        "the other is not early"
    );

    network.set_task(other, finished(8, 9));
    network.propagate();
    assert_eq!(
        network.dates(third),
        dates(16, 17),
        "by the least of the gains"
    );
    assert_eq!(network.driver(third), Driver::Link(link(second, third)));

    network.set_plan(first, None);
    network.propagate();
    assert_eq!(network.dates(second), dates(15, 17), "no plan, no gain");
}

#[test]
fn a_pulled_task_follows_what_pulls_it_day_by_day() {
    let mut network = network(Calendar::weekdays());
    let first = network.add_task(planned(2, Some(6)));
    let second = network.add_task(planned(1, None));
    let end = network.add_task(planned(1, Some(24)));
    network.add_link(link(first, second)).unwrap();
    network.set_plan(first, Some(dates(6, 9)));
    network.set_plan(second, Some(dates(14, 14)));
    network.propagate();
    // Planned for four days it takes two, and the two days between them stay.
    assert_eq!(network.dates(second), dates(10, 10));
    let analysis = analyse(&network, None);
    assert_eq!(
        analysis.free_float(first),
        0,
        "one day more moves the second"
    );
    assert_eq!(analysis.total_float(first), 12);
    assert_eq!(analysis.total_float(end), 0);
}

#[test]
fn half_days_are_worked_to_the_half() {
    let [full, off] = [DayPart::Full, DayPart::Off];
    let week = [full, full, full, full, DayPart::Morning, off, off];
    let mut network = network(Calendar::of_week(week));
    let other = network.add_calendar(Calendar::weekdays());
    // Wed, Thu, Fri morning and Mon morning make three days.
    let first = network.add_task(planned(3, Some(8)));
    let second = network.add_task(planned(1, None));
    let elsewhere = network.add_task(TaskInput {
        calendar: other,
        ..planned(1, None)
    });
    network.add_link(link(first, second)).unwrap();
    network.add_link(link(first, elsewhere)).unwrap();
    network.propagate();
    assert_eq!(network.dates(first), dates(8, 13));
    assert_eq!(
        network.dates(second),
        dates(13, 14),
        "from Monday noon to Tuesday noon"
    );
    assert_eq!(network.dates(elsewhere), dates(13, 14));
    let analysis = analyse(&network, Some(day(14)));
    assert_eq!(analysis.total_float_half_days(second), 1);
    assert_eq!(analysis.total_float(second), 0);
    assert!(!analysis.critical(second), "half a day is left");
    assert!(analysis.near_critical(second, 1));

    // Five half days end on Friday at noon, and not before; a network of whole days knows such tasks too.
    network.take_half_days(first, 5);
    network.propagate();
    assert_eq!(network.dates(first), dates(8, 10));
    network.take_half_days(first, 6);
    network.propagate();
    assert_eq!(network.dates(first), dates(8, 13));

    // A longer first morning moves nothing that shows in dates, and is not said.
    network.set_calendar(CalendarIx(0), Calendar::weekdays());
    let changes = network.propagate();
    assert_eq!(network.dates(first), dates(8, 10));
    assert_eq!(changes.len(), 3);
}

#[test]
fn what_another_task_gained_by_is_not_free_to_slip() {
    let mut network = network(Calendar::weekdays());
    // Planned Mon 6 – Tue 7, then the week free, then Mon 13 – Tue 14.
    let first = network.add_task(planned(1, Some(6)));
    let last = network.add_task(planned(2, None));
    network.add_link(link(first, last)).unwrap();
    network.set_plan(first, Some(dates(6, 7)));
    network.set_plan(last, Some(dates(13, 14)));
    network.propagate();
    assert_eq!(network.dates(last), dates(10, 13), "a day gained");
    let analysis = analyse(&network, None);
    assert_eq!(
        analysis.total_float(first),
        0,
        "a day more, and the last day is the 14th again"
    );
    assert_eq!(analyse(&network, Some(day(14))).total_float(first), 4);
}

#[test]
fn a_task_at_the_place_of_a_removed_one_has_a_float_of_its_own() {
    let mut network = network(Calendar::weekdays());
    network.add_task(planned(9, Some(6)));
    let removed = network.add_task(finished(6, 8));
    network.propagate();
    network.refresh_floats();
    network.remove_task(removed);
    network.propagate();
    network.refresh_floats();

    let added = network.add_task(finished(6, 8));
    network.propagate();
    assert_eq!(added, removed);
    assert!(network.float(added).is_none());
    assert_eq!(network.refresh_floats().floats, [added]);
    assert_eq!(network.float(added).map(|float| float.total()), Some(0));
}
