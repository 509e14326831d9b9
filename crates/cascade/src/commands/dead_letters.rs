//! `cascade dead-letters`: what a consumer could not apply, seen and sent again.

use std::{collections::HashMap, process::ExitCode};

use anyhow::{Result, bail};
use cascade_storage::DbPool;

use crate::{
    cli::{Cli, DeadLettersAction, DeadLettersArgs},
    config,
    process::{self, SERVICES},
};

pub(super) async fn run(cli: &Cli, args: &DeadLettersArgs) -> Result<ExitCode> {
    let config = config::read(cli, Vec::new())?;
    let (DeadLettersAction::List { consumer } | DeadLettersAction::Redrive { consumer, .. }) =
        &args.action;
    let mut pools = HashMap::new();
    if config.bus.kind == config::BusKind::InProcess && SERVICES.contains(consumer) {
        pools.insert(
            *consumer,
            DbPool::connect(process::storage(&config, *consumer)).await?,
        );
    }
    let bus = process::open_bus(&config, &pools)?;
    let Some(consumer) = process::consumer(&config, *consumer) else {
        bail!("{} listens to nobody", process::name(*consumer));
    };
    let consumer = consumer.as_str();
    match &args.action {
        DeadLettersAction::List { .. } => {
            let letters = bus.dead_letters(consumer).await?;
            for letter in &letters {
                say!("{}", serde_json::to_string(letter)?);
            }
            eprintln!("{}: {} dead letters", consumer, letters.len());
        }
        DeadLettersAction::Redrive { ids, .. } => {
            let sent = bus.redrive(consumer, ids).await?;
            say!("{consumer}: {sent} sent again");
        }
    }
    Ok(ExitCode::SUCCESS)
}
