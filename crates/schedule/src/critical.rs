//! Backward pass: late dates, floats, the critical path.
//!
//! J. E. Kelley, M. R. Walker: Critical-path planning and scheduling, Eastern Joint Computer Conference (1959); terms after the
//! PMI Practice Standard for Scheduling. Total float is the working days, on the task's own calendar, between its early and late
//! finish; free float those it may slip without moving a successor.
//!
//! Each link is inverted exactly: from the successor's late date comes the last day of the predecessor that still allows it, also
//! between two calendars, so slipping a task by its total float never moves the project's last day and one day more always does.

use chrono::NaiveDate;

use crate::{
    day::{self, Day},
    edges::Edge,
    model::{Dates, LinkKind, TaskIx},
    network::{NONE, Network, Phase},
};

/// Early and late dates and floats of every task, by position.
#[derive(Debug, Clone)]
pub struct Analysis {
    finish: Day,
    slot_of: Vec<u32>,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    late_start: Day,
    /// While the pass has not come to the task: the last finish that its successors' late dates allow.
    late_finish: Day,
    total: i32,
    /// While the pass has not come to the task: the last finish that its successors' early dates allow, as a day.
    free: i32,
    open: bool,
}

/// Ordinals of a successor's dates.
#[derive(Clone, Copy)]
struct Ordinals {
    start: i32,
    finish: i32,
}

impl Analysis {
    /// Last day of the project.
    #[must_use]
    pub fn project_finish(&self) -> NaiveDate {
        day::date(self.finish)
    }

    /// Latest dates that keep the project's last day. What has started keeps its start.
    #[must_use]
    pub fn late(&self, task: TaskIx) -> Dates {
        let row = self.row(task);
        Dates {
            start: day::date(row.late_start),
            finish: day::date(row.late_finish),
        }
    }

    /// Working days that the task may slip before the project's last day moves; negative where that is before it can be done.
    /// 0 for a finished task.
    #[must_use]
    pub fn total_float(&self, task: TaskIx) -> i32 {
        self.row(task).total
    }

    /// Working days that the task may slip before a successor, or the project's last day, moves. 0 for a finished task.
    #[must_use]
    pub fn free_float(&self, task: TaskIx) -> i32 {
        self.row(task).free
    }

    /// Whether the task is unfinished and has no float.
    #[must_use]
    pub fn critical(&self, task: TaskIx) -> bool {
        self.near_critical(task, 0)
    }

    /// Whether the task is unfinished and has at most so many working days of float.
    #[must_use]
    pub fn near_critical(&self, task: TaskIx, float: i32) -> bool {
        let row = self.row(task);
        row.open && row.total <= float
    }

    fn row(&self, task: TaskIx) -> &Row {
        &self.rows[self.slot_of[task.0 as usize] as usize]
    }
}

/// Analyses a propagated network against its own last day, or against a given one.
#[must_use]
pub fn analyse(network: &Network, project_finish: Option<NaiveDate>) -> Analysis {
    let alive = network
        .nodes
        .iter()
        .filter(|node| node.phase != Phase::Removed);
    let last = alive.map(|node| node.finish).max().unwrap_or(0);
    let finish = project_finish.map_or(last, day::number);
    let unknown = Row {
        late_start: finish,
        late_finish: finish,
        total: 0,
        free: finish,
        open: false,
    };
    let mut rows = vec![unknown; network.nodes.len()];
    for slot in network.by_rank.iter().rev() {
        let at = *slot as usize;
        let node = &network.nodes[at];
        if !node.is_open() {
            rows[at] = Row {
                late_start: node.start,
                late_finish: node.finish,
                free: 0,
                ..unknown
            };
            continue;
        }
        let calendar = &network.calendars[usize::from(node.calendar)];
        let early = calendar.worked_through(node.finish);
        let late = calendar.worked_through(rows[at].late_finish);
        let before = node.span() - 1;
        let planned = node.phase == Phase::Planned;
        rows[at] = Row {
            late_start: if planned {
                calendar.nth(late.saturating_sub(before))
            } else {
                node.start
            },
            late_finish: calendar.nth(late),
            total: late - early,
            free: calendar.worked_through(rows[at].free) - early,
            open: true,
        };
        if !planned {
            // What has started does not wait any more.
            continue;
        }
        let dates = |finish: i32| Ordinals {
            start: finish.saturating_sub(before),
            finish,
        };
        let mut edge = node.first_in;
        while edge != NONE {
            let found = &network.edges[edge as usize];
            edge = found.next_in;
            let Some((limit, free)) = network.last_finish(found, dates(late), dates(early)) else {
                continue;
            };
            let row = &mut rows[found.predecessor as usize];
            row.late_finish = row.late_finish.min(limit);
            row.free = row.free.min(free);
        }
    }
    Analysis {
        finish,
        slot_of: network.slot_of.clone(),
        rows,
    }
}

impl Network {
    /// The last finish of the predecessor that still allows the successor's late dates, and the last that allows its early ones; none
    /// where the link does not ask for the predecessor's finish and its start has happened.
    #[inline]
    fn last_finish(&self, edge: &Edge, late: Ordinals, early: Ordinals) -> Option<(Day, Day)> {
        let successor = &self.nodes[edge.successor as usize];
        let theirs = &self.calendars[usize::from(successor.calendar)];
        // The working day whose eve, or which itself, is the last that the link allows.
        let day = |ordinal: i32| theirs.nth(ordinal.saturating_sub(edge.lag));
        let (limit, free) = match edge.kind {
            LinkKind::FinishToStart => return Some((day(late.start) - 1, day(early.start) - 1)),
            LinkKind::FinishToFinish => return Some((day(late.finish), day(early.finish))),
            LinkKind::StartToStart => (day(late.start), day(early.start)),
            LinkKind::StartToFinish => (
                day(late.finish.saturating_add(1)),
                day(early.finish.saturating_add(1)),
            ),
        };
        let predecessor = &self.nodes[edge.predecessor as usize];
        if predecessor.phase != Phase::Planned {
            return None;
        }
        let own = &self.calendars[usize::from(predecessor.calendar)];
        let finish = |start: Day| {
            own.nth(
                own.worked_through(start)
                    .saturating_add(predecessor.span() - 1),
            )
        };
        Some((finish(limit), finish(free)))
    }
}
