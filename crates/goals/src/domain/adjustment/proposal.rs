//! The plan as an adjustment would make it, or every rule that stands against it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cascade_method::{Finding as Said, Policy, Table, Text, adjustment::Change, rules};
use cascade_proto::goals::v1 as pb;
use cascade_runtime::{day, error::Violation, lang::Localized};
use cascade_schedule::Calendar;
use chrono::NaiveDate;

use super::difference;
use crate::{
    domain::{
        alignment::Outside,
        assess,
        draft::{GoalDraft, KeyResultDraft, Wanted},
        facts::TaskFact,
        finding::violation,
        settle::{Authority, Settled, settle},
        tree::{Goal, KeyResult, Tree},
        version::Approved,
    },
    ids::{GoalId, KeyResultId, TaskId},
};

/// What is known beside the plan.
pub struct Known<'a> {
    /// The plan's tasks.
    pub tasks: &'a HashMap<TaskId, TaskFact>,
    /// Working days that a task may slip.
    pub floats: &'a HashMap<TaskId, i64>,
    /// What goals hang under in other plans.
    pub outside: &'a Outside,
    /// In which days are counted.
    pub calendar: &'a Calendar,
    /// The rules' numbers.
    pub policy: &'a Policy,
}

/// The plan as an adjustment would make it.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Plan, goals and key results; of tasks only what `fields` says.
    pub settled: Settled,
    /// Every value that becomes another.
    pub fields: Vec<pb::FieldChange>,
    /// Working days by which each row's end moves out, by the row's id; rows that do not move out are not there.
    pub extensions: BTreeMap<String, i64>,
    /// The gravest kind of change.
    pub change: Change,
    /// Goals that are changed, or whose key results or tasks are.
    pub goals: BTreeSet<GoalId>,
    /// Key results that are changed, or whose tasks are.
    pub key_results: BTreeSet<KeyResultId>,
}

impl Proposal {
    /// Working days by which the end moves out that moves out most.
    #[must_use]
    pub fn extension(&self) -> i64 {
        self.extensions.values().copied().max().unwrap_or(0)
    }
}

