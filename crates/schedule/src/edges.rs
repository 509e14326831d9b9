//! Links as edges in one array, threaded into a list for each end, so that they come and go without moving others.
//!
//! A network built at once has the edges of one successor beside each other, in the order of slots.

use crate::{
    model::{Link, LinkKind, TaskIx},
    network::{NONE, Network, index},
};

/// A link between slots, 24 bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge {
    pub(crate) predecessor: u32,
    pub(crate) successor: u32,
    pub(crate) next_in: u32,
    pub(crate) next_out: u32,
    pub(crate) lag: i32,
    pub(crate) kind: LinkKind,
}

impl Edge {
    /// A finish-to-start link without lag.
    #[inline]
    pub(crate) fn is_plain(&self) -> bool {
        self.kind == LinkKind::FinishToStart && self.lag == 0
    }
}

impl Network {
    pub(crate) fn link_of(&self, edge: u32) -> Link {
        let edge = &self.edges[edge as usize];
        Link {
            predecessor: TaskIx(self.task_at[edge.predecessor as usize]),
            successor: TaskIx(self.task_at[edge.successor as usize]),
            kind: edge.kind,
            lag: edge.lag,
        }
    }

    pub(crate) fn insert_edge(
        &mut self,
        predecessor: u32,
        successor: u32,
        kind: LinkKind,
        lag: i32,
    ) {
        self.seams.join(predecessor, successor);
        let edge = Edge {
            predecessor,
            successor,
            next_in: self.nodes[successor as usize].first_in,
            next_out: self.nodes[predecessor as usize].first_out,
            lag,
            kind,
        };
        let at = if let Some(free) = self.free_edges.pop() {
            self.edges[free as usize] = edge;
            free
        } else {
            self.edges.push(edge);
            index(self.edges.len() - 1)
        };
        self.nodes[successor as usize].first_in = at;
        self.nodes[predecessor as usize].first_out = at;
    }

    pub(crate) fn detach_edge(&mut self, edge: u32) {
        let Edge {
            predecessor,
            successor,
            next_in,
            next_out,
            ..
        } = self.edges[edge as usize];
        let before = self
            .edges_into(successor)
            .find(|other| self.edges[*other as usize].next_in == edge);
        match before {
            Some(before) => self.edges[before as usize].next_in = next_in,
            None => self.nodes[successor as usize].first_in = next_in,
        }
        let before = self
            .edges_out_of(predecessor)
            .find(|other| self.edges[*other as usize].next_out == edge);
        match before {
            Some(before) => self.edges[before as usize].next_out = next_out,
            None => self.nodes[predecessor as usize].first_out = next_out,
        }
        self.free_edges.push(edge);
    }

    #[inline]
    pub(crate) fn edges_into(&self, slot: u32) -> impl Iterator<Item = u32> + '_ {
        let mut next = self.nodes[slot as usize].first_in;
        std::iter::from_fn(move || {
            let edge = next;
            (edge != NONE).then(|| {
                next = self.edges[edge as usize].next_in;
                edge
            })
        })
    }

    #[inline]
    pub(crate) fn edges_out_of(&self, slot: u32) -> impl Iterator<Item = u32> + '_ {
        let mut next = self.nodes[slot as usize].first_out;
        std::iter::from_fn(move || {
            let edge = next;
            (edge != NONE).then(|| {
                next = self.edges[edge as usize].next_out;
                edge
            })
        })
    }
}
