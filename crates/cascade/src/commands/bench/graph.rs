//! Propagation on a large graph: everything once, then one task at a time.

use std::time::Instant;

use anyhow::{Context, Result};
use cascade_schedule::{
    Calendar, Link, LinkKind, NetworkBuilder, TaskInput, TaskIx, TaskState, analyse,
};
use chrono::{NaiveDate, TimeDelta};

use super::share;

/// Tasks of the graph.
const TASKS: u32 = 1_000_000;

/// 1,000,000 tasks and 2,000,000 links: everything once, then one task at a time.
pub(super) fn run() -> Result<()> {
    let first = NaiveDate::from_ymd_opt(2026, 1, 5).context("no such day")?;
    let mut builder = NetworkBuilder::new(None);
    let calendar = builder.calendar(Calendar::china());
    let input = |task: u32, slip: i64| TaskInput {
        calendar,
        duration: 1 + task % 10,
        state: TaskState::Planned {
            not_before: Some(first + TimeDelta::days(i64::from(task % 90) + slip)),
        },
    };
    let started = Instant::now();
    for task in 0..TASKS {
        builder.task(input(task, 0));
    }
    for task in 1..TASKS {
        for step in [1 + task % 7, 8 + task % 40] {
            let (predecessor, successor) = (
                TaskIx(task - step.min(task % 1_000).clamp(1, task)),
                TaskIx(task),
            );
            builder.link(Link {
                predecessor,
                successor,
                kind: LinkKind::FinishToStart,
                lag: 0,
            });
        }
    }
    let mut network = builder.build()?;
    say!("build              {:>12.1?}", started.elapsed());
    let started = Instant::now();
    let moved = network.propagate().len();
    say!(
        "forward pass       {:>12.1?}  ({moved} tasks dated)",
        started.elapsed()
    );
    let started = Instant::now();
    let finish = analyse(&network, None).project_finish();
    say!(
        "floats             {:>12.1?}  (last day {finish})",
        started.elapsed()
    );
    let mut times = Vec::new();
    let mut task = 7_u32;
    for at in 0..1_000 {
        task = task.wrapping_mul(1_103_515_245).wrapping_add(12_345) % TASKS;
        let started = Instant::now();
        network.set_task(TaskIx(task), input(task, 1 + at % 5));
        network.propagate();
        times.push(started.elapsed());
    }
    say!(
        "one changed task   {:>12.1?} median, {:.1?} p99",
        share(&mut times, 50),
        share(&mut times, 99)
    );
    Ok(())
}
