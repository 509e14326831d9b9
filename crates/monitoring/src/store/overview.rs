//! How all active plans stand: one statement for each kind of row, whatever number of plans there is.

use std::collections::{BTreeMap, BTreeSet};

use cascade_method::light::Light;
use cascade_storage::{DbConn, StorageError, on_conn};
use chrono::NaiveDate;
use diesel::{dsl::count_star, prelude::*};
use diesel_async::RunQueryDsl;

use super::words::light_of;
use crate::{
    domain::overview::{Kept, KeptAlert, KeptGoal, KeptPlan, KeptTasks, LateTask},
    ids::{AlertId, GoalId, PlanId, TaskId},
    schema::{alerts, goals, key_results, people, plans, tasks},
};

/// Most tasks that are told of one by one.
const MOST: i64 = 500;

/// What is kept of all active plans.
pub async fn overview(conn: &mut DbConn, today: NaiveDate) -> Result<Kept, StorageError> {
    Ok(Kept {
        plans: active_plans(conn).await?,
        goals: active_goals(conn).await?,
        key_results: counted_key_results(conn).await?,
        tasks: counted_tasks(conn).await?,
        alerts: open_alerts(conn).await?,
        behind: behind(conn, today).await?,
        people: homes(conn).await?,
    })
}

async fn active_plans(conn: &mut DbConn) -> Result<Vec<KeptPlan>, StorageError> {
    let rows: Vec<(PlanId, String, String)> = on_conn!(conn, c => {
        plans::table
            .filter(plans::active.eq(true))
            .order(plans::id.asc())
            .select((plans::id, plans::code, plans::title))
            .load(c)
            .await
    })?;
    let plan = |(id, code, title)| KeptPlan { id, code, title };
    Ok(rows.into_iter().map(plan).collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = goals)]
struct GoalRow {
    id: GoalId,
    plan_id: PlanId,
    code: String,
    description: String,
    department: String,
    owner: String,
    deadline: NaiveDate,
    progress: f64,
    company_goal: bool,
    light: Option<String>,
}

async fn active_goals(conn: &mut DbConn) -> Result<Vec<KeptGoal>, StorageError> {
    let rows: Vec<GoalRow> = on_conn!(conn, c => {
        goals::table
            .inner_join(plans::table.on(plans::id.eq(goals::plan_id)))
            .filter(plans::active.eq(true))
            .order(goals::id.asc())
            .select(GoalRow::as_select())
            .load(c)
            .await
    })?;
    Ok(rows
        .into_iter()
        .map(|row| KeptGoal {
            id: row.id,
            plan: row.plan_id,
            code: row.code,
            description: row.description,
            department: row.department,
            owner: row.owner,
            deadline: row.deadline,
            progress: row.progress,
            company_goal: row.company_goal,
            light: light_of(row.light.as_deref()),
        })
        .collect())
}

async fn counted_key_results(conn: &mut DbConn) -> Result<Vec<(GoalId, Light, i64)>, StorageError> {
    let rows: Vec<(GoalId, Option<String>, i64)> = on_conn!(conn, c => {
        key_results::table
            .inner_join(plans::table.on(plans::id.eq(key_results::plan_id)))
            .filter(plans::active.eq(true))
            .group_by((key_results::goal_id, key_results::light))
            .select((key_results::goal_id, key_results::light, count_star()))
            .load(c)
            .await
    })?;
    let counted =
        |(goal, light, count): (_, Option<String>, _)| (goal, light_of(light.as_deref()), count);
    Ok(rows.into_iter().map(counted).collect())
}

