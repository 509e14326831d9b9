//! Plans: written, activated, compared, asked "what if".

use std::process::ExitCode;

use anyhow::Result;
use futures::{FutureExt, future::BoxFuture};
use serde_json::{Map, Value};

use super::{
    Answer, Asked, Call, Column, Field, How, Kind, Noun, Operation, Place, Verb, answer, body, col,
    field, text, what_if,
};
use crate::cli::Language;

const PLAN: &[Column] = &[
    col("编号", "code", "code"),
    col("名称", "title", "title"),
    col("状态", "status", "status"),
    col("开始", "start", "period_start"),
    col("结束", "end", "period_end"),
    col("版本", "version", "version"),
    col("id", "id", "id"),
];

const FINDING: &[Column] = &[
    col("规则", "rule", "rule"),
    col("级别", "severity", "severity"),
    col("行", "row", "row"),
    col("字段", "field", "field"),
    col("问题", "what is wrong", "message"),
    col("怎么办", "what to do", "advice"),
];

const VERSION: &[Column] = &[
    col("版本", "number", "number"),
    col("时间", "taken at", "taken_at"),
    col("批准人", "by", "by"),
    col("原因", "reason", "reason"),
];

/// Differences, also of adjustments.
pub const FIELDS: &[Column] = &[
    col("表", "table", "table"),
    col("行", "row", "row"),
    col("字段", "field", "field"),
    col("原值", "from", "from"),
    col("新值", "to", "to"),
];

/// What would stand otherwise.
pub const IMPACT: &[Column] = &[
    col("类别", "kind", "kind"),
    col("编号", "code", "code"),
    col("名称", "name", "name"),
    col("原预测", "finish before", "finish_before"),
    col("新预测", "finish after", "finish_after"),
    col("原灯", "light before", "light_before"),
    col("新灯", "light after", "light_after"),
    col("期限", "due", "due_after"),
    col("逾期工作日", "days late", "late_days_after"),
];

const BASELINE: &[Column] = &[
    col("基线", "number", "number"),
    col("时间", "taken at", "taken_at"),
    col("由", "by", "taken_by"),
    col("原因", "reason", "reason"),
    col("任务数", "tasks", "task_count"),
];

const BASELINE_TASK: &[Column] = &[
    col("编号", "code", "code"),
    col("名称", "name", "name"),
    col("负责人", "owner", "owner"),
    col("开始", "start", "planned_start"),
    col("结束", "end", "planned_end"),
    col("工作日", "days", "duration_days"),
    col("%", "%", "percent"),
];

const ASSIGNMENT: &[Column] = &[
    col("任务", "task", "task_code"),
    col("名称", "name", "task_name"),
    col("现负责人", "owner now", "current_owner"),
    col("现得分", "score now", "current_score"),
    col("建议人员", "proposed", "proposed/person"),
    col("姓名", "name", "proposed/name"),
    col("得分", "score", "proposed/score"),
];

const UNASSIGNED: &[Column] = &[
    col("任务", "task", "task_code"),
    col("名称", "name", "task_name"),
    col("现负责人", "owner now", "current_owner"),
    col("原因", "why", "why"),
    col("最接近的人", "nearest", "nearest/person"),
];

const ASSIGNMENT_FLAGS: &[Field] = &[
    field(
        "task_ids",
        Kind::List,
        "These tasks, by id [default: every open one that has not begun]",
    ),
    field("people", Kind::List, "Only to these people"),
];

const LEVELLING: &[Column] = &[
    col("任务", "task", "task/code"),
    col("负责人", "owner", "owner"),
    col("原开始", "start before", "from_start"),
    col("原结束", "end before", "from_end"),
    col("新开始", "start after", "to_start"),
    col("新结束", "end after", "to_end"),
    col("推迟（工作日）", "later (days)", "later_days"),
    col("原因", "why", "reason"),
];

