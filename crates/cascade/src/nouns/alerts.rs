//! Alerts on their way up the ladder.

use super::{Answer, Call, Column, How, Kind, Noun, Operation, Place, col, field, text};

const ROW: &[Column] = &[
    col("任务", "cause", "cause_code"),
    col("名称", "name", "cause_name"),
    col("级别", "level", "level"),
    col("处理人", "assignee", "assignee"),
    col("状态", "state", "state"),
    col("进展", "stage", "stage"),
    col("灯", "light", "light"),
    col("到期", "due", "due_at"),
    col("摘要", "summary", "summary"),
    col("id", "id", "id"),
];

const ALERT: &[Place] = &[Place::Name("ID")];

const fn step(
    name: &'static str,
    about: &'static str,
    example: &'static str,
    path: &'static str,
    body: &'static [super::Field],
) -> Operation {
    Operation {
        name,
        about,
        example,
        places: ALERT,
        how: How::Call(Call::post(path, body, Answer::One("", ROW))),
    }
}

/// `cascade alert`
pub const NOUN: Noun = Noun {
    name: "alert",
    about: "Alerts: list, show, why, explain, acknowledge, snooze, correct, decide, verify",
    operations: &[
        Operation {
            name: "list",
            about: "List open alerts",
            example: "cascade alert list --assignee P001",
            places: &[],
            how: How::Call(Call::get("alerts", Answer::Pages(ROW)).query(&[
                text("plan", "Only of this plan, by id"),
                text("assignee", "Only waiting for this person"),
                field("include_closed", Kind::Flag, "Closed ones too"),
            ])),
        },
        Operation {
            name: "show",
            about: "Show an alert",
            example: "cascade alert show ID",
            places: ALERT,
            how: How::Call(Call::get("alerts/{id}", Answer::One("", ROW))),
        },
        Operation {
            name: "why",
            about: "Why a task, milestone, key result or goal is late: the way from the cause",
            example: "cascade alert why KR1 --plan Q3",
            places: &[Place::Plan, Place::Name("TASK|TASK/MILESTONE|KR|GOAL")],
            how: How::Call(Call::get(
                "plans/{plan}/delay?target={id}",
                Answer::Rows(
                    "path",
                    &[
                        col("任务", "task", "code"),
                        col("名称", "name", "name"),
                        col("负责人", "owner", "owner"),
                        col("部门", "department", "department"),
                        col("自身延误", "own days", "own_delay_days"),
                        col("传来延误", "inherited", "inherited_days"),
                        col("预测完成", "forecast", "forecast_finish"),
                        col("原因", "cause", "cause"),
                        col("说明", "note", "note"),
                    ],
                ),
            )),
        },
        step(
            "explain",
            "Level 1: say why",
            "cascade alert explain ID --explanation '…'",
            "alerts/{id}/explanation",
            &[text("explanation", "Why")],
        ),
        step(
            "acknowledge",
            "Say that you have seen it",
            "cascade alert acknowledge ID",
            "alerts/{id}/acknowledgement",
            &[],
        ),
        step(
            "snooze",
            "Put it off",
            "cascade alert snooze ID --until 2026-07-10 --reason '…'",
            "alerts/{id}/snooze",
            &[
                text("until", "The level lapses at the end of this day instead"),
                text("reason", "Why"),
            ],
        ),
        step(
            "correct",
            "Level 2: file a correction",
            "cascade alert correct ID --measure add_resource --description '…' --owner P001 --due 2026-07-15 --verification '…'",
            "alerts/{id}/corrections",
            &[
                text(
                    "measure",
                    "add_resource, re_sequence, split, re_plan or adjust_goal",
                ),
                text("description", "What will be done"),
                text("owner", "By whom"),
                text("due", "Until when"),
                text("verification", "How one will see that it worked"),
            ],
        ),
        step(
            "decide",
            "Level 3 and 4: accept the correction or ask for another",
            "cascade alert decide ID --accept",
            "alerts/{id}/decision",
            &[
                field(
                    "accept",
                    Kind::Flag,
                    "Accept it; without, another is wanted",
                ),
                text("note", "In a sentence"),
            ],
        ),
        step(
            "verify",
            "Say whether the correction worked",
            "cascade alert verify ID --worked",
            "alerts/{id}/verification",
            &[
                field("worked", Kind::Flag, "It did; without, it did not"),
                text("note", "In a sentence"),
            ],
        ),
    ],
};
