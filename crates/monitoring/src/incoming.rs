//! From an event of another service to a fact.

mod adjustment;
mod between_plans;
mod request;
mod working_time;

use cascade_events::CloudEvent;
use cascade_method::{
    progress::BlockerCause,
    status::StoredState,
    task::{Constraints, ThreePoint},
};
use cascade_proto::{goals::v1 as goals, resources::v1 as resources, tasks::v1 as tasks};
use cascade_schedule::LinkKind;
use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::{
    directory::Department,
    domain::{
        adjustments::AdjustmentFact,
        facts::{
            EdgeFact, ForeignFact, GoalFact, ImpactFact, KeyResultFact, LinkFact, MilestoneFact,
            ParentFact, PartFact, PlacedFact, PlanFact, RequestFact, TaskFact,
        },
    },
    ids::{GoalId, PlanId, TaskId},
};

pub use working_time::{AbsenceFact, CalendarFact, Page, PersonFact};

/// What an event says, as far as monitoring is concerned.
#[derive(Debug, Clone, PartialEq)]
pub enum Incoming {
    /// A plan was written or activated.
    Plan(PlanFact),
    /// A goal was written or moved.
    Goal(PlanId, GoalFact),
    /// A key result was written or checked in.
    KeyResult(PlanId, KeyResultFact),
    /// A task was written; with the report that moved it, if one did.
    Task(PlanId, Box<TaskFact>, Option<ReportFact>),
    /// Daily updates of a task are missing.
    Missed(PlanId, MissedFact),
    /// A resource request was written or decided.
    Request(PlanId, RequestFact),
    /// An adjustment was written, submitted or decided.
    Adjustment(AdjustmentFact),
    /// A department was written.
    Department(Department),
    /// A person was written.
    Person(PersonFact),
    /// A department's or a person's calendar was written.
    Calendar(CalendarFact),
    /// An absence was written or retired.
    Absence(AbsenceFact),
    /// A page of the whole directory was told.
    Directory(Page),
    /// Another plan waits, or no longer waits, for a task of this plan.
    Edge {
        plan: PlanId,
        task: TaskId,
        successor: PlanId,
        edge: EdgeFact,
    },
    /// A task of another plan moved that this plan waits for.
    Foreign(PlanId, ForeignFact),
    /// Another plan says what a task of this plan makes red there.
    Impact {
        plan: PlanId,
        task: TaskId,
        successor: PlanId,
        impact: ImpactFact,
    },
    /// How a goal of another plan stands that hangs under something of this plan.
    Part(PlanId, PartFact),
    /// What is above a goal of this plan in another.
    Placed {
        plan: PlanId,
        goal: GoalId,
        above: PlanId,
        placed: PlacedFact,
    },
    /// Nothing that concerns monitoring.
    Other,
}

/// Daily updates that are missing, as far as somebody is told of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissedFact {
    /// The task.
    pub task: TaskId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Who should have said how it stands; person code.
    pub owner: String,
    /// Its department's code.
    pub department: String,
    /// Working days in a row.
    pub missed: u32,
    /// The last of them.
    pub day: NaiveDate,
    /// Who is told: the key result's owner; person code.
    pub notify: String,
    /// Version that the task has.
    pub task_version: i64,
}

/// A progress report as far as it counts beside what it made of its task. Reports themselves are kept by the tasks service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFact {
    /// Its task.
    pub task: TaskId,
    /// Version of the task that it made.
    pub task_version: i64,
}

/// An event that does not say what its type promises.
#[derive(Debug, Error)]
#[error("event {id} of type {kind} is not readable: {reason}")]
pub struct UnreadableEvent {
    id: String,
    kind: String,
    reason: String,
}

/// Reads an event.
///
/// # Errors
/// [`UnreadableEvent`] where the data is not what the type promises; such an event will never become readable.
pub fn read(event: &CloudEvent) -> Result<Incoming, UnreadableEvent> {
    parse(event).map_err(|reason| UnreadableEvent {
        id: event.id.to_string(),
        kind: event.event_type.clone(),
        reason,
    })
}

