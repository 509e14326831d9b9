//! Tasks, and tasks of other plans that they wait for.

use std::collections::BTreeMap;

use cascade_method::{
    progress::BlockerCause,
    task::{Constraints, ThreePoint},
};
use cascade_storage::{DbConn, Json, StorageError, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::{
    goals,
    parts::{StoredConstraints, StoredEstimate, StoredLink, StoredMilestone},
    upsert,
    words::{kind_of, kind_word, light_of, light_word, state_of, state_word},
};
use crate::{
    domain::{
        facts::{EdgeFact, ForeignFact, LinkFact, MilestoneFact, TaskFact},
        outcome::Outcome,
        plan::PlanState,
        told::Told,
    },
    ids::{KeyResultId, PlanId, TaskId},
    schema::{foreign_tasks, outgoing_edges, tasks},
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = tasks, treat_none_as_null = true)]
pub(super) struct TaskRow {
    pub(super) id: TaskId,
    pub(super) plan_id: PlanId,
    pub(super) key_result_id: KeyResultId,
    pub(super) code: String,
    pub(super) name: String,
    pub(super) owner: String,
    pub(super) department: String,
    pub(super) planned_start: NaiveDate,
    pub(super) planned_end: NaiveDate,
    pub(super) duration: i64,
    pub(super) effort_hours: Option<f64>,
    pub(super) estimate: Option<Json<StoredEstimate>>,
    pub(super) baseline_start: Option<NaiveDate>,
    pub(super) baseline_end: Option<NaiveDate>,
    pub(super) state: String,
    pub(super) percent: f64,
    pub(super) remaining: Option<i64>,
    pub(super) as_of: Option<NaiveDate>,
    pub(super) actual_start: Option<NaiveDate>,
    pub(super) actual_finish: Option<NaiveDate>,
    pub(super) reported_cause: String,
    pub(super) cause_kind: String,
    pub(super) links: Json<Vec<StoredLink>>,
    pub(super) milestones: Json<Vec<StoredMilestone>>,
    pub(super) constraints: Json<StoredConstraints>,
    pub(super) version: i64,
    pub(super) forecast_start: Option<NaiveDate>,
    pub(super) forecast_finish: Option<NaiveDate>,
    pub(super) light: Option<String>,
    pub(super) skills: Json<Vec<(String, i32)>>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = foreign_tasks, treat_none_as_null = true)]
struct ForeignRow {
    plan_id: PlanId,
    task_id: TaskId,
    home_plan_id: PlanId,
    code: String,
    name: String,
    owner: String,
    department: String,
    start: Option<NaiveDate>,
    finish: Option<NaiveDate>,
    planned_start: NaiveDate,
    planned_end: NaiveDate,
    reported_cause: String,
    cause_kind: String,
    revision: i64,
    unasked: bool,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = outgoing_edges)]
struct EdgeRow {
    plan_id: PlanId,
    task_id: TaskId,
    successor_plan_id: PlanId,
    active: bool,
    revision: i64,
}

/// Reads the facts of a plan into it and brings it to the day of its last settlement; answers what was told then.
pub(super) async fn load(
    conn: &mut DbConn,
    plan: &mut PlanState,
    as_of: Option<NaiveDate>,
) -> Result<Told, StorageError> {
    let id = plan.plan.id;
    let task_rows: Vec<TaskRow> = on_conn!(conn, c => {
        tasks::table.filter(tasks::plan_id.eq(id)).select(TaskRow::as_select()).load(c).await
    })?;
    let foreign_rows: Vec<ForeignRow> = on_conn!(conn, c => {
        foreign_tasks::table.filter(foreign_tasks::plan_id.eq(id)).select(ForeignRow::as_select()).load(c).await
    })?;
    let edge_rows: Vec<EdgeRow> = on_conn!(conn, c => {
        outgoing_edges::table.filter(outgoing_edges::plan_id.eq(id)).select(EdgeRow::as_select()).load(c).await
    })?;
    let mut told = goals::load(conn, plan).await?;
    plan.outgoing = edge_rows
        .into_iter()
        .map(|row| {
            let edge = EdgeFact {
                active: row.active,
                revision: row.revision,
            };
            ((row.task_id, row.successor_plan_id), edge)
        })
        .collect();
    for row in foreign_rows {
        plan.apply_foreign(foreign_fact(row));
    }
    if let Some(day) = as_of {
        for row in task_rows {
            if let Some((start, finish)) = row.forecast_start.zip(row.forecast_finish) {
                let light = light_of(row.light.as_deref());
                told.tasks.push((row.id, start, finish, light));
            }
            plan.apply_task(task_fact(row)?, day);
        }
        plan.move_to(day);
    }
    Ok(told)
}

fn task_fact(row: TaskRow) -> Result<TaskFact, StorageError> {
    Ok(TaskFact {
        id: row.id,
        key_result_id: row.key_result_id,
        code: row.code,
        name: row.name,
        owner: row.owner,
        department: row.department,
        planned_start: row.planned_start,
        planned_end: row.planned_end,
        duration: row.duration.try_into().map_err(StorageError::internal)?,
        effort_hours: row.effort_hours,
        estimate: row.estimate.map(|Json(points)| ThreePoint {
            optimistic: points.optimistic,
            likely: points.likely,
            pessimistic: points.pessimistic,
        }),
        baseline: row.baseline_start.zip(row.baseline_end),
        state: state_of(&row.state)?,
        percent: row.percent,
        remaining: row
            .remaining
            .map(u32::try_from)
            .transpose()
            .map_err(StorageError::internal)?,
        as_of: row.as_of,
        actual_start: row.actual_start,
        actual_finish: row.actual_finish,
        reported_cause: row.reported_cause,
        cause_kind: BlockerCause::of(&row.cause_kind),
        predecessors: row
            .links
            .0
            .into_iter()
            .map(|link| {
                Ok(LinkFact {
                    predecessor: link.predecessor,
                    plan: link.plan,
                    kind: kind_of(&link.kind)?,
                    lag: link.lag,
                })
            })
            .collect::<Result<_, StorageError>>()?,
        constraints: Constraints {
            not_before: row.constraints.0.not_before,
            deadline: row.constraints.0.deadline,
            start_on: row.constraints.0.start_on,
        },
        milestones: row
            .milestones
            .0
            .into_iter()
            .map(|milestone| MilestoneFact {
                name: milestone.name,
                due: milestone.due,
                reached_on: milestone.reached_on,
            })
            .collect(),
        skills: row.skills.0,
        version: row.version,
    })
}

