//! Resource requests: listed and filed. Their steps are in `directory`.

use axum::{Json, extract::State, http::HeaderMap};
use cascade_proto::resources::v1 as pb;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{etag, plans};
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

/// List resource requests of every plan, for example those whose decision is overdue
#[utoipa::path(get, path = "/api/v1/requests", operation_id = "list_all_requests", tag = "resources", params(RequestQuery),
    responses((status = 200, body = Page<ResourceRequest>)))]
pub(super) async fn list_all(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<RequestQuery>,
) -> Result<Json<Page<ResourceRequest>>, ApiError> {
    list(&gateway, &call, query.into_request(String::new())).await
}

async fn list(
    gateway: &Gateway,
    call: &Call,
    message: pb::ListRequestsRequest,
) -> Result<Json<Page<ResourceRequest>>, ApiError> {
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
