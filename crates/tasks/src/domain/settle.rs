//! From a draft to a planned task, or to everything that is wrong with it.

use std::collections::HashMap;

use cascade_method::{Finding as Said, Policy, Table, Text, rules, task as task_rules};
use cascade_proto::tasks::v1 as pb;
use cascade_runtime::{error::Violation, lang::Localized};
use cascade_schedule::Calendar;
use chrono::NaiveDate;

use crate::{
    domain::{
        cycle,
        draft::Draft,
        finding::{divide, violation},
        known::Known,
        task::{Constraints, Link, Planned, Task},
    },
    ids::{PlanId, TaskId},
};

/// Tasks of a cycle that are all named.
const LONGEST_PATH: usize = 50;

/// A draft with the task it is for.
#[derive(Debug, Clone)]
pub struct Row {
    /// Path of the row in the request, with its dot: `tasks[3].`.
    pub at: String,
    /// Identity of the task, also of one about to be made.
    pub id: TaskId,
    /// What is wanted.
    pub draft: Draft,
    /// The task as it is stored.
    pub before: Option<Task>,
    /// What people decide about it, where they do.
    pub state: Option<pb::TaskState>,
}

impl Row {
    /// Department of the task: the one named, else the one that it has, else its key result's.
    #[must_use]
    pub fn department<'a>(&'a self, known: &'a Known) -> Option<&'a str> {
        let key_result = known.key_result(&self.draft.key_result);
        [
            self.draft.department.as_str(),
            self.before
                .as_ref()
                .map_or("", |task| &task.plan.department),
            key_result.map_or("", |known| &known.department),
        ]
        .into_iter()
        .find(|code| !code.trim().is_empty())
    }
}

/// A planned task, or all that is wrong with the row.
///
/// # Errors
/// Every rule of severity E that it breaks.
pub fn settle(
    row: &Row,
    plan_id: PlanId,
    known: &Known,
    calendar: &Calendar,
    policy: &Policy,
) -> Result<Planned, Vec<Violation>> {
    let draft = &row.draft;
    let key_result = known.key_result(&draft.key_result);
    let (mut errors, _) = divide(task_rules::check(
        &task_rules::Task {
            code: &draft.code,
            name: &draft.name,
            key_result: &draft.key_result,
            owner: &draft.owner,
            deliverable: &draft.deliverable,
            planned_start: draft.start,
            planned_end: draft.end,
            working_days: 0,
            window_start: None,
            window_end: None,
            milestones: draft.milestones.len(),
        },
        policy,
    ));
    if let Some(constraints) = draft.constraints {
        errors.extend(task_rules::check_constraints(
            &draft.code,
            &constraints.for_rules(),
        ));
    }
    if let Some(estimate) = draft.estimate.flatten() {
        errors.extend(task_rules::check_estimate(
            &draft.code,
            &estimate.for_rules(),
        ));
    }
    if key_result.is_none() && !draft.key_result.trim().is_empty() {
        errors.push(unknown_key_result(draft));
    }
    let mut predecessors = Vec::with_capacity(draft.predecessors.len());
    for wanted in &draft.predecessors {
        match known.task(plan_id, &wanted.reference) {
            Some((id, plan_id, code)) if id != row.id => {
                predecessors.push(Link {
                    task_id: id,
                    plan_id,
                    code: code.to_owned(),
                    kind: link_kind(wanted.kind),
                    lag_days: wanted.lag_days,
                    acceptance: None,
                });
            }
            found => {
                let named = if found.is_some() {
                    &draft.code
                } else {
                    &wanted.reference
                };
                errors.extend(task_rules::check_predecessor(
                    &draft.code,
                    named,
                    found.is_some(),
                ));
            }
        }
    }
    let mut violations: Vec<Violation> = errors
        .iter()
        .map(|error| violation(&in_contract(error), &row.at))
        .collect();
    let department = row.department(known);
    if draft.code.trim().is_empty() {
        violations.push(missing(&row.at, "code", "任务编号", "a code"));
    }
    if department.is_none() {
        violations.push(missing(&row.at, "department", "部门", "a department"));
    }
    match (key_result, draft.start, draft.end, department) {
        (Some(key_result), Some(start), Some(end), Some(department)) if violations.is_empty() => {
            let days = calendar.working_days(start, end);
            Ok(Planned {
                plan_id,
                key_result_id: key_result.id,
                code: draft.code.clone(),
                name: draft.name.clone(),
                description: draft.description.clone(),
                kind: draft.kind,
                owner: draft.owner.clone(),
                collaborators: draft.collaborators.clone(),
                department: department.to_owned(),
                start,
                end,
                duration_days: u32::try_from(days).unwrap_or(0),
                deliverable: draft.deliverable.clone(),
                predecessors,
                required_resources: draft.required_resources.clone(),
                effort_hours: draft.effort_hours,
                priority: draft.priority,
                milestones: draft.milestones(row.before.as_ref()),
                skills: draft.skills.clone(),
                // A planning table does not know of them: what is not said stays.
                constraints: draft.constraints.unwrap_or_else(|| {
                    let before = row.before.as_ref();
                    before.map_or_else(Constraints::default, |task| task.plan.constraints)
                }),
                estimate: draft.estimate.unwrap_or_else(|| {
                    let before = row.before.as_ref();
                    before.and_then(|task| task.plan.estimate)
                }),
            })
        }
        _ => Err(violations),
    }
}

