//! What every HTTP request of the gateway needs, as the gRPC server has it: a span in the caller's trace, metrics, a panic fence.

use std::{panic::AssertUnwindSafe, time::Instant};

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue};
use tracing::{Instrument, Span, field::Empty};

use crate::{
    auth::accept_language,
    error::{Problem, ServiceError},
    lang::Lang,
    propagation,
};

/// Response header with the trace id, over HTTP and gRPC: what a user hands to an administrator.
pub const TRACE_ID: HeaderName = HeaderName::from_static("x-trace-id");

/// Outermost axum middleware: `router.layer(from_fn(edge::observe))`.
pub async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("unmatched", MatchedPath::as_str)
        .to_owned();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let lang = accept_language(request.headers());
    let span = span(&route, &request);
    let mut response = lang
        .scope(fenced(next.run(request), &path, lang))
        .instrument(span.clone())
        .await;
    show_trace_id(&span, response.headers_mut());
    let status = response.status();
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    let labels = [
        ("method", method.to_string()),
        ("route", route),
        ("status", status.as_u16().to_string()),
    ];
    metrics::counter!("cascade_http_requests_total", &labels).increment(1);
    metrics::histogram!("cascade_http_request_seconds", &labels)
        .record(started.elapsed().as_secs_f64());
    response
}

fn span(route: &str, request: &Request) -> Span {
    let span = tracing::info_span!(
        "http",
        otel.name = format!("{} {route}", request.method()),
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = request.method().as_str(),
        http.route = route,
        http.response.status_code = Empty,
        trace_id = Empty,
    );
    propagation::set_parent_from_headers(&span, request.headers());
    if let Some(id) = propagation::trace_id_of(&span) {
        span.record("trace_id", id);
    }
    span
}

/// A panic ends its own request, with an answer.
async fn fenced(answer: impl Future<Output = Response>, path: &str, lang: Lang) -> Response {
    match AssertUnwindSafe(answer).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            let error = ServiceError::internal(panic_text(&*panic));
            Problem::from_error(error, lang)
                .with_instance(path)
                .into_response()
        }
    }
}

pub(crate) fn show_trace_id(span: &Span, headers: &mut HeaderMap) {
    if let Some(id) = propagation::trace_id_of(span)
        && let Ok(id) = HeaderValue::try_from(id)
    {
        headers.insert(TRACE_ID, id);
    }
}

pub(crate) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panic: {}", text.unwrap_or("of an unknown kind"))
}
