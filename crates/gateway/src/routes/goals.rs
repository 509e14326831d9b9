//! Goals, key results, check-ins.

use axum::{Json, extract::State, http::HeaderMap};
use cascade_proto::goals::v1 as pb;

use super::{etag, plans};
use crate::{
    api::{CheckIn, CheckInAnswer, Goal, KeyResult, NewCheckIn, Page, PageQuery},
    call::Call,
    problem::{self, ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

/// List the goals of a plan
#[utoipa::path(get, path = "/api/v1/plans/{plan}/goals", operation_id = "list_goals", tag = "goals", params(("plan", description = "Id or code"), PageQuery),
    responses((status = 200, body = Page<Goal>), (status = "4XX", body = crate::api::ProblemBody)))]
pub(super) async fn list(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    InQuery(page): InQuery<PageQuery>,
) -> Result<Json<Page<Goal>>, ApiError> {
    let plan_id = plans::find(&gateway, &call, plan).await?.id;
    let message = pb::ListGoalsRequest {
        plan_id,
        page_size: page.page_size,
        page_token: page.page_token,
    };
    let answer = gateway
        .goals()
        .list_goals(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.goals, answer.next_page_token)))
}

/// List the key results of a plan
#[utoipa::path(get, path = "/api/v1/plans/{plan}/key-results", operation_id = "list_key_results", tag = "goals", params(("plan", description = "Id or code"), PageQuery),
    responses((status = 200, body = Page<KeyResult>), (status = "4XX", body = crate::api::ProblemBody)))]
pub(super) async fn list_key_results(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    InQuery(page): InQuery<PageQuery>,
) -> Result<Json<Page<KeyResult>>, ApiError> {
    let plan_id = plans::find(&gateway, &call, plan).await?.id;
    let message = pb::ListKeyResultsRequest {
        plan_id,
        page_size: page.page_size,
        page_token: page.page_token,
    };
    let answer = gateway
        .goals()
        .list_key_results(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.key_results, answer.next_page_token)))
}

/// Check in a key result: its value on a day
#[utoipa::path(post, path = "/api/v1/key-results/{id}/check-ins", operation_id = "check_in", tag = "goals", params(("id", description = "Key result")),
    request_body = NewCheckIn,
    responses((status = 200, body = CheckInAnswer), (status = "4XX", body = crate::api::ProblemBody)))]
pub(super) async fn check_in(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(id): InPath<String>,
    problem::Json(new): problem::Json<NewCheckIn>,
) -> Result<(HeaderMap, Json<CheckInAnswer>), ApiError> {
    let message = pb::CheckInKeyResultRequest {
        key_result_id: id,
        value: new.value,
        confidence: new.confidence,
        note: new.note,
        as_of: new.as_of,
        expected_version: call.expected_version,
    };
    let answer = gateway
        .goals()
        .check_in_key_result(call.request(message))
        .await
        .or_problem(call.lang)?;
    let answer = CheckInAnswer {
        check_in: answer.check_in.unwrap_or_default().into(),
        key_result: answer.key_result.unwrap_or_default().into(),
        goal_progress: answer.goal_progress,
    };
    Ok((etag(answer.key_result.version), Json(answer)))
}

/// List the check-ins of a key result, newest first
#[utoipa::path(get, path = "/api/v1/key-results/{id}/check-ins", operation_id = "list_check_ins", tag = "goals", params(("id", description = "Key result"), PageQuery),
    responses((status = 200, body = Page<CheckIn>), (status = "4XX", body = crate::api::ProblemBody)))]
pub(super) async fn list_check_ins(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(id): InPath<String>,
    InQuery(page): InQuery<PageQuery>,
) -> Result<Json<Page<CheckIn>>, ApiError> {
    let message = pb::ListCheckInsRequest {
        key_result_id: id,
        page_size: page.page_size,
        page_token: page.page_token,
    };
    let answer = gateway
        .goals()
        .list_check_ins(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.check_ins, answer.next_page_token)))
}
