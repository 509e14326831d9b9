//! Two states of a plan and what differs between them.

use std::collections::BTreeMap;

use cascade_method::{light::Light, text::Text};
use cascade_proto::monitoring::v1 as pb;
use chrono::NaiveDate;

use crate::{
    domain::{
        plan::PlanState,
        view::{RollUp, TaskView},
    },
    ids::PlanId,
    messages::{self, day},
};

use super::spread::Moved;

/// How a plan stands and how it would, and what it tells others of it.
pub(super) fn impact(
    before: &PlanState,
    after: &PlanState,
    told: &BTreeMap<PlanId, Moved>,
) -> pb::Impact {
    let (finish_before, finish_after) = (before.forecast_finish(), after.forecast_finish());
    let moves = finish_before.zip(finish_after).map_or(0, |(from, to)| {
        before.calendar().working_days_between(from, to)
    });
    let mut subjects = goals(before, after);
    subjects.extend(key_results(before, after));
    subjects.extend(tasks(before, after));
    pb::Impact {
        as_of: day(after.as_of),
        finish_before: day(finish_before),
        finish_after: day(finish_after),
        finish_moves_days: moves,
        subjects,
        critical_before: before.critical_path(),
        critical_after: after.critical_path(),
        plans_that_wait: told
            .iter()
            .filter(|(_, moved)| !moved.tasks.is_empty())
            .map(|(plan, _)| plan.to_string())
            .collect(),
        plan_id: before.plan.id.to_string(),
        plan_code: before.plan.code.clone(),
        others: Vec::new(),
        repair: None,
        cut_off: false,
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
    /// Its deadline; none of a task.
    due: Option<NaiveDate>,
    /// Working days past it.
    late: i32,
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
            due_before: day(was.due),
            due_after: day(is.due),
            late_days_before: was.late,
            late_days_after: is.late,
        }
    }
}

fn rolled_up(view: &RollUp, due: NaiveDate) -> Standing<'_> {
    let is_past = view.forecast_finish.is_some_and(|finish| finish > due);
    let days = view.root_cause.iter().map(|step| step.own_delay).sum();
    Standing {
        due: Some(due),
        late: if is_past { days } else { 0 },
        finish: view.forecast_finish,
        light: view.light,
        critical: false,
        reason: &view.reason,
    }
}

fn goals(before: &PlanState, after: &PlanState) -> Vec<pb::SubjectImpact> {
    let mut found = Vec::new();
    for (id, node) in &before.goals {
        let Some(other) = after.goals.get(id) else {
            continue;
        };
        let Some((was, is)) = node.view.as_ref().zip(other.view.as_ref()) else {
            continue;
        };
        let fact = &node.fact;
        let (due_was, due_is) = (fact.deadline, other.fact.deadline);
        let same =
            was.light == is.light && was.forecast_finish == is.forecast_finish && due_was == due_is;
        if !same {
            let name = Name {
                kind: "goal",
                id: id.to_string(),
                code: &fact.code,
                name: &fact.description,
                owner: &fact.owner,
                department: &fact.department,
            };
            found.push(name.moved(&rolled_up(was, due_was), &rolled_up(is, due_is)));
        }
    }
    found.sort_by(|a, b| a.code.cmp(&b.code));
    found
}

fn key_results(before: &PlanState, after: &PlanState) -> Vec<pb::SubjectImpact> {
    let mut found = Vec::new();
    for (id, node) in &before.key_results {
        let Some(other) = after.key_results.get(id) else {
            continue;
        };
        let Some((was, is)) = node.view.as_ref().zip(other.view.as_ref()) else {
            continue;
        };
        let fact = &node.fact;
        let (due_was, due_is) = (fact.deadline, other.fact.deadline);
        let same =
            was.light == is.light && was.forecast_finish == is.forecast_finish && due_was == due_is;
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
            found.push(name.moved(&rolled_up(was, due_was), &rolled_up(is, due_is)));
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
        due: None,
        late: 0,
    }
}

fn tasks(before: &PlanState, after: &PlanState) -> Vec<pb::SubjectImpact> {
    let mut found = Vec::new();
    for (id, node) in &before.tasks {
        let other = after.tasks.get(id).and_then(|other| other.view.as_ref());
        let Some((was, is)) = node.view.as_ref().zip(other) else {
            continue;
        };
        let dates = |view: &TaskView| (view.forecast_start, view.forecast_finish);
        if dates(was) == dates(is) && was.light == is.light && was.critical == is.critical {
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
    found
}
