//! "What if" asked of a plan: from the contract's words to edits, and from two states of the plan to what differs.

use std::{collections::BTreeSet, sync::Arc};

use cascade_method::{light::Light, rules, text::Text};
use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::{
    error::{ServiceError, Violation},
    lang::Localized,
};
use chrono::NaiveDate;

use crate::{
    domain::{
        plan::PlanState,
        preview::{Edits, TaskEdit},
        view::{RollUp, TaskView},
    },
    engine::Engine,
    grpc::{id, required_day},
    ids::{PlanId, TaskId},
    messages::{self, day},
};

/// Most working days that a task may be said to slip, either way.
const MOST_SLIP: i32 = 1_000;

/// What is asked, read.
///
/// # Errors
/// Ids, days and numbers that are none.
pub fn edits(message: &pb::PreviewChangeRequest) -> Result<Edits, ServiceError> {
    let mut edits = Edits::default();
    for (i, task) in message.tasks.iter().enumerate() {
        let at = format!("tasks[{i}].");
        let key: TaskId = id(&format!("{at}task_id"), &task.task_id)?;
        if task.slip_days.abs() > MOST_SLIP {
            return Err(slips_too_far(&at, task.slip_days));
        }
        let edit = TaskEdit {
            planned_start: optional_day(&format!("{at}planned_start"), &task.planned_start)?,
            planned_end: optional_day(&format!("{at}planned_end"), &task.planned_end)?,
            slip: task.slip_days,
            cancel: task.cancel,
        };
        edits.tasks.insert(key, edit);
    }
    for (i, part) in message.key_results.iter().enumerate() {
        let at = format!("key_results[{i}].");
        let deadline = optional_day(&format!("{at}deadline"), &part.deadline)?;
        edits.key_results.insert(
            id(&format!("{at}key_result_id"), &part.key_result_id)?,
            (deadline, part.weight),
        );
    }
    for (i, goal) in message.goals.iter().enumerate() {
        let at = format!("goals[{i}].");
        if let Some(deadline) = optional_day(&format!("{at}deadline"), &goal.deadline)? {
            edits
                .goals
                .insert(id(&format!("{at}goal_id"), &goal.goal_id)?, deadline);
        }
    }
    Ok(edits)
}

fn optional_day(field: &str, text: &str) -> Result<Option<NaiveDate>, ServiceError> {
    if text.is_empty() {
        return Ok(None);
    }
    required_day(field, text).map(Some)
}

fn slips_too_far(at: &str, days: i32) -> ServiceError {
    ServiceError::invalid([Violation::new(
        format!("{at}slip_days"),
        "request.range",
        Localized::new(
            format!("推迟天数须在 ±{MOST_SLIP} 个工作日以内"),
            format!("A task slips by at most {MOST_SLIP} working days"),
        ),
    )
    .value(days)])
}

impl Engine {
    /// How a plan would stand with the edits; nothing is kept.
    ///
    /// # Errors
    /// An unknown plan; tasks, key results or goals that are not in it; an end before its start.
    pub async fn preview(
        self: &Arc<Self>,
        plan: PlanId,
        edits: Edits,
    ) -> Result<pb::Impact, ServiceError> {
        let (moment, policy) = (self.moment(), self.policy.clone());
        self.read(plan, move |plan| {
            check(plan, &edits)?;
            let after = plan.edited(&edits, moment, &policy);
            Ok(impact(plan, &after))
        })
        .await
    }
}

fn check(plan: &PlanState, edits: &Edits) -> Result<(), ServiceError> {
    for (id, edit) in &edits.tasks {
        let node = plan
            .tasks
            .get(id)
            .ok_or_else(|| ServiceError::not_found("任务", "task", id))?;
        let start = edit.planned_start.unwrap_or(node.fact.planned_start);
        let end = edit.planned_end.unwrap_or(node.fact.planned_end);
        if end < start {
            return Err(ServiceError::invalid([Violation::new(
                format!("tasks[{}].planned_end", node.fact.code),
                rules::TASK_END_BEFORE_START.id,
                Localized::new("结束早于开始", "The end is before the start"),
            )
            .value(end)]));
        }
    }
    for id in edits.key_results.keys() {
        if !plan.key_results.contains_key(id) {
            return Err(ServiceError::not_found("关键结果", "key result", id));
        }
    }
    for id in edits.goals.keys() {
        if !plan.goals.contains_key(id) {
            return Err(ServiceError::not_found("目标", "goal", id));
        }
    }
    Ok(())
}

fn impact(before: &PlanState, after: &PlanState) -> pb::Impact {
    let (finish_before, finish_after) = (before.forecast_finish(), after.forecast_finish());
    let moves = finish_before.zip(finish_after).map_or(0, |(from, to)| {
        before.calendar().working_days_between(from, to)
    });
    let mut subjects = goals(before, after);
    subjects.extend(key_results(before, after));
    let (tasks, moved) = tasks(before, after);
    subjects.extend(tasks);
    let waits: BTreeSet<String> = before
        .outgoing
        .keys()
        .filter(|(task, _)| moved.contains(task))
        .map(|(_, plan)| plan.to_string())
        .collect();
    pb::Impact {
        as_of: day(after.as_of),
        finish_before: day(finish_before),
        finish_after: day(finish_after),
        finish_moves_days: moves,
        subjects,
        critical_before: before.critical_path(),
        critical_after: after.critical_path(),
        plans_that_wait: waits.into_iter().collect(),
    }
}

