#![doc = include_str!("../README.md")]

mod builder;
mod calendar;
mod critical;
mod day;
mod network;
mod order;
mod propagate;
mod root_cause;

pub use builder::{BuildError, NetworkBuilder};
pub use calendar::Calendar;
pub use critical::{Analysis, analyse};
pub use network::{
    CalendarIx, CycleError, Dates, Driver, Link, LinkKind, Network, TaskInput, TaskIx, TaskState,
};
pub use propagate::Change;
pub use root_cause::{Hop, root_cause};
