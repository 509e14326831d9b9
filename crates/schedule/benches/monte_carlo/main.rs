//! 10,000 tasks, 20,000 links, 1,000 runs, 100 targets, twenty departments whose tasks are correlated; beside one plain propagation of
//! the same network a thousand times over.

use std::time::Instant;

use cascade_schedule::{
    Calendar, CalendarIx, Dates, Link, LinkKind, Network, TaskInput, TaskIx, TaskState,
    monte_carlo::{Estimate, Simulation, Uncertain, observe, simulate},
};
use chrono::{NaiveDate, TimeDelta};
use criterion::{Criterion, criterion_group, criterion_main};

const TASKS: u32 = 10_000;
const PLAN: u32 = 100;

fn start() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).unwrap_or_default()
}

/// Plans of a hundred tasks, each waiting for two of the ten before it.
fn network() -> Network {
    let mut network = Network::new(Some(start()));
    for department in 0..20 {
        let fair = (0..3).map(|day| start() + TimeDelta::days(7 * department + day));
        network.add_calendar(Calendar::china().with_holidays(fair));
    }
    for task in 0..TASKS {
        network.add_task(TaskInput {
            calendar: CalendarIx(task / PLAN % 20),
            duration: 1 + task * 7 % 10,
            state: TaskState::Planned { not_before: None },
        });
        for step in [1 + task % 5, 6 + task % 4] {
            if task % PLAN >= step {
                let link = Link {
                    predecessor: TaskIx(task - step),
                    successor: TaskIx(task),
                    kind: LinkKind::FinishToStart,
                    lag: 0,
                };
                if network.add_link(link).is_err() {
                    unreachable!("links only go forward");
                }
            }
        }
    }
    network.propagate();
    network
}

/// What a question about a plan looks at after each run: the last finish of each target, and of a thousand tasks the days by which their
/// start and their finish have moved, from which that of a milestone inside them follows.
fn observed(network: &Network, uncertain: &[Uncertain], targets: &[Vec<TaskIx>]) {
    let planned: Vec<(TaskIx, Dates)> = (0..TASKS)
        .step_by(10)
        .map(|task| (TaskIx(task), network.dates(TaskIx(task))))
        .collect();
    let calendar = network.calendar(CalendarIx(0));
    let simulation = Simulation {
        runs: 1_000,
        seed: 1,
        correlation: 0.3,
    };
    let begin = Instant::now();
    let seen = observe(network, uncertain, simulation, |network| {
        let last = |tasks: &Vec<TaskIx>| {
            let finishes = tasks.iter().map(|task| network.dates(*task).finish);
            finishes.max().unwrap_or_default()
        };
        let inside = |(task, plan): &(TaskIx, Dates)| {
            let dates = network.dates(*task);
            let start = calendar.working_days_between(plan.start, dates.start);
            let finish = calendar.working_days_between(plan.finish, dates.finish);
            calendar.add_working_days(plan.finish, (start + finish) / 2)
        };
        let targets = targets.iter().map(last);
        targets
            .chain(planned.iter().map(inside))
            .collect::<Box<[NaiveDate]>>()
    });
    println!(
        "the same with 1,000 milestones inside tasks: {:.2} s for {} runs",
        begin.elapsed().as_secs_f64(),
        seen.map_or(0, |seen| seen.len()),
    );
}

fn benches(criterion: &mut Criterion) {
    let mut network = network();
    let uncertain: Vec<Uncertain> = (0..TASKS)
        .map(|task| {
            let likely = f64::from(1 + task * 7 % 10);
            let (optimistic, pessimistic) = (0.7 * likely, 2.0 * likely);
            Uncertain {
                task: TaskIx(task),
                estimate: if task % 2 == 0 {
                    Estimate::Pert {
                        optimistic,
                        likely,
                        pessimistic,
                    }
                } else {
                    Estimate::Triangular {
                        optimistic,
                        likely,
                        pessimistic,
                    }
                },
                group: Some(task / PLAN % 20),
            }
        })
        .collect();
    let targets: Vec<Vec<TaskIx>> = (0..TASKS / PLAN)
        .map(|plan| (plan * PLAN..(plan + 1) * PLAN).map(TaskIx).collect())
        .collect();
    for correlation in [0.0, 0.3] {
        let simulation = Simulation {
            runs: 1_000,
            seed: 1,
            correlation,
        };
        let begin = Instant::now();
        let forecasts = simulate(&network, &uncertain, &targets, simulation);
        let time = begin.elapsed();
        let first = forecasts.ok().and_then(|all| all.into_iter().next());
        println!(
            "10,000 tasks, 1,000 runs, correlation {correlation}: {:.2} s; P50 {:?}, P80 {:?}, P95 {:?} of the first target",
            time.as_secs_f64(),
            first.as_ref().and_then(|all| all.percentile(50.0)),
            first.as_ref().and_then(|all| all.percentile(80.0)),
            first.as_ref().and_then(|all| all.percentile(95.0)),
        );
    }
    observed(&network, &uncertain, &targets);
    let begin = Instant::now();
    for pass in 0..1_000 {
        network.set_data_date(Some(start() + TimeDelta::days(pass % 2)));
        network.propagate();
    }
    println!(
        "plain propagation of it, 1,000 times, on one core: {:.2} s",
        begin.elapsed().as_secs_f64()
    );
    criterion.bench_function("10,000 tasks, 100 runs", |bencher| {
        let simulation = Simulation {
            runs: 100,
            ..Simulation::default()
        };
        bencher.iter(|| simulate(&network, &uncertain, &targets, simulation));
    });
}

criterion_group!(all, benches);
criterion_main!(all);
