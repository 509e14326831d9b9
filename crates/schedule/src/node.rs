//! What is kept of a task: 24 bytes of what is known of it, and apart from them the 8 of its dates, so that a pass can write these
//! while it reads those.

use crate::{
    day::{self, LAST, Slot, UNBOUND},
    model::{CalendarIx, Dates, TaskInput, TaskState},
    network::NONE,
};

/// First and last half day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) start: Slot,
    pub(crate) finish: Slot,
}

impl Window {
    /// Of a task that has not been calculated.
    pub(crate) const UNKNOWN: Self = Self {
        start: UNBOUND,
        finish: UNBOUND,
    };

    pub(crate) fn dates(self) -> Dates {
        Dates {
            start: day::date(self.start),
            finish: day::date(self.finish),
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    /// First half day on which a planned task may start (or [`UNBOUND`]); start of a started or finished one.
    pub(crate) fixed: Slot,
    /// Half days that a planned task takes, or that are left of a started one; finish of a finished one.
    pub(crate) extent: i32,
    pub(crate) first_in: u32,
    pub(crate) first_out: u32,
    /// Last half day of the deadline, or [`LAST`].
    pub(crate) deadline: Slot,
    marks: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Removed,
    Planned,
    Started,
    Finished,
}

/// Most calendars of a network.
pub(crate) const CALENDARS: u32 = 1 << 24;
const PHASE: u32 = 24;
const PHASES: u32 = 0b11 << PHASE;
const QUEUED: u32 = 1 << 26;
const PINNED: u32 = 1 << 27;
const PLANNED: u32 = 1 << 28;

impl Node {
    pub(crate) fn new(input: TaskInput) -> Self {
        let mut node = Self {
            fixed: UNBOUND,
            extent: 0,
            first_in: NONE,
            first_out: NONE,
            deadline: LAST,
            marks: 0,
        };
        node.set(input);
        node
    }

    pub(crate) fn set(&mut self, input: TaskInput) {
        let days = |days: u32| day::halves(i32::try_from(days).unwrap_or(i32::MAX));
        let phase;
        (phase, self.fixed, self.extent) = match input.state {
            TaskState::Planned { not_before } => (
                Phase::Planned,
                not_before.map_or(UNBOUND, day::morning),
                // A milestone takes the working day on which it happens.
                days(input.duration.max(1)),
            ),
            TaskState::Started { start, remaining } => {
                (Phase::Started, day::morning(start), days(remaining))
            }
            TaskState::Finished { start, finish } => (
                Phase::Finished,
                day::morning(start),
                day::afternoon(finish.max(start)),
            ),
        };
        self.set_calendar(input.calendar);
        self.set_phase(phase);
    }

    pub(crate) fn set_calendar(&mut self, calendar: CalendarIx) {
        self.marks = self.marks & !(CALENDARS - 1) | calendar.0;
    }

    pub(crate) fn set_phase(&mut self, phase: Phase) {
        self.marks = self.marks & !PHASES | (phase as u32) << PHASE;
    }

    #[inline]
    pub(crate) fn phase(&self) -> Phase {
        match (self.marks & PHASES) >> PHASE {
            0 => Phase::Removed,
            1 => Phase::Planned,
            2 => Phase::Started,
            _ => Phase::Finished,
        }
    }

    #[inline]
    pub(crate) fn calendar(&self) -> usize {
        (self.marks & (CALENDARS - 1)) as usize
    }

    #[inline]
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.phase(), Phase::Planned | Phase::Started)
    }

    /// Whether it waits to be calculated.
    #[inline]
    pub(crate) fn is_queued(&self) -> bool {
        self.marks & QUEUED != 0
    }

    #[inline]
    pub(crate) fn set_queued(&mut self, queued: bool) {
        self.mark(QUEUED, queued);
    }

    /// Whether it starts on a fixed day; the day is kept aside.
    #[inline]
    pub(crate) fn is_pinned(&self) -> bool {
        self.marks & PINNED != 0
    }

    pub(crate) fn set_pinned(&mut self, pinned: bool) {
        self.mark(PINNED, pinned);
    }

    /// Whether the dates for which it is planned are kept aside.
    #[inline]
    pub(crate) fn has_plan(&self) -> bool {
        self.marks & PLANNED != 0
    }

    pub(crate) fn set_has_plan(&mut self, planned: bool) {
        self.mark(PLANNED, planned);
    }

    #[inline]
    fn mark(&mut self, mark: u32, set: bool) {
        if set {
            self.marks |= mark;
        } else {
            self.marks &= !mark;
        }
    }
}
