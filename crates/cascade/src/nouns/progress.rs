//! Daily updates: one by flags, or many from a file.

use std::{collections::HashMap, process::ExitCode};

use anyhow::{Context, Result, bail};
use futures::{FutureExt, future::BoxFuture};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::{
    Answer, Asked, Call, Column, Field, How, Kind, Noun, Operation, Place, Verb,
    body::{file, segment},
    col, field, place, tasks, text,
};
use crate::cli::Language;

const ROW: &[Column] = &[
    col("日期", "as of", "as_of"),
    col("%", "%", "percent"),
    col("剩余工作日", "remaining", "remaining_days"),
    col("说明", "note", "note"),
    col("阻碍", "blocker", "blocker"),
    col("由", "by", "by"),
];

const REPORT: &[Field] = &[
    field("percent", Kind::Number, "0–100"),
    field("remaining_days", Kind::Integer, "Working days of work left"),
    text("note", "In a sentence"),
    text("as_of", "The day it speaks of [default: today]"),
    text(
        "blocker_cause",
        "people, resources, dependency, requirement_change or environment",
    ),
    text("blocker", "What blocks it"),
    text("actual_start", "First day of work"),
    text("actual_finish", "Last day of work, with 100 percent"),
    text("evidence", "What proves the deliverable"),
];

/// Updates sent in one call.
const BATCH: usize = 500;

/// `cascade progress`
pub const NOUN: Noun = Noun {
    name: "progress",
    about: "Daily updates: report, many at once, history",
    operations: &[
        Operation {
            name: "report",
            about: "Report on a task",
            example: "cascade progress report T1 --percent 40 --remaining-days 6 --note 'script reviewed'",
            places: &[Place::Row("TASK", "plans/{plan}/tasks")],
            how: How::Call(Call::post(
                "tasks/{id}/progress",
                REPORT,
                Answer::One("task", tasks::ROW),
            )),
        },
        Operation {
            name: "history",
            about: "List the updates of a task, oldest first",
            example: "cascade progress history T1",
            places: &[Place::Row("TASK", "plans/{plan}/tasks")],
            how: How::Call(Call::get("tasks/{id}/progress", Answer::Pages(ROW))),
        },
        Operation {
            name: "batch",
            about: "Report on many tasks: one JSON object a line, with `task` as code or id",
            example: "cascade progress batch --plan Q3 --file updates.jsonl   (or --file - for standard input)",
            places: &[Place::Plan],
            how: How::Own {
                calls: &[(Verb::Post, "progress/batch")],
                flags: &[text(
                    "file",
                    "JSON lines: {\"task\": \"T1\", \"percent\": 40, …}",
                )],
                run: batch,
            },
        },
    ],
};

fn batch(asked: Asked) -> BoxFuture<'static, Result<ExitCode>> {
    async move {
        let Some(name) = asked.matches.get_one::<String>("file") else {
            bail!("name the file by --file, `-` for standard input");
        };
        let rows = place::rows(
            &asked.client,
            &format!("plans/{}/tasks", segment(&asked.plan)),
        )
        .await?;
        let ids: HashMap<&str, &str> = rows
            .iter()
            .filter_map(|row| Some((row["code"].as_str()?, row["id"].as_str()?)))
            .collect();
        // Everything is read before anything is sent.
        let mut items = Vec::new();
        for (number, line) in (1..).zip(file(name)?.lines()) {
            if line.trim().is_empty() {
                continue;
            }
            items.push(item(line, &ids).with_context(|| format!("{name}, line {number}"))?);
        }
        let bar = ProgressBar::new(items.len() as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len}") {
            bar.set_style(style);
        }
        let (mut accepted, mut refused) = (0_usize, Vec::new());
        for chunk in items.chunks(BATCH) {
            let answers: Value = asked
                .client
                .post("progress/batch", &json!({ "items": chunk }))
                .await?;
            let answers = answers["answers"]
                .as_array()
                .or_else(|| answers.as_array())
                .cloned()
                .unwrap_or_default();
            for (sent, answer) in chunk.iter().zip(&answers) {
                if answer["error_reason"]
                    .as_str()
                    .unwrap_or_default()
                    .is_empty()
                {
                    accepted += 1;
                } else {
                    refused.push(json!({
                        "task": sent["task_id"], "reason": answer["error_reason"],
                        "message": answer["error_message"],
                    }));
                }
            }
            bar.inc(chunk.len() as u64);
        }
        bar.finish_and_clear();
        if asked.json {
            let told = json!({ "accepted": accepted, "refused": refused });
            say!("{}", serde_json::to_string_pretty(&told)?);
        } else {
            say!(
                "{}",
                match asked.lang {
                    Language::Zh => format!("已接受 {accepted} 条，拒绝 {} 条", refused.len()),
                    Language::En => format!("{accepted} accepted, {} refused", refused.len()),
                }
            );
            for one in &refused {
                say!(
                    "  ✕ {} {} {}",
                    one["task"].as_str().unwrap_or_default(),
                    one["reason"].as_str().unwrap_or_default(),
                    one["message"].as_str().unwrap_or_default()
                );
            }
        }
        Ok(if refused.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
    .boxed()
}

fn item(line: &str, ids: &HashMap<&str, &str>) -> Result<Value> {
    let mut report: Value = serde_json::from_str(line).context("this is no JSON")?;
    let Some(object) = report.as_object_mut() else {
        bail!("this is no JSON object");
    };
    let Some(task) = object
        .remove("task")
        .and_then(|task| task.as_str().map(str::to_owned))
    else {
        bail!("it names no task");
    };
    let id = ids.get(task.as_str()).copied().unwrap_or(&task).to_owned();
    if uuid::Uuid::parse_str(&id).is_err() {
        bail!("the plan has no task {task}");
    }
    Ok(json!({
        "idempotency_key": uuid::Uuid::now_v7().to_string(),
        "task_id": id,
        "progress": report,
    }))
}
