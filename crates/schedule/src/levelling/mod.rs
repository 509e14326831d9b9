//! Resource levelling: when everything can be done if people and machines are in one place at a time.
//!
//! ```
//! use cascade_schedule::levelling::{Activity, Effort, Precedence, Project, Resource, level};
//!
//! // Two designs of three days and a test of two, which waits for the first; one designer, one tester.
//! let of = |duration, resource| Activity { duration, release: 0, demands: vec![(resource, 1)] };
//! let project = Project {
//!     activities: vec![of(3, 0), of(3, 0), of(2, 1)],
//!     links: vec![Precedence::after(0, 2)],
//!     resources: vec![Resource::constant(1), Resource::constant(1)],
//! };
//! let found = level(&project, Effort { schedules: 1_000, seed: 1 }, || false)?;
//! assert_eq!((found.finish, found.critical_path), (6, 5));
//! assert!(found.is_shortest());
//! assert_eq!(found.starts, [0, 3, 3]);
//! # Ok::<(), cascade_schedule::levelling::ProjectError>(())
//! ```

mod bound;
mod check;
mod generation;
mod instance;
mod level;
mod lists;
mod member;
mod project;
mod random;
mod rules;
mod search;

pub use check::{Violation, finish, violation};
pub use level::{Effort, Levelled, in_order, level};
pub use project::{
    Activity, MOST_ACTIVITIES, MOST_SLOTS, MOST_UNITS, Precedence, Project, ProjectError, Resource,
};
pub use rules::Rule;
