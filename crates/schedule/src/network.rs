//! The dependency network in flat arrays, changed task by task and link by link.
//!
//! Conventions: a task of duration `d` occupies `d` working days, both ends included; duration 0 is a milestone that happens on one
//! working day. Work is laid out in half days, so that a task of a day takes two of somebody's half days; where all calendars have
//! whole days every task begins in a morning and ends in an afternoon. With `+` in working days of the successor's calendar:
//!
//! | link | the successor … |
//! | --- | --- |
//! | FS + lag | starts on the first worked half day after the predecessor's finish, + lag |
//! | SS + lag | starts on the predecessor's start, + lag |
//! | FF + lag | finishes at the end of the day of the predecessor's finish, or of the next one worked, + lag |
//! | SF + lag | finishes on the last worked half day before the predecessor's start, + lag |
//!
//! A started task keeps its start and a finished one both dates, whatever its links say ("progress override"). A task that nothing
//! holds begins with the project, on the first working day of the year 2000; give a data date or a `not_before`.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::{
    calendar::Calendar,
    day::{self, Slot},
    edges::Edge,
    floats::Kept,
    hold::Holds,
    model::{CalendarIx, CycleError, Dates, Link, TaskInput, TaskIx},
    node::{CALENDARS, Node, Phase, Window},
    parts::{Seams, View},
};

/// No edge, no task.
pub(crate) const NONE: u32 = u32::MAX;

/// Tasks, links and calendars, with the dates that follow from them.
///
/// A task lies in a slot. Slots are given out in topological order when a network is built at once, so that a pass goes through
/// memory in one direction; positions given to the caller stay those in which tasks were added.
#[derive(Debug, Clone, Default)]
pub struct Network {
    pub(crate) calendars: Vec<Calendar>,
    pub(crate) nodes: Vec<Node>,
    /// Dates of each slot, as of the last propagation.
    pub(crate) dates: Vec<Window>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) free_edges: Vec<u32>,
    /// Slot of each task, and the task in each slot.
    pub(crate) slot_of: Vec<u32>,
    pub(crate) task_at: Vec<u32>,
    free_tasks: Vec<TaskIx>,
    /// Place of each slot in topological order, and the slots in that order.
    pub(crate) rank: Vec<u32>,
    pub(crate) by_rank: Vec<u32>,
    pub(crate) seams: Seams,
    /// Slots to be calculated anew.
    pub(crate) dirty: Vec<u32>,
    /// Whether every slot is, whether or not it stands among the dirty ones.
    pub(crate) all_dirty: bool,
    pub(crate) data_date: Option<Slot>,
    /// Fixed starts and planned dates, of the tasks that have them.
    pub(crate) holds: Holds,
    /// Whether some calendar has half days.
    pub(crate) has_half_days: bool,
    /// Floats, once they have been asked for.
    pub(crate) floats: Option<Box<Kept>>,
    /// Calendars on which delays are counted, where that is not the one on which work is laid out.
    counted_on: HashMap<u32, Calendar>,
}

impl Network {
    /// An empty network. `data_date` is the first day on which work that is not done can lie; none for a pure plan.
    #[must_use]
    pub fn new(data_date: Option<NaiveDate>) -> Self {
        Self {
            data_date: data_date.map(day::morning),
            ..Self::default()
        }
    }

    /// Adds a calendar.
    ///
    /// # Panics
    /// Beyond 16,777,216 calendars.
    pub fn add_calendar(&mut self, calendar: Calendar) -> CalendarIx {
        let ix = index(self.calendars.len());
        assert!(
            ix < CALENDARS,
            "a network has at most {CALENDARS} calendars"
        );
        if calendar.has_half_days() && !self.has_half_days {
            self.has_half_days = true;
            self.touch_all();
        }
        self.calendars.push(calendar);
        CalendarIx(ix)
    }

    /// Says anew what a calendar is; the tasks that have it are calculated again.
    pub fn set_calendar(&mut self, ix: CalendarIx, calendar: Calendar) {
        self.calendars[ix.0 as usize] = calendar;
        self.has_half_days = self.calendars.iter().any(Calendar::has_half_days);
        self.touch_all();
        for slot in 0..index(self.nodes.len()) {
            let node = &self.nodes[slot as usize];
            if node.is_open() && node.calendar() == ix.0 as usize {
                self.mark(slot);
            }
        }
    }

