//! Runs of missed daily updates.

use std::collections::BTreeMap;

use cascade_storage::{DbConn, StorageError, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    domain::{missed::MissedRun, outcome::Outcome, plan::PlanState},
    ids::{PlanId, TaskId},
    schema::missed_updates,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = missed_updates)]
pub(super) struct Row {
    pub(super) task_id: TaskId,
    plan_id: PlanId,
    notify: String,
    missed: i64,
    day: NaiveDate,
    task_version: i64,
}

impl Row {
    pub(super) fn into_run(self) -> MissedRun {
        MissedRun {
            notify: self.notify,
            missed: u32::try_from(self.missed).unwrap_or(u32::MAX),
            day: self.day,
            task_version: self.task_version,
        }
    }
}

pub(super) async fn of_plan(
    conn: &mut DbConn,
    plan: PlanId,
) -> Result<BTreeMap<TaskId, MissedRun>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        missed_updates::table
            .filter(missed_updates::plan_id.eq(plan))
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows
        .into_iter()
        .map(|row| (row.task_id, row.into_run()))
        .collect())
}

pub(super) async fn write(
    conn: &mut DbConn,
    plan: &PlanState,
    outcome: &Outcome,
) -> Result<(), StorageError> {
    for &task_id in &outcome.missed {
        let Some(run) = plan.missed.get(&task_id) else {
            on_conn!(conn, c => {
                diesel::delete(missed_updates::table.find(task_id)).execute(c).await
            })?;
            continue;
        };
        let row = Row {
            task_id,
            plan_id: plan.plan.id,
            notify: run.notify.clone(),
            missed: run.missed.into(),
            day: run.day,
            task_version: run.task_version,
        };
        on_conn!(conn, c => {
            diesel::insert_into(missed_updates::table)
                .values(&row)
                .on_conflict(missed_updates::task_id)
                .do_update()
                .set(&row)
                .execute(c)
                .await
        })?;
    }
    Ok(())
}
