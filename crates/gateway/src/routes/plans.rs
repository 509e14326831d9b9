//! Plans.

use std::collections::HashSet;

use axum::{Json, extract::State, http::HeaderMap};
use cascade_proto::{
    goals::v1 as pb, monitoring::v1 as monitoring, resources::v1 as resources, tasks::v1 as tasks,
};
use tonic::Code;

use super::etag;
use crate::{
    api::{self, ActivationAnswer, Finding, NewPlan, Page, Plan, PlansQuery},
    call::Call,
    problem::{self, ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

/// List plans
#[utoipa::path(get, path = "/api/v1/plans", operation_id = "list_plans", tag = "plans", params(PlansQuery),
    responses((status = 200, body = Page<Plan>)))]
pub(super) async fn list(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<PlansQuery>,
) -> Result<Json<Page<Plan>>, ApiError> {
    let message = pb::ListPlansRequest {
        search: query.search.trim().to_owned(),
        page_size: query.page_size,
        page_token: query.page_token,
    };
    let answer = gateway
        .goals()
        .list_plans(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.plans, answer.next_page_token)))
}

/// Write a plan: a draft, or the title and period of one that is there
#[utoipa::path(post, path = "/api/v1/plans", operation_id = "create_plan", tag = "plans",
    request_body = NewPlan,
    responses((status = 200, body = Plan, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn create(
    State(gateway): State<Gateway>,
    call: Call,
    problem::Json(new): problem::Json<NewPlan>,
) -> Result<(HeaderMap, Json<Plan>), ApiError> {
    let message = pb::ImportPlanRequest {
        plan: Some(pb::Plan {
            code: new.code,
            title: new.title,
            period_start: new.period_start,
            period_end: new.period_end,
            ..pb::Plan::default()
        }),
        ..pb::ImportPlanRequest::default()
    };
    let answer = gateway
        .goals()
        .import_plan(call.request(message))
        .await
        .or_problem(call.lang)?;
    let plan: Plan = answer.plan.unwrap_or_default().into();
    Ok((etag(plan.version), Json(plan)))
}

/// Read a plan by id or code
#[utoipa::path(get, path = "/api/v1/plans/{plan}", operation_id = "get_plan", tag = "plans", params(("plan", description = "Id or code")),
    responses((status = 200, body = Plan, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn get(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
) -> Result<(HeaderMap, Json<Plan>), ApiError> {
    let plan = find(&gateway, &call, plan).await?;
    Ok((etag(plan.version), Json(plan)))
}

/// A plan by id or code.
pub(super) async fn find(gateway: &Gateway, call: &Call, plan: String) -> Result<Plan, ApiError> {
    let request = call.request(pb::GetPlanRequest { plan });
    gateway
        .goals()
        .get_plan(request)
        .await
        .or_problem(call.lang)
        .map(Plan::from)
}

/// Id of the plan that a filter names by id or code; empty where it names none.
pub(super) async fn filtered(
    gateway: &Gateway,
    call: &Call,
    plan: String,
) -> Result<String, ApiError> {
    if plan.is_empty() {
        return Ok(plan);
    }
    Ok(find(gateway, call, plan).await?.id)
}

/// Activate a plan: from here on it has baselines, lights and alerts
#[utoipa::path(post, path = "/api/v1/plans/{plan}/activate", operation_id = "activate_plan", tag = "plans", params(("plan", description = "Id or code"), crate::call::IfMatch),
    responses((status = 200, body = ActivationAnswer, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn activate(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
) -> Result<(HeaderMap, Json<ActivationAnswer>), ApiError> {
    let plan = find(&gateway, &call, plan).await?;
    let message = pb::ActivatePlanRequest {
        plan_id: plan.id,
        expected_version: call.expected_version,
    };
    let answer = gateway
        .goals()
        .activate_plan(call.request(message))
        .await
        .or_problem(call.lang)?;
    let answer = ActivationAnswer {
        plan: answer.plan.unwrap_or_default().into(),
        findings: api::findings(answer.findings),
    };
    Ok((etag(answer.plan.version), Json(answer)))
}

/// What the rules say of a plan today
#[utoipa::path(get, path = "/api/v1/plans/{plan}/findings", operation_id = "list_findings", tag = "plans", params(("plan", description = "Id or code")),
    responses((status = 200, body = Vec<Finding>)))]
pub(super) async fn findings(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
) -> Result<Json<Vec<Finding>>, ApiError> {
    let plan_id = find(&gateway, &call, plan).await?.id;
    let (mut goals, mut tasks, mut resources) =
        (gateway.goals(), gateway.tasks(), gateway.resources());
    let (of_goals, of_tasks, of_requests, of_forecasts) = tokio::try_join!(
        goals.list_findings(call.request(pb::ListFindingsRequest {
            plan_id: plan_id.clone()
        })),
        tasks.list_findings(call.request(tasks::ListFindingsRequest {
            plan_id: plan_id.clone()
        })),
        resources.list_findings(call.request(resources::ListFindingsRequest {
            plan_id: plan_id.clone()
        })),
        of_forecasts(&gateway, &call, &plan_id),
    )
    .map_err(|status| ApiError::from_status(&status, call.lang))?;
    let mut rows = of_goals.into_inner().findings;
    rows.extend(of_tasks.into_inner().findings);
    rows.extend(of_requests.into_inner().findings);
    let planned: HashSet<_> = rows.iter().map(about).collect();
    // A task planned past the calendar is forecast past it: that is said once.
    let of_forecasts = of_forecasts
        .into_iter()
        .filter(|finding| !planned.contains(&about(finding)));
    // First: it is what may be new today, the plan has stood longer.
    let told = of_forecasts.chain(rows.iter().cloned()).collect();
    Ok(Json(api::findings(told)))
}

/// The rule and the row of a finding.
fn about(finding: &pb::Finding) -> (String, String) {
    (finding.rule.clone(), finding.row.clone())
}

/// What forecasts break; nothing of a plan of which monitoring has not heard yet.
async fn of_forecasts(
    gateway: &Gateway,
    call: &Call,
    plan_id: &str,
) -> Result<Vec<pb::Finding>, tonic::Status> {
    let asked = call.request(monitoring::ListFindingsRequest {
        plan_id: plan_id.to_owned(),
    });
    match gateway.forecasts().list_findings(asked).await {
        Ok(answer) => Ok(answer.into_inner().findings),
        Err(status) if status.code() == Code::NotFound => Ok(Vec::new()),
        Err(status) => Err(status),
    }
}
