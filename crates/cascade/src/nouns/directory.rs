//! Departments, people, budgets, load.

use std::process::ExitCode;

use anyhow::Result;
use futures::{FutureExt, future::BoxFuture};
use serde_json::Value;

use super::{
    Answer, Asked, Call, Column, How, Kind, Noun, Operation, Place, Verb, answer, body, col, field,
    place::Found, text,
};

const CODES: super::Field = text(
    "codes",
    "Only of these codes, with commas between them; a comma within a code follows a backslash",
);

/// What narrows a list of what has a code, a name and a department.
pub const WANTED: &[super::Field] = &[
    text("department", "Only of this department"),
    text("search", "Only whose code or name contains this"),
    CODES,
];

const DEPARTMENT: &[Column] = &[
    col("编号", "code", "code"),
    col("名称", "name", "name"),
    col("上级", "parent", "parent"),
    col("负责人", "head", "head"),
];

const PERSON: &[Column] = &[
    col("工号", "code", "code"),
    col("姓名", "name", "name"),
    col("部门", "department", "department"),
    col("技能", "skills", "skills"),
    col("每日工时", "hours a day", "hours_per_day"),
];

const ABSENCE: &[Column] = &[
    col("编号", "code", "code"),
    col("人员", "person", "person"),
    col("从", "from", "from"),
    col("到", "to", "to"),
    col("类别", "kind", "kind"),
    col("已取消", "retired", "retired"),
];

/// Somebody who could take a task.
pub const CANDIDATE: &[Column] = &[
    col("人员", "person", "person"),
    col("姓名", "name", "name"),
    col("部门", "department", "department"),
    col("得分", "score", "score"),
    col("空闲（小时）", "free hours", "free_hours"),
    col("技能够", "skilled", "skilled"),
    col("时间够", "has time", "has_time"),
    col("理由", "reasons", "reasons"),
];

const BUDGET_ROW: &[Column] = &[
    col("编号", "code", "code"),
    col("名称", "name", "name"),
    col("部门", "department", "department"),
    col("总额（分）", "granted (minor)", "amount_minor"),
    col("已占用", "reserved", "reserved_minor"),
    col("已支出", "spent", "spent_minor"),
    col("币种", "currency", "currency"),
];

const POSTING: &[Column] = &[
    col("时间", "at", "at"),
    col("从", "from", "from"),
    col("到", "to", "to"),
    col("金额（分）", "amount (minor)", "amount_minor"),
    col("申请", "request", "request_id"),
    col("由", "by", "by"),
];

/// What a batch did.
pub const COUNTS: &[Column] = &[
    col("新增", "created", "counts/created"),
    col("更新", "updated", "counts/updated"),
    col("未变", "unchanged", "counts/unchanged"),
];

/// Asks only.
pub const DRY: super::Field = field(
    "dry_run",
    Kind::Flag,
    "Say what would be done, and do nothing",
);

/// `cascade departments`
pub const DEPARTMENTS: Noun = Noun {
    name: "departments",
    about: "The department tree: list, apply",
    operations: &[
        Operation {
            name: "list",
            about: "List departments",
            example: "cascade departments list --all",
            places: &[],
            how: How::Call(Call::get("departments", Answer::Pages(DEPARTMENT))),
        },
        Operation {
            name: "apply",
            about: "Write departments, matched by code; the same again changes nothing",
            example: "cascade departments apply --departments '[{\"code\": \"SAL\", \"name\": \"Sales\"}]' --dry-run",
            places: &[],
            how: How::Call(Call::post(
                "directory",
                &[
                    field("departments", Kind::Json, "code, name, parent, head"),
                    DRY,
                ],
                Answer::One("", COUNTS),
            )),
        },
    ],
};

