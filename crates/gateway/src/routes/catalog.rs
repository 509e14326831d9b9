//! The directory as it is written: departments, people, budgets; calendars, absences, tools, data sets.

use axum::{Json, extract::State, http::HeaderMap};
use cascade_proto::resources::v1 as pb;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{codes::codes, departments, etag};
use crate::{
    api::{
        Absence, AbsenceBatch, AbsenceQuery, BatchAnswer, CalendarBatch, CalendarQuery, DataSet,
        DataSetBatch, DirectoryBatch, DirectoryQuery, Page, Tool, ToolBatch, WorkCalendar,
    },
    call::Call,
    problem::{self, ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

/// The routes of this file.
pub(super) fn routes() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new()
        .routes(routes!(apply))
        .routes(routes!(list_calendars, apply_calendars))
        .routes(routes!(list_absences, apply_absences))
        .routes(routes!(retire_absence))
        .routes(routes!(list_tools, apply_tools))
        .routes(routes!(list_data_sets, apply_data_sets))
}

/// Write departments, people and budgets, all or nothing, matched by code
#[utoipa::path(post, path = "/api/v1/directory", operation_id = "apply_directory", tag = "resources", request_body = DirectoryBatch,
    responses((status = 200, body = BatchAnswer)))]
pub(super) async fn apply(
    State(gateway): State<Gateway>,
    call: Call,
    problem::Json(batch): problem::Json<DirectoryBatch>,
) -> Result<Json<BatchAnswer>, ApiError> {
    let message = pb::ApplyDirectoryRequest::from(batch);
    let answer = gateway
        .resources()
        .apply_directory(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(BatchAnswer {
        counts: answer.counts.into(),
    }))
}

async fn write(
    gateway: &Gateway,
    call: &Call,
    message: pb::ApplyCatalogRequest,
) -> Result<Json<BatchAnswer>, ApiError> {
    let answer = gateway
        .resources()
        .apply_catalog(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(BatchAnswer {
        counts: answer.counts.into(),
    }))
}

/// Write working calendars, all or nothing, matched by scope and code
#[utoipa::path(post, path = "/api/v1/directory/calendars", operation_id = "apply_calendars", tag = "resources", request_body = CalendarBatch,
    responses((status = 200, body = BatchAnswer)))]
pub(super) async fn apply_calendars(
    State(gateway): State<Gateway>,
    call: Call,
    problem::Json(batch): problem::Json<CalendarBatch>,
) -> Result<Json<BatchAnswer>, ApiError> {
    let message = pb::ApplyCatalogRequest {
        calendars: batch.calendars.into_iter().map(Into::into).collect(),
        dry_run: batch.dry_run,
        ..pb::ApplyCatalogRequest::default()
    };
    write(&gateway, &call, message).await
}

/// Write absences, all or nothing, matched by code
#[utoipa::path(post, path = "/api/v1/directory/absences", operation_id = "apply_absences", tag = "resources", request_body = AbsenceBatch,
    responses((status = 200, body = BatchAnswer)))]
pub(super) async fn apply_absences(
    State(gateway): State<Gateway>,
    call: Call,
    problem::Json(batch): problem::Json<AbsenceBatch>,
) -> Result<Json<BatchAnswer>, ApiError> {
    let message = pb::ApplyCatalogRequest {
        absences: batch.absences.into_iter().map(Into::into).collect(),
        dry_run: batch.dry_run,
        ..pb::ApplyCatalogRequest::default()
    };
    write(&gateway, &call, message).await
}

/// Write tools, all or nothing, matched by code
#[utoipa::path(post, path = "/api/v1/directory/tools", operation_id = "apply_tools", tag = "resources", request_body = ToolBatch,
    responses((status = 200, body = BatchAnswer)))]
pub(super) async fn apply_tools(
    State(gateway): State<Gateway>,
    call: Call,
    problem::Json(batch): problem::Json<ToolBatch>,
) -> Result<Json<BatchAnswer>, ApiError> {
    let message = pb::ApplyCatalogRequest {
        tools: batch.tools.into_iter().map(Into::into).collect(),
        dry_run: batch.dry_run,
        ..pb::ApplyCatalogRequest::default()
    };
    write(&gateway, &call, message).await
}

