//! A whole network at once: a million tasks, laid out in topological order, in one go.

use thiserror::Error;

use crate::{
    calendar::Calendar,
    edges::Edge,
    model::{CalendarIx, CycleError, Link, TaskInput, TaskIx},
    network::{NONE, Network, index},
    node::Node,
};

/// A network that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BuildError {
    /// Its links form a cycle.
    #[error(transparent)]
    Cycle(#[from] CycleError),
    /// A link names a task that is not there.
    #[error("a link names task {0}, which is not there")]
    UnknownTask(u32),
}

/// Collects tasks and links, then builds.
#[derive(Debug, Clone, Default)]
pub struct NetworkBuilder {
    network: Network,
    tasks: Vec<TaskInput>,
    links: Vec<Link>,
}

impl NetworkBuilder {
    /// A builder for a network with this data date.
    #[must_use]
    pub fn new(data_date: Option<chrono::NaiveDate>) -> Self {
        Self {
            network: Network::new(data_date),
            ..Self::default()
        }
    }

    /// Adds a calendar.
    pub fn calendar(&mut self, calendar: Calendar) -> CalendarIx {
        self.network.add_calendar(calendar)
    }

    /// Adds a task.
    pub fn task(&mut self, input: TaskInput) -> TaskIx {
        self.tasks.push(input);
        TaskIx(index(self.tasks.len() - 1))
    }

    /// Adds a link.
    pub fn link(&mut self, link: Link) {
        self.links.push(link);
    }

    /// Builds, without propagating yet.
    ///
    /// # Errors
    /// A cycle, with its whole path, or a link to nowhere.
    pub fn build(mut self) -> Result<Network, BuildError> {
        let ends = self
            .links
            .iter()
            .flat_map(|link| [link.predecessor, link.successor]);
        if let Some(unknown) = ends
            .map(|task| task.0)
            .find(|task| *task as usize >= self.tasks.len())
        {
            return Err(BuildError::UnknownTask(unknown));
        }
        let incoming = Incoming::new(self.tasks.len(), &self.links);
        let order = incoming.in_order()?;
        let mut slot_of = vec![0; order.len()];
        for (slot, task) in order.iter().enumerate() {
            slot_of[*task as usize] = index(slot);
        }
        let network = &mut self.network;
        network.nodes.reserve_exact(order.len());
        network.edges.reserve_exact(self.links.len());
        for (slot, task) in order.iter().enumerate() {
            let mut node = Node::new(self.tasks[*task as usize]);
            let links = incoming.of(*task);
            if !links.is_empty() {
                node.first_in = index(network.edges.len());
            }
            for (place, link) in links.iter().enumerate() {
                let link = &self.links[*link as usize];
                let next = index(network.edges.len() + 1);
                network.edges.push(Edge {
                    predecessor: slot_of[link.predecessor.0 as usize],
                    successor: index(slot),
                    next_in: if place + 1 < links.len() { next } else { NONE },
                    next_out: NONE,
                    lag: link.lag,
                    kind: link.kind,
                });
            }
            node.set_queued(true);
            network.nodes.push(node);
        }
        for edge in (0..network.edges.len()).rev() {
            let first = &mut network.nodes[network.edges[edge].predecessor as usize].first_out;
            network.edges[edge].next_out = std::mem::replace(first, index(edge));
        }
        let slots: Vec<u32> = (0..index(order.len())).collect();
        network.rank.clone_from(&slots);
        network.dirty.clone_from(&slots);
        network.by_rank = slots;
        network.slot_of = slot_of;
        network.task_at = order;
        Ok(self.network)
    }
}

/// The links into each task, in the order in which they were added.
struct Incoming {
    /// Where each task's links begin, and the end of the last.
    offsets: Vec<u32>,
    links: Vec<u32>,
    predecessors: Vec<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    Not,
    Open,
    Done,
}

impl Incoming {
    fn new(tasks: usize, links: &[Link]) -> Self {
        let mut offsets = vec![0_u32; tasks + 1];
        for link in links {
            offsets[link.successor.0 as usize + 1] += 1;
        }
        for task in 0..tasks {
            offsets[task + 1] += offsets[task];
        }
        let mut next = offsets.clone();
        let mut incoming = vec![0; links.len()];
        for (at, link) in links.iter().enumerate() {
            let place = &mut next[link.successor.0 as usize];
            incoming[*place as usize] = index(at);
            *place += 1;
        }
        let predecessors = incoming
            .iter()
            .map(|link| links[*link as usize].predecessor.0)
            .collect();
        Self {
            offsets,
            links: incoming,
            predecessors,
        }
    }

    fn of(&self, task: u32) -> &[u32] {
        let task = task as usize;
        &self.links[self.offsets[task] as usize..self.offsets[task + 1] as usize]
    }

    /// Depth first (R. Tarjan, Edge-disjoint spanning trees and depth-first search, 1976): before a task come those it waits for, so
    /// that what belongs together lies together whatever order it was added in. What was added in topological order keeps it.
    fn in_order(&self) -> Result<Vec<u32>, CycleError> {
        let count = self.offsets.len() - 1;
        let mut order = Vec::with_capacity(count);
        let mut visit = vec![Visit::Not; count];
        // The tasks being visited, each waiting for the next, with the first of its links not yet followed.
        let mut open: Vec<(u32, u32)> = Vec::new();
        for root in 0..index(count) {
            if visit[root as usize] != Visit::Not {
                continue;
            }
            visit[root as usize] = Visit::Open;
            open.push((root, self.offsets[root as usize]));
            while let Some((task, link)) = open.last_mut() {
                if *link == self.offsets[*task as usize + 1] {
                    visit[*task as usize] = Visit::Done;
                    order.push(*task);
                    open.pop();
                    continue;
                }
                let before = self.predecessors[*link as usize];
                *link += 1;
                match visit[before as usize] {
                    Visit::Done => {}
                    Visit::Not => {
                        visit[before as usize] = Visit::Open;
                        open.push((before, self.offsets[before as usize]));
                    }
                    Visit::Open => return Err(cycle(&open, before)),
                }
            }
        }
        Ok(order)
    }
}

/// The cycle closed by the last of the open tasks waiting for `first`, which is open too.
fn cycle(open: &[(u32, u32)], first: u32) -> CycleError {
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
