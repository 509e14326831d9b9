//! Adjustments of an activated plan.

use axum::{Json, extract::State, http::HeaderMap};
use cascade_proto::goals::v1 as pb;

use super::{etag, impact, plans};
use crate::{
    api::{
        Adjustment, AdjustmentQuery, ChangeImpact, DecisionNote, Impact, NewAdjustment, Page,
        WhatIf,
    },
    call::Call,
    problem::{self, ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

/// Draft an adjustment of a plan
#[utoipa::path(post, path = "/api/v1/plans/{plan}/adjustments", operation_id = "create_adjustment", tag = "adjustments", params(("plan", description = "Id or code")),
    request_body = NewAdjustment,
    responses((status = 200, body = Adjustment, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn create(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    problem::Json(new): problem::Json<NewAdjustment>,
) -> Result<(HeaderMap, Json<Adjustment>), ApiError> {
    let message = pb::CreateAdjustmentRequest {
        plan_id: plan,
        reason: new.reason,
        changes: Some(new.changes.into()),
    };
    let answer = gateway
        .adjustments()
        .create_adjustment(call.request(message))
        .await;
    answered(answer.or_problem(call.lang)?)
}

fn answered(row: pb::Adjustment) -> Result<(HeaderMap, Json<Adjustment>), ApiError> {
    Ok((etag(row.version), Json(row.into())))
}

/// List adjustments, newest first
#[utoipa::path(get, path = "/api/v1/adjustments", operation_id = "list_adjustments", tag = "adjustments", params(AdjustmentQuery),
    responses((status = 200, body = Page<Adjustment>)))]
pub(super) async fn list(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<AdjustmentQuery>,
) -> Result<Json<Page<Adjustment>>, ApiError> {
    let status = query.status.map(pb::AdjustmentStatus::from);
    let message = pb::ListAdjustmentsRequest {
        plan_id: plans::filtered(&gateway, &call, query.plan).await?,
        status: status.unwrap_or_default().into(),
        page_size: query.page_size,
        page_token: query.page_token,
    };
    let answer = gateway
        .adjustments()
        .list_adjustments(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.adjustments, answer.next_page_token)))
}

/// Read an adjustment
#[utoipa::path(get, path = "/api/v1/adjustments/{id}", operation_id = "get_adjustment", tag = "adjustments", params(("id", description = "Adjustment")),
    responses((status = 200, body = Adjustment, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn get(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(id): InPath<String>,
) -> Result<(HeaderMap, Json<Adjustment>), ApiError> {
    answered(find(&gateway, &call, id).await?)
}

async fn find(gateway: &Gateway, call: &Call, id: String) -> Result<pb::Adjustment, ApiError> {
    let request = call.request(pb::GetAdjustmentRequest { adjustment_id: id });
    gateway
        .adjustments()
        .get_adjustment(request)
        .await
        .or_problem(call.lang)
}

/// Write a draft anew; by its applicant
#[utoipa::path(put, path = "/api/v1/adjustments/{id}", operation_id = "update_adjustment", tag = "adjustments", params(("id", description = "Adjustment"), crate::call::IfMatch),
    request_body = NewAdjustment,
    responses((status = 200, body = Adjustment, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn update(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(id): InPath<String>,
    problem::Json(new): problem::Json<NewAdjustment>,
) -> Result<(HeaderMap, Json<Adjustment>), ApiError> {
    let message = pb::UpdateAdjustmentRequest {
        adjustment_id: id,
        reason: new.reason,
        changes: Some(new.changes.into()),
        expected_version: call.expected_version,
    };
    let answer = gateway
        .adjustments()
        .update_adjustment(call.request(message))
        .await;
    answered(answer.or_problem(call.lang)?)
}

/// What an adjustment would do, computed now
#[utoipa::path(get, path = "/api/v1/adjustments/{id}/impact", operation_id = "preview_adjustment", tag = "adjustments", params(("id", description = "Adjustment")),
    responses((status = 200, body = ChangeImpact)))]
pub(super) async fn show_impact(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(id): InPath<String>,
) -> Result<Json<ChangeImpact>, ApiError> {
    let adjustment = find(&gateway, &call, id).await?;
    let impact = impact::of(&gateway, &call, &adjustment).await?;
    Ok(Json(impact.into()))
}

/// Submit a draft; what it would do is computed and kept with it
#[utoipa::path(post, path = "/api/v1/adjustments/{id}/submit", operation_id = "submit_adjustment", tag = "adjustments", params(("id", description = "Adjustment"), crate::call::IfMatch),
    responses((status = 200, body = Adjustment, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn submit(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(id): InPath<String>,
) -> Result<(HeaderMap, Json<Adjustment>), ApiError> {
    let adjustment = find(&gateway, &call, id).await?;
    let impact = impact::of(&gateway, &call, &adjustment).await?;
    let message = pb::SubmitAdjustmentRequest {
        adjustment_id: adjustment.id,
        impact: Some(impact),
        expected_version: call.expected_version,
    };
    let answer = gateway
        .adjustments()
        .submit_adjustment(call.request(message))
        .await;
    answered(answer.or_problem(call.lang)?)
}

macro_rules! decisions {
    ($($(#[doc = $doc:literal])* $name:ident $call:ident $path:literal $operation:literal;)*) => {$(
        $(#[doc = $doc])*
        #[utoipa::path(post, path = $path, operation_id = $operation, tag = "adjustments", params(("id", description = "Adjustment"), crate::call::IfMatch),
            request_body = DecisionNote,
            responses((status = 200, body = Adjustment, headers(("ETag" = String, description = "Version of the resource")))))]
        pub(super) async fn $name(
            State(gateway): State<Gateway>,
            call: Call,
            InPath(id): InPath<String>,
            problem::Json(decision): problem::Json<DecisionNote>,
        ) -> Result<(HeaderMap, Json<Adjustment>), ApiError> {
            let message = pb::DecideAdjustmentRequest {
                adjustment_id: id,
                note: decision.note,
                expected_version: call.expected_version,
            };
            let answer = gateway.adjustments().$call(call.request(message)).await;
            answered(answer.or_problem(call.lang)?)
        }
    )*};
}

decisions! {
    /// Approve an adjustment: the plan's next version; never by the applicant
    approve approve_adjustment "/api/v1/adjustments/{id}/approve" "approve_adjustment";
    /// Reject an adjustment
    reject reject_adjustment "/api/v1/adjustments/{id}/reject" "reject_adjustment";
    /// Withdraw an adjustment; by its applicant, before the decision
    withdraw withdraw_adjustment "/api/v1/adjustments/{id}/withdraw" "withdraw_adjustment";
}

/// What if: how a plan would stand after changes that nobody has made
#[utoipa::path(post, path = "/api/v1/plans/{plan}/what-if", operation_id = "what_if", tag = "tracking", params(("plan", description = "Id or code")),
    request_body = WhatIf,
    responses((status = 200, body = Impact)))]
pub(super) async fn preview(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    problem::Json(what_if): problem::Json<WhatIf>,
) -> Result<Json<Impact>, ApiError> {
    let plan_id = plans::find(&gateway, &call, plan).await?.id;
    let answer = gateway
        .monitoring()
        .preview_change(call.request(what_if.into_request(plan_id)))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}