/// What people know a subject by.
struct Name<'a> {
    kind: &'static str,
    id: String,
    code: &'a str,
    name: &'a str,
    owner: &'a str,
    department: &'a str,
}

/// How a subject stands.
struct Standing<'a> {
    finish: Option<NaiveDate>,
    light: Light,
    critical: bool,
    reason: &'a Text,
}

impl Name<'_> {
    fn moved(&self, was: &Standing<'_>, is: &Standing<'_>) -> pb::SubjectImpact {
        pb::SubjectImpact {
            kind: self.kind.to_owned(),
            id: self.id.clone(),
            code: self.code.to_owned(),
            name: self.name.to_owned(),
            owner: self.owner.to_owned(),
            department: self.department.to_owned(),
            finish_before: day(was.finish),
            finish_after: day(is.finish),
            light_before: messages::light(was.light).into(),
            light_after: messages::light(is.light).into(),
            critical_before: was.critical,
            critical_after: is.critical,
            light_reason: Some(messages::text(is.reason)),
        }
    }
}

fn rolled_up(view: &RollUp) -> Standing<'_> {
    Standing {
        finish: view.forecast_finish,
        light: view.light,
        critical: false,
        reason: &view.reason,
    }
}

fn goals(before: &PlanState, after: &PlanState) -> Vec<pb::SubjectImpact> {
    let mut found = Vec::new();
    for (id, node) in &before.goals {
        let other = after.goals.get(id);
        let views = node
            .view
            .as_ref()
            .zip(other.and_then(|other| other.view.as_ref()));
        let Some((was, is)) = views else { continue };
        let fact = &node.fact;
        let same = was.light == is.light
            && was.forecast_finish == is.forecast_finish
            && other.is_some_and(|other| other.fact.deadline == fact.deadline);
        if !same {
            let name = Name {
                kind: "goal",
                id: id.to_string(),
                code: &fact.code,
                name: &fact.description,
                owner: &fact.owner,
                department: &fact.department,
            };
            found.push(name.moved(&rolled_up(was), &rolled_up(is)));
        }
    }
    found.sort_by(|a, b| a.code.cmp(&b.code));
    found
}

fn key_results(before: &PlanState, after: &PlanState) -> Vec<pb::SubjectImpact> {
    let mut found = Vec::new();
    for (id, node) in &before.key_results {
        let other = after.key_results.get(id);
        let views = node
            .view
            .as_ref()
            .zip(other.and_then(|other| other.view.as_ref()));
        let Some((was, is)) = views else { continue };
        let fact = &node.fact;
        let same = was.light == is.light
            && was.forecast_finish == is.forecast_finish
            && other.is_some_and(|other| other.fact.deadline == fact.deadline);
        if !same {
            let goal = before.goals.get(&fact.goal_id);
            let name = Name {
                kind: "key_result",
                id: id.to_string(),
                code: &fact.code,
                name: &fact.description,
                owner: &fact.owner,
                department: goal.map_or("", |goal| goal.fact.department.as_str()),
            };
            found.push(name.moved(&rolled_up(was), &rolled_up(is)));
        }
    }
    found.sort_by(|a, b| a.code.cmp(&b.code));
    found
}

fn scheduled(view: &TaskView) -> Standing<'_> {
    Standing {
        finish: Some(view.forecast_finish),
        light: view.light,
        critical: view.critical,
        reason: &view.reason,
    }
}

/// What differs of tasks, and those whose forecast does.
fn tasks(before: &PlanState, after: &PlanState) -> (Vec<pb::SubjectImpact>, BTreeSet<TaskId>) {
    let (mut found, mut moved) = (Vec::new(), BTreeSet::new());
    for (id, node) in &before.tasks {
        let other = after.tasks.get(id).and_then(|other| other.view.as_ref());
        let Some((was, is)) = node.view.as_ref().zip(other) else {
            continue;
        };
        let dates = |view: &TaskView| (view.forecast_start, view.forecast_finish);
        if dates(was) != dates(is) {
            moved.insert(*id);
        } else if was.light == is.light && was.critical == is.critical {
            continue;
        }
        let fact = &node.fact;
        let name = Name {
            kind: "task",
            id: id.to_string(),
            code: &fact.code,
            name: &fact.name,
            owner: &fact.owner,
            department: &fact.department,
        };
        found.push(name.moved(&scheduled(was), &scheduled(is)));
    }
    found.sort_by(|a, b| (a.code.len(), &a.code).cmp(&(b.code.len(), &b.code)));
    (found, moved)
}
