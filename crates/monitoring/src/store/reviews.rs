//! Plans that are still to be settled after a change of the directory.

use cascade_storage::{DbConn, StorageError, on_conn};
use diesel::{prelude::*, upsert::excluded};
use diesel_async::RunQueryDsl;

use crate::{ids::PlanId, schema::directory_reviews};

/// Puts plans off, in this order.
pub async fn insert(conn: &mut DbConn, plans: Vec<PlanId>) -> Result<(), StorageError> {
    for plan in plans {
        on_conn!(conn, c => {
            diesel::insert_into(directory_reviews::table)
                .values(directory_reviews::plan_id.eq(plan))
                .on_conflict(directory_reviews::plan_id)
                .do_update()
                // Nothing else than its lock: who works on it now does not see yet why it is put off once more.
                .set(directory_reviews::plan_id.eq(excluded(directory_reviews::plan_id)))
                .execute(c)
                .await
        })?;
    }
    Ok(())
}

/// Takes a plan off the list, held until the transaction ends. One that somebody else works on is passed over.
pub async fn claim(conn: &mut DbConn) -> Result<Option<PlanId>, StorageError> {
    let first = directory_reviews::table.order(directory_reviews::plan_id.asc());
    let found: Option<PlanId> = match conn {
        DbConn::Postgres(c) => first
            .select(directory_reviews::plan_id)
            .for_update()
            .skip_locked()
            .first(c)
            .await
            .optional()?,
        DbConn::Sqlite(c) => first
            .select(directory_reviews::plan_id)
            .first(c)
            .await
            .optional()?,
    };
    if let Some(plan) = found {
        on_conn!(conn, c => {
            diesel::delete(directory_reviews::table.find(plan)).execute(c).await
        })?;
    }
    Ok(found)
}
