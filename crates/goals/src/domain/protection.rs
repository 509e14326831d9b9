//! What activation has approved stays as it is until an adjustment is approved (§7).

use cascade_method::{Finding as Said, Table, Text, rules};
use cascade_proto::goals::v1 as pb;
use cascade_runtime::error::Violation;

use crate::domain::{
    finding::violation,
    tree::{Goal, KeyResult, Plan},
};

/// Changes of a plan that its activation forbids.
#[must_use]
pub fn plan(before: &Plan, after: &Plan) -> Vec<Violation> {
    if before.status != pb::PlanStatus::Active {
        return Vec::new();
    }
    let fields = [
        ("period_start", before.period_start != after.period_start),
        ("period_end", before.period_end != after.period_end),
    ];
    changed("plan.", Table::Plan, &after.code, &fields)
}

/// Changes of a goal that its plan's activation forbids; a goal that is new, too.
#[must_use]
pub fn goal(at: &str, before: Option<&Goal>, after: &Goal) -> Vec<Violation> {
    let Some(before) = before else {
        return vec![new_row(at, Table::Goals, &after.code)];
    };
    let fields = [
        ("description", before.description != after.description),
        ("deadline", before.deadline != after.deadline),
        ("baseline", before.baseline != after.baseline),
        ("target", before.target != after.target),
        ("unit", before.unit != after.unit),
    ];
    changed(at, Table::Goals, &after.code, &fields)
}

/// Changes of a key result that its plan's activation forbids; a key result that is new, too, since it changes the weights.
#[must_use]
pub fn key_result(at: &str, before: Option<&KeyResult>, after: &KeyResult) -> Vec<Violation> {
    let Some(before) = before else {
        return vec![new_row(at, Table::KeyResults, &after.code)];
    };
    let fields = [
        ("goal_id", before.goal_id != after.goal_id),
        ("description", before.description != after.description),
        ("target_kind", before.kind != after.kind),
        ("baseline", before.baseline != after.baseline),
        ("target", before.target != after.target),
        ("unit", before.unit != after.unit),
        ("weight", before.weight != after.weight),
        ("deadline", before.deadline != after.deadline),
    ];
    changed(at, Table::KeyResults, &after.code, &fields)
}

fn changed(at: &str, table: Table, row: &str, fields: &[(&'static str, bool)]) -> Vec<Violation> {
    fields
        .iter()
        .filter(|(_, changed)| *changed)
        .map(|(field, _)| {
            say(
                at,
                table,
                row,
                field,
                Text::new(
                    "该内容已随计划启动批准，不能直接修改",
                    "This was approved when the plan was activated: it cannot be edited",
                ),
            )
        })
        .collect()
}

fn new_row(at: &str, table: Table, row: &str) -> Violation {
    say(
        at,
        table,
        row,
        "code",
        Text::new(
            "计划已启动，不能直接新增",
            "The plan is active: nothing is added to it directly",
        ),
    )
}

fn say(at: &str, table: Table, row: &str, field: &'static str, message: Text) -> Violation {
    let said = Said::new(&rules::ADJ_BASELINE_PROTECTED, table, row, field, message)
        .value(row)
        .advice(Text::new(
            "请提交目标调整申请",
            "File an adjustment request",
        ));
    violation(&said, at)
}
