//! Alerts and what people do about them.

use axum::{Json, extract::State, http::HeaderMap};
use cascade_proto::monitoring::v1 as pb;

use super::{etag, plans};
use crate::{
    api::{Alert, AlertQuery, Decision, Explanation, NewCorrection, Page, Snooze, Verification},
    call::Call,
    problem::{self, ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

type Answer = Result<(HeaderMap, Json<Alert>), ApiError>;

fn answer(alert: pb::Alert) -> (HeaderMap, Json<Alert>) {
    (etag(alert.version), Json(alert.into()))
}

/// List alerts; those that wait for somebody unless `include_closed`
#[utoipa::path(get, path = "/api/v1/alerts", operation_id = "list_alerts", tag = "alerts", params(AlertQuery),
    responses((status = 200, body = Page<Alert>)))]
pub(super) async fn list(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<AlertQuery>,
) -> Result<Json<Page<Alert>>, ApiError> {
    let message = pb::ListAlertsRequest {
        plan_id: plans::filtered(&gateway, &call, query.plan).await?,
        assignee: query.assignee,
        include_closed: query.include_closed,
        page_size: query.page_size,
        page_token: query.page_token,
    };
    let answer = gateway
        .monitoring()
        .list_alerts(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.alerts, answer.next_page_token)))
}

/// Read an alert with its history
#[utoipa::path(get, path = "/api/v1/alerts/{id}", operation_id = "get_alert", tag = "alerts", params(("id", description = "Alert")),
    responses((status = 200, body = Alert, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn get(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(alert_id): InPath<String>,
) -> Answer {
    let request = call.request(pb::GetAlertRequest { alert_id });
    gateway
        .monitoring()
        .get_alert(request)
        .await
        .or_problem(call.lang)
        .map(answer)
}

/// Explain (level 1): the task owner says why
#[utoipa::path(post, path = "/api/v1/alerts/{id}/explanation", operation_id = "explain_alert", tag = "alerts", params(("id", description = "Alert"), crate::call::IfMatch),
    request_body = Explanation,
    responses((status = 200, body = Alert, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn explain(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(alert_id): InPath<String>,
    problem::Json(body): problem::Json<Explanation>,
) -> Answer {
    let message = pb::ExplainAlertRequest {
        alert_id,
        explanation: body.explanation,
        expected_version: call.expected_version,
    };
    gateway
        .monitoring()
        .explain_alert(call.request(message))
        .await
        .or_problem(call.lang)
        .map(answer)
}

/// Acknowledge: seen, being looked at
#[utoipa::path(post, path = "/api/v1/alerts/{id}/acknowledgement", operation_id = "acknowledge_alert", tag = "alerts", params(("id", description = "Alert"), crate::call::IfMatch),
    responses((status = 200, body = Alert, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn acknowledge(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(alert_id): InPath<String>,
) -> Answer {
    let message = pb::AcknowledgeAlertRequest {
        alert_id,
        expected_version: call.expected_version,
    };
    gateway
        .monitoring()
        .acknowledge_alert(call.request(message))
        .await
        .or_problem(call.lang)
        .map(answer)
}

/// Snooze: put off, within the policy's cap
#[utoipa::path(post, path = "/api/v1/alerts/{id}/snooze", operation_id = "snooze_alert", tag = "alerts", params(("id", description = "Alert"), crate::call::IfMatch),
    request_body = Snooze,
    responses((status = 200, body = Alert, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn snooze(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(alert_id): InPath<String>,
    problem::Json(body): problem::Json<Snooze>,
) -> Answer {
    let message = pb::SnoozeAlertRequest {
        alert_id,
        until: body.until,
        reason: body.reason,
        expected_version: call.expected_version,
    };
    gateway
        .monitoring()
        .snooze_alert(call.request(message))
        .await
        .or_problem(call.lang)
        .map(answer)
}

/// File a correction (level 2)
#[utoipa::path(post, path = "/api/v1/alerts/{id}/corrections", operation_id = "file_correction", tag = "alerts", params(("id", description = "Alert"), crate::call::IfMatch),
    request_body = NewCorrection,
    responses((status = 200, body = Alert, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn correct(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(alert_id): InPath<String>,
    problem::Json(body): problem::Json<NewCorrection>,
) -> Answer {
    let message = pb::FileCorrectionRequest {
        alert_id,
        measure: pb::Measure::from(body.measure).into(),
        description: body.description,
        owner: body.owner,
        due: body.due,
        verification: body.verification,
        expected_version: call.expected_version,
    };
    gateway
        .monitoring()
        .file_correction(call.request(message))
        .await
        .or_problem(call.lang)
        .map(answer)
}

/// Decide (levels 3 and 4): accept the correction or ask for another
#[utoipa::path(post, path = "/api/v1/alerts/{id}/decision", operation_id = "decide_alert", tag = "alerts", params(("id", description = "Alert"), crate::call::IfMatch),
    request_body = Decision,
    responses((status = 200, body = Alert, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn decide(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(alert_id): InPath<String>,
    problem::Json(body): problem::Json<Decision>,
) -> Answer {
    let message = pb::DecideAlertRequest {
        alert_id,
        accept: body.accept,
        note: body.note,
        expected_version: call.expected_version,
    };
    gateway
        .monitoring()
        .decide_alert(call.request(message))
        .await
        .or_problem(call.lang)
        .map(answer)
}

/// Verify: the correction worked and the alert closes, or it did not
#[utoipa::path(post, path = "/api/v1/alerts/{id}/verification", operation_id = "verify_correction", tag = "alerts", params(("id", description = "Alert"), crate::call::IfMatch),
    request_body = Verification,
    responses((status = 200, body = Alert, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn verify(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(alert_id): InPath<String>,
    problem::Json(body): problem::Json<Verification>,
) -> Answer {
    let message = pb::VerifyCorrectionRequest {
        alert_id,
        worked: body.worked,
        note: body.note,
        expected_version: call.expected_version,
    };
    gateway
        .monitoring()
        .verify_correction(call.request(message))
        .await
        .or_problem(call.lang)
        .map(answer)
}