fn foreign_fact(row: ForeignRow) -> ForeignFact {
    ForeignFact {
        id: row.task_id,
        plan_id: row.home_plan_id,
        code: row.code,
        name: row.name,
        owner: row.owner,
        department: row.department,
        dates: row.start.zip(row.finish),
        planned_start: row.planned_start,
        planned_end: row.planned_end,
        reported_cause: row.reported_cause,
        cause_kind: BlockerCause::of(&row.cause_kind),
        unasked: row.unasked,
        revision: row.revision,
    }
}

pub(super) async fn write(
    conn: &mut DbConn,
    plan: &PlanState,
    outcome: &Outcome,
) -> Result<(), StorageError> {
    for id in &outcome.foreign {
        if let Some(row) = foreign_row(plan, *id) {
            upsert!(
                conn,
                foreign_tasks::table,
                (foreign_tasks::plan_id, foreign_tasks::task_id),
                row
            );
        }
    }
    for &(task_id, successor_plan_id) in &outcome.outgoing {
        if let Some(edge) = plan.outgoing.get(&(task_id, successor_plan_id)) {
            let row = EdgeRow {
                plan_id: plan.plan.id,
                task_id,
                successor_plan_id,
                active: edge.active,
                revision: edge.revision,
            };
            upsert!(
                conn,
                outgoing_edges::table,
                (
                    outgoing_edges::plan_id,
                    outgoing_edges::task_id,
                    outgoing_edges::successor_plan_id
                ),
                row
            );
        }
    }
    Ok(())
}

/// Rows of the tasks that have changed, each once.
pub(super) fn task_rows(changed: &[(&PlanState, &Outcome)]) -> Vec<TaskRow> {
    let rows = changed.iter().flat_map(|(plan, outcome)| {
        outcome
            .tasks
            .iter()
            .filter_map(|id| Some((*id, task_row(plan, *id)?)))
    });
    rows.collect::<BTreeMap<TaskId, TaskRow>>()
        .into_values()
        .collect()
}

fn task_row(plan: &PlanState, id: TaskId) -> Option<TaskRow> {
    let node = plan.tasks.get(&id)?;
    let (fact, view) = (node.fact.clone(), node.view.as_ref());
    Some(TaskRow {
        id,
        plan_id: plan.plan.id,
        key_result_id: fact.key_result_id,
        code: fact.code,
        name: fact.name,
        owner: fact.owner,
        department: fact.department,
        planned_start: fact.planned_start,
        planned_end: fact.planned_end,
        duration: i64::from(fact.duration),
        effort_hours: fact.effort_hours,
        estimate: fact.estimate.map(|points| {
            Json(StoredEstimate {
                optimistic: points.optimistic,
                likely: points.likely,
                pessimistic: points.pessimistic,
            })
        }),
        baseline_start: fact.baseline.map(|(start, _)| start),
        baseline_end: fact.baseline.map(|(_, end)| end),
        state: state_word(fact.state).to_owned(),
        percent: fact.percent,
        remaining: fact.remaining.map(i64::from),
        as_of: fact.as_of,
        actual_start: fact.actual_start,
        actual_finish: fact.actual_finish,
        reported_cause: fact.reported_cause,
        cause_kind: fact.cause_kind.map_or("", BlockerCause::word).to_owned(),
        links: Json(
            fact.predecessors
                .iter()
                .map(|link| StoredLink {
                    predecessor: link.predecessor,
                    plan: link.plan,
                    kind: kind_word(link.kind).to_owned(),
                    lag: link.lag,
                })
                .collect(),
        ),
        milestones: Json(
            fact.milestones
                .into_iter()
                .map(|milestone| StoredMilestone {
                    name: milestone.name,
                    due: milestone.due,
                    reached_on: milestone.reached_on,
                })
                .collect(),
        ),
        constraints: Json(StoredConstraints {
            not_before: fact.constraints.not_before,
            deadline: fact.constraints.deadline,
            start_on: fact.constraints.start_on,
        }),
        version: fact.version,
        forecast_start: view.map(|view| view.forecast_start),
        forecast_finish: view.map(|view| view.forecast_finish),
        light: view.map(|view| light_word(view.light).to_owned()),
        skills: Json(fact.skills),
    })
}

fn foreign_row(plan: &PlanState, id: TaskId) -> Option<ForeignRow> {
    let fact = plan.foreign.get(&id)?.clone();
    Some(ForeignRow {
        plan_id: plan.plan.id,
        task_id: id,
        home_plan_id: fact.plan_id,
        code: fact.code,
        name: fact.name,
        owner: fact.owner,
        department: fact.department,
        start: fact.dates.map(|(start, _)| start),
        finish: fact.dates.map(|(_, finish)| finish),
        planned_start: fact.planned_start,
        planned_end: fact.planned_end,
        reported_cause: fact.reported_cause,
        cause_kind: fact.cause_kind.map_or("", BlockerCause::word).to_owned(),
        revision: fact.revision,
        unasked: fact.unasked,
    })
}
