//! From the contract's words to edits of a plan.

use cascade_method::rules;
use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::{
    error::{ServiceError, Violation},
    lang::Localized,
};
use cascade_schedule::repair::Terms;
use chrono::{Days, NaiveDate};

use crate::{
    domain::{
        plan::PlanState,
        preview::{Away, Edits, LinkEdit, TaskEdit},
        repair::{RepairAim, RepairTerms},
    },
    grpc::required_day,
    ids::{GoalId, KeyResultId, TaskId},
};

/// Most working days that a task may be said to slip, either way.
const MOST_SLIP: i32 = 1_000;
/// Most people who may be said to help with a task.
const MOST_PEOPLE: u32 = 100;
/// Days for which somebody is looked at as away who does not come back.
const FOR_GOOD: Days = Days::new(365);
/// Most days and person-days of a repair's terms.
const MOST_TERM: u32 = 1_000;
/// Skills have levels from 1 to this.
const HIGHEST_LEVEL: u32 = 5;

/// What is asked of a plan.
pub(super) struct Asked {
    /// The change.
    pub edits: Edits,
    /// What a repair is to reach, and what it may cost.
    pub repair: Option<(RepairAim, RepairTerms)>,
}

/// What is asked, read.
///
/// # Errors
/// Codes, days and numbers that are none; what is not in the plan; an end before its start.
pub(super) fn read(
    message: &pb::PreviewChangeRequest,
    plan: &PlanState,
) -> Result<Asked, ServiceError> {
    let mut edits = Edits::default();
    for (i, task) in message.tasks.iter().enumerate() {
        let at = format!("tasks[{i}].");
        let id = task_named(plan, &task.task_id)?;
        let edit = task_edit(&at, task)?;
        check_dates(plan, id, &edit)?;
        let before = edits.tasks.insert(id, edit);
        once(before.is_none(), format!("{at}task_id"), &task.task_id)?;
    }
    for (i, part) in message.key_results.iter().enumerate() {
        let deadline = optional_day(&format!("key_results[{i}].deadline"), &part.deadline)?;
        let id = key_result_named(plan, &part.key_result_id)?;
        let before = edits.key_results.insert(id, (deadline, part.weight));
        let at = format!("key_results[{i}].key_result_id");
        once(before.is_none(), at, &part.key_result_id)?;
    }
    for (i, goal) in message.goals.iter().enumerate() {
        let id = goal_named(plan, &goal.goal_id)?;
        if let Some(deadline) = optional_day(&format!("goals[{i}].deadline"), &goal.deadline)? {
            let before = edits.goals.insert(id, deadline);
            let at = format!("goals[{i}].goal_id");
            once(before.is_none(), at, &goal.goal_id)?;
        }
    }
    for (i, away) in message.absences.iter().enumerate() {
        edits
            .absences
            .push(absence(plan, &format!("absences[{i}]."), away)?);
    }
    for (i, link) in message.dropped_links.iter().enumerate() {
        let predecessor = predecessor_named(plan, &link.predecessor)?;
        let successor = task_named(plan, &link.successor)?;
        let fact = &plan.tasks[&successor].fact;
        if !fact
            .predecessors
            .iter()
            .any(|known| known.predecessor == predecessor)
        {
            return Err(ServiceError::invalid([Violation::new(
                format!("dropped_links[{i}].predecessor"),
                "request.reference",
                Localized::new(
                    format!("任务 {} 不依赖它", fact.code),
                    format!("{} does not wait for it", fact.code),
                ),
            )
            .value(&link.predecessor)]));
        }
        edits.links.insert((predecessor, successor), LinkEdit::Drop);
    }
    let aim = match message.repair() {
        pb::RepairAim::Unspecified => None,
        pb::RepairAim::Deadlines => Some(RepairAim::Deadlines),
        pb::RepairAim::Forecasts => Some(RepairAim::Forecasts),
    };
    let terms = terms(message.repair_terms.unwrap_or_default())?;
    Ok(Asked {
        edits,
        repair: aim.map(|aim| (aim, terms)),
    })
}

