//! `cascade check`: findings of a workbook, without a server.

use std::process::ExitCode;

use anyhow::{Context, Result};
use cascade_method::{Policy, Severity};
use cascade_runtime::clock::Clock;
use cascade_workbook::{PlacedFinding, PlanDocument, check, mark, read, render, sorted};

use crate::{
    cli::{CheckArgs, CheckFormat, Language},
    terminal,
};

pub(super) fn run(args: &CheckArgs, lang: Language) -> Result<ExitCode> {
    let today = args.today.unwrap_or_else(|| Clock::system().today());
    let (document, reading) = open(&args.file, lang)?;
    let findings = sorted(
        reading
            .into_iter()
            .chain(check(&document, today, &Policy::default())),
    );
    if let Some(target) = &args.mark {
        let bytes = std::fs::read(&args.file).with_context(|| args.file.display().to_string())?;
        let marked = mark(&bytes, &findings, lang.into()).map_err(|error| {
            anyhow::anyhow!(
                "{}: {}",
                args.file.display(),
                error.message().get(lang.into())
            )
        })?;
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

/// Reads a workbook; what could not be read of it are findings too.
pub(super) fn open(
    file: &std::path::Path,
    lang: Language,
) -> Result<(PlanDocument, Vec<PlacedFinding>)> {
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    let outcome = read(&bytes).map_err(|error| {
        anyhow::anyhow!("{}: {}", file.display(), error.message().get(lang.into()))
    })?;
    let reading = outcome.issues.iter().map(PlacedFinding::from).collect();
    Ok((outcome.document, reading))
}