/// Planned dates that an approved baseline protects.
#[must_use]
pub fn protected(at: &str, before: &Task, planned: &Planned) -> Vec<Violation> {
    let Some(baseline) = &before.baseline else {
        return Vec::new();
    };
    [
        ("planned_start", before.plan.start, planned.start),
        ("planned_end", before.plan.end, planned.end),
    ]
    .into_iter()
    .filter(|(_, was, is)| was != is)
    .map(|(field, was, is)| {
        let said = Said::new(
            &rules::ADJ_BASELINE_PROTECTED,
            Table::Tasks,
            &before.plan.code,
            field,
            Text::new(
                format!("计划日期 {was} 已随基线（{} 至 {}）批准，不能直接修改", baseline.start, baseline.end),
                format!(
                    "The planned date {was} is approved with the baseline {} to {}: it cannot be edited",
                    baseline.start, baseline.end
                ),
            ),
        )
        .value(is)
        .advice(Text::new("请提交目标调整申请", "File an adjustment request"));
        violation(&said, at)
    })
    .collect()
}

/// Milestones that are said now to be reached on a day that has not come.
#[must_use]
pub fn not_yet_reached(
    at: &str,
    before: Option<&Task>,
    planned: &Planned,
    today: NaiveDate,
) -> Vec<Violation> {
    let known = before.map_or(&[][..], |task| task.plan.milestones.as_slice());
    let named = planned.milestones.iter().enumerate();
    let early = named.filter_map(|(number, one)| {
        let day = one.reached_on.filter(|day| *day > today)?;
        // What was kept before this was asked keeps nobody from changing something else.
        let is_new = known
            .iter()
            .all(|was| was.id != one.id || was.reached_on != Some(day));
        is_new.then_some((number, day))
    });
    early
        .map(|(number, day)| {
            Violation::new(
                format!("{at}milestones[{number}].reached_on"),
                rules::TRACK_FUTURE_DATE.id,
                Localized::new(
                    "里程碑的达成日期在未来",
                    "The milestone is said to be reached in the future",
                ),
            )
            .value(day)
            .advice(Localized::new(
                "请填写今天或之前的日期",
                "Give today or an earlier day",
            ))
        })
        .collect()
}

/// Cycles through the dependencies as these rows want them; `stored` are the dependencies of everything they lead to.
#[must_use]
pub fn cycles(
    rows: &[(Row, Planned)],
    stored: HashMap<TaskId, Vec<TaskId>>,
    name: impl Fn(TaskId) -> String,
) -> Vec<Violation> {
    let mut graph = stored;
    for (row, planned) in rows {
        let waits_for = planned
            .predecessors
            .iter()
            .map(|link| link.task_id)
            .collect();
        graph.insert(row.id, waits_for);
    }
    let place: HashMap<TaskId, usize> = rows
        .iter()
        .enumerate()
        .map(|(place, (row, _))| (row.id, place))
        .collect();
    cycle::find(rows.iter().map(|(row, _)| row.id), &graph)
        .into_iter()
        .filter_map(|mut path| {
            // In the direction of work, beginning with the first row of the request that is on it.
            path.reverse();
            let (start, row) = path
                .iter()
                .enumerate()
                .filter_map(|(at, id)| Some((at, *place.get(id)?)))
                .min_by_key(|(_, row)| *row)?;
            path.rotate_left(start);
            path.push(path[0]);
            let names = shortened(&path, &name);
            Some(violation(&task_rules::cycle(&names), &rows[row].0.at))
        })
        .collect()
}

/// Names of the tasks on a cycle; of a very long one both ends, for an answer has only so much room.
fn shortened(path: &[TaskId], name: impl Fn(TaskId) -> String) -> Vec<String> {
    let names = |part: &[TaskId]| part.iter().map(|id| name(*id)).collect::<Vec<String>>();
    if path.len() <= LONGEST_PATH {
        return names(path);
    }
    let half = LONGEST_PATH / 2;
    let left_out = path.len() - 2 * half;
    [
        names(&path[..half]),
        vec![format!("…(+{left_out})…")],
        names(&path[path.len() - half..]),
    ]
    .concat()
}

/// A code that stands twice; `at` is the path of the later row.
#[must_use]
pub fn duplicate(at: &str, code: &str) -> Vec<Violation> {
    task_rules::check_duplicates([code, code])
        .iter()
        .map(|said| violation(said, at))
        .collect()
}

/// The contract says FS where nothing is said.
fn link_kind(kind: pb::LinkKind) -> pb::LinkKind {
    match kind {
        pb::LinkKind::Unspecified => pb::LinkKind::FinishToStart,
        kind => kind,
    }
}

/// The table's column under the name that its field has in the contract.
fn in_contract(said: &Said) -> Said {
    let mut said = said.clone();
    if said.field == "key_result" {
        said.field = "key_result_id";
    }
    said
}

fn unknown_key_result(draft: &Draft) -> Said {
    let reference = &draft.key_result;
    Said::new(
        &rules::TASK_KEY_RESULT_MISSING,
        Table::Tasks,
        &draft.code,
        "key_result",
        Text::new(
            format!("本计划中没有关键结果 {reference}"),
            format!("There is no key result {reference} in this plan"),
        ),
    )
    .value(reference)
    .advice(Text::new(
        "请核对关键结果编号",
        "Check the key result's code",
    ))
}

fn missing(at: &str, field: &str, zh: &str, en: &str) -> Violation {
    Violation::new(
        format!("{at}{field}"),
        format!("request.{field}"),
        Localized::new(format!("任务缺少{zh}"), format!("The task lacks {en}")),
    )
    .advice(Localized::new(format!("请填写{zh}"), format!("Give {en}")))
}
