//! Duty rotas: people who take turns, named by escalation policies.

use super::{Answer, Call, Column, Field, How, Kind, Noun, Operation, Place, col, field, text};

const ROW: &[Column] = &[
    col("值班表", "rota", "code"),
    col("名称", "name", "name"),
    col("部门", "department", "department"),
    col("版本", "version", "version"),
    col("生效日", "from", "effective_from"),
    col("轮值人员", "people", "people"),
    col("每班天数", "turn days", "turn_days"),
    col("首班日", "start", "start"),
    col("交班时刻", "handover", "handover"),
    col("时区", "time zone", "utc_offset"),
    col("id", "id", "id"),
];

const DUTY: &[Column] = &[
    col("轮到", "turn", "person"),
    col("值班", "on duty", "on_duty"),
    col("轮次", "turns", "turns"),
];

const CONTENT: &[Field] = &[
    text("code", "How policies name it"),
    text("name", "What it is called; the code without it"),
    text(
        "department",
        "Department whose managers write it; the organisation's administrators without it",
    ),
    text("effective_from", "First day, tomorrow at the earliest"),
    field(
        "people",
        Kind::List,
        "Person codes, in the order of their turns",
    ),
    field("turn_days", Kind::Integer, "Days of a turn; 7 without it"),
    text(
        "start",
        "Day on which the first turn begins; the first day without it",
    ),
    text(
        "handover",
        "Time of day at which turns change, HH:MM; midnight without it",
    ),
    text(
        "utc_offset",
        "Time zone, such as +08:00; the organisation's without it",
    ),
];

/// `cascade rota`
pub const NOUN: Noun = Noun {
    name: "rota",
    about: "Duty rotas, whose people a policy's level asks in turns: list, create, withdraw, on-duty",
    operations: &[
        Operation {
            name: "list",
            about: "List versions, oldest first",
            example: "cascade rota list --department SALES",
            places: &[],
            how: How::Call(
                Call::get("rotas", Answer::Rows("rotas", ROW))
                    .query(&[text("department", "Only this department's own")]),
            ),
        },
        Operation {
            name: "create",
            about: "Write a version of a rota; it begins tomorrow at the earliest",
            example: "cascade rota create --code SALES-DUTY --department SALES --effective-from 2026-08-03 --people P001,P002,P003 --handover 09:00",
            places: &[],
            how: How::Call(Call::post("rotas", CONTENT, Answer::One("", ROW))),
        },
        Operation {
            name: "withdraw",
            about: "Take back a version whose first day has not come",
            example: "cascade rota withdraw ID",
            places: &[Place::Name("ID")],
            how: How::Call(Call::post("rotas/{id}/withdraw", &[], Answer::One("", ROW))),
        },
        Operation {
            name: "on-duty",
            about: "Show who is on duty, and whose turns follow",
            example: "cascade rota on-duty SALES-DUTY --at 2026-08-10T01:00:00Z",
            places: &[Place::Name("CODE")],
            how: How::Call(
                Call::get("rotas/{code}/on-duty", Answer::One("", DUTY)).query(&[
                    text("at", "Moment; now without it"),
                    field("turns", Kind::Integer, "Turns that are told; 8 without it"),
                ]),
            ),
        },
    ],
};
