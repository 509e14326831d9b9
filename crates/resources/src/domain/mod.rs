//! Decisions: from what is and what is asked to what becomes. Nothing here waits, reads a clock or knows a database.

pub mod directory;
pub mod finding;
pub mod request;
pub mod settle;
pub mod tree;
pub mod workflow;
