//! What will be finished when and why, what it takes, and how sure that is.

use std::process::ExitCode;

use anyhow::Result;
use futures::{FutureExt, future::BoxFuture};
use serde_json::{Value, json};

use super::{
    Answer, Asked, Call, Column, How, Kind, Noun, Operation, Place, Verb, answer, body::segment,
    col, field,
};
use crate::cli::Language;

const TASK: &[Column] = &[
    col("编号", "code", "code"),
    col("名称", "name", "name"),
    col("计划完成", "planned", "planned_end"),
    col("预测完成", "forecast", "forecast_finish"),
    col("延误", "late", "forecast_delay_days"),
    col("灯", "light", "light"),
    col("依据", "rule", "basis/rule"),
    col("说明", "why", "basis/text"),
];

const HOP: &[Column] = &[
    col("对象", "late", "of"),
    col("应完成", "due", "due"),
    col("预测", "forecast", "forecast"),
    col("任务", "task", "hop/code"),
    col("名称", "name", "hop/name"),
    col("负责人", "owner", "hop/owner"),
    col("部门", "department", "hop/department"),
    col("自身延误", "own days", "hop/own_delay_days"),
    col("传来延误", "inherited", "hop/inherited_days"),
    col("原因", "cause", "hop/cause"),
    col("说明", "note", "hop/note"),
];

const DEPARTMENT: &[Column] = &[
    col("部门", "department", "department"),
    col("延误天数", "days", "days"),
];

const VALUE: &[Column] = &[
    col("对象", "of", "kind"),
    col("编号", "code", "code"),
    col("单位", "unit", "unit"),
    col("任务", "tasks", "figures/tasks"),
    col("BAC", "BAC", "figures/budget_at_completion"),
    col("PV", "PV", "figures/planned_value"),
    col("EV", "EV", "figures/earned_value"),
    col("AC", "AC", "figures/actual_cost"),
    col("SPI", "SPI", "figures/schedule_performance_index"),
    col("CPI", "CPI", "figures/cost_performance_index"),
    col("EAC", "EAC", "figures/estimate_at_completion"),
];

const RISK: &[Column] = &[
    col("对象", "of", "kind"),
    col("编号", "code", "code"),
    col("名称", "name", "name"),
    col("应完成", "due", "due"),
    col("预测", "forecast", "forecast"),
    col("P50", "P50", "p50"),
    col("P80", "P80", "p80"),
    col("P95", "P95", "p95"),
    col("按期概率", "on time", "probability_on_time"),
];

/// `cascade forecast`
pub const NOUN: Noun = Noun {
    name: "forecast",
    about: "Forecasts: tasks, delays, value, risk",
    operations: &[
        Operation {
            name: "tasks",
            about: "The forecast of every task, and the rule that it follows",
            example: "cascade forecast tasks --plan Q3",
            places: &[Place::Plan],
            how: How::Call(Call::get(
                "plans/{plan}/status",
                Answer::Rows("tasks", TASK),
            )),
        },
        Operation {
            name: "task",
            about: "The forecast of one task, and the rule that it follows",
            example: "cascade forecast task T1.1.2 --plan Q3",
            places: &[Place::Row("TASK", "plans/{plan}/tasks")],
            how: How::Call(Call::get("tasks/{id}/forecast", Answer::One("", TASK))),
        },
        Operation {
            name: "delays",
            about: "Every late milestone, key result and goal: the way from the cause, and the days of each department",
            example: "cascade forecast delays --plan Q3",
            places: &[Place::Plan],
            how: How::Own {
                calls: &[(Verb::Get, "plans/{plan}/delays")],
                flags: &[],
                run: delays,
            },
        },
        Operation {
            name: "value",
            about: "Earned value of the plan, its goals, key results and tasks, in hours and in money",
            example: "cascade forecast value --plan Q3",
            places: &[Place::Plan],
            how: How::Own {
                calls: &[(Verb::Get, "plans/{plan}/earned-value")],
                flags: &[],
                run: value,
            },
        },
        Operation {
            name: "risk",
            about: "How probable it is that milestones, key results and goals are there by their day",
            example: "cascade forecast risk --plan Q3 --runs 2000 --seed 7",
            places: &[Place::Plan],
            how: How::Call(
                Call::get("plans/{plan}/schedule-risk", Answer::Rows("subjects", RISK)).query(&[
                    field(
                        "runs",
                        Kind::Integer,
                        "How often it is simulated, 100–10,000 [default: 1,000, less for very large plans]",
                    ),
                    field(
                        "seed",
                        Kind::Integer,
                        "The same seed gives the same answer [default: 1]",
                    ),
                    field(
                        "correlation",
                        Kind::Number,
                        "0–1: how much tasks of one department tend to take long together [default: 0]",
                    ),
                ]),
            ),
        },
    ],
};

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn delays(asked: Asked) -> BoxFuture<'static, Result<ExitCode>> {
    async move {
        let path = format!("plans/{}/delays", segment(&asked.plan));
        let told: Value = asked.client.get(&path).await?;
        if asked.json {
            say!("{}", serde_json::to_string_pretty(&told)?);
            return Ok(ExitCode::SUCCESS);
        }
        // A row for each hop; what is late is named on the first.
        let rows: Vec<Value> = list(&told["delays"]).iter().flat_map(hops).collect();
        answer::rows(&json!(rows), HOP, asked.lang);
        let days = told["days_by_department"].as_object();
        let departments: Vec<Value> = days
            .into_iter()
            .flatten()
            .map(|(department, days)| json!({ "department": department, "days": days }))
            .collect();
        if !departments.is_empty() {
            answer::rows(&json!(departments), DEPARTMENT, asked.lang);
        }
        Ok(ExitCode::SUCCESS)
    }
    .boxed()
}

fn hops(delay: &Value) -> Vec<Value> {
    let code = delay["code"].as_str().unwrap_or_default();
    let of = match delay["kind"].as_str() {
        Some("milestone") => format!("{code}/{}", delay["name"].as_str().unwrap_or_default()),
        _ => code.to_owned(),
    };
    let first = json!({ "of": of, "due": delay["due"], "forecast": delay["forecast"] });
    let path = list(&delay["path"]);
    if path.is_empty() {
        return vec![first];
    }
    let with = |(at, hop): (usize, &Value)| {
        let mut row = if at == 0 { first.clone() } else { json!({}) };
        row["hop"] = hop.clone();
        row
    };
    path.iter().enumerate().map(with).collect()
}

fn value(asked: Asked) -> BoxFuture<'static, Result<ExitCode>> {
    async move {
        let path = format!("plans/{}/earned-value", segment(&asked.plan));
        let told: Value = asked.client.get(&path).await?;
        if asked.json {
            say!("{}", serde_json::to_string_pretty(&told)?);
            return Ok(ExitCode::SUCCESS);
        }
        let units = match asked.lang {
            Language::Zh => [("effort", "小时"), ("cost", "分")],
            Language::En => [("effort", "hours"), ("cost", "cents")],
        };
        let mut rows = Vec::new();
        for row in list(&told["rows"]) {
            for (key, unit) in units {
                if row[key].is_object() {
                    rows.push(json!({
                        "kind": row["kind"], "code": row["code"], "unit": unit, "figures": row[key],
                    }));
                }
            }
        }
        answer::rows(&json!(rows), VALUE, asked.lang);
        Ok(ExitCode::SUCCESS)
    }
    .boxed()
}
