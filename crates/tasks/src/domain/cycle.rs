//! Cycles in the dependency graph.

use std::collections::{HashMap, HashSet};

use crate::ids::TaskId;

/// Cycles that can be reached from `starts` by following `predecessors`: each as the tasks on it, in the order in which they wait
/// for each other (every task waits for the next, the last for the first). There is none exactly when the answer is empty.
#[must_use]
pub fn find(
    starts: impl IntoIterator<Item = TaskId>,
    predecessors: &HashMap<TaskId, Vec<TaskId>>,
) -> Vec<Vec<TaskId>> {
    let mut done: HashSet<TaskId> = HashSet::new();
    let mut cycles = Vec::new();
    for start in starts {
        if done.contains(&start) {
            continue;
        }
        // Depth first without recursion: a chain may be as long as the portfolio.
        let mut path: Vec<(TaskId, usize)> = vec![(start, 0)];
        let mut place: HashMap<TaskId, usize> = HashMap::from([(start, 0)]);
        while let Some((task, next)) = path.last_mut() {
            let waits_for = predecessors.get(task).map_or(&[][..], Vec::as_slice);
            let Some(&predecessor) = waits_for.get(*next) else {
                done.insert(*task);
                place.remove(task);
                path.pop();
                continue;
            };
            *next += 1;
            if let Some(&from) = place.get(&predecessor) {
                cycles.push(path[from..].iter().map(|(task, _)| *task).collect());
            } else if !done.contains(&predecessor) {
                place.insert(predecessor, path.len());
                path.push((predecessor, 0));
            }
        }
    }
    cycles
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids<const N: usize>() -> [TaskId; N] {
        std::array::from_fn(|_| TaskId::new())
    }

    #[test]
    fn a_chain_and_a_diamond_have_none() {
        let [a, b, c, d] = ids();
        let graph = HashMap::from([(a, vec![b, c]), (b, vec![d]), (c, vec![d])]);
        assert!(find([a, b, c, d], &graph).is_empty());
    }

    #[test]
    fn the_whole_path_is_told_once_without_what_only_leads_to_it() {
        let [before, a, b, c] = ids();
        let graph = HashMap::from([(before, vec![a]), (a, vec![b]), (b, vec![c]), (c, vec![a])]);
        assert_eq!(find([before, a, b, c], &graph), vec![vec![a, b, c]]);
    }

    #[test]
    fn two_cycles_are_two() {
        let [a, b, c, d] = ids();
        let graph = HashMap::from([(a, vec![b]), (b, vec![a]), (c, vec![d]), (d, vec![c])]);
        assert_eq!(find([a, b, c, d], &graph), vec![vec![a, b], vec![c, d]]);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let chain: Vec<TaskId> = (0..200_000).map(|_| TaskId::new()).collect();
        let mut graph: HashMap<TaskId, Vec<TaskId>> = chain
            .windows(2)
            .map(|pair| (pair[0], vec![pair[1]]))
            .collect();
        assert!(find(chain.iter().copied(), &graph).is_empty());
        graph.insert(chain[chain.len() - 1], vec![chain[0]]);
        assert_eq!(find([chain[7]], &graph)[0].len(), chain.len());
    }
}
