//! A whole network at once: a million tasks, laid out in topological order, in one go.

use thiserror::Error;

use crate::{
    calendar::Calendar,
    edges::Edge,
    layout::Incoming,
    model::{CalendarIx, CycleError, Link, TaskInput, TaskIx},
    network::{NONE, Network, index},
    node::{Node, Window},
    parts::Seams,
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
        network.dates = vec![Window::UNKNOWN; order.len()];
        network.seams = Seams::find(index(order.len()), &network.edges);
        let slots: Vec<u32> = (0..index(order.len())).collect();
        network.rank.clone_from(&slots);
        network.dirty.clone_from(&slots);
        network.by_rank = slots;
        network.slot_of = slot_of;
        network.task_at = order;
        Ok(self.network)
    }
}
