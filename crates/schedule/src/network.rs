//! The dependency network in flat arrays, changed task by task and link by link.
//!
//! Conventions, in whole days: a task of duration `d` occupies `d` working days, both ends included; duration 0 is a milestone
//! that happens on one working day. With `+` in working days of the successor's calendar:
//!
//! | link | the successor … |
//! | --- | --- |
//! | FS + lag | starts on the first working day after the predecessor's finish, + lag |
//! | SS + lag | starts on the predecessor's start, + lag |
//! | FF + lag | finishes on the predecessor's finish, + lag |
//! | SF + lag | finishes on the last working day before the predecessor's start, + lag |
//!
//! A started task keeps its start and a finished one both dates, whatever its links say ("progress override"). A task that nothing
//! holds begins with the project, on the first working day of the year 2000; give a data date or a `not_before`.

use chrono::NaiveDate;

use crate::{
    calendar::Calendar,
    day::{self, Day, UNBOUND},
    edges::Edge,
    model::{CalendarIx, CycleError, Dates, Link, TaskInput, TaskIx, TaskState},
};

/// No edge, no task.
pub(crate) const NONE: u32 = u32::MAX;

/// What is kept of a task: 32 bytes, two tasks to a cache line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub(crate) start: Day,
    pub(crate) finish: Day,
    /// Earliest day of a planned task (or [`UNBOUND`]); start of a started or finished one.
    pub(crate) fixed: Day,
    /// Duration of a planned task, remaining work of a started one; finish of a finished one, as a day.
    pub(crate) extent: i32,
    pub(crate) first_in: u32,
    pub(crate) first_out: u32,
    pub(crate) duration: u32,
    pub(crate) calendar: u16,
    pub(crate) phase: Phase,
    pub(crate) queued: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Removed,
    Planned,
    Started,
    Finished,
}

impl Node {
    pub(crate) fn new(input: TaskInput) -> Self {
        let mut node = Self {
            start: UNBOUND,
            finish: UNBOUND,
            fixed: UNBOUND,
            extent: 0,
            first_in: NONE,
            first_out: NONE,
            duration: 0,
            calendar: 0,
            phase: Phase::Planned,
            queued: false,
        };
        node.set(input);
        node
    }

    fn set(&mut self, input: TaskInput) {
        self.calendar = input.calendar.0;
        self.duration = input.duration;
        let days = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
        (self.phase, self.fixed, self.extent) = match input.state {
            TaskState::Planned { not_before } => (
                Phase::Planned,
                not_before.map_or(UNBOUND, day::number),
                days(input.duration),
            ),
            TaskState::Started { start, remaining } => {
                (Phase::Started, day::number(start), days(remaining))
            }
            TaskState::Finished { start, finish } => (
                Phase::Finished,
                day::number(start),
                day::number(finish.max(start)),
            ),
        };
    }

    /// Working days occupied as planned, whatever the phase; a milestone takes the one it happens on.
    #[inline]
    pub(crate) fn span(&self) -> i32 {
        i32::try_from(self.duration).unwrap_or(i32::MAX).max(1)
    }

    #[inline]
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Planned | Phase::Started)
    }
}

/// Tasks, links and calendars, with the dates that follow from them.
///
/// A task lies in a slot. Slots are given out in topological order when a network is built at once, so that a pass goes through
/// memory in one direction; positions given to the caller stay those in which tasks were added.
#[derive(Debug, Clone, Default)]
pub struct Network {
    pub(crate) calendars: Vec<Calendar>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) free_edges: Vec<u32>,
    /// Slot of each task, and the task in each slot.
    pub(crate) slot_of: Vec<u32>,
    pub(crate) task_at: Vec<u32>,
    free_tasks: Vec<TaskIx>,
    /// Place of each slot in topological order, and the slots in that order.
    pub(crate) rank: Vec<u32>,
    pub(crate) by_rank: Vec<u32>,
    /// Slots to be calculated anew.
    pub(crate) dirty: Vec<u32>,
    pub(crate) data_date: Option<Day>,
}

impl Network {
    /// An empty network. `data_date` is the first day on which work that is not done can lie; none for a pure plan.
    #[must_use]
    pub fn new(data_date: Option<NaiveDate>) -> Self {
        Self {
            data_date: data_date.map(day::number),
            ..Self::default()
        }
    }

