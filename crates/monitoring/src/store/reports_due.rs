//! Which reports were announced, and whom they are about.

use std::collections::BTreeSet;

use cascade_storage::{DbConn, StorageError, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    ids::PlanId,
    schema::{goals, plans, reports_announced, tasks},
};

#[derive(Insertable)]
#[diesel(table_name = reports_announced)]
struct Row<'a> {
    kind: &'a str,
    day: NaiveDate,
}

/// Notes that a day's reports of a kind are announced; false where somebody has done so before.
pub async fn note(conn: &mut DbConn, kind: &str, day: NaiveDate) -> Result<bool, StorageError> {
    let row = Row { kind, day };
    let new = on_conn!(conn, c => {
        diesel::insert_into(reports_announced::table)
            .values(&row)
            .on_conflict_do_nothing()
            .execute(c)
            .await
    })?;
    Ok(new == 1)
}

/// The last day of which a report of a kind was announced; where there was none, the day before the first of any kind, since when
/// people are told. None: never.
pub async fn since(conn: &mut DbConn, kind: &str) -> Result<Option<NaiveDate>, StorageError> {
    let days = || reports_announced::table;
    let last: Option<NaiveDate> = on_conn!(conn, c => {
        days()
            .filter(reports_announced::kind.eq(kind))
            .select(diesel::dsl::max(reports_announced::day))
            .first(c)
            .await
    })?;
    if last.is_some() {
        return Ok(last);
    }
    let first: Option<NaiveDate> = on_conn!(conn, c => {
        days().select(diesel::dsl::min(reports_announced::day)).first(c).await
    })?;
    Ok(first.and_then(|day| day.pred_opt()))
}

/// Active plans with a goal or a task of one of these departments.
pub async fn plans_of(
    conn: &mut DbConn,
    departments: &BTreeSet<String>,
) -> Result<Vec<PlanId>, StorageError> {
    let codes: Vec<&String> = departments.iter().collect();
    let rows: Vec<PlanId> = on_conn!(conn, c => {
        let with_tasks = tasks::table
            .filter(tasks::department.eq_any(&codes))
            .select(tasks::plan_id);
        let with_goals = goals::table
            .filter(goals::department.eq_any(&codes))
            .select(goals::plan_id);
        plans::table
            .filter(plans::active.eq(true))
            .filter(plans::id.eq_any(with_tasks).or(plans::id.eq_any(with_goals)))
            .order(plans::id.asc())
            .select(plans::id)
            .load(c)
            .await
    })?;
    Ok(rows)
}

/// Departments that have a task in an active plan.
pub async fn departments(conn: &mut DbConn) -> Result<BTreeSet<String>, StorageError> {
    let rows: Vec<String> = on_conn!(conn, c => {
        let active = plans::table.filter(plans::active.eq(true)).select(plans::id);
        tasks::table
            .filter(tasks::plan_id.eq_any(active))
            .select(tasks::department)
            .distinct()
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().collect())
}
