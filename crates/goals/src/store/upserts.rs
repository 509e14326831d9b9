//! What changes with every report, written for many tasks in one statement.

use cascade_storage::{DbConn, StorageError, unnest_statement};
use chrono::NaiveDate;
use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Date, Double, Nullable, Text},
};
use diesel_async::RunQueryDsl;

use super::facts::{FloatRow, Row};
use crate::{
    ids::{PlanId, TaskId},
    schema::{task_facts, task_floats},
};

unnest_statement! {
    /// Writes tasks, whether they were there or not; the condition is part of the statement: of two that come at once, the newer stays.
    /// What was approved first stays, and the latest cause that was stated.
    UpsertTasks of Row {
        task_id: TaskId => Text,
        plan_id: PlanId => Text,
        key_result_id: String => Text,
        code: String => Text,
        owner: String => Text,
        department: String => Text,
        kind: String => Text,
        planned_start: NaiveDate => Date,
        planned_end: NaiveDate => Date,
        first_start: Option<NaiveDate> => Nullable<Date>,
        first_end: Option<NaiveDate> => Nullable<Date>,
        duration_days: i64 => BigInt,
        percent: f64 => Double,
        cancelled: bool => Bool,
        actual_start: Option<NaiveDate> => Nullable<Date>,
        actual_finish: Option<NaiveDate> => Nullable<Date>,
        cause: String => Text,
        version: i64 => BigInt,
    }
    "INSERT INTO task_facts (task_id, plan_id, key_result_id, code, owner, department, kind, planned_start, planned_end, first_start, \
     first_end, duration_days, percent, cancelled, actual_start, actual_finish, cause, version) SELECT * FROM",
    "ON CONFLICT (task_id) DO UPDATE SET plan_id = excluded.plan_id, key_result_id = excluded.key_result_id, code = excluded.code, \
     owner = excluded.owner, department = excluded.department, kind = excluded.kind, planned_start = excluded.planned_start, \
     planned_end = excluded.planned_end, first_start = COALESCE(task_facts.first_start, excluded.first_start), \
     first_end = COALESCE(task_facts.first_end, excluded.first_end), duration_days = excluded.duration_days, percent = excluded.percent, cancelled = excluded.cancelled, actual_start = excluded.actual_start, \
     actual_finish = excluded.actual_finish, cause = CASE excluded.cause WHEN '' THEN task_facts.cause ELSE excluded.cause END, version = excluded.version \
     WHERE task_facts.version < excluded.version"
}

unnest_statement! {
    /// Writes floats, whether they were there or not, unless they are a newer task's.
    UpsertFloats of FloatRow {
        task_id: TaskId => Text,
        total_float_days: i64 => BigInt,
        task_version: i64 => BigInt,
    }
    "INSERT INTO task_floats (task_id, total_float_days, task_version) SELECT * FROM",
    "ON CONFLICT (task_id) DO UPDATE SET total_float_days = excluded.total_float_days, task_version = excluded.task_version \
     WHERE task_floats.task_version <= excluded.task_version"
}

/// Writes tasks, each unless a version is known that is not older.
pub(super) async fn tasks(conn: &mut DbConn, rows: Vec<Row>) -> Result<(), StorageError> {
    if rows.is_empty() {
        return Ok(());
    }
    match conn {
        DbConn::Postgres(c) => {
            rows.into_iter().collect::<UpsertTasks>().execute(c).await?;
        }
        DbConn::Sqlite(c) => {
            for mut row in rows {
                let inserted = diesel::insert_into(task_facts::table)
                    .values(&row)
                    .on_conflict_do_nothing()
                    .execute(c)
                    .await?;
                if inserted == 0 {
                    let known = task_facts::table.find(row.task_id);
                    row.keep_of(known.select(Row::as_select()).first(c).await?);
                    let older = known.filter(task_facts::version.lt(row.version));
                    diesel::update(older).set(&row).execute(c).await?;
                }
            }
        }
    }
    Ok(())
}

/// Writes floats, each unless that of a newer version of its task is known.
pub(super) async fn floats(conn: &mut DbConn, rows: Vec<FloatRow>) -> Result<(), StorageError> {
    if rows.is_empty() {
        return Ok(());
    }
    match conn {
        DbConn::Postgres(c) => {
            let statement = rows.into_iter().collect::<UpsertFloats>();
            statement.execute(c).await?;
        }
        DbConn::Sqlite(c) => {
            for row in rows {
                let inserted = diesel::insert_into(task_floats::table)
                    .values(&row)
                    .on_conflict_do_nothing()
                    .execute(c)
                    .await?;
                if inserted == 0 {
                    let older = task_floats::table
                        .find(row.task_id)
                        .filter(task_floats::task_version.le(row.task_version));
                    diesel::update(older).set(&row).execute(c).await?;
                }
            }
        }
    }
    Ok(())
}