    /// Adds a calendar.
    ///
    /// # Panics
    /// Beyond 65,535 calendars.
    #[allow(
        clippy::expect_used,
        reason = "a network with more calendars than u16 holds is a programming error"
    )]
    pub fn add_calendar(&mut self, calendar: Calendar) -> CalendarIx {
        let ix =
            u16::try_from(self.calendars.len()).expect("a network has at most 65,535 calendars");
        self.calendars.push(calendar);
        CalendarIx(ix)
    }

    /// A calendar of this network.
    #[must_use]
    pub fn calendar(&self, ix: CalendarIx) -> &Calendar {
        &self.calendars[usize::from(ix.0)]
    }

    /// Number of positions, those of removed tasks included: all positions are below it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no task.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Adds a task, as yet without links. It may get the position of one that was removed.
    pub fn add_task(&mut self, input: TaskInput) -> TaskIx {
        if let Some(task) = self.free_tasks.pop() {
            let slot = self.slot(task);
            let queued = self.nodes[slot as usize].queued;
            self.nodes[slot as usize] = Node {
                queued,
                ..Node::new(input)
            };
            self.mark(slot);
            return task;
        }
        let slot = index(self.nodes.len());
        self.nodes.push(Node::new(input));
        self.slot_of.push(slot);
        self.task_at.push(slot);
        self.rank.push(slot);
        self.by_rank.push(slot);
        self.mark(slot);
        TaskIx(slot)
    }

    /// Says anew what is known of a task.
    pub fn set_task(&mut self, task: TaskIx, input: TaskInput) {
        let slot = self.slot(task);
        self.nodes[slot as usize].set(input);
        self.mark(slot);
    }

    /// Removes a task with its links; its position is free for another. Nothing happens where it has been removed before.
    pub fn remove_task(&mut self, task: TaskIx) {
        let slot = self.slot(task);
        if self.nodes[slot as usize].phase == Phase::Removed {
            return;
        }
        let links: Vec<Link> = self
            .links_into(task)
            .chain(self.links_out_of(task))
            .collect();
        for link in links {
            self.remove_link(link);
        }
        self.nodes[slot as usize].phase = Phase::Removed;
        self.free_tasks.push(task);
    }

    /// Adds a link between two tasks of this network.
    ///
    /// # Errors
    /// The cycle that it would close; nothing has changed then.
    pub fn add_link(&mut self, link: Link) -> Result<(), CycleError> {
        let (predecessor, successor) = (self.slot(link.predecessor), self.slot(link.successor));
        self.make_room(predecessor, successor)?;
        self.insert_edge(predecessor, successor, link.kind, link.lag);
        self.mark(successor);
        Ok(())
    }

    /// Removes one link like this; answers whether there was one.
    pub fn remove_link(&mut self, link: Link) -> bool {
        let successor = self.slot(link.successor);
        let edge = self
            .edges_into(successor)
            .find(|edge| self.link_of(*edge) == link);
        if let Some(edge) = edge {
            self.detach_edge(edge);
            self.mark(successor);
        }
        edge.is_some()
    }

    /// Links that a task waits for.
    pub fn links_into(&self, task: TaskIx) -> impl Iterator<Item = Link> + '_ {
        self.edges_into(self.slot(task))
            .map(|edge| self.link_of(edge))
    }

    /// Links that wait for a task.
    pub fn links_out_of(&self, task: TaskIx) -> impl Iterator<Item = Link> + '_ {
        self.edges_out_of(self.slot(task))
            .map(|edge| self.link_of(edge))
    }

    /// The first day on which work that is not done can lie.
    #[must_use]
    pub fn data_date(&self) -> Option<NaiveDate> {
        self.data_date.map(day::date)
    }

    /// Moves the first day on which work that is not done can lie.
    pub fn set_data_date(&mut self, date: Option<NaiveDate>) {
        let date = date.map(day::number);
        if self.data_date == date {
            return;
        }
        self.data_date = date;
        for slot in 0..index(self.nodes.len()) {
            if self.nodes[slot as usize].is_open() {
                self.mark(slot);
            }
        }
    }

    /// Dates of a task as of the last propagation; [`NaiveDate::MIN`] for one added since.
    #[must_use]
    pub fn dates(&self, task: TaskIx) -> Dates {
        let node = &self.nodes[self.slot(task) as usize];
        Dates {
            start: day::date(node.start),
            finish: day::date(node.finish),
        }
    }

    #[inline]
    pub(crate) fn slot(&self, task: TaskIx) -> u32 {
        self.slot_of[task.0 as usize]
    }

    #[inline]
    pub(crate) fn mark(&mut self, slot: u32) {
        let node = &mut self.nodes[slot as usize];
        if !node.queued {
            node.queued = true;
            self.dirty.push(slot);
        }
    }

    /// Bytes kept for tasks and links, calendars apart.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let words = self.free_edges.capacity()
            + self.slot_of.capacity()
            + self.task_at.capacity()
            + self.free_tasks.capacity()
            + self.rank.capacity()
            + self.by_rank.capacity()
            + self.dirty.capacity();
        self.nodes.capacity() * size_of::<Node>()
            + self.edges.capacity() * size_of::<Edge>()
            + words * size_of::<u32>()
    }
}

/// A length as an index: networks are far below four thousand million tasks.
pub(crate) fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(NONE)
}
