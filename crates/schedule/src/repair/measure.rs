//! What can be done about a delay, and what it costs.

use crate::model::{CalendarIx, LinkKind, TaskIx};

/// One measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// A task takes fewer days.
    Crash {
        /// The task.
        task: TaskIx,
        /// Working days saved.
        days: u32,
    },
    /// A task begins before the one that it waits for is done.
    Overlap {
        /// The task that is waited for.
        predecessor: TaskIx,
        /// The task that begins earlier.
        successor: TaskIx,
        /// Working days by which the lag of the link between them is less.
        days: u32,
    },
    /// Two people do half of it each.
    Split {
        /// The task.
        task: TaskIx,
        /// Working days saved.
        days: u32,
    },
    /// Somebody else does it.
    Reassign {
        /// The task.
        task: TaskIx,
        /// Their calendar.
        to: CalendarIx,
    },
}

/// What measures cost, in person-days, and how far they go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// For each day saved by crashing: what more people or longer hours cost beyond the work itself.
    pub crash_cost: f64,
    /// Most that crashing saves, as a share of the days left, 0–1.
    pub crash_share: f64,
    /// For each day of overlap: work that has to be done again.
    pub overlap_cost: f64,
    /// Most overlap, as a share of the shorter of the two tasks, 0–1.
    pub overlap_share: f64,
    /// Days that both people need to put halves together; the task takes half its days and these.
    pub integration_days: u32,
    /// Fewest days left of a task that is worth splitting.
    pub split_least_days: u32,
    /// Days that it takes to brief somebody who takes over, or who helps with half.
    pub hand_over_days: u32,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            crash_cost: 0.5,
            crash_share: 1.0 / 3.0,
            overlap_cost: 0.3,
            overlap_share: 0.5,
            integration_days: 1,
            split_least_days: 4,
            hand_over_days: 1,
        }
    }
}

impl Terms {
    /// Cost of a measure, in person-days.
    #[must_use]
    pub fn cost(&self, measure: &Measure) -> f64 {
        match measure {
            Measure::Crash { days, .. } => f64::from(*days) * self.crash_cost,
            Measure::Overlap { days, .. } => f64::from(*days) * self.overlap_cost,
            Measure::Split { .. } => f64::from(2 * self.integration_days + self.hand_over_days),
            Measure::Reassign { .. } => f64::from(self.hand_over_days),
        }
    }

    /// Most days that crashing saves of so many.
    pub(super) fn most_crashed(&self, days_left: u32) -> u32 {
        share(days_left, self.crash_share).min(days_left.saturating_sub(1))
    }

    /// Most days that two tasks of so many overlap.
    pub(super) fn most_overlap(&self, predecessor_left: u32, successor: u32) -> u32 {
        share(predecessor_left.min(successor), self.overlap_share)
    }

    /// Days that a task of so many takes when it is split.
    #[must_use]
    pub fn days_split(&self, days_left: u32) -> u32 {
        days_left.div_ceil(2) + self.integration_days
    }

    /// Whether splitting a task of so many days saves any.
    pub(super) fn worth_splitting(&self, days_left: u32) -> bool {
        days_left >= self.split_least_days && self.days_split(days_left) < days_left
    }
}

fn share(days: u32, share: f64) -> u32 {
    // Days are far below 2^52, and what is less than nothing or no number is 0.
    (f64::from(days) * share.clamp(0.0, 1.0) + 1e-9).floor() as u32
}

/// Where on a network a measure can be taken; how much of it is counted beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Place {
    Crash(TaskIx),
    Overlap(TaskIx, TaskIx),
    Split(TaskIx),
    Reassign(TaskIx, CalendarIx),
}

impl Place {
    /// The measure of so many days; what splitting saves depends on the task.
    pub(super) fn measure(self, days: u32) -> Measure {
        match self {
            Self::Crash(task) => Measure::Crash { task, days },
            Self::Overlap(predecessor, successor) => Measure::Overlap {
                predecessor,
                successor,
                days,
            },
            Self::Split(task) => Measure::Split { task, days },
            Self::Reassign(task, to) => Measure::Reassign { task, to },
        }
    }
}

/// The only links that are overlapped.
pub(super) const OVERLAPPED: LinkKind = LinkKind::FinishToStart;
