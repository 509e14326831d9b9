//! `cascade plan`: a workbook's schedule, without a server.

use std::process::ExitCode;

use anyhow::Result;
use cascade_workbook::{PlanError, plan, render, render::GanttOptions};

use super::check::open;
use crate::{
    cli::{Language, PlanArgs, PlanFormat},
    terminal,
};

pub(super) fn run(args: &PlanArgs, lang: Language) -> Result<ExitCode> {
    let (document, reading) = open(&args.file, lang)?;
    let unreadable: Vec<_> = reading
        .into_iter()
        .filter(|placed| placed.finding.is_error())
        .collect();
    if !unreadable.is_empty() {
        // A schedule over cells that were not understood would be a wrong one.
        eprint!(
            "{}",
            render::findings_table(&unreadable, lang.into(), terminal::width())
        );
        return Ok(ExitCode::FAILURE);
    }
    let schedule = match plan(&document) {
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