/// What pages of the directory say beside what was told alone; and the pages.
pub fn opened(all: Vec<Incoming>) -> (Vec<Incoming>, Vec<resources::DirectoryTold>) {
    let mut pages = Vec::new();
    let mut opened = Vec::with_capacity(all.len());
    for incoming in all {
        match incoming {
            Incoming::Directory(page) => {
                opened.extend(page.rows);
                pages.push(page.page);
            }
            incoming => opened.push(incoming),
        }
    }
    (opened, pages)
}

fn parse(event: &CloudEvent) -> Result<Incoming, String> {
    match event.event_type.as_str() {
        "cascade.goals.plan_changed.v1" => {
            let data: goals::PlanChanged = data(event)?;
            plan(data.plan.ok_or("plan is missing")?)
        }
        "cascade.goals.goal_changed.v1" => {
            let data: goals::GoalChanged = data(event)?;
            goal(data.goal.ok_or("goal is missing")?, &data.parent_plan_id)
        }
        "cascade.goals.key_result_changed.v1" => {
            let data: goals::KeyResultChanged = data(event)?;
            key_result(data.key_result.ok_or("key_result is missing")?)
        }
        "cascade.goals.adjustment_changed.v1" => {
            let data: goals::AdjustmentChanged = data(event)?;
            adjustment::read(data.adjustment)
        }
        "cascade.goals.adjustment_approved.v1" => {
            let data: goals::AdjustmentApproved = data(event)?;
            adjustment::read(data.adjustment)
        }
        "cascade.tasks.task_changed.v1" => {
            let data: tasks::TaskChanged = data(event)?;
            task(data.task.ok_or("task is missing")?, None)
        }
        "cascade.tasks.progress_reported.v1" => {
            let data: tasks::ProgressReported = data(event)?;
            task(
                data.task.ok_or("task is missing")?,
                Some(data.report.ok_or("report is missing")?),
            )
        }
        "cascade.tasks.update_missed.v1" => missed(data(event)?),
        "cascade.resources.request_changed.v1" => request::read(data(event)?),
        "cascade.resources.department_changed.v1" => {
            let data: resources::DepartmentChanged = data(event)?;
            let row = data.department.ok_or("department is missing")?;
            Ok(Incoming::Department(working_time::department(row)))
        }
        "cascade.resources.person_changed.v1" => {
            let data: resources::PersonChanged = data(event)?;
            let row = data.person.ok_or("person is missing")?;
            Ok(Incoming::Person(working_time::person(row)))
        }
        "cascade.resources.calendar_changed.v1" => {
            let data: resources::CalendarChanged = data(event)?;
            let row = data.calendar.ok_or("calendar is missing")?;
            working_time::calendar(&row).map(Incoming::Calendar)
        }
        "cascade.resources.absence_changed.v1" => {
            let data: resources::AbsenceChanged = data(event)?;
            let row = data.absence.ok_or("absence is missing")?;
            working_time::absence(row).map(Incoming::Absence)
        }
        cascade_directory::backfill::TOLD => {
            Ok(Incoming::Directory(working_time::page(data(event)?)))
        }
        "cascade.monitoring.edge_declared.v1" => between_plans::edge(&data(event)?, event),
        "cascade.monitoring.predecessor_moved.v1" => between_plans::foreign(data(event)?),
        "cascade.monitoring.impact_declared.v1" => between_plans::impact(data(event)?),
        "cascade.monitoring.goal_rolled_up.v1" => between_plans::part(data(event)?),
        "cascade.monitoring.goal_placed.v1" => between_plans::placed(data(event)?),
        _ => Ok(Incoming::Other),
    }
}

fn plan(row: goals::Plan) -> Result<Incoming, String> {
    Ok(Incoming::Plan(PlanFact {
        id: id(&row.id, "plan.id")?,
        active: row.status() == goals::PlanStatus::Active,
        code: row.code,
        title: row.title,
        version: row.version,
    }))
}

