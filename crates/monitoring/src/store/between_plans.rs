//! What other plans have said of this one: what its tasks make red there, how goals stand that hang here, what is above its own.

use std::collections::BTreeSet;

use cascade_method::{Text, progress::BlockerCause};
use cascade_storage::{DbConn, Json, StorageError, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::{
    upsert,
    words::{light_of, light_word},
};
use crate::{
    domain::{
        facts::{Ancestor, ImpactFact, PartFact, PlacedFact},
        outcome::Outcome,
        plan::PlanState,
        view::{PathStep, RollUp},
    },
    ids::{GoalId, NodeId, PlanId, TaskId},
    schema::{hanging_goals, placed_goals, task_impacts},
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = task_impacts)]
struct ImpactRow {
    plan_id: PlanId,
    task_id: TaskId,
    successor_plan_id: PlanId,
    affects: Json<BTreeSet<String>>,
    company_goal: bool,
    revision: i64,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = hanging_goals, treat_none_as_null = true)]
struct HangingRow {
    plan_id: PlanId,
    goal_id: GoalId,
    home_plan_id: PlanId,
    parent_id: NodeId,
    code: String,
    standing: Option<Json<Standing>>,
    revision: i64,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = placed_goals)]
struct PlacedRow {
    plan_id: PlanId,
    goal_id: GoalId,
    above_plan_id: PlanId,
    ancestors: Json<Vec<StoredAncestor>>,
    revision: i64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Standing {
    light: String,
    reason_zh: String,
    reason_en: String,
    score: f64,
    forecast_finish: Option<NaiveDate>,
    completion: f64,
    root_cause: Vec<StoredStep>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredStep {
    task: TaskId,
    code: String,
    name: String,
    owner: String,
    department: String,
    own_delay: i32,
    inherited: i32,
    planned_end: NaiveDate,
    forecast_finish: NaiveDate,
    reported_cause: String,
    cause_kind: Option<String>,
    planned_past: i32,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredAncestor {
    code: String,
    deadline: NaiveDate,
    company_goal: bool,
}

/// Reads what other plans have said of a plan into it.
pub(super) async fn load(conn: &mut DbConn, plan: &mut PlanState) -> Result<(), StorageError> {
    let id = plan.plan.id;
    let impacts: Vec<ImpactRow> = on_conn!(conn, c => {
        task_impacts::table.filter(task_impacts::plan_id.eq(id)).select(ImpactRow::as_select()).load(c).await
    })?;
    let hanging: Vec<HangingRow> = on_conn!(conn, c => {
        hanging_goals::table.filter(hanging_goals::plan_id.eq(id)).select(HangingRow::as_select()).load(c).await
    })?;
    let placed: Vec<PlacedRow> = on_conn!(conn, c => {
        placed_goals::table.filter(placed_goals::plan_id.eq(id)).select(PlacedRow::as_select()).load(c).await
    })?;
    for row in impacts {
        let fact = ImpactFact {
            affects: row.affects.0,
            company_goal: row.company_goal,
            revision: row.revision,
        };
        plan.apply_impact(row.task_id, row.successor_plan_id, fact);
    }
    for row in hanging {
        plan.apply_part(PartFact {
            id: row.goal_id,
            plan: row.home_plan_id,
            parent: row.parent_id,
            code: row.code,
            standing: row.standing.map(|Json(standing)| roll_up(standing)),
            revision: row.revision,
        });
    }
    for row in placed {
        let ancestors = row.ancestors.0.into_iter().map(|above| Ancestor {
            code: above.code,
            deadline: above.deadline,
            company_goal: above.company_goal,
        });
        let fact = PlacedFact {
            ancestors: ancestors.collect(),
            revision: row.revision,
        };
        plan.apply_placed(row.goal_id, row.above_plan_id, fact);
    }
    Ok(())
}

pub(super) async fn write(
    conn: &mut DbConn,
    plan: &PlanState,
    outcome: &Outcome,
) -> Result<(), StorageError> {
    for &(task_id, successor_plan_id) in &outcome.impacts {
        let said = plan.impacts.get(&task_id);
        if let Some(fact) = said.and_then(|by_plan| by_plan.get(&successor_plan_id)) {
            let row = ImpactRow {
                plan_id: plan.plan.id,
                task_id,
                successor_plan_id,
                affects: Json(fact.affects.clone()),
                company_goal: fact.company_goal,
                revision: fact.revision,
            };
            upsert!(
                conn,
                task_impacts::table,
                (
                    task_impacts::plan_id,
                    task_impacts::task_id,
                    task_impacts::successor_plan_id
                ),
                row
            );
        }
    }
    for goal_id in &outcome.hanging {
        if let Some(node) = plan.hanging.get(goal_id) {
            let fact = &node.fact;
            let row = HangingRow {
                plan_id: plan.plan.id,
                goal_id: *goal_id,
                home_plan_id: fact.plan,
                parent_id: fact.parent,
                code: fact.code.clone(),
                standing: fact.standing.as_ref().map(|view| Json(stored(view))),
                revision: fact.revision,
            };
            upsert!(
                conn,
                hanging_goals::table,
                (hanging_goals::plan_id, hanging_goals::goal_id),
                row
            );
        }
    }
    for &(goal_id, above_plan_id) in &outcome.placed {
        if let Some(fact) = plan.placed.get(&(goal_id, above_plan_id)) {
            let ancestors = fact.ancestors.iter().map(|above| StoredAncestor {
                code: above.code.clone(),
                deadline: above.deadline,
                company_goal: above.company_goal,
            });
            let row = PlacedRow {
                plan_id: plan.plan.id,
                goal_id,
                above_plan_id,
                ancestors: Json(ancestors.collect()),
                revision: fact.revision,
            };
            upsert!(
                conn,
                placed_goals::table,
                (
                    placed_goals::plan_id,
                    placed_goals::goal_id,
                    placed_goals::above_plan_id
                ),
                row
            );
        }
    }
    Ok(())
}

fn roll_up(stored: Standing) -> RollUp {
    let steps = stored.root_cause.into_iter().map(|step| PathStep {
        task: step.task,
        code: step.code,
        name: step.name,
        owner: step.owner,
        department: step.department,
        own_delay: step.own_delay,
        inherited: step.inherited,
        planned_end: step.planned_end,
        forecast_finish: step.forecast_finish,
        reported_cause: step.reported_cause,
        cause_kind: step.cause_kind.as_deref().and_then(BlockerCause::of),
        planned_past: step.planned_past,
    });
    RollUp {
        light: light_of(Some(&stored.light)),
        reason: Text::new(stored.reason_zh, stored.reason_en),
        score: stored.score,
        forecast_finish: stored.forecast_finish,
        completion: stored.completion,
        root_cause: steps.collect(),
    }
}

fn stored(view: &RollUp) -> Standing {
    let steps = view.root_cause.iter().cloned().map(|step| StoredStep {
        task: step.task,
        code: step.code,
        name: step.name,
        owner: step.owner,
        department: step.department,
        own_delay: step.own_delay,
        inherited: step.inherited,
        planned_end: step.planned_end,
        forecast_finish: step.forecast_finish,
        reported_cause: step.reported_cause,
        cause_kind: step.cause_kind.map(|kind| kind.word().to_owned()),
        planned_past: step.planned_past,
    });
    Standing {
        light: light_word(view.light).to_owned(),
        reason_zh: view.reason.zh.clone(),
        reason_en: view.reason.en.clone(),
        score: view.score,
        forecast_finish: view.forecast_finish,
        completion: view.completion,
        root_cause: steps.collect(),
    }
}
