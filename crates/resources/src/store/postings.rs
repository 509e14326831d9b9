//! The ledger of a budget: rows are added, and never changed.

use cascade_proto::resources::v1::{self as pb, Account};
use cascade_storage::{DbConn, StorageError, UtcTime, insert_all, on_conn};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::{domain::ledger::Entry, messages::moment, schema::postings};

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = postings)]
struct Row {
    id: String,
    budget: String,
    from_account: String,
    to_account: String,
    amount_minor: i64,
    request_id: String,
    posted_by: String,
    posted_at: UtcTime,
}

impl From<Row> for pb::Posting {
    fn from(row: Row) -> Self {
        let account = |name: &str| {
            Account::from_str_name(name)
                .unwrap_or(Account::Unspecified)
                .into()
        };
        Self {
            id: row.id,
            from: account(&row.from_account),
            to: account(&row.to_account),
            budget: row.budget,
            amount_minor: row.amount_minor,
            request_id: row.request_id,
            by: row.posted_by,
            at: Some(moment(row.posted_at.into())),
        }
    }
}

/// Adds entries to the ledger of a budget, whose row is locked. Ids rise with the time of the replica that posts, so the order
/// between replicas is as good as their clocks.
pub async fn add(
    conn: &mut DbConn,
    budget: &str,
    entries: &[Entry],
    request: &str,
    by: &str,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let rows: Vec<Row> = entries
        .iter()
        .map(|entry| Row {
            id: Uuid::now_v7().to_string(),
            budget: budget.to_owned(),
            from_account: entry.from.as_str_name().to_owned(),
            to_account: entry.to.as_str_name().to_owned(),
            amount_minor: entry.amount,
            request_id: request.to_owned(),
            posted_by: by.to_owned(),
            posted_at: at.into(),
        })
        .collect();
    insert_all!(conn, postings::table, &rows)?;
    Ok(())
}

/// A page of a budget's ledger, oldest first.
pub async fn list(
    conn: &mut DbConn,
    budget: &str,
    after: &str,
    most: i64,
) -> Result<Vec<pb::Posting>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        postings::table
            .filter(postings::budget.eq(budget))
            .filter(postings::id.gt(after))
            .order(postings::id.asc())
            .limit(most)
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}
