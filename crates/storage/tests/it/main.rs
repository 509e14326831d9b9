//! Storage from outside, on real databases of both kinds.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod columns;
mod config;
mod errors;
mod migrations;
mod schema;
mod session;
mod transactions;
