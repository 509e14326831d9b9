//! `cascade plan`: a workbook's schedule, without a server.

use std::process::ExitCode;

use anyhow::Result;
use cascade_workbook::{
    PlacedFinding, PlanError, ReadOutcome, plan, plan_on, render, render::GanttOptions,
};

use super::{check::open, plan_file};
use crate::{
    cli::{Language, PlanArgs, PlanFormat},
    terminal,
};

pub(super) fn run(args: &PlanArgs, lang: Language) -> Result<ExitCode> {
    let bytes = plan_file::read(&args.file, lang)?;
    let ReadOutcome {
        document,
        issues,
        calendar,
        ..
    } = open(&args.file, &bytes, lang)?;
    let unreadable: Vec<_> = issues
        .iter()
        .filter(|issue| issue.is_error())
        .map(PlacedFinding::from)
        .collect();
    if !unreadable.is_empty() {
        // A schedule over cells that were not understood would be a wrong one.
        eprint!(
            "{}",
            render::findings_table(&unreadable, lang.into(), terminal::width())
        );
        return Ok(ExitCode::FAILURE);
    }
    // MS Project XML brings the calendar that it was planned by.
    let planned = match calendar {
        Some(own) => plan_on(&document, &own.calendar()),
        None => plan(&document),
    };
    let schedule = match planned {
        Ok(schedule) => schedule,
        Err(PlanError::Cycle(path)) => {
            let finding = cascade_method::task::cycle(&path);
            eprintln!("{} {}", finding.rule.id, finding.message.get(lang.into()));
            return Ok(ExitCode::FAILURE);
        }
    };
    match args.format {
        PlanFormat::Json => say!("{}", schedule.to_json()?),
        PlanFormat::Mermaid => put!("{}", render::mermaid(&document, &schedule, lang.into())),
        PlanFormat::Table => {
            let width = terminal::width();
            put!("{}", render::table(&schedule, lang.into(), width));
            say!();
            let options = GanttOptions {
                lang: lang.into(),
                width: width.into(),
                today: None,
                colour: terminal::colour(),
            };
            put!(
                "{}",
                render::gantt(&render::plan_rows(&document, &schedule), &options)
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}
