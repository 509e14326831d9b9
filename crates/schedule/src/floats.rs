//! Floats that are kept beside the dates and brought up to date by what has changed.
//!
//! The backward pass of `critical` asks of a task its dates and what its successors leave it. So a task's row can only change where the
//! task or one of its successors has changed, or the row of a successor has: those are calculated anew, latest first, and a row
//! that stays as it was is told to nobody. The project's last day bounds every task; where it moves, all rows are calculated.

use std::collections::BinaryHeap;

use crate::{
    critical::Row,
    day::Slot,
    model::TaskIx,
    network::{NONE, Network, index},
    node::Phase,
};

/// Where more than one task in so many has changed, all are calculated.
const MOST_OF_ALL: usize = 4;

/// Rows of all slots as of the last refreshment, and what has changed since.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    rows: Vec<Row>,
    /// The finish of each slot that the project's last day was found from; of a removed one the earliest there is.
    ends: Vec<Slot>,
    /// The project's last half day, and how many tasks end on it.
    last: Slot,
    ending_last: usize,
    changed: Vec<u32>,
    is_changed: Vec<bool>,
    /// Everything is to be calculated.
    all: bool,
}

/// Position of a task in relation to the project's last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Float {
    row: Row,
}

impl Float {
    /// Working days that the task may slip before the project's last day moves or a constraint is broken; see
    /// [`Analysis::total_float`](crate::Analysis::total_float).
    #[must_use]
    pub fn total(&self) -> i32 {
        self.row.total_float()
    }

    /// Working days that the task may slip before a successor moves; see
    /// [`Analysis::free_float`](crate::Analysis::free_float).
    #[must_use]
    pub fn free(&self) -> i32 {
        self.row.free_float()
    }

    /// Whether the task is unfinished and has no float.
    #[must_use]
    pub fn critical(&self) -> bool {
        self.row.critical()
    }

    /// Whether the task is unfinished and has at most so many working days of float.
    #[must_use]
    pub fn near_critical(&self, days: i32) -> bool {
        self.row.near_critical(days)
    }
}

/// What a refreshment found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refreshed {
    /// Tasks that were changed, or lost or gained a link, since the refreshment before, and those whose dates moved, be it by half a
    /// day; none where it may be any.
    pub touched: Option<Vec<TaskIx>>,
    /// Tasks whose float is another than before, or new.
    pub floats: Vec<TaskIx>,
}

impl Kept {
    pub(crate) fn touch(&mut self, slot: u32) {
        let at = slot as usize;
        if at >= self.is_changed.len() {
            self.is_changed.resize(at + 1, false);
        }
        if !self.all && !std::mem::replace(&mut self.is_changed[at], true) {
            self.changed.push(slot);
        }
    }

    pub(crate) fn touch_all(&mut self) {
        self.all = true;
    }

    /// Another task has the slot of a removed one, whose float is none of its.
    pub(crate) fn forget(&mut self, slot: u32) {
        if let Some(row) = self.rows.get_mut(slot as usize) {
            *row = Row::UNKNOWN;
        }
    }

    fn forget_changes(&mut self) -> Vec<u32> {
        let changed = std::mem::take(&mut self.changed);
        for slot in &changed {
            self.is_changed[*slot as usize] = false;
        }
        self.all = false;
        changed
    }
}

impl Network {
    /// Float of a task as of the last [`Self::refresh_floats`]; none before the first and for a task added since.
    #[must_use]
    pub fn float(&self, task: TaskIx) -> Option<Float> {
        let rows = &self.floats.as_ref()?.rows;
        let row = *rows.get(self.slot(task) as usize)?;
        (row != Row::UNKNOWN).then_some(Float { row })
    }

    /// Brings the floats of a propagated network up to date, against its own last day. From the first time on they are kept. They equal
    /// those of [`analyse`](crate::analyse).
    pub fn refresh_floats(&mut self) -> Refreshed {
        let mut kept = self.floats.take().unwrap_or_else(|| {
            Box::new(Kept {
                all: true,
                ..Kept::default()
            })
        });
        let all = kept.all || kept.changed.len() * MOST_OF_ALL > self.nodes.len();
        let changed = kept.forget_changes();
        let moved = if !all && self.keeps_last(&mut kept, &changed) {
            self.refresh(&mut kept, &changed)
        } else {
            self.refresh_all(&mut kept)
        };
        self.floats = Some(kept);
        let tasks = |slots: Vec<u32>| -> Vec<TaskIx> {
            let task = |slot: u32| TaskIx(self.task_at[slot as usize]);
            slots.into_iter().map(task).collect()
        };
        Refreshed {
            touched: (!all).then(|| tasks(changed)),
            floats: tasks(moved),
        }
    }

