//! Backward pass: late dates, floats, the critical path.
//!
//! J. E. Kelley, M. R. Walker: Critical-path planning and scheduling, Eastern Joint Computer Conference (1959); terms after the
//! PMI Practice Standard for Scheduling. Total float is the working time, on the task's own calendar, between its early and late
//! finish; free float what it may slip without moving a successor. A deadline bounds the late finish of its task; a task with a
//! fixed start may not slip at all, and what it waits for may slip as far as the link allows. So where a constraint is broken the
//! float of what breaks it is negative: the working time that has to be won back.
//!
//! Each link is inverted exactly: from the successor's late date comes the last day of the predecessor that still allows it, also
//! between two calendars, so slipping a task by its total float never moves the project's last day and one day more always does.

use chrono::NaiveDate;

use crate::{
    day::{self, Slot},
    edges::Edge,
    model::{Dates, LinkKind, TaskIx},
    network::{NONE, Network},
    node::{Phase, Window},
    parts::side_by_side,
};

/// Early and late dates and floats of every task, by position.
#[derive(Debug, Clone)]
pub struct Analysis<'a> {
    network: &'a Network,
    finish: Slot,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) late_start: Slot,
    /// Ordinal of the late finish on the task's calendar. While the pass has not come to the task: the last finish that its
    /// successors' late dates allow, as a half day. Of a finished task, its finish.
    pub(crate) late_finish: i32,
    /// Of a finished task [`CLOSED`].
    total: i32,
    /// While the pass has not come to the task: the last finish that its successors' early dates allow, as a half day.
    pub(crate) free: i32,
}

impl Row {
    /// Of a task to which no pass has come; none that a pass calculates is like it.
    pub(crate) const UNKNOWN: Self = Self {
        late_start: Slot::MIN,
        late_finish: i32::MIN,
        total: i32::MIN,
        free: i32::MIN,
    };

    /// Of a task of which the pass knows nothing but the project's last half day.
    pub(crate) fn before(finish: Slot) -> Self {
        Self {
            late_start: finish,
            late_finish: finish,
            total: 0,
            free: finish,
        }
    }

    pub(crate) fn total_float(&self) -> i32 {
        self.total_half_days().div_euclid(2)
    }

    fn total_half_days(&self) -> i32 {
        if self.total == CLOSED { 0 } else { self.total }
    }

    /// Ordinal of the early finish of an unfinished task on its calendar.
    #[inline]
    fn early_finish(&self) -> i32 {
        self.late_finish.saturating_sub(self.total)
    }

    pub(crate) fn free_float(&self) -> i32 {
        day::whole(self.free)
    }

    pub(crate) fn critical(&self) -> bool {
        self.total <= 0
    }

    pub(crate) fn near_critical(&self, float: i32) -> bool {
        self.total != CLOSED && self.total <= day::halves(float)
    }
}

/// The total float of a task that is finished or gone.
const CLOSED: i32 = i32::MAX;

/// Ordinals of a successor's dates.
#[derive(Clone, Copy)]
struct Ordinals {
    start: i32,
    finish: i32,
}

impl Analysis<'_> {
    /// Last day of the project.
    #[must_use]
    pub fn project_finish(&self) -> NaiveDate {
        day::date(self.finish)
    }

    /// Latest dates that keep the project's last day. What has started keeps its start.
    #[must_use]
    pub fn late(&self, task: TaskIx) -> Dates {
        let row = self.row(task);
        let node = &self.network.nodes[self.network.slot(task) as usize];
        Dates {
            start: day::date(row.late_start),
            finish: day::date(if node.is_open() {
                self.network.calendars[node.calendar()].nth(row.late_finish)
            } else {
                row.late_finish
            }),
        }
    }

    /// Working days that the task may slip before the project's last day moves or a constraint is broken; negative where that is
    /// before it can be done. 0 for a finished task. Half a day more does not count, half a day too little counts as one.
    #[must_use]
    pub fn total_float(&self, task: TaskIx) -> i32 {
        self.row(task).total_float()
    }

    /// The same in half days, exactly.
    #[must_use]
    pub fn total_float_half_days(&self, task: TaskIx) -> i32 {
        self.row(task).total_half_days()
    }

    /// Working days that the task may slip before a successor or the project's last day moves, or a constraint is broken. 0 for a
    /// finished task and where there is no total float.
    #[must_use]
    pub fn free_float(&self, task: TaskIx) -> i32 {
        self.row(task).free_float()
    }

    /// The same in half days, exactly.
    #[must_use]
    pub fn free_float_half_days(&self, task: TaskIx) -> i32 {
        self.row(task).free
    }

    /// Whether the task is unfinished and has no float.
    #[must_use]
    pub fn critical(&self, task: TaskIx) -> bool {
        self.row(task).critical()
    }

    /// Whether the task is unfinished and has at most so many working days of float.
    #[must_use]
    pub fn near_critical(&self, task: TaskIx, float: i32) -> bool {
        self.row(task).near_critical(float)
    }

    fn row(&self, task: TaskIx) -> &Row {
        &self.rows[self.network.slot(task) as usize]
    }
}

/// Analyses a propagated network against its own last day, or against a given one.
#[must_use]
pub fn analyse(network: &Network, project_finish: Option<NaiveDate>) -> Analysis<'_> {
    let finish = project_finish.map_or_else(|| network.last(), day::afternoon);
    Analysis {
        network,
        finish,
        rows: network.float_rows(finish),
    }
}

impl Network {
    /// The last half day of all tasks.
    pub(crate) fn last(&self) -> Slot {
        let alive =
            (self.nodes.iter().zip(&self.dates)).filter(|(node, _)| node.phase() != Phase::Removed);
        alive.map(|(_, dates)| dates.finish).max().unwrap_or(0)
    }

