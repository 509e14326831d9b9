//! Other dates, by which nobody has more to do than they can.

use cascade_proto::resources::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::{Text, some, text};

/// What is to be levelled, and for how long to search.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LevellingWish {
    /// Tasks whose planned start is not before this day may move; all that have not begun when empty.
    #[schema(format = Date)]
    pub from: String,
    /// Nor after this one.
    #[schema(format = Date)]
    pub to: String,
    /// Schedules that are tried; 20,000 when 0. The same number and seed, the same answer.
    pub schedules: u32,
    /// No more schedules after so many milliseconds, at most 5,000; 2,000 when 0.
    pub milliseconds: u32,
    /// Where chance begins.
    pub seed: u64,
}

/// Why a task would move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LevellingCause {
    /// The person has other work on these days.
    Overload,
    /// The person is away.
    Absence,
    /// The task waits for another.
    Predecessor,
    /// Its planned start has passed, and it has not begun.
    Late,
    /// It is held to a later day: by its earliest start, or by a resource that is expected then.
    Held,
}

impl From<pb::LevellingCause> for LevellingCause {
    fn from(cause: pb::LevellingCause) -> Self {
        match cause {
            pb::LevellingCause::Overload => Self::Overload,
            pb::LevellingCause::Absence => Self::Absence,
            pb::LevellingCause::Predecessor => Self::Predecessor,
            pb::LevellingCause::Held => Self::Held,
            pb::LevellingCause::Late | pb::LevellingCause::Unspecified => Self::Late,
        }
    }
}

/// A task by its names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct LevellingTask {
    pub task_id: String,
    pub plan_id: String,
    pub code: String,
    pub name: String,
}

impl From<pb::LevellingTask> for LevellingTask {
    fn from(row: pb::LevellingTask) -> Self {
        Self {
            task_id: row.task_id,
            plan_id: row.plan_id,
            code: row.code,
            name: row.name,
        }
    }
}

/// A task that would be done on other days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct LevellingMove {
    pub task: LevellingTask,
    pub owner: String,
    #[schema(format = Date)]
    pub from_start: String,
    #[schema(format = Date)]
    pub from_end: String,
    #[schema(format = Date)]
    pub to_start: String,
    #[schema(format = Date)]
    pub to_end: String,
    /// Working days that it ends later
    pub later_days: i32,
    pub cause: LevellingCause,
    /// Who is short of time
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// The first day on which they are
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub day: Option<String>,
    /// Hours that the task asks for on that day
    pub asked_hours: f64,
    /// Hours that are left for it
    pub left_hours: f64,
    /// What goes first: work on that day, or the predecessor
    pub ahead: Vec<LevellingTask>,
    pub reason: Text,
}

impl From<pb::LevellingMove> for LevellingMove {
    fn from(row: pb::LevellingMove) -> Self {
        Self {
            cause: row.cause().into(),
            task: row.task.unwrap_or_default().into(),
            owner: row.owner,
            from_start: row.from_start,
            from_end: row.from_end,
            to_start: row.to_start,
            to_end: row.to_end,
            later_days: row.later_days,
            person: some(row.person),
            day: some(row.day),
            asked_hours: row.asked_hours,
            left_hours: row.left_hours,
            ahead: row.ahead.into_iter().map(Into::into).collect(),
            reason: text(row.reason),
        }
    }
}

/// Dates by which nobody has more to do than they can. Nothing was written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LevellingProposal {
    /// By proposed start.
    pub moves: Vec<LevellingMove>,
    /// Tasks that may move.
    pub tasks: i32,
    /// People who work on them.
    pub people: i32,
    /// Days on which one of these people has more to do than they can, summed over the people.
    pub overload_days_before: i32,
    /// The same after the moves.
    pub overload_days_after: i32,
    /// Hours above what they can.
    pub overload_hours_before: f64,
    /// The same after the moves.
    pub overload_hours_after: f64,
    /// Last day of the plan's open tasks.
    #[schema(format = Date)]
    pub finish_before: String,
    /// The same after the moves.
    #[schema(format = Date)]
    pub finish_after: String,
    /// Nobody can end sooner without overload.
    pub proven_best: bool,
    /// Schedules that were tried.
    pub schedules: u64,
    /// Time ran out first: the same again may answer otherwise.
    pub out_of_time: bool,
}

impl From<pb::ProposeLevellingResponse> for LevellingProposal {
    fn from(answer: pb::ProposeLevellingResponse) -> Self {
        Self {
            moves: answer.moves.into_iter().map(Into::into).collect(),
            tasks: answer.tasks,
            people: answer.people,
            overload_days_before: answer.overload_days_before,
            overload_days_after: answer.overload_days_after,
            overload_hours_before: answer.overload_hours_before,
            overload_hours_after: answer.overload_hours_after,
            finish_before: answer.finish_before,
            finish_after: answer.finish_after,
            proven_best: answer.proven_best,
            schedules: answer.schedules,
            out_of_time: answer.out_of_time,
        }
    }
}
