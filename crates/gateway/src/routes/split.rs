//! Splitting a task that is too long.

use axum::{Json, extract::State};
use cascade_proto::tasks::v1 as pb;

use crate::{
    api::{SplitAnswer, SplitProposal},
    call::Call,
    problem::{ApiError, InPath, OrProblem},
    state::Gateway,
};

/// Propose the parts that a task of more working days than advised could be
#[utoipa::path(get, path = "/api/v1/tasks/{id}/split", operation_id = "propose_split", tag = "tasks", params(("id", description = "Task")),
    responses((status = 200, body = SplitProposal)))]
pub(super) async fn propose(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(id): InPath<String>,
) -> Result<Json<SplitProposal>, ApiError> {
    let request = call.request(pb::ProposeSplitRequest { task_id: id });
    let answer = gateway.tasks().propose_split(request).await;
    Ok(Json(answer.or_problem(call.lang)?.into()))
}

/// Split a task as proposed, while it is not approved and has not begun
#[utoipa::path(post, path = "/api/v1/tasks/{id}/split", operation_id = "apply_split", tag = "tasks", params(("id", description = "Task"), crate::call::IfMatch),
    responses((status = 200, body = SplitAnswer)))]
pub(super) async fn apply(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(id): InPath<String>,
) -> Result<Json<SplitAnswer>, ApiError> {
    let request = call.request(pb::ApplySplitRequest {
        task_id: id,
        expected_version: call.expected_version,
    });
    let answer = gateway.tasks().apply_split(request).await;
    Ok(Json(answer.or_problem(call.lang)?.into()))
}
