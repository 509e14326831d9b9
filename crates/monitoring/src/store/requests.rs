//! Resource requests of a plan's tasks.

use std::collections::{BTreeMap, BTreeSet};

use cascade_method::request::{ResourceKind, Status};
use cascade_storage::{DbConn, StorageError, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    domain::{facts::RequestFact, my_day::PlanRef, outcome::Outcome, plan::PlanState},
    ids::{PlanId, RequestId, TaskId},
    schema::{plans, resource_requests},
};

/// Most rows that a question is answered from.
const MOST: i64 = 1_000;
/// Most codes that a query names.
const CHUNK: usize = 500;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = resource_requests, treat_none_as_null = true)]
pub(super) struct RequestRow {
    pub(super) id: RequestId,
    pub(super) plan_id: PlanId,
    pub(super) task_id: TaskId,
    pub(super) code: String,
    pub(super) kind: String,
    pub(super) description: String,
    pub(super) status: String,
    pub(super) expected_arrival: Option<NaiveDate>,
    pub(super) amount: Option<i64>,
    pub(super) spent: Option<i64>,
    pub(super) version: i64,
    pub(super) requested_from: String,
    pub(super) requested_by: String,
    pub(super) decision_due: Option<NaiveDate>,
}

impl RequestRow {
    fn into_fact(self) -> Result<RequestFact, StorageError> {
        Ok(RequestFact {
            id: self.id,
            task: self.task_id,
            code: self.code,
            kind: kind_of(&self.kind)?,
            description: self.description,
            status: status_of(&self.status)?,
            requested_from: self.requested_from,
            requested_by: self.requested_by,
            decision_due: self.decision_due,
            expected_arrival: self.expected_arrival,
            amount: self.amount,
            spent: self.spent,
            version: self.version,
        })
    }
}

/// Reads the requests of a plan into it, before its tasks are.
pub(super) async fn load(conn: &mut DbConn, plan: &mut PlanState) -> Result<(), StorageError> {
    let id = plan.plan.id;
    let rows: Vec<RequestRow> = on_conn!(conn, c => {
        resource_requests::table
            .filter(resource_requests::plan_id.eq(id))
            .select(RequestRow::as_select())
            .load(c)
            .await
    })?;
    for row in rows {
        plan.requests.apply(row.into_fact()?);
    }
    Ok(())
}

/// Requests of active plans that were submitted to one of these departments, or were approved by it and expected by a day.
pub async fn requests_awaiting(
    conn: &mut DbConn,
    departments: &BTreeSet<String>,
    today: NaiveDate,
) -> Result<Vec<(PlanRef, RequestFact)>, StorageError> {
    let departments: Vec<String> = departments.iter().cloned().collect();
    let mut found = Vec::new();
    for chunk in departments.chunks(CHUNK) {
        let rows: Vec<((PlanId, String), RequestRow)> = on_conn!(conn, c => {
            resource_requests::table
                .inner_join(plans::table)
                .filter(resource_requests::requested_from.eq_any(chunk))
                .filter(resource_requests::status.eq("submitted").or(
                    resource_requests::status.eq("approved")
                        .and(resource_requests::expected_arrival.le(today).assume_not_null())
                ))
                .filter(plans::active.eq(true))
                .order(resource_requests::id.asc())
                .limit(MOST)
                .select(((plans::id, plans::code), RequestRow::as_select()))
                .load(c)
                .await
        })?;
        for ((id, code), row) in rows {
            found.push((PlanRef { id, code }, row.into_fact()?));
        }
    }
    Ok(found)
}

/// Rows of the requests that have changed, each once.
pub(super) fn rows(changed: &[(&PlanState, &Outcome)]) -> Vec<RequestRow> {
    let rows = changed.iter().flat_map(|(plan, outcome)| {
        let ids = outcome.requests.iter();
        ids.filter_map(|id| Some((*id, row(plan, *id)?)))
    });
    rows.collect::<BTreeMap<RequestId, RequestRow>>()
        .into_values()
        .collect()
}

fn row(plan: &PlanState, id: RequestId) -> Option<RequestRow> {
    let fact = plan.requests.get(id)?;
    Some(RequestRow {
        id,
        plan_id: plan.plan.id,
        task_id: fact.task,
        code: fact.code.clone(),
        kind: kind_word(fact.kind).to_owned(),
        description: fact.description.clone(),
        status: status_word(fact.status).to_owned(),
        expected_arrival: fact.expected_arrival,
        amount: fact.amount,
        spent: fact.spent,
        version: fact.version,
        requested_from: fact.requested_from.clone(),
        requested_by: fact.requested_by.clone(),
        decision_due: fact.decision_due,
    })
}

const KINDS: [(ResourceKind, &str); 4] = [
    (ResourceKind::People, "people"),
    (ResourceKind::Budget, "budget"),
    (ResourceKind::Tool, "tool"),
    (ResourceKind::Data, "data"),
];

const STATUSES: [(Status, &str); 6] = [
    (Status::Draft, "draft"),
    (Status::Submitted, "submitted"),
    (Status::Approved, "approved"),
    (Status::Rejected, "rejected"),
    (Status::Withdrawn, "withdrawn"),
    (Status::Fulfilled, "fulfilled"),
];

fn kind_word(kind: ResourceKind) -> &'static str {
    let found = KINDS.iter().find(|(known, _)| *known == kind);
    found.map_or("", |(_, word)| word)
}

fn kind_of(word: &str) -> Result<ResourceKind, StorageError> {
    let found = KINDS.iter().find(|(_, known)| *known == word);
    found
        .map(|(kind, _)| *kind)
        .ok_or_else(|| StorageError::internal(format!("a request of unknown kind {word:?}")))
}

fn status_word(status: Status) -> &'static str {
    let found = STATUSES.iter().find(|(known, _)| *known == status);
    found.map_or("", |(_, word)| word)
}

fn status_of(word: &str) -> Result<Status, StorageError> {
    let found = STATUSES.iter().find(|(_, known)| *known == word);
    found
        .map(|(status, _)| *status)
        .ok_or_else(|| StorageError::internal(format!("a request of unknown status {word:?}")))
}
