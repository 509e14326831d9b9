//! `cascade dev` and `cascade serve`.

use std::process::ExitCode;

use anyhow::Result;
use cascade_runtime::shutdown::Drained;

use super::observe;
use crate::{
    cli::{Cli, DevArgs, ServeArgs},
    config,
    process::{self, Process, SERVICES},
};

pub(super) async fn dev(cli: &Cli, args: &DevArgs) -> Result<ExitCode> {
    let config = config::read(cli, config::embedded(&args.data, &args.listen))?;
    let telemetry = observe(&config.telemetry, "dev")?;
    let process = Process::open(config, &SERVICES, &args.data, &telemetry).await?;
    process.migrate().await?;
    let address = process.serve_embedded().await?;
    eprintln!(
        "Cascade: http://{address}/  (data in {})",
        args.data.display()
    );
    let drained = process.run().await?;
    telemetry.shutdown().await;
    Ok(code(drained))
}

pub(super) async fn serve(cli: &Cli, args: &ServeArgs) -> Result<ExitCode> {
    let config = config::read(cli, Vec::new())?;
    let names: Vec<&str> = args.roles.iter().map(|role| process::name(*role)).collect();
    let telemetry = observe(&config.telemetry, &names.join("-"))?;
    let data = config::data_dir(&config, std::env::var_os("CASCADE_DATA").map(Into::into));
    let process = Process::open(config, &args.roles, &data, &telemetry).await?;
    process.serve(&args.roles).await?;
    let drained = process.run().await?;
    telemetry.shutdown().await;
    Ok(code(drained))
}

fn code(drained: Drained) -> ExitCode {
    match drained {
        Drained::Clean => ExitCode::SUCCESS,
        Drained::Abandoned(_) => ExitCode::FAILURE,
    }
}
