//! Departments, people, budgets, resource requests.

use cascade_proto::resources::v1 as pb;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Account, Finding, RequestStatus, ResourceKind, findings, moment, some};

mod catalog;
mod levelling;
mod load;
mod staffing;

pub use catalog::*;
pub use levelling::*;
pub use load::*;
pub use staffing::*;

/// A department.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Department {
    pub code: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    pub version: i64,
}

impl From<pb::Department> for Department {
    fn from(row: pb::Department) -> Self {
        Self {
            code: row.code,
            name: row.name,
            parent: some(row.parent),
            head: some(row.head),
            version: row.version,
        }
    }
}

/// A person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Person {
    pub code: String,
    pub name: String,
    pub department: String,
    pub skills: Vec<Skill>,
    pub hours_per_day: f64,
    pub email: String,
    pub version: i64,
    /// Part of a full position: 100 is full-time
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_time_percent: Option<f64>,
}

/// A skill with its level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Skill {
    /// Name.
    pub name: String,
    /// 1–5.
    pub level: i32,
}

impl From<pb::Person> for Person {
    fn from(row: pb::Person) -> Self {
        Self {
            code: row.code,
            name: row.name,
            department: row.department,
            skills: row
                .skills
                .into_iter()
                .map(|skill| Skill {
                    name: skill.name,
                    level: skill.level,
                })
                .collect(),
            hours_per_day: row.hours_per_day,
            email: row.email,
            version: row.version,
            part_time_percent: row.part_time_percent,
        }
    }
}

/// A budget. Amounts are in minor units of the currency (fen, cent).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Budget {
    pub code: String,
    pub name: String,
    pub department: String,
    pub amount_minor: i64,
    pub currency: String,
    pub reserved_minor: i64,
    pub spent_minor: i64,
    pub version: i64,
}

impl From<pb::Budget> for Budget {
    fn from(row: pb::Budget) -> Self {
        Self {
            code: row.code,
            name: row.name,
            department: row.department,
            amount_minor: row.amount_minor,
            currency: row.currency,
            reserved_minor: row.reserved_minor,
            spent_minor: row.spent_minor,
            version: row.version,
        }
    }
}

/// One entry of a budget's ledger: an amount that left one account for another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Posting {
    pub id: String,
    pub budget: String,
    pub from: Account,
    pub to: Account,
    pub amount_minor: i64,
    /// Request that it was posted for; empty for a grant
    pub request_id: String,
    pub by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
}

impl From<pb::Posting> for Posting {
    fn from(row: pb::Posting) -> Self {
        Self {
            from: row.from().into(),
            to: row.to().into(),
            id: row.id,
            budget: row.budget,
            amount_minor: row.amount_minor,
            request_id: row.request_id,
            by: row.by,
            at: moment(row.at),
        }
    }
}

/// A request for a resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct ResourceRequest {
    pub id: String,
    pub plan_id: String,
    pub code: String,
    pub task_id: String,
    pub kind: ResourceKind,
    pub description: String,
    pub requested_from: String,
    pub requested_by: String,
    /// Day of the request; empty where nobody said it
    #[schema(pattern = r"^(\d{4}-\d{2}-\d{2})?$")]
    pub requested_at: String,
    /// Day by which it should arrive; empty where nobody said it
    #[schema(pattern = r"^(\d{4}-\d{2}-\d{2})?$")]
    pub expected_arrival: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub actual_arrival: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<f64>,
    pub unit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_minor: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<String>,
    pub note: String,
    pub status: RequestStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    pub decision_note: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<DateTime<Utc>>,
    pub version: i64,
    /// Tool or data set that is asked for, by its code
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// Day by which it is to be decided
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub decision_due: Option<String>,
    /// Who decides: head of the department asked, or of the nearest above it
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decider: Option<String>,
    /// Whether it is undecided after its decision was due
    #[serde(default)]
    pub overdue: bool,
    /// How much is granted; of an approved request, and as much as was asked for or less
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted_quantity: Option<f64>,
    /// Amount that is granted, reserved and spent, in minor units
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted_amount_minor: Option<i64>,
    /// Day for which it is granted: the one asked for, or a later one
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub granted_arrival: Option<String>,
}

