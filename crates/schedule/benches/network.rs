//! Propagation over 1,000,000 tasks and 2,000,000 links with a calendar, beside a plain array pass over the same graph.

use std::hint::black_box;

use cascade_schedule::{
    Calendar, CalendarIx, Link, LinkKind, Network, NetworkBuilder, TaskInput, TaskIx, TaskState,
    analyse,
};
use chrono::{NaiveDate, TimeDelta};
use criterion::{Criterion, criterion_group, criterion_main};

const TASKS: u32 = 1_000_000;

/// Plans of 1,000 tasks; each task waits for up to two of the sixty before it, a few for one of another plan.
fn links() -> Vec<(u32, u32)> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: u32| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u32::try_from(state % u64::from(below)).unwrap_or(0)
    };
    let mut links = Vec::with_capacity(2 * TASKS as usize);
    for task in 1..TASKS {
        for _ in 0..2 {
            let in_plan = task % 1_000;
            let reach = if in_plan == 0 || random(200) == 0 {
                task
            } else {
                in_plan.min(60)
            };
            links.push((task - 1 - random(reach), task));
        }
    }
    links
}

fn start() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).unwrap_or_default()
}

fn network(links: &[(u32, u32)]) -> Network {
    let mut builder = NetworkBuilder::new(None);
    builder.calendar(Calendar::china());
    for task in 0..TASKS {
        builder.task(input(task, 0));
    }
    for (predecessor, successor) in links {
        builder.link(Link {
            predecessor: TaskIx(*predecessor),
            successor: TaskIx(*successor),
            kind: LinkKind::FinishToStart,
            lag: 0,
        });
    }
    match builder.build() {
        Ok(network) => network,
        Err(error) => unreachable!("links only go forward: {error}"),
    }
}

fn input(task: u32, slip: i64) -> TaskInput {
    let not_before = start() + TimeDelta::days(i64::from(task % 90) + slip);
    TaskInput {
        calendar: CalendarIx(0),
        duration: 1 + task % 10,
        state: TaskState::Planned {
            not_before: Some(not_before),
        },
    }
}

/// What a pass costs with nothing but arrays: no calendar, no kinds, no links to keep.
fn plain_pass(offsets: &[u32], predecessors: &[u32], durations: &[i32], finish: &mut [i32]) -> i32 {
    for task in 0..durations.len() {
        let range = offsets[task] as usize..offsets[task + 1] as usize;
        let start = predecessors[range]
            .iter()
            .map(|before| finish[*before as usize])
            .max()
            .unwrap_or(0);
        finish[task] = start + durations[task];
    }
    finish.last().copied().unwrap_or(0)
}

fn benches(criterion: &mut Criterion) {
    let links = links();
    let mut offsets = vec![0_u32; TASKS as usize + 1];
    for (_, successor) in &links {
        offsets[*successor as usize + 1] += 1;
    }
    for task in 0..TASKS as usize {
        offsets[task + 1] += offsets[task];
    }
    let predecessors: Vec<u32> = links.iter().map(|(predecessor, _)| *predecessor).collect();
    let durations: Vec<i32> = (0..TASKS)
        .map(|task| i32::try_from(1 + task % 10).unwrap_or(1))
        .collect();
    let mut finish = vec![0_i32; TASKS as usize];

    let mut group = criterion.benchmark_group("1M tasks, 2M links");
    group.sample_size(10);
    group.bench_function("plain array pass (baseline)", |bencher| {
        bencher.iter(|| plain_pass(&offsets, &predecessors, &durations, black_box(&mut finish)));
    });
    let mut network = network(&links);
    network.propagate();
    let mut day = 0;
    group.bench_function("forward pass, every task anew", |bencher| {
        bencher.iter(|| {
            day ^= 1;
            network.set_data_date(Some(start() + TimeDelta::days(day)));
            black_box(network.propagate().len())
        });
    });
    group.bench_function("floats of every task", |bencher| {
        bencher.iter(|| black_box(analyse(&network, None).project_finish()));
    });
    let mut task = 7_u32;
    let mut slip = 0;
    group.bench_function("one changed task", |bencher| {
        bencher.iter(|| {
            task = (task.wrapping_mul(1_103_515_245).wrapping_add(12_345)) % TASKS;
            slip ^= 1;
            network.set_task(TaskIx(task), input(task, slip));
            black_box(network.propagate().len())
        });
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
