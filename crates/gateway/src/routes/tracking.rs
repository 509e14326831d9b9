//! A plan as monitoring sees it, and why it is late.

use axum::{Json, extract::State, http::HeaderMap};
use cascade_proto::monitoring::v1 as pb;

use super::{etag, plans};
use crate::{
    api::{Audit, Delay, DelayQuery, PlanState},
    call::Call,
    problem::{ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

/// Lights, forecasts and open alerts of a plan
#[utoipa::path(get, path = "/api/v1/plans/{plan}/status", operation_id = "get_plan_status", tag = "tracking", params(("plan", description = "Id or code")),
    responses((status = 200, body = PlanState, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn status(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
) -> Result<(HeaderMap, Json<PlanState>), ApiError> {
    let plan_id = plans::find(&gateway, &call, plan).await?.id;
    let request = call.request(pb::GetPlanStatusRequest { plan_id });
    let state: PlanState = gateway
        .monitoring()
        .get_plan_status(request)
        .await
        .or_problem(call.lang)?
        .into();
    Ok((etag(state.revision), Json(state)))
}

/// Why a task, milestone, key result or goal is late: the path from the cause to it
#[utoipa::path(get, path = "/api/v1/plans/{plan}/delay", operation_id = "explain_delay", tag = "tracking", params(("plan", description = "Id or code"), DelayQuery),
    responses((status = 200, body = Delay)))]
pub(super) async fn delay(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    InQuery(query): InQuery<DelayQuery>,
) -> Result<Json<Delay>, ApiError> {
    let plan_id = plans::find(&gateway, &call, plan).await?.id;
    let request = call.request(pb::ExplainDelayRequest {
        plan_id,
        target: query.target,
    });
    let answer = gateway
        .monitoring()
        .explain_delay(request)
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// Compare what monitoring keeps with a recomputation from scratch
#[utoipa::path(get, path = "/api/v1/plans/{plan}/audit", operation_id = "audit_plan", tag = "tracking", params(("plan", description = "Id or code")),
    responses((status = 200, body = Audit)))]
pub(super) async fn audit(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
) -> Result<Json<Audit>, ApiError> {
    let plan_id = plans::find(&gateway, &call, plan).await?.id;
    let request = call.request(pb::AuditPlanRequest { plan_id });
    let answer = gateway
        .monitoring()
        .audit_plan(request)
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}
