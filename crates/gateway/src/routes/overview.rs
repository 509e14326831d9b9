//! All active plans in one answer, and a plan's days in another: what dashboards and trends are drawn from.

use axum::{Json, extract::State};
use cascade_proto::monitoring::v1 as pb;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{departments, plans};
use crate::{
    api::{History, HistoryQuery, Overview, OverviewQuery},
    call::Call,
    problem::{ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

/// The routes of this file.
pub(super) fn routes() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new()
        .routes(routes!(overview))
        .routes(routes!(history))
}

/// Figures of all active plans: their lights, goals, departments, and who holds the next step
#[utoipa::path(get, path = "/api/v1/overview", operation_id = "get_overview", tag = "tracking", params(OverviewQuery),
    responses((status = 200, body = Overview)))]
async fn overview(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<OverviewQuery>,
) -> Result<Json<Overview>, ApiError> {
    departments::known(&gateway, &call, "department", &query.department).await?;
    let request = call.request(pb::GetOverviewRequest {
        department: query.department,
    });
    let answer = gateway
        .monitoring()
        .get_overview(request)
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// How a plan, its goals and key results stood day by day
#[utoipa::path(get, path = "/api/v1/plans/{plan}/history", operation_id = "get_history", tag = "tracking",
    params(("plan", description = "Id or code"), HistoryQuery),
    responses((status = 200, body = History)))]
async fn history(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    InQuery(query): InQuery<HistoryQuery>,
) -> Result<Json<History>, ApiError> {
    let plan_id = plans::find(&gateway, &call, plan).await?.id;
    let request = call.request(pb::GetHistoryRequest {
        plan_id,
        subject: query.subject,
        from: query.from,
        to: query.to,
    });
    let answer = gateway
        .monitoring()
        .get_history(request)
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}
