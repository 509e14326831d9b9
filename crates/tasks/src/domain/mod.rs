//! Decisions: from what is and what is asked to what becomes. Nothing here waits, reads a clock or knows a database.

pub mod acceptance;
pub mod assess;
pub mod baseline;
pub mod bulk;
pub mod compare;
pub mod cutoff;
pub mod cycle;
pub mod draft;
pub mod finding;
pub mod known;
pub mod report;
pub mod settle;
pub mod split;
pub mod task;
pub mod working_time;
