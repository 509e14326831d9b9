//! Forward pass: dates from links, calendars and what has happened; incremental, in topological order.
//!
//! Bounds are compared as ordinals of worked half days on the waiting task's calendar, so that a lag is an addition.

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::{
    calendar::Calendar,
    day::{self, PROJECT_START, Slot, UNBOUND},
    edges::Edge,
    hold::Window,
    model::{Dates, Driver, Link, LinkKind, TaskIx},
    network::{NONE, Network},
    node::{Node, Phase},
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

impl Change {
    /// A move from a morning to the afternoon of the same day is none to those outside.
    #[inline]
    fn is_visible(&self) -> bool {
        self.before != self.after
    }
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
                if change.is_visible() {
                    changes.push(change);
                }
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
            changes.extend(self.settle(slot).filter(Change::is_visible));
        }
        changes
    }

    /// Calculates every task, whatever has changed, and tells nobody.
    pub(crate) fn settle_all(&mut self) {
        for place in 0..self.by_rank.len() {
            self.settle(self.by_rank[place]);
        }
    }

    /// Calculates one task; answers its change if it moved.
    #[inline]
    fn settle(&mut self, slot: u32) -> Option<Change> {
        let node = self.nodes[slot as usize];
        let (start, finish) = match node.phase() {
            Phase::Removed => (node.start, node.finish),
            _ => self.calculate(slot, &node),
        };
        let stored = &mut self.nodes[slot as usize];
        stored.set_queued(false);
        if (start, finish) == (node.start, node.finish) {
            return None;
        }
        (stored.start, stored.finish) = (start, finish);
        self.touch(slot);
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
            if !waiting.is_queued() {
                waiting.set_queued(true);
                queue.push(Reverse(self.rank[successor as usize]));
            }
            edge = next_out;
        }
    }

    #[inline]
    fn calculate(&self, slot: u32, node: &Node) -> (Slot, Slot) {
        let calendar = &self.calendars[node.calendar()];
        match node.phase() {
            Phase::Finished => (node.fixed, node.extent),
            Phase::Started => (node.fixed, self.finish_of_started(node, calendar)),
            Phase::Planned | Phase::Removed => {
                let own = self.own_bound(slot, node);
                let mut start = self.start_by_links(slot, node, calendar);
                let mut first = UNBOUND;
                if start != i32::MIN {
                    first = calendar.nth(start);
                }
                if first < own {
                    start = calendar.worked_through(own - 1) + 1;
                    first = calendar.nth(start);
                }
                let finish = start.saturating_add(node.extent - 1);
                (first, calendar.nth(finish))
            }
        }
    }

    /// The earliest start that links and planned dates leave to a planned task, as an ordinal of its calendar.
    #[inline]
    fn start_by_links(&self, slot: u32, node: &Node, calendar: &Calendar) -> i32 {
        let mut start = i32::MIN;
        if node.is_pinned() {
            return start;
        }
        // Of the plain links, which are most, only the last finish needs to be looked up.
        let mut finish = UNBOUND;
        let mut edge = node.first_in;
        while edge != NONE {
            let found = &self.edges[edge as usize];
            edge = found.next_in;
            if found.is_plain() {
                finish = finish.max(self.nodes[found.predecessor as usize].finish);
            } else {
                start = start.max(self.start_bound(found, node, calendar));
            }
        }
        if finish != UNBOUND {
            start = start.max(calendar.worked_through(finish) + 1);
        }
        if node.has_plan() {
            start = start.max(self.start_by_plan(slot, node, calendar));
        }
        start
    }

    /// The first half day on which a planned task could start if it waited for nobody.
    #[inline]
    fn own_bound(&self, slot: u32, node: &Node) -> Slot {
        let own = if node.is_pinned() {
            self.pin(slot).unwrap_or(UNBOUND)
        } else {
            node.fixed
        };
        own.max(self.data_date.unwrap_or(UNBOUND))
            .max(PROJECT_START)
    }

    fn finish_of_started(&self, node: &Node, calendar: &Calendar) -> Slot {
        let from = self.data_date.unwrap_or(node.fixed).max(node.fixed);
        if node.extent == 0 {
            // Nothing is left to do and no finish is reported: the last day worked is the last one before the data date.
            return calendar.previous(from - 1).max(day::end_of_day(node.fixed));
        }
        calendar.add(from, node.extent - 1)
    }

    /// The earliest start that one link allows, as an ordinal of the successor's calendar.
    #[inline]
    pub(crate) fn start_bound(&self, edge: &Edge, node: &Node, calendar: &Calendar) -> i32 {
        let Node { start, finish, .. } = self.nodes[edge.predecessor as usize];
        Self::bound(edge, Window { start, finish }, node, calendar)
    }

    /// The same where the predecessor has these dates.
    #[inline]
    pub(crate) fn bound(edge: &Edge, predecessor: Window, node: &Node, calendar: &Calendar) -> i32 {
        let lag = day::halves(edge.lag);
        let (start, finish) = (predecessor.start, predecessor.finish);
        match edge.kind {
            LinkKind::FinishToStart => (calendar.worked_through(finish) + 1).saturating_add(lag),
            LinkKind::StartToStart => (calendar.worked_through(start - 1) + 1).saturating_add(lag),
            LinkKind::FinishToFinish => calendar
                .last_of_day_from(finish)
                .saturating_add(lag)
                .saturating_sub(node.extent - 1),
            LinkKind::StartToFinish => calendar
                .worked_through(start - 1)
                .saturating_add(lag)
                .saturating_sub(node.extent - 1),
        }
    }

    /// The latest start that links ask of a task, on a worked half day, and the link that asks it. Of several that ask the same it
    /// is the one whose predecessor has the least key, whatever order they were linked in.
    pub(crate) fn link_bound<K: Ord>(
        &self,
        slot: u32,
        key: impl Fn(TaskIx) -> K,
    ) -> Option<(Slot, Link)> {
        let node = &self.nodes[slot as usize];
        let calendar = &self.calendars[node.calendar()];
        self.edges_into(slot)
            .map(|edge| {
                let bound = self.start_bound(&self.edges[edge as usize], node, calendar);
                (bound, self.link_of(edge))
            })
            .max_by_key(|(bound, link)| {
                (
                    *bound,
                    Reverse((key(link.predecessor), link.kind, link.lag)),
                )
            })
            .map(|(bound, link)| (calendar.nth(bound), link))
    }

    /// What determines a task's dates.
    #[must_use]
    pub fn driver(&self, task: TaskIx) -> Driver {
        let slot = self.slot(task);
        let node = &self.nodes[slot as usize];
        if matches!(node.phase(), Phase::Started | Phase::Finished) {
            return Driver::Actual;
        }
        let calendar = &self.calendars[node.calendar()];
        let holds = |bound: Slot| calendar.next(bound) >= node.start;
        if let Some(pin) = self.pin(slot) {
            return if holds(pin) {
                Driver::StartOn
            } else {
                Driver::DataDate
            };
        }
        match self.link_bound(slot, |task| task) {
            Some((bound, link)) if bound >= node.start => return Driver::Link(link),
            _ if holds(node.fixed) => return Driver::NotBefore,
            _ if self.data_date.is_some_and(holds) => return Driver::DataDate,
            _ => {}
        }
        match self.planned_start(slot, calendar) {
            Some(planned) if calendar.nth(planned) > node.start => self
                .pulling_link(slot, planned)
                .map_or(Driver::NotBefore, Driver::Link),
            Some(_) => Driver::NotBefore,
            None => Driver::ProjectStart,
        }
    }
}