const MOVED: &[Column] = &[
    col("编号", "code", "code"),
    col("名称", "name", "name"),
    col("原结束", "end before", "from_end"),
    col("新结束", "end after", "to_end"),
    col("移动（工作日）", "moved (days)", "end_moved_days"),
];

const BETWEEN: &[super::Field] = &[
    field(
        "from",
        Kind::Integer,
        "Number of the first; 0 is the plan as it stands",
    ),
    field(
        "to",
        Kind::Integer,
        "Number of the second; 0 is the plan as it stands",
    ),
];

/// `cascade plans`
pub const NOUN: Noun = Noun {
    name: "plans",
    about: "Plans: list, create, activate, findings, versions, baselines, assignment, levelling, what-if",
    operations: &[
        Operation {
            name: "list",
            about: "List plans",
            example: "cascade plans list",
            places: &[],
            how: How::Call(
                Call::get("plans", Answer::Pages(PLAN))
                    .query(&[text("search", "Only whose code or title contains this")]),
            ),
        },
        Operation {
            name: "show",
            about: "Show a plan",
            example: "cascade plans show --plan 2026Q3-SALES",
            places: &[Place::Plan],
            how: How::Call(Call::get("plans/{plan}", Answer::One("", PLAN))),
        },
        Operation {
            name: "create",
            about: "Write a draft, or another title and period of one",
            example: "cascade plans create --code Q4 --title 'Quarter 4' --period-start 2026-10-01 --period-end 2026-12-31",
            places: &[],
            how: How::Call(Call::post(
                "plans",
                &[
                    text("code", "Unique in the organisation"),
                    text("title", "Its name"),
                    text("period_start", "First day, YYYY-MM-DD"),
                    text("period_end", "Last day, YYYY-MM-DD"),
                ],
                Answer::One("", PLAN),
            )),
        },
        Operation {
            name: "activate",
            about: "Activate a draft: from here on it has baselines, lights and alerts",
            example: "cascade plans activate --plan Q4",
            places: &[Place::Plan],
            how: How::Call(Call::post(
                "plans/{plan}/activate",
                &[],
                Answer::One("plan", PLAN),
            )),
        },
        Operation {
            name: "findings",
            about: "What the rules say of a plan today",
            example: "cascade plans findings --plan Q4",
            places: &[Place::Plan],
            how: How::Call(Call::get(
                "plans/{plan}/findings",
                Answer::Rows("", FINDING),
            )),
        },
        Operation {
            name: "versions",
            about: "List its approved versions, newest first",
            example: "cascade plans versions --plan Q4",
            places: &[Place::Plan],
            how: How::Call(Call::get("plans/{plan}/versions", Answer::Pages(VERSION))),
        },
        Operation {
            name: "version",
            about: "One approved version with what it fixed",
            example: "cascade plans version 1 --plan Q4 --format json",
            places: &[Place::Plan, Place::Name("NUMBER")],
            how: How::Call(Call::get(
                "plans/{plan}/versions/{id}",
                Answer::One("", VERSION),
            )),
        },
        Operation {
            name: "compare-versions",
            about: "What differs between two approved versions",
            example: "cascade plans compare-versions --plan Q4 --from 1 --to 2",
            places: &[Place::Plan],
            how: How::Call(
                Call::get(
                    "plans/{plan}/versions/compare",
                    Answer::Rows("fields", FIELDS),
                )
                .query(BETWEEN),
            ),
        },
        Operation {
            name: "baselines",
            about: "List the baselines of its tasks",
            example: "cascade plans baselines --plan Q4",
            places: &[Place::Plan],
            how: How::Call(Call::get("plans/{plan}/baselines", Answer::Pages(BASELINE))),
        },
        Operation {
            name: "baseline",
            about: "The tasks of one baseline",
            example: "cascade plans baseline 1 --plan Q4",
            places: &[Place::Plan, Place::Name("NUMBER")],
            how: How::Call(Call::get(
                "plans/{plan}/baselines/{id}",
                Answer::Rows("tasks", BASELINE_TASK),
            )),
        },
        Operation {
            name: "take-baseline",
            about: "Keep its tasks as they are now as the next baseline",
            example: "cascade plans take-baseline --plan Q4 --reason 'before the fair'",
            places: &[Place::Plan],
            how: How::Call(Call::post(
                "plans/{plan}/baselines",
                &[text("reason", "Why")],
                Answer::One("", BASELINE),
            )),
        },
        Operation {
            name: "compare-baselines",
            about: "Which tasks moved between two baselines",
            example: "cascade plans compare-baselines --plan Q4 --from 1 --to 0",
            places: &[Place::Plan],
            how: How::Call(
                Call::get(
                    "plans/{plan}/baselines/compare",
                    Answer::Rows("moved", MOVED),
                )
                .query(BETWEEN),
            ),
        },
        Operation {
            name: "assignment",
            about: "Who should take which of its open tasks; a proposal, nothing is written",
            example: "cascade plans assignment --plan Q4 --people P001,P002",
            places: &[Place::Plan],
            how: How::Own {
                calls: &[(Verb::Post, "plans/{plan}/assignment-proposal")],
                flags: ASSIGNMENT_FLAGS,
                run: assignment,
            },
        },
        Operation {
            name: "levelling",
            about: "When each task that has not begun could be done so that nobody has too much to do; a proposal, nothing is written",
            example: "cascade plans levelling --plan Q4 --seed 1",
            places: &[Place::Plan],
            how: How::Call(Call::post(
                "plans/{plan}/levelling",
                &[
                    text(
                        "from",
                        "Only tasks whose planned start is not before this day move",
                    ),
                    text("to", "Nor after this one"),
                    field(
                        "schedules",
                        Kind::Integer,
                        "Schedules that are tried [default: 20000]",
                    ),
                    field(
                        "milliseconds",
                        Kind::Integer,
                        "No more after so many milliseconds, at most 5000 [default: 2000]",
                    ),
                    field("seed", Kind::Integer, "Where chance begins"),
                ],
                Answer::Rows("moves", LEVELLING),
            )),
        },
        Operation {
            name: "recompute",
            about: "Compute its forecasts and lights from scratch and say where what is kept differs: nowhere",
            example: "cascade plans recompute --plan Q4",
            places: &[Place::Plan],
            how: How::Call(Call::get(
                "plans/{plan}/audit",
                Answer::One(
                    "",
                    &[
                        col("核对的任务", "tasks checked", "tasks_checked"),
                        col("已应用的进度更新", "reports applied", "reports_applied"),
                        col("差异", "differences", "differences"),
                    ],
                ),
            )),
        },
        what_if::OPERATION,
    ],
};

/// Who should take which task, and which nobody can take.
fn assignment(asked: Asked) -> BoxFuture<'static, Result<ExitCode>> {
    async move {
        let mut wish = Map::new();
        for field in ASSIGNMENT_FLAGS {
            if let Some(value) = body::value(field, &asked.matches)? {
                wish.insert(field.name.to_owned(), value);
            }
        }
        let path = format!("plans/{}/assignment-proposal", body::segment(&asked.plan));
        let found: Value = asked.client.post(&path, &wish).await?;
        let shape = Answer::Rows("assignments", ASSIGNMENT);
        answer::print(&found, &shape, asked.lang, asked.json)?;
        let nobody = &found["unassigned"];
        if !asked.json && nobody.as_array().is_some_and(|all| !all.is_empty()) {
            say!(
                "{}",
                match asked.lang {
                    Language::Zh => "无人可接的任务：",
                    Language::En => "Tasks that nobody can take:",
                }
            );
            answer::rows(nobody, UNASSIGNED, asked.lang);
        }
        Ok(ExitCode::SUCCESS)
    }
    .boxed()
}
