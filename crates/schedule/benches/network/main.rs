//! Propagation and analysis over 1,000,000 tasks and 2,000,000 links of all kinds with lags and deadlines, each task on the calendar
//! of one of 20,000 people with half days, absences and the layers of 300 departments below them, beside plain array passes over the same graph in the same run. First a table with ratios and percentiles, then criterion's own measurements.

mod plain;
mod portfolio;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use cascade_schedule::{
    CalendarIx, Link, LinkKind, Network, TaskInput, TaskIx, TaskState, analyse,
};
use chrono::TimeDelta;
use criterion::{Criterion, criterion_group, criterion_main};

use peak_alloc::PeakAlloc;
use plain::Plain;
use portfolio::{PLAN, Portfolio, Random, TASKS, chain, start};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

const PASSES: u32 = 11;
const CHANGES: u32 = 50_000;

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let begin = Instant::now();
    black_box(work());
    begin.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Every task calculated anew, and most of them moved: the data date goes to and fro.
fn forward(network: &mut Network, pass: u32) -> usize {
    let date = start() + TimeDelta::days(i64::from(pass % 2) * 120);
    network.set_data_date(Some(date));
    network.propagate().len()
}

/// One random task takes a day longer, and at the next call its old time again.
struct Changes {
    random: Random,
    task: TaskIx,
    longer: u32,
}

impl Changes {
    fn new() -> Self {
        Self {
            random: Random::new(),
            task: TaskIx(0),
            longer: 0,
        }
    }

    fn next(&mut self, network: &mut Network, portfolio: &Portfolio) -> usize {
        self.longer ^= 1;
        if self.longer == 1 {
            self.task = TaskIx(self.random.below(TASKS));
        }
        network.set_task(self.task, portfolio.input(self.task, self.longer));
        network.propagate().len()
    }
}

/// The table's part on one network.
fn report(name: &str, portfolio: &Portfolio, plain: &mut Plain) {
    let bytes = ALLOCATOR.current_usage();
    let begin = Instant::now();
    let mut network = portfolio.build();
    let built = begin.elapsed();
    let first = timed(|| network.propagate());
    let held = ALLOCATOR.current_usage() - bytes;
    let passes = 0..PASSES;
    let plain_forward = median(passes.clone().map(|_| timed(|| plain.forward())).collect());
    let plain_both = median(passes.clone().map(|_| timed(|| plain.both())).collect());
    let mut shifted = 0;
    let forward_times: Vec<Duration> = passes
        .clone()
        .map(|pass| timed(|| shifted = forward(&mut network, pass + 1)))
        .collect();
    let forward = median(forward_times);
    let backward = median(passes.map(|_| timed(|| analyse(&network, None))).collect());
    let mut changes = Changes::new();
    let mut samples: Vec<(Duration, usize)> = (0..CHANGES)
        .map(|_| {
            let begin = Instant::now();
            let moved = changes.next(&mut network, portfolio);
            (begin.elapsed(), moved)
        })
        .collect();
    let moved: usize = samples.iter().map(|(_, moved)| moved).sum();
    let spent: Duration = samples.iter().map(|(time, _)| *time).sum();
    samples.sort_unstable();
    let at = |percent: usize| samples[samples.len() * percent / 100];
    let both = forward + backward;
    println!(
        "{name}: {} tasks, {} links",
        portfolio.tasks.len(),
        portfolio.links.len()
    );
    println!("  build                     {:9.1} ms", milliseconds(built));
    println!("  first propagation         {:9.1} ms", milliseconds(first));
    println!(
        "  last day                  {}",
        analyse(&network, None).project_finish()
    );
    println!("  tasks moved by a pass     {shifted}");
    for (what, ours, theirs) in [
        ("forward", forward, plain_forward),
        ("forward and backward", both, plain_both),
    ] {
        println!(
            "  {what:25} {:9.1} ms   plain arrays {:5.1} ms   ratio {:.1}",
            milliseconds(ours),
            milliseconds(theirs),
            ours.as_secs_f64() / theirs.as_secs_f64()
        );
    }
    for percent in [50, 90, 99] {
        let (time, _) = at(percent);
        println!(
            "  one changed task, p{percent}     {:9.2} µs",
            milliseconds(time) * 1e3
        );
    }
    println!(
        "  tasks moved by a change   {:9.1} on average, {:.0} ns each",
        moved as f64 / f64::from(CHANGES),
        spent.as_nanos() as f64 / moved as f64
    );
    let a_task = |bytes: usize| bytes as f64 / f64::from(TASKS);
    println!(
        "  memory                    {:9.1} bytes a task, calendars and all; {:.1} without calendars",
        a_task(held),
        a_task(network.bytes())
    );
    report_links(&mut network);
    report_joined(&mut network);
}

