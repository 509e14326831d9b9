//! What it takes to be in time again: the cheapest set of measures that brings given tasks back to given days.
//!
//! | measure | what it does to a task that is not finished |
//! | --- | --- |
//! | crash | takes fewer days by more people or longer hours: a cost for each day saved, up to a share of what is left |
//! | overlap (fast-track) | lets the task after a finish-to-start link begin earlier: a cost for each day, for work done twice |
//! | split | two people each take half, and then a day together |
//! | re-assign | somebody else does it, on their calendar; who takes over what has begun is briefed first |
//!
//! A task that is late has a chain of tasks and links that drives it, and whatever brings it forward changes something on that chain. So
//! sets of measures are grown by what is on the driving chain of the aim that is missed most, the cheapest set first (uniform-cost
//! search; E. W. Dijkstra 1959): the first set that reaches all aims is the cheapest there is. This is the time-cost trade-off of J. E. Kelley
//! and M. R. Walker (1959), with measures in whole days. Where too many sets would have to be looked at, measures are taken one
//! after the other by what they gain for their cost (N. Siemens 1971), those that turn out unnecessary are taken back, and the answer
//! says that it may not be the cheapest.

mod bench;
mod measure;
mod search;

pub use measure::{Measure, Terms};
pub use search::{Aim, Repair, cheapest};
