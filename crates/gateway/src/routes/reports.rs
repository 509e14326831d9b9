//! Reports of departments: daily, weekly, monthly.

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::{
    error::ServiceError,
    lang::{Lang, Localized},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::departments;
use crate::{
    api::{File, Report, ReportQuery},
    call::Call,
    document::report,
    problem::{ApiError, InPath, InQuery, OrProblem},
    state::Gateway,
};

pub(super) fn routes() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new().routes(routes!(get))
}

/// Read a department's report: daily, weekly meeting pack or monthly review
#[utoipa::path(get, path = "/api/v1/reports/{kind}", operation_id = "get_report", tag = "reports",
    params(("kind", description = "daily, weekly or monthly"), ReportQuery),
    responses((status = 200, content((Report = "application/json"), (String = "text/html"), (String = "text/markdown"),
        (File = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
async fn get(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(kind): InPath<String>,
    InQuery(query): InQuery<ReportQuery>,
) -> Result<Response, ApiError> {
    let lang = match query.lang.as_str() {
        "" => call.lang,
        "zh" => Lang::Zh,
        "en" => Lang::En,
        other => return Err(refuse("lang", other, "zh, en", call.lang)),
    };
    departments::known(&gateway, &call, "department", &query.department).await?;
    let message = pb::GetReportRequest {
        kind,
        department: query.department,
        date: query.date,
    };
    let answer = gateway
        .reports()
        .get_report(call.request(message))
        .await
        .or_problem(call.lang)?;
    let told = Report::from(answer);
    let of_type = |kind: &'static str, body: Vec<u8>| {
        let kind = HeaderValue::from_static(kind);
        ([(header::CONTENT_TYPE, kind)], body).into_response()
    };
    match query.format.as_str() {
        "" | "json" => Ok(Json(told).into_response()),
        "html" => Ok(of_type(
            "text/html; charset=utf-8",
            report::html(&told, lang).into_bytes(),
        )),
        "markdown" => Ok(of_type(
            "text/markdown; charset=utf-8",
            report::markdown(&told, lang).into_bytes(),
        )),
        "xlsx" => {
            let sheets = report::sheets(&told, lang);
            let created = gateway.clock.now();
            let title = told.title.en;
            let bytes = tokio::task::spawn_blocking(move || {
                cascade_workbook::write_tables(&title, &sheets, created)
            })
            .await
            .map_err(|error| ApiError::new(ServiceError::internal(error), call.lang))?
            .map_err(|error| ApiError::new(ServiceError::internal(error), call.lang))?;
            Ok(of_type(super::workbook::XLSX, bytes))
        }
        other => Err(refuse(
            "format",
            other,
            "json, html, markdown, xlsx",
            call.lang,
        )),
    }
}

fn refuse(field: &'static str, value: &str, known: &str, lang: Lang) -> ApiError {
    let message = Localized::new(format!("可选：{known}"), format!("Write one of: {known}"));
    let error = ServiceError::invalid_field(field, "request.value", value, message);
    ApiError::new(error, lang)
}
