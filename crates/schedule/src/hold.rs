//! What holds a task besides its links: deadlines, fixed starts, and the dates for which it is planned.
//!
//! Planned dates hold a task only as long as what it waits for is not early: a task is pulled forward by the working time that all of
//! its predecessors have gained on their own plans. The gap that was planned between them stays, so nothing moves into time that was
//! left free on purpose. With the planned gap of a link, in the successor's working time,
//!
//! ```text
//! gap(l)   = max(0, planned start − start that l would allow if its predecessor kept its planned dates)
//! start    ≥ min(planned start, max over links l of (start that l allows + gap(l)))
//! ```
//! A predecessor that has no planned dates has gained nothing, and a task without predecessors starts as planned.

use std::{cmp::Reverse, collections::HashMap};

use crate::{
    calendar::Calendar,
    day::{self, LAST, Slot},
    edges::Edge,
    layer::DayPart,
    model::{Broken, Constraints, Dates, Link, TaskIx},
    network::Network,
    node::{Node, Phase, Window},
    parts::View,
};

/// What is kept aside for the tasks that have it, by slot.
#[derive(Debug, Clone, Default)]
pub(crate) struct Holds {
    pins: HashMap<u32, Slot>,
    plans: HashMap<u32, Window>,
}

impl Holds {
    pub(crate) fn forget(&mut self, slot: u32) {
        self.pins.remove(&slot);
        self.plans.remove(&slot);
    }

    pub(crate) fn bytes(&self) -> usize {
        self.pins.capacity() * size_of::<(u32, Slot)>()
            + self.plans.capacity() * size_of::<(u32, Window)>()
    }
}

impl Network {
    /// Says what a task is held to; nothing by default.
    pub fn set_constraints(&mut self, task: TaskIx, constraints: Constraints) {
        let slot = self.slot(task);
        let node = &mut self.nodes[slot as usize];
        node.deadline = constraints.deadline.map_or(LAST, day::afternoon);
        node.set_pinned(constraints.start_on.is_some());
        match constraints.start_on {
            Some(start) => self.holds.pins.insert(slot, day::morning(start)),
            None => self.holds.pins.remove(&slot),
        };
        self.mark(slot);
    }

    /// What a task is held to.
    #[must_use]
    pub fn constraints(&self, task: TaskIx) -> Constraints {
        let slot = self.slot(task);
        let deadline = self.nodes[slot as usize].deadline;
        Constraints {
            deadline: (deadline != LAST).then(|| day::date(deadline)),
            start_on: self.pin(slot).map(day::date),
        }
    }

    /// Says for which dates a task is planned: it does not start before, unless everything that it waits for is early; see the
    /// README on pulling forward. None leaves it to its links.
    pub fn set_plan(&mut self, task: TaskIx, planned: Option<Dates>) {
        let slot = self.slot(task);
        let window = planned.map(|dates| Window {
            start: day::morning(dates.start),
            finish: day::afternoon(dates.finish.max(dates.start)),
        });
        if self.plan(slot) == window {
            return;
        }
        self.nodes[slot as usize].set_has_plan(window.is_some());
        match window {
            Some(window) => self.holds.plans.insert(slot, window),
            None => self.holds.plans.remove(&slot),
        };
        self.mark(slot);
        let waiting: Vec<u32> = self
            .edges_out_of(slot)
            .map(|edge| self.edges[edge as usize].successor)
            .collect();
        for successor in waiting {
            self.mark(successor);
        }
    }

    pub(crate) fn pin(&self, slot: u32) -> Option<Slot> {
        let is_pinned = self.nodes[slot as usize].is_pinned();
        is_pinned
            .then(|| self.holds.pins.get(&slot).copied())
            .flatten()
    }

    fn plan(&self, slot: u32) -> Option<Window> {
        let has_plan = self.nodes[slot as usize].has_plan();
        has_plan
            .then(|| self.holds.plans.get(&slot).copied())
            .flatten()
    }

