//! A resource request (table 4).

use cascade_method::{Finding as Said, request as rules};
use cascade_proto::resources::v1 as pb;
use chrono::{DateTime, NaiveDate, Utc};

use crate::ids::{PlanId, RequestId, TaskId};

/// A request.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Identity.
    pub id: RequestId,
    /// Its plan.
    pub plan_id: PlanId,
    /// What is asked for.
    pub ask: Ask,
    /// How far it has come.
    pub status: pb::RequestStatus,
    /// When it was there.
    pub actual_arrival: Option<NaiveDate>,
    /// Who decided.
    pub decided_by: String,
    /// What they said.
    pub decision_note: String,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Rises by one with every change.
    pub version: i64,
}

/// What is asked for; people write exactly this.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// Unique in the plan.
    pub code: String,
    /// The task that needs it.
    pub task_id: TaskId,
    /// 人力/预算/工具/数据
    pub kind: pb::ResourceKind,
    /// 资源描述
    pub description: String,
    /// Code of the department that decides.
    pub requested_from: String,
    /// Code of the person who asks.
    pub requested_by: String,
    /// 申请时间
    pub requested_at: Option<NaiveDate>,
    /// 预计到位时间
    pub expected_arrival: Option<NaiveDate>,
    /// How much of it.
    pub quantity: Option<f64>,
    /// Unit of the quantity.
    pub unit: String,
    /// Money, in minor units.
    pub amount_minor: Option<i64>,
    /// Code of the budget that it is taken from.
    pub budget: String,
    /// 备注
    pub note: String,
}

impl Ask {
    /// The budget and the amount that approval reserves; none where no money is asked of a budget.
    #[must_use]
    pub fn money(&self) -> Option<(&str, i64)> {
        self.amount_minor
            .filter(|_| !self.budget.is_empty())
            .map(|amount| (self.budget.as_str(), amount))
    }
}

/// What is known of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Identity.
    pub id: TaskId,
    /// Its plan.
    pub plan_id: PlanId,
    /// Unique in the plan.
    pub code: String,
    /// First planned day.
    pub start: Option<NaiveDate>,
    /// Last planned day.
    pub end: Option<NaiveDate>,
}

/// What the rules say of a request against its task.
#[must_use]
pub fn check(ask: &Ask, task: &Task) -> Vec<Said> {
    rules::check(&rules::Request {
        code: &ask.code,
        task: &task.code,
        requested_from: &ask.requested_from,
        requested_at: ask.requested_at,
        expected_arrival: ask.expected_arrival,
        task_start: task.start,
        task_end: task.end,
        quantity: ask.quantity,
    })
}

/// Whether it still matters to anybody that a rule is broken.
#[must_use]
pub fn is_open(status: pb::RequestStatus) -> bool {
    matches!(
        status,
        pb::RequestStatus::Draft | pb::RequestStatus::Submitted | pb::RequestStatus::Approved
    )
}