impl From<pb::ResourceRequest> for ResourceRequest {
    fn from(row: pb::ResourceRequest) -> Self {
        Self {
            kind: row.kind().into(),
            status: row.status().into(),
            decided_at: moment(row.decided_at),
            id: row.id,
            plan_id: row.plan_id,
            code: row.code,
            task_id: row.task_id,
            description: row.description,
            requested_from: row.requested_from,
            requested_by: row.requested_by,
            requested_at: row.requested_at,
            expected_arrival: row.expected_arrival,
            actual_arrival: some(row.actual_arrival),
            quantity: row.quantity,
            unit: row.unit,
            amount_minor: row.amount_minor,
            budget: some(row.budget),
            note: row.note,
            decided_by: some(row.decided_by),
            decision_note: row.decision_note,
            version: row.version,
            asset: some(row.asset),
            decision_due: some(row.decision_due),
            decider: some(row.decider),
            overdue: row.overdue,
            granted_quantity: row.granted_quantity,
            granted_amount_minor: row.granted_amount_minor,
            granted_arrival: some(row.granted_arrival),
        }
    }
}

/// A request with what the rules say of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct RequestAnswer {
    pub request: ResourceRequest,
    pub findings: Vec<Finding>,
}

impl From<pb::RequestAnswer> for RequestAnswer {
    fn from(answer: pb::RequestAnswer) -> Self {
        Self {
            request: answer.request.unwrap_or_default().into(),
            findings: findings(answer.findings),
        }
    }
}

/// A step of a request.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RequestMove {
    /// Why, in a sentence; needed where less is granted than was asked for, or for a later day.
    pub note: String,
    /// With fulfilment: the day it arrived.
    #[schema(format = Date)]
    pub actual_arrival: String,
    /// With fulfilment of a budget request: what was spent, in minor units.
    pub spent_minor: Option<i64>,
    /// With approval: how much is granted, above 0 and at most what was asked for; all of it when absent.
    pub granted_quantity: Option<f64>,
    /// With approval of a budget request: the amount granted, above 0 and at most what was asked for, in minor units; all of it when
    /// absent.
    pub granted_amount_minor: Option<i64>,
    /// With approval: the day on which it comes, not before the one asked for nor after the task's end; the one asked for when absent.
    #[schema(format = Date)]
    pub granted_arrival: String,
}

impl RequestMove {
    pub(crate) fn into_request(
        self,
        request_id: String,
        expected_version: i64,
    ) -> pb::MoveRequestRequest {
        pb::MoveRequestRequest {
            request_id,
            note: self.note,
            actual_arrival: self.actual_arrival,
            spent_minor: self.spent_minor,
            expected_version,
            granted_quantity: self.granted_quantity,
            granted_amount_minor: self.granted_amount_minor,
            granted_arrival: self.granted_arrival,
        }
    }
}

/// Which people.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// Only of this department. 404 where there is none of this code.
    #[serde(default)]
    pub department: String,
    /// Only those whose code or name contains this, whatever the case of its letters.
    #[serde(default)]
    pub search: String,
    /// Only of these codes, with commas between them; at most 500. A comma that is part of a code is written `\,`, a backslash `\\`.
    #[serde(default)]
    pub codes: String,
    /// Says in `total_size` how many there are on all pages.
    #[serde(default)]
    pub with_total: bool,
    /// Rows of a page, 1–500; 50 when absent.
    #[serde(default)]
    pub page_size: u32,
    /// `next_page_token` of the page before.
    #[serde(default)]
    pub page_token: String,
}

