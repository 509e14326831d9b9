//! Load, and what would relieve it.

use cascade_proto::resources::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::LoadBy;

/// Whose load, and when.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LoadQuery {
    /// Of this person, or …
    #[serde(default)]
    pub person: String,
    /// … of everybody in this department and those below it. 404 where there is none of this code.
    #[serde(default)]
    pub department: String,
    /// First day; today when absent.
    #[serde(default)]
    #[param(format = Date)]
    pub from: String,
    /// Last day; four weeks in all when absent.
    #[serde(default)]
    #[param(format = Date)]
    pub to: String,
    /// By day or by week.
    #[serde(default)]
    #[param(inline)]
    pub by: Option<LoadBy>,
}

/// Load of people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LoadAnswer {
    /// In the order of their codes.
    pub people: Vec<PersonLoad>,
}

impl From<pb::GetLoadResponse> for LoadAnswer {
    fn from(answer: pb::GetLoadResponse) -> Self {
        Self {
            people: answer.people.into_iter().map(Into::into).collect(),
        }
    }
}

/// Hours asked of a person against what they can work.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct PersonLoad {
    pub person: String,
    pub name: String,
    pub department: String,
    pub capacity_hours: f64,
    pub load_hours: f64,
    /// Sum over the buckets
    pub overload_hours: f64,
    pub buckets: Vec<LoadBucket>,
}

impl From<pb::PersonLoad> for PersonLoad {
    fn from(row: pb::PersonLoad) -> Self {
        Self {
            person: row.person,
            name: row.name,
            department: row.department,
            capacity_hours: row.capacity_hours,
            load_hours: row.load_hours,
            overload_hours: row.overload_hours,
            buckets: row.buckets.into_iter().map(Into::into).collect(),
        }
    }
}

/// A day, or a week from Monday to Sunday.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct LoadBucket {
    #[schema(format = Date)]
    pub from: String,
    #[schema(format = Date)]
    pub to: String,
    pub capacity_hours: f64,
    pub load_hours: f64,
    pub overload_hours: f64,
    pub free_hours: f64,
    /// The most hours first
    pub tasks: Vec<LoadCause>,
}

impl From<pb::LoadBucket> for LoadBucket {
    fn from(row: pb::LoadBucket) -> Self {
        Self {
            from: row.from,
            to: row.to,
            capacity_hours: row.capacity_hours,
            load_hours: row.load_hours,
            overload_hours: row.overload_hours,
            free_hours: row.free_hours,
            tasks: row.tasks.into_iter().map(Into::into).collect(),
        }
    }
}

/// A task and the hours that it asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct LoadCause {
    pub task_id: String,
    pub plan_id: String,
    pub code: String,
    pub name: String,
    pub hours: f64,
}

impl From<pb::LoadCause> for LoadCause {
    fn from(row: pb::LoadCause) -> Self {
        Self {
            task_id: row.task_id,
            plan_id: row.plan_id,
            code: row.code,
            name: row.name,
            hours: row.hours,
        }
    }
}

/// What would be done about a person's part in a task: one of `free`, `move_days`, `to_person`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReliefWish {
    /// The person.
    pub person: String,
    /// The task, by id.
    pub task_id: String,
    /// The person no longer works on it.
    pub free: bool,
    /// It moves by so many working days; earlier where negative.
    pub move_days: Option<i32>,
    /// Somebody else takes the person's part.
    pub to_person: Option<String>,
    /// First day; today when empty.
    #[schema(format = Date)]
    pub from: String,
    /// Last day; four weeks in all when empty.
    #[schema(format = Date)]
    pub to: String,
    /// By day or by week.
    pub by: Option<LoadBy>,
}

impl From<ReliefWish> for pb::PreviewReliefRequest {
    fn from(wish: ReliefWish) -> Self {
        use pb::preview_relief_request::Change;

        // Two ways at once are none: the service says that it wants one.
        let change = match (wish.free, wish.move_days, wish.to_person) {
            (true, None, None) => Some(Change::Free(true)),
            (false, Some(days), None) => Some(Change::MoveDays(days)),
            (false, None, Some(other)) => Some(Change::ToPerson(other)),
            _ => None,
        };
        Self {
            person: wish.person,
            task_id: wish.task_id,
            change,
            from: wish.from,
            to: wish.to,
            by: wish.by.map(pb::LoadBy::from).unwrap_or_default().into(),
        }
    }
}

/// What a change would do. Nothing was written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReliefAnswer {
    /// Everybody whose load would change, the person first.
    pub people: Vec<ReliefEffect>,
    /// Hours of overload of all of them, as it is.
    pub overload_before: f64,
    /// Hours of overload of all of them, as it would be.
    pub overload_after: f64,
}

impl From<pb::PreviewReliefResponse> for ReliefAnswer {
    fn from(answer: pb::PreviewReliefResponse) -> Self {
        Self {
            people: answer.people.into_iter().map(Into::into).collect(),
            overload_before: answer.overload_before,
            overload_after: answer.overload_after,
        }
    }
}

/// The load of one person, as it is and as it would be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReliefEffect {
    /// As it is.
    pub before: PersonLoad,
    /// As it would be.
    pub after: PersonLoad,
}

impl From<pb::ReliefEffect> for ReliefEffect {
    fn from(row: pb::ReliefEffect) -> Self {
        Self {
            before: row.before.unwrap_or_default().into(),
            after: row.after.unwrap_or_default().into(),
        }
    }
}