fn goal(row: goals::Goal, parent_plan: &str) -> Result<Incoming, String> {
    // Events from before goals said the plan of what they hang under name none: it is nearly always their own.
    let parent_plan = if parent_plan.is_empty() {
        &row.plan_id
    } else {
        parent_plan
    };
    let parent = if row.parent_id.is_empty() {
        None
    } else {
        Some(ParentFact {
            node: id(&row.parent_id, "goal.parent_id")?,
            plan: id(parent_plan, "parent_plan_id")?,
        })
    };
    let fact = GoalFact {
        id: id(&row.id, "goal.id")?,
        deadline: required_day(&row.deadline, "goal.deadline")?,
        code: row.code,
        description: row.description,
        department: row.department,
        owner: row.owner,
        progress: row.progress,
        company_goal: row.company_goal,
        parent,
        version: row.version,
    };
    Ok(Incoming::Goal(id(&row.plan_id, "goal.plan_id")?, fact))
}

fn key_result(row: goals::KeyResult) -> Result<Incoming, String> {
    let fact = KeyResultFact {
        id: id(&row.id, "key_result.id")?,
        goal_id: id(&row.goal_id, "key_result.goal_id")?,
        deadline: required_day(&row.deadline, "key_result.deadline")?,
        code: row.code,
        description: row.description,
        owner: row.owner,
        weight: row.weight,
        attainment: row.attainment,
        version: row.version,
    };
    Ok(Incoming::KeyResult(
        id(&row.plan_id, "key_result.plan_id")?,
        fact,
    ))
}

fn task(row: tasks::Task, report: Option<tasks::ProgressReport>) -> Result<Incoming, String> {
    let task_id: TaskId = id(&row.id, "task.id")?;
    let plan_id: PlanId = id(&row.plan_id, "task.plan_id")?;
    let report = report.map(|report| ReportFact {
        task: task_id,
        task_version: report.task_version,
    });
    let baseline = match &row.baseline {
        Some(baseline) => Some((
            required_day(&baseline.start, "task.baseline.start")?,
            required_day(&baseline.end, "task.baseline.end")?,
        )),
        None => None,
    };
    let kind = match row.reported_cause_kind() {
        tasks::BlockerCause::Unspecified => None,
        tasks::BlockerCause::People => Some(BlockerCause::People),
        tasks::BlockerCause::Resources => Some(BlockerCause::Resources),
        tasks::BlockerCause::Dependency => Some(BlockerCause::Dependency),
        tasks::BlockerCause::RequirementChange => Some(BlockerCause::RequirementChange),
        tasks::BlockerCause::Environment => Some(BlockerCause::Environment),
    };
    let (reported_cause, cause_kind) = cause(row.reported_cause.clone(), kind);
    let fact = TaskFact {
        id: task_id,
        key_result_id: id(&row.key_result_id, "task.key_result_id")?,
        planned_start: required_day(&row.planned_start, "task.planned_start")?,
        planned_end: required_day(&row.planned_end, "task.planned_end")?,
        duration: row
            .duration_days
            .try_into()
            .map_err(|_| "task.duration_days is negative".to_owned())?,
        effort_hours: row.effort_hours,
        estimate: row.estimate.map(|points| ThreePoint {
            optimistic: points.optimistic_days,
            likely: points.likely_days,
            pessimistic: points.pessimistic_days,
        }),
        baseline,
        state: match row.state() {
            tasks::TaskState::Paused => StoredState::Paused,
            tasks::TaskState::Blocked => StoredState::Blocked,
            tasks::TaskState::Cancelled => StoredState::Cancelled,
            tasks::TaskState::Open | tasks::TaskState::Unspecified => StoredState::Active,
        },
        percent: row.percent,
        remaining: row.remaining_days.map(|days| days.max(0).unsigned_abs()),
        as_of: optional_day(&row.last_reported_on, "task.last_reported_on")?,
        actual_start: optional_day(&row.actual_start, "task.actual_start")?,
        actual_finish: optional_day(&row.actual_finish, "task.actual_finish")?,
        reported_cause,
        cause_kind,
        predecessors: row
            .predecessors
            .iter()
            .map(|link| read_link(link, plan_id))
            .collect::<Result<_, _>>()?,
        constraints: read_constraints(row.constraints.as_ref())?,
        milestones: row
            .milestones
            .iter()
            .map(|milestone| {
                Ok(MilestoneFact {
                    name: milestone.name.clone(),
                    due: required_day(&milestone.due, "milestone.due")?,
                    reached_on: optional_day(&milestone.reached_on, "milestone.reached_on")?,
                })
            })
            .collect::<Result<_, String>>()?,
        skills: (row.skills.into_iter())
            .map(|need| (need.skill, need.level))
            .collect(),
        code: row.code,
        name: row.name,
        owner: row.owner,
        department: row.department,
        version: row.version,
    };
    Ok(Incoming::Task(plan_id, Box::new(fact), report))
}

