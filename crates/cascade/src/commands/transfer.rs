//! `cascade import` and `cascade export`: workbooks, CSV files and MS Project XML to and from a server.

use std::{io::Write, process::ExitCode};

use anyhow::{Result, bail};
use cascade_gateway::api::{self, ImportCounts, Page};

use super::plan_file;
use crate::{
    cli::{CheckFormat, ExportArgs, FileFormat, ImportArgs, Language},
    client::Client,
    terminal,
};

pub(super) async fn import(args: &ImportArgs, lang: Language) -> Result<ExitCode> {
    let bytes = plan_file::read(&args.file, lang)?;
    let client = Client::connect(&args.server, lang).await?;
    let progress = terminal::spinner(args.file.display().to_string());
    let answer = client.import(bytes, args.dry_run).await;
    progress.finish_and_clear();
    let answer = answer?;
    match args.format {
        CheckFormat::Json => say!("{}", serde_json::to_string_pretty(&answer)?),
        CheckFormat::Table => print_import(&answer, lang),
    }
    Ok(ExitCode::SUCCESS)
}

fn print_import(answer: &api::ImportAnswer, lang: Language) {
    let zh = lang == Language::Zh;
    say!(
        "{} {} ({})",
        answer.plan.code,
        answer.plan.title,
        answer.plan.id
    );
    if answer.dry_run {
        say!(
            "{}",
            if zh {
                "试运行：未写入任何内容"
            } else {
                "dry run: nothing was written"
            }
        );
    }
    for (name_zh, name_en, counts) in [
        ("组织与人员", "directory", answer.directory),
        ("目标与关键结果", "goals and key results", answer.goals),
        ("任务", "tasks", answer.tasks),
        ("资源申请", "requests", answer.requests),
    ] {
        let ImportCounts {
            created,
            updated,
            unchanged,
        } = counts;
        if zh {
            say!("  {name_zh}：新增 {created}，更新 {updated}，未变 {unchanged}");
        } else {
            say!("  {name_en}: {created} created, {updated} updated, {unchanged} unchanged");
        }
    }
    for finding in &answer.findings {
        let (message, advice) = if zh {
            (&finding.message.zh, &finding.advice.zh)
        } else {
            (&finding.message.en, &finding.advice.en)
        };
        let cell = finding.cell.as_deref().unwrap_or(&finding.row);
        say!("  {} {cell} {message} → {advice}", finding.rule);
    }
}

pub(super) async fn export(args: &ExportArgs, lang: Language) -> Result<ExitCode> {
    let client = Client::connect(&args.server, lang).await?;
    let plan = match &args.plan {
        Some(plan) => plan.clone(),
        None => only_plan(&client).await?,
    };
    let progress = terminal::spinner(plan.clone());
    let format = plan_file::format_of(&args.file, args.format);
    let kind = match format {
        FileFormat::Xlsx => "xlsx",
        FileFormat::Csv => "csv",
        FileFormat::Mspdi => "mspdi",
    };
    let texts = if lang == Language::Zh { "zh" } else { "en" };
    let bytes = client
        .download(&format!("plans/{plan}/workbook?format={kind}&lang={texts}"))
        .await;
    progress.finish_and_clear();
    let bytes = bytes?;
    if args.file.as_os_str() == "-" {
        std::io::stdout().write_all(&bytes)?;
    } else {
        plan_file::write(&args.file, format, &bytes, lang)?;
        eprintln!("{} ({} bytes)", args.file.display(), bytes.len());
    }
    Ok(ExitCode::SUCCESS)
}

async fn only_plan(client: &Client) -> Result<String> {
    let plans: Page<api::Plan> = client.get("plans?page_size=2").await?;
    match plans.items.as_slice() {
        [] => bail!("the server has no plan yet"),
        [plan] => Ok(plan.id.clone()),
        _ => bail!("the server has several plans: name one by --plan CODE"),
    }
}
