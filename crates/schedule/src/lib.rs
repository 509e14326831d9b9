#![doc = include_str!("../README.md")]

mod builder;
mod calendar;
mod critical;
mod day;
mod edges;
mod model;
mod network;
mod order;
mod propagate;
mod root_cause;
mod tables;

pub use builder::{BuildError, NetworkBuilder};
pub use calendar::Calendar;
pub use critical::{Analysis, analyse};
pub use model::{
    CalendarIx, CycleError, Dates, Driver, Link, LinkKind, TaskInput, TaskIx, TaskState,
};
pub use network::Network;
pub use propagate::Change;
pub use root_cause::{Hop, root_cause};