/// The same where the plans are joined into one part by a task that is finished, so that a pass has one core.
fn report_joined(network: &mut Network) {
    let finished = network.add_task(TaskInput {
        calendar: CalendarIx(0),
        duration: 1,
        state: TaskState::Finished {
            start: start(),
            finish: start(),
        },
    });
    for plan in 0..TASKS / PLAN {
        let joined = network.add_link(Link {
            predecessor: TaskIx(plan * PLAN),
            successor: finished,
            kind: LinkKind::FinishToStart,
            lag: 0,
        });
        assert_eq!(joined, Ok(()), "nothing waits for the new task");
    }
    let times = (0..PASSES).map(|pass| timed(|| forward(network, pass + 1)));
    let forward = median(times.collect());
    let times = (0..PASSES).map(|_| timed(|| analyse(network, None)));
    let both = forward + median(times.collect());
    println!(
        "  all one part: forward     {:9.1} ms, and backward {:.1} ms",
        milliseconds(forward),
        milliseconds(both)
    );
}

/// A random link comes and goes: the order is kept, the dates follow.
fn report_links(network: &mut Network) {
    let mut random = Random::new();
    let mut refused = 0;
    let mut samples: Vec<(Duration, Duration)> = Vec::new();
    for _ in 0..CHANGES / 10 {
        // From anywhere in a plan to anywhere in it, so half of them run against the order.
        let plan = random.below(TASKS / PLAN) * PLAN;
        let link = Link {
            predecessor: TaskIx(plan + random.below(PLAN)),
            successor: TaskIx(plan + random.below(PLAN)),
            kind: LinkKind::FinishToStart,
            lag: 0,
        };
        let begin = Instant::now();
        let added = network.add_link(link);
        let inserted = begin.elapsed();
        if added.is_err() {
            refused += 1;
            continue;
        }
        network.propagate();
        let begin = Instant::now();
        network.remove_link(link);
        let removed = begin.elapsed();
        network.propagate();
        samples.push((inserted, removed));
    }
    let percentile = |percent: usize, of: fn(&(Duration, Duration)) -> Duration| {
        let mut times: Vec<Duration> = samples.iter().map(of).collect();
        times.sort_unstable();
        milliseconds(times[times.len() * percent / 100]) * 1e3
    };
    println!(
        "  one link more, p50 / p99  {:9.2} / {:.1} µs; one less {:.2} / {:.1} µs; {refused} refused as cycles",
        percentile(50, |sample| sample.0),
        percentile(99, |sample| sample.0),
        percentile(50, |sample| sample.1),
        percentile(99, |sample| sample.1),
    );
}

fn report_chain() {
    let chain = chain();
    let mut network = chain.build();
    network.propagate();
    let times = (0..101_u32)
        .map(|turn| {
            network.set_task(TaskIx(0), chain.input(TaskIx(0), (turn + 1) % 2));
            timed(|| network.propagate().len())
        })
        .collect();
    println!(
        "chain of 10,000 tasks, first one changed, all moved: {:.3} ms",
        milliseconds(median(times))
    );
}

fn benches(criterion: &mut Criterion) {
    let portfolio = Portfolio::new();
    let mut plain = Plain::new(&portfolio);
    report("added in topological order", &portfolio, &mut plain);
    report("added in random order", &portfolio.shuffled(), &mut plain);
    report_chain();

    let mut network = portfolio.build();
    network.propagate();
    let mut group = criterion.benchmark_group("1M tasks, 2M links");
    group.sample_size(10);
    group.bench_function("plain arrays, forward", |bencher| {
        bencher.iter(|| plain.forward());
    });
    group.bench_function("plain arrays, forward and backward", |bencher| {
        bencher.iter(|| plain.both());
    });
    let mut pass = 0;
    group.bench_function("forward", |bencher| {
        bencher.iter(|| {
            pass += 1;
            forward(&mut network, pass)
        });
    });
    group.bench_function("forward and backward", |bencher| {
        bencher.iter(|| {
            pass += 1;
            forward(&mut network, pass);
            black_box(analyse(&network, None)).project_finish()
        });
    });
    let mut changes = Changes::new();
    group.bench_function("one changed task", |bencher| {
        bencher.iter(|| changes.next(&mut network, &portfolio));
    });
    group.finish();

    let chain = chain();
    let mut network = chain.build();
    network.propagate();
    let mut longer = 0;
    criterion.bench_function("chain of 10,000 tasks, first one changed", |bencher| {
        bencher.iter(|| {
            longer ^= 1;
            network.set_task(TaskIx(0), chain.input(TaskIx(0), longer));
            network.propagate()
        });
    });
}

criterion_group!(all, benches);
criterion_main!(all);
