//! Goals and key results.

use super::{
    Answer, Call, Column, Field, How, Kind, Noun, Operation, Place, Verb, col, field, text,
};

const GOAL_ROW: &[Column] = &[
    col("编号", "code", "code"),
    col("描述", "description", "description"),
    col("部门", "department", "department"),
    col("负责人", "owner", "owner"),
    col("期限", "deadline", "deadline"),
    col("进度", "progress", "progress"),
    col("下级贡献", "contributed", "contributed"),
    col("版本", "version", "version"),
];

const KR_ROW: &[Column] = &[
    col("编号", "code", "code"),
    col("描述", "description", "description"),
    col("负责人", "owner", "owner"),
    col("基线", "baseline", "baseline"),
    col("当前", "current", "current"),
    col("目标", "target", "target"),
    col("单位", "unit", "unit"),
    col("权重%", "weight %", "weight"),
    col("达成度", "attainment", "attainment"),
    col("任务完成", "completion", "completion"),
    col("时限", "deadline", "deadline"),
];

const CHECK_IN: &[Column] = &[
    col("日期", "as of", "as_of"),
    col("值", "value", "value"),
    col("信心", "confidence", "confidence"),
    col("说明", "note", "note"),
    col("由", "by", "by"),
];

const GIVEN: &[Column] = &[
    col("关键结果", "key result", "key_result_code"),
    col("贡献对象", "receiver", "receiver_code"),
    col("份额%", "share %", "share"),
    col("达成度", "attainment", "attainment"),
];

const NEW_GOAL: &[Field] = &[
    text("code", "Unique in the plan"),
    text("description", "What is to be reached"),
    text(
        "source",
        "company_strategy, superior_directive, annual_operating_plan or other",
    ),
    text("department", "Code of the department"),
    text("owner", "Code of the one accountable person"),
    text("deadline", "Last day, YYYY-MM-DD"),
    text("priority", "high, medium or low"),
    text(
        "key_result_direction",
        "Where the key results should come from",
    ),
    text(
        "parent",
        "Goal or key result above, by code in the plan or by id",
    ),
    field("baseline", Kind::Number, "Value at the start"),
    field("target", Kind::Number, "Value to reach"),
    text("unit", "Unit of both"),
    field(
        "company_goal",
        Kind::Flag,
        "A goal of the company as a whole",
    ),
];

const NEW_KR: &[Field] = &[
    text("code", "Unique in the plan"),
    text("goal", "Its goal, by code or id"),
    text("description", "What is measured"),
    text("owner", "Code of the one accountable person"),
    field("collaborators", Kind::List, "Codes of those who help"),
    text(
        "target_kind",
        "rise_by_percent, fall_by_percent, reach_level, count, ratio_at_least or milestone",
    ),
    field("baseline", Kind::Number, "Value at the start"),
    field("target", Kind::Number, "Value to reach"),
    field("current", Kind::Number, "Value today"),
    text("unit", "Unit of all three"),
    field("weight", Kind::Number, "Percent of the goal"),
    text("deadline", "Last day, YYYY-MM-DD"),
];

/// `cascade goal`
pub const GOAL: Noun = Noun {
    name: "goal",
    about: "Goals: list, show, create, contributions",
    operations: &[
        Operation {
            name: "list",
            about: "List the goals of a plan",
            example: "cascade goal list --plan Q3",
            places: &[Place::Plan],
            how: How::Call(Call::get("plans/{plan}/goals", Answer::Pages(GOAL_ROW))),
        },
        Operation {
            name: "show",
            about: "Show a goal",
            example: "cascade goal show G1 --plan Q3",
            places: &[Place::Row("GOAL", "plans/{plan}/goals")],
            how: How::Call(Call::get("goals/{id}", Answer::One("", GOAL_ROW))),
        },
        Operation {
            name: "create",
            about: "Add a goal to a plan",
            example: "cascade goal create --plan Q4 --code G1 --description '…' --source other --department SAL --owner P001 --deadline 2026-12-31",
            places: &[Place::Plan],
            how: How::Call(Call::post(
                "plans/{plan}/goals",
                NEW_GOAL,
                Answer::One("", GOAL_ROW),
            )),
        },
        Operation {
            name: "contributions",
            about: "Which key results carry it, and their shares",
            example: "cascade goal contributions G1 --plan Q3",
            places: &[Place::Node],
            how: How::Call(Call::get(
                "contributions/{id}",
                Answer::Rows("received", GIVEN),
            )),
        },
    ],
};

/// `cascade kr`
pub const KEY_RESULT: Noun = Noun {
    name: "kr",
    about: "Key results: list, create, check in, contribute",
    operations: &[
        Operation {
            name: "list",
            about: "List the key results of a plan",
            example: "cascade kr list --plan Q3",
            places: &[Place::Plan],
            how: How::Call(Call::get("plans/{plan}/key-results", Answer::Pages(KR_ROW))),
        },
        Operation {
            name: "create",
            about: "Add a key result to a goal",
            example: "cascade kr create --plan Q4 --code KR1 --goal G1 --description '…' --owner P001 --target 520 --baseline 400 --unit 万元 --weight 40 --deadline 2026-12-20",
            places: &[Place::Plan],
            how: How::Call(Call::post(
                "plans/{plan}/key-results",
                NEW_KR,
                Answer::One("", KR_ROW),
            )),
        },
        Operation {
            name: "check-in",
            about: "Report its value on a day",
            example: "cascade kr check-in KR1 --value 460 --confidence 0.8 --note 'after the fair'",
            places: &[Place::Row("KR", "plans/{plan}/key-results")],
            how: How::Call(Call::post(
                "key-results/{id}/check-ins",
                &[
                    field("value", Kind::Number, "In its unit"),
                    field(
                        "confidence",
                        Kind::Number,
                        "0–1: how sure that the target will be reached",
                    ),
                    text("note", "In a sentence"),
                    text("as_of", "The day it was true [default: today]"),
                ],
                Answer::One("key_result", KR_ROW),
            )),
        },
        Operation {
            name: "history",
            about: "List its check-ins, newest first",
            example: "cascade kr history KR1",
            places: &[Place::Row("KR", "plans/{plan}/key-results")],
            how: How::Call(Call::get(
                "key-results/{id}/check-ins",
                Answer::Pages(CHECK_IN),
            )),
        },
        Operation {
            name: "contribute",
            about: "Say what it contributes to; replaces what was there",
            example: "cascade kr contribute KR1 --contributions '[{\"receiver_id\": \"…\", \"share\": 60}]'",
            places: &[Place::Row("KR", "plans/{plan}/key-results")],
            how: How::Call(
                Call::post(
                    "contributions/{id}",
                    &[field(
                        "contributions",
                        Kind::Json,
                        "receiver_id (a goal or key result) and share in percent",
                    )],
                    Answer::Rows("given", GIVEN),
                )
                .by(Verb::Put),
            ),
        },
    ],
};
