//! The goals service from outside: through its gRPC face over an in-process channel, and through its outbox, on both databases.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect has failed"
)]

mod activate;
mod adjust;
mod audit;
mod check_in;
mod contributions;
mod create;
mod facts;
mod import;
mod read;
mod refuse;
mod review;
mod schema;
mod support;
