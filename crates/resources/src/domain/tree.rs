//! The department tree.

use std::collections::{HashMap, HashSet};

use cascade_method::rules;
use cascade_runtime::error::Violation;

use crate::domain::{directory::Department, finding::broken};

/// A department and those above it, nearest first.
#[must_use]
pub fn chain(code: &str, parents: &HashMap<String, String>) -> Vec<String> {
    let mut way = vec![code.to_owned()];
    let mut node = code;
    while let Some(next) = parents.get(node).filter(|next| !next.is_empty()) {
        if way.contains(next) {
            break;
        }
        way.push(next.clone());
        node = next;
    }
    way
}

/// Departments that would stand above themselves, with the way around.
#[must_use]
pub fn cycles(known: &[Department], wanted: &[Department]) -> Vec<Violation> {
    let above: HashMap<&str, &str> = known
        .iter()
        .chain(wanted)
        .map(|row| (row.code.as_str(), row.parent.as_str()))
        .collect();
    wanted
        .iter()
        .enumerate()
        .filter_map(|(i, row)| {
            let way = way_around(&row.code, &above)?.join(" → ");
            Some(broken(
                &rules::DIR_DEPARTMENT_CYCLE,
                format!("departments[{i}].parent"),
                &way,
                (
                    &format!("部门层级成环：{way}"),
                    &format!("The departments stand in a circle: {way}"),
                    "请核对上级部门",
                    "Check the department above",
                ),
            ))
        })
        .collect()
}

fn way_around<'a>(start: &'a str, above: &HashMap<&'a str, &'a str>) -> Option<Vec<&'a str>> {
    let mut way = vec![start];
    let mut seen = HashSet::from([start]);
    let mut node = start;
    while let Some(next) = above.get(node).copied().filter(|next| !next.is_empty()) {
        way.push(next);
        if next == start {
            return Some(way);
        }
        // A circle that this one only leads into is told at those on it.
        if !seen.insert(next) {
            return None;
        }
        node = next;
    }
    None
}
