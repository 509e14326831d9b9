//! Baselines: approved dates of tasks, and snapshots of whole plans. Rows are only ever added.

use cascade_storage::{DbConn, Json, StorageError, UtcTime, insert_all, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    domain::{
        baseline::{PlanBaseline, Snapshot},
        task::{Link, Task},
    },
    ids::{BaselineId, PlanBaselineId, PlanId, TaskId},
    schema::{baselines, plan_baseline_tasks, plan_baselines},
    store::days,
};

#[derive(Insertable)]
#[diesel(table_name = baselines)]
struct OfTask {
    id: BaselineId,
    task_id: TaskId,
    plan_id: PlanId,
    planned_start: NaiveDate,
    planned_end: NaiveDate,
    taken_at: UtcTime,
    plan_version: i64,
}

/// Adds the baselines that these tasks now point to.
///
/// # Errors
/// What the database says.
pub async fn insert_of_tasks(
    conn: &mut DbConn,
    tasks: &[Task],
    plan_version: i64,
) -> Result<(), StorageError> {
    let rows: Vec<OfTask> = tasks
        .iter()
        .filter_map(|task| {
            let baseline = task.baseline.as_ref()?;
            Some(OfTask {
                id: baseline.id,
                task_id: task.id,
                plan_id: task.plan.plan_id,
                planned_start: baseline.start,
                planned_end: baseline.end,
                taken_at: baseline.taken_at.into(),
                plan_version,
            })
        })
        .collect();
    insert_all!(conn, baselines::table, &rows)?;
    Ok(())
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = plan_baselines)]
struct Row {
    id: PlanBaselineId,
    plan_id: PlanId,
    number: i64,
    taken_at: UtcTime,
    taken_by: String,
    reason: String,
    task_count: i64,
}

impl From<&PlanBaseline> for Row {
    fn from(baseline: &PlanBaseline) -> Self {
        Self {
            id: baseline.id,
            plan_id: baseline.plan_id,
            number: baseline.number,
            taken_at: baseline.taken_at.into(),
            taken_by: baseline.taken_by.clone(),
            reason: baseline.reason.clone(),
            task_count: baseline.task_count.into(),
        }
    }
}

impl From<Row> for PlanBaseline {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            plan_id: row.plan_id,
            number: row.number,
            taken_at: row.taken_at.into(),
            taken_by: row.taken_by,
            reason: row.reason,
            task_count: days(row.task_count),
        }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = plan_baseline_tasks)]
struct SnapshotRow {
    plan_baseline_id: PlanBaselineId,
    task_id: TaskId,
    code: String,
    name: String,
    owner: String,
    planned_start: NaiveDate,
    planned_end: NaiveDate,
    duration_days: i64,
    effort_hours: Option<f64>,
    percent: f64,
    predecessors: Json<Vec<Link>>,
}

impl From<SnapshotRow> for Snapshot {
    fn from(row: SnapshotRow) -> Self {
        Self {
            task_id: row.task_id,
            code: row.code,
            name: row.name,
            owner: row.owner,
            start: row.planned_start,
            end: row.planned_end,
            duration_days: days(row.duration_days),
            effort_hours: row.effort_hours,
            percent: row.percent,
            predecessors: row.predecessors.0,
        }
    }
}

/// Adds a snapshot of a plan.
///
/// # Errors
/// A unique violation where its number is taken.
pub async fn insert(
    conn: &mut DbConn,
    baseline: &PlanBaseline,
    tasks: &[Snapshot],
) -> Result<(), StorageError> {
    let row = Row::from(baseline);
    on_conn!(conn, c => {
        diesel::insert_into(plan_baselines::table).values(&row).execute(c).await
    })?;
    let rows: Vec<SnapshotRow> = tasks
        .iter()
        .cloned()
        .map(|task| SnapshotRow {
            plan_baseline_id: baseline.id,
            task_id: task.task_id,
            code: task.code,
            name: task.name,
            owner: task.owner,
            planned_start: task.start,
            planned_end: task.end,
            duration_days: task.duration_days.into(),
            effort_hours: task.effort_hours,
            percent: task.percent,
            predecessors: Json(task.predecessors),
        })
        .collect();
    insert_all!(conn, plan_baseline_tasks::table, &rows)?;
    Ok(())
}

/// The highest number of a plan's baselines; 0 where it has none.
///
/// # Errors
/// What the database says.
pub async fn last_number(conn: &mut DbConn, plan: PlanId) -> Result<i64, StorageError> {
    let last: Option<i64> = on_conn!(conn, c => {
        plan_baselines::table
            .filter(plan_baselines::plan_id.eq(plan))
            .select(diesel::dsl::max(plan_baselines::number))
            .first(c)
            .await
    })?;
    Ok(last.unwrap_or(0))
}

/// Baselines of a plan by number, after the given one.
///
/// # Errors
/// What the database says.
pub async fn list(
    conn: &mut DbConn,
    plan: PlanId,
    after: i64,
    most: i64,
) -> Result<Vec<PlanBaseline>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        plan_baselines::table
            .filter(plan_baselines::plan_id.eq(plan))
            .filter(plan_baselines::number.gt(after))
            .order(plan_baselines::number.asc())
            .limit(most)
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// One baseline of a plan with its tasks by code.
///
/// # Errors
/// What the database says.
pub async fn get(
    conn: &mut DbConn,
    plan: PlanId,
    number: i64,
) -> Result<Option<(PlanBaseline, Vec<Snapshot>)>, StorageError> {
    let row: Option<Row> = on_conn!(conn, c => {
        plan_baselines::table
            .filter(plan_baselines::plan_id.eq(plan))
            .filter(plan_baselines::number.eq(number))
            .select(Row::as_select())
            .first(c)
            .await
            .optional()
    })?;
    let Some(row) = row else { return Ok(None) };
    let tasks: Vec<SnapshotRow> = on_conn!(conn, c => {
        plan_baseline_tasks::table
            .filter(plan_baseline_tasks::plan_baseline_id.eq(row.id))
            .order((plan_baseline_tasks::code.asc(), plan_baseline_tasks::task_id.asc()))
            .select(SnapshotRow::as_select())
            .load(c)
            .await
    })?;
    Ok(Some((
        row.into(),
        tasks.into_iter().map(Into::into).collect(),
    )))
}
