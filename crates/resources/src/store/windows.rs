//! What is known of other services' tasks.

use cascade_proto::resources::v1 as pb;
use cascade_storage::{DbConn, StorageError, on_conn};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::schema::task_windows;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = task_windows)]
struct Row {
    task_id: String,
    plan_id: String,
    code: String,
    planned_start: String,
    planned_end: String,
    version: i64,
}

impl From<Row> for pb::TaskRef {
    fn from(row: Row) -> Self {
        Self {
            id: row.task_id,
            plan_id: row.plan_id,
            code: row.code,
            planned_start: row.planned_start,
            planned_end: row.planned_end,
        }
    }
}

/// Tasks of a plan.
pub async fn of_plan(conn: &mut DbConn, plan: &str) -> Result<Vec<pb::TaskRef>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        task_windows::table.filter(task_windows::plan_id.eq(plan)).select(Row::as_select()).load(c).await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Takes in a task at a version, unless a newer one is known. Version 0 is a caller's word, which any event outdoes.
pub async fn note(conn: &mut DbConn, task: &pb::TaskRef, version: i64) -> Result<(), StorageError> {
    let row = Row {
        task_id: task.id.clone(),
        plan_id: task.plan_id.clone(),
        code: task.code.clone(),
        planned_start: task.planned_start.clone(),
        planned_end: task.planned_end.clone(),
        version,
    };
    let inserted = on_conn!(conn, c => {
        diesel::insert_into(task_windows::table)
            .values(&row)
            .on_conflict_do_nothing()
            .execute(c)
            .await
    })?;
    if inserted == 0 {
        // The condition is part of the statement: of two that come at once, the newer stays.
        let older = task_windows::table
            .find(&task.id)
            .filter(task_windows::version.lt(version.max(1)));
        on_conn!(conn, c => diesel::update(older).set(&row).execute(c).await)?;
    }
    Ok(())
}

/// One task.
pub async fn get(conn: &mut DbConn, id: &str) -> Result<Option<pb::TaskRef>, StorageError> {
    let row: Option<Row> = on_conn!(conn, c => {
        task_windows::table.find(id).select(Row::as_select()).first(c).await.optional()
    })?;
    Ok(row.map(Into::into))
}
