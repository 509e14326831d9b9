//! Resource requests, against their tasks.

use cascade_method::request;

use super::Findings;
use crate::document::PlanDocument;
use crate::lookup::Lookup;

pub(super) fn check(document: &PlanDocument, lookup: &Lookup<'_>, out: &mut Findings) {
    for request in &document.requests {
        let task = lookup.tasks.get(request.task.as_str());
        let quantity = request
            .quantity
            .or(request.amount_minor.map(crate::write::major_units));
        let facts = request::Request {
            code: &request.code,
            task: task.map_or("", |task| &task.code),
            requested_from: &request.requested_from,
            requested_at: request.requested_at,
            expected_arrival: request.expected_arrival,
            task_start: task.and_then(|task| task.planned_start),
            task_end: task.and_then(|task| task.planned_end),
            quantity,
        };
        for mut finding in request::check(&facts) {
            if finding.field == "quantity" && request.quantity.is_none() {
                finding.field = "amount";
            }
            if finding.field == "task" && finding.value.is_empty() {
                finding.value.clone_from(&request.task);
            }
            out.place(finding, Some(&request.origin));
        }
    }
}