fn task_edit(at: &str, task: &pb::preview_change_request::Task) -> Result<TaskEdit, ServiceError> {
    if task.slip_days.abs() > MOST_SLIP {
        return Err(out_of_range(
            format!("{at}slip_days"),
            task.slip_days,
            (
                format!("推迟天数须在 ±{MOST_SLIP} 个工作日以内"),
                format!("A task slips by at most {MOST_SLIP} working days"),
            ),
        ));
    }
    if task.more_people > MOST_PEOPLE {
        return Err(out_of_range(
            format!("{at}more_people"),
            task.more_people,
            (
                format!("增援不超过 {MOST_PEOPLE} 人"),
                format!("At most {MOST_PEOPLE} people help"),
            ),
        ));
    }
    Ok(TaskEdit {
        planned_start: optional_day(&format!("{at}planned_start"), &task.planned_start)?,
        planned_end: optional_day(&format!("{at}planned_end"), &task.planned_end)?,
        slip: task.slip_days,
        cancel: task.cancel,
        more_people: task.more_people,
        owner: (!task.owner.is_empty()).then(|| task.owner.clone()),
    })
}

fn check_dates(plan: &PlanState, id: TaskId, edit: &TaskEdit) -> Result<(), ServiceError> {
    let fact = &plan.tasks[&id].fact;
    let start = edit.planned_start.unwrap_or(fact.planned_start);
    let end = edit.planned_end.unwrap_or(fact.planned_end);
    if end < start {
        return Err(ServiceError::invalid([Violation::new(
            format!("tasks[{}].planned_end", fact.code),
            rules::TASK_END_BEFORE_START.id,
            Localized::new("结束早于开始", "The end is before the start"),
        )
        .value(end)]));
    }
    Ok(())
}

fn absence(
    plan: &PlanState,
    at: &str,
    away: &pb::preview_change_request::Absence,
) -> Result<Away, ServiceError> {
    let from = required_day(&format!("{at}from"), &away.from)?;
    let to = optional_day(&format!("{at}to"), &away.to)?;
    let to = to.unwrap_or_else(|| from.checked_add_days(FOR_GOOD).unwrap_or(from));
    if to < from {
        return Err(out_of_range(
            format!("{at}to"),
            to,
            (
                "结束早于开始".to_owned(),
                "The end is before the start".to_owned(),
            ),
        ));
    }
    if to > from.checked_add_days(Days::new(10 * 365)).unwrap_or(to) {
        return Err(out_of_range(
            format!("{at}to"),
            to,
            (
                "缺勤不超过十年".to_owned(),
                "An absence is at most ten years long".to_owned(),
            ),
        ));
    }
    if !plan
        .tasks
        .values()
        .any(|node| node.fact.owner == away.person)
    {
        return Err(ServiceError::invalid([Violation::new(
            format!("{at}person"),
            "request.reference",
            Localized::new(
                "该计划中没有由其负责的任务",
                "Nobody of that code owns a task of this plan",
            ),
        )
        .value(&away.person)]));
    }
    Ok(Away {
        person: away.person.clone(),
        from,
        to,
    })
}

