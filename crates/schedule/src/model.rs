//! What goes into a network and what comes out of it.

use chrono::NaiveDate;
use thiserror::Error;

/// A task's position in its network; stable until the task is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskIx(pub u32);

/// A calendar's position in its network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarIx(pub u32);

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

/// What a task is held to, besides its links and its `not_before`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Constraints {
    /// It is to be finished by the end of this day. Dates stay as they are, but float is counted up to it and turns negative past it.
    pub deadline: Option<NaiveDate>,
    /// It starts on this day whatever its links and its `not_before` say, though not before the data date; on the next working day
    /// where its calendar has the day off.
    pub start_on: Option<NaiveDate>,
}

/// A constraint that the dates do not keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// It ends after its deadline.
    Deadline {
        /// Working days after it.
        days: i32,
    },
    /// Its fixed start is gone by.
    StartOn {
        /// Working days after it.
        days: i32,
    },
    /// It starts on its fixed day, before a link lets it.
    Link {
        /// The link that asks for more.
        link: Link,
        /// Working days before.
        days: i32,
    },
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
    /// Its own earliest day, or the day for which it is planned.
    NotBefore,
    /// The day on which it is to start whatever else is.
    StartOn,
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
