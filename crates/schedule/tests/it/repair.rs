//! What brings a task back in time, by hand and against trying everything.

use cascade_schedule::{
    Calendar, CalendarIx, Link, LinkKind, Network, TaskInput, TaskIx, TaskState,
    repair::{Aim, Measure, Terms, cheapest},
};
use chrono::NaiveDate;
use proptest::prelude::*;

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn after(predecessor: TaskIx, successor: TaskIx) -> Link {
    Link {
        predecessor,
        successor,
        kind: LinkKind::FinishToStart,
        lag: 0,
    }
}

/// From Monday, 6 July, on: one task after the other.
fn chain(durations: &[u32]) -> (Network, Vec<TaskIx>, CalendarIx) {
    let mut network = Network::new(Some(day(7, 6)));
    let calendar = network.add_calendar(Calendar::weekdays());
    let mut tasks: Vec<TaskIx> = Vec::new();
    for duration in durations {
        let task = network.add_task(TaskInput {
            calendar,
            duration: *duration,
            state: TaskState::Planned { not_before: None },
        });
        if let Some(before) = tasks.last() {
            network.add_link(after(*before, task)).unwrap();
        }
        tasks.push(task);
    }
    network.propagate();
    (network, tasks, calendar)
}

fn nobody(_: TaskIx) -> Vec<CalendarIx> {
    Vec::new()
}

#[test]
fn nothing_is_done_where_nothing_is_late() {
    let (network, tasks, _) = chain(&[5, 5]);
    let aim = Aim {
        task: tasks[1],
        by: day(7, 17),
    };
    let found = cheapest(&network, &[aim], &Terms::default(), &nobody);
    assert_eq!(
        (found.measures.len(), found.late_before, found.late_after),
        (0, 0, 0)
    );
    assert!(found.is_cheapest);
}

#[test]
fn the_cheaper_of_two_measures_is_taken_until_it_goes_no_further() {
    // A week after the other; two days have to be won. Overlapping is the cheaper.
    let (network, tasks, _) = chain(&[5, 5]);
    let by = |by| [Aim { task: tasks[1], by }];
    let found = cheapest(&network, &by(day(7, 15)), &Terms::default(), &nobody);
    let overlap = Measure::Overlap {
        predecessor: tasks[0],
        successor: tasks[1],
        days: 2,
    };
    assert_eq!(
        (found.measures, found.late_before, found.late_after),
        (vec![overlap], 2, 0)
    );
    assert!((found.cost - 0.6).abs() < 1e-9 && found.is_cheapest);
    // Half of five is two: the third day is won by crashing.
    let found = cheapest(&network, &by(day(7, 14)), &Terms::default(), &nobody);
    assert!(found.measures.contains(&overlap), "{:?}", found.measures);
    assert!(matches!(found.measures[0], Measure::Crash { days: 1, .. }));
    assert_eq!(found.late_after, 0);
    // A first half by two people, an overlap and all that can be crashed: nearer than that it does not come.
    let found = cheapest(&network, &by(day(7, 7)), &Terms::default(), &nobody);
    assert!(found.late_after > 0 && found.late_after < found.late_before && !found.is_cheapest);
}

#[test]
fn who_is_away_is_replaced() {
    let mut network = Network::new(Some(day(7, 6)));
    let away = (6..=31).map(|number| day(7, number));
    let there = network.add_calendar(Calendar::weekdays());
    let theirs = network.add_calendar(Calendar::weekdays().with_holidays(away));
    let task = |state| TaskInput {
        calendar: theirs,
        duration: 5,
        state,
    };
    let planned = network.add_task(task(TaskState::Planned { not_before: None }));
    let begun = network.add_task(task(TaskState::Started {
        start: day(7, 1),
        remaining: 3,
    }));
    network.propagate();
    let replacement = |_: TaskIx| vec![there];
    let aims = [
        Aim {
            task: planned,
            by: day(7, 10),
        },
        Aim {
            task: begun,
            by: day(7, 9),
        },
    ];
    let found = cheapest(&network, &aims, &Terms::default(), &replacement);
    // The one that has begun takes a day more, for the briefing.
    let reassigned = |task| Measure::Reassign { task, to: there };
    assert_eq!(found.measures, [reassigned(planned), reassigned(begun)]);
    assert!((found.cost - 2.0).abs() < 1e-9);
}

