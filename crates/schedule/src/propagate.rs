//! Forward pass: dates from links, calendars and what has happened; incremental, in topological order.
//!
//! Bounds are compared as ordinals of worked half days on the waiting task's calendar, so that a lag is an addition.

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::{
    calendar::Calendar,
    day::{self, PROJECT_START, Slot, UNBOUND},
    edges::Edge,
    model::{Dates, Driver, Link, LinkKind, TaskIx},
    network::{NONE, Network},
    node::{Node, Phase, Window},
    parts::{Part, View, side_by_side},
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
        if self.all_dirty || self.are_most(self.dirty.len()) {
            return self.propagate_all();
        }
        let mut changes = Vec::new();
        let mut queue: Queue = self
            .dirty
            .drain(..)
            .map(|slot| Reverse(self.rank[slot as usize]))
            .collect();
        let mut dates = std::mem::take(&mut self.dates);
        let mut all = Part::whole(&mut dates);
        while let Some(Reverse(rank)) = queue.pop() {
            let slot = self.by_rank[rank as usize];
            self.nodes[slot as usize].set_queued(false);
            if let Some(change) = self.settle(slot, &mut all) {
                self.touch(slot);
                if change.is_visible() {
                    changes.push(change);
                }
                self.wake_successors(slot, &mut queue);
            }
        }
        self.dates = dates;
        changes
    }

    /// Whether so many tasks to be calculated are worth going through all.
    pub(crate) fn are_most(&self, tasks: usize) -> bool {
        tasks * MOST_OF_ALL > self.nodes.len()
    }

    fn propagate_all(&mut self) -> Vec<Change> {
        self.touch_all();
        self.all_dirty = false;
        for slot in self.dirty.drain(..) {
            self.nodes[slot as usize].set_queued(false);
        }
        let mut dates = std::mem::take(&mut self.dates);
        let found = side_by_side(self.seams.cut(&mut dates), |mut part| {
            let mut changes = Vec::with_capacity(part.slots().len());
            for slot in &self.by_rank[part.slots()] {
                changes.extend(self.settle(*slot, &mut part).filter(Change::is_visible));
            }
            changes
        });
        self.dates = dates;
        let mut found = found.into_iter();
        let mut changes = found.next().unwrap_or_default();
        found.for_each(|more| changes.extend(more));
        changes
    }

    /// Calculates every task, whatever has changed, and tells nobody.
    pub(crate) fn settle_all(&mut self) {
        let mut dates = std::mem::take(&mut self.dates);
        let mut all = Part::whole(&mut dates);
        for slot in &self.by_rank {
            self.settle(*slot, &mut all);
        }
        self.dates = dates;
    }

    /// Calculates one task; answers its change if it moved.
    #[inline]
    fn settle(&self, slot: u32, dates: &mut Part<'_, Window>) -> Option<Change> {
        let node = &self.nodes[slot as usize];
        let before = dates.read().of(slot);
        let after = match node.phase() {
            Phase::Removed => before,
            _ => self.calculate(slot, node, dates.read()),
        };
        if after == before {
            return None;
        }
        *dates.at(slot) = after;
        Some(Change {
            task: TaskIx(self.task_at[slot as usize]),
            before: before.dates(),
            after: after.dates(),
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
    fn calculate(&self, slot: u32, node: &Node, dates: View<'_, Window>) -> Window {
        let calendar = &self.calendars[node.calendar()];
        let (start, finish) = match node.phase() {
            Phase::Finished => (node.fixed, node.extent),
            Phase::Started => (node.fixed, self.finish_of_started(node, calendar)),
            Phase::Planned | Phase::Removed => {
                let own = self.own_bound(slot, node);
                let mut start = self.start_by_links(slot, node, calendar, dates);
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
        };
        Window { start, finish }
    }

    /// The earliest start that links and planned dates leave to a planned task, as an ordinal of its calendar.
    #[inline]
    fn start_by_links(
        &self,
        slot: u32,
        node: &Node,
        calendar: &Calendar,
        dates: View<'_, Window>,
    ) -> i32 {
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
                finish = finish.max(dates.of(found.predecessor).finish);
            } else {
                start = start.max(Self::start_bound(found, node, calendar, dates));
            }
        }
        if finish != UNBOUND {
            start = start.max(calendar.worked_through(finish) + 1);
        }
        if node.has_plan() {
            start = start.max(self.start_by_plan(slot, dates));
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
    pub(crate) fn start_bound(
        edge: &Edge,
        node: &Node,
        calendar: &Calendar,
        dates: View<'_, Window>,
    ) -> i32 {
        Self::bound(edge, dates.of(edge.predecessor), node, calendar)
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
                let found = &self.edges[edge as usize];
                let bound = Self::start_bound(found, node, calendar, self.windows());
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
        let Window { start, .. } = self.window(slot);
        let holds = |bound: Slot| calendar.next(bound) >= start;
        if let Some(pin) = self.pin(slot) {
            return if holds(pin) {
                Driver::StartOn
            } else {
                Driver::DataDate
            };
        }
        match self.link_bound(slot, |task| task) {
            Some((bound, link)) if bound >= start => return Driver::Link(link),
            _ if holds(node.fixed) => return Driver::NotBefore,
            _ if self.data_date.is_some_and(holds) => return Driver::DataDate,
            _ => {}
        }
        match self.planned_start(slot, calendar) {
            Some(planned) if calendar.nth(planned) > start => self
                .pulling_link(slot, planned)
                .map_or(Driver::NotBefore, Driver::Link),
            Some(_) => Driver::NotBefore,
            None => Driver::ProjectStart,
        }
    }
}
