//! The `cascade` command: reads the command line and hands over to the command.

#![deny(
    clippy::print_stdout,
    reason = "panics where the pipe is closed: say! and put! end quietly"
)]

// First: its macros stand in every module below.
#[macro_use]
mod output;

mod cli;
mod client;
mod commands;
mod config;
mod demo;
mod process;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::Cli;

fn main() -> ExitCode {
    let cli = Cli::parse();
    cascade_runtime::install_crypto();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("cascade: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(&cli)) {
        Ok(code) => code,
        Err(error) => {
            // The whole chain in one line, without a backtrace: what failed, and because of what.
            let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
            eprintln!("cascade: {}", chain.join(": "));
            ExitCode::from(2)
        }
    }
}
