//! What makes a task late, by hand. 2026-07-06 is a Monday.

use cascade_schedule::{
    Calendar, CalendarIx, Dates, Driver, Link, LinkKind, Network, TaskInput, TaskIx, TaskState,
    root_cause,
};
use chrono::NaiveDate;

fn day(of_july: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 7, of_july).unwrap()
}

fn task(duration: u32, state: TaskState) -> TaskInput {
    TaskInput {
        calendar: CalendarIx(0),
        duration,
        state,
    }
}

fn from(of_july: u32) -> TaskState {
    TaskState::Planned {
        not_before: Some(day(of_july)),
    }
}

fn finished(start: u32, finish: u32) -> TaskState {
    TaskState::Finished {
        start: day(start),
        finish: day(finish),
    }
}

/// Tasks one after another, and their dates as planned.
fn chain(tasks: &[TaskInput], kind: LinkKind) -> (Network, Vec<TaskIx>, Vec<Dates>) {
    let mut network = Network::new(None);
    network.add_calendar(Calendar::china());
    let ixs: Vec<TaskIx> = tasks.iter().map(|input| network.add_task(*input)).collect();
    for pair in ixs.windows(2) {
        let link = Link {
            predecessor: pair[0],
            successor: pair[1],
            kind,
            lag: 0,
        };
        network.add_link(link).unwrap();
    }
    network.propagate();
    let plan = ixs.iter().map(|task| network.dates(*task)).collect();
    (network, ixs, plan)
}

/// Task, own days and inherited days of each hop.
fn hops(network: &Network, target: TaskIx, plan: &[Dates]) -> Vec<(u32, i32, i32)> {
    root_cause(network, target, |task| plan[task.0 as usize])
        .iter()
        .map(|hop| (hop.task.0, hop.own_delay, hop.inherited))
        .collect()
}

#[test]
fn days_lost_on_the_way_add_up() {
    let plan = [task(5, from(6)), task(5, from(6)), task(5, from(6))];
    let (mut network, ixs, plan) = chain(&plan, LinkKind::FinishToStart);
    assert_eq!(plan[2].finish, day(24));
    // Three days late, then a week of work becomes six days, the third is worked in time.
    network.set_task(ixs[0], task(5, finished(6, 15)));
    network.set_task(ixs[1], task(6, from(6)));
    network.propagate();
    assert_eq!(network.dates(ixs[2]).finish, day(30));
    assert_eq!(
        hops(&network, ixs[2], &plan),
        [(0, 3, 0), (1, 1, 3), (2, 0, 4)]
    );
    let path = root_cause(&network, ixs[2], |task| plan[task.0 as usize]);
    assert_eq!(
        (path[0].finish, path[0].baseline_finish),
        (day(15), day(10))
    );
    assert_eq!(
        path[1].via.map(|link| (link.predecessor, link.successor)),
        Some((ixs[0], ixs[1]))
    );
}

#[test]
fn slack_on_the_way_absorbs_and_is_not_blamed() {
    // The third begins two working days after the second is planned to end.
    let plan = [task(5, from(6)), task(5, from(6)), task(5, from(22))];
    let (mut network, ixs, plan) = chain(&plan, LinkKind::FinishToStart);
    network.set_task(ixs[0], task(5, finished(6, 15)));
    network.propagate();
    assert_eq!(
        hops(&network, ixs[1], &plan),
        [(0, 3, 0), (1, 0, 3)],
        "the second is three days late"
    );
    assert_eq!(
        hops(&network, ixs[2], &plan),
        [(0, 1, 0), (1, 0, 1), (2, 0, 1)]
    );
    network.set_task(ixs[0], task(5, finished(6, 14)));
    network.propagate();
    assert_eq!(
        hops(&network, ixs[2], &plan),
        [],
        "two days late is in time"
    );
}

#[test]
fn a_task_that_started_late_of_itself_is_the_cause() {
    let plan = [task(5, from(6)), task(5, from(6))];
    let (mut network, ixs, plan) = chain(&plan, LinkKind::FinishToStart);
    network.set_task(ixs[0], task(5, finished(6, 13)));
    network.set_task(ixs[1], task(5, finished(16, 22)));
    network.propagate();
    // It could have begun on the 14th: one of the three days is inherited.
    assert_eq!(hops(&network, ixs[1], &plan), [(0, 1, 0), (1, 2, 1)]);
    // Begun before its predecessor was done, it was held up by nobody.
    network.set_task(ixs[1], task(5, finished(13, 22)));
    network.propagate();
    assert_eq!(hops(&network, ixs[1], &plan), [(1, 3, 0)]);
}

#[test]
fn a_late_start_is_handed_on_by_a_link_to_the_start() {
    let plan = [task(5, from(6)), task(5, from(6))];
    let (mut network, ixs, plan) = chain(&plan, LinkKind::StartToStart);
    // Two days late to start, made up for by the end; the second waits for the start.
    network.set_task(ixs[0], task(5, finished(8, 10)));
    network.propagate();
    assert_eq!(network.dates(ixs[1]).finish, day(14));
    assert_eq!(hops(&network, ixs[1], &plan), [(0, 2, 0), (1, 0, 2)]);
}

#[test]
fn each_driver() {
    let plan = [task(5, from(6)), task(5, from(6)), task(5, from(27))];
    let (mut network, ixs, _) = chain(&plan, LinkKind::FinishToStart);
    assert!(matches!(network.driver(ixs[1]), Driver::Link(link) if link.predecessor == ixs[0]));
    assert_eq!(network.driver(ixs[2]), Driver::NotBefore);
    network.set_data_date(Some(day(8)));
    network.propagate();
    assert_eq!(network.driver(ixs[0]), Driver::DataDate);
    network.set_task(ixs[0], task(5, finished(6, 10)));
    assert_eq!(network.driver(ixs[0]), Driver::Actual);

    let mut network = Network::new(None);
    network.add_calendar(Calendar::weekdays());
    let free = network.add_task(task(2, TaskState::Planned { not_before: None }));
    assert_eq!(network.dates(free).start, NaiveDate::MIN);
    network.propagate();
    assert_eq!(network.driver(free), Driver::ProjectStart);
    let first = |of_month| NaiveDate::from_ymd_opt(2000, 1, of_month).unwrap();
    assert_eq!(
        network.dates(free),
        Dates {
            start: first(3),
            finish: first(4)
        }
    );
}
