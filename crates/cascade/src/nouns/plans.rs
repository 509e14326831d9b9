//! Plans: written, activated, compared, asked "what if".

use super::{Answer, Call, Column, How, Kind, Noun, Operation, Place, col, field, text};

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
];

const BASELINE: &[Column] = &[
    col("基线", "number", "number"),
    col("时间", "taken at", "taken_at"),
    col("由", "by", "taken_by"),
    col("原因", "reason", "reason"),
    col("任务数", "tasks", "task_count"),
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
    about: "Plans: list, create, activate, findings, versions, baselines, what-if",
    operations: &[
        Operation {
            name: "list",
            about: "List plans",
            example: "cascade plans list",
            places: &[],
            how: How::Call(Call::get("plans", Answer::Pages(PLAN))),
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
            name: "what-if",
            about: "How it would stand after changes that nobody has made",
            example: "cascade plans what-if --plan Q4 --tasks '[{\"task_id\": \"…\", \"slip_days\": 5}]'",
            places: &[Place::Plan],
            how: How::Call(Call::post(
                "plans/{plan}/what-if",
                &[
                    field(
                        "tasks",
                        Kind::Json,
                        "Tasks: task_id with planned_start, planned_end, slip_days or cancel",
                    ),
                    field(
                        "key_results",
                        Kind::Json,
                        "Key results: key_result_id with deadline or weight",
                    ),
                    field("goals", Kind::Json, "Goals: goal_id with deadline"),
                ],
                Answer::Rows("subjects", IMPACT),
            )),
        },
    ],
};
