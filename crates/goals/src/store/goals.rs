//! Goal rows.

use cascade_proto::goals::v1 as pb;
use cascade_storage::{DbConn, Json, StorageError, insert_all, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    domain::tree::{Goal, Verdict},
    ids::{GoalId, NodeId, PlanId},
    schema::goals,
    store::CHUNK,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = goals, treat_none_as_null = true)]
struct Row {
    id: GoalId,
    plan_id: PlanId,
    code: String,
    description: String,
    source: String,
    department: String,
    owner: String,
    deadline: NaiveDate,
    priority: String,
    key_result_direction: String,
    parent_id: Option<NodeId>,
    baseline: Option<f64>,
    target: Option<f64>,
    unit: String,
    company_goal: bool,
    progress: f64,
    smart: Json<Vec<Verdict>>,
    version: i64,
}

impl From<&Goal> for Row {
    fn from(goal: &Goal) -> Self {
        let goal = goal.clone();
        Self {
            id: goal.id,
            plan_id: goal.plan_id,
            code: goal.code,
            description: goal.description,
            source: goal.source.as_str_name().to_owned(),
            department: goal.department,
            owner: goal.owner,
            deadline: goal.deadline,
            priority: goal.priority.as_str_name().to_owned(),
            key_result_direction: goal.key_result_direction,
            parent_id: goal.parent,
            baseline: goal.baseline,
            target: goal.target,
            unit: goal.unit,
            company_goal: goal.company_goal,
            progress: goal.progress,
            smart: Json(goal.smart),
            version: goal.version,
        }
    }
}

impl From<Row> for Goal {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            plan_id: row.plan_id,
            code: row.code,
            description: row.description,
            source: pb::GoalSource::from_str_name(&row.source).unwrap_or_default(),
            department: row.department,
            owner: row.owner,
            deadline: row.deadline,
            priority: pb::Priority::from_str_name(&row.priority).unwrap_or_default(),
            key_result_direction: row.key_result_direction,
            parent: row.parent_id,
            baseline: row.baseline,
            target: row.target,
            unit: row.unit,
            company_goal: row.company_goal,
            progress: row.progress,
            smart: row.smart.0,
            version: row.version,
        }
    }
}

/// One goal, not locked.
///
/// # Errors
/// What the database says.
pub async fn get(conn: &mut DbConn, id: GoalId) -> Result<Option<Goal>, StorageError> {
    let row: Option<Row> = on_conn!(conn, c => {
        goals::table.find(id).select(Row::as_select()).first(c).await.optional()
    })?;
    Ok(row.map(Into::into))
}

/// One goal, held against other writers until the transaction ends.
///
/// # Errors
/// What the database says.
pub async fn lock(conn: &mut DbConn, id: GoalId) -> Result<Option<Goal>, StorageError> {
    let query = goals::table.find(id);
    let row: Option<Row> = match conn {
        DbConn::Postgres(c) => query
            .select(Row::as_select())
            .for_update()
            .first(c)
            .await
            .optional()?,
        DbConn::Sqlite(c) => query.select(Row::as_select()).first(c).await.optional()?,
    };
    Ok(row.map(Into::into))
}

/// Every goal of a plan, held against other writers; in the order of their ids, so that two transactions cannot wait for each
/// other.
///
/// # Errors
/// What the database says.
pub async fn lock_plan(conn: &mut DbConn, plan: PlanId) -> Result<Vec<Goal>, StorageError> {
    let query = goals::table
        .filter(goals::plan_id.eq(plan))
        .order(goals::id.asc());
    let rows: Vec<Row> = match conn {
        DbConn::Postgres(c) => query.select(Row::as_select()).for_update().load(c).await?,
        DbConn::Sqlite(c) => query.select(Row::as_select()).load(c).await?,
    };
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Every goal of a plan, not held, by code.
///
/// # Errors
/// What the database says.
pub async fn of_plan(conn: &mut DbConn, plan: PlanId) -> Result<Vec<Goal>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        goals::table
            .filter(goals::plan_id.eq(plan))
            .order(goals::code.asc())
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Code and parent of these goals; ids that are no goal's are left out.
///
/// # Errors
/// What the database says.
pub async fn alignment(
    conn: &mut DbConn,
    ids: &[NodeId],
) -> Result<Vec<(NodeId, String, Option<NodeId>)>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<(NodeId, String, Option<NodeId>)> = on_conn!(conn, c => {
            goals::table
                .filter(goals::id.eq_any(chunk))
                .select((goals::id, goals::code, goals::parent_id))
                .load(c)
                .await
        })?;
        found.extend(rows);
    }
    Ok(found)
}

/// Adds goals.
///
/// # Errors
/// A unique violation where a code is taken.
pub async fn insert(conn: &mut DbConn, goals: &[&Goal]) -> Result<(), StorageError> {
    let rows: Vec<Row> = goals.iter().map(|goal| Row::from(*goal)).collect();
    insert_all!(conn, goals::table, &rows)?;
    Ok(())
}

/// Writes a goal over its previous version; false where that is no longer the stored one.
///
/// # Errors
/// What the database says.
pub async fn update(conn: &mut DbConn, goal: &Goal) -> Result<bool, StorageError> {
    let row = Row::from(goal);
    let changed = on_conn!(conn, c => {
        diesel::update(goals::table.find(goal.id).filter(goals::version.eq(goal.version - 1)))
            .set(&row)
            .execute(c)
            .await
    })?;
    Ok(changed == 1)
}

/// Goals of a plan in the order of their codes, after the given one.
///
/// # Errors
/// What the database says.
pub async fn list(
    conn: &mut DbConn,
    plan: PlanId,
    after: Option<String>,
    most: i64,
) -> Result<Vec<Goal>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        let mut query = goals::table
            .filter(goals::plan_id.eq(plan))
            .select(Row::as_select())
            .into_boxed();
        if let Some(code) = &after {
            query = query.filter(goals::code.gt(code));
        }
        query.order(goals::code.asc()).limit(most).load(c).await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}
