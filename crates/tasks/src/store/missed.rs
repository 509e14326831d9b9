//! Daily cut-offs: when each plan's next one is, as rows with a due time, and who missed how many.

use std::collections::HashMap;

use cascade_storage::{DbConn, StorageError, UtcTime, insert_all, on_conn};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    domain::cutoff::Missed,
    ids::{PlanId, TaskId},
    schema::{missed_updates, update_cutoffs},
    store::{CHUNK, days},
};

/// Sets a plan's first cut-off; a plan that has one keeps it.
///
/// # Errors
/// What the database says.
pub async fn begin(
    conn: &mut DbConn,
    plan: PlanId,
    due: DateTime<Utc>,
) -> Result<(), StorageError> {
    let row = (
        update_cutoffs::plan_id.eq(plan),
        update_cutoffs::due_at.eq(UtcTime::from(due)),
    );
    on_conn!(conn, c => {
        diesel::insert_into(update_cutoffs::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c)
            .await
    })?;
    Ok(())
}

/// A closed plan has no more cut-offs.
///
/// # Errors
/// What the database says.
pub async fn end(conn: &mut DbConn, plan: PlanId) -> Result<(), StorageError> {
    on_conn!(conn, c => diesel::delete(update_cutoffs::table.find(plan)).execute(c).await)?;
    Ok(())
}

/// A plan whose cut-off is due, with when it was, held until the transaction ends. One that another replica works on is passed
/// over.
///
/// # Errors
/// What the database says.
pub async fn claim(
    conn: &mut DbConn,
    now: DateTime<Utc>,
) -> Result<Option<(PlanId, DateTime<Utc>)>, StorageError> {
    let waiting = || {
        update_cutoffs::table
            .filter(update_cutoffs::due_at.le(UtcTime::from(now)))
            .order((update_cutoffs::due_at.asc(), update_cutoffs::plan_id.asc()))
            .select((update_cutoffs::plan_id, update_cutoffs::due_at))
    };
    let found: Option<(PlanId, UtcTime)> = match conn {
        DbConn::Postgres(c) => waiting()
            .for_update()
            .skip_locked()
            .first(c)
            .await
            .optional()?,
        DbConn::Sqlite(c) => waiting().first(c).await.optional()?,
    };
    Ok(found.map(|(plan, due)| (plan, due.into())))
}

/// Moves a plan on to its next cut-off.
///
/// # Errors
/// What the database says.
pub async fn move_on(
    conn: &mut DbConn,
    plan: PlanId,
    due: DateTime<Utc>,
) -> Result<(), StorageError> {
    on_conn!(conn, c => {
        diesel::update(update_cutoffs::table.find(plan))
            .set(update_cutoffs::due_at.eq(UtcTime::from(due)))
            .execute(c)
            .await
    })?;
    Ok(())
}

/// When the next cut-off is due.
///
/// # Errors
/// What the database says.
pub async fn next_due(conn: &mut DbConn) -> Result<Option<DateTime<Utc>>, StorageError> {
    let due: Option<UtcTime> = on_conn!(conn, c => {
        update_cutoffs::table
            .select(diesel::dsl::min(update_cutoffs::due_at))
            .first(c)
            .await
    })?;
    Ok(due.map(Into::into))
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = missed_updates)]
struct Row {
    task_id: TaskId,
    plan_id: PlanId,
    missed: i64,
    last_on: NaiveDate,
}

/// What the tasks of a plan have missed in a row.
///
/// # Errors
/// What the database says.
pub async fn of_plan(
    conn: &mut DbConn,
    plan: PlanId,
) -> Result<HashMap<TaskId, Missed>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        missed_updates::table
            .filter(missed_updates::plan_id.eq(plan))
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let missed = Missed {
                count: days(row.missed),
                last_on: row.last_on,
            };
            (row.task_id, missed)
        })
        .collect())
}

/// Replaces what these tasks have missed.
///
/// # Errors
/// What the database says.
pub async fn replace(
    conn: &mut DbConn,
    plan: PlanId,
    missed: &[(TaskId, Missed)],
) -> Result<(), StorageError> {
    let ids: Vec<TaskId> = missed.iter().map(|(id, _)| *id).collect();
    forget(conn, &ids).await?;
    let rows: Vec<Row> = missed
        .iter()
        .map(|(task_id, missed)| Row {
            task_id: *task_id,
            plan_id: plan,
            missed: missed.count.into(),
            last_on: missed.last_on,
        })
        .collect();
    insert_all!(conn, missed_updates::table, &rows)?;
    Ok(())
}

/// These tasks have been reported on, or need not be.
///
/// # Errors
/// What the database says.
pub async fn forget(conn: &mut DbConn, tasks: &[TaskId]) -> Result<(), StorageError> {
    for chunk in tasks.chunks(CHUNK) {
        on_conn!(conn, c => {
            diesel::delete(missed_updates::table.filter(missed_updates::task_id.eq_any(chunk)))
                .execute(c)
                .await
        })?;
    }
    Ok(())
}
