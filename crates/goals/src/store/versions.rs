//! Plans as they were approved; rows are only ever added.

use cascade_storage::{DbConn, Json, StorageError, UtcTime, on_conn};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    domain::version::{Approved, Version},
    ids::{AdjustmentId, PlanId},
    schema::plan_versions,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = plan_versions)]
struct Row {
    plan_id: PlanId,
    number: i64,
    taken_at: UtcTime,
    taken_by: String,
    reason: String,
    adjustment_id: Option<AdjustmentId>,
    content: Json<Approved>,
}

impl From<Row> for Version {
    fn from(row: Row) -> Self {
        Self {
            plan_id: row.plan_id,
            number: row.number,
            taken_at: row.taken_at.into(),
            by: row.taken_by,
            reason: row.reason,
            adjustment: row.adjustment_id,
            approved: row.content.0,
        }
    }
}

/// Number of the latest version; 0 before the first. To be asked while the plan is held.
///
/// # Errors
/// What the database says.
pub async fn latest(conn: &mut DbConn, plan: PlanId) -> Result<i64, StorageError> {
    let number: Option<i64> = on_conn!(conn, c => {
        plan_versions::table
            .filter(plan_versions::plan_id.eq(plan))
            .select(diesel::dsl::max(plan_versions::number))
            .first(c)
            .await
    })?;
    Ok(number.unwrap_or(0))
}

/// Adds a version.
///
/// # Errors
/// A unique violation where the number is taken.
pub async fn insert(conn: &mut DbConn, version: Version) -> Result<(), StorageError> {
    let row = Row {
        plan_id: version.plan_id,
        number: version.number,
        taken_at: version.taken_at.into(),
        taken_by: version.by,
        reason: version.reason,
        adjustment_id: version.adjustment,
        content: Json(version.approved),
    };
    on_conn!(conn, c => diesel::insert_into(plan_versions::table).values(&row).execute(c).await)?;
    Ok(())
}

/// One version.
///
/// # Errors
/// What the database says.
pub async fn get(
    conn: &mut DbConn,
    plan: PlanId,
    number: i64,
) -> Result<Option<Version>, StorageError> {
    let row: Option<Row> = on_conn!(conn, c => {
        plan_versions::table
            .find((plan, number))
            .select(Row::as_select())
            .first(c)
            .await
            .optional()
    })?;
    Ok(row.map(Into::into))
}

/// Versions of a plan, newest first, before the given one.
///
/// # Errors
/// What the database says.
pub async fn list(
    conn: &mut DbConn,
    plan: PlanId,
    before: Option<i64>,
    most: i64,
) -> Result<Vec<Version>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        plan_versions::table
            .filter(
                plan_versions::plan_id
                    .eq(plan)
                    .and(plan_versions::number.lt(before.unwrap_or(i64::MAX))),
            )
            .order(plan_versions::number.desc())
            .limit(most)
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}
