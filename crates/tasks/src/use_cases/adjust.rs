//! Carrying out what the goals service decided: an approved adjustment, and the end of a plan.

use std::collections::{HashMap, HashSet};

use cascade_events::outbox;
use cascade_proto::tasks::v1 as pb;
use cascade_runtime::error::ServiceError;
use cascade_storage::DbConn;
use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    domain::{
        task::{Baseline, Constraints, Link, Planned, Task},
        working_time::Calendars,
    },
    ids::{BaselineId, KeyResultId, PlanId, TaskId},
    outgoing, store,
    use_cases::{
        UseCases,
        baselines::{self, Occasion},
        planning::update,
    },
};

/// What an approved adjustment changes of a task; what is absent stays.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskChange {
    /// The task.
    pub id: TaskId,
    /// First planned day.
    pub start: Option<NaiveDate>,
    /// Last planned day.
    pub end: Option<NaiveDate>,
    /// Code of the person.
    pub owner: Option<String>,
    /// Taken out of the plan.
    pub cancel: bool,
}

/// An approved adjustment, as far as it concerns tasks.
#[derive(Debug, Clone, PartialEq)]
pub struct Approved {
    /// Its plan.
    pub plan: PlanId,
    /// Number of the plan's version that it made.
    pub plan_version: i64,
    /// Code and reason, for the baseline.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What it changes.
    pub tasks: Vec<TaskChange>,
}

/// A task that goes on in the next period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The task as it was.
    pub id: TaskId,
    /// The plan that takes it over.
    pub plan: PlanId,
    /// Its key result there.
    pub key_result: KeyResultId,
    /// First day of the next period.
    pub period_start: NaiveDate,
}

impl UseCases {
    /// Writes an approved adjustment into the tasks, past the protection of their baselines: it is what lifts it. Each task
    /// gets new approved dates, the plan its next baseline. A task that was finished in the meantime keeps its dates.
    ///
    /// # Errors
    /// What the database says.
    pub async fn carry_out(
        &self,
        conn: &mut DbConn,
        approved: &Approved,
    ) -> Result<(), ServiceError> {
        if approved.tasks.is_empty() {
            return Ok(());
        }
        let mut tasks = store::tasks::lock_plan(conn, approved.plan).await?;
        let wanted: HashMap<TaskId, &TaskChange> = approved
            .tasks
            .iter()
            .map(|change| (change.id, change))
            .collect();
        let mut changed = Vec::with_capacity(wanted.len());
        let as_planned = tasks.iter().map(|task| task.plan.owner.as_str());
        let as_approved = approved
            .tasks
            .iter()
            .flat_map(|change| change.owner.as_deref());
        let mut calendars = self
            .calendars_of(conn, as_planned.chain(as_approved))
            .await?;
        for task in &mut tasks {
            let Some(change) = wanted.get(&task.id) else {
                continue;
            };
            if task.track.actual_finish.is_some() {
                continue;
            }
            let next = adjusted(task, change, approved.at, &mut calendars);
            update(conn, &next).await?;
            *task = next.clone();
            changed.push(next);
        }
        let with_dates: Vec<Task> = changed
            .iter()
            .filter(|task| task.track.state != pb::TaskState::Cancelled)
            .cloned()
            .collect();
        store::baselines::insert_of_tasks(conn, &with_dates, approved.plan_version).await?;
        let occasion = Occasion {
            by: approved.by.clone(),
            reason: approved.reason.clone(),
            at: approved.at,
        };
        baselines::keep(conn, approved.plan, &tasks, occasion).await?;
        self.told(conn, approved.plan, &changed, approved.at).await
    }

    /// Takes out of a closed plan the tasks that its review cancelled.
    ///
    /// # Errors
    /// What the database says.
    pub async fn cancel_disposed(
        &self,
        conn: &mut DbConn,
        plan: PlanId,
        cancelled: &HashSet<TaskId>,
        at: DateTime<Utc>,
    ) -> Result<(), ServiceError> {
        let tasks = store::tasks::lock_plan(conn, plan).await?;
        let mut changed = Vec::with_capacity(cancelled.len());
        for task in tasks.iter().filter(|task| cancelled.contains(&task.id)) {
            if task.track.state == pb::TaskState::Cancelled || task.track.actual_finish.is_some() {
                continue;
            }
            let mut next = task.next();
            next.track.state = pb::TaskState::Cancelled;
            update(conn, &next).await?;
            changed.push(next);
        }
        self.told(conn, plan, &changed, at).await
    }

