//! How people are told: channels and what became of each message.

use axum::{Json, extract::State};
use cascade_proto::monitoring::v1 as pb;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::plans;
use crate::{
    api::{ChannelList, Delivery, DeliveryQuery, Notice, NoticeQuery, Page},
    call::Call,
    problem::{ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

pub(super) fn routes() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new()
        .routes(routes!(notices))
        .routes(routes!(channels))
        .routes(routes!(test))
        .routes(routes!(list))
        .routes(routes!(retry))
}

/// List what a person was told, newest first
#[utoipa::path(get, path = "/api/v1/notices", operation_id = "list_notices", tag = "notices", params(NoticeQuery),
    responses((status = 200, body = Page<Notice>)))]
async fn notices(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<NoticeQuery>,
) -> Result<Json<Page<Notice>>, ApiError> {
    let message = pb::ListNoticesRequest {
        person: query.person,
        plan_id: plans::filtered(&gateway, &call, query.plan).await?,
        page_size: query.page_size,
        page_token: query.page_token,
    };
    let answer = gateway
        .notices()
        .list_notices(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.notices, answer.next_page_token)))
}

/// List channels and how they stand
#[utoipa::path(get, path = "/api/v1/channels", operation_id = "list_channels", tag = "notices",
    responses((status = 200, body = ChannelList)))]
async fn channels(
    State(gateway): State<Gateway>,
    call: Call,
) -> Result<Json<ChannelList>, ApiError> {
    let answer = gateway
        .notices()
        .list_channels(call.request(pb::ListChannelsRequest {}))
        .await
        .or_problem(call.lang)?;
    let channels = answer.channels.into_iter().map(Into::into).collect();
    Ok(Json(ChannelList { channels }))
}

/// Send a test message; it waits in the delivery log until it is sent
#[utoipa::path(post, path = "/api/v1/channels/{name}/test", operation_id = "test_channel", tag = "notices", params(("name", description = "Channel")),
    responses((status = 200, body = Delivery)))]
async fn test(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(channel): InPath<String>,
) -> Result<Json<Delivery>, ApiError> {
    let answer = gateway
        .notices()
        .test_channel(call.request(pb::TestChannelRequest { channel }))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// List deliveries, newest first
#[utoipa::path(get, path = "/api/v1/deliveries", operation_id = "list_deliveries", tag = "notices", params(DeliveryQuery),
    responses((status = 200, body = Page<Delivery>)))]
async fn list(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<DeliveryQuery>,
) -> Result<Json<Page<Delivery>>, ApiError> {
    let message = pb::ListDeliveriesRequest {
        channel: query.channel,
        state: query.state,
        alert_id: query.alert,
        page_size: query.page_size,
        page_token: query.page_token,
    };
    let answer = gateway
        .notices()
        .list_deliveries(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.deliveries, answer.next_page_token)))
}

/// Try again what was given up
#[utoipa::path(post, path = "/api/v1/deliveries/{id}/retry", operation_id = "retry_delivery", tag = "notices", params(("id", description = "Delivery")),
    responses((status = 200, body = Delivery)))]
async fn retry(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(delivery_id): InPath<String>,
) -> Result<Json<Delivery>, ApiError> {
    let answer = gateway
        .notices()
        .retry_delivery(call.request(pb::RetryDeliveryRequest { delivery_id }))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}
