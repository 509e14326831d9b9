//! The tasks service from outside: through its gRPC face over an in-process channel, and through its events, on both databases.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed; clippy does not see that these macros make tests"
)]

mod acceptance;
mod adjust;
mod baselines;
mod batch;
mod bulk;
mod cutoff;
mod directory;
mod edit;
mod grouped;
mod import;
mod import_rules;
mod owners_days;
mod read;
mod reporting;
mod schema;
mod split;
mod subscribers;
mod support;
mod working_time;
mod writers;