    /// The row of every slot against the project's last half day: each task, once its own is known, says to those it waits for what
    /// it leaves them.
    pub(crate) fn float_rows(&self, finish: Slot) -> Vec<Row> {
        let mut rows = vec![Row::before(finish); self.nodes.len()];
        side_by_side(self.seams.cut(&mut rows), |mut part| {
            for slot in self.by_rank[part.slots()].iter().rev() {
                let row = self.float_row(*slot, part.read().of(*slot));
                *part.at(*slot) = row;
                let node = &self.nodes[*slot as usize];
                if node.phase() != Phase::Planned {
                    // What has started does not wait any more.
                    continue;
                }
                let mut edge = node.first_in;
                while edge != NONE {
                    let found = &self.edges[edge as usize];
                    edge = found.next_in;
                    if let Some((limit, free)) = self.leaves(found, &row) {
                        let row = part.at(found.predecessor);
                        row.late_finish = row.late_finish.min(limit);
                        row.free = row.free.min(free);
                    }
                }
            }
        });
        rows
    }

    /// The row of one task from what its successors leave it.
    // A row that comes back through memory keeps a pass waiting for it.
    #[inline(always)]
    pub(crate) fn float_row(&self, slot: u32, left: Row) -> Row {
        let node = &self.nodes[slot as usize];
        let Window { start, finish } = self.window(slot);
        if !node.is_open() {
            return Row {
                late_start: start,
                late_finish: finish,
                total: CLOSED,
                free: 0,
            };
        }
        let calendar = &self.calendars[node.calendar()];
        let planned = node.phase() == Phase::Planned;
        let early = calendar.worked_through(finish);
        let limit = left.late_finish.min(node.deadline);
        let float = |limit: Slot| {
            let float = calendar.worked_through(limit).saturating_sub(early);
            // Where nothing begins in an afternoon, half a day is of no use to anybody.
            if self.has_half_days {
                float
            } else {
                float & !1
            }
        };
        let mut total = float(limit);
        if planned && node.is_pinned() {
            total = total.min(0);
        }
        let free = float(left.free).min(total).max(0);
        let late = early.saturating_add(total);
        Row {
            late_start: if planned {
                calendar.nth(late.saturating_sub(node.extent - 1))
            } else {
                start
            },
            late_finish: late,
            total,
            free,
        }
    }

    /// The last finishes that a planned task leaves to what it waits for by one link: so that its late dates are kept, and so that it
    /// does not move.
    #[inline(always)]
    pub(crate) fn leaves(&self, edge: &Edge, row: &Row) -> Option<(Slot, Slot)> {
        let node = &self.nodes[edge.successor as usize];
        if edge.is_plain() && !node.has_plan() {
            return Some((row.late_start - 1, self.window(edge.successor).start - 1));
        }
        let asked = |finish: i32| {
            if node.has_plan() {
                self.last_that_is_asked(edge, finish)
            } else {
                finish
            }
        };
        let dates = |finish: i32| Ordinals {
            start: finish.saturating_sub(node.extent - 1),
            finish,
        };
        self.last_finish(
            edge,
            dates(asked(row.late_finish)),
            dates(asked(row.early_finish())),
        )
    }

    /// The finish for which a link may ask so that its waiting task ends by one: that one, less the planned gap where the task would
    /// begin before it is planned to, since one that is pulled forward keeps that gap.
    #[cold]
    fn last_that_is_asked(&self, edge: &Edge, finish: i32) -> i32 {
        let slot = edge.successor;
        let node = &self.nodes[slot as usize];
        let calendar = &self.calendars[node.calendar()];
        let start = finish.saturating_sub(node.extent - 1);
        let gap = self
            .planned_start(slot, calendar)
            .filter(|planned| start < *planned && !node.is_pinned())
            .and_then(|planned| self.planned_gap(edge, node, calendar, planned));
        finish.saturating_sub(gap.unwrap_or(0))
    }

    /// The last finish of the predecessor that still allows the successor's late dates, and the last that allows its early ones; none
    /// where the link does not ask for the predecessor's finish and its start has happened.
    #[inline]
    fn last_finish(&self, edge: &Edge, late: Ordinals, early: Ordinals) -> Option<(Slot, Slot)> {
        let successor = &self.nodes[edge.successor as usize];
        let theirs = &self.calendars[successor.calendar()];
        let lag = day::halves(edge.lag);
        // The half day whose eve, or which itself, is the last that the link allows.
        let slot = |ordinal: i32| theirs.nth(ordinal.saturating_sub(lag));
        let (limit, free) = match edge.kind {
            LinkKind::FinishToStart => return Some((slot(late.start) - 1, slot(early.start) - 1)),
            LinkKind::FinishToFinish => {
                let slot = |ordinal: i32| theirs.last_with_day_end(ordinal.saturating_sub(lag));
                return Some((slot(late.finish), slot(early.finish)));
            }
            LinkKind::StartToStart => (slot(late.start), slot(early.start)),
            LinkKind::StartToFinish => (
                slot(late.finish.saturating_add(1)),
                slot(early.finish.saturating_add(1)),
            ),
        };
        let predecessor = &self.nodes[edge.predecessor as usize];
        if predecessor.phase() != Phase::Planned {
            return None;
        }
        let own = &self.calendars[predecessor.calendar()];
        let finish = |start: Slot| {
            own.nth(
                own.worked_through(start)
                    .saturating_add(predecessor.extent - 1),
            )
        };
        Some((finish(limit), finish(free)))
    }
}
