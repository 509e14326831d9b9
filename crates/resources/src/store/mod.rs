//! Rows and queries; with `schema.rs` the only place that knows diesel. Rows go in and out as the contract's messages.

pub mod catalog;
pub mod directory;
pub mod postings;
pub mod requests;
mod upserts;
pub mod windows;
