//! From an event of a resource request to a fact.

use cascade_method::request::{ResourceKind, Status};
use cascade_proto::resources::v1::{self as pb, RequestStatus};

use super::{Incoming, id, optional_day};
use crate::domain::facts::RequestFact;

/// Reads a request; one that names no task concerns nobody's schedule.
pub(super) fn read(data: pb::RequestChanged) -> Result<Incoming, String> {
    let row = data.request.ok_or("request is missing")?;
    if row.task_id.is_empty() || row.plan_id.is_empty() {
        return Ok(Incoming::Other);
    }
    let (kind, status) = (row.kind(), row.status());
    let fact = RequestFact {
        id: id(&row.id, "request.id")?,
        task: id(&row.task_id, "request.task_id")?,
        kind: match kind {
            pb::ResourceKind::People | pb::ResourceKind::Unspecified => ResourceKind::People,
            pb::ResourceKind::Budget => ResourceKind::Budget,
            pb::ResourceKind::Tool => ResourceKind::Tool,
            pb::ResourceKind::Data => ResourceKind::Data,
        },
        status: match status {
            RequestStatus::Draft | RequestStatus::Unspecified => Status::Draft,
            RequestStatus::Submitted => Status::Submitted,
            RequestStatus::Approved => Status::Approved,
            RequestStatus::Rejected => Status::Rejected,
            RequestStatus::Withdrawn => Status::Withdrawn,
            RequestStatus::Fulfilled => Status::Fulfilled,
        },
        decision_due: optional_day(&row.decision_due, "request.decision_due")?,
        expected_arrival: if row.granted_arrival.is_empty() {
            optional_day(&row.expected_arrival, "request.expected_arrival")?
        } else {
            optional_day(&row.granted_arrival, "request.granted_arrival")?
        },
        amount: row.granted_amount_minor.or(row.amount_minor),
        spent: data.spent_minor,
        version: row.version,
        code: row.code,
        description: row.description,
        requested_from: row.requested_from,
        requested_by: row.requested_by,
    };
    Ok(Incoming::Request(
        id(&row.plan_id, "request.plan_id")?,
        fact,
    ))
}
