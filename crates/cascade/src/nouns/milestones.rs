//! Milestones inside tasks: the task's list is read, changed and written back on condition of its version.

use std::process::ExitCode;

use anyhow::{Result, bail};
use futures::{FutureExt, future::BoxFuture};
use reqwest::Method;
use serde_json::{Value, json};

use super::{
    Answer, Asked, Call, Column, How, Noun, Operation, Place, Verb, answer, body::segment, col,
    text,
};
use crate::client::Ask;

const ROW: &[Column] = &[
    col("里程碑", "milestone", "name"),
    col("计划", "due", "due"),
    col("达成", "reached on", "reached_on"),
];

const TASK: &[Place] = &[Place::Row("TASK", "plans/{plan}/tasks")];

/// `cascade milestone`
pub const NOUN: Noun = Noun {
    name: "milestone",
    about: "Milestones inside a task: list, add, reach, remove",
    operations: &[
        Operation {
            name: "list",
            about: "List the milestones of a task",
            example: "cascade milestone list T1",
            places: TASK,
            how: How::Call(Call::get("tasks/{id}", Answer::Rows("milestones", ROW))),
        },
        Operation {
            name: "add",
            about: "Add a milestone",
            example: "cascade milestone add T1 --name 'host chosen' --due 2026-07-08",
            places: TASK,
            how: How::Own {
                calls: &[(Verb::Get, "tasks/{id}"), (Verb::Patch, "tasks/{id}")],
                flags: &[
                    text("name", "What is reached"),
                    text("due", "When, YYYY-MM-DD"),
                ],
                run: |asked| change(asked, Change::Add),
            },
        },
        Operation {
            name: "reach",
            about: "Say that a milestone was reached",
            example: "cascade milestone reach T1 --name 'host chosen' --on 2026-07-08",
            places: TASK,
            how: How::Own {
                calls: &[(Verb::Get, "tasks/{id}"), (Verb::Patch, "tasks/{id}")],
                flags: &[text("name", "Which"), text("on", "The day, YYYY-MM-DD")],
                run: |asked| change(asked, Change::Reach),
            },
        },
        Operation {
            name: "remove",
            about: "Remove a milestone",
            example: "cascade milestone remove T1 --name 'host chosen'",
            places: TASK,
            how: How::Own {
                calls: &[(Verb::Get, "tasks/{id}"), (Verb::Patch, "tasks/{id}")],
                flags: &[text("name", "Which")],
                run: |asked| change(asked, Change::Remove),
            },
        },
    ],
};

#[derive(Clone, Copy)]
enum Change {
    Add,
    Reach,
    Remove,
}

fn change(asked: Asked, change: Change) -> BoxFuture<'static, Result<ExitCode>> {
    async move {
        let typed = |flag: &str| {
            asked
                .matches
                .try_get_one::<String>(flag)
                .ok()
                .flatten()
                .cloned()
                .unwrap_or_default()
        };
        let name = typed("name");
        if name.is_empty() {
            bail!("name the milestone by --name");
        }
        let path = format!("tasks/{}", segment(&asked.id));
        let task: Value = asked.client.get(&path).await?;
        let mut all = task["milestones"].as_array().cloned().unwrap_or_default();
        let at = all.iter().position(|one| one["name"] == name.as_str());
        match (change, at) {
            (Change::Add, _) => all.push(json!({"id": "", "name": name, "due": typed("due")})),
            (Change::Reach, Some(at)) => {
                if let Some(one) = all.get_mut(at) {
                    one["reached_on"] = json!(typed("on"));
                }
            }
            (Change::Remove, Some(at)) => {
                all.remove(at);
            }
            (Change::Reach | Change::Remove, None) => {
                bail!("the task has no milestone {name}");
            }
        }
        let ask = Ask {
            version: task["version"].as_i64(),
            key: None,
        };
        let body = json!({ "milestones": all });
        let done = asked
            .client
            .ask(Method::PATCH, &path, Some(&body), &ask)
            .await?;
        answer::print(
            &done["task"],
            &Answer::Rows("milestones", ROW),
            asked.lang,
            asked.json,
        )?;
        Ok(ExitCode::SUCCESS)
    }
    .boxed()
}
