//! Tasks.

use super::{
    Answer, Call, Column, Field, How, Kind, Noun, Operation, Place, Verb, col, directory, field,
    text,
};

/// A task in a table.
pub const ROW: &[Column] = &[
    col("编号", "code", "code"),
    col("名称", "name", "name"),
    col("负责人", "owner", "owner"),
    col("部门", "department", "department"),
    col("开始", "start", "planned_start"),
    col("结束", "end", "planned_end"),
    col("工作日", "days", "duration_days"),
    col("%", "%", "percent"),
    col("状态", "state", "state"),
    col("前置", "predecessors", "predecessors"),
    col("版本", "version", "version"),
];

const DETAIL: &[Column] = &[
    col("编号", "code", "code"),
    col("名称", "name", "name"),
    col("描述", "description", "description"),
    col("负责人", "owner", "owner"),
    col("协同", "collaborators", "collaborators"),
    col("部门", "department", "department"),
    col("计划开始", "planned start", "planned_start"),
    col("计划结束", "planned end", "planned_end"),
    col("实际开始", "actual start", "actual_start"),
    col("实际完成", "actual finish", "actual_finish"),
    col("进度%", "percent", "percent"),
    col("剩余工作日", "remaining days", "remaining_days"),
    col("交付物", "deliverable", "deliverable"),
    col("证明", "evidence", "evidence"),
    col("前置任务", "predecessors", "predecessors"),
    col("里程碑", "milestones", "milestones"),
    col("约束", "constraints", "constraints"),
    col("最短工作日", "optimistic days", "estimate/optimistic_days"),
    col("最可能工作日", "likely days", "estimate/likely_days"),
    col(
        "最长工作日",
        "pessimistic days",
        "estimate/pessimistic_days",
    ),
    col("状态", "state", "state"),
    col("版本", "version", "version"),
    col("id", "id", "id"),
];

const TASK: &[Place] = &[Place::Row("TASK", "plans/{plan}/tasks")];

const NEW: &[Field] = &[
    text("code", "Unique in the plan"),
    text("key_result", "Its key result, by id"),
    text("name", "What is done"),
    text("description", "More about it"),
    text("type", "execution, coordination or creative"),
    text("owner", "Code of the one accountable person"),
    field("collaborators", Kind::List, "Codes of those who help"),
    text("department", "Code of the department"),
    text("planned_start", "First day, YYYY-MM-DD"),
    text("planned_end", "Last day, YYYY-MM-DD"),
    text("deliverable", "What is handed over"),
    field("effort_hours", Kind::Number, "Estimated hours"),
    text("priority", "high, medium or low"),
    text("required_resources", "In words"),
    field(
        "predecessors",
        Kind::Json,
        "task_id (a code or an id) with kind (finish_to_start …) and lag_days",
    ),
    text(
        "constraints/not_before",
        "It does not start before this day",
    ),
    text("constraints/deadline", "It is to be finished by this day"),
    text(
        "constraints/start_on",
        "It starts on this day whatever it waits for",
    ),
    field(
        "estimate",
        Kind::Json,
        "Three points in working days: optimistic_days, likely_days, pessimistic_days",
    ),
];

const EDIT: &[Field] = &[
    text("name", "What is done"),
    text("description", "More about it"),
    text("owner", "Code of the one accountable person"),
    field("collaborators", Kind::List, "Codes of those who help"),
    text("deliverable", "What is handed over"),
    text(
        "planned_start",
        "First day; of an active plan it takes an adjustment",
    ),
    text(
        "planned_end",
        "Last day; of an active plan it takes an adjustment",
    ),
    field(
        "predecessors",
        Kind::Json,
        "All of them: task_id with kind and lag_days",
    ),
    field(
        "constraints",
        Kind::Json,
        "All of them: not_before, deadline, start_on; {} for none",
    ),
    field(
        "estimate",
        Kind::Json,
        "All three: optimistic_days, likely_days, pessimistic_days; {} for none",
    ),
];

const BULK: &[Field] = &[
    field("task_ids", Kind::List, "These tasks, by id; or a filter"),
    text("filter/key_result", "Every task of this key result, by id"),
    text("filter/owner", "Every task of this person"),
    text("filter/department", "Every task of this department"),
    text("filter/state", "Every task in this state"),
    text("changes/owner", "Code of the accountable person they get"),
    field(
        "changes/collaborators",
        Kind::List,
        "Codes of those who help",
    ),
    text("changes/priority", "high, medium or low"),
    text("changes/state", "open, paused, blocked or cancelled"),
    field(
        "changes/shift_days",
        Kind::Integer,
        "Working days by which planned dates move; negative is earlier",
    ),
    text("changes/required_resources", "In words"),
    field(
        "dry_run",
        Kind::Flag,
        "Say what would be done, and do nothing",
    ),
];

