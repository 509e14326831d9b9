//! Baselines of a plan.

use axum::{Json, extract::State};
use cascade_proto::tasks::v1 as pb;

use super::plans;
use crate::{
    api::{BaselineComparison, CompareQuery, NewBaseline, Page, PageQuery, PlanBaseline},
    call::Call,
    problem::{self, ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

/// List the baselines of a plan by number
#[utoipa::path(get, path = "/api/v1/plans/{plan}/baselines", operation_id = "list_baselines", tag = "baselines", params(("plan", description = "Id or code"), PageQuery),
    responses((status = 200, body = Page<PlanBaseline>)))]
pub(super) async fn list(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    InQuery(page): InQuery<PageQuery>,
) -> Result<Json<Page<PlanBaseline>>, ApiError> {
    let message = pb::ListBaselinesRequest {
        plan_id: plans::find(&gateway, &call, plan).await?.id,
        page_size: page.page_size,
        page_token: page.page_token,
    };
    let answer = gateway
        .tasks()
        .list_baselines(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.baselines, answer.next_page_token)))
}

/// Take a baseline: keep the plan as it is now
#[utoipa::path(post, path = "/api/v1/plans/{plan}/baselines", operation_id = "take_baseline", tag = "baselines", params(("plan", description = "Id or code")),
    request_body = NewBaseline,
    responses((status = 200, body = PlanBaseline)))]
pub(super) async fn take(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    problem::Json(wanted): problem::Json<NewBaseline>,
) -> Result<Json<PlanBaseline>, ApiError> {
    let message = pb::TakeBaselineRequest {
        plan_id: plans::find(&gateway, &call, plan).await?.id,
        reason: wanted.reason,
    };
    let answer = gateway
        .tasks()
        .take_baseline(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// Read a baseline with its tasks
#[utoipa::path(get, path = "/api/v1/plans/{plan}/baselines/{number}", operation_id = "get_baseline", tag = "baselines",
    params(("plan", description = "Id or code"), ("number" = i64, description = "1, 2, 3 and so on")),
    responses((status = 200, body = PlanBaseline)))]
pub(super) async fn get(
    State(gateway): State<Gateway>,
    call: Call,
    InPath((plan, number)): InPath<(String, i64)>,
) -> Result<Json<PlanBaseline>, ApiError> {
    let message = pb::GetBaselineRequest {
        plan_id: plans::find(&gateway, &call, plan).await?.id,
        number,
    };
    let answer = gateway
        .tasks()
        .get_baseline(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// Compare two baselines, or one with the plan as it is today
#[utoipa::path(get, path = "/api/v1/plans/{plan}/baselines/compare", operation_id = "compare_baselines", tag = "baselines", params(("plan", description = "Id or code"), CompareQuery),
    responses((status = 200, body = BaselineComparison)))]
pub(super) async fn compare(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    InQuery(query): InQuery<CompareQuery>,
) -> Result<Json<BaselineComparison>, ApiError> {
    let message = pb::CompareBaselinesRequest {
        plan_id: plans::find(&gateway, &call, plan).await?.id,
        from: query.from,
        to: query.to,
    };
    let answer = gateway
        .tasks()
        .compare_baselines(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}
