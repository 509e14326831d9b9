//! What one person must do now.

use super::{Answer, Call, Column, How, Noun, Operation, col, text};

const ROW: &[Column] = &[
    col("截止", "due", "due_at"),
    col("逾期", "overdue", "overdue"),
    col("事项", "to do", "todo"),
    col("计划", "plan", "plan_code"),
    col("灯", "light", "light"),
    col("内容", "about", "title"),
    col("要做什么", "what", "what"),
    col("预警", "alert", "alert_id"),
    col("资源申请", "request", "request_id"),
    col("调整申请", "adjustment", "adjustment_id"),
];

/// `cascade my-day`
pub const NOUN: Noun = Noun {
    name: "my-day",
    about: "What you must do now: list",
    operations: &[Operation {
        name: "list",
        about: "List what you must do now, most urgent first",
        example: "cascade my-day list",
        places: &[],
        how: How::Call(
            Call::get("my-day", Answer::Pages(ROW))
                .query(&[text("person", "Whose; your own without it")]),
        ),
    }],
};
