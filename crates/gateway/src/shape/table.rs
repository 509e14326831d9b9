//! A list as a table in CSV: all pages of it, with a header in the caller's language, as a spreadsheet opens it.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use cascade_runtime::{
    error::ServiceError,
    lang::{Lang, Localized},
};
use serde_json::Value;

use super::{
    accepts,
    mask::Mask,
    read,
    sheets::{Column, Sheet},
};
use crate::{call::language, problem::ApiError};

/// Content type.
pub(crate) const CSV: &str = "text/csv";
/// Rows of one page.
const PAGE: usize = 500;
/// Most rows of one table; who needs more has a program that asks page by page.
const MOST: usize = 50_000;
/// By it spreadsheets know UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Whether CSV is asked for: by `format`, or without one by what is accepted.
///
/// # Errors
/// Another format than `json` and `csv`.
pub(super) fn wanted(format: &str, headers: &HeaderMap) -> Result<bool, ServiceError> {
    match format {
        "" => Ok(accepts(headers, CSV)),
        "csv" => Ok(true),
        "json" => Ok(false),
        other => Err(ServiceError::invalid_field(
            "format",
            "HTTP-011",
            other,
            Localized::new("可选：json、csv", "Write json or csv"),
        )),
    }
}

/// The whole list as a table, from the route's own pages.
pub(super) async fn answer(sheet: &Sheet, mask: &Mask, request: Request, next: Next) -> Response {
    let lang = language(request.headers());
    let (parts, _) = request.into_parts();
    let mut rows: Vec<Value> = Vec::new();
    let mut token = String::new();
    loop {
        let page = match page(&parts, &token) {
            Ok(page) => page,
            Err(error) => return ApiError::new(error, lang).into_response(),
        };
        let response = next.clone().run(page).await;
        if response.status() != StatusCode::OK {
            return response;
        }
        let mut value = match read(response).await {
            Ok((_, value)) => value,
            Err(error) => return ApiError::new(error, lang).into_response(),
        };
        if let Some(items) = value["items"].as_array_mut() {
            rows.append(items);
        }
        token = value["next_page_token"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        if token.is_empty() {
            break;
        }
        if rows.len() >= MOST {
            return ApiError::new(too_many(), lang).into_response();
        }
    }
    let columns: Vec<&Column> = sheet
        .columns
        .iter()
        .filter(|column| mask.takes(column.at))
        .collect();
    match written(&columns, &rows, lang) {
        Ok(bytes) => {
            let name = format!("attachment; filename=\"{}.csv\"", sheet.name);
            let mut response = bytes.into_response();
            let headers = response.headers_mut();
            headers.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("text/csv; charset=utf-8"),
            );
            if let Ok(name) = HeaderValue::from_str(&name) {
                headers.insert(header::CONTENT_DISPOSITION, name);
            }
            response
        }
        Err(error) => ApiError::new(ServiceError::internal(error), lang).into_response(),
    }
}

fn too_many() -> ServiceError {
    ServiceError::invalid_field(
        "format",
        "HTTP-010",
        "csv",
        Localized::new(
            format!("超过 {MOST} 行，请用筛选条件缩小范围，或按页读取 JSON"),
            format!("More than {MOST} rows: narrow it with filters, or read JSON page by page"),
        ),
    )
}

/// The same request for one page.
fn page(parts: &Parts, token: &str) -> Result<Request, ServiceError> {
    let own = ["page_size", "page_token", "fields", "format"];
    let mut query: Vec<String> = parts
        .uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| {
            !pair.is_empty() && !own.contains(&pair.split('=').next().unwrap_or_default())
        })
        .map(str::to_owned)
        .collect();
    query.push(format!("page_size={PAGE}"));
    // A token is letters, digits, `-` and `_`.
    query.push(format!("page_token={token}"));
    let mut parts = parts.clone();
    parts.uri = Uri::builder()
        .path_and_query(format!("{}?{}", parts.uri.path(), query.join("&")))
        .build()
        .map_err(ServiceError::internal)?;
    Ok(Request::from_parts(parts, Body::empty()))
}

fn written(columns: &[&Column], rows: &[Value], lang: Lang) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    writer.write_record(columns.iter().map(|column| match lang {
        Lang::Zh => column.zh,
        Lang::En => column.en,
    }))?;
    for row in rows {
        writer.write_record(columns.iter().map(|column| {
            let found = row.pointer(&format!("/{}", column.at));
            cell(found.unwrap_or(&Value::Null), lang)
        }))?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

fn cell(value: &Value, lang: Lang) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => harmless(text),
        Value::Array(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| cell(part, lang)).collect();
            parts.join("; ")
        }
        Value::Object(fields) => {
            let key = match lang {
                Lang::Zh => "zh",
                Lang::En => "en",
            };
            fields
                .get(key)
                .map(|text| cell(text, lang))
                .unwrap_or_default()
        }
        number_or_truth => number_or_truth.to_string(),
    }
}

/// A text that a spreadsheet would take for a formula stays a text.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const COLUMNS: [Column; 3] = [
        Column::new("编号", "code", "code"),
        Column::new("协同人", "collaborators", "collaborators"),
        Column::new("说明", "summary", "summary"),
    ];

    #[test]
    fn a_spreadsheet_reads_it_and_runs_none_of_it() {
        let rows = [
            json!({"code": "=1+1", "collaborators": ["P1", "P2"], "summary": {"zh": "迟了, 两天", "en": "late"}}),
            json!({"code": "T2", "collaborators": [], "summary": {"zh": "\"好\"\n", "en": "-1"}}),
        ];
        let columns: Vec<&Column> = COLUMNS.iter().collect();
        let told = |lang| String::from_utf8(written(&columns, &rows, lang).unwrap()).unwrap();
        assert_eq!(
            told(Lang::Zh),
            "\u{feff}编号,协同人,说明\r\n'=1+1,P1; P2,\"迟了, 两天\"\r\nT2,,\"\"\"好\"\"\n\"\r\n"
        );
        assert_eq!(
            told(Lang::En),
            "\u{feff}code,collaborators,summary\r\n'=1+1,P1; P2,late\r\nT2,,'-1\r\n"
        );
        assert_eq!(cell(&json!(-5), Lang::En), "-5", "a number is a number");
    }

    #[test]
    fn csv_is_asked_for_by_name_or_by_what_is_accepted() {
        let mut headers = HeaderMap::new();
        assert!(wanted("csv", &headers).unwrap());
        assert!(!wanted("", &headers).unwrap());
        assert!(wanted("pdf", &headers).is_err());
        headers.insert(
            header::ACCEPT,
            HeaderValue::from_static("text/html, text/CSV;q=0.9"),
        );
        assert!(wanted("", &headers).unwrap());
        assert!(!wanted("json", &headers).unwrap());
        headers.insert(
            header::ACCEPT,
            HeaderValue::from_static("text/csv;q=0, */*"),
        );
        assert!(!wanted("", &headers).unwrap());
    }
}
