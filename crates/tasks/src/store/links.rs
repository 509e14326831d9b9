//! The dependency graph, walked rather than loaded: only what can reach a changed task matters to it.

use std::collections::{HashMap, HashSet};

use cascade_storage::{DbConn, StorageError, insert_all, on_conn};
use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use crate::{
    domain::{
        acceptance::{Status, of_pair},
        task::Task,
    },
    ids::TaskId,
    schema::{links, tasks},
    store::CHUNK,
};

#[derive(Insertable)]
#[diesel(table_name = links)]
struct Row {
    successor_id: TaskId,
    predecessor_id: TaskId,
    acceptance: String,
}

/// Any number will do; it only has to be the same in every replica.
const PLANNING_LOCK: &str = "SELECT pg_advisory_xact_lock(7215100215)";

/// Lets one transaction at a time plan: two that each add half of a cycle would both see none. Reports do not take it.
///
/// # Errors
/// What the database says.
pub async fn lock(conn: &mut DbConn) -> Result<(), StorageError> {
    match conn {
        DbConn::Postgres(c) => c.batch_execute(PLANNING_LOCK).await?,
        // One writer anyway.
        DbConn::Sqlite(_) => {}
    }
    Ok(())
}

/// Replaces the dependencies of these tasks by what they say now.
///
/// # Errors
/// What the database says.
pub async fn replace(conn: &mut DbConn, tasks: &[Task]) -> Result<(), StorageError> {
    let ids: Vec<TaskId> = tasks.iter().map(|task| task.id).collect();
    for chunk in ids.chunks(CHUNK) {
        on_conn!(conn, c => {
            diesel::delete(links::table.filter(links::successor_id.eq_any(chunk))).execute(c).await
        })?;
    }
    // Two ties to the same task, start and finish, are one way to walk.
    let mut rows: Vec<Row> = Vec::new();
    for task in tasks {
        let ways: HashSet<TaskId> = task
            .plan
            .predecessors
            .iter()
            .map(|link| link.task_id)
            .collect();
        rows.extend(ways.into_iter().map(|predecessor_id| {
            Row {
                successor_id: task.id,
                predecessor_id,
                acceptance: of_pair(task, predecessor_id)
                    .map_or("", Status::word)
                    .to_owned(),
            }
        }));
    }
    insert_all!(conn, links::table, &rows)?;
    Ok(())
}

/// Predecessors of everything that these tasks wait for, at any distance, in whichever plan.
///
/// # Errors
/// What the database says.
pub async fn ancestors(
    conn: &mut DbConn,
    of: &[TaskId],
) -> Result<HashMap<TaskId, Vec<TaskId>>, StorageError> {
    let mut seen: HashSet<TaskId> = of.iter().copied().collect();
    let mut front: Vec<TaskId> = seen.iter().copied().collect();
    let mut predecessors: HashMap<TaskId, Vec<TaskId>> = HashMap::new();
    while !front.is_empty() {
        let mut next = Vec::new();
        for chunk in front.chunks(CHUNK) {
            let edges: Vec<(TaskId, TaskId)> = on_conn!(conn, c => {
                links::table
                    .filter(links::successor_id.eq_any(chunk))
                    .select((links::successor_id, links::predecessor_id))
                    .load(c)
                    .await
            })?;
            for (successor, predecessor) in edges {
                predecessors.entry(successor).or_default().push(predecessor);
                if seen.insert(predecessor) {
                    next.push(predecessor);
                }
            }
        }
        front = next;
    }
    Ok(predecessors)
}

/// Tasks that wait for one of these.
///
/// # Errors
/// What the database says.
pub async fn successors(conn: &mut DbConn, of: &[TaskId]) -> Result<HashSet<TaskId>, StorageError> {
    let mut found = HashSet::new();
    for chunk in of.chunks(CHUNK) {
        let ids: Vec<TaskId> = on_conn!(conn, c => {
            links::table
                .filter(links::predecessor_id.eq_any(chunk))
                .select(links::successor_id)
                .load(c)
                .await
        })?;
        found.extend(ids);
    }
    Ok(found)
}

/// Pairs of a waiting task and a predecessor of this owner whose word is open, by both ids, after the given pair.
///
/// # Errors
/// What the database says.
pub async fn proposed(
    conn: &mut DbConn,
    owner: &str,
    after: Option<(TaskId, TaskId)>,
    most: i64,
) -> Result<Vec<(TaskId, TaskId)>, StorageError> {
    let found = on_conn!(conn, c => {
        let mut query = links::table
            .inner_join(tasks::table.on(tasks::id.eq(links::predecessor_id)))
            .filter(tasks::owner.eq(owner))
            .filter(links::acceptance.eq(Status::Proposed.word()))
            .select((links::successor_id, links::predecessor_id))
            .into_boxed();
        if let Some((task, predecessor)) = after {
            query = query.filter(
                links::successor_id.gt(task).or(links::successor_id
                    .eq(task)
                    .and(links::predecessor_id.gt(predecessor))),
            );
        }
        query
            .order((links::successor_id.asc(), links::predecessor_id.asc()))
            .limit(most)
            .load(c)
            .await
    })?;
    Ok(found)
}
