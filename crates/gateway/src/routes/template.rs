//! The workbook to begin with.

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use cascade_runtime::{error::ServiceError, lang::Lang};
use ring::digest::{SHA256, digest};

use super::workbook::XLSX;
use crate::{
    api::{File, FileLang, TemplateQuery},
    call::Call,
    problem::{ApiError, InQuery},
};

/// Download the workbook to fill in: all tables with headers, drop-downs and instructions, and no row
///
/// The same language gives the same bytes until the server is another one: their ETag, sent as `If-None-Match`, is answered with 304.
/// Refused with 400 is a language that is neither `zh` nor `en`.
#[utoipa::path(get, path = "/api/v1/workbooks/template", operation_id = "get_workbook_template", tag = "plans",
    params(TemplateQuery, ("If-None-Match" = Option<String>, Header, description = "ETags of what the caller has")),
    responses(
        (status = 200, body = File, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            headers(("ETag" = String, description = "Of these very bytes"))),
        (status = 304, description = "The caller has it already")))]
pub(super) async fn get(
    call: Call,
    asked: HeaderMap,
    InQuery(query): InQuery<TemplateQuery>,
) -> Result<Response, ApiError> {
    let (lang, name) = match (query.lang, call.lang) {
        (Some(FileLang::En), _) | (None, Lang::En) => (cascade_method::Lang::En, "plan"),
        (Some(FileLang::Zh), _) | (None, Lang::Zh) => (cascade_method::Lang::Zh, "plan.zh"),
    };
    let bytes = tokio::task::spawn_blocking(move || cascade_workbook::template(lang))
        .await
        .map_err(|error| ApiError::new(ServiceError::internal(error), call.lang))?
        .map_err(|error| ApiError::new(ServiceError::internal(error), call.lang))?;
    let tag = tag_of(&bytes);
    let mut headers = HeaderMap::new();
    let content = HeaderValue::from_str(&format!("attachment; filename=\"{name}.xlsx\""));
    for (header, value) in [
        (header::CONTENT_DISPOSITION, content),
        (header::ETAG, HeaderValue::from_str(&tag)),
    ] {
        headers.extend(value.map(|value| (header, value)));
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(XLSX));
    // One address, two languages.
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    let known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|tags| tags.to_str().ok())
        .is_some_and(|tags| tags.contains(&tag));
    Ok(if known {
        (StatusCode::NOT_MODIFIED, headers).into_response()
    } else {
        (headers, Bytes::from(bytes)).into_response()
    })
}

fn tag_of(bytes: &[u8]) -> String {
    let hash = digest(&SHA256, bytes);
    let hash: String = hash.as_ref()[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{hash}\"")
}
