#![doc = include_str!("../README.md")]

mod builder;
mod calendar;
mod critical;
mod day;
mod edges;
mod floats;
mod hold;
mod layer;
mod layout;
pub mod levelling;
mod model;
pub mod monte_carlo;
mod network;
mod node;
mod order;
mod organisation;
mod parts;
mod propagate;
pub mod repair;
mod root_cause;
mod tables;
mod window;

pub use builder::{BuildError, NetworkBuilder};
pub use calendar::Calendar;
pub use critical::{Analysis, analyse};
pub use floats::{Float, Refreshed};
pub use layer::{Absence, DayPart, Layer};
pub use model::{
    Broken, CalendarIx, Constraints, CycleError, Dates, Driver, Link, LinkKind, TaskInput, TaskIx,
    TaskState,
};
pub use network::Network;
pub use organisation::Organisation;
pub use propagate::Change;
pub use root_cause::{Hop, root_cause, root_cause_by, root_cause_of};
