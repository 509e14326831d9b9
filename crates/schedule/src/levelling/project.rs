//! What is levelled: activities, their order, the resources that they share. Time is counted in slots of working time, from 0.

use thiserror::Error;

use crate::LinkKind;

/// A project whose activities share renewable resources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Project {
    /// Activities; links and answers name them by their position.
    pub activities: Vec<Activity>,
    /// What must wait for what.
    pub links: Vec<Precedence>,
    /// Resources; demands name them by their position.
    pub resources: Vec<Resource>,
}

/// Work that is not interrupted once it has begun.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Activity {
    /// Slots it takes; 0 is a milestone.
    pub duration: u32,
    /// First slot in which it may begin.
    pub release: u32,
    /// Units of a resource that it holds in each of its slots: (resource, units). A resource is named once.
    pub demands: Vec<(u32, u32)>,
}

/// A precedence with a minimal time lag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Precedence {
    /// The activity that drives.
    pub predecessor: u32,
    /// The activity that waits.
    pub successor: u32,
    /// Which dates are tied.
    pub kind: LinkKind,
    /// Slots between them at least; negative is a lead.
    pub lag: i32,
}

impl Precedence {
    /// Finish to start without a lag.
    #[must_use]
    pub const fn after(predecessor: u32, successor: u32) -> Self {
        Self {
            predecessor,
            successor,
            kind: LinkKind::FinishToStart,
            lag: 0,
        }
    }

    /// Slots from the start of the one to the start of the other at least, given how long they take. With durations fixed, all four
    /// kinds are this one (Bartusch, Möhring, Radermacher 1988).
    #[must_use]
    pub fn start_lag(&self, predecessor: u32, successor: u32) -> i64 {
        let (first, second) = (i64::from(predecessor), i64::from(successor));
        let lag = i64::from(self.lag);
        match self.kind {
            LinkKind::FinishToStart => first + lag,
            LinkKind::StartToStart => lag,
            LinkKind::FinishToFinish => first + lag - second,
            LinkKind::StartToFinish => lag - second,
        }
    }
}

/// A renewable resource: what is free again when an activity ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resource {
    /// Units in each slot from 0 on, as a calendar gives them.
    pub calendar: Vec<u32>,
    /// Units in every slot after the calendar's last.
    pub after: u32,
}

impl Resource {
    /// The same units at all times.
    #[must_use]
    pub const fn constant(units: u32) -> Self {
        Self {
            calendar: Vec::new(),
            after: units,
        }
    }

    /// Units in a slot.
    #[must_use]
    pub fn units(&self, slot: usize) -> u32 {
        self.calendar.get(slot).copied().unwrap_or(self.after)
    }
}

/// Most activities of a project.
pub const MOST_ACTIVITIES: usize = 10_000;
/// Most slots that a schedule may reach.
pub const MOST_SLOTS: u64 = 2_000_000;
/// Most units of a resource.
pub const MOST_UNITS: u32 = 1 << 30;

/// Why a project cannot be levelled.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProjectError {
    /// More than [`MOST_ACTIVITIES`].
    #[error("{0} activities are more than {MOST_ACTIVITIES}")]
    TooManyActivities(usize),
    /// A link names an activity that is not there.
    #[error("link {link} names activity {activity}, which is not there")]
    UnknownActivity {
        /// Position of the link.
        link: usize,
        /// What it names.
        activity: u32,
    },
    /// A demand names a resource that is not there.
    #[error("activity {activity} asks for resource {resource}, which is not there")]
    UnknownResource {
        /// Who asks.
        activity: usize,
        /// What it names.
        resource: u32,
    },
    /// A demand names a resource for the second time.
    #[error("activity {activity} asks for resource {resource} twice")]
    DoubleDemand {
        /// Who asks.
        activity: usize,
        /// What it names.
        resource: u32,
    },
    /// More units are asked for than the resource has in the end: there may never be a time for it.
    #[error(
        "activity {activity} asks for {units} of resource {resource}, which has {there} after its calendar"
    )]
    NeverEnough {
        /// Who asks.
        activity: usize,
        /// Of what.
        resource: u32,
        /// Units asked for.
        units: u32,
        /// Units there are.
        there: u32,
    },
    /// More than [`MOST_UNITS`].
    #[error("resource {resource} has {units} units, more than {MOST_UNITS}")]
    TooManyUnits {
        /// Which.
        resource: usize,
        /// Units it has.
        units: u32,
    },
    /// Activities wait for one another.
    #[error("activities wait for one another in a circle: {0:?}")]
    Cycle(Vec<u32>),
    /// A schedule could reach further than [`MOST_SLOTS`].
    #[error("a schedule could take {0} slots, more than {MOST_SLOTS}")]
    TooLong(u64),
}
