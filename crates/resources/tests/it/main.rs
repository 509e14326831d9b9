//! The resources service from outside: through its gRPC face over an in-process channel, and through its events, on both databases.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod directory;
mod ledger;
mod requests;
mod schema;
mod subscriber;
mod support;
mod workflow;
