//! From a plan's tables to its schedule. The calculation is `cascade-schedule`'s; here tables become a network and back.

use std::collections::HashMap;

use cascade_schedule::{
    Analysis, BuildError, Calendar, CalendarIx, Link, Network, NetworkBuilder, TaskInput, TaskIx,
    TaskState, analyse,
};
use chrono::NaiveDate;

use crate::document::PlanDocument;
use crate::lookup::Lookup;
use crate::schedule::{MilestoneSchedule, Schedule, TaskSchedule};
use crate::tables::{Predecessor, Task};
use crate::write::link_text;

/// A plan that cannot be scheduled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Codes of the tasks that wait for each other, in the direction of work; begins and ends with the same one.
    #[error("tasks wait for each other: {}", .0.join(" → "))]
    Cycle(Vec<String>),
}

/// Early and late dates, floats and the critical path, on the working calendar of mainland China.
///
/// # Errors
/// When tasks wait for each other.
pub fn plan(document: &PlanDocument) -> Result<Schedule, PlanError> {
    plan_on(document, &Calendar::china())
}

/// [`plan`] on a given calendar. No task starts before its planned start; predecessors that are not in the document are
/// left to the server that knows them.
///
/// # Errors
/// As [`plan`].
pub fn plan_on(document: &PlanDocument, calendar: &Calendar) -> Result<Schedule, PlanError> {
    let dated = |task: &&Task| dates(task).is_some();
    let tasks: Vec<&Task> = document.tasks.iter().filter(dated).collect();
    let lookup = Lookup::of(document);
    let mut network = network(&tasks, calendar, true).map_err(PlanError::Cycle)?;
    network.propagate();
    let analysis = analyse(&network, None);
    let scheduled: Vec<TaskSchedule> = (0..)
        .zip(&tasks)
        .filter_map(|(ix, task)| {
            scheduled(&lookup, task, TaskIx(ix), &network, &analysis, calendar)
        })
        .collect();
    let mut critical: Vec<&TaskSchedule> = scheduled.iter().filter(|task| task.critical).collect();
    critical.sort_by_key(|task| (task.early_start, task.early_finish));
    Ok(Schedule {
        plan: document.plan.code.clone(),
        title: document.plan.title.clone(),
        start: scheduled.iter().map(|task| task.early_start).min(),
        finish: scheduled.iter().map(|task| task.early_finish).max(),
        critical_path: critical.iter().map(|task| task.code.clone()).collect(),
        without_dates: document
            .tasks
            .iter()
            .filter(|task| !dated(task))
            .map(|task| task.code.clone())
            .collect(),
        tasks: scheduled,
    })
}

fn dates(task: &Task) -> Option<(NaiveDate, NaiveDate)> {
    task.planned_start
        .zip(task.planned_end)
        .filter(|(start, end)| start <= end)
}

fn scheduled(
    lookup: &Lookup<'_>,
    task: &Task,
    ix: TaskIx,
    network: &Network,
    analysis: &Analysis,
    calendar: &Calendar,
) -> Option<TaskSchedule> {
    let (planned_start, planned_end) = dates(task)?;
    let (early, late) = (network.dates(ix), analysis.late(ix));
    let milestones = lookup.milestones_of(&task.code).iter();
    Some(TaskSchedule {
        code: task.code.clone(),
        key_result: task.key_result.clone(),
        name: task.name.clone(),
        owner: lookup.person_name(&task.owner),
        department: lookup.department_name(&task.department),
        planned_start,
        planned_end,
        duration_days: i64::from(calendar.working_days(planned_start, planned_end)),
        early_start: early.start,
        early_finish: early.finish,
        late_start: late.start,
        late_finish: late.finish,
        total_float_days: i64::from(analysis.total_float(ix)),
        free_float_days: i64::from(analysis.free_float(ix)),
        critical: analysis.critical(ix),
        predecessors: task.predecessors.iter().map(link_text).collect(),
        milestones: milestones
            .filter_map(|milestone| {
                Some(MilestoneSchedule {
                    name: milestone.name.clone(),
                    due: milestone.due?,
                })
            })
            .collect(),
    })
}

/// The network of these tasks, numbered as they come; or the codes of a cycle.
fn network(
    tasks: &[&Task],
    calendar: &Calendar,
    with_self_links: bool,
) -> Result<Network, Vec<String>> {
    let mut builder = NetworkBuilder::new(None);
    let days = builder.calendar(calendar.clone());
    let mut by_code: HashMap<&str, TaskIx> = HashMap::new();
    for task in tasks {
        let ix = builder.task(input(
            task,
            calendar,
            days,
            dates(task).map(|(start, _)| start),
        ));
        by_code.entry(&task.code).or_insert(ix);
    }
    for (ix, task) in (0..).zip(tasks) {
        for before in &task.predecessors {
            let Some(&predecessor) = by_code.get(before.task.as_str()) else {
                continue;
            };
            if with_self_links || predecessor != TaskIx(ix) {
                builder.link(link(before, predecessor, TaskIx(ix)));
            }
        }
    }
    match builder.build() {
        Ok(network) => Ok(network),
        Err(BuildError::Cycle(cycle)) => Err(cycle
            .path
            .iter()
            .filter_map(|ix| tasks.get(ix.0 as usize))
            .map(|task| task.code.clone())
            .collect()),
        // Every link was made from positions that are there.
        Err(BuildError::UnknownTask(_)) => Err(Vec::new()),
    }
}

fn input(
    task: &Task,
    calendar: &Calendar,
    days: CalendarIx,
    not_before: Option<NaiveDate>,
) -> TaskInput {
    let duration = dates(task).map_or(0, |(start, end)| calendar.working_days(start, end));
    TaskInput {
        calendar: days,
        duration: duration.unsigned_abs(),
        state: TaskState::Planned { not_before },
    }
}

fn link(before: &Predecessor, predecessor: TaskIx, successor: TaskIx) -> Link {
    Link {
        predecessor,
        successor,
        kind: before.kind.into(),
        lag: before.lag_days,
    }
}

/// Whether the tasks can be put into an order; else the codes of a cycle. A task that waits for itself is told by a rule
/// of its own.
pub(crate) fn order(document: &PlanDocument) -> Result<(), Vec<String>> {
    let tasks: Vec<&Task> = document.tasks.iter().collect();
    network(&tasks, &Calendar::weekdays(), false).map(|_| ())
}

/// The first day on which one predecessor, done as planned, allows a task of planned length to start.
pub(crate) fn earliest_start(
    before: &Task,
    task: &Task,
    by: &Predecessor,
    calendar: &Calendar,
) -> Option<NaiveDate> {
    let (start, _) = dates(before)?;
    dates(task)?;
    if before.code == task.code {
        return None;
    }
    let mut builder = NetworkBuilder::new(None);
    let days = builder.calendar(calendar.clone());
    let predecessor = builder.task(input(before, calendar, days, Some(start)));
    let successor = builder.task(input(task, calendar, days, None));
    builder.link(link(by, predecessor, successor));
    let mut network = builder.build().ok()?;
    network.propagate();
    Some(network.dates(successor).start)
}
