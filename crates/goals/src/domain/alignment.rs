//! The alignment tree: goals under goals and key results, across plans.

use std::collections::{HashMap, HashSet};

use cascade_method::rules;
use cascade_runtime::{error::Violation, lang::Localized};

use crate::{
    domain::tree::{Goal, Tree},
    ids::{GoalId, NodeId},
};

/// Goals and key results of other plans that the tree leads to, and what is above them.
#[derive(Debug, Clone, Default)]
pub struct Outside {
    /// Codes of goals and key results.
    pub codes: HashMap<NodeId, String>,
    /// What a goal hangs under, and the goal that a key result belongs to.
    pub above: HashMap<NodeId, NodeId>,
}

/// Goals that hang under themselves, with the way around.
#[must_use]
pub fn cycles(tree: &Tree, outside: &Outside, at: &HashMap<GoalId, String>) -> Vec<Violation> {
    let mut above = outside.above.clone();
    let mut codes = outside.codes.clone();
    for part in &tree.key_results {
        above.insert(part.id.into(), part.goal_id.into());
        codes.insert(part.id.into(), part.code.clone());
    }
    for goal in &tree.goals {
        let id = NodeId::from(goal.id);
        match goal.parent {
            Some(parent) => above.insert(id, parent),
            None => above.remove(&id),
        };
        codes.insert(id, goal.code.clone());
    }
    tree.goals
        .iter()
        .filter_map(|goal| {
            let path = at.get(&goal.id)?;
            let way = way_around(goal, &above)?;
            let names: Vec<&str> = way
                .iter()
                .map(|id| codes.get(id).map_or("?", String::as_str))
                .collect();
            Some(
                Violation::new(
                    format!("{path}parent_id"),
                    rules::GOAL_PARENT_CYCLE.id,
                    Localized::new(
                        format!("目标对齐关系成环：{}", names.join(" → ")),
                        format!("The alignment runs in a circle: {}", names.join(" → ")),
                    ),
                )
                .value(names.join(" → "))
                .advice(Localized::new(
                    "请改为对齐上一级的目标或关键结果",
                    "Hang it under a goal or key result of the level above",
                )),
            )
        })
        .collect()
}

/// The nodes from a goal back to itself; none where its way leads to a top.
fn way_around(goal: &Goal, above: &HashMap<NodeId, NodeId>) -> Option<Vec<NodeId>> {
    let start = NodeId::from(goal.id);
    let mut way = vec![start];
    let mut seen = HashSet::from([start]);
    let mut node = start;
    while let Some(next) = above.get(&node).copied() {
        way.push(next);
        if next == start {
            return Some(way);
        }
        // A circle that this goal only leads into is told at the goals on it.
        if !seen.insert(next) {
            return None;
        }
        node = next;
    }
    None
}
