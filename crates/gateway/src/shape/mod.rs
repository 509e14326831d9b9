//! How much of an answer a caller wants, and in which form: `fields=` leaves the rest out, CSV makes a table of a list. Routes know
//! nothing of either: their JSON is what both are made from.

mod mask;
mod sheets;
mod table;

use std::{collections::HashMap, sync::Arc};

use axum::{
    body::{Body, to_bytes},
    extract::{MatchedPath, Query, Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use cascade_runtime::error::ServiceError;
use serde::Deserialize;
use serde_json::Value;

use crate::{call::language, problem::ApiError};
use mask::Mask;

pub(crate) use sheets::sheet;
pub(crate) use table::CSV;

/// Largest answer that is read again; no service sends more.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// What every read that answers JSON may be asked beside its own parameters.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    fields: String,
    #[serde(default)]
    format: String,
}

/// What the document says of the answers of each read.
#[derive(Clone)]
pub(crate) struct Shapes {
    document: Arc<Value>,
    /// Schema of the answer, by path.
    answers: Arc<HashMap<String, Value>>,
}

impl Shapes {
    /// Of all reads that answer JSON.
    pub(crate) fn of(document: &utoipa::openapi::OpenApi) -> Self {
        let document = serde_json::to_value(document).unwrap_or_default();
        let paths = document["paths"].as_object().into_iter().flatten();
        let answers = paths
            .filter_map(|(path, item)| {
                let schema =
                    &item["get"]["responses"]["200"]["content"]["application/json"]["schema"];
                schema.is_object().then(|| (path.clone(), schema.clone()))
            })
            .collect();
        Self {
            document: Arc::new(document),
            answers: Arc::new(answers),
        }
    }
}

/// Middleware: cuts what comes back from a read as its caller asked.
pub(crate) async fn shaped(State(shapes): State<Shapes>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().cloned();
    let Some(path) = path.filter(|_| request.method() == Method::GET) else {
        return next.run(request).await;
    };
    let Some(answer) = shapes.answers.get(path.as_str()) else {
        return next.run(request).await;
    };
    let lang = language(request.headers());
    // What cannot be read here is refused by the route, in its own words.
    let asked = Query::<Asked>::try_from_uri(request.uri())
        .map(|Query(asked)| asked)
        .unwrap_or_default();
    let mask = match Mask::read(&asked.fields, answer, &shapes.document) {
        Ok(mask) => mask,
        Err(error) => return ApiError::new(error, lang).into_response(),
    };
    if let Some(sheet) = sheet(path.as_str()) {
        match table::wanted(&asked.format, request.headers()) {
            Ok(true) => return table::answer(sheet, &mask, request, next).await,
            Ok(false) => {}
            Err(error) => return ApiError::new(error, lang).into_response(),
        }
    }
    let response = next.run(request).await;
    if mask.takes_all() || response.status() != StatusCode::OK || !is_json(&response) {
        return response;
    }
    match read(response).await {
        Ok((parts, mut value)) => {
            mask.cut(&mut value);
            Response::from_parts(parts, Body::from(value.to_string()))
        }
        Err(error) => ApiError::new(error, lang).into_response(),
    }
}

/// What is read as a page or a workbook has no fields.
fn is_json(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

/// The JSON of an answer, and what came with it.
async fn read(response: Response) -> Result<(axum::http::response::Parts, Value), ServiceError> {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, MOST_BYTES)
        .await
        .map_err(ServiceError::internal)?;
    let value = serde_json::from_slice(&bytes).map_err(ServiceError::internal)?;
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok((parts, value))
}

/// Whether a header names a content type among those that are accepted.
fn accepts(headers: &HeaderMap, kind: &str) -> bool {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| {
            let mut parts = one.split(';').map(str::trim);
            let named = parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case(kind));
            named && !parts.any(|part| part == "q=0")
        })
}
