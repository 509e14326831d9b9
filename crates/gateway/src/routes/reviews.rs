//! The review of a plan, and its closing.

use axum::{Json, extract::State, http::HeaderMap};
use cascade_proto::goals::v1 as pb;

use super::etag;
use crate::{
    api::{
        Closing, ClosingAnswer, EstimateErrors, NewDispositions, NewReviewRow, Review, ReviewRow,
        TaskDisposition,
    },
    call::Call,
    problem::{self, ApiError, InPath, OrProblem},
    state::Gateway,
};

/// The review of a plan: table 8, what keeps it from closing, what it teaches
#[utoipa::path(get, path = "/api/v1/plans/{plan}/review", operation_id = "get_review", tag = "reviews", params(("plan", description = "Id or code")),
    responses((status = 200, body = Review)))]
pub(super) async fn get(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
) -> Result<Json<Review>, ApiError> {
    let request = call.request(pb::GetReviewRequest { plan_id: plan });
    let answer = gateway
        .reviews()
        .get_review(request)
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// Write the row of a goal or key result in the review, whole
#[utoipa::path(put, path = "/api/v1/plans/{plan}/review/{subject}", operation_id = "save_review_row", tag = "reviews",
    params(("plan", description = "Id or code"), ("subject", description = "Goal or key result, by id"), crate::call::IfMatch),
    request_body = NewReviewRow,
    responses((status = 200, body = ReviewRow, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn save_row(
    State(gateway): State<Gateway>,
    call: Call,
    InPath((plan, subject)): InPath<(String, String)>,
    problem::Json(new): problem::Json<NewReviewRow>,
) -> Result<(HeaderMap, Json<ReviewRow>), ApiError> {
    let message = pb::SaveReviewRowRequest {
        plan_id: plan,
        row: Some(new.into_contract(subject)),
        expected_version: call.expected_version,
    };
    let row = gateway
        .reviews()
        .save_review_row(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok((etag(row.version), Json(row.into())))
}

/// Say what becomes of unfinished tasks, all or nothing
#[utoipa::path(post, path = "/api/v1/plans/{plan}/dispositions", operation_id = "dispose_tasks", tag = "reviews", params(("plan", description = "Id or code")),
    request_body = NewDispositions,
    responses((status = 200, body = Vec<TaskDisposition>)))]
pub(super) async fn dispose(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    problem::Json(new): problem::Json<NewDispositions>,
) -> Result<Json<Vec<TaskDisposition>>, ApiError> {
    let message = pb::DisposeTasksRequest {
        plan_id: plan,
        items: new.items.into_iter().map(Into::into).collect(),
    };
    let answer = gateway
        .reviews()
        .dispose_tasks(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.tasks.into_iter().map(Into::into).collect()))
}

/// Close a plan, carrying over what was marked so
#[utoipa::path(post, path = "/api/v1/plans/{plan}/close", operation_id = "close_plan", tag = "reviews", params(("plan", description = "Id or code"), crate::call::IfMatch),
    request_body = Closing,
    responses((status = 200, body = ClosingAnswer, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn close(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    problem::Json(closing): problem::Json<Closing>,
) -> Result<(HeaderMap, Json<ClosingAnswer>), ApiError> {
    let message = pb::ClosePlanRequest {
        plan_id: plan,
        next: closing.next.map(|next| pb::NextPeriod {
            code: next.code,
            title: next.title,
            period_start: next.period_start,
            period_end: next.period_end,
        }),
        expected_version: call.expected_version,
    };
    let answer: ClosingAnswer = gateway
        .reviews()
        .close_plan(call.request(message))
        .await
        .or_problem(call.lang)?
        .into();
    Ok((etag(answer.plan.version), Json(answer)))
}

/// Estimate errors over all closed plans, by kind of work and by person
#[utoipa::path(get, path = "/api/v1/estimate-errors", operation_id = "get_estimate_errors", tag = "reviews",
    responses((status = 200, body = EstimateErrors)))]
pub(super) async fn estimate_errors(
    State(gateway): State<Gateway>,
    call: Call,
) -> Result<Json<EstimateErrors>, ApiError> {
    let request = call.request(pb::GetEstimateErrorsRequest {});
    let answer = gateway
        .reviews()
        .get_estimate_errors(request)
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}