/// Which budgets, tools or data sets.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DirectoryQuery {
    /// Only of this department. 404 where there is none of this code.
    #[serde(default)]
    pub department: String,
    /// Only those whose code or name contains this, whatever the case of its letters.
    #[serde(default)]
    pub search: String,
    /// Only of these codes, with commas between them; at most 500. A comma that is part of a code is written `\,`, a backslash `\\`.
    #[serde(default)]
    pub codes: String,
    /// Rows of a page, 1–500; 50 when absent.
    #[serde(default)]
    pub page_size: u32,
    /// `next_page_token` of the page before.
    #[serde(default)]
    pub page_token: String,
}

/// A request to be filed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRequest {
    /// Unique in the plan.
    pub code: String,
    /// Task, by id or by code of the plan.
    pub task: String,
    /// Kind of resource.
    pub kind: ResourceKind,
    /// What is asked for.
    #[serde(default)]
    pub description: String,
    /// Department asked.
    pub requested_from: String,
    /// Who asks; the caller when absent.
    #[serde(default)]
    pub requested_by: String,
    /// Day of the request.
    #[serde(default)]
    #[schema(format = Date)]
    pub requested_at: String,
    /// Day by which it should arrive.
    #[serde(default)]
    #[schema(format = Date)]
    pub expected_arrival: String,
    /// How much of it.
    #[serde(default)]
    pub quantity: Option<f64>,
    /// Unit of the quantity.
    #[serde(default)]
    pub unit: String,
    /// Of a budget: the amount, in minor units.
    #[serde(default)]
    pub amount_minor: Option<i64>,
    /// Of a budget: its code.
    #[serde(default)]
    pub budget: String,
    /// Of a tool or data set: its code.
    #[serde(default)]
    pub asset: String,
    /// Anything else.
    #[serde(default)]
    pub note: String,
    /// Submitted at once; otherwise a draft.
    #[serde(default)]
    pub submit: bool,
}

impl NewRequest {
    pub(crate) fn into_contract(self, plan_id: String) -> pb::ResourceRequest {
        let status = if self.submit {
            pb::RequestStatus::Submitted
        } else {
            pb::RequestStatus::Draft
        };
        pb::ResourceRequest {
            plan_id,
            code: self.code,
            task_id: self.task,
            kind: pb::ResourceKind::from(self.kind).into(),
            description: self.description,
            requested_from: self.requested_from,
            requested_by: self.requested_by,
            requested_at: self.requested_at,
            expected_arrival: self.expected_arrival,
            quantity: self.quantity,
            unit: self.unit,
            amount_minor: self.amount_minor,
            budget: self.budget,
            asset: self.asset,
            note: self.note,
            status: status.into(),
            ..pb::ResourceRequest::default()
        }
    }
}

/// Which requests.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RequestQuery {
    /// Only of this task, by id.
    #[serde(default)]
    pub task: String,
    /// Only of this department asked. 404 where there is none of this code.
    #[serde(default)]
    pub department: String,
    /// Only of people of this department who ask. 404 where there is none of this code.
    #[serde(default)]
    pub requesting_department: String,
    /// Only of this kind.
    #[serde(default)]
    #[param(inline)]
    pub kind: Option<ResourceKind>,
    /// Only of this status.
    #[serde(default)]
    #[param(inline)]
    pub status: Option<RequestStatus>,
    /// Only those that are undecided after their decision was due.
    #[serde(default)]
    pub overdue: bool,
    /// Rows of a page, 1–500; 50 when absent.
    #[serde(default)]
    pub page_size: u32,
    /// `next_page_token` of the page before.
    #[serde(default)]
    pub page_token: String,
}

impl RequestQuery {
    pub(crate) fn into_request(self, plan_id: String) -> pb::ListRequestsRequest {
        let status = self.status.map(pb::RequestStatus::from).unwrap_or_default();
        let kind = self.kind.map(pb::ResourceKind::from).unwrap_or_default();
        pb::ListRequestsRequest {
            plan_id,
            task_id: self.task,
            requested_from: self.department,
            status: status.into(),
            kind: kind.into(),
            requesting_department: self.requesting_department,
            overdue: self.overdue,
            page_size: self.page_size,
            page_token: self.page_token,
        }
    }
}