/// What the changes amount to.
///
/// # Errors
/// Every rule marked E that the plan would break, and every change that leads nowhere.
pub fn propose(
    before: &Tree,
    changes: &pb::AdjustmentChanges,
    known: &Known<'_>,
) -> Result<Proposal, Vec<Violation>> {
    let mut violations = Vec::new();
    let mut base = before.clone();
    set_day(&mut base.plan.period_start, &changes.period_start);
    set_day(&mut base.plan.period_end, &changes.period_end);
    if base.plan.period_end < base.plan.period_start {
        violations.push(period_reversed(&changes.period_end));
    }
    if base.plan != before.plan {
        base.plan.version += 1;
    }
    let (mut touched, mut parts) = (BTreeSet::new(), BTreeSet::new());
    let mut wanted = Wanted::default();
    for (i, change) in changes.goals.iter().enumerate() {
        let at = format!("changes.goals[{i}].");
        let found = before
            .goals
            .iter()
            .find(|goal| goal.id.to_string() == change.goal_id);
        let Some(goal) = found else {
            violations.push(unknown(&at, "goal_id", &change.goal_id, ("目标", "goal")));
            continue;
        };
        touched.insert(goal.id);
        wanted.goals.push(changed_goal(at, goal, change));
    }
    for (i, change) in changes.key_results.iter().enumerate() {
        let at = format!("changes.key_results[{i}].");
        let found = before
            .key_results
            .iter()
            .find(|part| part.id.to_string() == change.key_result_id);
        let Some(part) = found else {
            violations.push(unknown(
                &at,
                "key_result_id",
                &change.key_result_id,
                ("关键结果", "key result"),
            ));
            continue;
        };
        touched.insert(part.goal_id);
        parts.insert(part.id);
        wanted.key_results.push(changed_part(at, part, change));
    }
    let mut fields = Vec::new();
    let mut extensions = BTreeMap::new();
    let mut tasks = Change::TaskWithinFloat;
    for (i, change) in changes.tasks.iter().enumerate() {
        let at = format!("changes.tasks[{i}].");
        match task_change(&at, change, before, known) {
            Ok((task, part, found)) => {
                touched.extend(part.map(|part| part.goal_id));
                parts.extend(part.map(|part| part.id));
                let out = extension(known.calendar, task.planned_end, &change.planned_end);
                let float = known.floats.get(&task.id).copied().unwrap_or(0);
                if out > float || change.cancel {
                    tasks = Change::TaskBeyondFloat;
                }
                note(&mut extensions, &task.id, out);
                fields.extend(found);
            }
            Err(broken) => violations.extend(broken),
        }
    }
    let settled = settle(
        &base,
        &wanted,
        known.outside,
        known.policy,
        Authority::Adjustment,
    );
    let settled = match settled {
        Ok(settled) => settled,
        Err(broken) => {
            violations.extend(broken);
            return Err(violations);
        }
    };
    // What holds at activation holds afterwards too: weights of 100 %, and all that is marked E.
    let said = assess::assess(&settled.tree, true, known.policy);
    violations.extend(said.iter().filter(|said| said.is_error()).map(|said| {
        violation(
            said,
            &format!("changes.{}[{}].", said.table.name(), said.row),
        )
    }));
    if !violations.is_empty() {
        return Err(violations);
    }
    let mut all = difference::between(&Approved::from(before), &Approved::from(&settled.tree));
    let change = grade(&all, tasks);
    for field in all
        .iter()
        .filter(|field| field.field == "deadline" || field.field == "period_end")
    {
        if let Ok(from) = field.from.parse() {
            note(
                &mut extensions,
                &field.row_id,
                extension(known.calendar, from, &field.to),
            );
        }
    }
    if all.iter().any(|field| field.table == "plan") {
        touched.extend(before.goals.iter().map(|goal| goal.id));
    }
    all.extend(fields);
    Ok(Proposal {
        settled,
        fields: all,
        extensions,
        change,
        goals: touched,
        key_results: parts,
    })
}

/// The gravest of what the plan's rows and its tasks change.
fn grade(rows: &[pb::FieldChange], tasks: Change) -> Change {
    rows.iter()
        .map(|field| match field.table.as_str() {
            "key_results" => Change::KeyResult,
            _ => Change::Goal,
        })
        .fold(tasks, Change::max)
}

fn set_day(day: &mut NaiveDate, text: &str) {
    if let Some(wanted) = day::read(text) {
        *day = wanted;
    }
}

/// Working days from the end as it is to the end as wanted; 0 where it does not move out.
fn extension(calendar: &Calendar, from: NaiveDate, to: &str) -> i64 {
    day::read(to).map_or(0, |to| {
        calendar.working_days_between(from, to).max(0).into()
    })
}

fn note(extensions: &mut BTreeMap<String, i64>, row: &impl ToString, days: i64) {
    if days > 0 {
        extensions.insert(row.to_string(), days);
    }
}

fn changed_goal(at: String, goal: &Goal, change: &pb::GoalChange) -> GoalDraft {
    GoalDraft {
        at,
        code: goal.code.clone(),
        description: change
            .description
            .clone()
            .unwrap_or_else(|| goal.description.clone()),
        source: goal.source,
        department: goal.department.clone(),
        owner: goal.owner.clone(),
        deadline: wanted_day(change.deadline.as_deref(), goal.deadline),
        priority: goal.priority,
        key_result_direction: goal.key_result_direction.clone(),
        parent: goal.parent.map(|id| id.to_string()).unwrap_or_default(),
        baseline: change.baseline.or(goal.baseline),
        target: change.target.or(goal.target),
        unit: change.unit.clone().unwrap_or_else(|| goal.unit.clone()),
        company_goal: goal.company_goal,
    }
}