#[test]
fn a_long_way_to_go_has_an_answer_without_looking_at_everything() {
    let (network, tasks, _) = chain(&[9; 40]);
    let last = *tasks.last().unwrap();
    let finish = network.dates(last).finish;
    let calendar = Calendar::weekdays();
    let aim = Aim {
        task: last,
        by: calendar.add_working_days(finish, -100),
    };
    let found = cheapest(&network, &[aim], &Terms::default(), &nobody);
    assert_eq!((found.late_before, found.late_after), (100, 0));
    // A hundred days of overlap, of 39 × 4 that there are.
    assert!((found.cost - 30.0).abs() < 1e-9, "{}", found.cost);
    assert!(!found.is_cheapest);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nothing_cheaper_reaches_the_aims(
        durations in prop::collection::vec(1..7_u32, 2..5),
        skips in prop::collection::vec(any::<bool>(), 4),
        won in 1..5_i32,
        crash_cost in 1..6_u32,
    ) {
        let mut network = Network::new(Some(day(7, 6)));
        let calendar = network.add_calendar(Calendar::weekdays());
        let input = |duration| TaskInput { calendar, duration, state: TaskState::Planned { not_before: None } };
        let tasks: Vec<TaskIx> = durations.iter().map(|duration| network.add_task(input(*duration))).collect();
        let mut links = Vec::new();
        for at in 1..tasks.len() {
            // To the one before, or past it.
            let before = if skips[at - 1] && at > 1 { at - 2 } else { at - 1 };
            links.push((before, at));
            network.add_link(after(tasks[before], tasks[at])).unwrap();
        }
        network.propagate();
        let kept = network.clone();
        let weekdays = Calendar::weekdays();
        let aims: Vec<Aim> = tasks.iter().rev().take(2)
            .map(|task| Aim { task: *task, by: weekdays.add_working_days(network.dates(*task).finish, -won) })
            .collect();
        let terms = Terms { crash_cost: f64::from(crash_cost) / 4.0, ..Terms::default() };
        let found = cheapest(&network, &aims, &terms, &nobody);
        for task in &tasks {
            prop_assert_eq!(network.dates(*task), kept.dates(*task));
        }
        let best = by_trying(&network, &durations, &links, &tasks, &aims, &terms);
        prop_assert_eq!(found.late_after == 0, best.is_some(), "{:?}", found);
        if let Some(best) = best {
            prop_assert!(found.cost >= best - 1e-9);
            prop_assert!(!found.is_cheapest || found.cost <= best + 1e-9, "{} is more than {}", found.cost, best);
        }
    }
}

/// The cost of the cheapest combination of days crashed, overlapped and halves, of all that there are.
fn by_trying(
    network: &Network,
    durations: &[u32],
    links: &[(usize, usize)],
    tasks: &[TaskIx],
    aims: &[Aim],
    terms: &Terms,
) -> Option<f64> {
    // For each task what it may take and what that costs; for each link how far it may be overlapped.
    let of_task = |duration: u32| {
        let mut ways = Vec::new();
        for days in 0..=(duration / 3).min(duration - 1) {
            ways.push((duration - days, f64::from(days) * terms.crash_cost));
        }
        if duration >= 4 {
            ways.push((duration.div_ceil(2) + 1, 3.0));
        }
        ways
    };
    let tasks_ways: Vec<Vec<(u32, f64)>> = durations
        .iter()
        .map(|duration| of_task(*duration))
        .collect();
    let link_ways: Vec<u32> = links
        .iter()
        .map(|(from, to)| durations[*from].min(durations[*to]) / 2 + 1)
        .collect();
    let sizes: Vec<usize> = tasks_ways
        .iter()
        .map(Vec::len)
        .chain(link_ways.iter().map(|ways| *ways as usize))
        .collect();
    let mut best: Option<f64> = None;
    for number in 0..sizes.iter().product::<usize>() {
        let (mut rest, mut cost, mut tried) = (number, 0.0, network.clone());
        for (at, size) in sizes.iter().enumerate() {
            let chosen = rest % size;
            rest /= size;
            if let Some(ways) = tasks_ways.get(at) {
                let (duration, paid) = ways[chosen];
                cost += paid;
                tried.set_task(
                    tasks[at],
                    TaskInput {
                        calendar: CalendarIx(0),
                        duration,
                        state: TaskState::Planned { not_before: None },
                    },
                );
            } else {
                let (from, to) = links[at - tasks_ways.len()];
                let link = after(tasks[from], tasks[to]);
                cost += chosen as f64 * terms.overlap_cost;
                tried.remove_link(link);
                tried
                    .add_link(Link {
                        lag: -(chosen as i32),
                        ..link
                    })
                    .unwrap();
            }
        }
        if best.is_some_and(|best| cost >= best) {
            continue;
        }
        tried.propagate();
        if aims
            .iter()
            .all(|aim| tried.dates(aim.task).finish <= aim.by)
        {
            best = Some(cost);
        }
    }
    best
}
