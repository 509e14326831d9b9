//! Events from outside: outbox to inbox, over both databases and both buses.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod envelope;
mod in_process;
mod log;
mod packing;
mod rabbitmq;
mod relay;
mod store;
mod support;
mod trace;