    /// A calendar of this network.
    #[must_use]
    pub fn calendar(&self, ix: CalendarIx) -> &Calendar {
        &self.calendars[ix.0 as usize]
    }

    /// Says on which calendar the delay of tasks is counted that are laid out on another: somebody who is away loses days that they
    /// do not work.
    pub fn count_on(&mut self, ix: CalendarIx, calendar: Calendar) {
        self.counted_on.insert(ix.0, calendar);
        self.touch_all();
    }

    /// The calendar on which a task's delay is counted.
    pub(crate) fn counting(&self, node: &Node) -> &Calendar {
        let ix = node.calendar();
        self.counted_on
            .get(&index(ix))
            .unwrap_or_else(|| &self.calendars[ix])
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
            let mut node = Node::new(input);
            node.set_queued(self.nodes[slot as usize].is_queued());
            self.nodes[slot as usize] = node;
            self.dates[slot as usize] = Window::UNKNOWN;
            if let Some(kept) = &mut self.floats {
                kept.forget(slot);
            }
            self.mark(slot);
            return task;
        }
        let slot = index(self.nodes.len());
        self.nodes.push(Node::new(input));
        self.dates.push(Window::UNKNOWN);
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

    /// Makes a planned task take so many half days, at least one, until [`Self::set_task`] says anew how many days it takes: what was
    /// planned in a week with a short Friday takes nine of them.
    pub fn take_half_days(&mut self, task: TaskIx, half_days: u32) {
        let slot = self.slot(task);
        let node = &mut self.nodes[slot as usize];
        if node.phase() == Phase::Planned {
            node.extent = i32::try_from(half_days).unwrap_or(i32::MAX).max(1);
            self.mark(slot);
        }
    }

    /// Removes a task with its links; its position is free for another. Nothing happens where it has been removed before.
    pub fn remove_task(&mut self, task: TaskIx) {
        let slot = self.slot(task);
        if self.nodes[slot as usize].phase() == Phase::Removed {
            return;
        }
        let links: Vec<Link> = self
            .links_into(task)
            .chain(self.links_out_of(task))
            .collect();
        for link in links {
            self.remove_link(link);
        }
        self.nodes[slot as usize].set_phase(Phase::Removed);
        self.touch(slot);
        self.holds.forget(slot);
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
            let predecessor = self.edges[edge as usize].predecessor;
            self.detach_edge(edge);
            self.touch(predecessor);
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
        let date = date.map(day::morning);
        if self.data_date == date {
            return;
        }
        self.data_date = date;
        let open = self.nodes.iter().filter(|node| node.is_open()).count();
        if self.are_most(open) {
            self.all_dirty = true;
            return;
        }
        for slot in 0..index(self.nodes.len()) {
            if self.nodes[slot as usize].is_open() {
                self.mark(slot);
            }
        }
    }

    /// Dates of a task as of the last propagation; [`NaiveDate::MIN`] for one added since.
    #[must_use]
    pub fn dates(&self, task: TaskIx) -> Dates {
        self.window(self.slot(task)).dates()
    }

    #[inline]
    pub(crate) fn window(&self, slot: u32) -> Window {
        self.dates[slot as usize]
    }

    /// The dates of all tasks.
    #[inline]
    pub(crate) fn windows(&self) -> View<'_, Window> {
        View::whole(&self.dates)
    }

    #[inline]
    pub(crate) fn slot(&self, task: TaskIx) -> u32 {
        self.slot_of[task.0 as usize]
    }

    #[inline]
    pub(crate) fn mark(&mut self, slot: u32) {
        self.touch(slot);
        let node = &mut self.nodes[slot as usize];
        if !node.is_queued() {
            node.set_queued(true);
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
            + self.dates.capacity() * size_of::<Window>()
            + self.edges.capacity() * size_of::<Edge>()
            + words * size_of::<u32>()
            + self.holds.bytes()
            + self.seams.bytes()
    }
}

/// A length as an index: networks are far below four thousand million tasks.
pub(crate) fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(NONE)
}
