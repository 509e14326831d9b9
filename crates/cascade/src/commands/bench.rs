//! `cascade bench`: progress reports end to end, and propagation on a large graph.

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::{BenchArgs, Cli};

pub(super) async fn run(_cli: &Cli, _args: &BenchArgs) -> Result<ExitCode> {
    anyhow::bail!("not yet")
}
