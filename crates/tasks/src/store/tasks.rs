//! Task rows.

use std::collections::{HashMap, HashSet};

use cascade_proto::tasks::v1 as pb;
use cascade_storage::{DbConn, Json, StorageError, insert_all, on_conn, unnest_statement};
use chrono::NaiveDate;
use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Date, Double, Nullable, Text},
};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::{
    domain::task::{
        Baseline, Constraints, Estimate, Link, Milestone, Planned, SkillNeed, Task, Tracked,
    },
    ids::{KeyResultId, PlanId, TaskId},
    schema::tasks,
    store::{CHUNK, days},
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = tasks, treat_none_as_null = true)]
pub(super) struct Row {
    id: TaskId,
    plan_id: PlanId,
    key_result_id: KeyResultId,
    code: String,
    name: String,
    description: String,
    kind: String,
    owner: String,
    collaborators: Json<Vec<String>>,
    department: String,
    planned_start: NaiveDate,
    planned_end: NaiveDate,
    duration_days: i64,
    deliverable: String,
    predecessors: Json<Vec<Link>>,
    required_resources: String,
    effort_hours: Option<f64>,
    priority: String,
    milestones: Json<Vec<Milestone>>,
    skills: Json<Vec<SkillNeed>>,
    state: String,
    percent: f64,
    remaining_days: Option<i64>,
    actual_start: Option<NaiveDate>,
    actual_finish: Option<NaiveDate>,
    evidence: String,
    baseline: Option<Json<Baseline>>,
    last_reported_on: Option<NaiveDate>,
    reported_cause: String,
    flagged: bool,
    constraints: Json<Held>,
    version: i64,
}

/// What a task is held to, how long it may take, and what kind of cause was reported last: in one column, for a table has 32 and no
/// more.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Held {
    #[serde(flatten)]
    constraints: Constraints,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    estimate: Option<Estimate>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    cause_kind: String,
}

impl From<&Task> for Held {
    fn from(task: &Task) -> Self {
        Self {
            constraints: task.plan.constraints,
            estimate: task.plan.estimate,
            cause_kind: match task.track.cause_kind {
                pb::BlockerCause::Unspecified => String::new(),
                kind => kind.as_str_name().to_owned(),
            },
        }
    }
}

impl From<&Task> for Row {
    fn from(task: &Task) -> Self {
        let (plan, track) = (task.plan.clone(), task.track.clone());
        Self {
            id: task.id,
            plan_id: plan.plan_id,
            key_result_id: plan.key_result_id,
            code: plan.code,
            name: plan.name,
            description: plan.description,
            kind: plan.kind.as_str_name().to_owned(),
            owner: plan.owner,
            collaborators: Json(plan.collaborators),
            department: plan.department,
            planned_start: plan.start,
            planned_end: plan.end,
            duration_days: plan.duration_days.into(),
            deliverable: plan.deliverable,
            predecessors: Json(plan.predecessors),
            required_resources: plan.required_resources,
            effort_hours: plan.effort_hours,
            priority: plan.priority.as_str_name().to_owned(),
            milestones: Json(plan.milestones),
            skills: Json(plan.skills),
            state: track.state.as_str_name().to_owned(),
            percent: track.percent,
            remaining_days: track.remaining_days.map(Into::into),
            actual_start: track.actual_start,
            actual_finish: track.actual_finish,
            evidence: track.evidence,
            baseline: task.baseline.clone().map(Json),
            last_reported_on: track.last_reported_on,
            reported_cause: track.reported_cause,
            flagged: track.flagged,
            constraints: Json(Held::from(task)),
            version: task.version,
        }
    }
}

