//! The word of a predecessor's owner on a dependency.

use axum::{Json, extract::State, http::HeaderMap};
use cascade_proto::tasks::v1 as pb;

use super::etag;
use crate::{
    api::{self, Page, PredecessorDecision, ProposedPredecessor, ProposedQuery, TaskAnswer},
    call::Call,
    problem::{self, ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

/// List the dependencies that await the word of a predecessor's owner
#[utoipa::path(get, path = "/api/v1/predecessors/proposed", operation_id = "list_proposed_predecessors", tag = "tasks", params(ProposedQuery),
    responses((status = 200, body = Page<ProposedPredecessor>)))]
pub(super) async fn list(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<ProposedQuery>,
) -> Result<Json<Page<ProposedPredecessor>>, ApiError> {
    let message = pb::ListProposedPredecessorsRequest {
        owner: query.owner,
        page_size: query.page_size,
        page_token: query.page_token,
    };
    let answer = gateway
        .tasks()
        .list_proposed_predecessors(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.proposals, answer.next_page_token)))
}

/// Accept that a task waits for yours
#[utoipa::path(post, path = "/api/v1/tasks/{id}/predecessors/{predecessor}/accept", operation_id = "accept_predecessor", tag = "tasks",
    params(("id", description = "The task that waits"), ("predecessor", description = "The task waited for")),
    request_body = PredecessorDecision,
    responses((status = 200, body = TaskAnswer, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn accept(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(ids): InPath<(String, String)>,
    problem::Json(decision): problem::Json<PredecessorDecision>,
) -> Result<(HeaderMap, Json<TaskAnswer>), ApiError> {
    let request = call.request(message(ids, decision, &call));
    let answer = gateway.tasks().accept_predecessor(request).await;
    Ok(answered(answer.or_problem(call.lang)?))
}

/// Decline that a task waits for yours, and say why
#[utoipa::path(post, path = "/api/v1/tasks/{id}/predecessors/{predecessor}/decline", operation_id = "decline_predecessor", tag = "tasks",
    params(("id", description = "The task that waits"), ("predecessor", description = "The task waited for")),
    request_body = PredecessorDecision,
    responses((status = 200, body = TaskAnswer, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn decline(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(ids): InPath<(String, String)>,
    problem::Json(decision): problem::Json<PredecessorDecision>,
) -> Result<(HeaderMap, Json<TaskAnswer>), ApiError> {
    let request = call.request(message(ids, decision, &call));
    let answer = gateway.tasks().decline_predecessor(request).await;
    Ok(answered(answer.or_problem(call.lang)?))
}

fn message(
    (task_id, predecessor_id): (String, String),
    decision: PredecessorDecision,
    call: &Call,
) -> pb::DecidePredecessorRequest {
    pb::DecidePredecessorRequest {
        task_id,
        predecessor_id,
        note: decision.note,
        expected_version: call.expected_version,
    }
}

fn answered(answer: pb::TaskAnswer) -> (HeaderMap, Json<TaskAnswer>) {
    let answer = TaskAnswer {
        task: answer.task.unwrap_or_default().into(),
        findings: api::findings(answer.findings),
    };
    (etag(answer.task.version), Json(answer))
}
