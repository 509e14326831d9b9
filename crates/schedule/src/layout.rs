//! The order in which the tasks of a network are laid out in memory.

use crate::{
    model::{CycleError, Link, TaskIx},
    network::index,
};

/// Something of each task, in one array: what belongs to a task lies together, in the order in which it was named.
struct ByTask {
    /// Where each task's begins, and the end of the last.
    offsets: Vec<u32>,
    all: Vec<u32>,
}

impl ByTask {
    fn new(tasks: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut offsets = vec![0_u32; tasks + 1];
        for (task, _) in pairs.clone() {
            offsets[task as usize + 1] += 1;
        }
        for task in 0..tasks {
            offsets[task + 1] += offsets[task];
        }
        let mut next = offsets.clone();
        let mut all = vec![0; offsets[tasks] as usize];
        for (task, one) in pairs {
            let place = &mut next[task as usize];
            all[*place as usize] = one;
            *place += 1;
        }
        Self { offsets, all }
    }

    fn of(&self, task: u32) -> &[u32] {
        let task = task as usize;
        &self.all[self.offsets[task] as usize..self.offsets[task + 1] as usize]
    }
}

/// The links into each task.
pub(crate) struct Incoming<'a> {
    links: &'a [Link],
    /// Positions among the links.
    into: ByTask,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    Not,
    Open,
    Done,
}

impl<'a> Incoming<'a> {
    pub(crate) fn new(tasks: usize, links: &'a [Link]) -> Self {
        let pairs = (links.iter().enumerate()).map(|(at, link)| (link.successor.0, index(at)));
        Self {
            links,
            into: ByTask::new(tasks, pairs),
        }
    }

    /// The links into a task, in the order in which they were added.
    pub(crate) fn of(&self, task: u32) -> &[u32] {
        self.into.of(task)
    }

    /// The task that a link comes from.
    fn before(&self, link: u32) -> u32 {
        self.links[link as usize].predecessor.0
    }

    /// Before a task come those it waits for, and what belongs together lies together whatever order it was added in: a pass finds in
    /// the cache what it has just been at. What was added in topological order keeps it.
    ///
    /// Depth first (R. Tarjan, Edge-disjoint spanning trees and depth-first search, 1976) through what a task waits for, then on with
    /// those that wait for what has been laid out last.
    pub(crate) fn in_order(&self) -> Result<Vec<u32>, CycleError> {
        let count = index(self.into.offsets.len() - 1);
        let ends = self.links.iter();
        let ends = ends.map(|link| (link.predecessor.0, link.successor.0));
        if ends.clone().all(|(before, after)| before < after) {
            return Ok((0..count).collect());
        }
        let waiting = ByTask::new(count as usize, ends);
        let mut order = Vec::with_capacity(count as usize);
        let mut visit = vec![Visit::Not; count as usize];
        let mut near = Vec::new();
        for root in 0..count {
            near.push(root);
            while let Some(task) = near.pop() {
                if visit[task as usize] == Visit::Not {
                    let from = order.len();
                    self.lay_out(task, &mut visit, &mut order)?;
                    let next = order[from..].iter().flat_map(|task| waiting.of(*task));
                    near.extend(next.filter(|task| visit[**task as usize] == Visit::Not));
                }
            }
        }
        Ok(order)
    }

    /// Lays out what a task waits for, and the task.
    fn lay_out(
        &self,
        task: u32,
        visit: &mut [Visit],
        order: &mut Vec<u32>,
    ) -> Result<(), CycleError> {
        visit[task as usize] = Visit::Open;
        // The tasks being visited, each waiting for the next, with those of its links not yet followed.
        let mut open = vec![(task, self.of(task))];
        while let Some((task, links)) = open.last_mut() {
            let Some((link, rest)) = links.split_first() else {
                visit[*task as usize] = Visit::Done;
                order.push(*task);
                open.pop();
                continue;
            };
            *links = rest;
            let before = self.before(*link);
            match visit[before as usize] {
                Visit::Done => {}
                Visit::Not => {
                    visit[before as usize] = Visit::Open;
                    open.push((before, self.of(before)));
                }
                Visit::Open => return Err(cycle(&open, before)),
            }
        }
        Ok(())
    }
}

/// The cycle closed by the last of the open tasks waiting for `first`, which is open too.
fn cycle(open: &[(u32, &[u32])], first: u32) -> CycleError {
    let waiting = open.iter().rev().map(|(task, _)| *task);
    let mut path = vec![TaskIx(first)];
    for task in waiting {
        path.push(TaskIx(task));
        if task == first {
            break;
        }
    }
    CycleError { path }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::LinkKind;

    fn link((predecessor, successor): (u32, u32)) -> Link {
        Link {
            predecessor: TaskIx(predecessor),
            successor: TaskIx(successor),
            kind: LinkKind::FinishToStart,
            lag: 0,
        }
    }

    /// Tasks under the names of a random order, and links from each to later ones.
    fn network() -> impl Strategy<Value = (usize, Vec<Link>)> {
        (1..40_usize)
            .prop_flat_map(|tasks| {
                let names: Vec<u32> = (0..index(tasks)).collect();
                let ends = (0..tasks, 0..tasks);
                (
                    Just(names).prop_shuffle(),
                    prop::collection::vec(ends, 0..80),
                )
            })
            .prop_map(|(names, ends)| {
                let links = ends.into_iter().filter(|(a, b)| a != b);
                let links = links.map(|(a, b)| link((names[a.min(b)], names[a.max(b)])));
                (names.len(), links.collect())
            })
    }

    proptest! {
        #[test]
        fn every_task_once_and_after_those_it_waits_for((tasks, links) in network()) {
            let order = Incoming::new(tasks, &links).in_order().unwrap();
            let mut place = vec![None; tasks];
            for (at, task) in order.iter().enumerate() {
                prop_assert!(place[*task as usize].replace(at).is_none());
            }
            prop_assert!(place.iter().all(Option::is_some));
            for link in links {
                let [before, after] = [link.predecessor, link.successor].map(|task| place[task.0 as usize]);
                prop_assert!(before < after);
            }
        }
    }

    #[test]
    fn an_order_that_holds_is_kept() {
        let links = [(0, 3), (1, 2), (3, 4)].map(link);
        assert_eq!(
            Incoming::new(6, &links).in_order().unwrap(),
            [0, 1, 2, 3, 4, 5]
        );
    }

    #[test]
    fn what_belongs_together_lies_together() {
        // Two chains whose tasks take turns, and whose first tasks have the highest numbers.
        let links = [(5, 3), (3, 1), (4, 2), (2, 0)].map(link);
        assert_eq!(
            Incoming::new(6, &links).in_order().unwrap(),
            [4, 2, 0, 5, 3, 1]
        );
        let fork = [(4, 0), (4, 2), (1, 3)].map(link);
        assert_eq!(Incoming::new(5, &fork).in_order().unwrap(), [4, 0, 2, 1, 3]);
    }
}
