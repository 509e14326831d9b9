//! A request on its way: rules, and the steps of its workflow.

use cascade_method::{
    Finding, Rule, Table, Text,
    request::{self, Move, Status},
    rules,
};
use cascade_proto::resources::v1 as pb;
use chrono::NaiveDate;

use super::grant;
use crate::messages::day;

/// Most that a budget or a request may be about, in minor units: sums of thousands of them stay far from overflowing.
pub const MOST_MINOR: i64 = 1_000_000_000_000_000;

/// What the rules say of a request, given its task.
#[must_use]
pub fn check(row: &pb::ResourceRequest, task: Option<&pb::TaskRef>) -> Vec<Finding> {
    let mut found = request::check(&request::Request {
        code: &row.code,
        task: task.map_or("", |task| task.code.as_str()),
        requested_from: &row.requested_from,
        requested_at: day(&row.requested_at),
        expected_arrival: day(grant::arrival(row)),
        task_start: task.and_then(|task| day(&task.planned_start)),
        task_end: task.and_then(|task| day(&task.planned_end)),
        quantity: grant::quantity(row),
    });
    if grant::arrival(row) != row.expected_arrival {
        let of_arrival = |finding: &&mut Finding| finding.field == "expected_arrival";
        for finding in found.iter_mut().filter(of_arrival) {
            finding.field = "granted_arrival";
        }
    }
    for finding in found.iter_mut().filter(|finding| finding.field == "task") {
        finding.field = "task_id";
        finding.value.clone_from(&row.task_id);
    }
    if let Some(amount) = row.amount_minor
        && !(1..=MOST_MINOR).contains(&amount)
    {
        found.push(broken(
            row,
            &rules::RES_AMOUNT_INVALID,
            "amount_minor",
            &amount.to_string(),
            (
                "金额须大于 0 且在合理范围内",
                "The amount is above 0, and within reason",
            ),
        ));
    }
    found
}

/// What a request lacks before anybody can decide on it: one for money names the amount and the budget.
#[must_use]
pub fn check_complete(row: &pb::ResourceRequest) -> Vec<Finding> {
    let mut found = Vec::new();
    if row.kind() == pb::ResourceKind::Budget && row.amount_minor.is_none() {
        let said = ("预算申请须写明金额", "A request for money names the amount");
        found.push(broken(
            row,
            &rules::RES_AMOUNT_INVALID,
            "amount_minor",
            "",
            said,
        ));
    }
    if row.kind() == pb::ResourceKind::Budget && row.budget.is_empty() {
        let said = (
            "预算申请须写明预算编号",
            "A request for money names the budget",
        );
        found.push(broken(
            row,
            &rules::DIR_REFERENCE_UNKNOWN,
            "budget",
            "",
            said,
        ));
    }
    found
}

/// Whether it still matters to anybody that a rule is broken.
#[must_use]
pub fn is_open(row: &pb::ResourceRequest) -> bool {
    matches!(
        row.status(),
        pb::RequestStatus::Draft | pb::RequestStatus::Submitted | pb::RequestStatus::Approved
    )
}

/// What a new request begins with: draft or submitted. Decisions are made here and not brought along.
pub fn begin(row: &mut pb::ResourceRequest, id: String, decision_due: &str) {
    let submitted = matches!(
        row.status(),
        pb::RequestStatus::Submitted | pb::RequestStatus::Approved | pb::RequestStatus::Fulfilled
    );
    row.set_status(if submitted {
        pb::RequestStatus::Submitted
    } else {
        pb::RequestStatus::Draft
    });
    row.decision_due = if submitted {
        decision_due.to_owned()
    } else {
        String::new()
    };
    row.id = id;
    row.version = 1;
    row.actual_arrival = String::new();
    row.decided_by = String::new();
    row.decision_note = String::new();
    row.decided_at = None;
    row.granted_quantity = None;
    row.granted_amount_minor = None;
    row.granted_arrival = String::new();
}

/// What a changed wish keeps of the request as it was.
pub fn keep(row: &mut pb::ResourceRequest, before: &pb::ResourceRequest) {
    row.id.clone_from(&before.id);
    row.status = before.status;
    row.version = before.version + 1;
    row.actual_arrival.clone_from(&before.actual_arrival);
    row.decided_by.clone_from(&before.decided_by);
    row.decision_note.clone_from(&before.decision_note);
    row.decided_at = before.decided_at;
    row.decision_due.clone_from(&before.decision_due);
    row.granted_quantity = before.granted_quantity;
    row.granted_amount_minor = before.granted_amount_minor;
    row.granted_arrival.clone_from(&before.granted_arrival);
}

/// A rule broken by a field of a request.
#[must_use]
pub fn broken(
    row: &pb::ResourceRequest,
    rule: &'static Rule,
    field: &'static str,
    value: &str,
    said: (&str, &str),
) -> Finding {
    Finding::new(
        rule,
        Table::Requests,
        &row.code,
        field,
        Text::new(said.0, said.1),
    )
    .value(value)
    .advice(Text::new("请核对后重试", "Check it, then try again"))
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

/// Whether it is undecided after its decision was due.
#[must_use]
pub fn is_overdue(row: &pb::ResourceRequest, today: NaiveDate) -> bool {
    row.status() == pb::RequestStatus::Submitted
        && day(&row.decision_due).is_some_and(|due| due < today)
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
        decision_due: String::new(),
        decider: String::new(),
        overdue: false,
        granted_quantity: None,
        granted_amount_minor: None,
        granted_arrival: String::new(),
        version: 0,
        ..row.clone()
    };
    wish(a) == wish(b)
}
