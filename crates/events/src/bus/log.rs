//! The log: every event in one order that all who read it share, so that a reader who stopped can go on where it was.

use crate::CloudEvent;

/// Where reading begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFrom {
    /// At least so many events before the present end, as far as they are kept.
    Back(u64),
    /// Right after what stands at this position. Where it is no longer kept, at the first that is: its position tells.
    After(u64),
}

/// What a reader of the log gets.
#[derive(Debug, Clone, PartialEq)]
pub enum Logged {
    /// The next events, which travelled together.
    Events {
        /// Their place in the log; later ones have greater places.
        position: u64,
        /// In their order. What was published twice stands in the log twice.
        events: Vec<CloudEvent>,
    },
    /// Said once: what had happened when reading began has been read, and what follows is new.
    UpToDate,
}
