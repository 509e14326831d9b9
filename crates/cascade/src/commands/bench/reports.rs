//! Progress reports end to end: from HTTP to the changed forecast.

use std::time::{Duration, Instant};

use anyhow::Result;
use cascade_gateway::api::{NewProgress, Page, PlanState, ProgressAnswer, Task};
use serde_json::json;

use super::share;
use crate::{cli::BenchArgs, client::Client};

const WORKBOOK: &[u8] = include_bytes!("../../../../../examples/q3-sales.xlsx");
/// Reports whose way to the changed forecast is timed one by one.
const PROBES: u32 = 100;
/// Longest wait for the last report to have been applied.
const PATIENCE: Duration = Duration::from_secs(120);

/// Many writers report on the tasks of copies of the example plan; then it is awaited that monitoring has applied every report.
pub(super) async fn run(anonymous: &Client, args: &BenchArgs) -> Result<()> {
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
