//! A topological order that is kept while links come and go.
//!
//! D. J. Pearce, P. H. J. Kelly: A dynamic topological sort algorithm for directed acyclic graphs. ACM Journal of Experimental
//! Algorithmics 11 (2006). Only the tasks between the two ends of a new link are looked at and moved.

use std::collections::{HashMap, HashSet};

use crate::{
    model::{CycleError, TaskIx},
    network::Network,
};

impl Network {
    /// Makes the order fit for a link from `predecessor` to `successor`.
    pub(crate) fn make_room(&mut self, predecessor: u32, successor: u32) -> Result<(), CycleError> {
        if predecessor == successor {
            return Err(CycleError {
                path: vec![TaskIx(self.task_at[predecessor as usize]); 2],
            });
        }
        let (low, high) = (
            self.rank[successor as usize],
            self.rank[predecessor as usize],
        );
        if high < low {
            return Ok(());
        }
        let mut after = self.reach_forward(successor, predecessor, high)?;
        let mut before = self.reach_backward(predecessor, low);
        before.sort_unstable_by_key(|task| self.rank[*task as usize]);
        after.sort_unstable_by_key(|task| self.rank[*task as usize]);
        let mut places: Vec<u32> = before
            .iter()
            .chain(&after)
            .map(|task| self.rank[*task as usize])
            .collect();
        places.sort_unstable();
        for (task, place) in before.into_iter().chain(after).zip(places) {
            self.rank[task as usize] = place;
            self.by_rank[place as usize] = task;
        }
        Ok(())
    }

    /// Tasks that can be reached from `from` up to rank `high`; an error where `goal` is among them.
    fn reach_forward(&self, from: u32, goal: u32, high: u32) -> Result<Vec<u32>, CycleError> {
        let mut came_from = HashMap::from([(from, from)]);
        let mut open = vec![from];
        let mut found = Vec::new();
        while let Some(task) = open.pop() {
            found.push(task);
            for edge in self.edges_out_of(task) {
                let next = self.edges[edge as usize].successor;
                if self.rank[next as usize] > high || came_from.contains_key(&next) {
                    continue;
                }
                came_from.insert(next, task);
                if next == goal {
                    return Err(self.cycle(&came_from, from, goal));
                }
                open.push(next);
            }
        }
        Ok(found)
    }

    fn reach_backward(&self, from: u32, low: u32) -> Vec<u32> {
        let mut seen = HashSet::from([from]);
        let mut open = vec![from];
        let mut found = Vec::new();
        while let Some(task) = open.pop() {
            found.push(task);
            for edge in self.edges_into(task) {
                let next = self.edges[edge as usize].predecessor;
                if self.rank[next as usize] >= low && seen.insert(next) {
                    open.push(next);
                }
            }
        }
        found
    }

    /// The way from `from` to `goal`, closed by the link that was asked for.
    fn cycle(&self, came_from: &HashMap<u32, u32>, from: u32, goal: u32) -> CycleError {
        let named = |slot: u32| TaskIx(self.task_at[slot as usize]);
        let mut path = vec![named(goal)];
        let mut slot = goal;
        while slot != from {
            slot = came_from[&slot];
            path.push(named(slot));
        }
        path.push(named(goal));
        path.reverse();
        CycleError { path }
    }
}
