//! What is known of the tasks and alerts of other services.

use std::collections::HashMap;

use cascade_storage::{DbConn, StorageError, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    domain::facts::{AlertFact, TaskFact},
    ids::{PlanId, TaskId},
    schema::{alert_facts, task_facts, task_floats},
    store::CHUNK,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = task_facts, treat_none_as_null = true)]
struct Row {
    task_id: TaskId,
    plan_id: PlanId,
    key_result_id: String,
    code: String,
    owner: String,
    department: String,
    kind: String,
    planned_start: NaiveDate,
    planned_end: NaiveDate,
    first_start: Option<NaiveDate>,
    first_end: Option<NaiveDate>,
    duration_days: i64,
    percent: f64,
    cancelled: bool,
    actual_start: Option<NaiveDate>,
    actual_finish: Option<NaiveDate>,
    cause: String,
    version: i64,
}

impl From<TaskFact> for Row {
    fn from(fact: TaskFact) -> Self {
        Self {
            task_id: fact.id,
            plan_id: fact.plan_id,
            key_result_id: fact.key_result_id,
            code: fact.code,
            owner: fact.owner,
            department: fact.department,
            kind: fact.kind,
            planned_start: fact.planned_start,
            planned_end: fact.planned_end,
            first_start: fact.first.map(|first| first.0),
            first_end: fact.first.map(|first| first.1),
            duration_days: fact.duration_days,
            percent: fact.percent,
            cancelled: fact.cancelled,
            actual_start: fact.actual_start,
            actual_finish: fact.actual_finish,
            cause: fact.cause,
            version: fact.version,
        }
    }
}

impl From<Row> for TaskFact {
    fn from(row: Row) -> Self {
        Self {
            id: row.task_id,
            plan_id: row.plan_id,
            key_result_id: row.key_result_id,
            code: row.code,
            owner: row.owner,
            department: row.department,
            kind: row.kind,
            planned_start: row.planned_start,
            planned_end: row.planned_end,
            first: row.first_start.zip(row.first_end),
            duration_days: row.duration_days,
            percent: row.percent,
            cancelled: row.cancelled,
            actual_start: row.actual_start,
            actual_finish: row.actual_finish,
            cause: row.cause,
            version: row.version,
        }
    }
}

/// Takes in a task, unless the same or a newer version of it is known. The dates that were approved first, and the latest
/// stated cause, stay with it.
///
/// # Errors
/// What the database says.
pub async fn note_task(conn: &mut DbConn, fact: TaskFact) -> Result<(), StorageError> {
    let known: Option<Row> = on_conn!(conn, c => {
        task_facts::table.find(fact.id).select(Row::as_select()).first(c).await.optional()
    })?;
    let id = fact.id;
    let Some(known) = known.map(TaskFact::from) else {
        let row = Row::from(fact);
        return on_conn!(conn, c => {
            diesel::insert_into(task_facts::table)
                .values(&row)
                .on_conflict_do_nothing()
                .execute(c)
                .await
        })
        .map(|_| ())
        .map_err(Into::into);
    };
    let mut row = Row::from(fact);
    if let Some((start, end)) = known.first {
        (row.first_start, row.first_end) = (Some(start), Some(end));
    }
    if row.cause.is_empty() {
        row.cause = known.cause;
    }
    let older = task_facts::table
        .find(id)
        .filter(task_facts::version.lt(row.version));
    on_conn!(conn, c => diesel::update(older).set(&row).execute(c).await)?;
    Ok(())
}

