#![doc = include_str!("../README.md")]

mod check;
mod csv;
mod document;
mod error;
mod issue;
mod labels;
mod lang;
mod lookup;
mod mark;
mod mspdi;
mod origin;
mod plan;
mod read;
pub mod render;
mod schedule;
mod tables;
mod write;

pub use check::{PlacedFinding, Stage, check, check_for, sorted};
pub use csv::{CsvFile, pack, unpack, write_csv};
pub use document::PlanDocument;
pub use error::{OtherKind, WorkbookError};
pub use issue::{CellIssue, reading_rules};
pub use labels::{
    Choice, GoalSource, LinkKind, PlanLang, Priority, RequestStatus, ResourceKind, TargetKind,
    TaskType, YesNo,
};
pub use mark::{mark, mark_within, marked_workbook};
pub use mspdi::write_mspdi;
pub use origin::{CellRef, Origin};
pub use plan::{PlanError, plan, plan_on};
pub use read::{FileCalendar, Limits, ReadOutcome, read, read_within};
pub use schedule::{MilestoneSchedule, Schedule, TaskSchedule};
pub use tables::{
    Budget, Department, Goal, KeyResult, Milestone, Person, Plan, Predecessor, ResourceRequest,
    Skill, Task,
};
pub use write::{
    Progress, TableSheet, TaskProgress, template, write, write_tables, write_with_progress,
};
