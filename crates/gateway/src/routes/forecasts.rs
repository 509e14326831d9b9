//! What is late and why, what the work takes, and how sure its days are.

use axum::{Json, extract::State};
use cascade_proto::monitoring::v1 as pb;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::plans;
use crate::{
    api::{Delays, EarnedValueReport, RiskQuery, ScheduleRisk, TaskForecast},
    call::Call,
    problem::{ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

pub(super) fn routes() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new()
        .routes(routes!(of_task))
        .routes(routes!(delays))
        .routes(routes!(earned_value))
        .routes(routes!(schedule_risk))
}

/// The forecast of one task, and the rule that it follows
#[utoipa::path(get, path = "/api/v1/tasks/{id}/forecast", operation_id = "get_task_forecast", tag = "tracking", params(("id", description = "Task")),
    responses((status = 200, body = TaskForecast)))]
async fn of_task(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(id): InPath<String>,
) -> Result<Json<TaskForecast>, ApiError> {
    let request = call.request(pb::GetTaskForecastRequest { task_id: id });
    let answer = gateway
        .monitoring()
        .get_task_forecast(request)
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// Every late milestone, key result and goal with the path of tasks that makes it late
#[utoipa::path(get, path = "/api/v1/plans/{plan}/delays", operation_id = "list_delays", tag = "tracking", params(("plan", description = "Id or code")),
    responses((status = 200, body = Delays)))]
async fn delays(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
) -> Result<Json<Delays>, ApiError> {
    let plan_id = plans::find(&gateway, &call, plan).await?.id;
    let request = call.request(pb::ListDelaysRequest { plan_id });
    let answer = gateway
        .forecasts()
        .list_delays(request)
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// Earned value of a plan, its goals, key results and tasks: PV, EV, AC, SPI, CPI, EAC
#[utoipa::path(get, path = "/api/v1/plans/{plan}/earned-value", operation_id = "get_earned_value", tag = "tracking", params(("plan", description = "Id or code")),
    responses((status = 200, body = EarnedValueReport)))]
async fn earned_value(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
) -> Result<Json<EarnedValueReport>, ApiError> {
    let plan_id = plans::find(&gateway, &call, plan).await?.id;
    let request = call.request(pb::GetEarnedValueRequest { plan_id });
    let answer = gateway
        .forecasts()
        .get_earned_value(request)
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// How probable it is that milestones, key results and goals are there by their day: P50, P80, P95
#[utoipa::path(get, path = "/api/v1/plans/{plan}/schedule-risk", operation_id = "analyse_schedule_risk", tag = "tracking", params(("plan", description = "Id or code"), RiskQuery),
    responses((status = 200, body = ScheduleRisk)))]
async fn schedule_risk(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    InQuery(query): InQuery<RiskQuery>,
) -> Result<Json<ScheduleRisk>, ApiError> {
    let plan_id = plans::find(&gateway, &call, plan).await?.id;
    let request = call.request(pb::AnalyseScheduleRiskRequest {
        plan_id,
        runs: query.runs,
        seed: query.seed,
        correlation: query.correlation,
    });
    let answer = gateway
        .forecasts()
        .analyse_schedule_risk(request)
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}
