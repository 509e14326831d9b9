//! The word of a predecessor's owner on the tasks that would wait for theirs.

use std::process::ExitCode;

use anyhow::{Result, bail};
use futures::{FutureExt, future::BoxFuture};
use serde_json::{Value, json};

use super::{
    Answer, Asked, Call, Column, Field, How, Noun, Operation, Place, Verb, answer, body::segment,
    col, tasks, text,
};

const TASK: &[Place] = &[Place::Row("TASK", "plans/{plan}/tasks")];

const PROPOSED: &[Column] = &[
    col("等待的任务", "task that waits", "task/code"),
    col("名称", "name", "task/name"),
    col("其负责人", "its owner", "task/owner"),
    col("被等待的任务", "task waited for", "predecessor/code"),
    col("名称", "name", "predecessor/name"),
    col("负责人", "owner", "predecessor/owner"),
    col("等待任务 id", "id of the task that waits", "task/id"),
];

const FLAGS: &[Field] = &[
    text("predecessor", "The task waited for, by code or id"),
    text("note", "In a sentence; a decline needs it"),
];

/// `cascade predecessor`
pub const NOUN: Noun = Noun {
    name: "predecessor",
    about: "Tasks that would wait for somebody else's: list, accept, decline",
    operations: &[
        Operation {
            name: "list",
            about: "List dependencies that await your word, or another owner's",
            example: "cascade predecessor list --owner P017",
            places: &[],
            how: How::Call(
                Call::get("predecessors/proposed", Answer::Pages(PROPOSED)).query(&[text(
                    "owner",
                    "Owner of the tasks waited for [default: the caller]",
                )]),
            ),
        },
        Operation {
            name: "accept",
            about: "Accept that a task waits for yours",
            example: "cascade predecessor accept T10 --predecessor T3",
            places: TASK,
            how: How::Own {
                calls: &[(Verb::Post, "tasks/{id}/predecessors/{predecessor}/accept")],
                flags: FLAGS,
                run: |asked| decide(asked, "accept"),
            },
        },
        Operation {
            name: "decline",
            about: "Decline that a task waits for yours, and say why",
            example: "cascade predecessor decline T10 --predecessor T3 --note 'not before September'",
            places: TASK,
            how: How::Own {
                calls: &[(Verb::Post, "tasks/{id}/predecessors/{predecessor}/decline")],
                flags: FLAGS,
                run: |asked| decide(asked, "decline"),
            },
        },
    ],
};

fn decide(asked: Asked, word: &'static str) -> BoxFuture<'static, Result<ExitCode>> {
    async move {
        let given = |name: &str| asked.matches.get_one::<String>(name).cloned();
        let Some(wanted) = given("predecessor") else {
            bail!("name the task waited for by --predecessor");
        };
        let task = segment(&asked.id);
        let waits: Value = asked.client.get(&format!("tasks/{task}")).await?;
        let predecessors = waits["predecessors"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let found = predecessors
            .iter()
            .find(|one| one["code"] == wanted.as_str() || one["task_id"] == wanted.as_str())
            .and_then(|one| one["task_id"].as_str());
        let Some(predecessor) = found else {
            let codes: Vec<&str> = predecessors
                .iter()
                .filter_map(|one| one["code"].as_str())
                .collect();
            bail!(
                "it does not wait for {wanted}; it waits for {}",
                codes.join(", ")
            );
        };
        let path = format!("tasks/{task}/predecessors/{}/{word}", segment(predecessor));
        let body = json!({ "note": given("note").unwrap_or_default() });
        let found: Value = asked.client.post(&path, &body).await?;
        answer::print(
            &found,
            &Answer::One("task", tasks::ROW),
            asked.lang,
            asked.json,
        )?;
        Ok(ExitCode::SUCCESS)
    }
    .boxed()
}
