//! Who fits, who is overloaded and what would help; how a budget stands.

use axum::{Json, extract::State};
use cascade_proto::resources::v1 as pb;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{departments, plans};
use crate::{
    api::{
        AssignmentProposal, AssignmentWish, BudgetReport, CandidateQuery, Candidates, LoadAnswer,
        LoadQuery, MatchWish, ReliefAnswer, ReliefWish,
    },
    call::Call,
    problem::{self, ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

/// The routes of this file.
pub(super) fn routes() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new()
        .routes(routes!(candidates))
        .routes(routes!(match_need))
        .routes(routes!(assignment))
        .routes(routes!(load))
        .routes(routes!(relief))
        .routes(routes!(budget_report))
}

/// Who could take a task, the best first, each with the reasons
#[utoipa::path(get, path = "/api/v1/tasks/{id}/candidates", operation_id = "match_candidates", tag = "resources", params(("id", description = "Task"), CandidateQuery),
    responses((status = 200, body = Candidates)))]
pub(super) async fn candidates(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(id): InPath<String>,
    InQuery(query): InQuery<CandidateQuery>,
) -> Result<Json<Candidates>, ApiError> {
    departments::known(&gateway, &call, "department", &query.department).await?;
    let message = pb::MatchCandidatesRequest {
        task_id: id,
        department: query.department,
        most: query.most,
        ..pb::MatchCandidatesRequest::default()
    };
    let answer = gateway
        .resources()
        .match_candidates(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// Who could do what is needed, without a task
#[utoipa::path(post, path = "/api/v1/candidates", operation_id = "match_need", tag = "resources", request_body = MatchWish,
    responses((status = 200, body = Candidates)))]
pub(super) async fn match_need(
    State(gateway): State<Gateway>,
    call: Call,
    problem::Json(wish): problem::Json<MatchWish>,
) -> Result<Json<Candidates>, ApiError> {
    departments::known(&gateway, &call, "department", &wish.department).await?;
    let message = pb::MatchCandidatesRequest {
        task_id: String::new(),
        need: Some(wish.need.into()),
        people: wish.people,
        department: wish.department,
        most: wish.most,
    };
    let answer = gateway
        .resources()
        .match_candidates(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// Propose who should take which task of a plan; nothing is written
#[utoipa::path(post, path = "/api/v1/plans/{plan}/assignment-proposal", operation_id = "propose_assignment", tag = "resources", params(("plan", description = "Id or code")),
    request_body = AssignmentWish,
    responses((status = 200, body = AssignmentProposal)))]
pub(super) async fn assignment(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    problem::Json(wish): problem::Json<AssignmentWish>,
) -> Result<Json<AssignmentProposal>, ApiError> {
    let message = pb::ProposeAssignmentRequest {
        plan_id: plans::find(&gateway, &call, plan).await?.id,
        task_ids: wish.task_ids,
        people: wish.people,
    };
    let answer = gateway
        .resources()
        .propose_assignment(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// Hours asked of people against what they can work, with the tasks behind every overload
#[utoipa::path(get, path = "/api/v1/load", operation_id = "get_load", tag = "resources", params(LoadQuery),
    responses((status = 200, body = LoadAnswer)))]
pub(super) async fn load(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<LoadQuery>,
) -> Result<Json<LoadAnswer>, ApiError> {
    departments::known(&gateway, &call, "department", &query.department).await?;
    let message = pb::GetLoadRequest {
        person: query.person,
        department: query.department,
        from: query.from,
        to: query.to,
        by: query.by.map(pb::LoadBy::from).unwrap_or_default().into(),
    };
    let answer = gateway
        .resources()
        .get_load(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// What it would help if a task were taken off somebody, moved or handed over; nothing is written
#[utoipa::path(post, path = "/api/v1/load/relief", operation_id = "preview_relief", tag = "resources", request_body = ReliefWish,
    responses((status = 200, body = ReliefAnswer)))]
pub(super) async fn relief(
    State(gateway): State<Gateway>,
    call: Call,
    problem::Json(wish): problem::Json<ReliefWish>,
) -> Result<Json<ReliefAnswer>, ApiError> {
    let message = pb::PreviewReliefRequest::from(wish);
    let answer = gateway
        .resources()
        .preview_relief(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// How a budget stands: utilisation, and forecast against the progress of the tasks that it pays for
#[utoipa::path(get, path = "/api/v1/budgets/{code}/report", operation_id = "get_budget_report", tag = "resources", params(("code", description = "Budget")),
    responses((status = 200, body = BudgetReport)))]
pub(super) async fn budget_report(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(budget): InPath<String>,
) -> Result<Json<BudgetReport>, ApiError> {
    let message = pb::GetBudgetReportRequest { budget };
    let answer = gateway
        .resources()
        .get_budget_report(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}
