//! Resource requests, and what waits for a decision.

use std::process::ExitCode;

use anyhow::Result;
use futures::{FutureExt, future::BoxFuture};
use serde_json::{Value, json};

use super::{
    Answer, Asked, Call, Column, Field, How, Kind, Noun, Operation, Place, Verb, answer, col,
    field, place, text,
};
use crate::cli::Language;

const ROW: &[Column] = &[
    col("编号", "code", "code"),
    col("类型", "kind", "kind"),
    col("描述", "description", "description"),
    col("申请人", "requested by", "requested_by"),
    col("审批部门", "asked", "requested_from"),
    col("预计到位", "expected", "expected_arrival"),
    col("数量", "quantity", "quantity"),
    col("金额（分）", "amount (minor)", "amount_minor"),
    col("状态", "status", "status"),
    col("版本", "version", "version"),
];

/// What was asked for, and what was granted.
const SHOWN: &[Column] = &[
    col("编号", "code", "code"),
    col("类型", "kind", "kind"),
    col("描述", "description", "description"),
    col("申请人", "requested by", "requested_by"),
    col("审批部门", "asked", "requested_from"),
    col("预计到位", "expected", "expected_arrival"),
    col("批准到位", "granted for", "granted_arrival"),
    col("数量", "quantity", "quantity"),
    col("批准数量", "granted quantity", "granted_quantity"),
    col("金额（分）", "amount (minor)", "amount_minor"),
    col("批准金额（分）", "granted (minor)", "granted_amount_minor"),
    col("状态", "status", "status"),
    col("决定人", "decided by", "decided_by"),
    col("决定说明", "decision note", "decision_note"),
    col("版本", "version", "version"),
];

const REQUEST: &[Place] = &[Place::Row("REQUEST", "plans/{plan}/requests")];

const NEW: &[Field] = &[
    text("code", "Unique in the plan"),
    text("task", "Its task, by code or id"),
    text("kind", "people, budget, tool or data"),
    text("description", "What is asked for"),
    text("requested_from", "Department that decides"),
    text("requested_by", "Who asks [default: you]"),
    text("expected_arrival", "When it is needed, YYYY-MM-DD"),
    field("quantity", Kind::Number, "How much"),
    text("unit", "Of the quantity"),
    field("amount_minor", Kind::Integer, "Of a budget, in minor units"),
    text("budget", "Code of the budget"),
    text("asset", "Code of the tool or data set"),
    text("note", "Anything else"),
    field("submit", Kind::Flag, "Submit it at once"),
];

const NOTE: &[Field] = &[text("note", "In a sentence")];

const fn step(
    name: &'static str,
    about: &'static str,
    example: &'static str,
    path: &'static str,
    body: &'static [Field],
) -> Operation {
    Operation {
        name,
        about,
        example,
        places: REQUEST,
        how: How::Call(Call::post(path, body, Answer::One("request", SHOWN))),
    }
}

