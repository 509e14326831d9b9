//! `cascade check`: findings of a workbook, or another file of a plan, without a server.

use std::{path::Path, process::ExitCode};

use anyhow::{Context, Result};
use cascade_method::{Policy, Severity};
use cascade_runtime::clock::Clock;
use cascade_workbook::{PlacedFinding, ReadOutcome, check, marked_workbook, read, render, sorted};

use super::plan_file;
use crate::{
    cli::{CheckArgs, CheckFormat, Language},
    terminal,
};

pub(super) fn run(args: &CheckArgs, lang: Language) -> Result<ExitCode> {
    let today = args.today.unwrap_or_else(|| Clock::system().today());
    let bytes = plan_file::read(&args.file, lang)?;
    let outcome = open(&args.file, &bytes, lang)?;
    let reading = outcome.issues.iter().map(PlacedFinding::from);
    let rules = check(&outcome.document, today, &Policy::default());
    let findings = sorted(reading.chain(rules));
    if let Some(target) = &args.mark {
        let now = Clock::system().now();
        let marked = marked_workbook(&bytes, today, &Policy::default(), lang.into(), now)
            .map_err(|error| plan_file::unreadable(&args.file, &error, lang))?;
        std::fs::write(target, marked).with_context(|| target.display().to_string())?;
    }
    match args.format {
        CheckFormat::Table => put!(
            "{}",
            render::findings_table(&findings, lang.into(), terminal::width())
        ),
        CheckFormat::Json => say!("{}", render::findings_json(&findings, lang.into())?),
    }
    let refused = findings
        .iter()
        .any(|placed| placed.finding.severity() == Severity::Error);
    Ok(if refused {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Reads a plan's file; what could not be read of it is in the outcome.
pub(super) fn open(file: &Path, bytes: &[u8], lang: Language) -> Result<ReadOutcome> {
    let progress = terminal::spinner(file.display().to_string());
    let outcome = read(bytes).map_err(|error| plan_file::unreadable(file, &error, lang));
    progress.finish_and_clear();
    outcome
}
