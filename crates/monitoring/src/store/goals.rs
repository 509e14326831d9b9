//! Goals and key results.

use cascade_storage::{DbConn, StorageError, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::{
    upsert,
    words::{light_of, light_word},
};
use crate::{
    domain::{
        facts::{GoalFact, KeyResultFact, ParentFact},
        outcome::Outcome,
        plan::PlanState,
        told::Told,
    },
    ids::{GoalId, KeyResultId, NodeId, PlanId},
    schema::{goals, key_results},
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = goals, treat_none_as_null = true)]
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
    version: i64,
    light: Option<String>,
    parent_id: Option<NodeId>,
    parent_plan_id: Option<PlanId>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = key_results, treat_none_as_null = true)]
struct KeyResultRow {
    id: KeyResultId,
    plan_id: PlanId,
    goal_id: GoalId,
    code: String,
    description: String,
    owner: String,
    deadline: NaiveDate,
    weight: f64,
    attainment: f64,
    version: i64,
    light: Option<String>,
}

/// Reads the goals and key results of a plan into it; answers which lights were told.
pub(super) async fn load(conn: &mut DbConn, plan: &mut PlanState) -> Result<Told, StorageError> {
    let id = plan.plan.id;
    let goal_rows: Vec<GoalRow> = on_conn!(conn, c => {
        goals::table.filter(goals::plan_id.eq(id)).select(GoalRow::as_select()).load(c).await
    })?;
    let key_result_rows: Vec<KeyResultRow> = on_conn!(conn, c => {
        key_results::table.filter(key_results::plan_id.eq(id)).select(KeyResultRow::as_select()).load(c).await
    })?;
    let mut told = Told::default();
    for row in goal_rows {
        if let Some(light) = &row.light {
            told.goals.push((row.id, light_of(Some(light))));
        }
        plan.apply_goal(goal_fact(row));
    }
    for row in key_result_rows {
        if let Some(light) = &row.light {
            told.key_results.push((row.id, light_of(Some(light))));
        }
        plan.apply_key_result(key_result_fact(row));
    }
    Ok(told)
}

fn goal_fact(row: GoalRow) -> GoalFact {
    GoalFact {
        id: row.id,
        code: row.code,
        description: row.description,
        department: row.department,
        owner: row.owner,
        deadline: row.deadline,
        progress: row.progress,
        company_goal: row.company_goal,
        parent: row
            .parent_id
            .zip(row.parent_plan_id)
            .map(|(node, plan)| ParentFact { node, plan }),
        version: row.version,
    }
}

fn key_result_fact(row: KeyResultRow) -> KeyResultFact {
    KeyResultFact {
        id: row.id,
        goal_id: row.goal_id,
        code: row.code,
        description: row.description,
        owner: row.owner,
        deadline: row.deadline,
        weight: row.weight,
        attainment: row.attainment,
        version: row.version,
    }
}

pub(super) async fn write(
    conn: &mut DbConn,
    plan: &PlanState,
    outcome: &Outcome,
) -> Result<(), StorageError> {
    for id in &outcome.goals {
        if let Some(row) = goal_row(plan, *id) {
            upsert!(conn, goals::table, goals::id, row);
        }
    }
    for id in &outcome.key_results {
        if let Some(row) = key_result_row(plan, *id) {
            upsert!(conn, key_results::table, key_results::id, row);
        }
    }
    Ok(())
}

fn goal_row(plan: &PlanState, id: GoalId) -> Option<GoalRow> {
    let node = plan.goals.get(&id)?;
    let fact = node.fact.clone();
    Some(GoalRow {
        id,
        plan_id: plan.plan.id,
        code: fact.code,
        description: fact.description,
        department: fact.department,
        owner: fact.owner,
        deadline: fact.deadline,
        progress: fact.progress,
        company_goal: fact.company_goal,
        version: fact.version,
        light: node
            .view
            .as_ref()
            .map(|view| light_word(view.light).to_owned()),
        parent_id: fact.parent.map(|parent| parent.node),
        parent_plan_id: fact.parent.map(|parent| parent.plan),
    })
}

fn key_result_row(plan: &PlanState, id: KeyResultId) -> Option<KeyResultRow> {
    let node = plan.key_results.get(&id)?;
    let fact = node.fact.clone();
    Some(KeyResultRow {
        id,
        plan_id: plan.plan.id,
        goal_id: fact.goal_id,
        code: fact.code,
        description: fact.description,
        owner: fact.owner,
        deadline: fact.deadline,
        weight: fact.weight,
        attainment: fact.attainment,
        version: fact.version,
        light: node
            .view
            .as_ref()
            .map(|view| light_word(view.light).to_owned()),
    })
}
