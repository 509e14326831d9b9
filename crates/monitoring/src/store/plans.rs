//! A plan as a whole: locked, read into memory, and what changed of it written back.

use cascade_storage::{DbConn, StorageError, on_conn};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::{
    alerts, between_plans, daily, facts, goals, missed, notifications, requests, timers, upserts,
};
use crate::{
    domain::{facts::PlanFact, outcome::Outcome, plan::PlanState, told::Told},
    ids::{PlanId, TaskId},
    schema::{plans, tasks},
};

/// Ids of one query: SQLite takes no more parameters.
const CHUNK: usize = 500;

/// The row of a plan.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = plans, treat_none_as_null = true)]
pub struct PlanRow {
    /// Identity.
    pub id: PlanId,
    pub(super) code: String,
    pub(super) title: String,
    pub(super) active: bool,
    pub(super) version: i64,
    /// Rises with every commit.
    pub revision: i64,
    pub(super) as_of: Option<NaiveDate>,
    pub(super) reports_applied: i64,
}

impl PlanRow {
    fn of(plan: &PlanState) -> Self {
        Self {
            id: plan.plan.id,
            code: plan.plan.code.clone(),
            title: plan.plan.title.clone(),
            active: plan.plan.active,
            version: plan.plan.version,
            revision: plan.revision,
            as_of: plan.as_of,
            reports_applied: plan.reports_applied,
        }
    }
}

/// Locks the rows of plans until the end of the transaction, in the order of their ids. On SQLite the transaction itself is the lock.
pub async fn lock_plans(conn: &mut DbConn, ids: &[PlanId]) -> Result<Vec<PlanRow>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    let mut sorted = ids.to_vec();
    sorted.sort_unstable();
    for chunk in sorted.chunks(CHUNK) {
        let wanted = plans::table
            .filter(plans::id.eq_any(chunk))
            .order(plans::id.asc());
        let rows: Vec<PlanRow> = match conn {
            DbConn::Postgres(c) => {
                let wanted = wanted.select(PlanRow::as_select()).for_update();
                wanted.load(c).await?
            }
            DbConn::Sqlite(c) => wanted.select(PlanRow::as_select()).load(c).await?,
        };
        found.extend(rows);
    }
    Ok(found)
}

/// The newest committed revision of a plan, without a lock.
pub async fn plan_revision(conn: &mut DbConn, id: PlanId) -> Result<Option<i64>, StorageError> {
    let revision = on_conn!(conn, c => {
        plans::table.find(id).select(plans::revision).first::<i64>(c).await.optional()
    })?;
    Ok(revision)
}

/// Active plans.
pub async fn active_plans(conn: &mut DbConn) -> Result<Vec<PlanId>, StorageError> {
    let found = on_conn!(conn, c => {
        plans::table
            .filter(plans::active.eq(true))
            .order(plans::id.asc())
            .select(plans::id)
            .load(c)
            .await
    })?;
    Ok(found)
}

/// Plan of a task.
pub async fn plan_of_task(conn: &mut DbConn, task: TaskId) -> Result<Option<PlanId>, StorageError> {
    let plan = on_conn!(conn, c => {
        tasks::table.find(task).select(tasks::plan_id).first::<PlanId>(c).await.optional()
    })?;
    Ok(plan)
}

/// Makes a row for a plan of which only the id is known; the facts that follow fill it.
pub async fn insert_plan_if_new(conn: &mut DbConn, fact: &PlanFact) -> Result<(), StorageError> {
    let row = PlanRow::of(&PlanState::new(fact.clone()));
    on_conn!(conn, c => {
        diesel::insert_into(plans::table).values(&row).on_conflict_do_nothing().execute(c).await
    })?;
    Ok(())
}

/// Reads a plan into memory: its facts, and from them everything derived as it stood at the last settlement.
pub async fn load_plan(conn: &mut DbConn, row: PlanRow) -> Result<(PlanState, Told), StorageError> {
    let mut plan = PlanState::new(PlanFact {
        id: row.id,
        code: row.code,
        title: row.title,
        active: row.active,
        version: row.version,
    });
    plan.revision = row.revision;
    plan.reports_applied = row.reports_applied;
    requests::load(conn, &mut plan).await?;
    between_plans::load(conn, &mut plan).await?;
    let told = facts::load(conn, &mut plan, row.as_of).await?;
    plan.alerts = alerts::of_plan(conn, row.id).await?;
    plan.missed = missed::of_plan(conn, row.id).await?;
    Ok((plan, told))
}

/// Writes what changed of plans.
pub async fn write(
    conn: &mut DbConn,
    changed: &[(&PlanState, &Outcome)],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let rows = changed.iter().map(|(plan, _)| PlanRow::of(plan));
    upserts::plans(conn, rows.collect()).await?;
    upserts::tasks(conn, facts::task_rows(changed)).await?;
    upserts::requests(conn, requests::rows(changed)).await?;
    daily::write(conn, changed).await?;
    for (plan, outcome) in changed {
        goals::write(conn, plan, outcome).await?;
        facts::write(conn, plan, outcome).await?;
        between_plans::write(conn, plan, outcome).await?;
        alerts::write(conn, plan, outcome).await?;
        missed::write(conn, plan, outcome).await?;
        notifications::write(conn, plan.plan.id, &outcome.notifications, now).await?;
        timers::write(conn, plan.plan.id, &outcome.timers).await?;
    }
    Ok(())
}