/// `cascade request`
pub const NOUN: Noun = Noun {
    name: "request",
    about: "Resource requests: list, show, create, submit, approve, reject, withdraw, fulfil",
    operations: &[
        Operation {
            name: "list",
            about: "List the requests of a plan",
            example: "cascade request list --plan Q3 --status submitted",
            places: &[Place::Plan],
            how: How::Call(
                Call::get("plans/{plan}/requests", Answer::Pages(ROW)).query(&[
                    text(
                        "status",
                        "draft, submitted, approved, rejected, withdrawn or fulfilled",
                    ),
                    text("kind", "people, budget, tool or data"),
                    text("department", "Only what this department decides"),
                    text(
                        "requesting_department",
                        "Only what people of this department ask for",
                    ),
                    field("overdue", Kind::Flag, "Only undecided after their day"),
                ]),
            ),
        },
        Operation {
            name: "show",
            about: "Show a request: what was asked for, and what was granted",
            example: "cascade request show R1",
            places: REQUEST,
            how: How::Call(Call::get("requests/{id}", Answer::One("request", SHOWN))),
        },
        Operation {
            name: "create",
            about: "File a request",
            example: "cascade request create --plan Q3 --code R9 --task T1 --kind people --description '…' --requested-from HR --expected-arrival 2026-07-10",
            places: &[Place::Plan],
            how: How::Call(Call::post(
                "plans/{plan}/requests",
                NEW,
                Answer::One("request", ROW),
            )),
        },
        step(
            "submit",
            "Submit a draft",
            "cascade request submit R1",
            "requests/{id}/submit",
            NOTE,
        ),
        step(
            "approve",
            "Approve a request, all of it or less or later; a budget's amount is reserved",
            "cascade request approve R1 --granted-amount-minor 1500000 --note 'half of it this quarter'",
            "requests/{id}/approve",
            &[
                text("note", "In a sentence; needed for less or later"),
                field(
                    "granted_quantity",
                    Kind::Number,
                    "How much is granted [default: what was asked for]",
                ),
                field(
                    "granted_amount_minor",
                    Kind::Integer,
                    "Of a budget, in minor units [default: what was asked for]",
                ),
                text(
                    "granted_arrival",
                    "When it comes, YYYY-MM-DD [default: as asked for]",
                ),
            ],
        ),
        step(
            "reject",
            "Reject a request",
            "cascade request reject R1 --note 'no one is free'",
            "requests/{id}/reject",
            NOTE,
        ),
        step(
            "withdraw",
            "Take a request back",
            "cascade request withdraw R1",
            "requests/{id}/withdraw",
            NOTE,
        ),
        step(
            "fulfil",
            "Say that it has arrived",
            "cascade request fulfil R1 --actual-arrival 2026-07-10",
            "requests/{id}/fulfil",
            &[
                text("actual_arrival", "The day it arrived"),
                field(
                    "spent_minor",
                    Kind::Integer,
                    "Of a budget: what was spent, in minor units",
                ),
                text("note", "In a sentence"),
            ],
        ),
    ],
};

/// `cascade approve`
pub const APPROVE: Noun = Noun {
    name: "approve",
    about: "What waits for a decision: requests and adjustments",
    operations: &[Operation {
        name: "list",
        about: "List submitted requests and adjustments, whose they are and who decides",
        example: "cascade approve list",
        places: &[],
        how: How::Own {
            calls: &[(Verb::Get, "requests"), (Verb::Get, "adjustments")],
            flags: &[],
            run: waiting,
        },
    }],
};

const WAITING: &[Column] = &[
    col("类别", "what", "what"),
    col("编号", "code", "code"),
    col("内容", "about", "about"),
    col("申请人", "by", "by"),
    col("审批", "decides", "decider"),
    col("id", "id", "id"),
];

fn waiting(asked: Asked) -> BoxFuture<'static, Result<ExitCode>> {
    async move {
        let requests = place::rows(&asked.client, "requests?status=submitted").await?;
        let adjustments = place::rows(&asked.client, "adjustments?status=submitted").await?;
        let mut all: Vec<Value> = requests
            .iter()
            .map(|row| {
                json!({"what": "request", "code": row["code"], "id": row["id"], "about": row["description"],
                       "by": row["requested_by"], "decider": row["requested_from"]})
            })
            .collect();
        all.extend(adjustments.iter().map(|row| {
            json!({"what": "adjustment", "code": row["code"], "id": row["id"], "about": row["reason"],
                   "by": row["applicant"], "decider": row["decider"]})
        }));
        let found = Value::Array(all);
        answer::print(&found, &Answer::Rows("", WAITING), asked.lang, asked.json)?;
        if !asked.json && found.as_array().is_some_and(|all| !all.is_empty()) {
            say!(
                "{}",
                match asked.lang {
                    Language::Zh => "审批：cascade request approve ID 或 cascade adjust approve ID",
                    Language::En => "decide by `cascade request approve ID` or `cascade adjust approve ID`",
                }
            );
        }
        Ok(ExitCode::SUCCESS)
    }
    .boxed()
}
