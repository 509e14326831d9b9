//! Progress reports at a given rate on plans that are there, whatever the server makes of it.

mod arrival;
mod probe;
mod processor;
mod schedule;
mod summary;
mod targets;

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use cascade_gateway::api::{ClockReading, ProgressBatch, ProgressItem, ProgressItemAnswer};
use chrono::NaiveDate;
use futures::future::join_all;
use tokio::task::JoinSet;

use self::{
    arrival::Accepted,
    probe::{Probe, Seen},
    schedule::Schedule,
    summary::Summary,
};
use crate::{
    cli::{BenchArgs, Watched},
    client::Client,
};

/// A batch is made so long before its time, so that what it is compared with is there when it is sent.
const LEAD: Duration = Duration::from_millis(500);

/// A batch on its way.
struct Batch {
    /// When it is to be sent.
    due: Instant,
    items: Vec<ProgressItem>,
    /// The target of each item.
    targets: Vec<usize>,
    /// Places of the items that are looked for in the forecast.
    sample: Vec<usize>,
}

/// What came of a batch.
struct Outcome {
    batch: Batch,
    answer: Result<Vec<ProgressItemAnswer>>,
    answered: Instant,
    looked_for: Vec<LookedFor>,
}

/// What came of a report that was looked for.
struct LookedFor {
    version: i64,
    /// The day that was forecast before it.
    before: Option<String>,
    seen: Option<Seen>,
}

pub(super) async fn run(
    anonymous: &Client,
    args: &BenchArgs,
    rate: u32,
    prefix: &str,
) -> Result<()> {
    let client = anonymous
        .as_person("bench", None, &[("admin", "*")])
        .await?;
    let today: ClockReading = client.get("clock").await?;
    let today: NaiveDate = today.today.parse().context("the server's day is none")?;
    let (plans, mut targets) = targets::find(&client, prefix, today).await?;
    let probe = Probe::new(&client);
    probe
        .look(&targets[0].id)
        .await
        .context("the server tells no forecast of a single task")?;

    let schedule = Schedule {
        rate,
        batch: args.batch,
    };
    let batches = schedule.batches(args.seconds);
    say!(
        "offered                {rate:>9} reports/s for {} s in {batches} calls, on {} begun tasks of {plans} plans; {} in a hundred move a date",
        args.seconds,
        targets.len(),
        args.moving
    );
    let mut processes = args.processes.clone();
    processes.push(Watched {
        name: "bench".to_owned(),
        pid: std::process::id(),
    });
    let spent = processor::spent(&processes);
    let began = Instant::now() + LEAD;
    let mut under_way = JoinSet::new();
    let mut reported = (0..targets.len()).cycle();
    for number in 0..batches {
        let due = began + schedule.at(number);
        tokio::time::sleep_until((due - LEAD).into()).await;
        let chosen: Vec<usize> = reported.by_ref().take(args.batch.into()).collect();
        let moving = usize::from(args.batch) * usize::from(args.moving) / 100;
        let moving = places(
            args.batch.into(),
            moving.max(args.sample.into()),
            number as usize,
        );
        let items = chosen.iter().enumerate();
        let batch = Batch {
            due,
            items: items
                .map(|(place, at)| targets[*at].next(moving.contains(&place), today))
                .collect(),
            targets: chosen,
            sample: moving.into_iter().take(args.sample.into()).collect(),
        };
        under_way.spawn(send(client.clone(), probe.clone(), batch));
    }
    let mut outcomes = Vec::new();
    while let Some(outcome) = under_way.join_next().await {
        outcomes.push(outcome?);
    }
    outcomes.sort_by_key(|outcome| outcome.batch.due);

    let reports = Accepted::of(&targets, &outcomes);
    let arrived = reports.arrived(&probe).await;
    let spent = processor::since(&processes, &spent);
    let missing = reports.missing(&probe).await;
    let summary = Summary::of(&outcomes);
    let accepted = summary.accepted;
    summary.tell(began, arrived, missing);
    processor::tell(&spent, accepted);
    Ok(())
}

/// Places of a batch, spread over it and others in each.
fn places(items: usize, sample: usize, number: usize) -> Vec<usize> {
    let sample = sample.min(items);
    (0..sample)
        .map(|at| (at * items / sample + number) % items)
        .collect()
}

/// Sends a batch at its time and looks for some of its reports.
async fn send(client: Client, probe: Probe, batch: Batch) -> Outcome {
    let task = |place: usize| batch.items[place].task_id.as_str();
    let before = batch.sample.iter().map(|place| probe.look(task(*place)));
    let before = join_all(before).await;
    let body = ProgressBatch {
        items: batch.items.clone(),
    };
    tokio::time::sleep_until(batch.due.into()).await;
    let answer: Result<Vec<ProgressItemAnswer>> = client.post("progress/batch", &body).await;
    let answered = Instant::now();
    let version = |place: usize| {
        let answers = answer.as_ref().ok()?;
        Some(answers.get(place)?.report.as_ref()?.task_version)
    };
    let looks = batch
        .sample
        .iter()
        .zip(before)
        .filter_map(|(place, before)| {
            let version = version(*place)?;
            let before = before.ok().map(|forecast| forecast.forecast_finish);
            let wait = probe.wait(task(*place), version);
            Some(async move {
                LookedFor {
                    version,
                    before,
                    seen: wait.await,
                }
            })
        });
    let looked_for = join_all(looks).await;
    Outcome {
        batch,
        answer,
        answered,
        looked_for,
    }
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn a_sample_is_spread_over_its_batch() {
        assert_eq!(places(50, 1, 0), [0]);
        assert_eq!(places(50, 1, 51), [1]);
        assert_eq!(places(50, 2, 30), [30, 5]);
        assert_eq!(places(3, 9, 1), [1, 2, 0]);
        assert!(places(50, 0, 7).is_empty());
    }
}
