//! Tasks and daily progress.

use axum::{Json, extract::State, http::HeaderMap};
use cascade_proto::tasks::v1 as pb;

use super::{departments, etag, plans};
use crate::{
    api::{
        self, BulkAnswer, BulkUpdate, NewProgress, NewTask, Page, PageQuery, Progress,
        ProgressAnswer, ProgressBatch, ProgressItemAnswer, Task, TaskAnswer, TaskPatch, TaskQuery,
    },
    call::Call,
    problem::{self, ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

/// List the tasks of a plan
#[utoipa::path(get, path = "/api/v1/plans/{plan}/tasks", operation_id = "list_tasks", tag = "tasks", params(("plan", description = "Id or code"), TaskQuery),
    responses((status = 200, body = Page<Task>)))]
pub(super) async fn list(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    InQuery(query): InQuery<TaskQuery>,
) -> Result<Json<Page<Task>>, ApiError> {
    let plan_id = plans::find(&gateway, &call, plan).await?.id;
    departments::known(&gateway, &call, "department", &query.department).await?;
    let message = pb::ListTasksRequest {
        plan_id,
        key_result_id: query.key_result,
        owner: query.owner,
        department: query.department,
        page_size: query.page_size,
        page_token: query.page_token,
        search: query.search,
    };
    let answer = gateway
        .tasks()
        .list_tasks(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.tasks, answer.next_page_token)))
}

/// Add a task to a key result
#[utoipa::path(post, path = "/api/v1/plans/{plan}/tasks", operation_id = "create_task", tag = "tasks", params(("plan", description = "Id or code")),
    request_body = NewTask,
    responses((status = 200, body = TaskAnswer, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn create(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    problem::Json(new): problem::Json<NewTask>,
) -> Result<(HeaderMap, Json<TaskAnswer>), ApiError> {
    let plan_id = plans::find(&gateway, &call, plan).await?.id;
    let message = pb::CreateTaskRequest {
        task: Some(new.into_contract(plan_id)),
        key_result: None,
    };
    let answer = gateway
        .tasks()
        .create_task(call.request(message))
        .await
        .or_problem(call.lang)?;
    let answer = TaskAnswer {
        task: answer.task.unwrap_or_default().into(),
        findings: api::findings(answer.findings),
    };
    Ok((etag(answer.task.version), Json(answer)))
}

/// Read a task
#[utoipa::path(get, path = "/api/v1/tasks/{id}", operation_id = "get_task", tag = "tasks", params(("id", description = "Task")),
    responses((status = 200, body = Task, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn get(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(id): InPath<String>,
) -> Result<(HeaderMap, Json<Task>), ApiError> {
    let request = call.request(pb::GetTaskRequest { task_id: id });
    let task: Task = gateway
        .tasks()
        .get_task(request)
        .await
        .or_problem(call.lang)?
        .into();
    Ok((etag(task.version), Json(task)))
}

/// Change a task; what is absent stays
#[utoipa::path(patch, path = "/api/v1/tasks/{id}", operation_id = "update_task", tag = "tasks", params(("id", description = "Task"), crate::call::IfMatch),
    request_body = TaskPatch,
    responses((status = 200, body = TaskAnswer, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn update(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(id): InPath<String>,
    problem::Json(patch): problem::Json<TaskPatch>,
) -> Result<(HeaderMap, Json<TaskAnswer>), ApiError> {
    let message = patch.into_request(id, call.expected_version);
    let answer = gateway
        .tasks()
        .update_task(call.request(message))
        .await
        .or_problem(call.lang)?;
    let answer = TaskAnswer {
        task: answer.task.unwrap_or_default().into(),
        findings: api::findings(answer.findings),
    };
    Ok((etag(answer.task.version), Json(answer)))
}

/// Report progress: the daily update of a task
#[utoipa::path(post, path = "/api/v1/tasks/{id}/progress", operation_id = "report_progress", tag = "tasks", params(("id", description = "Task"), crate::call::IfMatch),
    request_body = NewProgress,
    responses((status = 200, body = ProgressAnswer, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn report_progress(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(id): InPath<String>,
    problem::Json(progress): problem::Json<NewProgress>,
) -> Result<(HeaderMap, Json<ProgressAnswer>), ApiError> {
    let message = progress.into_request(id, call.expected_version);
    let answer: ProgressAnswer = gateway
        .tasks()
        .report_progress(call.request(message))
        .await
        .or_problem(call.lang)?
        .into();
    Ok((etag(answer.task.version), Json(answer)))
}

/// List the daily updates of a task, oldest first
#[utoipa::path(get, path = "/api/v1/tasks/{id}/progress", operation_id = "list_progress", tag = "tasks", params(("id", description = "Task"), PageQuery),
    responses((status = 200, body = Page<Progress>)))]
pub(super) async fn list_progress(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(id): InPath<String>,
    InQuery(page): InQuery<PageQuery>,
) -> Result<Json<Page<Progress>>, ApiError> {
    let message = pb::ListProgressRequest {
        task_id: id,
        plan_id: String::new(),
        page_size: page.page_size,
        page_token: page.page_token,
    };
    let answer = gateway
        .tasks()
        .list_progress(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.reports, answer.next_page_token)))
}

/// Report progress of many tasks; each is answered by itself
///
/// Refused with 400 as a whole are more than 1,000 (`items`); everything else that is wrong with an item is told in its own answer, and the
/// others are accepted.
#[utoipa::path(post, path = "/api/v1/progress/batch", operation_id = "report_progress_batch", tag = "tasks", request_body = ProgressBatch,
    responses((status = 200, body = Vec<ProgressItemAnswer>)))]
pub(super) async fn report_progress_batch(
    State(gateway): State<Gateway>,
    call: Call,
    problem::Json(batch): problem::Json<ProgressBatch>,
) -> Result<Json<Vec<ProgressItemAnswer>>, ApiError> {
    let items = batch
        .items
        .into_iter()
        .map(|item| pb::report_progress_batch_request::Item {
            idempotency_key: item.idempotency_key,
            report: Some(item.progress.into_request(item.task_id, 0)),
        })
        .collect();
    let request = call.request(pb::ReportProgressBatchRequest { items });
    let answer = gateway
        .tasks()
        .report_progress_batch(request)
        .await
        .or_problem(call.lang)?;
    Ok(Json(
        answer
            .answers
            .into_iter()
            .map(ProgressItemAnswer::from)
            .collect(),
    ))
}

/// Change many tasks of a plan in the same way, all or none
///
/// Refused with 400 are more than 1,000 tasks, by id (`task_ids`) or found by the filter (`filter`), and a shift of more than 1,000
/// working days; every refusal of a single task names it, and then nothing is changed.
#[utoipa::path(post, path = "/api/v1/plans/{plan}/tasks/bulk", operation_id = "bulk_update_tasks", tag = "tasks", params(("plan", description = "Id or code")),
    request_body = BulkUpdate,
    responses((status = 200, body = BulkAnswer)))]
pub(super) async fn bulk_update(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    problem::Json(wanted): problem::Json<BulkUpdate>,
) -> Result<Json<BulkAnswer>, ApiError> {
    let plan_id = plans::find(&gateway, &call, plan).await?.id;
    let answer = gateway
        .tasks()
        .bulk_update_tasks(call.request(wanted.into_request(plan_id)))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}