fn missed(data: tasks::UpdateMissed) -> Result<Incoming, String> {
    let row = data.task.ok_or("task is missing")?;
    let fact = MissedFact {
        task: id(&row.id, "task.id")?,
        code: row.code,
        name: row.name,
        owner: row.owner,
        department: row.department,
        missed: data.missed.max(0).unsigned_abs(),
        day: required_day(&data.day, "day")?,
        notify: data.notify,
        task_version: row.version,
    };
    Ok(Incoming::Missed(id(&row.plan_id, "task.plan_id")?, fact))
}

fn read_constraints(row: Option<&tasks::Constraints>) -> Result<Constraints, String> {
    let Some(row) = row else {
        return Ok(Constraints::default());
    };
    Ok(Constraints {
        not_before: optional_day(&row.not_before, "task.constraints.not_before")?,
        deadline: optional_day(&row.deadline, "task.constraints.deadline")?,
        start_on: optional_day(&row.start_on, "task.constraints.start_on")?,
    })
}

fn read_link(link: &tasks::Predecessor, own_plan: PlanId) -> Result<LinkFact, String> {
    Ok(LinkFact {
        predecessor: id(&link.task_id, "predecessor.task_id")?,
        plan: if link.plan_id.is_empty() {
            own_plan
        } else {
            id(&link.plan_id, "predecessor.plan_id")?
        },
        kind: match link.kind() {
            tasks::LinkKind::StartToStart => LinkKind::StartToStart,
            tasks::LinkKind::FinishToFinish => LinkKind::FinishToFinish,
            tasks::LinkKind::StartToFinish => LinkKind::StartToFinish,
            tasks::LinkKind::FinishToStart | tasks::LinkKind::Unspecified => {
                LinkKind::FinishToStart
            }
        },
        lag: link.lag_days,
    })
}

/// What was said of a cause, and its kind. Where nothing was said, events used to have the kind's name in both languages for it.
fn cause(said: String, kind: Option<BlockerCause>) -> (String, Option<BlockerCause>) {
    let is_name = |kind: &BlockerCause| {
        let name = kind.label();
        said == format!("{} / {}", name.zh, name.en)
    };
    match kind.or_else(|| BlockerCause::ALL.into_iter().find(is_name)) {
        Some(kind) if is_name(&kind) => (String::new(), Some(kind)),
        kind => (said, kind),
    }
}

fn data<T: DeserializeOwned>(event: &CloudEvent) -> Result<T, String> {
    event.data.read().map_err(|error| error.to_string())
}

fn id<T: std::str::FromStr>(text: &str, field: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| format!("{field} is not an id: {text:?}"))
}

fn required_day(text: &str, field: &str) -> Result<NaiveDate, String> {
    text.parse()
        .map_err(|_| format!("{field} is not a day: {text:?}"))
}

fn optional_day(text: &str, field: &str) -> Result<Option<NaiveDate>, String> {
    if text.is_empty() {
        Ok(None)
    } else {
        required_day(text, field).map(Some)
    }
}