impl From<Row> for Task {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            plan: Planned {
                plan_id: row.plan_id,
                key_result_id: row.key_result_id,
                code: row.code,
                name: row.name,
                description: row.description,
                kind: pb::TaskType::from_str_name(&row.kind).unwrap_or_default(),
                owner: row.owner,
                collaborators: row.collaborators.0,
                department: row.department,
                start: row.planned_start,
                end: row.planned_end,
                duration_days: days(row.duration_days),
                deliverable: row.deliverable,
                predecessors: row.predecessors.0,
                required_resources: row.required_resources,
                effort_hours: row.effort_hours,
                priority: pb::TaskPriority::from_str_name(&row.priority).unwrap_or_default(),
                milestones: row.milestones.0,
                skills: row.skills.0,
                constraints: row.constraints.0.constraints,
                estimate: row.constraints.0.estimate,
            },
            track: Tracked {
                state: pb::TaskState::from_str_name(&row.state).unwrap_or_default(),
                percent: row.percent,
                remaining_days: row.remaining_days.map(days),
                actual_start: row.actual_start,
                actual_finish: row.actual_finish,
                evidence: row.evidence,
                last_reported_on: row.last_reported_on,
                reported_cause: row.reported_cause,
                cause_kind: pb::BlockerCause::from_str_name(&row.constraints.0.cause_kind)
                    .unwrap_or_default(),
                flagged: row.flagged,
            },
            baseline: row.baseline.map(|json| json.0),
            version: row.version,
        }
    }
}

/// One task, not locked.
///
/// # Errors
/// What the database says.
pub async fn get(conn: &mut DbConn, id: TaskId) -> Result<Option<Task>, StorageError> {
    let row: Option<Row> = on_conn!(conn, c => {
        tasks::table.find(id).select(Row::as_select()).first(c).await.optional()
    })?;
    Ok(row.map(Into::into))
}

/// Loads rows and holds them against other writers until the transaction ends; expanded for each database.
macro_rules! load_held {
    ($conn:expr, $query:expr) => {{
        let rows: Vec<Row> = match $conn {
            DbConn::Postgres(c) => $query.for_update().load(c).await?,
            // A transaction of SQLite is the only writer from its begin.
            DbConn::Sqlite(c) => $query.load(c).await?,
        };
        rows.into_iter().map(Task::from)
    }};
}

/// One task, held against other writers until the transaction ends.
///
/// # Errors
/// What the database says.
pub async fn lock(conn: &mut DbConn, id: TaskId) -> Result<Option<Task>, StorageError> {
    let mut rows = load_held!(conn, tasks::table.find(id).select(Row::as_select()));
    Ok(rows.next())
}

/// Tasks held against other writers, in the order of their ids: two transactions that want some of the same cannot wait for
/// each other.
///
/// # Errors
/// What the database says.
pub async fn lock_many(conn: &mut DbConn, ids: &[TaskId]) -> Result<Vec<Task>, StorageError> {
    let mut sorted = ids.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut found = Vec::with_capacity(sorted.len());
    for chunk in sorted.chunks(CHUNK) {
        found.extend(load_held!(
            conn,
            tasks::table
                .filter(tasks::id.eq_any(chunk))
                .order(tasks::id.asc())
                .select(Row::as_select())
        ));
    }
    Ok(found)
}

/// Tasks of a plan that somebody works on or should, held against other writers.
///
/// # Errors
/// What the database says.
pub async fn unfinished(conn: &mut DbConn, plan: PlanId) -> Result<Vec<Task>, StorageError> {
    let states = [pb::TaskState::Open, pb::TaskState::Blocked].map(|state| state.as_str_name());
    let rows = load_held!(
        conn,
        tasks::table
            .filter(tasks::plan_id.eq(plan))
            .filter(tasks::actual_finish.is_null())
            .filter(tasks::state.eq_any(states))
            .order(tasks::id.asc())
            .select(Row::as_select())
    );
    Ok(rows.collect())
}

/// Notes that there are findings for the next report to look for; no change of the tasks themselves.
///
/// # Errors
/// What the database says.
pub async fn flag(conn: &mut DbConn, ids: &[TaskId]) -> Result<(), StorageError> {
    for chunk in ids.chunks(CHUNK) {
        on_conn!(conn, c => {
            diesel::update(tasks::table.filter(tasks::id.eq_any(chunk)))
                .set(tasks::flagged.eq(true))
                .execute(c)
                .await
        })?;
    }
    Ok(())
}

