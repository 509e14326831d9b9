//! `cascade migrate`: databases up to date, safe to run in every replica at once.

use std::process::ExitCode;

use anyhow::{Context, Result};
use cascade_storage::{DbPool, migrate};

use crate::{
    cli::{Cli, MigrateArgs},
    config,
    process::{self, SERVICES},
};

pub(super) async fn run(cli: &Cli, args: &MigrateArgs) -> Result<ExitCode> {
    let config = config::read(cli, Vec::new())?;
    for role in args.roles.iter().filter(|role| SERVICES.contains(role)) {
        let name = process::name(*role);
        let pool = DbPool::connect(process::storage(&config, *role))
            .await
            .with_context(|| format!("{name}.storage"))?;
        let ran = migrate(&pool, &process::migrations(*role))
            .await
            .with_context(|| format!("migrating {name}"))?;
        match ran.len() {
            0 => say!("{name}: up to date"),
            count => say!("{name}: {count} migrations: {}", ran.join(", ")),
        }
    }
    Ok(ExitCode::SUCCESS)
}
