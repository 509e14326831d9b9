//! Check-ins; rows are only ever added.

use cascade_storage::{DbConn, StorageError, UtcTime, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    domain::check_in::CheckIn,
    ids::{CheckInId, KeyResultId},
    schema::check_ins,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = check_ins)]
struct Row {
    id: CheckInId,
    key_result_id: KeyResultId,
    value: f64,
    confidence: Option<f64>,
    note: String,
    as_of: NaiveDate,
    reported_by: String,
    recorded_at: UtcTime,
}

impl From<&CheckIn> for Row {
    fn from(check_in: &CheckIn) -> Self {
        let check_in = check_in.clone();
        Self {
            id: check_in.id,
            key_result_id: check_in.key_result_id,
            value: check_in.value,
            confidence: check_in.confidence,
            note: check_in.note,
            as_of: check_in.as_of,
            reported_by: check_in.by,
            recorded_at: check_in.recorded_at.into(),
        }
    }
}

impl From<Row> for CheckIn {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            key_result_id: row.key_result_id,
            value: row.value,
            confidence: row.confidence,
            note: row.note,
            as_of: row.as_of,
            by: row.reported_by,
            recorded_at: row.recorded_at.into(),
        }
    }
}

/// Adds a check-in.
///
/// # Errors
/// What the database says.
pub async fn insert(conn: &mut DbConn, check_in: &CheckIn) -> Result<(), StorageError> {
    let row = Row::from(check_in);
    on_conn!(conn, c => diesel::insert_into(check_ins::table).values(&row).execute(c).await)?;
    Ok(())
}

/// Check-ins of a key result, latest recorded first, before the given one.
///
/// # Errors
/// What the database says.
pub async fn list(
    conn: &mut DbConn,
    key_result: KeyResultId,
    before: Option<CheckInId>,
    most: i64,
) -> Result<Vec<CheckIn>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        let mut query = check_ins::table
            .filter(check_ins::key_result_id.eq(key_result))
            .select(Row::as_select())
            .into_boxed();
        if let Some(before) = before {
            query = query.filter(check_ins::id.lt(before));
        }
        query.order(check_ins::id.desc()).limit(most).load(c).await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}
