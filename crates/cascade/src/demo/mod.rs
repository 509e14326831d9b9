//! `cascade demo`: the method's own example told from import to recovery, on a simulated calendar, through the same HTTP API
//! that everybody uses, embedded or on a running stack.

mod board;
mod diary;
mod script;
mod stage;

use std::{process::ExitCode, time::Instant};

use anyhow::{Context, Result};

use crate::{
    cli::{Cli, DemoArgs},
    client::Client,
    commands::observe,
    config,
    process::{Process, SERVICES},
};
use diary::Diary;

/// When the story begins: eight in the morning of 29 June 2026, in Beijing.
const BEGINNING: &str = "2026-06-29T00:00:00Z";
const WORKBOOK_ZH: &[u8] = include_bytes!("../../../../examples/q3-sales.xlsx");
const WORKBOOK_EN: &[u8] = include_bytes!("../../../../examples/q3-sales.en.xlsx");

/// Tells the story.
///
/// # Errors
/// Where a step is refused that should not be.
pub async fn run(cli: &Cli, args: &DemoArgs) -> Result<ExitCode> {
    let workbook = match &args.file {
        Some(file) => std::fs::read(file).with_context(|| file.display().to_string())?,
        None => match cli.lang {
            crate::cli::Language::Zh => WORKBOOK_ZH.to_vec(),
            crate::cli::Language::En => WORKBOOK_EN.to_vec(),
        },
    };
    let started = Instant::now();
    let mut diary = Diary::new(cli.lang, args.record.as_deref())?;
    if let Some(stack) = &args.stack {
        let client = Client::anonymous(stack, cli.lang)?;
        script::tell(&client, &workbook, &mut diary).await?;
        diary.end(started.elapsed());
        return Ok(ExitCode::SUCCESS);
    }

    let data = tempfile::tempdir()?;
    let mut settings = config::embedded(
        data.path(),
        if args.exit {
            "127.0.0.1:0"
        } else {
            &args.listen
        },
    );
    settings.extend([
        ("clock.mode".to_owned(), "simulated".to_owned()),
        ("clock.start".to_owned(), BEGINNING.to_owned()),
        ("telemetry.log_filter".to_owned(), "warn".to_owned()),
    ]);
    let config = config::read(cli, settings)?;
    let telemetry = observe(&config.telemetry, "demo")?;
    let process = Process::open(config, &SERVICES, data.path(), &telemetry).await?;
    process.migrate().await?;
    let address = process.serve_embedded().await?;
    let client = Client::anonymous(&format!("http://{address}"), cli.lang)?;
    script::tell(&client, &workbook, &mut diary).await?;
    diary.end(started.elapsed());
    if !args.exit {
        diary.serving(&format!("http://{address}/"));
        process.run().await?;
    } else {
        process.drain().token().cancel();
        process
            .drain()
            .run(
                std::future::ready(()),
                &cascade_runtime::shutdown::DrainConfig::default(),
            )
            .await;
    }
    telemetry.shutdown().await;
    Ok(ExitCode::SUCCESS)
}
