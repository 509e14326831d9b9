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
//! A started task keeps its start and a finished one both dates, whatever its links say ("progress override").

use chrono::NaiveDate;
use thiserror::Error;

use crate::{
    calendar::Calendar,
    day::{self, Day},
};

/// No edge, no task.
pub(crate) const NONE: u32 = u32::MAX;
/// Before every day: a bound that does not bind. Far enough from the end of the range to reckon with.
pub(crate) const UNBOUND: Day = Day::MIN / 2;

/// A task's position in its network; stable until the task is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskIx(pub u32);

/// A calendar's position in its network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarIx(pub u16);

/// Which dates a link ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum LinkKind {
    /// FS
    #[default]
    FinishToStart,
    /// SS
    StartToStart,
    /// FF
    FinishToFinish,
    /// SF
    StartToFinish,
}

/// A dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Link {
    /// The task that drives.
    pub predecessor: TaskIx,
    /// The task that waits.
    pub successor: TaskIx,
    /// Which dates are tied.
    pub kind: LinkKind,
    /// Working days on the successor's calendar; negative is a lead.
    pub lag: i32,
}

/// What is known of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskInput {
    /// Its calendar.
    pub calendar: CalendarIx,
    /// Working days; 0 is a milestone.
    pub duration: u32,
    /// How far it has come.
    pub state: TaskState,
}

/// How far a task has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskState {
    /// Not started.
    Planned {
        /// It does not start before this day.
        not_before: Option<NaiveDate>,
    },
    /// Started.
    Started {
        /// First day worked.
        start: NaiveDate,
        /// Working days of work left, from the data date on.
        remaining: u32,
    },
    /// Finished.
    Finished {
        /// First day worked.
        start: NaiveDate,
        /// Last day worked.
        finish: NaiveDate,
    },
}

/// Dates of a task, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dates {
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub finish: NaiveDate,
}

/// What determines a task's dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Driver {
    /// A dependency.
    Link(Link),
    /// Its own earliest day.
    NotBefore,
    /// Work that is not done cannot lie in the past.
    DataDate,
    /// What has happened.
    Actual,
    /// Nothing at all: it starts with the project.
    ProjectStart,
}

/// A link that would close a cycle.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the link would close a cycle of {} tasks", path.len().saturating_sub(1))]
pub struct CycleError {
    /// The cycle in the direction of work; it begins and ends with the same task.
    pub path: Vec<TaskIx>,
}

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
    pub(crate) fn link(&self) -> Link {
        Link {
            predecessor: TaskIx(self.predecessor),
            successor: TaskIx(self.successor),
            kind: self.kind,
            lag: self.lag,
        }
    }
}

