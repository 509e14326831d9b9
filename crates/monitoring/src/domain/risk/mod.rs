//! Schedule risk analysis: how probable it is that milestones, key results and goals are there by their day, and the days by which they
//! are with a probability of 50, 80 and 95 %.
//!
//! Every unfinished task may take what it was estimated at with three points. Without them it may take what tasks like it took by what they
//! were planned to take: those of its owner, else of its department, else of the organisation, whichever is the first with enough of
//! them; where nobody has, three points around the plan. The
//! terms are those of the GAO Schedule Assessment Guide (2015), best practice 8.

//!
//! A goal is there when its last task is, and the last of what hangs under it. Goals of other plans among that are simulated with their
//! plans, each by itself and with random numbers of its own: `runs` puts run beside run. What a plan waits for in another counts as it is
//! forecast there.

mod history;
mod model;
mod runs;

pub use history::{FinishedTask, History, Source};
pub use model::{Model, Spread, Subject};
pub use runs::{Runs, SubjectRisk, risks, seed_of};
