//! The review of a plan, and its closing.

use super::{Answer, Call, Column, How, Kind, Noun, Operation, Place, Verb, col, field, text};

const ROW: &[Column] = &[
    col("类别", "kind", "subject_kind"),
    col("编号", "code", "code"),
    col("目标值", "target", "target"),
    col("最终值", "final value", "final_value"),
    col("完成率", "completion", "completion"),
    col("亮点", "highlights", "highlights"),
    col("差距", "gaps", "gaps"),
    col("根因", "root cause", "root_cause"),
    col("改进", "improvement", "improvement"),
    col("结转", "carried over", "carried_over"),
];

const GATE: &[Column] = &[
    col("规则", "rule", "rule"),
    col("行", "row", "row"),
    col("问题", "what is open", "message"),
    col("怎么办", "what to do", "advice"),
];

const ERRORS: &[Column] = &[
    col("类别或人员", "kind or person", "name"),
    col("任务数", "tasks", "tasks"),
    col("实际/计划", "actual / planned", "factor"),
    col("平均偏差", "mean error", "mean_absolute"),
];

const STATISTICS: &[Column] = &[
    col("任务", "tasks", "tasks"),
    col("已完成", "finished", "finished"),
    col("按期率", "on-time rate", "on_time_rate"),
    col("平均延期（工作日）", "mean delay (days)", "mean_delay_days"),
    col("原因", "causes", "causes"),
];

/// `cascade review`
pub const NOUN: Noun = Noun {
    name: "review",
    about: "Review: show, gates, write, dispose, close, statistics, estimate errors",
    operations: &[
        Operation {
            name: "show",
            about: "Table 8: goals and key results with what was reached and learnt",
            example: "cascade review show --plan Q3",
            places: &[Place::Plan],
            how: How::Call(Call::get("plans/{plan}/review", Answer::Rows("rows", ROW))),
        },
        Operation {
            name: "gates",
            about: "What keeps the plan from closing",
            example: "cascade review gates --plan Q3",
            places: &[Place::Plan],
            how: How::Call(Call::get(
                "plans/{plan}/review",
                Answer::Rows("gates", GATE),
            )),
        },
        Operation {
            name: "unfinished",
            about: "Unfinished tasks, and what becomes of them",
            example: "cascade review unfinished --plan Q3",
            places: &[Place::Plan],
            how: How::Call(Call::get(
                "plans/{plan}/review",
                Answer::Rows(
                    "unfinished",
                    &[
                        col("编号", "code", "code"),
                        col("负责人", "owner", "owner"),
                        col("%", "%", "percent"),
                        col("处置", "disposition", "disposition"),
                        col("说明", "note", "note"),
                        col("id", "id", "task_id"),
                    ],
                ),
            )),
        },
        Operation {
            name: "write",
            about: "Write the row of a goal or key result, whole",
            example: "cascade review write KR1 --final-value 515 --gaps '…' --root-cause '…'",
            places: &[Place::Plan, Place::Node],
            how: How::Call(
                Call::post(
                    "plans/{plan}/review/{id}",
                    &[
                        field(
                            "final_value",
                            Kind::Number,
                            "Of a key result; a check-in too",
                        ),
                        text("highlights", "What went well"),
                        text("gaps", "What is missing"),
                        text("root_cause", "Why"),
                        text("improvement", "What will be done better"),
                        text("improvement_owner", "By whom"),
                        text("improvement_due", "Until when"),
                        field("carried_over", Kind::Flag, "Goes on in the next period"),
                    ],
                    Answer::One("", ROW),
                )
                .by(Verb::Put),
            ),
        },
        Operation {
            name: "dispose",
            about: "Say what becomes of unfinished tasks",
            example: "cascade review dispose --plan Q3 --items '[{\"task_id\": \"…\", \"disposition\": \"carried_over\"}]'",
            places: &[Place::Plan],
            how: How::Call(Call::post(
                "plans/{plan}/dispositions",
                &[field(
                    "items",
                    Kind::Json,
                    "task_id with disposition (done, cancelled, carried_over) and note",
                )],
                Answer::Rows(
                    "",
                    &[
                        col("编号", "code", "code"),
                        col("处置", "disposition", "disposition"),
                        col("由", "by", "by"),
                    ],
                ),
            )),
        },
        Operation {
            name: "close",
            about: "Close the plan, carrying over what was marked so",
            example: "cascade review close --plan Q3 --next '{\"code\": \"Q4\", \"title\": \"Quarter 4\", \"period_start\": \"2026-10-01\", \"period_end\": \"2026-12-31\"}'",
            places: &[Place::Plan],
            how: How::Call(Call::post(
                "plans/{plan}/close",
                &[field(
                    "next",
                    Kind::Json,
                    "The plan that takes over what is carried over",
                )],
                Answer::One("statistics", STATISTICS),
            )),
        },
        Operation {
            name: "statistics",
            about: "On-time rate, mean delay, Pareto of causes",
            example: "cascade review statistics --plan Q3",
            places: &[Place::Plan],
            how: How::Call(Call::get(
                "plans/{plan}/review",
                Answer::One("statistics", STATISTICS),
            )),
        },
        Operation {
            name: "estimate-errors",
            about: "How far estimates were off, by person, over all closed plans",
            example: "cascade review estimate-errors",
            places: &[],
            how: How::Call(Call::get(
                "estimate-errors",
                Answer::Rows("by_person", ERRORS),
            )),
        },
    ],
};