/// Every task of a plan, held against other writers.
///
/// # Errors
/// What the database says.
pub async fn lock_plan(conn: &mut DbConn, plan: PlanId) -> Result<Vec<Task>, StorageError> {
    let rows = load_held!(
        conn,
        tasks::table
            .filter(tasks::plan_id.eq(plan))
            .order(tasks::id.asc())
            .select(Row::as_select())
    );
    Ok(rows.collect())
}

/// Every task of a plan by code, not locked.
///
/// # Errors
/// What the database says.
pub async fn of_plan(conn: &mut DbConn, plan: PlanId) -> Result<Vec<Task>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        tasks::table
            .filter(tasks::plan_id.eq(plan))
            .order((tasks::code.asc(), tasks::id.asc()))
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Tasks by id, not locked; unknown ids are left out.
///
/// # Errors
/// What the database says.
pub async fn by_ids(conn: &mut DbConn, ids: &HashSet<TaskId>) -> Result<Vec<Task>, StorageError> {
    let ids: Vec<TaskId> = ids.iter().copied().collect();
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<Row> = on_conn!(conn, c => {
            tasks::table.filter(tasks::id.eq_any(chunk)).select(Row::as_select()).load(c).await
        })?;
        found.extend(rows.into_iter().map(Task::from));
    }
    Ok(found)
}

/// Tasks of one plan by code; unknown codes are left out.
///
/// # Errors
/// What the database says.
pub async fn by_codes(
    conn: &mut DbConn,
    plan: PlanId,
    codes: Vec<String>,
) -> Result<Vec<Task>, StorageError> {
    let mut found = Vec::with_capacity(codes.len());
    for chunk in codes.chunks(CHUNK) {
        let chunk = chunk.to_vec();
        let rows: Vec<Row> = on_conn!(conn, c => {
            tasks::table
                .filter(tasks::plan_id.eq(plan))
                .filter(tasks::code.eq_any(chunk))
                .select(Row::as_select())
                .load(c)
                .await
        })?;
        found.extend(rows.into_iter().map(Task::from));
    }
    Ok(found)
}

/// Adds tasks.
///
/// # Errors
/// A unique violation where a code is taken.
pub async fn insert(conn: &mut DbConn, tasks: &[Task]) -> Result<(), StorageError> {
    let rows: Vec<Row> = tasks.iter().map(Into::into).collect();
    insert_all!(conn, tasks::table, &rows)?;
    Ok(())
}

/// Writes a task over its previous version; false where that is no longer the stored one.
///
/// # Errors
/// What the database says.
pub async fn update(conn: &mut DbConn, task: &Task) -> Result<bool, StorageError> {
    let row = Row::from(task);
    let changed = on_conn!(conn, c => {
        diesel::update(tasks::table.find(task.id).filter(tasks::version.eq(task.version - 1)))
            .set(&row)
            .execute(c)
            .await
    })?;
    Ok(changed == 1)
}

unnest_statement! {
    /// Writes where tasks stand, each over the version that is given.
    UpdateTracked {
        ids: TaskId => Text,
        befores: i64 => BigInt,
        versions: i64 => BigInt,
        percents: f64 => Double,
        remaining: Option<i64> => Nullable<BigInt>,
        starts: Option<NaiveDate> => Nullable<Date>,
        finishes: Option<NaiveDate> => Nullable<Date>,
        evidences: String => Text,
        reported: Option<NaiveDate> => Nullable<Date>,
        causes: String => Text,
        held: Json<Held> => Text,
        flags: bool => Bool,
    }
    "UPDATE tasks SET version = new.version, percent = new.percent, remaining_days = new.remaining, actual_start = new.start, \
     actual_finish = new.finish, evidence = new.evidence, last_reported_on = new.reported, reported_cause = new.cause, \
     constraints = new.held, flagged = new.flagged FROM",
    "AS new (id, before, version, percent, remaining, start, finish, evidence, reported, cause, held, flagged) \
     WHERE tasks.id = new.id AND tasks.version = new.before"
}