/// Tasks of a plan, by code.
///
/// # Errors
/// What the database says.
pub async fn tasks_of_plan(conn: &mut DbConn, plan: PlanId) -> Result<Vec<TaskFact>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        task_facts::table
            .filter(task_facts::plan_id.eq(plan))
            .order(task_facts::code.asc())
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Share of the work done of each of these key results, 0–1, weighted by planned working days; those without tasks are
/// left out.
///
/// # Errors
/// What the database says.
pub async fn completion(
    conn: &mut DbConn,
    key_results: &[String],
) -> Result<HashMap<String, f64>, StorageError> {
    let mut sums: HashMap<String, (f64, f64)> = HashMap::new();
    for chunk in key_results.chunks(CHUNK) {
        let rows: Vec<(String, i64, f64)> = on_conn!(conn, c => {
            task_facts::table
                .filter(task_facts::key_result_id.eq_any(chunk).and(task_facts::cancelled.eq(false)))
                .select((task_facts::key_result_id, task_facts::duration_days, task_facts::percent))
                .load(c)
                .await
        })?;
        for (key_result, days, percent) in rows {
            let weight = days.max(1) as f64;
            let sum = sums.entry(key_result).or_default();
            sum.0 += weight * percent / 100.0;
            sum.1 += weight;
        }
    }
    Ok(sums
        .into_iter()
        .map(|(key_result, (done, all))| (key_result, done / all))
        .collect())
}

/// Takes in how many working days a task may slip, unless a newer version of the task is known to have had others.
///
/// # Errors
/// What the database says.
pub async fn note_float(
    conn: &mut DbConn,
    task: TaskId,
    days: i64,
    task_version: i64,
) -> Result<(), StorageError> {
    let values = (
        task_floats::task_id.eq(task),
        task_floats::total_float_days.eq(days),
        task_floats::task_version.eq(task_version),
    );
    let inserted = on_conn!(conn, c => {
        diesel::insert_into(task_floats::table)
            .values(values)
            .on_conflict_do_nothing()
            .execute(c)
            .await
    })?;
    if inserted == 0 {
        // Of the same version the later word counts: a float moves with its neighbours.
        let older = task_floats::table
            .find(task)
            .filter(task_floats::task_version.le(task_version));
        on_conn!(conn, c => diesel::update(older).set(values).execute(c).await)?;
    }
    Ok(())
}

/// Working days that each of these tasks may slip; unknown ones are left out.
///
/// # Errors
/// What the database says.
pub async fn floats(
    conn: &mut DbConn,
    tasks: &[TaskId],
) -> Result<HashMap<TaskId, i64>, StorageError> {
    let mut found = HashMap::new();
    for chunk in tasks.chunks(CHUNK) {
        let rows: Vec<(TaskId, i64)> = on_conn!(conn, c => {
            task_floats::table
                .filter(task_floats::task_id.eq_any(chunk))
                .select((task_floats::task_id, task_floats::total_float_days))
                .load(c)
                .await
        })?;
        found.extend(rows);
    }
    Ok(found)
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = alert_facts)]
struct AlertRow {
    alert_id: String,
    plan_id: PlanId,
    subject: String,
    red: bool,
    closed: bool,
    version: i64,
}

/// Takes in an alert, unless the same or a newer version of it is known.
///
/// # Errors
/// What the database says.
pub async fn note_alert(conn: &mut DbConn, fact: AlertFact) -> Result<(), StorageError> {
    let row = AlertRow {
        alert_id: fact.id,
        plan_id: fact.plan_id,
        subject: fact.subject,
        red: fact.red,
        closed: fact.closed,
        version: fact.version,
    };
    let inserted = on_conn!(conn, c => {
        diesel::insert_into(alert_facts::table)
            .values(&row)
            .on_conflict_do_nothing()
            .execute(c)
            .await
    })?;
    if inserted == 0 {
        let older = alert_facts::table
            .find(&row.alert_id)
            .filter(alert_facts::version.lt(row.version));
        on_conn!(conn, c => diesel::update(older).set(&row).execute(c).await)?;
    }
    Ok(())
}

/// What the red alerts of a plan that are not closed are about, by code.
///
/// # Errors
/// What the database says.
pub async fn red_alerts(conn: &mut DbConn, plan: PlanId) -> Result<Vec<String>, StorageError> {
    let found = on_conn!(conn, c => {
        alert_facts::table
            .filter(
                alert_facts::plan_id
                    .eq(plan)
                    .and(alert_facts::red.eq(true))
                    .and(alert_facts::closed.eq(false)),
            )
            .order(alert_facts::subject.asc())
            .select(alert_facts::subject)
            .load(c)
            .await
    })?;
    Ok(found)
}
