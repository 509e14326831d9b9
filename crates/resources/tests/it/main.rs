//! The resources service from outside: through its gRPC face over an in-process channel, and through its events, on both databases.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod budget;
mod catalog;
mod decisions;
mod directory;
mod grants;
mod ledger;
mod levelling;
mod load;
mod matching;
mod requests;
mod schema;
mod subscriber;
mod support;
mod telling;
mod workflow;