fn terms(given: pb::RepairTerms) -> Result<RepairTerms, ServiceError> {
    let RepairTerms {
        measures: first,
        level_gap,
    } = RepairTerms::default();
    let share = |field: &str, value: Option<f64>, otherwise: f64| match value {
        Some(value) if !(0.0..=1.0).contains(&value) => Err(out_of_range(
            format!("repair_terms.{field}"),
            value,
            ("须为 0–1".to_owned(), "It is 0–1".to_owned()),
        )),
        value => Ok(value.unwrap_or(otherwise)),
    };
    let cost = |field: &str, value: Option<f64>, otherwise: f64| match value {
        Some(value) if !(0.0..=f64::from(MOST_TERM)).contains(&value) => Err(out_of_range(
            format!("repair_terms.{field}"),
            value,
            (
                format!("须为 0–{MOST_TERM} 人天"),
                format!("It is 0–{MOST_TERM} person-days"),
            ),
        )),
        value => Ok(value.unwrap_or(otherwise)),
    };
    let days = |field: &str, value: Option<u32>, otherwise: u32| match value {
        Some(value) if value > MOST_TERM => Err(out_of_range(
            format!("repair_terms.{field}"),
            value,
            (
                format!("须为 0–{MOST_TERM} 个工作日"),
                format!("It is 0–{MOST_TERM} working days"),
            ),
        )),
        value => Ok(value.unwrap_or(otherwise)),
    };
    let measures = Terms {
        crash_cost: cost("crash_cost", given.crash_cost, first.crash_cost)?,
        crash_share: share("crash_share", given.crash_share, first.crash_share)?,
        overlap_cost: cost("overlap_cost", given.overlap_cost, first.overlap_cost)?,
        overlap_share: share("overlap_share", given.overlap_share, first.overlap_share)?,
        integration_days: days(
            "integration_days",
            given.integration_days,
            first.integration_days,
        )?,
        split_least_days: days(
            "split_least_days",
            given.split_least_days,
            first.split_least_days,
        )?,
        hand_over_days: days("hand_over_days", given.hand_over_days, first.hand_over_days)?,
    };
    let level_gap = match given.level_gap {
        None => level_gap,
        Some(gap) if gap < HIGHEST_LEVEL => gap.cast_signed(),
        Some(gap) => {
            return Err(out_of_range(
                "repair_terms.level_gap".to_owned(),
                gap,
                (
                    format!("须为 0–{} 级", HIGHEST_LEVEL - 1),
                    format!("It is 0–{} levels", HIGHEST_LEVEL - 1),
                ),
            ));
        }
    };
    Ok(RepairTerms {
        measures,
        level_gap,
    })
}

/// What is said of one thing stands in one place: of two words on it one would be lost.
fn once(is_first: bool, field: String, name: &str) -> Result<(), ServiceError> {
    if is_first {
        return Ok(());
    }
    Err(ServiceError::invalid([Violation::new(
        field,
        "request.unique",
        Localized::new(
            "同一对象出现两次：请合并为一条",
            "It is named twice: say all of it in one place",
        ),
    )
    .value(name)]))
}

fn out_of_range(
    field: String,
    value: impl std::fmt::Display,
    (zh, en): (String, String),
) -> ServiceError {
    ServiceError::invalid([
        Violation::new(field, "request.range", Localized::new(zh, en)).value(value),
    ])
}

fn optional_day(field: &str, text: &str) -> Result<Option<NaiveDate>, ServiceError> {
    if text.is_empty() {
        return Ok(None);
    }
    required_day(field, text).map(Some)
}

/// A task of the plan, by id or code.
fn task_named(plan: &PlanState, name: &str) -> Result<TaskId, ServiceError> {
    let by_id = name.parse().ok().filter(|id| plan.tasks.contains_key(id));
    let by_code = || {
        let named = plan.tasks.iter().find(|(_, node)| node.fact.code == name);
        named.map(|(id, _)| *id)
    };
    by_id
        .or_else(by_code)
        .ok_or_else(|| ServiceError::not_found("任务", "task", name))
}

/// A task that tasks of the plan wait for, which may be another plan's.
fn predecessor_named(plan: &PlanState, name: &str) -> Result<TaskId, ServiceError> {
    let foreign = || {
        let named = |id: &TaskId, code: &str| id.to_string() == name || code == name;
        let mut others = plan.foreign.values();
        others
            .find(|fact| named(&fact.id, &fact.code))
            .map(|fact| fact.id)
    };
    task_named(plan, name).or_else(|error| foreign().ok_or(error))
}

fn key_result_named(plan: &PlanState, name: &str) -> Result<KeyResultId, ServiceError> {
    let mut all = plan.key_results.iter();
    all.find(|(id, node)| id.to_string() == name || node.fact.code == name)
        .map(|(id, _)| *id)
        .ok_or_else(|| ServiceError::not_found("关键结果", "key result", name))
}

fn goal_named(plan: &PlanState, name: &str) -> Result<GoalId, ServiceError> {
    let mut all = plan.goals.iter();
    all.find(|(id, node)| id.to_string() == name || node.fact.code == name)
        .map(|(id, _)| *id)
        .ok_or_else(|| ServiceError::not_found("目标", "goal", name))
}
