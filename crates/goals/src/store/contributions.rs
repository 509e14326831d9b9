//! Which key result carries which share of what is above it.

use cascade_storage::{DbConn, StorageError, insert_all, on_conn};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    domain::contribution::Contribution,
    ids::{KeyResultId, NodeId},
    schema::{contributions, key_results},
    store::CHUNK,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = contributions)]
struct Row {
    key_result_id: KeyResultId,
    receiver_id: NodeId,
    share: f64,
}

impl From<Row> for Contribution {
    fn from(row: Row) -> Self {
        Self {
            key_result: row.key_result_id,
            receiver: row.receiver_id,
            share: row.share,
        }
    }
}

/// Replaces what a key result contributes to.
///
/// # Errors
/// What the database says.
pub async fn replace(
    conn: &mut DbConn,
    key_result: KeyResultId,
    given: &[Contribution],
) -> Result<(), StorageError> {
    on_conn!(conn, c => {
        diesel::delete(contributions::table.filter(contributions::key_result_id.eq(key_result)))
            .execute(c)
            .await
    })?;
    let rows: Vec<Row> = given
        .iter()
        .map(|given| Row {
            key_result_id: given.key_result,
            receiver_id: given.receiver,
            share: given.share,
        })
        .collect();
    insert_all!(conn, contributions::table, &rows)?;
    Ok(())
}

/// What a key result gives.
///
/// # Errors
/// What the database says.
pub async fn given(
    conn: &mut DbConn,
    key_result: KeyResultId,
) -> Result<Vec<Contribution>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        contributions::table
            .filter(contributions::key_result_id.eq(key_result))
            .order(contributions::receiver_id.asc())
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// What these goals and key results receive, each with code and raw attainment of who gives it.
///
/// # Errors
/// What the database says.
pub async fn received(
    conn: &mut DbConn,
    receivers: &[NodeId],
) -> Result<Vec<(Contribution, String, f64)>, StorageError> {
    let mut found = Vec::new();
    for chunk in receivers.chunks(CHUNK) {
        let rows: Vec<(Row, String, f64)> = on_conn!(conn, c => {
            contributions::table
                .inner_join(key_results::table.on(key_results::id.eq(contributions::key_result_id)))
                .filter(contributions::receiver_id.eq_any(chunk))
                .order((contributions::receiver_id.asc(), key_results::code.asc()))
                .select((Row::as_select(), key_results::code, key_results::attainment))
                .load(c)
                .await
        })?;
        found.extend(
            rows.into_iter()
                .map(|(row, code, attainment)| (row.into(), code, attainment)),
        );
    }
    Ok(found)
}

/// Ways up from these key results to what they contribute to; ids that are no key result's are left out.
///
/// # Errors
/// What the database says.
pub async fn ways_up(
    conn: &mut DbConn,
    ids: &[NodeId],
) -> Result<Vec<(NodeId, NodeId)>, StorageError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(CHUNK) {
        let chunk: Vec<KeyResultId> = chunk.iter().map(|id| KeyResultId(id.0)).collect();
        let rows: Vec<Row> = on_conn!(conn, c => {
            contributions::table
                .filter(contributions::key_result_id.eq_any(&chunk))
                .select(Row::as_select())
                .load(c)
                .await
        })?;
        found.extend(
            rows.into_iter()
                .map(|row| (row.key_result_id.into(), row.receiver_id)),
        );
    }
    Ok(found)
}
