//! Versions of a plan and its audit chain.

use axum::{Json, extract::State};
use cascade_proto::goals::v1 as pb;

use crate::{
    api::{
        AuditEntry, AuditVerdict, CompareQuery, Page, PageQuery, PlanVersion, VersionDifference,
    },
    call::Call,
    problem::{ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

/// List the approved versions of a plan, newest first
#[utoipa::path(get, path = "/api/v1/plans/{plan}/versions", operation_id = "list_plan_versions", tag = "history", params(("plan", description = "Id or code"), PageQuery),
    responses((status = 200, body = Page<PlanVersion>)))]
pub(super) async fn list_versions(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    InQuery(page): InQuery<PageQuery>,
) -> Result<Json<Page<PlanVersion>>, ApiError> {
    let message = pb::ListPlanVersionsRequest {
        plan_id: plan,
        page_size: page.page_size,
        page_token: page.page_token,
    };
    let answer = gateway
        .adjustments()
        .list_plan_versions(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.versions, answer.next_page_token)))
}

/// Read a version of a plan, with everything that was approved
#[utoipa::path(get, path = "/api/v1/plans/{plan}/versions/{number}", operation_id = "get_plan_version", tag = "history", params(("plan", description = "Id or code"), ("number" = i64, description = "From 1")),
    responses((status = 200, body = PlanVersion)))]
pub(super) async fn get_version(
    State(gateway): State<Gateway>,
    call: Call,
    InPath((plan, number)): InPath<(String, i64)>,
) -> Result<Json<PlanVersion>, ApiError> {
    let message = pb::GetPlanVersionRequest {
        plan_id: plan,
        number,
    };
    let answer = gateway
        .adjustments()
        .get_plan_version(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// Compare two versions of a plan; 0 is the plan as it stands
#[utoipa::path(get, path = "/api/v1/plans/{plan}/versions/compare", operation_id = "compare_plan_versions", tag = "history", params(("plan", description = "Id or code"), CompareQuery),
    responses((status = 200, body = VersionDifference)))]
pub(super) async fn compare_versions(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    InQuery(query): InQuery<CompareQuery>,
) -> Result<Json<VersionDifference>, ApiError> {
    let message = pb::ComparePlanVersionsRequest {
        plan_id: plan,
        from: query.from,
        to: query.to,
    };
    let answer = gateway
        .adjustments()
        .compare_plan_versions(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(VersionDifference {
        from: answer.from,
        to: answer.to,
        fields: answer.fields.into_iter().map(Into::into).collect(),
    }))
}

/// List what was done in a plan, oldest first: its audit chain
#[utoipa::path(get, path = "/api/v1/plans/{plan}/audit-entries", operation_id = "list_audit_entries", tag = "history", params(("plan", description = "Id or code"), PageQuery),
    responses((status = 200, body = Page<AuditEntry>)))]
pub(super) async fn list_audit_entries(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    InQuery(page): InQuery<PageQuery>,
) -> Result<Json<Page<AuditEntry>>, ApiError> {
    let message = pb::ListAuditEntriesRequest {
        plan_id: plan,
        page_size: page.page_size,
        page_token: page.page_token,
    };
    let answer = gateway
        .adjustments()
        .list_audit_entries(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.entries, answer.next_page_token)))
}

/// Verify the audit chain of a plan
#[utoipa::path(get, path = "/api/v1/plans/{plan}/audit-verdict", operation_id = "verify_audit", tag = "history", params(("plan", description = "Id or code")),
    responses((status = 200, body = AuditVerdict)))]
pub(super) async fn verify_audit(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
) -> Result<Json<AuditVerdict>, ApiError> {
    let request = call.request(pb::VerifyAuditRequest { plan_id: plan });
    let answer = gateway
        .adjustments()
        .verify_audit(request)
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}
