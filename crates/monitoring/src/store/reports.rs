//! Progress reports, each kept once.

use cascade_storage::{DbConn, StorageError, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    ids::{PlanId, TaskId},
    incoming::ReportFact,
    schema::reports,
};

#[derive(Insertable)]
#[diesel(table_name = reports)]
struct ReportRow {
    id: String,
    task_id: TaskId,
    plan_id: PlanId,
    as_of: NaiveDate,
    percent: f64,
    task_version: i64,
}

/// Keeps reports that are not known yet and answers how many were new.
pub async fn insert_reports(
    conn: &mut DbConn,
    plan: PlanId,
    facts: &[ReportFact],
) -> Result<i64, StorageError> {
    let mut new = 0;
    for fact in facts {
        let row = ReportRow {
            id: fact.id.clone(),
            task_id: fact.task,
            plan_id: plan,
            as_of: fact.as_of,
            percent: fact.percent,
            task_version: fact.task_version,
        };
        let inserted = on_conn!(conn, c => {
            diesel::insert_into(reports::table).values(&row).on_conflict_do_nothing().execute(c).await
        })?;
        new += i64::try_from(inserted).unwrap_or(0);
    }
    Ok(new)
}
