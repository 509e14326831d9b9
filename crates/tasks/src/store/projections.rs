//! What other services say, as far as this one needs it: plans and key results.

use std::collections::{HashMap, HashSet};

use cascade_storage::{DbConn, StorageError, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    domain::task::KeyResult,
    ids::{KeyResultId, PlanId},
    schema::{key_results, plans},
    store::CHUNK,
};

/// A plan as its events tell of it.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = plans, treat_none_as_null = true)]
pub struct Plan {
    /// Identity.
    pub id: PlanId,
    /// Unique in the organisation.
    pub code: String,
    /// First day of its period.
    pub period_start: Option<NaiveDate>,
    /// Version of the plan that said so.
    pub version: i64,
}

/// Notes a plan; an older word than the stored one changes nothing.
///
/// # Errors
/// What the database says.
pub async fn note_plan(conn: &mut DbConn, plan: &Plan) -> Result<(), StorageError> {
    let known: Option<i64> = on_conn!(conn, c => {
        plans::table.find(plan.id).select(plans::version).first(c).await.optional()
    })?;
    match known {
        Some(version) if version >= plan.version => {}
        Some(_) => {
            on_conn!(conn, c => diesel::update(plans::table.find(plan.id)).set(plan).execute(c).await)?;
        }
        None => {
            on_conn!(conn, c => {
                diesel::insert_into(plans::table).values(plan).on_conflict_do_nothing().execute(c).await
            })?;
        }
    }
    Ok(())
}

/// First day of a plan's period.
///
/// # Errors
/// What the database says.
pub async fn period_start(
    conn: &mut DbConn,
    plan: PlanId,
) -> Result<Option<NaiveDate>, StorageError> {
    let day: Option<Option<NaiveDate>> = on_conn!(conn, c => {
        plans::table.find(plan).select(plans::period_start).first(c).await.optional()
    })?;
    Ok(day.flatten())
}

/// Plans by code.
///
/// # Errors
/// What the database says.
pub async fn plans_by_code(
    conn: &mut DbConn,
    codes: Vec<String>,
) -> Result<Vec<(String, PlanId)>, StorageError> {
    let found = on_conn!(conn, c => {
        plans::table
            .filter(plans::code.eq_any(codes))
            .select((plans::code, plans::id))
            .load(c)
            .await
    })?;
    Ok(found)
}

/// Codes of plans; unknown ones are left out.
///
/// # Errors
/// What the database says.
pub async fn plan_codes(
    conn: &mut DbConn,
    ids: &HashSet<PlanId>,
) -> Result<HashMap<PlanId, String>, StorageError> {
    let ids: Vec<PlanId> = ids.iter().copied().collect();
    let found: Vec<(PlanId, String)> = on_conn!(conn, c => {
        plans::table
            .filter(plans::id.eq_any(&ids))
            .select((plans::id, plans::code))
            .load(c)
            .await
    })?;
    Ok(found.into_iter().collect())
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = key_results, treat_none_as_null = true)]
struct Row {
    id: KeyResultId,
    plan_id: PlanId,
    code: String,
    owner: String,
    department: String,
    window_start: Option<NaiveDate>,
    deadline: Option<NaiveDate>,
    version: i64,
}

impl From<Row> for KeyResult {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            plan_id: row.plan_id,
            code: row.code,
            owner: row.owner,
            department: row.department,
            window_start: row.window_start,
            deadline: row.deadline,
        }
    }
}

/// The key results of a plan that are known, by code.
///
/// # Errors
/// What the database says.
pub async fn key_results(conn: &mut DbConn, plan: PlanId) -> Result<Vec<KeyResult>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        key_results::table
            .filter(key_results::plan_id.eq(plan))
            .order((key_results::code.asc(), key_results::id.asc()))
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Key results by id; unknown ones are left out.
///
/// # Errors
/// What the database says.
pub async fn key_results_by_id(
    conn: &mut DbConn,
    ids: &[KeyResultId],
) -> Result<Vec<KeyResult>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<Row> = on_conn!(conn, c => {
            key_results::table
                .filter(key_results::id.eq_any(chunk))
                .select(Row::as_select())
                .load(c)
                .await
        })?;
        found.extend(rows.into_iter().map(KeyResult::from));
    }
    Ok(found)
}

/// Notes a key result. `version` is that of the event that tells of it, none for an import, which always counts. An event
/// says nothing of department and window, so these stay as they are.
///
/// # Errors
/// What the database says.
pub async fn note_key_result(
    conn: &mut DbConn,
    key_result: &KeyResult,
    version: Option<i64>,
) -> Result<(), StorageError> {
    let known: Option<Row> = on_conn!(conn, c => {
        key_results::table
            .find(key_result.id)
            .select(Row::as_select())
            .first(c)
            .await
            .optional()
    })?;
    let mut row = Row {
        id: key_result.id,
        plan_id: key_result.plan_id,
        code: key_result.code.clone(),
        owner: key_result.owner.clone(),
        department: key_result.department.clone(),
        window_start: key_result.window_start,
        deadline: key_result.deadline,
        version: version.unwrap_or(0),
    };
    let Some(known) = known else {
        on_conn!(conn, c => {
            diesel::insert_into(key_results::table)
                .values(&row)
                .on_conflict_do_nothing()
                .execute(c)
                .await
        })?;
        return Ok(());
    };
    // A key result never moves to another plan; whoever says so means another one.
    if known.plan_id != key_result.plan_id {
        return Ok(());
    }
    match version {
        Some(version) if version <= known.version => return Ok(()),
        Some(_) => {
            row.department = known.department;
            row.window_start = known.window_start.or(row.window_start);
        }
        None => row.version = known.version,
    }
    on_conn!(conn, c => {
        diesel::update(key_results::table.find(row.id)).set(&row).execute(c).await
    })?;
    Ok(())
}