/// Tasks, links and calendars, with the dates that follow from them.
#[derive(Debug, Clone, Default)]
pub struct Network {
    pub(crate) calendars: Vec<Calendar>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) free_edges: Vec<u32>,
    /// Place of each task in topological order, and the tasks in that order.
    pub(crate) rank: Vec<u32>,
    pub(crate) by_rank: Vec<u32>,
    /// Tasks to be calculated anew.
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

    /// Number of tasks, removed ones included: all positions are below it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no task.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Adds a task, as yet without links.
    pub fn add_task(&mut self, input: TaskInput) -> TaskIx {
        let ix = index(self.nodes.len());
        self.nodes.push(Node {
            start: UNBOUND,
            finish: UNBOUND,
            fixed: 0,
            extent: 0,
            first_in: NONE,
            first_out: NONE,
            duration: 0,
            calendar: 0,
            phase: Phase::Planned,
            queued: false,
        });
        self.rank.push(ix);
        self.by_rank.push(ix);
        self.set_task(TaskIx(ix), input);
        TaskIx(ix)
    }

    /// Says anew what is known of a task.
    pub fn set_task(&mut self, task: TaskIx, input: TaskInput) {
        let node = &mut self.nodes[task.0 as usize];
        node.calendar = input.calendar.0;
        node.duration = input.duration;
        let days = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
        (node.phase, node.fixed, node.extent) = match input.state {
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
        self.mark(task.0);
    }

    /// Removes a task with its links.
    pub fn remove_task(&mut self, task: TaskIx) {
        for link in self
            .links_into(task)
            .chain(self.links_out_of(task))
            .collect::<Vec<_>>()
        {
            self.remove_link(link);
        }
        self.nodes[task.0 as usize].phase = Phase::Removed;
    }

    /// Adds a link.
    ///
    /// # Errors
    /// The cycle that it would close; nothing has changed then.
    pub fn add_link(&mut self, link: Link) -> Result<(), CycleError> {
        self.make_room(link.predecessor.0, link.successor.0)?;
        self.insert_edge(link);
        self.mark(link.successor.0);
        Ok(())
    }

    /// Removes one link like this; answers whether there was one.
    pub fn remove_link(&mut self, link: Link) -> bool {
        let Some(edge) = self
            .edges_into(link.successor.0)
            .find(|edge| self.edges[*edge as usize].link() == link)
        else {
            return false;
        };
        let (predecessor, successor) = (link.predecessor.0 as usize, link.successor.0 as usize);
        let Edge {
            next_in, next_out, ..
        } = self.edges[edge as usize];
        let before = self
            .edges_into(link.successor.0)
            .find(|other| self.edges[*other as usize].next_in == edge);
        match before {
            Some(before) => self.edges[before as usize].next_in = next_in,
            None => self.nodes[successor].first_in = next_in,
        }
        let before = self
            .edges_out_of(link.predecessor.0)
            .find(|other| self.edges[*other as usize].next_out == edge);
        match before {
            Some(before) => self.edges[before as usize].next_out = next_out,
            None => self.nodes[predecessor].first_out = next_out,
        }
        self.free_edges.push(edge);
        self.mark(link.successor.0);
        true
    }

    /// Links that a task waits for.
    pub fn links_into(&self, task: TaskIx) -> impl Iterator<Item = Link> + '_ {
        self.edges_into(task.0)
            .map(|edge| self.edges[edge as usize].link())
    }

    /// Links that wait for a task.
    pub fn links_out_of(&self, task: TaskIx) -> impl Iterator<Item = Link> + '_ {
        self.edges_out_of(task.0)
            .map(|edge| self.edges[edge as usize].link())
    }

    /// Moves the first day on which work that is not done can lie.
    pub fn set_data_date(&mut self, date: Option<NaiveDate>) {
        let date = date.map(day::number);
        if self.data_date == date {
            return;
        }
        self.data_date = date;
        for task in 0..index(self.nodes.len()) {
            if matches!(
                self.nodes[task as usize].phase,
                Phase::Planned | Phase::Started
            ) {
                self.mark(task);
            }
        }
    }

    /// Dates of a task as of the last propagation; a task added since has the calendar's first day.
    #[must_use]
    pub fn dates(&self, task: TaskIx) -> Dates {
        let node = &self.nodes[task.0 as usize];
        Dates {
            start: day::date(node.start),
            finish: day::date(node.finish),
        }
    }

    pub(crate) fn insert_edge(&mut self, link: Link) {
        let edge = Edge {
            predecessor: link.predecessor.0,
            successor: link.successor.0,
            next_in: self.nodes[link.successor.0 as usize].first_in,
            next_out: self.nodes[link.predecessor.0 as usize].first_out,
            lag: link.lag,
            kind: link.kind,
        };
        let at = if let Some(free) = self.free_edges.pop() {
            self.edges[free as usize] = edge;
            free
        } else {
            self.edges.push(edge);
            index(self.edges.len() - 1)
        };
        self.nodes[link.successor.0 as usize].first_in = at;
        self.nodes[link.predecessor.0 as usize].first_out = at;
    }

    #[inline]
    pub(crate) fn edges_into(&self, task: u32) -> impl Iterator<Item = u32> + '_ {
        let mut next = self.nodes[task as usize].first_in;
        std::iter::from_fn(move || {
            let edge = next;
            (edge != NONE).then(|| {
                next = self.edges[edge as usize].next_in;
                edge
            })
        })
    }

    #[inline]
    pub(crate) fn edges_out_of(&self, task: u32) -> impl Iterator<Item = u32> + '_ {
        let mut next = self.nodes[task as usize].first_out;
        std::iter::from_fn(move || {
            let edge = next;
            (edge != NONE).then(|| {
                next = self.edges[edge as usize].next_out;
                edge
            })
        })
    }

    #[inline]
    pub(crate) fn mark(&mut self, task: u32) {
        let node = &mut self.nodes[task as usize];
        if !node.queued {
            node.queued = true;
            self.dirty.push(task);
        }
    }
}

/// A length as an index: networks are far below four thousand million tasks.
pub(crate) fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(NONE)
}