async fn counted_tasks(conn: &mut DbConn) -> Result<Vec<KeptTasks>, StorageError> {
    type Row = (PlanId, String, Option<String>, i64, i64);
    let rows: Vec<Row> = on_conn!(conn, c => {
        tasks::table
            .inner_join(plans::table)
            .filter(plans::active.eq(true))
            .group_by((tasks::plan_id, tasks::department, tasks::light))
            .select((
                tasks::plan_id,
                tasks::department,
                tasks::light,
                count_star(),
                // Counts the rows that have one.
                diesel::dsl::count(tasks::actual_finish),
            ))
            .load(c)
            .await
    })?;
    Ok(rows
        .into_iter()
        .map(|(plan, department, light, count, done)| KeptTasks {
            plan,
            department,
            light: light_of(light.as_deref()),
            count,
            done,
        })
        .collect())
}

async fn open_alerts(conn: &mut DbConn) -> Result<Vec<KeptAlert>, StorageError> {
    type Row = (AlertId, PlanId, i64, String, String);
    let rows: Vec<Row> = on_conn!(conn, c => {
        alerts::table
            .inner_join(plans::table)
            .inner_join(tasks::table.on(tasks::id.eq(alerts::cause_task_id)))
            .filter(plans::active.eq(true))
            .filter(alerts::open_cause.is_not_null())
            .order(alerts::id.asc())
            .select((alerts::id, alerts::plan_id, alerts::level, alerts::assignee, tasks::code))
            .load(c)
            .await
    })?;
    Ok(rows
        .into_iter()
        .map(|(id, plan, level, assignee, cause)| KeptAlert {
            id,
            plan,
            level,
            assignee,
            cause,
        })
        .collect())
}

/// By owner: tasks that have begun or should have ended, are not finished and not green. What has not begun is late for others' sake.
async fn behind(conn: &mut DbConn, today: NaiveDate) -> Result<Vec<(String, i64)>, StorageError> {
    Ok(on_conn!(conn, c => {
        tasks::table
            .inner_join(plans::table)
            .filter(plans::active.eq(true))
            .filter(tasks::actual_finish.is_null())
            .filter(tasks::state.ne("cancelled"))
            .filter(tasks::light.eq_any(["yellow", "red"]).assume_not_null())
            .filter(tasks::actual_start.is_not_null().or(tasks::planned_end.lt(today)))
            .group_by(tasks::owner)
            .select((tasks::owner, count_star()))
            .load(c)
            .await
    })?)
}

async fn homes(conn: &mut DbConn) -> Result<BTreeMap<String, String>, StorageError> {
    let rows: Vec<(String, String)> = on_conn!(conn, c => {
        people::table.select((people::code, people::department)).load(c).await
    })?;
    Ok(rows.into_iter().collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = tasks)]
struct LateRow {
    id: TaskId,
    plan_id: PlanId,
    code: String,
    name: String,
    owner: String,
    department: String,
    planned_end: NaiveDate,
    forecast_finish: Option<NaiveDate>,
    percent: f64,
    light: Option<String>,
}

/// Unfinished tasks of departments that are not green, those due first.
pub async fn late_tasks(
    conn: &mut DbConn,
    departments: &BTreeSet<String>,
) -> Result<Vec<LateTask>, StorageError> {
    let rows: Vec<LateRow> = on_conn!(conn, c => {
        tasks::table
            .inner_join(plans::table)
            .filter(plans::active.eq(true))
            .filter(tasks::department.eq_any(departments))
            .filter(tasks::actual_finish.is_null())
            .filter(tasks::state.ne("cancelled"))
            .filter(tasks::light.eq_any(["yellow", "red"]).assume_not_null())
            .order((tasks::planned_end.asc(), tasks::id.asc()))
            .limit(MOST)
            .select(LateRow::as_select())
            .load(c)
            .await
    })?;
    Ok(rows
        .into_iter()
        .map(|row| LateTask {
            id: row.id,
            plan: row.plan_id,
            code: row.code,
            name: row.name,
            owner: row.owner,
            department: row.department,
            planned_end: row.planned_end,
            forecast_finish: row.forecast_finish,
            percent: row.percent,
            light: light_of(row.light.as_deref()),
        })
        .collect())
}
