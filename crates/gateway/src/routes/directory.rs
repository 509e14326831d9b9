//! Departments, people, budgets and resource requests.

use axum::{Json, extract::State, http::HeaderMap};
use cascade_proto::resources::v1 as pb;

use super::{codes::codes, departments, etag};
use crate::{
    api::{
        Budget, BudgetReport, Department, DirectoryQuery, Page, PageQuery, PeopleQuery, Person,
        Posting, RequestAnswer, RequestMove,
    },
    call::Call,
    problem::{self, ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

/// List departments
#[utoipa::path(get, path = "/api/v1/departments", operation_id = "list_departments", tag = "resources", params(PageQuery),
    responses((status = 200, body = Page<Department>)))]
pub(super) async fn list_departments(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(page): InQuery<PageQuery>,
) -> Result<Json<Page<Department>>, ApiError> {
    let message = pb::ListDepartmentsRequest {
        page_size: page.page_size,
        page_token: page.page_token,
    };
    let answer = gateway
        .resources()
        .list_departments(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.departments, answer.next_page_token)))
}

/// List people
#[utoipa::path(get, path = "/api/v1/people", operation_id = "list_people", tag = "resources", params(PeopleQuery),
    responses((status = 200, body = Page<Person>)))]
pub(super) async fn list_people(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<PeopleQuery>,
) -> Result<Json<Page<Person>>, ApiError> {
    departments::known(&gateway, &call, "department", &query.department).await?;
    let message = pb::ListPeopleRequest {
        department: query.department,
        page_size: query.page_size,
        page_token: query.page_token,
        search: query.search.trim().to_owned(),
        codes: codes(&query.codes),
        with_total: query.with_total,
    };
    let answer = gateway
        .resources()
        .list_people(call.request(message))
        .await
        .or_problem(call.lang)?;
    let page = Page::new(answer.people, answer.next_page_token);
    Ok(Json(page.with_total(answer.total_size)))
}

/// List the ledger of a budget, oldest posting first
#[utoipa::path(get, path = "/api/v1/budgets/{code}/postings", operation_id = "list_postings", tag = "resources", params(("code", description = "Budget"), PageQuery),
    responses((status = 200, body = Page<Posting>)))]
pub(super) async fn list_postings(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(budget): InPath<String>,
    InQuery(page): InQuery<PageQuery>,
) -> Result<Json<Page<Posting>>, ApiError> {
    let message = pb::ListPostingsRequest {
        budget,
        page_size: page.page_size,
        page_token: page.page_token,
    };
    let answer = gateway
        .resources()
        .list_postings(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.postings, answer.next_page_token)))
}

/// List budgets
#[utoipa::path(get, path = "/api/v1/budgets", operation_id = "list_budgets", tag = "resources", params(DirectoryQuery),
    responses((status = 200, body = Page<Budget>)))]
pub(super) async fn list_budgets(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<DirectoryQuery>,
) -> Result<Json<Page<Budget>>, ApiError> {
    departments::known(&gateway, &call, "department", &query.department).await?;
    let answer = gateway
        .resources()
        .list_budgets(call.request(budgets_wanted(query)))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.budgets, answer.next_page_token)))
}

/// List how budgets stand: utilisation, and forecast against the progress of the tasks that they pay for
#[utoipa::path(get, path = "/api/v1/budget-reports", operation_id = "list_budget_reports", tag = "resources", params(DirectoryQuery),
    responses((status = 200, body = Page<BudgetReport>)))]
pub(super) async fn list_budget_reports(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<DirectoryQuery>,
) -> Result<Json<Page<BudgetReport>>, ApiError> {
    departments::known(&gateway, &call, "department", &query.department).await?;
    let answer = gateway
        .resources()
        .list_budget_reports(call.request(budgets_wanted(query)))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.reports, answer.next_page_token)))
}

fn budgets_wanted(query: DirectoryQuery) -> pb::ListBudgetsRequest {
    pb::ListBudgetsRequest {
        department: query.department,
        page_size: query.page_size,
        page_token: query.page_token,
        search: query.search.trim().to_owned(),
        codes: codes(&query.codes),
    }
}

/// The steps of a request differ in nothing but their name.
macro_rules! step {
    ($(#[$doc:meta])* $name:ident, $path:literal, $call:ident) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "resources", params(("id", description = "Request"), crate::call::IfMatch),
            request_body = RequestMove,
            responses((status = 200, body = RequestAnswer, headers(("ETag" = String, description = "Version of the resource")))))]
        pub(super) async fn $name(
            State(gateway): State<Gateway>,
            call: Call,
            InPath(id): InPath<String>,
            problem::Json(step): problem::Json<RequestMove>,
        ) -> Result<(HeaderMap, Json<RequestAnswer>), ApiError> {
            let message = step.into_request(id, call.expected_version);
            let answer: RequestAnswer =
                gateway.resources().$call(call.request(message)).await.or_problem(call.lang)?.into();
            Ok((etag(answer.request.version), Json(answer)))
        }
    };
}

step!(
    /// Submit a request to the department asked
    submit, "/api/v1/requests/{id}/submit", submit_request
);
step!(
    /// Approve a request: all of it, or less, or for a later day
    ///
    /// What is granted stands beside what was asked for, and is what counts from then on: a budget reserves the granted amount. Refused
    /// with 400 are a quantity or amount that is not above 0 (RES-009) or more than was asked for, a day before the one asked for
    /// (RES-015) or after the task's end (RES-002), and less or later without a note (RES-016); with 422 a request that is not submitted
    /// (REQUEST_STATE) and an amount that the budget does not hold (BUDGET_EXCEEDED); with 403 who is no manager of the department asked
    /// or of one above it, and the one who asks (RES-007).
    approve, "/api/v1/requests/{id}/approve", approve_request
);
step!(
    /// Reject a request
    reject, "/api/v1/requests/{id}/reject", reject_request
);
step!(
    /// Take a request back
    withdraw, "/api/v1/requests/{id}/withdraw", withdraw_request
);
step!(
    /// Note that what was asked for has arrived
    fulfil, "/api/v1/requests/{id}/fulfil", fulfil_request
);