const PART: &[Column] = &[
    col("编号", "code", "code"),
    col("名称", "name", "name"),
    col("开始", "start", "planned_start"),
    col("结束", "end", "planned_end"),
    col("工作日", "days", "duration_days"),
    col("交付物", "deliverable", "deliverable"),
    col("里程碑", "milestones", "milestones"),
    col("前置", "predecessors", "predecessors"),
];

const fn state(
    name: &'static str,
    about: &'static str,
    example: &'static str,
    fixed: &'static str,
) -> Operation {
    Operation {
        name,
        about,
        example,
        places: TASK,
        how: How::Call(
            Call::post("tasks/{id}", &[], Answer::One("task", DETAIL))
                .by(Verb::Patch)
                .fixed(fixed),
        ),
    }
}

/// `cascade task`
pub const NOUN: Noun = Noun {
    name: "task",
    about: "Tasks: list, show, create, edit, bulk, split, pause, resume, block, cancel, candidates",
    operations: &[
        Operation {
            name: "list",
            about: "List the tasks of a plan",
            example: "cascade task list --plan Q3 --owner P001",
            places: &[Place::Plan],
            how: How::Call(Call::get("plans/{plan}/tasks", Answer::Pages(ROW)).query(&[
                text("owner", "Only of this person"),
                text("department", "Only of this department"),
                text("key_result", "Only of this key result, by id"),
                text("search", "Only whose code or name contains this"),
            ])),
        },
        Operation {
            name: "show",
            about: "Show a task",
            example: "cascade task show T1 --plan Q3",
            places: TASK,
            how: How::Call(Call::get("tasks/{id}", Answer::One("", DETAIL))),
        },
        Operation {
            name: "create",
            about: "Add a task to a key result",
            example: "cascade task create --plan Q4 --code T1 --key-result … --name '…' --owner P001 --planned-start 2026-10-08 --planned-end 2026-10-16 --deliverable '…'",
            places: &[Place::Plan],
            how: How::Call(Call::post(
                "plans/{plan}/tasks",
                NEW,
                Answer::One("task", DETAIL),
            )),
        },
        Operation {
            name: "edit",
            about: "Change a task; what is not given stays",
            example: "cascade task edit T1 --owner P002",
            places: TASK,
            how: How::Call(
                Call::post("tasks/{id}", EDIT, Answer::One("task", DETAIL)).by(Verb::Patch),
            ),
        },
        state(
            "pause",
            "Pause a task",
            "cascade task pause T1",
            "{\"state\": \"paused\"}",
        ),
        state(
            "resume",
            "Take a paused or blocked task up again",
            "cascade task resume T1",
            "{\"state\": \"open\"}",
        ),
        state(
            "block",
            "Say that a task cannot go on",
            "cascade task block T1",
            "{\"state\": \"blocked\"}",
        ),
        state(
            "cancel",
            "Take a task out of the plan",
            "cascade task cancel T1",
            "{\"state\": \"cancelled\"}",
        ),
        Operation {
            name: "bulk",
            about: "Change many tasks of a plan in one call, all or none",
            example: "cascade task bulk --plan Q3 --filter-owner P009 --changes-owner P010 --dry-run",
            places: &[Place::Plan],
            how: How::Call(Call::post(
                "plans/{plan}/tasks/bulk",
                BULK,
                Answer::Rows("tasks", ROW),
            )),
        },
        Operation {
            name: "split",
            about: "The parts that a task that is too long could be",
            example: "cascade task split T2",
            places: TASK,
            how: How::Call(Call::get("tasks/{id}/split", Answer::Rows("parts", PART))),
        },
        Operation {
            name: "apply-split",
            about: "Split a task as proposed, while it is not approved and has not begun",
            example: "cascade task apply-split T2",
            places: TASK,
            how: How::Call(Call::post(
                "tasks/{id}/split",
                &[],
                Answer::Rows("tasks", ROW),
            )),
        },
        Operation {
            name: "candidates",
            about: "Who could do it, best first, and why",
            example: "cascade task candidates T1",
            places: TASK,
            how: How::Call(Call::get(
                "tasks/{id}/candidates",
                Answer::Rows("candidates", directory::CANDIDATE),
            )),
        },
    ],
};
