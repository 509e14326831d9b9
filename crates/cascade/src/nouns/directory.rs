//! Departments, people, budgets, load.

use std::process::ExitCode;

use anyhow::Result;
use futures::{FutureExt, future::BoxFuture};
use serde_json::Value;

use super::{
    Answer, Asked, Call, Column, How, Kind, Noun, Operation, Place, answer, body, col, field,
    place::Found, text,
};

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

const COUNTS: &[Column] = &[
    col("新增", "created", "counts/created"),
    col("更新", "updated", "counts/updated"),
    col("未变", "unchanged", "counts/unchanged"),
];

const DRY: super::Field = field(
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
    about: "People with their skills: list, apply, absences",
    operations: &[
        Operation {
            name: "list",
            about: "List people",
            example: "cascade people list --department SAL",
            places: &[],
            how: How::Call(
                Call::get("people", Answer::Pages(PERSON))
                    .query(&[text("department", "Only of this department")]),
            ),
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
            name: "absences",
            about: "List who is away when",
            example: "cascade people absences --person P001",
            places: &[],
            how: How::Call(
                Call::get(
                    "directory/absences",
                    Answer::Pages(&[
                        col("编号", "code", "code"),
                        col("人员", "person", "person"),
                        col("从", "from", "from"),
                        col("到", "to", "to"),
                        col("类别", "kind", "kind"),
                    ]),
                )
                .query(&[
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
    about: "Budgets: list, apply, ledger, report",
    operations: &[
        Operation {
            name: "list",
            about: "List budgets",
            example: "cascade budget list --department SAL",
            places: &[],
            how: How::Call(
                Call::get("budgets", Answer::Pages(BUDGET_ROW))
                    .query(&[text("department", "Only of this department")]),
            ),
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
                        col("已占用", "reserved", "reserved_minor"),
                        col("已支出", "spent", "spent_minor"),
                        col("使用率", "utilisation", "utilisation_percent"),
                        col("支出预测", "spend forecast", "spend_forecast_minor"),
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
    about: "Load of people by day or week, and what overloads them",
    operations: &[Operation {
        name: "show",
        about: "Show when a person, or everybody of a department, has how much to do",
        example: "cascade load show --person P001 --by week",
        places: &[],
        how: How::Own {
            flags: LOAD_FLAGS,
            run: load,
        },
    }],
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