    /// The dates for which a task is planned, to the half day where its calendar has their first or last day by half.
    fn worked_plan(&self, slot: u32) -> Option<Window> {
        let Window { start, finish } = self.plan(slot)?;
        let calendar = self.counting(&self.nodes[slot as usize]);
        let is_by_half = |slot: Slot, part| calendar.part(day::date(slot)) == part;
        Some(Window {
            start: start + i32::from(is_by_half(start, DayPart::Afternoon)),
            finish: finish - i32::from(is_by_half(finish, DayPart::Morning)),
        })
    }

    /// Where a task starts as planned, as an ordinal of its calendar.
    pub(crate) fn planned_start(&self, slot: u32, calendar: &Calendar) -> Option<i32> {
        let plan = self.plan(slot)?;
        Some(calendar.worked_through(plan.start - 1) + 1)
    }

    /// The earliest start that planned dates leave to a task, as an ordinal of its calendar.
    #[cold]
    pub(crate) fn start_by_plan(&self, slot: u32, dates: View<'_, Window>) -> i32 {
        let node = &self.nodes[slot as usize];
        let calendar = &self.calendars[node.calendar()];
        let Some(planned) = self.planned_start(slot, calendar) else {
            return i32::MIN;
        };
        let pulled = self
            .edges_into(slot)
            .map(|edge| &self.edges[edge as usize])
            .map(|edge| self.pulled_start(edge, node, calendar, planned, dates))
            .max();
        pulled.map_or(planned, |pulled| pulled.min(planned))
    }

    /// The start to which one link pulls a task forward.
    fn pulled_start(
        &self,
        edge: &Edge,
        node: &Node,
        calendar: &Calendar,
        planned: i32,
        dates: View<'_, Window>,
    ) -> i32 {
        let gap = self.planned_gap(edge, node, calendar, planned);
        gap.map_or(planned, |gap| {
            Self::start_bound(edge, node, calendar, dates).saturating_add(gap)
        })
    }

    /// Half days left free between what a link would allow if its predecessor kept its plan, and the planned start; none where the
    /// predecessor has no planned dates.
    pub(crate) fn planned_gap(
        &self,
        edge: &Edge,
        node: &Node,
        calendar: &Calendar,
        planned: i32,
    ) -> Option<i32> {
        let by_plan = self.worked_plan(edge.predecessor)?;
        let bound = Self::bound(edge, by_plan, node, calendar);
        Some(planned.saturating_sub(bound).max(0))
    }

    /// The link that keeps a pulled task from being pulled further.
    pub(crate) fn pulling_link(&self, slot: u32, planned: i32) -> Option<Link> {
        let node = &self.nodes[slot as usize];
        let calendar = &self.calendars[node.calendar()];
        self.edges_into(slot)
            .map(|edge| {
                let link = self.link_of(edge);
                let edge = &self.edges[edge as usize];
                let start = self.pulled_start(edge, node, calendar, planned, self.windows());
                (start, link)
            })
            .max_by_key(|(start, link)| (*start, Reverse(link.predecessor)))
            .map(|(_, link)| link)
    }

    /// The constraints of a task that its dates, as of the last propagation, do not keep; of a finished one none.
    #[must_use]
    pub fn broken(&self, task: TaskIx) -> Vec<Broken> {
        let slot = self.slot(task);
        let node = &self.nodes[slot as usize];
        if !node.is_open() {
            return Vec::new();
        }
        let calendar = &self.calendars[node.calendar()];
        let Window { start, finish } = self.window(slot);
        let mut broken = Vec::new();
        if finish > node.deadline {
            let days = calendar.days_between(node.deadline, day::end_of_day(finish));
            broken.push(Broken::Deadline { days });
        }
        let Some(pin) = self.pin(slot).filter(|_| node.phase() == Phase::Planned) else {
            return broken;
        };
        let pinned = calendar.next(pin);
        if start > pinned {
            let days = calendar.days_between(pinned, start);
            broken.push(Broken::StartOn { days });
        }
        let start = calendar.worked_through(start);
        for edge in self.edges_into(slot) {
            let found = &self.edges[edge as usize];
            let bound = Self::start_bound(found, node, calendar, self.windows());
            if bound > start {
                let link = self.link_of(edge);
                let days = day::whole((bound - start).saturating_add(1));
                broken.push(Broken::Link { link, days });
            }
        }
        broken
    }
}
