//! `cascade template`: the workbook to begin with, without a server.

use std::{fs, io::Write, process::ExitCode};

use anyhow::{Context, Result};

use crate::cli::{Language, TemplateArgs};

pub(super) fn run(args: &TemplateArgs, lang: Language) -> Result<ExitCode> {
    let bytes = cascade_workbook::template(lang.into())?;
    if args.file.as_os_str() == "-" {
        std::io::stdout().write_all(&bytes)?;
    } else {
        fs::write(&args.file, &bytes).with_context(|| args.file.display().to_string())?;
        eprintln!("{} ({} bytes)", args.file.display(), bytes.len());
    }
    Ok(ExitCode::SUCCESS)
}
