//! The chassis from outside: what a service or an operator sees of it.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod auth;
mod config;
mod edge;
mod errors;
mod grpc;
mod ops;
mod support;
mod trace;
