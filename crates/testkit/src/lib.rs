#![doc = include_str!("../README.md")]
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot be set up has failed, and says why by panicking"
)]

mod broker;
mod database;
mod eventually;
mod macros;
mod mail_server;
mod parts;
mod recording_bus;
mod robot;
mod shape;
mod template;

pub use broker::TestBroker;
pub use database::TestDatabase;
pub use eventually::eventually;
pub use mail_server::{Letter, MailServer};
pub use parts::{amqp_management_url, amqp_url, postgres_url};
pub use recording_bus::RecordingBus;
pub use robot::{Fault, Received, Robot, Service};
pub use shape::assert_same_shape;

/// Crates that the macros of this one name.
#[doc(hidden)]
pub mod reexport {
    pub use cascade_storage;
    pub use tokio;
}
