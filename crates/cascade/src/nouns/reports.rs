//! Reports of departments: read here, or written to a file as a page, Markdown or a workbook.

use std::{path::Path, process::ExitCode};

use anyhow::{Context, Result, bail};
use futures::{FutureExt, future::BoxFuture};

use super::{Asked, How, Noun, Operation, Place, Verb, body::segment, text};
use crate::cli::Language;

/// `cascade report`
pub const NOUN: Noun = Noun {
    name: "report",
    about: "Daily report, weekly meeting pack, monthly review of a department: show",
    operations: &[Operation {
        name: "show",
        about: "Show a report, or write it to a file: .html, .md, .xlsx or .json",
        example: "cascade report show weekly --department SALES --out pack.html",
        places: &[Place::Name("daily|weekly|monthly")],
        how: How::Own {
            calls: &[(Verb::Get, "reports/{kind}")],
            flags: &[
                text(
                    "department",
                    "Code of the department; those below it are told of too",
                ),
                text("date", "The last day it speaks of; today without it"),
                text(
                    "out",
                    "Write it to this file; its ending says in which form",
                ),
            ],
            run: show,
        },
    }],
};

fn show(asked: Asked) -> BoxFuture<'static, Result<ExitCode>> {
    async move {
        let flag = |name: &str| asked.matches.get_one::<String>(name).map(String::as_str);
        let file = flag("out");
        let form = match file.and_then(|file| Path::new(file).extension()?.to_str()) {
            Some("html") => "html",
            Some("md") => "markdown",
            Some("xlsx") => "xlsx",
            Some("json") => "json",
            Some(other) => bail!("{other}: write a file that ends in .html, .md, .xlsx or .json"),
            None if file.is_some() => bail!("write a file that ends in .html, .md, .xlsx or .json"),
            None if asked.json => "json",
            None => "markdown",
        };
        let lang = match asked.lang {
            Language::Zh => "zh",
            Language::En => "en",
        };
        let path = format!(
            "reports/{}?department={}&date={}&lang={lang}&format={form}",
            segment(&asked.id),
            segment(flag("department").unwrap_or_default()),
            segment(flag("date").unwrap_or_default()),
        );
        let bytes = asked.client.download(&path).await?;
        match file {
            Some(file) => std::fs::write(file, bytes).with_context(|| format!("writing {file}"))?,
            None => put!("{}", String::from_utf8_lossy(&bytes)),
        }
        Ok(ExitCode::SUCCESS)
    }
    .boxed()
}
