//! Table 8, dispositions of tasks, and what closed plans teach.

use cascade_proto::goals::v1 as pb;
use cascade_storage::{DbConn, Json, StorageError, UtcTime, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    domain::review::{Disposed, Written},
    ids::{NodeId, PlanId, TaskId},
    schema::{dispositions, plan_statistics, review_rows},
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = review_rows, treat_none_as_null = true)]
struct Row {
    plan_id: PlanId,
    subject_id: NodeId,
    final_value: Option<f64>,
    highlights: String,
    gaps: String,
    root_cause: String,
    improvement: String,
    improvement_owner: String,
    improvement_due: Option<NaiveDate>,
    carried_over: bool,
    version: i64,
}

impl From<Row> for Written {
    fn from(row: Row) -> Self {
        Self {
            subject: row.subject_id,
            final_value: row.final_value,
            highlights: row.highlights,
            gaps: row.gaps,
            root_cause: row.root_cause,
            improvement: row.improvement,
            improvement_owner: row.improvement_owner,
            improvement_due: row.improvement_due,
            carried_over: row.carried_over,
            version: row.version,
        }
    }
}

/// What has been written about a plan.
///
/// # Errors
/// What the database says.
pub async fn rows(conn: &mut DbConn, plan: PlanId) -> Result<Vec<Written>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        review_rows::table
            .filter(review_rows::plan_id.eq(plan))
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Writes a row over its previous version, or as the first. To be called while the plan is held.
///
/// # Errors
/// What the database says.
pub async fn save(conn: &mut DbConn, plan: PlanId, written: Written) -> Result<(), StorageError> {
    let row = Row {
        plan_id: plan,
        subject_id: written.subject,
        final_value: written.final_value,
        highlights: written.highlights,
        gaps: written.gaps,
        root_cause: written.root_cause,
        improvement: written.improvement,
        improvement_owner: written.improvement_owner,
        improvement_due: written.improvement_due,
        carried_over: written.carried_over,
        version: written.version,
    };
    if row.version == 1 {
        on_conn!(conn, c => diesel::insert_into(review_rows::table).values(&row).execute(c).await)?;
    } else {
        let place = review_rows::table.find((plan, row.subject_id));
        on_conn!(conn, c => diesel::update(place).set(&row).execute(c).await)?;
    }
    Ok(())
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = dispositions)]
struct DisposedRow {
    task_id: TaskId,
    plan_id: PlanId,
    disposition: String,
    note: String,
    decided_by: String,
    decided_at: UtcTime,
}

/// What was decided about the tasks of a plan.
///
/// # Errors
/// What the database says.
pub async fn disposed(conn: &mut DbConn, plan: PlanId) -> Result<Vec<Disposed>, StorageError> {
    let rows: Vec<DisposedRow> = on_conn!(conn, c => {
        dispositions::table
            .filter(dispositions::plan_id.eq(plan))
            .select(DisposedRow::as_select())
            .load(c)
            .await
    })?;
    Ok(rows
        .into_iter()
        .map(|row| Disposed {
            task: row.task_id,
            disposition: pb::Disposition::from_str_name(&row.disposition).unwrap_or_default(),
            note: row.note,
            by: row.decided_by,
            at: row.decided_at.into(),
        })
        .collect())
}

/// Keeps a decision about a task, instead of an earlier one. To be called while the plan is held.
///
/// # Errors
/// What the database says.
pub async fn dispose(
    conn: &mut DbConn,
    plan: PlanId,
    disposed: &Disposed,
) -> Result<(), StorageError> {
    let row = DisposedRow {
        task_id: disposed.task,
        plan_id: plan,
        disposition: disposed.disposition.as_str_name().to_owned(),
        note: disposed.note.clone(),
        decided_by: disposed.by.clone(),
        decided_at: disposed.at.into(),
    };
    let known = dispositions::table.find(disposed.task);
    let changed = on_conn!(conn, c => diesel::update(known).set(&row).execute(c).await)?;
    if changed == 0 {
        on_conn!(conn, c => diesel::insert_into(dispositions::table).values(&row).execute(c).await)?;
    }
    Ok(())
}

/// Keeps what a closed plan teaches.
///
/// # Errors
/// What the database says.
pub async fn keep_statistics(
    conn: &mut DbConn,
    plan: PlanId,
    statistics: &pb::Statistics,
) -> Result<(), StorageError> {
    let values = (
        plan_statistics::plan_id.eq(plan),
        plan_statistics::content.eq(Json(statistics.clone())),
    );
    on_conn!(conn, c => {
        diesel::insert_into(plan_statistics::table).values(values).execute(c).await
    })?;
    Ok(())
}

/// What all closed plans teach, oldest plan first.
///
/// # Errors
/// What the database says.
pub async fn statistics(conn: &mut DbConn) -> Result<Vec<pb::Statistics>, StorageError> {
    let rows: Vec<Json<pb::Statistics>> = on_conn!(conn, c => {
        plan_statistics::table
            .order(plan_statistics::plan_id.asc())
            .select(plan_statistics::content)
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(|json| json.0).collect())
}

/// What one closed plan teaches.
///
/// # Errors
/// What the database says.
pub async fn statistics_of(
    conn: &mut DbConn,
    plan: PlanId,
) -> Result<Option<pb::Statistics>, StorageError> {
    let found: Option<Json<pb::Statistics>> = on_conn!(conn, c => {
        plan_statistics::table
            .find(plan)
            .select(plan_statistics::content)
            .first(c)
            .await
            .optional()
    })?;
    Ok(found.map(|json| json.0))
}