    pub(crate) fn touch(&mut self, slot: u32) {
        if let Some(kept) = &mut self.floats {
            kept.touch(slot);
        }
    }

    pub(crate) fn touch_all(&mut self) {
        if let Some(kept) = &mut self.floats {
            kept.touch_all();
        }
    }

    fn end(&self, slot: usize) -> Slot {
        if self.nodes[slot].phase() == Phase::Removed {
            Slot::MIN
        } else {
            self.dates[slot].finish
        }
    }

    /// Whether the project still ends on the half day on which it did; takes in the ends of what has changed.
    fn keeps_last(&self, kept: &mut Kept, changed: &[u32]) -> bool {
        kept.ends.resize(self.nodes.len(), Slot::MIN);
        for slot in changed {
            let at = *slot as usize;
            let end = self.end(at);
            let before = std::mem::replace(&mut kept.ends[at], end);
            kept.ending_last += usize::from(end == kept.last);
            kept.ending_last -= usize::from(before == kept.last);
            if end > kept.last {
                return false;
            }
        }
        kept.ending_last > 0
    }

    fn refresh_all(&self, kept: &mut Kept) -> Vec<u32> {
        kept.last = self.last();
        kept.ends = (0..self.nodes.len()).map(|slot| self.end(slot)).collect();
        kept.ending_last = kept.ends.iter().filter(|end| **end == kept.last).count();
        let rows = self.float_rows(kept.last);
        let before = std::mem::replace(&mut kept.rows, rows);
        let is_other = |at: &usize| before.get(*at) != Some(&kept.rows[*at]);
        (0..kept.rows.len()).filter(is_other).map(index).collect()
    }

    fn refresh(&self, kept: &mut Kept, changed: &[u32]) -> Vec<u32> {
        let known = kept.rows.len();
        kept.rows.resize(self.nodes.len(), Row::before(kept.last));
        kept.is_changed.resize(self.nodes.len(), false);
        let mut moved = Vec::new();
        // Ranks of slots to be calculated, the highest first; those that wait are marked.
        let mut queue: BinaryHeap<u32> = BinaryHeap::new();
        let waiting = &mut kept.is_changed;
        let wait = |slot: u32, queue: &mut BinaryHeap<u32>, waiting: &mut Vec<bool>| {
            if !std::mem::replace(&mut waiting[slot as usize], true) {
                queue.push(self.rank[slot as usize]);
            }
        };
        for slot in changed {
            wait(*slot, &mut queue, waiting);
            for edge in self.edges_into(*slot) {
                wait(self.edges[edge as usize].predecessor, &mut queue, waiting);
            }
        }
        while let Some(rank) = queue.pop() {
            let slot = self.by_rank[rank as usize];
            let at = slot as usize;
            waiting[at] = false;
            let row = self.float_row(slot, self.left_to(slot, kept.last, &kept.rows));
            if at < known && row == kept.rows[at] {
                continue;
            }
            kept.rows[at] = row;
            moved.push(slot);
            for edge in self.edges_into(slot) {
                wait(self.edges[edge as usize].predecessor, &mut queue, waiting);
            }
        }
        moved
    }

    /// What the successors of a task leave it.
    fn left_to(&self, slot: u32, last: Slot, rows: &[Row]) -> Row {
        let mut left = Row::before(last);
        let mut edge = self.nodes[slot as usize].first_out;
        while edge != NONE {
            let found = &self.edges[edge as usize];
            edge = found.next_out;
            let successor = &self.nodes[found.successor as usize];
            if successor.phase() != Phase::Planned {
                continue;
            }
            let row = &rows[found.successor as usize];
            if let Some((limit, free)) = self.leaves(found, row) {
                left.late_finish = left.late_finish.min(limit);
                left.free = left.free.min(free);
            }
        }
        left
    }
}
