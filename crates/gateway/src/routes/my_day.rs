//! What one person must do now.

use axum::{Json, extract::State};
use cascade_proto::monitoring::v1 as pb;

use crate::{
    api::{MyDayEntry, MyDayQuery, Page},
    call::Call,
    problem::{ApiError, InQuery, OrProblem},
    state::Gateway,
};

/// List what a person must do now, most urgent first
#[utoipa::path(get, path = "/api/v1/my-day", operation_id = "list_my_day", tag = "alerts", params(MyDayQuery),
    responses((status = 200, body = Page<MyDayEntry>)))]
pub(super) async fn list(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<MyDayQuery>,
) -> Result<Json<Page<MyDayEntry>>, ApiError> {
    let message = pb::ListMyDayRequest {
        person: query.person,
        page_size: query.page_size,
        page_token: query.page_token,
    };
    let answer = gateway
        .monitoring()
        .list_my_day(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.entries, answer.next_page_token)))
}
