//! A request on its way: rules, and the steps of its workflow.

use cascade_method::{
    Finding, Table, Text,
    request::{self, Move, Status},
    rules,
};
use cascade_proto::resources::v1 as pb;

use crate::messages::day;

/// What the rules say of a request, given its task.
#[must_use]
pub fn check(row: &pb::ResourceRequest, task: Option<&pb::TaskRef>) -> Vec<Finding> {
    let amount = row.amount_minor.map(|minor| minor as f64 / 100.0);
    request::check(&request::Request {
        code: &row.code,
        task: task.map_or("", |task| task.code.as_str()),
        requested_from: &row.requested_from,
        requested_at: day(&row.requested_at),
        expected_arrival: day(&row.expected_arrival),
        task_start: task.and_then(|task| day(&task.planned_start)),
        task_end: task.and_then(|task| day(&task.planned_end)),
        quantity: row.quantity.or(amount),
    })
}

/// The status after a step.
///
/// # Errors
/// A finding, where the workflow does not have the step.
pub fn after(row: &pb::ResourceRequest, step: Move) -> Result<pb::RequestStatus, Box<Finding>> {
    let from = status(row.status());
    from.after(step).map(contract).ok_or_else(|| {
        let label = from.label();
        let said = Text::new(
            format!("申请{}，不能执行该操作", label.zh),
            format!("The request is {}; this step does not follow", label.en),
        );
        Box::new(
            Finding::new(
                &rules::RES_TRANSITION,
                Table::Requests,
                &row.code,
                "status",
                said,
            )
            .value(label.en)
            .advice(Text::new("请核对申请状态", "Look at the request's status")),
        )
    })
}

fn status(status: pb::RequestStatus) -> Status {
    match status {
        pb::RequestStatus::Unspecified | pb::RequestStatus::Draft => Status::Draft,
        pb::RequestStatus::Submitted => Status::Submitted,
        pb::RequestStatus::Approved => Status::Approved,
        pb::RequestStatus::Rejected => Status::Rejected,
        pb::RequestStatus::Withdrawn => Status::Withdrawn,
        pb::RequestStatus::Fulfilled => Status::Fulfilled,
    }
}

fn contract(status: Status) -> pb::RequestStatus {
    match status {
        Status::Draft => pb::RequestStatus::Draft,
        Status::Submitted => pb::RequestStatus::Submitted,
        Status::Approved => pb::RequestStatus::Approved,
        Status::Rejected => pb::RequestStatus::Rejected,
        Status::Withdrawn => pb::RequestStatus::Withdrawn,
        Status::Fulfilled => pb::RequestStatus::Fulfilled,
    }
}

/// Whether two requests ask for the same: what the workflow adds does not count.
#[must_use]
pub fn same_wish(a: &pb::ResourceRequest, b: &pb::ResourceRequest) -> bool {
    let wish = |row: &pb::ResourceRequest| pb::ResourceRequest {
        id: String::new(),
        status: 0,
        actual_arrival: String::new(),
        decided_by: String::new(),
        decision_note: String::new(),
        decided_at: None,
        version: 0,
        ..row.clone()
    };
    wish(a) == wish(b)
}