/// Writes only where tasks stand, each over the version that it had before; answers how many still had it.
///
/// # Errors
/// What the database says.
pub async fn update_tracked(
    conn: &mut DbConn,
    changed: &[(i64, &Task)],
) -> Result<usize, StorageError> {
    let tracks = || changed.iter().map(|(_, task)| &task.track);
    match conn {
        DbConn::Postgres(c) => {
            let statement = UpdateTracked {
                ids: changed.iter().map(|(_, task)| task.id).collect(),
                befores: changed.iter().map(|(before, _)| *before).collect(),
                versions: changed.iter().map(|(_, task)| task.version).collect(),
                percents: tracks().map(|track| track.percent).collect(),
                remaining: tracks()
                    .map(|track| track.remaining_days.map(i64::from))
                    .collect(),
                starts: tracks().map(|track| track.actual_start).collect(),
                finishes: tracks().map(|track| track.actual_finish).collect(),
                evidences: tracks().map(|track| track.evidence.clone()).collect(),
                reported: tracks().map(|track| track.last_reported_on).collect(),
                causes: tracks().map(|track| track.reported_cause.clone()).collect(),
                held: changed
                    .iter()
                    .map(|(_, task)| Json(Held::from(*task)))
                    .collect(),
                flags: tracks().map(|track| track.flagged).collect(),
            };
            Ok(statement.execute(c).await?)
        }
        DbConn::Sqlite(c) => {
            let mut written = 0;
            for (before, task) in changed {
                let track = &task.track;
                written +=
                    diesel::update(tasks::table.find(task.id).filter(tasks::version.eq(before)))
                        .set((
                            tasks::percent.eq(track.percent),
                            tasks::remaining_days.eq(track.remaining_days.map(i64::from)),
                            tasks::actual_start.eq(track.actual_start),
                            tasks::actual_finish.eq(track.actual_finish),
                            tasks::evidence.eq(&track.evidence),
                            tasks::last_reported_on.eq(track.last_reported_on),
                            tasks::reported_cause.eq(&track.reported_cause),
                            tasks::constraints.eq(Json(Held::from(*task))),
                            tasks::flagged.eq(track.flagged),
                            tasks::version.eq(task.version),
                        ))
                        .execute(c)
                        .await?;
            }
            Ok(written)
        }
    }
}

/// The departments of a plan's tasks.
///
/// # Errors
/// What the database says.
pub async fn departments(
    conn: &mut DbConn,
    plan: PlanId,
) -> Result<HashMap<TaskId, String>, StorageError> {
    let rows: Vec<(TaskId, String)> = on_conn!(conn, c => {
        tasks::table
            .filter(tasks::plan_id.eq(plan))
            .select((tasks::id, tasks::department))
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().collect())
}

/// Key results of a plan that have a task.
///
/// # Errors
/// What the database says.
pub async fn key_results_with_task(
    conn: &mut DbConn,
    plan: PlanId,
) -> Result<HashSet<KeyResultId>, StorageError> {
    let ids: Vec<KeyResultId> = on_conn!(conn, c => {
        tasks::table
            .filter(tasks::plan_id.eq(plan))
            .select(tasks::key_result_id)
            .distinct()
            .load(c)
            .await
    })?;
    Ok(ids.into_iter().collect())
}

/// Tasks of a key result.
///
/// # Errors
/// What the database says.
pub async fn of_key_result(
    conn: &mut DbConn,
    key_result: KeyResultId,
) -> Result<HashSet<TaskId>, StorageError> {
    let ids: Vec<TaskId> = on_conn!(conn, c => {
        tasks::table
            .filter(tasks::key_result_id.eq(key_result))
            .select(tasks::id)
            .load(c)
            .await
    })?;
    Ok(ids.into_iter().collect())
}
