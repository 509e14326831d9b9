//! Departments, people, budgets and resource requests.

use axum::{Json, extract::State, http::HeaderMap};
use cascade_proto::resources::v1 as pb;

use super::etag;
use crate::{
    api::{
        Budget, Department, DirectoryQuery, Page, PageQuery, Person, Posting, RequestAnswer,
        RequestMove,
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
#[utoipa::path(get, path = "/api/v1/people", operation_id = "list_people", tag = "resources", params(DirectoryQuery),
    responses((status = 200, body = Page<Person>)))]
pub(super) async fn list_people(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<DirectoryQuery>,
) -> Result<Json<Page<Person>>, ApiError> {
    let message = pb::ListPeopleRequest {
        department: query.department,
        page_size: query.page_size,
        page_token: query.page_token,
    };
    let answer = gateway
        .resources()
        .list_people(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.people, answer.next_page_token)))
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
    let message = pb::ListBudgetsRequest {
        department: query.department,
        page_size: query.page_size,
        page_token: query.page_token,
    };
    let answer = gateway
        .resources()
        .list_budgets(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.budgets, answer.next_page_token)))
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
    /// Approve a request; a budget request reserves its amount
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
