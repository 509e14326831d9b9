//! Goals, key results, check-ins.

use axum::{Json, extract::State, http::HeaderMap};
use cascade_proto::goals::v1 as pb;

use super::{etag, plans};
use crate::{
    api::{
        CheckIn, CheckInAnswer, Contributions, Goal, KeyResult, NewCheckIn, NewContributions,
        NewGoal, NewKeyResult, Page, PageQuery,
    },
    call::Call,
    problem::{self, ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

/// List the goals of a plan
#[utoipa::path(get, path = "/api/v1/plans/{plan}/goals", operation_id = "list_goals", tag = "goals", params(("plan", description = "Id or code"), PageQuery),
    responses((status = 200, body = Page<Goal>)))]
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
    responses((status = 200, body = Page<KeyResult>)))]
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
#[utoipa::path(post, path = "/api/v1/key-results/{id}/check-ins", operation_id = "check_in", tag = "goals", params(("id", description = "Key result"), crate::call::IfMatch),
    request_body = NewCheckIn,
    responses((status = 200, body = CheckInAnswer, headers(("ETag" = String, description = "Version of the resource")))))]
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
    responses((status = 200, body = Page<CheckIn>)))]
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

/// Add a goal to a plan
#[utoipa::path(post, path = "/api/v1/plans/{plan}/goals", operation_id = "create_goal", tag = "goals", params(("plan", description = "Id or code")),
    request_body = NewGoal,
    responses((status = 200, body = Goal, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn create(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    problem::Json(new): problem::Json<NewGoal>,
) -> Result<(HeaderMap, Json<Goal>), ApiError> {
    let message = pb::CreateGoalRequest {
        goal: Some(new.into_contract(plan)),
    };
    let goal: Goal = gateway
        .goals()
        .create_goal(call.request(message))
        .await
        .or_problem(call.lang)?
        .into();
    Ok((etag(goal.version), Json(goal)))
}

/// Read a goal
#[utoipa::path(get, path = "/api/v1/goals/{id}", operation_id = "get_goal", tag = "goals", params(("id", description = "Goal")),
    responses((status = 200, body = Goal, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn get(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(id): InPath<String>,
) -> Result<(HeaderMap, Json<Goal>), ApiError> {
    let request = call.request(pb::GetGoalRequest { goal_id: id });
    let goal: Goal = gateway
        .goals()
        .get_goal(request)
        .await
        .or_problem(call.lang)?
        .into();
    Ok((etag(goal.version), Json(goal)))
}

/// Add a key result to a goal
#[utoipa::path(post, path = "/api/v1/plans/{plan}/key-results", operation_id = "create_key_result", tag = "goals", params(("plan", description = "Id or code")),
    request_body = NewKeyResult,
    responses((status = 200, body = KeyResult, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn create_key_result(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    problem::Json(new): problem::Json<NewKeyResult>,
) -> Result<(HeaderMap, Json<KeyResult>), ApiError> {
    let message = pb::CreateKeyResultRequest {
        key_result: Some(new.into_contract(plan)),
    };
    let part: KeyResult = gateway
        .goals()
        .create_key_result(call.request(message))
        .await
        .or_problem(call.lang)?
        .into();
    Ok((etag(part.version), Json(part)))
}

/// What a goal or key result receives from below, and what a key result gives
#[utoipa::path(get, path = "/api/v1/contributions/{node}", operation_id = "list_contributions", tag = "goals", params(("node", description = "Goal or key result, by id")),
    responses((status = 200, body = Contributions)))]
pub(super) async fn list_contributions(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(node): InPath<String>,
) -> Result<Json<Contributions>, ApiError> {
    let request = call.request(pb::ListContributionsRequest { node_id: node });
    let answer = gateway
        .goals()
        .list_contributions(request)
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// Say what a key result contributes to; replaces what was there
#[utoipa::path(put, path = "/api/v1/contributions/{node}", operation_id = "set_contributions", tag = "goals", params(("node", description = "Key result, by id")),
    request_body = NewContributions,
    responses((status = 200, body = Contributions)))]
pub(super) async fn set_contributions(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(node): InPath<String>,
    problem::Json(new): problem::Json<NewContributions>,
) -> Result<Json<Contributions>, ApiError> {
    let message = pb::SetContributionsRequest {
        key_result_id: node,
        contributions: new
            .contributions
            .into_iter()
            .map(|given| pb::Contribution {
                receiver_id: given.receiver_id,
                share: given.share,
                ..pb::Contribution::default()
            })
            .collect(),
    };
    let answer = gateway
        .goals()
        .set_contributions(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}
