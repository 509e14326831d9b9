//! What changes with every report, written for many tasks in one statement.

use cascade_storage::{DbConn, Json, StorageError, unnest_statement};
use diesel::{
    prelude::*,
    query_builder::Query,
    sql_types::{BigInt, Double, Nullable, Text},
};
use diesel_async::RunQueryDsl;

use super::windows::FullRow;
use crate::schema::task_windows;

unnest_statement! {
    /// Writes tasks, whether they were there or not; the condition is part of the statement: of two that come at once, the newer stays.
    UpsertWindows of FullRow {
        task_id: String => Text,
        plan_id: String => Text,
        code: String => Text,
        planned_start: String => Text,
        planned_end: String => Text,
        version: i64 => BigInt,
        name: String => Text,
        department: String => Text,
        owner: String => Text,
        collaborators: Json<Vec<String>> => Text,
        skills: Json<Vec<(String, i32)>> => Text,
        effort_hours: Option<f64> => Nullable<Double>,
        duration_days: i64 => BigInt,
        state: String => Text,
        percent: f64 => Double,
        actual_start: String => Text,
        actual_finish: String => Text,
        not_before: String => Text,
        deadline: String => Text,
        start_on: String => Text,
        people_version: i64 => BigInt,
    }
    "INSERT INTO task_windows (task_id, plan_id, code, planned_start, planned_end, version, name, department, owner, collaborators, \
     skills, effort_hours, duration_days, state, percent, actual_start, actual_finish, not_before, deadline, start_on, people_version) SELECT * FROM",
    "ON CONFLICT (task_id) DO UPDATE SET plan_id = excluded.plan_id, code = excluded.code, planned_start = excluded.planned_start, \
     planned_end = excluded.planned_end, version = excluded.version, name = excluded.name, department = excluded.department, owner = \
     excluded.owner, collaborators = excluded.collaborators, skills = excluded.skills, effort_hours = excluded.effort_hours, \
     duration_days = excluded.duration_days, state = excluded.state, percent = excluded.percent, actual_start = excluded.actual_start, \
     actual_finish = excluded.actual_finish, not_before = excluded.not_before, deadline = excluded.deadline, start_on = \
     excluded.start_on, people_version = CASE WHEN task_windows.owner = excluded.owner AND \
     task_windows.collaborators = excluded.collaborators THEN task_windows.people_version ELSE excluded.people_version END \
     WHERE task_windows.version < excluded.version RETURNING task_id, people_version"
}

impl Query for UpsertWindows {
    type SqlType = (Text, BigInt);
}

/// Writes tasks, each unless a version is known that is not older; answers those that were written and from which version on each has
/// had its people.
pub(super) async fn windows(
    conn: &mut DbConn,
    rows: Vec<FullRow>,
) -> Result<Vec<(String, i64)>, StorageError> {
    match conn {
        DbConn::Postgres(c) => {
            let statement = rows.into_iter().collect::<UpsertWindows>();
            Ok(statement.load(c).await?)
        }
        DbConn::Sqlite(c) => {
            let mut written = Vec::with_capacity(rows.len());
            for mut row in rows {
                let known: Option<FullRow> = task_windows::table
                    .find(&row.task_id)
                    .select(FullRow::as_select())
                    .first(c)
                    .await
                    .optional()?;
                if let Some(known) = &known {
                    if known.version >= row.version {
                        continue;
                    }
                    if (&known.owner, &known.collaborators) == (&row.owner, &row.collaborators) {
                        row.people_version = known.people_version;
                    }
                }
                diesel::replace_into(task_windows::table)
                    .values(&row)
                    .execute(c)
                    .await?;
                written.push((row.task_id, row.people_version));
            }
            Ok(written)
        }
    }
}
