//! Escalation policies: versions with a first day, for a department and all below it.

use axum::{Json, extract::State};
use cascade_proto::monitoring::v1 as pb;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::departments;
use crate::{
    api::{EscalationPolicy, NewPolicy, PolicyInForceQuery, PolicyList, PolicyQuery},
    call::Call,
    problem::{self, ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

pub(super) fn routes() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new()
        .routes(routes!(list, save))
        .routes(routes!(in_force))
        .routes(routes!(withdraw))
}

/// List versions of escalation policies, oldest first
#[utoipa::path(get, path = "/api/v1/policies", operation_id = "list_policies", tag = "alerts", params(PolicyQuery),
    responses((status = 200, body = PolicyList)))]
async fn list(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<PolicyQuery>,
) -> Result<Json<PolicyList>, ApiError> {
    departments::known(&gateway, &call, "department", &query.department).await?;
    let message = pb::ListPoliciesRequest {
        department: query.department,
    };
    let answer = gateway
        .monitoring()
        .list_policies(call.request(message))
        .await
        .or_problem(call.lang)?;
    let policies = answer.policies.into_iter().map(Into::into).collect();
    Ok(Json(PolicyList { policies }))
}

/// Write a version of an escalation policy; it begins tomorrow at the earliest
#[utoipa::path(post, path = "/api/v1/policies", operation_id = "save_policy", tag = "alerts",
    request_body = NewPolicy,
    responses((status = 200, body = EscalationPolicy)))]
async fn save(
    State(gateway): State<Gateway>,
    call: Call,
    problem::Json(body): problem::Json<NewPolicy>,
) -> Result<Json<EscalationPolicy>, ApiError> {
    let message = pb::SavePolicyRequest {
        department: body.department,
        effective_from: body.effective_from,
        terms: Some(body.terms.into()),
    };
    let answer = gateway
        .monitoring()
        .save_policy(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// Read the escalation policy that holds for a department on a day
#[utoipa::path(get, path = "/api/v1/policies/in-force", operation_id = "get_policy_in_force", tag = "alerts", params(PolicyInForceQuery),
    responses((status = 200, body = EscalationPolicy)))]
async fn in_force(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<PolicyInForceQuery>,
) -> Result<Json<EscalationPolicy>, ApiError> {
    departments::known(&gateway, &call, "department", &query.department).await?;
    let message = pb::GetPolicyInForceRequest {
        department: query.department,
        day: query.day,
    };
    let answer = gateway
        .monitoring()
        .get_policy_in_force(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// Take back a version whose first day has not come
#[utoipa::path(post, path = "/api/v1/policies/{id}/withdraw", operation_id = "withdraw_policy", tag = "alerts", params(("id", description = "Version of a policy")),
    responses((status = 200, body = EscalationPolicy)))]
async fn withdraw(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(policy_id): InPath<String>,
) -> Result<Json<EscalationPolicy>, ApiError> {
    let answer = gateway
        .monitoring()
        .withdraw_policy(call.request(pb::WithdrawPolicyRequest { policy_id }))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}