/// `cascade people`
pub const PEOPLE: Noun = Noun {
    name: "people",
    about: "People with their skills: list, apply, match, absences, away, back",
    operations: &[
        Operation {
            name: "list",
            about: "List people",
            example: "cascade people list --department SAL",
            places: &[],
            how: How::Call(Call::get("people", Answer::Pages(PERSON)).query(&[
                text("department", "Only of this department"),
                text("search", "Only whose code or name contains this"),
                CODES,
            ])),
        },
        Operation {
            name: "apply",
            about: "Write people, matched by code; the same again changes nothing",
            example: "cascade people apply --from people.json --dry-run",
            places: &[],
            how: How::Call(Call::post(
                "directory",
                &[
                    field(
                        "people",
                        Kind::Json,
                        "code, name, department, skills, hours_per_day",
                    ),
                    DRY,
                ],
                Answer::One("", COUNTS),
            )),
        },
        Operation {
            name: "match",
            about: "Who has the skills and the time for a need, best first, and why",
            example: "cascade people match --need-skills '[{\"name\": \"文案\", \"level\": 3}]' --need-from 2026-07-06 --need-to 2026-07-10 --need-hours 20",
            places: &[],
            how: How::Call(Call::post(
                "candidates",
                &[
                    field("need/skills", Kind::Json, "Skills: name with level 1–5"),
                    text(
                        "need/department",
                        "The need's department: the nearer, the better",
                    ),
                    text("need/from", "First day [default: today]"),
                    text("need/to", "Last day [default: the first]"),
                    field(
                        "need/hours",
                        Kind::Number,
                        "Hours of the person in that window",
                    ),
                    field("people", Kind::List, "Only these people"),
                    text("department", "Only people of this department and below"),
                    field("most", Kind::Integer, "Most candidates, 1–500"),
                ],
                Answer::Rows("candidates", CANDIDATE),
            )),
        },
        Operation {
            name: "away",
            about: "Write absences, matched by code; the same again changes nothing",
            example: "cascade people away --absences '[{\"code\": \"A1\", \"person\": \"P009\", \"from\": \"2026-07-03\", \"to\": \"2026-07-08\", \"kind\": \"sickness\"}]'",
            places: &[],
            how: How::Call(Call::post(
                "directory/absences",
                &[
                    field(
                        "absences",
                        Kind::Json,
                        "code, person, from, to, kind (leave, sickness, training or other), part (morning or afternoon), note",
                    ),
                    DRY,
                ],
                Answer::One("", COUNTS),
            )),
        },
        Operation {
            name: "back",
            about: "Say that an absence no longer counts",
            example: "cascade people back A1",
            places: &[Place::Name("ABSENCE")],
            how: How::Call(Call::post(
                "directory/absences/{id}/retire",
                &[],
                Answer::One("", ABSENCE),
            )),
        },
        Operation {
            name: "absences",
            about: "List who is away when",
            example: "cascade people absences --person P001",
            places: &[],
            how: How::Call(
                Call::get("directory/absences", Answer::Pages(ABSENCE)).query(&[
                    text("person", "Only of this person"),
                    text("from", "Only what ends on this day or later"),
                    text("to", "Only what begins on this day or before"),
                ]),
            ),
        },
    ],
};

/// `cascade budget`
pub const BUDGET: Noun = Noun {
    name: "budget",
    about: "Budgets: list, apply, ledger, report, reports",
    operations: &[
        Operation {
            name: "list",
            about: "List budgets",
            example: "cascade budget list --department SAL",
            places: &[],
            how: How::Call(Call::get("budgets", Answer::Pages(BUDGET_ROW)).query(WANTED)),
        },
        Operation {
            name: "apply",
            about: "Write budgets, matched by code; the same again changes nothing",
            example: "cascade budget apply --from budgets.json --dry-run",
            places: &[],
            how: How::Call(Call::post(
                "directory",
                &[
                    field(
                        "budgets",
                        Kind::Json,
                        "code, name, department, amount_minor, currency",
                    ),
                    DRY,
                ],
                Answer::One("", COUNTS),
            )),
        },
        Operation {
            name: "ledger",
            about: "List its postings, oldest first",
            example: "cascade budget ledger B1",
            places: &[Place::Name("BUDGET")],
            how: How::Call(Call::get("budgets/{id}/postings", Answer::Pages(POSTING))),
        },
        Operation {
            name: "reports",
            about: "List the utilisation and spend forecast of many",
            example: "cascade budget reports --department SAL",
            places: &[],
            how: How::Call(
                Call::get(
                    "budget-reports",
                    Answer::Pages(&[
                        col("编号", "code", "budget/code"),
                        col("可用（分）", "available (minor)", "available_minor"),
                        col("已占用", "reserved", "budget/reserved_minor"),
                        col("已支出", "spent", "budget/spent_minor"),
                        col("使用率", "utilisation", "utilisation_percent"),
                        col("支出预测", "spend forecast", "forecast_minor"),
                    ]),
                )
                .query(WANTED),
            ),
        },
        Operation {
            name: "report",
            about: "Utilisation and spend forecast",
            example: "cascade budget report B1",
            places: &[Place::Name("BUDGET")],
            how: How::Call(Call::get(
                "budgets/{id}/report",
                Answer::One(
                    "",
                    &[
                        col("可用（分）", "available (minor)", "available_minor"),
                        col("已占用", "reserved", "budget/reserved_minor"),
                        col("已支出", "spent", "budget/spent_minor"),
                        col("使用率", "utilisation", "utilisation_percent"),
                        col("支出预测", "spend forecast", "forecast_minor"),
                    ],
                ),
            )),
        },
    ],
};

