//! What may call for something of one person, over all plans.

use cascade_storage::{DbConn, StorageError, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::{alerts::Row as AlertRow, missed::Row as MissedRow, words::light_of};
use crate::{
    domain::{
        alert::Alert,
        my_day::{OwnTask, PlanRef, Silent},
    },
    ids::{PlanId, TaskId},
    schema::{alerts, missed_updates, plans, tasks},
};

/// Most rows of each kind that are looked at: nobody can do more in a day, and those due first are among them.
const MOST: i64 = 1_000;

fn plan((id, code): (PlanId, String)) -> PlanRef {
    PlanRef { id, code }
}

/// Open alerts that wait for the person or whose correction the person carries out, those due first.
pub async fn alerts_of(
    conn: &mut DbConn,
    person: &str,
) -> Result<Vec<(PlanRef, Alert)>, StorageError> {
    let rows: Vec<((PlanId, String), AlertRow)> = on_conn!(conn, c => {
        alerts::table
            .inner_join(plans::table)
            .filter(alerts::open_cause.is_not_null())
            .filter(alerts::assignee.eq(person).or(alerts::correction_owner.eq(person)))
            .order((alerts::due_at.asc(), alerts::id.asc()))
            .limit(MOST)
            .select(((plans::id, plans::code), AlertRow::as_select()))
            .load(c)
            .await
    })?;
    rows.into_iter()
        .map(|(of, row)| Ok((plan(of), row.into_alert()?)))
        .collect()
}

/// Tasks whose missing updates the person is to ask for.
pub async fn silent_for(conn: &mut DbConn, person: &str) -> Result<Vec<Silent>, StorageError> {
    type Task = (String, String, String);
    let rows: Vec<((PlanId, String), Task, MissedRow)> = on_conn!(conn, c => {
        missed_updates::table
            .inner_join(tasks::table.inner_join(plans::table))
            .filter(missed_updates::notify.eq(person))
            .filter(tasks::actual_finish.is_null())
            .filter(tasks::state.ne("cancelled"))
            .filter(plans::active.eq(true))
            .order(missed_updates::task_id.asc())
            .limit(MOST)
            .select((
                (plans::id, plans::code),
                (tasks::code, tasks::name, tasks::owner),
                MissedRow::as_select(),
            ))
            .load(c)
            .await
    })?;
    Ok(rows
        .into_iter()
        .map(|(of, (code, name, owner), row)| Silent {
            task: row.task_id,
            plan: plan(of),
            code,
            name,
            owner,
            run: row.into_run(),
        })
        .collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = tasks)]
struct TaskRow {
    id: TaskId,
    code: String,
    name: String,
    planned_start: NaiveDate,
    planned_end: NaiveDate,
    actual_start: Option<NaiveDate>,
    forecast_finish: Option<NaiveDate>,
    light: Option<String>,
}

/// A person's unfinished tasks that are due by `soon`, should have begun by `today`, or are not green; those due first.
pub async fn tasks_of(
    conn: &mut DbConn,
    person: &str,
    today: NaiveDate,
    soon: NaiveDate,
) -> Result<Vec<OwnTask>, StorageError> {
    let rows: Vec<((PlanId, String), TaskRow)> = on_conn!(conn, c => {
        tasks::table
            .inner_join(plans::table)
            .filter(tasks::owner.eq(person))
            .filter(tasks::actual_finish.is_null())
            .filter(tasks::state.ne("cancelled"))
            .filter(plans::active.eq(true))
            .filter(
                tasks::planned_end.le(soon)
                    .or(tasks::planned_start.le(today).and(tasks::actual_start.is_null()))
                    .or(tasks::light.eq_any(["yellow", "red"]).assume_not_null()),
            )
            .order((tasks::planned_end.asc(), tasks::id.asc()))
            .limit(MOST)
            .select(((plans::id, plans::code), TaskRow::as_select()))
            .load(c)
            .await
    })?;
    Ok(rows
        .into_iter()
        .map(|(of, row)| OwnTask {
            id: row.id,
            plan: plan(of),
            code: row.code,
            name: row.name,
            planned_start: row.planned_start,
            planned_end: row.planned_end,
            actual_start: row.actual_start,
            forecast_finish: row.forecast_finish,
            light: light_of(row.light.as_deref()),
        })
        .collect())
}