fn changed_part(at: String, part: &KeyResult, change: &pb::KeyResultChange) -> KeyResultDraft {
    KeyResultDraft {
        at,
        code: part.code.clone(),
        goal: part.goal_id.to_string(),
        description: change
            .description
            .clone()
            .unwrap_or_else(|| part.description.clone()),
        owner: part.owner.clone(),
        collaborators: part.collaborators.clone(),
        kind: part.kind,
        baseline: change.baseline.unwrap_or(part.baseline),
        target: Some(change.target.unwrap_or(part.target)),
        current: Some(part.current),
        unit: change.unit.clone().unwrap_or_else(|| part.unit.clone()),
        weight: change.weight.unwrap_or(part.weight),
        deadline: wanted_day(change.deadline.as_deref(), part.deadline),
    }
}

fn wanted_day(text: Option<&str>, otherwise: NaiveDate) -> Option<NaiveDate> {
    Some(text.and_then(day::read).unwrap_or(otherwise))
}

/// A task, the key result it serves, and what becomes different of it.
type TaskDifference<'a> = (&'a TaskFact, Option<&'a KeyResult>, Vec<pb::FieldChange>);

fn task_change<'a>(
    at: &str,
    change: &pb::TaskChange,
    before: &'a Tree,
    known: &Known<'a>,
) -> Result<TaskDifference<'a>, Vec<Violation>> {
    let task = change
        .task_id
        .parse()
        .ok()
        .and_then(|id: TaskId| known.tasks.get(&id))
        .ok_or_else(|| vec![unknown(at, "task_id", &change.task_id, ("任务", "task"))])?;
    if !task.is_open() {
        return Err(vec![over(at, task)]);
    }
    let start = wanted_day(Some(&change.planned_start), task.planned_start).unwrap_or_default();
    let end = wanted_day(Some(&change.planned_end), task.planned_end).unwrap_or_default();
    if end < start {
        let said = Said::new(
            &rules::TASK_END_BEFORE_START,
            Table::Tasks,
            &task.code,
            "planned_end",
            Text::new(
                format!("计划结束 {end} 早于计划开始 {start}"),
                format!("The planned end {end} is before the planned start {start}"),
            ),
        )
        .value(end)
        .advice(Text::new("请核对日期", "Check the dates"));
        return Err(vec![violation(&said, at)]);
    }
    let owner = if change.owner.is_empty() {
        task.owner.clone()
    } else {
        change.owner.clone()
    };
    let state = |cancelled: bool| if cancelled { "cancelled" } else { "open" }.to_owned();
    let fields = difference::row_fields(
        "tasks",
        &task.id.to_string(),
        &task.code,
        &vec![
            ("planned_start", task.planned_start.to_string()),
            ("planned_end", task.planned_end.to_string()),
            ("owner", task.owner.clone()),
            ("state", state(false)),
        ],
        &vec![
            ("planned_start", start.to_string()),
            ("planned_end", end.to_string()),
            ("owner", owner),
            ("state", state(change.cancel)),
        ],
    );
    let part = before
        .key_results
        .iter()
        .find(|part| part.id.to_string() == task.key_result_id);
    Ok((task, part, fields))
}

fn over(at: &str, task: &TaskFact) -> Violation {
    Violation::new(
        format!("{at}task_id"),
        "adjustment.task",
        Localized::new(
            format!("任务 {} 已完成或取消", task.code),
            format!("Task {} is finished or cancelled", task.code),
        ),
    )
    .value(&task.code)
    .advice(Localized::new(
        "请从调整内容中移除该任务",
        "Take it out of the adjustment",
    ))
}

fn unknown(at: &str, field: &str, id: &str, names: (&str, &str)) -> Violation {
    Violation::new(
        format!("{at}{field}"),
        "request.reference",
        Localized::new(
            format!("本计划没有{} {id}", names.0),
            format!("This plan has no {} {id}", names.1),
        ),
    )
    .value(id)
    .advice(Localized::new(
        "请使用本计划中的 id",
        "Use an id of this plan",
    ))
}

fn period_reversed(end: &str) -> Violation {
    Violation::new(
        "changes.period_end",
        "request.period",
        Localized::new("周期结束早于开始", "The period ends before it begins"),
    )
    .value(end)
    .advice(Localized::new("请核对周期", "Check the period"))
}
