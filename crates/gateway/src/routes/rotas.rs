//! Duty rotas: people who take turns, named by escalation policies.

use axum::{Json, extract::State};
use cascade_proto::monitoring::v1 as pb;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::departments;
use crate::{
    api::{DutyRota, NewRota, OnDuty, OnDutyQuery, RotaList, RotaQuery},
    call::Call,
    problem::{self, ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

pub(super) fn routes() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new()
        .routes(routes!(list, save))
        .routes(routes!(withdraw))
        .routes(routes!(on_duty))
}

/// List versions of duty rotas, oldest first
#[utoipa::path(get, path = "/api/v1/rotas", operation_id = "list_rotas", tag = "alerts", params(RotaQuery),
    responses((status = 200, body = RotaList)))]
async fn list(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<RotaQuery>,
) -> Result<Json<RotaList>, ApiError> {
    departments::known(&gateway, &call, "department", &query.department).await?;
    let message = pb::ListRotasRequest {
        department: query.department,
    };
    let answer = gateway
        .monitoring()
        .list_rotas(call.request(message))
        .await
        .or_problem(call.lang)?;
    let rotas = answer.rotas.into_iter().map(Into::into).collect();
    Ok(Json(RotaList { rotas }))
}

/// Write a version of a duty rota; it begins tomorrow at the earliest
#[utoipa::path(post, path = "/api/v1/rotas", operation_id = "save_rota", tag = "alerts",
    request_body = NewRota,
    responses((status = 200, body = DutyRota)))]
async fn save(
    State(gateway): State<Gateway>,
    call: Call,
    problem::Json(body): problem::Json<NewRota>,
) -> Result<Json<DutyRota>, ApiError> {
    let answer = gateway
        .monitoring()
        .save_rota(call.request(body.into()))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// Take back a version whose first day has not come
#[utoipa::path(post, path = "/api/v1/rotas/{id}/withdraw", operation_id = "withdraw_rota", tag = "alerts", params(("id", description = "Version of a rota")),
    responses((status = 200, body = DutyRota)))]
async fn withdraw(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(rota_id): InPath<String>,
) -> Result<Json<DutyRota>, ApiError> {
    let answer = gateway
        .monitoring()
        .withdraw_rota(call.request(pb::WithdrawRotaRequest { rota_id }))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// Read who is on duty at a moment, and whose turns follow
#[utoipa::path(get, path = "/api/v1/rotas/{code}/on-duty", operation_id = "get_on_duty", tag = "alerts", params(("code", description = "Code of a rota"), OnDutyQuery),
    responses((status = 200, body = OnDuty)))]
async fn on_duty(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(code): InPath<String>,
    InQuery(query): InQuery<OnDutyQuery>,
) -> Result<Json<OnDuty>, ApiError> {
    let message = pb::GetOnDutyRequest {
        code,
        at: query.at.map(|at| pbjson_types::Timestamp {
            seconds: at.timestamp(),
            nanos: 0,
        }),
        turns: query.turns,
    };
    let answer = gateway
        .monitoring()
        .get_on_duty(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}
