#![doc = include_str!("../README.md")]

mod check;
mod document;
mod error;
mod issue;
mod labels;
mod lang;
mod origin;
mod read;
pub mod render;
mod schedule;
mod tables;
mod write;

pub use check::PlacedFinding;
pub use document::PlanDocument;
pub use error::WorkbookError;
pub use issue::{CellIssue, Severity};
pub use labels::{
    Choice, GoalSource, LinkKind, PlanLang, Priority, RequestStatus, ResourceKind, TargetKind,
    TaskType, YesNo,
};
pub use lang::{Bilingual, Lang};
pub use origin::{CellRef, Origin};
pub use read::{Limits, ReadOutcome, read, read_within};
pub use schedule::{MilestoneSchedule, Schedule, TaskSchedule};
pub use tables::{
    Budget, Department, Goal, KeyResult, Milestone, Person, Plan, Predecessor, ResourceRequest,
    Skill, Task,
};
pub use write::write;
