//! What will be finished when, and why.

use super::{Answer, Call, Column, How, Noun, Operation, Place, col};

const TASK: &[Column] = &[
    col("编号", "code", "code"),
    col("名称", "name", "name"),
    col("计划完成", "planned", "planned_end"),
    col("预测完成", "forecast", "forecast_finish"),
    col("延误", "late", "forecast_delay_days"),
    col("灯", "light", "light"),
    col("依据", "rule", "basis/rule"),
    col("说明", "why", "basis/text"),
];

/// `cascade forecast`
pub const NOUN: Noun = Noun {
    name: "forecast",
    about: "Forecasts: tasks",
    operations: &[Operation {
        name: "tasks",
        about: "The forecast of every task, and the rule that it follows",
        example: "cascade forecast tasks --plan Q3",
        places: &[Place::Plan],
        how: How::Call(Call::get(
            "plans/{plan}/status",
            Answer::Rows("tasks", TASK),
        )),
    }],
};
