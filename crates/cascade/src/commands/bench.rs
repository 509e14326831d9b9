//! `cascade bench`: progress reports end to end over the HTTP API, and propagation on a large graph.

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use cascade_gateway::api::{NewProgress, Page, PlanState, ProgressAnswer, Task};
use cascade_schedule::{
    Calendar, Link, LinkKind, NetworkBuilder, TaskInput, TaskIx, TaskState, analyse,
};
use chrono::{NaiveDate, TimeDelta};
use serde_json::json;

use super::observe;
use crate::{
    cli::{BenchArgs, BenchKind, Cli},
    client::Client,
    config,
    process::{Process, SERVICES},
};

const WORKBOOK: &[u8] = include_bytes!("../../../../examples/q3-sales.xlsx");
/// Tasks of the graph.
const TASKS: u32 = 1_000_000;
/// Reports whose way to the changed forecast is timed one by one.
const PROBES: u32 = 100;
/// Longest wait for the last report to have been applied.
const PATIENCE: Duration = Duration::from_secs(120);

pub(super) async fn run(cli: &Cli, args: &BenchArgs) -> Result<ExitCode> {
    match args.what {
        BenchKind::Graph => graph()?,
        BenchKind::Stack => {
            let server = args
                .server
                .as_deref()
                .context("--server names the gateway of a running stack")?;
            reports(&Client::anonymous(server, cli.lang)?, args).await?;
        }
        BenchKind::Embedded => {
            let data = tempfile::tempdir()?;
            let mut settings = config::embedded(data.path(), "127.0.0.1:0");
            settings.push(("telemetry.log_filter".to_owned(), "warn".to_owned()));
            let config = config::read(cli, settings)?;
            let telemetry = observe(&config.telemetry, "bench")?;
            let process = Process::open(config, &SERVICES, data.path(), &telemetry).await?;
            process.migrate().await?;
            let address = process.serve_embedded().await?;
            reports(
                &Client::anonymous(&format!("http://{address}"), cli.lang)?,
                args,
            )
            .await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Many writers report on the tasks of copies of the example plan; then it is awaited that monitoring has applied every report.
async fn reports(anonymous: &Client, args: &BenchArgs) -> Result<()> {
    let client = anonymous
        .as_person("bench", None, &[("admin", "*")])
        .await?;
    let mut plans = Vec::new();
    let mut tasks: Vec<Task> = Vec::new();
    for number in 1..=args.plans.max(1) {
        let plan = client.import(copy(number)?, false).await?.plan.id;
        let _: serde_json::Value = client
            .post(&format!("plans/{plan}/activate"), &json!({}))
            .await?;
        let page: Page<Task> = client
            .get(&format!("plans/{plan}/tasks?page_size=500"))
            .await?;
        tasks.extend(page.items);
        plans.push(plan);
    }
    let today: cascade_gateway::api::ClockReading = client.get("clock").await?;
    let before = applied(&client, &plans).await?;

    let started = Instant::now();
    let length = Duration::from_secs(args.seconds);
    let writers = (0..args.concurrency.max(1)).map(|writer| {
        let (client, today) = (client.clone(), today.today.clone());
        let task = tasks[writer * 7 % tasks.len()].id.clone();
        tokio::spawn(async move {
            let mut accepted = 0_u64;
            while started.elapsed() < length {
                if report(&client, &task, &today, 5).await.is_ok() {
                    accepted += 1;
                }
            }
            accepted
        })
    });
    let mut accepted = 0;
    for writer in writers.collect::<Vec<_>>() {
        accepted += writer.await?;
    }
    let writing = started.elapsed();
    while applied(&client, &plans).await? < before + i64::try_from(accepted)? {
        anyhow::ensure!(
            started.elapsed() < length + PATIENCE,
            "monitoring has not applied every report"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let through = started.elapsed();
    let rate = |time: Duration| accepted as f64 / time.as_secs_f64();
    say!(
        "{accepted} reports, {} at once, on {} tasks of {} plans",
        args.concurrency,
        tasks.len(),
        plans.len()
    );
    say!("accepted               {:>9.0} reports/s", rate(writing));
    say!("applied by monitoring  {:>9.0} reports/s", rate(through));

    let mut waits = Vec::new();
    let (plan, probe) = (&plans[0], &tasks[0].id);
    for at in 0..PROBES {
        let asked = Instant::now();
        let version = report(&client, probe, &today.today, 5 + i32::try_from(at % 2)?)
            .await?
            .task
            .version;
        while seen(&client, plan, probe).await? < version {}
        waits.push(asked.elapsed());
    }
    say!(
        "report to changed forecast: p50 {:?}, p99 {:?}",
        share(&mut waits, 50),
        share(&mut waits, 99)
    );
    Ok(())
}

async fn report(
    client: &Client,
    task: &str,
    today: &str,
    remaining: i32,
) -> Result<ProgressAnswer> {
    let progress = NewProgress {
        as_of: today.to_owned(),
        percent: 10.0,
        remaining_days: Some(remaining),
        actual_start: today.to_owned(),
        ..NewProgress::default()
    };
    client
        .post(&format!("tasks/{task}/progress"), &progress)
        .await
}

async fn applied(client: &Client, plans: &[String]) -> Result<i64> {
    let mut sum = 0;
    for plan in plans {
        // The plan reaches monitoring a moment after its import.
        sum += client
            .get::<PlanState>(&format!("plans/{plan}/status"))
            .await
            .map_or(0, |state| state.reports_applied);
    }
    Ok(sum)
}

/// The example as a plan of its own.
fn copy(number: usize) -> Result<Vec<u8>> {
    let mut document = cascade_workbook::read(WORKBOOK)?.document;
    document.plan.code = format!("BENCH-{number}");
    Ok(cascade_workbook::write(
        &document,
        cascade_method::Lang::Zh,
        chrono::DateTime::UNIX_EPOCH,
    )?)
}

async fn seen(client: &Client, plan: &str, task: &str) -> Result<i64> {
    let state: PlanState = client.get(&format!("plans/{plan}/status")).await?;
    Ok(state
        .tasks
        .iter()
        .find(|row| row.task_id == task)
        .map_or(0, |row| row.task_version))
}

fn share(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times
        .get((times.len() * percent / 100).min(times.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default()
}

/// 1,000,000 tasks and 2,000,000 links: everything once, then one task at a time.
fn graph() -> Result<()> {
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
