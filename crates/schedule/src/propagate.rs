//! Forward pass: dates from links, calendars and what has happened; incremental, in topological order.
//!
//! Bounds are compared as ordinals of working days on the waiting task's calendar, so that a lag is an addition.

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::{
    calendar::Calendar,
    day::{self, Day, PROJECT_START, UNBOUND},
    edges::Edge,
    model::{Dates, Driver, Link, LinkKind, TaskIx},
    network::{NONE, Network, Node, Phase},
};

/// A task whose dates moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The task.
    pub task: TaskIx,
    /// Before.
    pub before: Dates,
    /// After.
    pub after: Dates,
}

/// Where more than one task in so many has to be calculated, all are gone through in order, without a queue.
const MOST_OF_ALL: usize = 4;

/// Ranks of slots that wait to be calculated, lowest first.
type Queue = BinaryHeap<Reverse<u32>>;

impl Network {
    /// Brings the dates up to date, touching only tasks that have changed and those that their changes reach. Answers what moved, in
    /// topological order.
    pub fn propagate(&mut self) -> Vec<Change> {
        if self.dirty.len() * MOST_OF_ALL > self.nodes.len() {
            return self.propagate_all();
        }
        let mut changes = Vec::new();
        let mut queue: Queue = self
            .dirty
            .drain(..)
            .map(|slot| Reverse(self.rank[slot as usize]))
            .collect();
        while let Some(Reverse(rank)) = queue.pop() {
            let slot = self.by_rank[rank as usize];
            if let Some(change) = self.settle(slot) {
                changes.push(change);
                self.wake_successors(slot, &mut queue);
            }
        }
        changes
    }

    fn propagate_all(&mut self) -> Vec<Change> {
        let mut changes = Vec::with_capacity(self.dirty.len());
        self.dirty.clear();
        for place in 0..self.by_rank.len() {
            let slot = self.by_rank[place];
            changes.extend(self.settle(slot));
        }
        changes
    }

    /// Calculates one task; answers its change if it moved.
    #[inline]
    fn settle(&mut self, slot: u32) -> Option<Change> {
        let node = self.nodes[slot as usize];
        let (start, finish) = match node.phase {
            Phase::Removed => (node.start, node.finish),
            _ => self.calculate(&node),
        };
        let stored = &mut self.nodes[slot as usize];
        stored.queued = false;
        if (start, finish) == (node.start, node.finish) {
            return None;
        }
        (stored.start, stored.finish) = (start, finish);
        let dates = |start, finish| Dates {
            start: day::date(start),
            finish: day::date(finish),
        };
        Some(Change {
            task: TaskIx(self.task_at[slot as usize]),
            before: dates(node.start, node.finish),
            after: dates(start, finish),
        })
    }

    #[inline]
    fn wake_successors(&mut self, slot: u32, queue: &mut Queue) {
        let mut edge = self.nodes[slot as usize].first_out;
        while edge != NONE {
            let Edge {
                successor,
                next_out,
                ..
            } = self.edges[edge as usize];
            let waiting = &mut self.nodes[successor as usize];
            if !waiting.queued {
                waiting.queued = true;
                queue.push(Reverse(self.rank[successor as usize]));
            }
            edge = next_out;
        }
    }

    #[inline]
    fn calculate(&self, node: &Node) -> (Day, Day) {
        let calendar = &self.calendars[usize::from(node.calendar)];
        match node.phase {
            Phase::Finished => (node.fixed, node.extent),
            Phase::Started => (node.fixed, self.finish_of_started(node, calendar)),
            Phase::Planned | Phase::Removed => {
                let mut start = calendar.worked_through(self.own_bound(node) - 1) + 1;
                let mut edge = node.first_in;
                while edge != NONE {
                    let found = &self.edges[edge as usize];
                    start = start.max(self.start_bound(found, node, calendar));
                    edge = found.next_in;
                }
                let first = calendar.nth(start);
                let finish = match node.span() {
                    1 => first,
                    span => calendar.nth(start.saturating_add(span - 1)),
                };
                (first, finish)
            }
        }
    }

    /// The first day that a planned task could start if it waited for nobody.
    #[inline]
    fn own_bound(&self, node: &Node) -> Day {
        node.fixed
            .max(self.data_date.unwrap_or(UNBOUND))
            .max(PROJECT_START)
    }

    fn finish_of_started(&self, node: &Node, calendar: &Calendar) -> Day {
        let from = self.data_date.unwrap_or(node.fixed).max(node.fixed);
        if node.extent == 0 {
            // Nothing is left to do and no finish is reported: the last day worked is the last one before the data date.
            return calendar.previous(from - 1).max(node.fixed);
        }
        calendar.add(from, node.extent - 1)
    }

    /// The earliest start that one link allows, as an ordinal of the successor's calendar.
    #[inline]
    fn start_bound(&self, edge: &Edge, node: &Node, calendar: &Calendar) -> i32 {
        let predecessor = &self.nodes[edge.predecessor as usize];
        match edge.kind {
            LinkKind::FinishToStart => {
                (calendar.worked_through(predecessor.finish) + 1).saturating_add(edge.lag)
            }
            LinkKind::StartToStart => {
                (calendar.worked_through(predecessor.start - 1) + 1).saturating_add(edge.lag)
            }
            LinkKind::FinishToFinish => (calendar.worked_through(predecessor.finish - 1) + 1)
                .saturating_add(edge.lag)
                .saturating_sub(node.span() - 1),
            LinkKind::StartToFinish => calendar
                .worked_through(predecessor.start - 1)
                .saturating_add(edge.lag)
                .saturating_sub(node.span() - 1),
        }
    }

    /// The latest start that links ask of a task, on a working day, and the link that asks it. Of several that ask the same it is the
    /// one whose predecessor was added first, whatever order they were linked in.
    pub(crate) fn link_bound(&self, slot: u32) -> Option<(Day, Link)> {
        let node = &self.nodes[slot as usize];
        let calendar = &self.calendars[usize::from(node.calendar)];
        self.edges_into(slot)
            .map(|edge| {
                let bound = self.start_bound(&self.edges[edge as usize], node, calendar);
                (bound, self.link_of(edge))
            })
            .max_by_key(|(bound, link)| (*bound, Reverse(link.predecessor)))
            .map(|(bound, link)| (calendar.nth(bound), link))
    }

    /// What determines a task's dates.
    #[must_use]
    pub fn driver(&self, task: TaskIx) -> Driver {
        let slot = self.slot(task);
        let node = &self.nodes[slot as usize];
        if matches!(node.phase, Phase::Started | Phase::Finished) {
            return Driver::Actual;
        }
        let calendar = &self.calendars[usize::from(node.calendar)];
        match self.link_bound(slot) {
            Some((bound, link)) if bound >= node.start => Driver::Link(link),
            _ if calendar.next(node.fixed) >= node.start => Driver::NotBefore,
            _ if self.data_date.is_some() => Driver::DataDate,
            _ => Driver::ProjectStart,
        }
    }
}
