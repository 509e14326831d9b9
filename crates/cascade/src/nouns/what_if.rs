//! What a change would do, in the plan and in those that wait for it, and the cheapest repair.

use std::process::ExitCode;

use anyhow::Result;
use futures::{FutureExt, future::BoxFuture};
use serde_json::{Map, Value};

use super::{
    Asked, Column, Field, How, Kind, Operation, Place, Verb, answer, body, col, field,
    plans::IMPACT, text,
};
use crate::cli::Language;

const MEASURES: &[Column] = &[
    col("任务", "task", "task_code"),
    col("措施", "measure", "kind"),
    col("人天", "person-days", "cost_person_days"),
    col("内容", "what to do", "text"),
];

const REPAIR: &[Column] = &[
    col("人天合计", "person-days", "cost_person_days"),
    col("原晚工作日", "days late before", "late_days_before"),
    col("后晚工作日", "days late after", "late_days_after"),
    col("确为最省", "nothing is cheaper", "cheapest"),
];

const FLAGS: &[Field] = &[
    field(
        "tasks",
        Kind::Json,
        "Tasks: task_id (id or code) with planned_start, planned_end, slip_days, more_people, owner or cancel",
    ),
    field(
        "key_results",
        Kind::Json,
        "Key results: key_result_id with deadline or weight",
    ),
    field("goals", Kind::Json, "Goals: goal_id with deadline"),
    field(
        "absences",
        Kind::Json,
        "People away: person, from, and to; without to they do not come back",
    ),
    field(
        "dropped_links",
        Kind::Json,
        "Dependencies given up: predecessor and successor, by id or code",
    ),
    text(
        "repair",
        "Look for the cheapest repair: deadlines (none is passed because of it) or forecasts (no key result is later)",
    ),
    field(
        "repair_terms",
        Kind::Json,
        "What a repair costs and may do: crash_cost, crash_share, overlap_cost, overlap_share, integration_days, split_least_days, hand_over_days, level_gap",
    ),
];

pub const OPERATION: Operation = Operation {
    name: "what-if",
    about: "How it would stand after changes that nobody has made, and the cheapest way to be in time again",
    example: "cascade plans what-if --plan Q4 --tasks '[{\"task_id\": \"T7\", \"slip_days\": 5}]' --repair deadlines",
    places: &[Place::Plan],
    how: How::Own {
        calls: &[(Verb::Post, "plans/{plan}/what-if")],
        flags: FLAGS,
        run,
    },
};

fn run(asked: Asked) -> BoxFuture<'static, Result<ExitCode>> {
    async move {
        let mut wish = Map::new();
        for field in FLAGS {
            if let Some(value) = body::value(field, &asked.matches)? {
                wish.insert(field.name.to_owned(), value);
            }
        }
        let path = format!("plans/{}/what-if", body::segment(&asked.plan));
        let found: Value = asked.client.post(&path, &wish).await?;
        if asked.json {
            say!("{}", serde_json::to_string_pretty(&found)?);
            return Ok(ExitCode::SUCCESS);
        }
        print_impact(&found, asked.lang);
        if found["repair"].is_object() {
            print_repair(&found["repair"], asked.lang);
        }
        Ok(ExitCode::SUCCESS)
    }
    .boxed()
}

fn print_repair(repair: &Value, lang: Language) {
    let nothing = |key: &str| repair[key].as_array().is_none_or(Vec::is_empty);
    if nothing("late_tasks") {
        heading(
            lang,
            "无需补救：没有任务因此超期",
            "No repair is needed: nothing is late because of it",
        );
        return;
    }
    if nothing("measures") {
        heading(
            lang,
            "没有可行的补救措施",
            "Nothing that can be done brings it forward",
        );
        return;
    }
    heading(lang, "补救措施：", "Repair:");
    answer::rows(&repair["measures"], MEASURES, lang);
    answer::one(repair, REPAIR, lang);
    heading(lang, "采取措施后：", "With the repair:");
    print_impact(&repair["impact"], lang);
}

/// The plan that was asked about, and the others that would stand otherwise.
fn print_impact(impact: &Value, lang: Language) {
    answer::rows(&impact["subjects"], IMPACT, lang);
    for other in impact["others"].as_array().into_iter().flatten() {
        let plan = other["plan_code"].as_str().unwrap_or_default();
        heading(lang, &format!("计划 {plan}："), &format!("Plan {plan}:"));
        answer::rows(&other["subjects"], IMPACT, lang);
    }
    if impact["cut_off"] == true {
        heading(
            lang,
            "受影响的计划超过 50 个，以上未必齐全",
            "More than 50 plans hear of it: these may not be all",
        );
    }
}

fn heading(lang: Language, zh: &str, en: &str) {
    say!(
        "{}",
        match lang {
            Language::Zh => zh,
            Language::En => en,
        }
    );
}
