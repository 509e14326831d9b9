//! A whole network at once: a million tasks, numbered in topological order, in one go.

use thiserror::Error;

use crate::{
    calendar::Calendar,
    network::{CalendarIx, CycleError, Link, Network, TaskInput, TaskIx, index},
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
    links: Vec<Link>,
}

impl NetworkBuilder {
    /// A builder for a network with this data date.
    #[must_use]
    pub fn new(data_date: Option<chrono::NaiveDate>) -> Self {
        Self {
            network: Network::new(data_date),
            links: Vec::new(),
        }
    }

    /// Adds a calendar.
    pub fn calendar(&mut self, calendar: Calendar) -> CalendarIx {
        self.network.add_calendar(calendar)
    }

    /// Adds a task.
    pub fn task(&mut self, input: TaskInput) -> TaskIx {
        self.network.add_task(input)
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
        let count = self.network.nodes.len();
        for link in &self.links {
            for task in [link.predecessor, link.successor] {
                if task.0 as usize >= count {
                    return Err(BuildError::UnknownTask(task.0));
                }
            }
            if link.predecessor == link.successor {
                return Err(CycleError {
                    path: vec![link.predecessor, link.successor],
                }
                .into());
            }
        }
        self.network.edges.reserve(self.links.len());
        for link in &self.links {
            self.network.insert_edge(*link);
        }
        self.number()?;
        Ok(self.network)
    }

    /// Kahn's algorithm; among tasks that are ready the one added first comes first, which keeps neighbours near each other.
    fn number(&mut self) -> Result<(), CycleError> {
        let network = &mut self.network;
        let count = network.nodes.len();
        let mut waiting = vec![0_u32; count];
        for link in &self.links {
            waiting[link.successor.0 as usize] += 1;
        }
        let mut order: Vec<u32> = Vec::with_capacity(count);
        order.extend((0..index(count)).filter(|task| waiting[*task as usize] == 0));
        let mut next = 0;
        while let Some(&task) = order.get(next) {
            next += 1;
            let mut edge = network.nodes[task as usize].first_out;
            while edge != crate::network::NONE {
                let found = network.edges[edge as usize];
                let left = &mut waiting[found.successor as usize];
                *left -= 1;
                if *left == 0 {
                    order.push(found.successor);
                }
                edge = found.next_out;
            }
        }
        if order.len() < count {
            return Err(find_cycle(network, &waiting));
        }
        for (place, task) in order.iter().enumerate() {
            network.rank[*task as usize] = index(place);
        }
        network.by_rank = order;
        Ok(())
    }
}

/// A cycle among the tasks that still wait: going back from any of them along waiting predecessors must come round.
fn find_cycle(network: &Network, waiting: &[u32]) -> CycleError {
    let mut at = vec![usize::MAX; waiting.len()];
    let mut walked: Vec<u32> = Vec::new();
    let mut task = index(waiting.iter().position(|left| *left > 0).unwrap_or(0));
    loop {
        if at[task as usize] != usize::MAX {
            let mut path: Vec<TaskIx> = walked[at[task as usize]..]
                .iter()
                .map(|task| TaskIx(*task))
                .collect();
            path.push(TaskIx(task));
            path.reverse();
            return CycleError { path };
        }
        at[task as usize] = walked.len();
        walked.push(task);
        let before = network
            .edges_into(task)
            .map(|edge| network.edges[edge as usize].predecessor)
            .find(|before| waiting[*before as usize] > 0);
        match before {
            Some(before) => task = before,
            // Cannot be: a task that waits waits for one that waits.
            None => {
                return CycleError {
                    path: walked.into_iter().map(TaskIx).collect(),
                };
            }
        }
    }
}
