//! A plan as MS Project XML (MSPDI, <http://schemas.microsoft.com/project>), as MS Project and ProjectLibre read it.
//!
//! Goals and key results are summary tasks, tasks stand below them, milestones beside their task, people are work
//! resources. What MS Project has a field for stands there; the rest travels in custom text fields.

mod calendar;
pub(crate) mod fields;
mod outline;
mod write;
mod xml;

pub(crate) use write::ELSEWHERE;
pub use write::write_mspdi;

/// Working minutes of a day, for durations and lags.
pub(crate) const MINUTES_PER_DAY: i64 = 480;
/// Hours of a person whose `MaxUnits` is 1.
pub(crate) const HOURS_PER_DAY: f64 = 8.0;