    /// Plans carried-over tasks anew in the next period: what is left of their working days, from its first working day on,
    /// with the dependencies among them. Their code gets the old one's `@` behind it where it is taken.
    ///
    /// # Errors
    /// What the database says.
    pub async fn carry_over(
        &self,
        conn: &mut DbConn,
        carried: &[Carried],
        at: DateTime<Utc>,
    ) -> Result<(), ServiceError> {
        let Some(first) = carried.first() else {
            return Ok(());
        };
        let plan = first.plan;
        let ids: HashSet<TaskId> = carried.iter().map(|task| task.id).collect();
        let old: HashMap<TaskId, Task> = store::tasks::by_ids(conn, &ids)
            .await?
            .into_iter()
            .map(|task| (task.id, task))
            .collect();
        let new_ids: HashMap<TaskId, TaskId> = ids.iter().map(|id| (*id, TaskId::new())).collect();
        let mut taken: HashSet<String> = store::tasks::of_plan(conn, plan)
            .await?
            .into_iter()
            .map(|task| task.plan.code)
            .collect();
        let mut codes: HashMap<TaskId, String> = HashMap::new();
        for task in carried {
            let Some(before) = old.get(&task.id) else {
                continue;
            };
            let mut code = before.plan.code.clone();
            while !taken.insert(code.clone()) {
                code.push('@');
            }
            codes.insert(task.id, code);
        }
        let mut calendars = self.calendars(conn, &[], &old).await?;
        let created: Vec<Task> = carried
            .iter()
            .filter_map(|task| {
                let before = old.get(&task.id)?;
                let planned = planned_anew(task, before, &new_ids, &codes, &mut calendars)?;
                Some(Task::new(*new_ids.get(&task.id)?, planned))
            })
            .collect();
        store::tasks::insert(conn, &created).await?;
        store::links::replace(conn, &created).await?;
        self.told(conn, plan, &created, at).await
    }

    /// Tells of changed tasks, and looks again at what the rules say of them and of those that wait for them.
    async fn told(
        &self,
        conn: &mut DbConn,
        plan: PlanId,
        changed: &[Task],
        at: DateTime<Utc>,
    ) -> Result<(), ServiceError> {
        let events = changed
            .iter()
            .map(|task| outgoing::task_changed(task, at))
            .collect::<Result<Vec<_>, _>>()?;
        outbox::append(conn, &events).await?;
        let ids: Vec<TaskId> = changed.iter().map(|task| task.id).collect();
        let mut affected = store::links::successors(conn, &ids).await?;
        affected.extend(ids);
        self.refresh_findings(conn, &affected).await?;
        self.refresh_plan_findings(conn, plan).await
    }
}

fn adjusted(
    task: &Task,
    change: &TaskChange,
    at: DateTime<Utc>,
    calendars: &mut Calendars,
) -> Task {
    let mut next = task.next();
    // Of two adjustments decided in a row the second may not have known the first: the day that was asked for holds.
    (next.plan.start, next.plan.end) = match (change.start, change.end) {
        (Some(start), end) => (start, end.unwrap_or(task.plan.end).max(start)),
        (None, Some(end)) => (task.plan.start.min(end), end),
        (None, None) => (task.plan.start, task.plan.end),
    };
    if let Some(owner) = &change.owner {
        next.plan.owner.clone_from(owner);
    }
    let calendar = calendars.of(&next.plan);
    let days = calendar.working_days(next.plan.start, next.plan.end);
    next.plan.duration_days = u32::try_from(days).unwrap_or(0);
    if change.cancel {
        next.track.state = pb::TaskState::Cancelled;
    } else {
        next.baseline = Some(Baseline {
            id: BaselineId::new(),
            start: next.plan.start,
            end: next.plan.end,
            taken_at: at,
        });
    }
    next
}

fn planned_anew(
    carried: &Carried,
    before: &Task,
    new_ids: &HashMap<TaskId, TaskId>,
    codes: &HashMap<TaskId, String>,
    calendars: &mut Calendars,
) -> Option<Planned> {
    let left = before.track.remaining_days.unwrap_or_else(|| {
        let share = (1.0 - before.track.percent / 100.0).clamp(0.0, 1.0);
        // Never negative, and far below u32::MAX: working days of a plan.
        (f64::from(before.plan.duration_days) * share).ceil() as u32
    });
    let days = left.max(1);
    let calendar = calendars.of(&before.plan);
    let start = calendar.next_working(carried.period_start);
    let end = calendar.add_working_days(start, i32::try_from(days - 1).unwrap_or(0));
    let predecessors = before
        .plan
        .predecessors
        .iter()
        .filter_map(|link| {
            Some(Link {
                task_id: *new_ids.get(&link.task_id)?,
                plan_id: carried.plan,
                code: codes.get(&link.task_id)?.clone(),
                ..link.clone()
            })
        })
        .collect();
    Some(Planned {
        plan_id: carried.plan,
        key_result_id: carried.key_result,
        code: codes.get(&carried.id)?.clone(),
        start,
        end,
        duration_days: days,
        predecessors,
        milestones: Vec::new(),
        // Days of the period that is over hold nothing in the next.
        constraints: Constraints::default(),
        ..before.plan.clone()
    })
}
