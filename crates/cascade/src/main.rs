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
mod help;
mod nouns;
mod process;
mod terminal;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use crate::{
    cli::{Cli, Language},
    client::{Refusal, Unreachable},
};

/// A report is a thousand small allocations in each role, on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Exit code of what a rule or the state refused.
const REFUSED: u8 = 1;
/// Exit code of what cannot be meant: a wrong flag, a file that is not there.
const USAGE: u8 = 2;
/// Exit code where no server answers, or one that failed.
const UNREACHABLE: u8 = 3;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args_os()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let lang = help::wanted(&words, std::env::var("CASCADE_LANG").ok().as_deref());
    let command = help::in_language(nouns::augment(Cli::command()), lang);
    let matches = match command.try_get_matches() {
        Ok(matches) => matches,
        Err(error) => {
            if let Some(told) = help::refusal(&error).filter(|_| lang == Language::Zh) {
                eprintln!("{told}");
                return ExitCode::from(USAGE);
            }
            error.exit();
        }
    };
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
    let done = runtime.block_on(async {
        if let Some(done) = nouns::run(&matches, lang).await {
            return done;
        }
        match Cli::from_arg_matches(&matches) {
            Ok(cli) => commands::run(&cli).await,
            Err(error) => Err(error.into()),
        }
    });
    match done {
        Ok(code) => code,
        Err(error) => {
            // The whole chain in one line, without a backtrace: what failed, and because of what.
            let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
            eprintln!("cascade: {}", chain.join(": "));
            ExitCode::from(code(&error))
        }
    }
}

fn code(error: &anyhow::Error) -> u8 {
    if let Some(refusal) = error.downcast_ref::<Refusal>() {
        return if refusal.problem.status < 500 {
            REFUSED
        } else {
            UNREACHABLE
        };
    }
    if error.downcast_ref::<Unreachable>().is_some() {
        return UNREACHABLE;
    }
    USAGE
}
