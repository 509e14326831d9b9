//! Storage from outside, on real databases of both kinds.

mod columns;
mod config;
mod errors;
mod migrations;
mod schema;
mod transactions;