/// Write data sets, all or nothing, matched by code
#[utoipa::path(post, path = "/api/v1/directory/data-sets", operation_id = "apply_data_sets", tag = "resources", request_body = DataSetBatch,
    responses((status = 200, body = BatchAnswer)))]
pub(super) async fn apply_data_sets(
    State(gateway): State<Gateway>,
    call: Call,
    problem::Json(batch): problem::Json<DataSetBatch>,
) -> Result<Json<BatchAnswer>, ApiError> {
    let message = pb::ApplyCatalogRequest {
        data_sets: batch.data_sets.into_iter().map(Into::into).collect(),
        dry_run: batch.dry_run,
        ..pb::ApplyCatalogRequest::default()
    };
    write(&gateway, &call, message).await
}

/// List working calendars
#[utoipa::path(get, path = "/api/v1/directory/calendars", operation_id = "list_calendars", tag = "resources", params(CalendarQuery),
    responses((status = 200, body = Page<WorkCalendar>)))]
pub(super) async fn list_calendars(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<CalendarQuery>,
) -> Result<Json<Page<WorkCalendar>>, ApiError> {
    let scope = query.scope.map(pb::CalendarScope::from).unwrap_or_default();
    let message = pb::ListCalendarsRequest {
        scope: scope.into(),
        page_size: query.page_size,
        page_token: query.page_token,
    };
    let answer = gateway
        .resources()
        .list_calendars(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.calendars, answer.next_page_token)))
}

/// List absences
#[utoipa::path(get, path = "/api/v1/directory/absences", operation_id = "list_absences", tag = "resources", params(AbsenceQuery),
    responses((status = 200, body = Page<Absence>)))]
pub(super) async fn list_absences(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<AbsenceQuery>,
) -> Result<Json<Page<Absence>>, ApiError> {
    let message = pb::ListAbsencesRequest {
        person: query.person,
        from: query.from,
        to: query.to,
        include_retired: query.include_retired,
        page_size: query.page_size,
        page_token: query.page_token,
    };
    let answer = gateway
        .resources()
        .list_absences(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.absences, answer.next_page_token)))
}

/// Let an absence no longer count
#[utoipa::path(post, path = "/api/v1/directory/absences/{code}/retire", operation_id = "retire_absence", tag = "resources", params(("code", description = "Absence")),
    responses((status = 200, body = Absence, headers(("ETag" = String, description = "Version of the resource")))))]
pub(super) async fn retire_absence(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(code): InPath<String>,
) -> Result<(HeaderMap, Json<Absence>), ApiError> {
    let message = pb::RetireAbsenceRequest { code };
    let answer: Absence = gateway
        .resources()
        .retire_absence(call.request(message))
        .await
        .or_problem(call.lang)?
        .into();
    Ok((etag(answer.version), Json(answer)))
}

/// List tools
#[utoipa::path(get, path = "/api/v1/directory/tools", operation_id = "list_tools", tag = "resources", params(DirectoryQuery),
    responses((status = 200, body = Page<Tool>)))]
pub(super) async fn list_tools(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<DirectoryQuery>,
) -> Result<Json<Page<Tool>>, ApiError> {
    departments::known(&gateway, &call, "department", &query.department).await?;
    let message = pb::ListToolsRequest {
        department: query.department,
        page_size: query.page_size,
        page_token: query.page_token,
        search: query.search.trim().to_owned(),
        codes: codes(&query.codes),
    };
    let answer = gateway
        .resources()
        .list_tools(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.tools, answer.next_page_token)))
}

/// List data sets
#[utoipa::path(get, path = "/api/v1/directory/data-sets", operation_id = "list_data_sets", tag = "resources", params(DirectoryQuery),
    responses((status = 200, body = Page<DataSet>)))]
pub(super) async fn list_data_sets(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<DirectoryQuery>,
) -> Result<Json<Page<DataSet>>, ApiError> {
    departments::known(&gateway, &call, "department", &query.department).await?;
    let message = pb::ListDataSetsRequest {
        department: query.department,
        page_size: query.page_size,
        page_token: query.page_token,
        search: query.search.trim().to_owned(),
        codes: codes(&query.codes),
    };
    let answer = gateway
        .resources()
        .list_data_sets(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(Page::new(answer.data_sets, answer.next_page_token)))
}