const LOAD_ROW: &[Column] = &[
    col("人员", "person", "person"),
    col("姓名", "name", "name"),
    col("从", "from", "from"),
    col("负荷（小时）", "load (hours)", "load_hours"),
    col("可用", "capacity", "capacity_hours"),
    col("超出", "overload", "overload_hours"),
    col("任务", "tasks", "tasks"),
];

const RELIEF: &[Column] = &[
    col("人员", "person", "before/person"),
    col("姓名", "name", "before/name"),
    col("原负荷（小时）", "load before (hours)", "before/load_hours"),
    col("新负荷", "load after", "after/load_hours"),
    col("原超出", "overload before", "before/overload_hours"),
    col("新超出", "overload after", "after/overload_hours"),
];

const LOAD_FLAGS: &[super::Field] = &[
    text("person", "Of this person, or"),
    text("department", "of everybody in this department and below"),
    text("from", "First day [default: today]"),
    text("to", "Last day [default: four weeks]"),
    text("by", "day or week"),
];

/// `cascade load`
pub const LOAD: Noun = Noun {
    name: "load",
    about: "Load of people by day or week, what overloads them and what would relieve them: show, relief",
    operations: &[
        Operation {
            name: "relief",
            about: "What it would help if a task were taken off somebody, moved or handed over; nothing is written",
            example: "cascade load relief --person P009 --task-id … --to-person P010",
            places: &[],
            how: How::Call(Call::post(
                "load/relief",
                &[
                    text("person", "Whose load"),
                    text("task_id", "The task, by id"),
                    field("free", Kind::Flag, "The person no longer works on it, or"),
                    field(
                        "move_days",
                        Kind::Integer,
                        "it moves by so many working days, or",
                    ),
                    text("to_person", "this person takes the part"),
                    text("from", "First day [default: today]"),
                    text("to", "Last day [default: four weeks]"),
                    text("by", "day or week"),
                ],
                Answer::Rows("people", RELIEF),
            )),
        },
        Operation {
            name: "show",
            about: "Show when a person, or everybody of a department, has how much to do",
            example: "cascade load show --person P001 --by week",
            places: &[],
            how: How::Own {
                calls: &[(Verb::Get, "load")],
                flags: LOAD_FLAGS,
                run: load,
            },
        },
    ],
};

/// Days and weeks with something in them, a line each; as JSON the server's whole answer.
fn load(asked: Asked) -> BoxFuture<'static, Result<ExitCode>> {
    async move {
        let call = Call::get("load", Answer::Rows("", LOAD_ROW)).query(LOAD_FLAGS);
        let path = body::path(&call, &Found::default(), &asked.matches);
        let found: Value = asked.client.get(&path).await?;
        if asked.json {
            answer::print(&found, &call.answer, asked.lang, true)?;
            return Ok(ExitCode::SUCCESS);
        }
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let mut lines = Vec::new();
        for person in list(&found["people"]) {
            for bucket in list(&person["buckets"]) {
                if bucket["load_hours"].as_f64().unwrap_or(0.0) > 0.0 {
                    let mut line = bucket;
                    line["person"] = person["person"].clone();
                    line["name"] = person["name"].clone();
                    lines.push(line);
                }
            }
        }
        answer::rows(&Value::Array(lines), LOAD_ROW, asked.lang);
        Ok(ExitCode::SUCCESS)
    }
    .boxed()
}
