//! What is known of the tasks and alerts of other services.

use std::collections::{BTreeMap, HashMap};

use cascade_storage::{DbConn, StorageError, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    domain::facts::{AlertFact, FloatFact, TaskFact},
    ids::{PlanId, TaskId},
    schema::{alert_facts, task_facts, task_floats},
    store::{CHUNK, upserts},
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = task_facts, treat_none_as_null = true)]
pub(super) struct Row {
    pub(super) task_id: TaskId,
    pub(super) plan_id: PlanId,
    pub(super) key_result_id: String,
    pub(super) code: String,
    pub(super) owner: String,
    pub(super) department: String,
    pub(super) kind: String,
    pub(super) planned_start: NaiveDate,
    pub(super) planned_end: NaiveDate,
    pub(super) first_start: Option<NaiveDate>,
    pub(super) first_end: Option<NaiveDate>,
    pub(super) duration_days: i64,
    pub(super) percent: f64,
    pub(super) cancelled: bool,
    pub(super) actual_start: Option<NaiveDate>,
    pub(super) actual_finish: Option<NaiveDate>,
    pub(super) cause: String,
    pub(super) version: i64,
}

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = task_floats)]
pub(super) struct FloatRow {
    pub(super) task_id: TaskId,
    pub(super) total_float_days: i64,
    pub(super) task_version: i64,
}

impl From<FloatFact> for FloatRow {
    fn from(fact: FloatFact) -> Self {
        Self {
            task_id: fact.task_id,
            total_float_days: fact.total_float_days,
            task_version: fact.task_version,
        }
    }
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

impl Row {
    /// The dates that were approved first, and the latest stated cause, stay with a task.
    pub(super) fn keep_of(&mut self, known: Self) {
        self.first_start = known.first_start.or(self.first_start);
        self.first_end = known.first_end.or(self.first_end);
        if self.cause.is_empty() {
            self.cause = known.cause;
        }
    }
}

/// Takes in tasks, each unless the same or a newer version of it is known. The dates that were approved first, and the latest stated
/// cause, stay with it.
///
/// # Errors
/// What the database says.
pub async fn note_tasks(conn: &mut DbConn, told: Vec<TaskFact>) -> Result<(), StorageError> {
    // In one order, as in every transaction: two replicas cannot wait for each other.
    let mut newest: BTreeMap<TaskId, Row> = BTreeMap::new();
    for fact in told {
        let mut row = Row::from(fact);
        if let Some(known) = newest.remove(&row.task_id) {
            if known.version >= row.version {
                row = known;
            } else {
                row.keep_of(known);
            }
        }
        newest.insert(row.task_id, row);
    }
    upserts::tasks(conn, newest.into_values().collect()).await
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

/// Takes in how many working days tasks may slip, each unless a newer version of the task is known to have had others. Of the same
/// version the later word counts: a float moves with its neighbours.
///
/// # Errors
/// What the database says.
pub async fn note_floats(conn: &mut DbConn, told: Vec<FloatFact>) -> Result<(), StorageError> {
    let mut last: BTreeMap<TaskId, FloatFact> = BTreeMap::new();
    for float in told {
        let known = last.entry(float.task_id).or_insert(float);
        if float.task_version >= known.task_version {
            *known = float;
        }
    }
    upserts::floats(conn, last.into_values().map(Into::into).collect()).await
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
