//! A whole plan at once, and what its goals hang under in others.

use std::collections::{HashMap, HashSet};

use cascade_storage::{DbConn, StorageError, on_conn};
use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use crate::{
    domain::{
        alignment::Outside,
        contribution::Above,
        tree::{Plan, Tree},
    },
    ids::{NodeId, PlanId},
    store::{CHUNK, contributions, goals, key_results},
};

/// Any number will do; it only has to be the same in every replica.
const ALIGNMENT_LOCK: &str = "SELECT pg_advisory_xact_lock(7215100216)";

/// Lets one transaction at a time write plans: two that each add half of a circle would both see none, and two that import the same
/// new plan would both add it.
///
/// # Errors
/// What the database says.
pub async fn lock_alignment(conn: &mut DbConn) -> Result<(), StorageError> {
    match conn {
        DbConn::Postgres(c) => c.batch_execute(ALIGNMENT_LOCK).await?,
        // One writer anyway.
        DbConn::Sqlite(_) => {}
    }
    Ok(())
}

/// Everything in a plan, held against other writers.
///
/// # Errors
/// What the database says.
pub async fn tree(conn: &mut DbConn, plan: Plan) -> Result<Tree, StorageError> {
    let goals = goals::lock_plan(conn, plan.id).await?;
    let key_results = key_results::of_plan(conn, plan.id).await?;
    let mut tree = Tree {
        plan,
        goals,
        key_results,
    };
    tree.sort();
    Ok(tree)
}

/// Everything in a plan, not held.
///
/// # Errors
/// What the database says.
pub async fn read_tree(conn: &mut DbConn, plan: Plan) -> Result<Tree, StorageError> {
    let mut tree = Tree {
        goals: goals::of_plan(conn, plan.id).await?,
        key_results: key_results::of_plan(conn, plan.id).await?,
        plan,
    };
    tree.sort();
    Ok(tree)
}

/// What is above these nodes by any way, contributions included, up to the tops.
///
/// # Errors
/// What the database says.
pub async fn above(conn: &mut DbConn, nodes: HashSet<NodeId>) -> Result<Above, StorageError> {
    let mut found = Above::new();
    let mut level: Vec<NodeId> = nodes.into_iter().collect();
    while !level.is_empty() {
        let mut ways: Vec<(NodeId, NodeId)> = Vec::new();
        for (id, _, parent) in goals::alignment(conn, &level).await? {
            ways.extend(parent.map(|parent| (id, parent)));
        }
        for (id, _, goal) in key_results::alignment(conn, &level).await? {
            ways.push((id, goal));
        }
        ways.extend(contributions::ways_up(conn, &level).await?);
        for id in level {
            found.entry(id).or_default();
        }
        let mut next = HashSet::new();
        for (from, to) in ways {
            found.entry(from).or_default().push(to);
            next.insert(to);
        }
        level = next
            .into_iter()
            .filter(|id| !found.contains_key(id))
            .collect();
    }
    Ok(found)
}

/// Plans of the rows of a table that are among these.
macro_rules! homes_in {
    ($conn:expr, $table:ident, $nodes:expr) => {{
        use crate::schema::$table;
        let rows: Vec<(NodeId, PlanId)> = on_conn!($conn, c => {
            $table::table
                .filter($table::id.eq_any($nodes))
                .select(($table::id, $table::plan_id))
                .load(c)
                .await
        })?;
        rows
    }};
}

/// Plans of these goals and key results; ids that are neither's are left out.
///
/// # Errors
/// What the database says.
pub async fn homes(
    conn: &mut DbConn,
    nodes: &[NodeId],
) -> Result<HashMap<NodeId, PlanId>, StorageError> {
    let mut homes = HashMap::with_capacity(nodes.len());
    for chunk in nodes.chunks(CHUNK) {
        homes.extend(homes_in!(conn, goals, chunk));
        homes.extend(homes_in!(conn, key_results, chunk));
    }
    Ok(homes)
}

/// What is above these nodes, up to the tops.
///
/// # Errors
/// What the database says.
pub async fn outside(conn: &mut DbConn, nodes: HashSet<NodeId>) -> Result<Outside, StorageError> {
    let mut outside = Outside::default();
    let mut level: Vec<NodeId> = nodes.into_iter().collect();
    while !level.is_empty() {
        let mut next = HashSet::new();
        for (id, code, parent) in goals::alignment(conn, &level).await? {
            outside.codes.insert(id, code);
            if let Some(parent) = parent {
                outside.above.insert(id, parent);
                next.insert(parent);
            }
        }
        for (id, code, goal) in key_results::alignment(conn, &level).await? {
            outside.codes.insert(id, code);
            outside.above.insert(id, goal);
            next.insert(goal);
        }
        level = next
            .into_iter()
            .filter(|id| !outside.codes.contains_key(id))
            .collect();
    }
    Ok(outside)
}
