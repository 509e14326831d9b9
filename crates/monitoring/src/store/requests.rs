//! Resource requests of a plan's tasks.

use cascade_method::request::{ResourceKind, Status};
use cascade_storage::{DbConn, StorageError, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    domain::{facts::RequestFact, outcome::Outcome, plan::PlanState},
    ids::{PlanId, RequestId, TaskId},
    schema::resource_requests,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = resource_requests, treat_none_as_null = true)]
struct RequestRow {
    id: RequestId,
    plan_id: PlanId,
    task_id: TaskId,
    code: String,
    kind: String,
    description: String,
    status: String,
    expected_arrival: Option<NaiveDate>,
    amount: Option<i64>,
    spent: Option<i64>,
    version: i64,
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
        plan.requests.apply(RequestFact {
            id: row.id,
            task: row.task_id,
            code: row.code,
            kind: kind_of(&row.kind)?,
            description: row.description,
            status: status_of(&row.status)?,
            expected_arrival: row.expected_arrival,
            amount: row.amount,
            spent: row.spent,
            version: row.version,
        });
    }
    Ok(())
}

pub(super) async fn write(
    conn: &mut DbConn,
    plan: &PlanState,
    outcome: &Outcome,
) -> Result<(), StorageError> {
    for fact in outcome
        .requests
        .iter()
        .filter_map(|id| plan.requests.get(*id))
    {
        let row = RequestRow {
            id: fact.id,
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
        };
        on_conn!(conn, c => {
            diesel::insert_into(resource_requests::table)
                .values(&row)
                .on_conflict(resource_requests::id)
                .do_update()
                .set(&row)
                .execute(c)
                .await
        })?;
    }
    Ok(())
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
