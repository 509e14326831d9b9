//! Resource requests: listed and filed. Their steps are in `directory`.

use axum::{Json, extract::State, http::HeaderMap};
use cascade_proto::resources::v1 as pb;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{departments, etag, plans};
use crate::{
    api::{NewRequest, Page, RequestAnswer, RequestQuery, ResourceRequest},
    call::Call,
    problem::{self, ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

/// The routes of this file.
pub(super) fn routes() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new()
        .routes(routes!(list_requests, create))
        .routes(routes!(list_all))
        .routes(routes!(get))
}

/// List the resource requests of a plan
#[utoipa::path(get, path = "/api/v1/plans/{plan}/requests", operation_id = "list_requests", tag = "resources", params(("plan", description = "Id or code"), RequestQuery),
    responses((status = 200, body = Page<ResourceRequest>)))]
pub(super) async fn list_requests(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    InQuery(query): InQuery<RequestQuery>,
) -> Result<Json<Page<ResourceRequest>>, ApiError> {
    let plan_id = plans::find(&gateway, &call, plan).await?.id;
    list(&gateway, &call, query.into_request(plan_id)).await
}

/// Of which plan.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct OfPlan {
    /// Only of this plan, by id or code; of every plan when absent.
    #[serde(default)]
    plan: String,
}

/// List resource requests of every plan, for example those whose decision is overdue
///
/// Refused with 404 are a plan and a department that do not exist, with 400 a kind or status that is none.
#[utoipa::path(get, path = "/api/v1/requests", operation_id = "list_all_requests", tag = "resources", params(OfPlan, RequestQuery),
    responses((status = 200, body = Page<ResourceRequest>)))]
pub(super) async fn list_all(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(of): InQuery<OfPlan>,
    InQuery(query): InQuery<RequestQuery>,
) -> Result<Json<Page<ResourceRequest>>, ApiError> {
    let plan_id = plans::filtered(&gateway, &call, of.plan).await?;
    list(&gateway, &call, query.into_request(plan_id)).await
}

/// Read a resource request, with what the rules say of it today
///
/// What was asked for stands beside what was granted. Refused with 404 is an id that is none.
#[utoipa::path(get, path = "/api/v1/requests/{id}", operation_id = "get_request", tag = "resources", params(("id", description = "Request")),
    responses((status = 200, body = RequestAnswer, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn get(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(request_id): InPath<String>,
) -> Result<(HeaderMap, Json<RequestAnswer>), ApiError> {
    let message = pb::GetRequestRequest { request_id };
    let answer: RequestAnswer = gateway
        .resources()
        .get_request(call.request(message))
        .await
        .or_problem(call.lang)?
        .into();
    Ok((etag(answer.request.version), Json(answer)))
}

async fn list(
    gateway: &Gateway,
    call: &Call,
    message: pb::ListRequestsRequest,
) -> Result<Json<Page<ResourceRequest>>, ApiError> {
    departments::known(gateway, call, "department", &message.requested_from).await?;
    let asking = &message.requesting_department;
    departments::known(gateway, call, "requesting_department", asking).await?;
    let answer = gateway
        .resources()
        .list_requests(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.requests, answer.next_page_token)))
}

/// File a resource request, as a draft or submitted at once
#[utoipa::path(post, path = "/api/v1/plans/{plan}/requests", operation_id = "create_request", tag = "resources", params(("plan", description = "Id or code")),
    request_body = NewRequest,
    responses((status = 200, body = RequestAnswer, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn create(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    problem::Json(request): problem::Json<NewRequest>,
) -> Result<(HeaderMap, Json<RequestAnswer>), ApiError> {
    let plan_id = plans::find(&gateway, &call, plan).await?.id;
    let message = pb::CreateRequestRequest {
        request: Some(request.into_contract(plan_id)),
        task: None,
    };
    let answer: RequestAnswer = gateway
        .resources()
        .create_request(call.request(message))
        .await
        .or_problem(call.lang)?
        .into();
    Ok((etag(answer.request.version), Json(answer)))
}
