//! Decisions: from what is and what is asked to what becomes. Nothing here waits, reads a clock or knows a database.

pub mod activation;
pub mod alignment;
pub mod assess;
pub mod check_in;
pub mod draft;
pub mod finding;
pub mod protection;
pub mod settle;
pub mod tree;
