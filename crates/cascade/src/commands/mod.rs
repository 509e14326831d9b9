//! The commands, one file each.

mod bench;
mod check;
mod dead_letters;
mod migrate;
mod plan;
mod plan_file;
mod serve;
mod simulate;
mod template;
mod transfer;
mod watch;

use std::process::ExitCode;

use anyhow::{Context, Result};
use cascade_runtime::{
    config::print_effective,
    telemetry::{self, TelemetryConfig, TelemetryGuard},
};
use clap::CommandFactory;

use crate::{
    cli::{Cli, Command},
    config, demo, nouns,
};

/// Runs the command.
///
/// # Errors
/// What went wrong, for `main` to print.
pub async fn run(cli: &Cli) -> Result<ExitCode> {
    match &cli.command {
        Command::Check(args) => check::run(args, cli.lang),
        Command::Plan(args) => plan::run(args, cli.lang),
        Command::Demo(args) => demo::run(cli, args).await,
        Command::Dev(args) => serve::dev(cli, args).await,
        Command::Serve(args) => serve::serve(cli, args).await,
        Command::Migrate(args) => migrate::run(cli, args).await,
        Command::Template(args) => template::run(args, cli.lang),
        Command::Import(args) => transfer::import(args, cli.lang).await,
        Command::Export(args) => transfer::export(args, cli.lang).await,
        Command::Watch(args) => watch::run(args, cli.lang).await,
        Command::DeadLetters(args) => dead_letters::run(cli, args).await,
        Command::Config => {
            put!("{}", print_effective(&config::read(cli, Vec::new())?)?);
            Ok(ExitCode::SUCCESS)
        }
        Command::Completion { shell } => {
            let mut command = nouns::augment(Cli::command());
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut command, "cascade", &mut script);
            put!("{}", String::from_utf8_lossy(&script));
            Ok(ExitCode::SUCCESS)
        }
        Command::Simulate(args) => simulate::run(args, cli.lang),
        Command::Bench(args) => bench::run(cli, args).await,
    }
}

/// Logs and traces of a process that serves.
pub fn observe(config: &TelemetryConfig, service: &str) -> Result<TelemetryGuard> {
    let mut config = config.clone();
    if config.service_name.is_empty() || config.service_name == "cascade" {
        config.service_name = format!("cascade-{service}");
    }
    telemetry::init(&config).context("telemetry")
}
