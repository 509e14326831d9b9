//! Decisions: from what is and what is asked to what becomes. Nothing here waits, reads a clock or knows a database.

pub mod activation;
pub mod adjustment;
pub mod alignment;
pub mod assess;
pub mod audit;
pub mod check_in;
pub mod contribution;
pub mod draft;
pub mod facts;
pub mod finding;
pub mod protection;
pub mod review;
pub mod settle;
pub mod tree;
pub mod version;
