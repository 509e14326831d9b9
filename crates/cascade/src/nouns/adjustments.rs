//! Adjustments of what an activated plan has approved.

use super::{
    Answer, Call, Column, Field, How, Kind, Noun, Operation, Place, Verb, col, field, plans, text,
};

const ROW: &[Column] = &[
    col("编号", "code", "code"),
    col("原因", "reason", "reason"),
    col("状态", "status", "status"),
    col("申请人", "applicant", "applicant"),
    col("审批层级", "tier", "tier"),
    col("审批", "decides", "decider"),
    col("延长（工作日）", "extension (days)", "extension_days"),
    col("累计", "in all", "cumulative_extension_days"),
    col("变更", "changes", "fields"),
    col("决定人", "decided by", "decided_by"),
    col("版本", "version", "version"),
    col("id", "id", "id"),
];

const ADJUSTMENT: &[Place] = &[Place::Row("ADJUSTMENT", "adjustments?plan={plan}")];

const CONTENT: &[Field] = &[
    text("reason", "Why"),
    field(
        "changes",
        Kind::Json,
        "period_start, period_end, goals, key_results, tasks; what is absent stays",
    ),
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
        places: ADJUSTMENT,
        how: How::Call(Call::post(path, body, Answer::One("", ROW))),
    }
}

/// `cascade adjust`
pub const NOUN: Noun = Noun {
    name: "adjust",
    about: "Adjustments: list, show, create, edit, impact, submit, approve, reject, withdraw",
    operations: &[
        Operation {
            name: "list",
            about: "List adjustments, newest first",
            example: "cascade adjust list --status submitted",
            places: &[],
            how: How::Call(Call::get("adjustments", Answer::Pages(ROW)).query(&[
                text("plan", "Only of this plan, by id or code"),
                text(
                    "status",
                    "draft, submitted, approved, rejected or withdrawn",
                ),
            ])),
        },
        Operation {
            name: "show",
            about: "Show an adjustment",
            example: "cascade adjust show ADJ-1",
            places: ADJUSTMENT,
            how: How::Call(Call::get("adjustments/{id}", Answer::One("", ROW))),
        },
        Operation {
            name: "fields",
            about: "What it changes, value by value",
            example: "cascade adjust fields ADJ-1",
            places: ADJUSTMENT,
            how: How::Call(Call::get(
                "adjustments/{id}",
                Answer::Rows("fields", plans::FIELDS),
            )),
        },
        Operation {
            name: "create",
            about: "Draft an adjustment",
            example: "cascade adjust create --plan Q3 --reason '…' --changes '{\"tasks\": [{\"task_id\": \"…\", \"planned_end\": \"2026-08-14\"}]}'",
            places: &[Place::Plan],
            how: How::Call(Call::post(
                "plans/{plan}/adjustments",
                CONTENT,
                Answer::One("", ROW),
            )),
        },
        Operation {
            name: "edit",
            about: "Write a draft anew",
            example: "cascade adjust edit ADJ-1 --reason '…' --from changes.json",
            places: ADJUSTMENT,
            how: How::Call(
                Call::post("adjustments/{id}", CONTENT, Answer::One("", ROW)).by(Verb::Put),
            ),
        },
        Operation {
            name: "impact",
            about: "What it would do, computed now",
            example: "cascade adjust impact ADJ-1",
            places: ADJUSTMENT,
            how: How::Call(Call::get(
                "adjustments/{id}/impact",
                Answer::Rows("forecast/subjects", plans::IMPACT),
            )),
        },
        step(
            "submit",
            "Submit a draft for decision",
            "cascade adjust submit ADJ-1",
            "adjustments/{id}/submit",
            &[],
        ),
        step(
            "approve",
            "Approve: the plan's next version; never by the applicant",
            "cascade adjust approve ADJ-1 --note agreed",
            "adjustments/{id}/approve",
            NOTE,
        ),
        step(
            "reject",
            "Reject it",
            "cascade adjust reject ADJ-1 --note 'not now'",
            "adjustments/{id}/reject",
            NOTE,
        ),
        step(
            "withdraw",
            "Take it back before the decision",
            "cascade adjust withdraw ADJ-1",
            "adjustments/{id}/withdraw",
            NOTE,
        ),
    ],
};
