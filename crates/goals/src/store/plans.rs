//! Plan rows.

use cascade_proto::goals::v1 as pb;
use cascade_storage::{
    DbConn, StorageError, UtcTime, on_conn,
    search::{containing, lower},
};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{domain::tree::Plan, ids::PlanId, schema::plans};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = plans, treat_none_as_null = true)]
struct Row {
    id: PlanId,
    code: String,
    title: String,
    period_start: NaiveDate,
    period_end: NaiveDate,
    status: String,
    activated_at: Option<UtcTime>,
    version: i64,
}

impl From<&Plan> for Row {
    fn from(plan: &Plan) -> Self {
        Self {
            id: plan.id,
            code: plan.code.clone(),
            title: plan.title.clone(),
            period_start: plan.period_start,
            period_end: plan.period_end,
            status: plan.status.as_str_name().to_owned(),
            activated_at: plan.activated_at.map(Into::into),
            version: plan.version,
        }
    }
}

impl From<Row> for Plan {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            code: row.code,
            title: row.title,
            period_start: row.period_start,
            period_end: row.period_end,
            status: pb::PlanStatus::from_str_name(&row.status).unwrap_or_default(),
            activated_at: row.activated_at.map(Into::into),
            version: row.version,
        }
    }
}

/// How a plan is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanRef {
    /// By identity.
    Id(PlanId),
    /// By code.
    Code(String),
}

impl PlanRef {
    /// Text that reads as an identity is one, everything else a code.
    #[must_use]
    pub fn read(text: &str) -> Self {
        text.parse()
            .map_or_else(|_| Self::Code(text.trim().to_owned()), Self::Id)
    }
}

/// One plan, not locked.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut DbConn, plan: &PlanRef) -> Result<Option<Plan>, StorageError> {
    let row: Option<Row> = on_conn!(conn, c => {
        let query = plans::table.select(Row::as_select()).into_boxed();
        let query = match plan {
            PlanRef::Id(id) => query.filter(plans::id.eq(*id)),
            PlanRef::Code(code) => query.filter(plans::code.eq(code)),
        };
        query.first(c).await.optional()
    })?;
    Ok(row.map(Into::into))
}

/// One plan, held against other writers until the transaction ends.
///
/// # Errors
/// What the database says.
pub async fn lock(conn: &mut DbConn, id: PlanId) -> Result<Option<Plan>, StorageError> {
    let query = plans::table.find(id);
    let row: Option<Row> = match conn {
        DbConn::Postgres(c) => query
            .select(Row::as_select())
            .for_update()
            .first(c)
            .await
            .optional()?,
        // A transaction of SQLite is the only writer from its begin.
        DbConn::Sqlite(c) => query.select(Row::as_select()).first(c).await.optional()?,
    };
    Ok(row.map(Into::into))
}

/// Adds a plan.
///
/// # Errors
/// A unique violation where the code is taken.
pub async fn insert(conn: &mut DbConn, plan: &Plan) -> Result<(), StorageError> {
    let row = Row::from(plan);
    on_conn!(conn, c => diesel::insert_into(plans::table).values(&row).execute(c).await)?;
    Ok(())
}

/// Writes a plan over its previous version; false where that is no longer the stored one.
///
/// # Errors
/// What the database says.
pub async fn update(conn: &mut DbConn, plan: &Plan) -> Result<bool, StorageError> {
    let row = Row::from(plan);
    let changed = on_conn!(conn, c => {
        diesel::update(plans::table.find(plan.id).filter(plans::version.eq(plan.version - 1)))
            .set(&row)
            .execute(c)
            .await
    })?;
    Ok(changed == 1)
}

/// Plans in the order of their codes, after the given one.
///
/// # Errors
/// What the database says.
pub async fn list(
    conn: &mut DbConn,
    search: &str,
    after: Option<String>,
    most: i64,
) -> Result<Vec<Plan>, StorageError> {
    let pattern = containing(search);
    let rows: Vec<Row> = on_conn!(conn, c => {
        let mut query = plans::table.select(Row::as_select()).into_boxed();
        if !search.is_empty() {
            let in_code = lower(plans::code).like(&pattern).escape('\\');
            let in_title = lower(plans::title).like(&pattern).escape('\\');
            query = query.filter(in_code.or(in_title));
        }
        if let Some(code) = &after {
            query = query.filter(plans::code.gt(code));
        }
        query.order(plans::code.asc()).limit(most).load(c).await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}
