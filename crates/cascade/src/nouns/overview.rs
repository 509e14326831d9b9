//! How all active plans stand, and how one stood day by day.

use super::{Answer, Call, Column, How, Noun, Operation, Place, col, text};

const PLAN: &[Column] = &[
    col("编号", "code", "code"),
    col("名称", "title", "title"),
    col("灯", "light", "light"),
    col("进度", "progress", "progress"),
    col("绿灯任务", "green", "tasks/green"),
    col("黄灯任务", "yellow", "tasks/yellow"),
    col("红灯任务", "red", "tasks/red"),
    col("已完成", "done", "tasks_done"),
    col("预警", "alerts", "open_alerts"),
    col("最高级别", "level", "highest_level"),
];

const GOAL: &[Column] = &[
    col("编号", "code", "code"),
    col("目标", "goal", "description"),
    col("部门", "department", "department"),
    col("负责人", "owner", "owner"),
    col("期限", "deadline", "deadline"),
    col("进度", "progress", "progress"),
    col("灯", "light", "light"),
];

const DEPARTMENT: &[Column] = &[
    col("部门", "department", "department"),
    col("绿灯任务", "green", "tasks/green"),
    col("黄灯任务", "yellow", "tasks/yellow"),
    col("红灯任务", "red", "tasks/red"),
    col("已完成", "done", "tasks_done"),
    col("预警", "alerts", "open_alerts"),
];

const DAY: &[Column] = &[
    col("日期", "day", "day"),
    col("对象", "of", "kind"),
    col("编号", "code", "code"),
    col("灯", "light", "light"),
    col("进度", "progress", "progress"),
    col("任务完成度", "work done", "completion"),
];

const DEPARTMENT_FLAG: super::Field = text(
    "department",
    "Only of this department and those below it; the whole company without it",
);

/// `cascade overview`
pub const NOUN: Noun = Noun {
    name: "overview",
    about: "All active plans in figures: plans, goals, departments, history",
    operations: &[
        Operation {
            name: "plans",
            about: "Lights, progress, tasks and alerts of every active plan",
            example: "cascade overview plans",
            places: &[],
            how: How::Call(
                Call::get("overview", Answer::Rows("plans", PLAN)).query(&[DEPARTMENT_FLAG]),
            ),
        },
        Operation {
            name: "goals",
            about: "Lights and progress of the goals of every active plan",
            example: "cascade overview goals --department SAL",
            places: &[],
            how: How::Call(
                Call::get("overview", Answer::Rows("goals", GOAL)).query(&[DEPARTMENT_FLAG]),
            ),
        },
        Operation {
            name: "departments",
            about: "Lights of each department's tasks, over all active plans",
            example: "cascade overview departments",
            places: &[],
            how: How::Call(
                Call::get("overview", Answer::Rows("departments", DEPARTMENT))
                    .query(&[DEPARTMENT_FLAG]),
            ),
        },
        Operation {
            name: "history",
            about: "How the plan, its goals and key results stood day by day: a row for each day on which that changed",
            example: "cascade overview history --plan Q3 --subject KR1",
            places: &[Place::Plan],
            how: How::Call(
                Call::get("plans/{plan}/history", Answer::Rows("days", DAY)).query(&[
                    text(
                        "subject",
                        "Only of the plan, a goal or a key result, by code or id",
                    ),
                    text("from", "First day; from the beginning without it"),
                    text("to", "Last day; today without it"),
                ]),
            ),
        },
    ],
};
