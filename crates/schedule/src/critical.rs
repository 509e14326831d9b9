//! Backward pass: late dates, floats, the critical path.
//!
//! J. E. Kelley, M. R. Walker: Critical-path planning and scheduling, Eastern Joint Computer Conference (1959); terms after the
//! PMI Practice Standard for Scheduling. Total float is the working days, on the task's own calendar, between its early and late
//! start; free float those it may slip without moving a successor.

use chrono::NaiveDate;

use crate::{
    day::{self, Day},
    network::{Dates, Edge, LinkKind, Network, Phase, TaskIx},
    propagate::{finish_of, start_of},
};

/// Early and late dates and floats of every task, by position.
#[derive(Debug, Clone)]
pub struct Analysis {
    finish: Day,
    late: Vec<(Day, Day)>,
    total: Vec<i32>,
    free: Vec<i32>,
    open: Vec<bool>,
}

impl Analysis {
    /// Last day of the project.
    #[must_use]
    pub fn project_finish(&self) -> NaiveDate {
        day::date(self.finish)
    }

    /// Latest dates that keep the project's last day.
    #[must_use]
    pub fn late(&self, task: TaskIx) -> Dates {
        let (start, finish) = self.late[task.0 as usize];
        Dates {
            start: day::date(start),
            finish: day::date(finish),
        }
    }

    /// Working days that the task may slip before the project's last day moves; negative where that is before it can be done.
    /// 0 for a finished task.
    #[must_use]
    pub fn total_float(&self, task: TaskIx) -> i32 {
        self.total[task.0 as usize]
    }

    /// Working days that the task may slip before a successor moves. 0 for a finished task.
    #[must_use]
    pub fn free_float(&self, task: TaskIx) -> i32 {
        self.free[task.0 as usize]
    }

    /// Whether the task is unfinished and has no float.
    #[must_use]
    pub fn critical(&self, task: TaskIx) -> bool {
        self.near_critical(task, 0)
    }

    /// Whether the task is unfinished and has at most so many working days of float.
    #[must_use]
    pub fn near_critical(&self, task: TaskIx, float: i32) -> bool {
        let at = task.0 as usize;
        self.open[at] && self.total[at] <= float
    }
}

/// Analyses a propagated network against its own last day, or against a given one.
#[must_use]
pub fn analyse(network: &Network, project_finish: Option<NaiveDate>) -> Analysis {
    let alive = |phase| phase != Phase::Removed;
    let last = network
        .nodes
        .iter()
        .filter(|node| alive(node.phase))
        .map(|node| node.finish)
        .max()
        .unwrap_or(0);
    let finish = project_finish.map_or(last, day::number);
    let count = network.nodes.len();
    let mut analysis = Analysis {
        finish,
        late: vec![(finish, finish); count],
        total: vec![0; count],
        free: vec![0; count],
        open: vec![false; count],
    };
    for place in (0..count).rev() {
        let task = network.by_rank[place];
        let at = task as usize;
        let node = &network.nodes[at];
        if !matches!(node.phase, Phase::Planned | Phase::Started) {
            analysis.late[at] = (node.start, node.finish);
            continue;
        }
        analysis.open[at] = true;
        let calendar = &network.calendars[usize::from(node.calendar)];
        let mut late_finish = calendar.previous(finish);
        let mut free = calendar.between(node.finish, late_finish);
        for edge in network.edges_out_of(task) {
            let edge = &network.edges[edge as usize];
            if !matches!(network.nodes[edge.successor as usize].phase, Phase::Planned) {
                // What has started does not wait any more.
                continue;
            }
            let (limit, slack) = network.backward(edge, &analysis);
            late_finish = late_finish.min(limit);
            free = free.min(slack);
        }
        let span = calendar.between(node.start, node.finish).max(0) + 1;
        let late_start = start_of(calendar, late_finish, span);
        analysis.late[at] = (late_start, late_finish);
        analysis.total[at] = calendar.between(node.finish, late_finish);
        analysis.free[at] = free;
    }
    analysis
}

impl Network {
    /// The latest finish of the predecessor that one link allows, and the working days by which it may slip before the successor
    /// moves.
    fn backward(&self, edge: &Edge, analysis: &Analysis) -> (Day, i32) {
        let predecessor = &self.nodes[edge.predecessor as usize];
        let successor = &self.nodes[edge.successor as usize];
        let own = &self.calendars[usize::from(predecessor.calendar)];
        let theirs = &self.calendars[usize::from(successor.calendar)];
        let (late_start, late_finish) = analysis.late[edge.successor as usize];
        let span = own.between(predecessor.start, predecessor.finish).max(0) + 1;
        // For a date of the successor, the finish of the predecessor that just allows it.
        let allowing = |start: Day, finish: Day| -> Day {
            match edge.kind {
                LinkKind::FinishToStart => own.previous(theirs.add(start, -edge.lag) - 1),
                LinkKind::StartToStart => {
                    finish_of(own, own.previous(theirs.add(start, -edge.lag)), span)
                }
                LinkKind::FinishToFinish => own.previous(theirs.add(finish, -edge.lag)),
                LinkKind::StartToFinish => {
                    let next = theirs.next(theirs.add(finish, -edge.lag) + 1);
                    finish_of(own, own.previous(next), span)
                }
            }
        };
        let limit = allowing(late_start, late_finish);
        let without_moving = allowing(successor.start, successor.finish);
        (limit, own.between(predecessor.finish, without_moving))
    }
}
