//! Escalation policies: versions with a first day, for a department and all below it.

use super::{Answer, Call, Column, Field, How, Kind, Noun, Operation, Place, col, field, text};

const ROW: &[Column] = &[
    col("部门", "department", "department"),
    col("版本", "version", "version"),
    col("生效日", "from", "effective_from"),
    col("绿灯落后点数", "green points", "green_points"),
    col("黄灯落后点数", "yellow points", "yellow_points"),
    col("黄灯延期天数", "yellow days", "yellow_late_days"),
    col("得分黄线", "score yellow", "score_yellow_below"),
    col("得分红线", "score red", "score_red_below"),
    col("说明天数", "explain", "explain_days"),
    col("纠偏天数", "correct", "correct_days"),
    col("决定天数", "decide", "decide_days"),
    col("确认延长", "acknowledge", "acknowledge_days"),
    col("延后上限", "snooze cap", "snooze_cap_days"),
    col("免打扰自", "quiet from", "quiet_from"),
    col("免打扰至", "quiet until", "quiet_until"),
    col("代理人", "stand-ins", "stand_ins"),
    col("工作时间", "working hours", "working_hours"),
    col("汇总上限", "digest over", "digest_over"),
    col("汇总分钟", "digest minutes", "digest_minutes"),
    col("一级值班表", "L1 rota", "explain_rota"),
    col("二级值班表", "L2 rota", "correct_rota"),
    col("三级值班表", "L3 rota", "decide_rota"),
    col("四级值班表", "L4 rota", "executive_rota"),
    col("id", "id", "id"),
];

const CONTENT: &[Field] = &[
    text(
        "department",
        "For this department and all below it; the whole organisation without it",
    ),
    text("effective_from", "First day, tomorrow at the earliest"),
    field(
        "green_points",
        Kind::Number,
        "Percent points behind up to which a light is green",
    ),
    field(
        "yellow_points",
        Kind::Number,
        "Percent points behind up to which a light is yellow",
    ),
    field(
        "yellow_late_days",
        Kind::Integer,
        "Working days late up to which a light is yellow",
    ),
    field(
        "due_soon_days",
        Kind::Integer,
        "Working days before its end from which a task is looked at",
    ),
    field(
        "due_soon_percent",
        Kind::Number,
        "Percentage below which such a task is yellow",
    ),
    field(
        "score_yellow_below",
        Kind::Number,
        "Weighted score, in percent, below which a key result or goal is yellow; 0: as its worst part",
    ),
    field(
        "score_red_below",
        Kind::Number,
        "Weighted score, in percent, below which it is red",
    ),
    field("explain_days", Kind::Integer, "Working days of level 1"),
    field("correct_days", Kind::Integer, "Working days of level 2"),
    field(
        "decide_days",
        Kind::Integer,
        "Working days of levels 3 and 4",
    ),
    field(
        "acknowledge_days",
        Kind::Integer,
        "Working days that an acknowledgement holds a level back",
    ),
    field(
        "snooze_cap_days",
        Kind::Integer,
        "Most working days of a snooze",
    ),
    text(
        "quiet_from",
        "Nobody is told anything from this time of day, HH:MM",
    ),
    text("quiet_until", "Until this time of day, HH:MM"),
    field(
        "stand_ins",
        Kind::List,
        "Who stands in for somebody who is away, the first of them who is not",
    ),
    field(
        "working_hours",
        Kind::List,
        "Hours in which the time of a level runs, such as 09:00-12:00,13:00-18:00; without any a level ends with a working day",
    ),
    field(
        "digest_over",
        Kind::Integer,
        "More notices at once than this become one message",
    ),
    field(
        "digest_minutes",
        Kind::Integer,
        "Minutes in which nobody gets more messages than that; the rest waits for their end",
    ),
    text(
        "explain_rota",
        "Duty rota whose people are asked at level 1 instead of the task's owner",
    ),
    text(
        "correct_rota",
        "Duty rota whose people are asked at level 2 instead of the key result's owner",
    ),
    text(
        "decide_rota",
        "Duty rota whose people are asked at level 3 instead of the department's head",
    ),
    text(
        "executive_rota",
        "Duty rota whose people are asked at level 4 instead of the executive above",
    ),
];

/// `cascade policy`
pub const NOUN: Noun = Noun {
    name: "policy",
    about: "Escalation policies of departments: list, show, create, withdraw",
    operations: &[
        Operation {
            name: "list",
            about: "List versions, oldest first",
            example: "cascade policy list --department SALES",
            places: &[],
            how: How::Call(
                Call::get("policies", Answer::Rows("policies", ROW))
                    .query(&[text("department", "Only this department's own")]),
            ),
        },
        Operation {
            name: "show",
            about: "Show what holds for a department on a day",
            example: "cascade policy show --department SALES --day 2026-07-10",
            places: &[],
            how: How::Call(
                Call::get("policies/in-force", Answer::One("", ROW)).query(&[
                    text(
                        "department",
                        "Department; the whole organisation without it",
                    ),
                    text("day", "Day; today without it"),
                ]),
            ),
        },
        Operation {
            name: "create",
            about: "Write a version; what is left out stays as it would be on its first day",
            example: "cascade policy create --department SALES --effective-from 2026-08-01 --explain-days 2 --quiet-from 20:00 --quiet-until 08:00",
            places: &[],
            how: How::Call(Call::post("policies", CONTENT, Answer::One("", ROW))),
        },
        Operation {
            name: "withdraw",
            about: "Take back a version whose first day has not come",
            example: "cascade policy withdraw ID",
            places: &[Place::Name("ID")],
            how: How::Call(Call::post(
                "policies/{id}/withdraw",
                &[],
                Answer::One("", ROW),
            )),
        },
    ],
};
