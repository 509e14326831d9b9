//! `cascade bench`: progress reports end to end, propagation on a large graph, a large workbook there and back.

mod graph;
mod open;
mod reports;
mod workbook;

use std::{process::ExitCode, time::Duration};

use anyhow::Result;

use super::observe;
use crate::{
    cli::{BenchArgs, BenchKind, Cli},
    client::Client,
    config,
    process::{Process, SERVICES},
};

pub(super) async fn run(cli: &Cli, args: &BenchArgs) -> Result<ExitCode> {
    anyhow::ensure!(
        args.rate.is_none() || args.what == BenchKind::Stack,
        "--rate is for `cascade bench stack`: it reports on the plans of a running stack"
    );
    if args.what == BenchKind::Graph {
        graph::run()?;
        return Ok(ExitCode::SUCCESS);
    }
    let on_a_stack = args.what != BenchKind::Embedded;
    if let Some(server) = args.server.as_ref().filter(|_| on_a_stack) {
        load(&Client::anonymous(server, cli.lang)?, args).await?;
        return Ok(ExitCode::SUCCESS);
    }
    anyhow::ensure!(
        args.what != BenchKind::Stack,
        "--server names the gateway of a running stack"
    );
    let data = tempfile::tempdir()?;
    let mut settings = config::embedded(data.path(), "127.0.0.1:0");
    settings.push(("telemetry.log_filter".to_owned(), "warn".to_owned()));
    let config = config::read(cli, settings)?;
    let telemetry = observe(&config.telemetry, "bench")?;
    let process = Process::open(config, &SERVICES, data.path(), &telemetry).await?;
    process.migrate().await?;
    let address = process.serve_embedded().await?;
    let client = Client::anonymous(&format!("http://{address}"), cli.lang)?;
    load(&client, args).await?;
    Ok(ExitCode::SUCCESS)
}

async fn load(client: &Client, args: &BenchArgs) -> Result<()> {
    match (args.what, &args.rate, &args.prefix) {
        (BenchKind::Workbook, ..) => workbook::run(client, args).await,
        (_, Some(rate), Some(prefix)) => open::run(client, args, *rate, prefix).await,
        _ => reports::run(client, args).await,
    }
}

/// The time below which so many percent of the times lie.
fn share(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times
        .get((times.len() * percent / 100).min(times.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::share;

    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        let mut times: Vec<Duration> = (1..=200).rev().map(Duration::from_millis).collect();
        assert_eq!(share(&mut times, 50), Duration::from_millis(101));
        assert_eq!(share(&mut times, 99), Duration::from_millis(199));
        assert_eq!(share(&mut times, 100), Duration::from_millis(200));
        assert_eq!(
            share(&mut [Duration::from_millis(7)], 99),
            Duration::from_millis(7)
        );
        assert_eq!(share(&mut [], 99), Duration::ZERO);
    }
}
