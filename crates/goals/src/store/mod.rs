//! Rows and queries; nothing else knows diesel. Functions take a connection, so that several share a transaction.

pub mod check_ins;
pub mod findings;
pub mod goals;
pub mod key_results;
pub mod plans;
mod tree;

pub use tree::{lock_alignment, outside, tree};

/// Values of one statement: below SQLite's oldest limit on parameters.
const CHUNK: usize = 900;
