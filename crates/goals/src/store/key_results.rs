//! Key result rows.

use cascade_proto::goals::v1 as pb;
use cascade_storage::{DbConn, Json, StorageError, insert_all, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    domain::tree::KeyResult,
    ids::{GoalId, KeyResultId, NodeId, PlanId},
    schema::key_results,
    store::CHUNK,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = key_results, treat_none_as_null = true)]
struct Row {
    id: KeyResultId,
    plan_id: PlanId,
    goal_id: GoalId,
    code: String,
    description: String,
    owner: String,
    collaborators: Json<Vec<String>>,
    target_kind: String,
    baseline: f64,
    target: f64,
    current_value: f64,
    value_as_of: Option<NaiveDate>,
    unit: String,
    weight: f64,
    deadline: NaiveDate,
    attainment: f64,
    version: i64,
}

impl From<&KeyResult> for Row {
    fn from(part: &KeyResult) -> Self {
        let part = part.clone();
        Self {
            id: part.id,
            plan_id: part.plan_id,
            goal_id: part.goal_id,
            code: part.code,
            description: part.description,
            owner: part.owner,
            collaborators: Json(part.collaborators),
            target_kind: part.kind.as_str_name().to_owned(),
            baseline: part.baseline,
            target: part.target,
            current_value: part.current,
            value_as_of: part.value_as_of,
            unit: part.unit,
            weight: part.weight,
            deadline: part.deadline,
            attainment: part.attainment,
            version: part.version,
        }
    }
}

impl From<Row> for KeyResult {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            plan_id: row.plan_id,
            goal_id: row.goal_id,
            code: row.code,
            description: row.description,
            owner: row.owner,
            collaborators: row.collaborators.0,
            kind: pb::TargetKind::from_str_name(&row.target_kind).unwrap_or_default(),
            baseline: row.baseline,
            target: row.target,
            current: row.current_value,
            value_as_of: row.value_as_of,
            unit: row.unit,
            weight: row.weight,
            deadline: row.deadline,
            attainment: row.attainment,
            version: row.version,
        }
    }
}

/// One key result, not locked.
///
/// # Errors
/// What the database says.
pub async fn get(conn: &mut DbConn, id: KeyResultId) -> Result<Option<KeyResult>, StorageError> {
    let row: Option<Row> = on_conn!(conn, c => {
        key_results::table.find(id).select(Row::as_select()).first(c).await.optional()
    })?;
    Ok(row.map(Into::into))
}

/// Every key result of a goal, held against other writers, by code.
///
/// # Errors
/// What the database says.
pub async fn lock_goal(conn: &mut DbConn, goal: GoalId) -> Result<Vec<KeyResult>, StorageError> {
    let query = key_results::table
        .filter(key_results::goal_id.eq(goal))
        .order(key_results::code.asc());
    let rows: Vec<Row> = match conn {
        DbConn::Postgres(c) => query.select(Row::as_select()).for_update().load(c).await?,
        DbConn::Sqlite(c) => query.select(Row::as_select()).load(c).await?,
    };
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Every key result of a plan. Who holds the plan's goals holds these too: nobody writes one without its goal.
///
/// # Errors
/// What the database says.
pub async fn of_plan(conn: &mut DbConn, plan: PlanId) -> Result<Vec<KeyResult>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        key_results::table
            .filter(key_results::plan_id.eq(plan))
            .order(key_results::code.asc())
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Code and goal of these key results; ids that are no key result's are left out.
///
/// # Errors
/// What the database says.
pub async fn alignment(
    conn: &mut DbConn,
    ids: &[NodeId],
) -> Result<Vec<(NodeId, String, NodeId)>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<(NodeId, String, NodeId)> = on_conn!(conn, c => {
            key_results::table
                .filter(key_results::id.eq_any(chunk))
                .select((key_results::id, key_results::code, key_results::goal_id))
                .load(c)
                .await
        })?;
        found.extend(rows);
    }
    Ok(found)
}

/// Adds key results.
///
/// # Errors
/// A unique violation where a code is taken.
pub async fn insert(conn: &mut DbConn, parts: &[&KeyResult]) -> Result<(), StorageError> {
    let rows: Vec<Row> = parts.iter().map(|part| Row::from(*part)).collect();
    insert_all!(conn, key_results::table, &rows)?;
    Ok(())
}

/// Writes a key result over its previous version; false where that is no longer the stored one.
///
/// # Errors
/// What the database says.
pub async fn update(conn: &mut DbConn, part: &KeyResult) -> Result<bool, StorageError> {
    let row = Row::from(part);
    let before = key_results::table
        .find(part.id)
        .filter(key_results::version.eq(part.version - 1));
    let changed = on_conn!(conn, c => diesel::update(before).set(&row).execute(c).await)?;
    Ok(changed == 1)
}

/// Key results of a plan in the order of their codes, after the given one.
///
/// # Errors
/// What the database says.
pub async fn list(
    conn: &mut DbConn,
    plan: PlanId,
    after: Option<String>,
    most: i64,
) -> Result<Vec<KeyResult>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        let mut query = key_results::table
            .filter(key_results::plan_id.eq(plan))
            .select(Row::as_select())
            .into_boxed();
        if let Some(code) = &after {
            query = query.filter(key_results::code.gt(code));
        }
        query.order(key_results::code.asc()).limit(most).load(c).await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}
