//! The audit chain; rows are only ever added.

use cascade_storage::{DbConn, StorageError, UtcTime, on_conn};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    domain::audit::{BEGINNING, Entry},
    ids::PlanId,
    schema::audit_entries,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_entries)]
struct Row {
    plan_id: String,
    number: i64,
    at: UtcTime,
    actor: String,
    action: String,
    subject: String,
    data: String,
    previous_hash: String,
    hash: String,
}

impl From<Row> for Entry {
    fn from(row: Row) -> Self {
        Self {
            plan: row.plan_id,
            number: row.number,
            at: row.at.into(),
            by: row.actor,
            action: row.action,
            subject: row.subject,
            data: row.data,
            previous_hash: row.previous_hash,
            hash: row.hash,
        }
    }
}

/// What is to be written down.
pub struct Deed<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: &'a str,
    /// What was done: `plan_activated`.
    pub action: &'static str,
    /// To what, by id.
    pub subject: String,
    /// What it was about.
    pub data: serde_json::Value,
}

/// Adds an entry at the end of the chain. To be called while the plan is held: two at once would want the same number.
///
/// # Errors
/// What the database says.
pub async fn append(conn: &mut DbConn, plan: PlanId, deed: Deed<'_>) -> Result<(), StorageError> {
    let last: Option<(i64, String)> = on_conn!(conn, c => {
        audit_entries::table
            .filter(audit_entries::plan_id.eq(plan.to_string()))
            .order(audit_entries::number.desc())
            .select((audit_entries::number, audit_entries::hash))
            .first(c)
            .await
            .optional()
    })?;
    let (number, previous_hash) = last.unwrap_or_else(|| (0, BEGINNING.to_owned()));
    let at = UtcTime::from(deed.at);
    let mut entry = Entry {
        plan: plan.to_string(),
        number: number + 1,
        at: at.into(),
        by: deed.by.to_owned(),
        action: deed.action.to_owned(),
        subject: deed.subject,
        data: deed.data.to_string(),
        previous_hash,
        hash: String::new(),
    };
    entry.hash = entry.expected_hash();
    let row = Row {
        plan_id: entry.plan,
        number: entry.number,
        at,
        actor: entry.by,
        action: entry.action,
        subject: entry.subject,
        data: entry.data,
        previous_hash: entry.previous_hash,
        hash: entry.hash,
    };
    on_conn!(conn, c => diesel::insert_into(audit_entries::table).values(&row).execute(c).await)?;
    Ok(())
}

/// Entries of a plan, oldest first, after the given number.
///
/// # Errors
/// What the database says.
pub async fn list(
    conn: &mut DbConn,
    plan: PlanId,
    after: i64,
    most: i64,
) -> Result<Vec<Entry>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        audit_entries::table
            .filter(
                audit_entries::plan_id
                    .eq(plan.to_string())
                    .and(audit_entries::number.gt(after)),
            )
            .order(audit_entries::number.asc())
            .limit(most)
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}
