//! Forward pass: dates from links, calendars and what has happened; incremental, in topological order.

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::{
    calendar::Calendar,
    day::{self, Day},
    network::{Dates, Driver, Edge, Link, LinkKind, Network, Node, Phase, TaskIx, UNBOUND},
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

/// Share of tasks to be calculated above which they are simply gone through in order: no queue then.
const MOST_OF_ALL: usize = 4;

impl Network {
    /// Brings the dates up to date, touching only tasks that have changed and those that their changes reach. Answers what moved.
    pub fn propagate(&mut self) -> Vec<Change> {
        let dirty = std::mem::take(&mut self.dirty);
        let mut changes = Vec::new();
        if dirty.len() * MOST_OF_ALL > self.nodes.len() {
            for place in 0..self.by_rank.len() {
                let task = self.by_rank[place];
                if self.nodes[task as usize].queued {
                    self.settle(task, &mut changes, None);
                }
            }
        } else {
            let mut queue: BinaryHeap<Reverse<(u32, u32)>> = dirty
                .iter()
                .map(|task| Reverse((self.rank[*task as usize], *task)))
                .collect();
            while let Some(Reverse((_, task))) = queue.pop() {
                self.settle(task, &mut changes, Some(&mut queue));
            }
        }
        changes
    }

    fn settle(
        &mut self,
        task: u32,
        changes: &mut Vec<Change>,
        mut queue: Option<&mut BinaryHeap<Reverse<(u32, u32)>>>,
    ) {
        let node = self.nodes[task as usize];
        self.nodes[task as usize].queued = false;
        if node.phase == Phase::Removed {
            return;
        }
        let (start, finish) = self.calculate(task, &node);
        if (start, finish) == (node.start, node.finish) {
            return;
        }
        let stored = &mut self.nodes[task as usize];
        (stored.start, stored.finish) = (start, finish);
        changes.push(Change {
            task: TaskIx(task),
            before: Dates {
                start: day::date(node.start),
                finish: day::date(node.finish),
            },
            after: Dates {
                start: day::date(start),
                finish: day::date(finish),
            },
        });
        let mut edge = node.first_out;
        while edge != crate::network::NONE {
            let Edge {
                successor,
                next_out,
                ..
            } = self.edges[edge as usize];
            let waiting = &mut self.nodes[successor as usize];
            if !waiting.queued {
                waiting.queued = true;
                if let Some(queue) = queue.as_deref_mut() {
                    queue.push(Reverse((self.rank[successor as usize], successor)));
                }
            }
            edge = next_out;
        }
    }

    #[inline]
    fn calculate(&self, task: u32, node: &Node) -> (Day, Day) {
        let calendar = &self.calendars[usize::from(node.calendar)];
        match node.phase {
            Phase::Finished => (node.fixed, node.extent),
            Phase::Started => (node.fixed, self.finish_of_started(node, calendar)),
            Phase::Planned | Phase::Removed => {
                let own = node.fixed.max(self.data_date.unwrap_or(UNBOUND));
                let bound = self
                    .link_bound(task, node, calendar)
                    .map_or(own, |(bound, _)| bound.max(own));
                let start = calendar.next(bound);
                (start, finish_of(calendar, start, node.extent))
            }
        }
    }

    fn finish_of_started(&self, node: &Node, calendar: &Calendar) -> Day {
        let from = self.data_date.unwrap_or(node.fixed).max(node.fixed);
        if node.extent == 0 {
            // Nothing is left to do and no finish is reported: the last day worked is the last one before the data date.
            return calendar.previous(from - 1).max(node.fixed);
        }
        calendar.add(from, node.extent - 1)
    }

    /// The latest start that links ask of a task, and the link that asks it.
    #[inline]
    pub(crate) fn link_bound(
        &self,
        task: u32,
        node: &Node,
        calendar: &Calendar,
    ) -> Option<(Day, Link)> {
        let mut latest: Option<(Day, u32)> = None;
        for edge in self.edges_into(task) {
            let bound = self.start_bound(&self.edges[edge as usize], node, calendar);
            // Of two that ask the same, the one whose task comes first in the network, whatever order they were linked in.
            let first = |other: u32| {
                self.edges[other as usize].predecessor > self.edges[edge as usize].predecessor
            };
            if latest.is_none_or(|(known, other)| bound > known || (bound == known && first(other)))
            {
                latest = Some((bound, edge));
            }
        }
        latest.map(|(bound, edge)| (bound, self.edges[edge as usize].link()))
    }

    /// The earliest start that one link allows.
    #[inline]
    fn start_bound(&self, edge: &Edge, node: &Node, calendar: &Calendar) -> Day {
        let predecessor = &self.nodes[edge.predecessor as usize];
        match edge.kind {
            LinkKind::FinishToStart => {
                calendar.add(calendar.next(predecessor.finish + 1), edge.lag)
            }
            LinkKind::StartToStart => calendar.add(calendar.next(predecessor.start), edge.lag),
            LinkKind::FinishToFinish => start_of(
                calendar,
                calendar.add(calendar.next(predecessor.finish), edge.lag),
                node.extent_of_plan(),
            ),
            LinkKind::StartToFinish => start_of(
                calendar,
                calendar.add(calendar.previous(predecessor.start - 1), edge.lag),
                node.extent_of_plan(),
            ),
        }
    }

    /// What determines a task's dates.
    #[must_use]
    pub fn driver(&self, task: TaskIx) -> Driver {
        let node = &self.nodes[task.0 as usize];
        if matches!(node.phase, Phase::Started | Phase::Finished) {
            return Driver::Actual;
        }
        let calendar = &self.calendars[usize::from(node.calendar)];
        let link = self
            .link_bound(task.0, node, calendar)
            .map(|(bound, link)| (calendar.next(bound), link));
        match link {
            Some((bound, link)) if bound >= node.start => Driver::Link(link),
            _ if node.fixed != UNBOUND && calendar.next(node.fixed) >= node.start => {
                Driver::NotBefore
            }
            _ if self.data_date.is_some() => Driver::DataDate,
            _ => Driver::ProjectStart,
        }
    }
}

impl Node {
    /// Duration as planned, whatever the phase.
    #[inline]
    pub(crate) fn extent_of_plan(&self) -> i32 {
        i32::try_from(self.duration).unwrap_or(i32::MAX)
    }
}

/// Last day of work that begins on the working day `start`.
#[inline]
pub(crate) fn finish_of(calendar: &Calendar, start: Day, duration: i32) -> Day {
    calendar.add(start, (duration - 1).max(0))
}

/// First day of work that ends on the working day `finish`.
#[inline]
pub(crate) fn start_of(calendar: &Calendar, finish: Day, duration: i32) -> Day {
    calendar.add(finish, -(duration - 1).max(0))
}
