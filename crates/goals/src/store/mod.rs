//! Rows and queries; nothing else knows diesel. Functions take a connection, so that several share a transaction.

pub mod adjustments;
pub mod audit;
pub mod check_ins;
pub mod contributions;
pub mod facts;
pub mod findings;
pub mod goals;
pub mod key_results;
pub mod plans;
pub mod reviews;
mod tree;
mod upserts;
pub mod versions;

pub use tree::{above, homes, lock_alignment, outside, read_tree, tree};

/// Values of one statement: below SQLite's oldest limit on parameters.
const CHUNK: usize = 900;
