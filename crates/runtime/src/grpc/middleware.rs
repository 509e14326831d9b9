use std::{
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use futures::FutureExt;
use tokio::sync::Semaphore;
use tonic::Code;
use tracing::{Instrument, Span, field::Empty};

use super::deadline::{self, Deadline};
use crate::{
    auth::{self, Verifier},
    edge,
    error::ServiceError,
    lang::Lang,
    propagation,
};

/// Probes and tools that ask before they have a token.
const OPEN: [&str; 2] = ["/grpc.health.v1.Health/", "/grpc.reflection."];

pub(super) struct Shared {
    pub(super) max_deadline: Duration,
    pub(super) permits: Arc<Semaphore>,
    pub(super) verifier: Verifier,
}

/// One call, from its headers to its response headers.
pub(super) async fn serve_call(
    State(shared): State<Arc<Shared>>,
    mut request: Request,
    next: Next,
) -> Response {
    if OPEN
        .iter()
        .any(|open| request.uri().path().starts_with(open))
    {
        return next.run(request).await;
    }
    let started = Instant::now();
    let path = request.uri().path().trim_start_matches('/').to_owned();
    let lang = auth::accept_language(request.headers());
    request.extensions_mut().insert(lang);
    let span = span(&path, &request);
    let mut response = lang
        .scope(async {
            match guarded(&shared, request, next).await {
                Ok(response) => response,
                Err(error) => refusal(error, lang),
            }
        })
        .instrument(span.clone())
        .await;
    edge::show_trace_id(&span, response.headers_mut());
    record(&span, path, &response, started.elapsed());
    response
}

fn span(path: &str, request: &Request) -> Span {
    let (service, method) = path.split_once('/').unwrap_or((path, ""));
    let span = tracing::info_span!(
        "grpc",
        otel.name = path,
        otel.kind = "server",
        otel.status_code = Empty,
        rpc.system = "grpc",
        rpc.service = service,
        rpc.method = method,
        rpc.grpc.status_code = Empty,
        trace_id = Empty,
    );
    propagation::set_parent_from_headers(&span, request.headers());
    if let Some(id) = propagation::trace_id_of(&span) {
        span.record("trace_id", id);
    }
    span
}

async fn guarded(
    shared: &Shared,
    mut request: Request,
    next: Next,
) -> Result<Response, ServiceError> {
    let _permit = shared
        .permits
        .try_acquire()
        .map_err(|_| ServiceError::overloaded())?;
    let allowed = deadline::allowance(request.headers(), shared.max_deadline);
    request
        .extensions_mut()
        .insert(Deadline(Instant::now() + allowed));
    let call = async {
        let (mut parts, body) = request.into_parts();
        auth::authenticate(&shared.verifier, &parts.headers, &mut parts.extensions).await?;
        let handled = next.run(Request::from_parts(parts, body));
        // A panic ends its own call, not the connection with everybody else's.
        AssertUnwindSafe(handled)
            .catch_unwind()
            .await
            .map_err(|panic| ServiceError::internal(edge::panic_text(&*panic)))
    };
    tokio::time::timeout(allowed, call)
        .await
        .unwrap_or_else(|_| Err(ServiceError::deadline_exceeded()))
}

fn refusal(error: ServiceError, lang: Lang) -> Response {
    error.into_status(lang).into_http()
}

fn record(span: &Span, path: String, response: &Response, took: Duration) {
    // An answer that failed at once has its code in the headers; a code in trailers is a stream that failed later.
    let code = response
        .headers()
        .get("grpc-status")
        .map_or(Code::Ok, |value| Code::from_bytes(value.as_bytes()));
    span.record("rpc.grpc.status_code", i32::from(code));
    if matches!(
        code,
        Code::Internal | Code::Unknown | Code::DataLoss | Code::Unavailable
    ) {
        span.record("otel.status_code", "ERROR");
    }
    // Paths that strangers make up must not become label values.
    let method = if code == Code::Unimplemented {
        "unknown".to_owned()
    } else {
        path
    };
    let labels = [("method", method), ("code", format!("{code:?}"))];
    metrics::counter!("cascade_grpc_requests_total", &labels).increment(1);
    metrics::histogram!("cascade_grpc_request_seconds", &labels).record(took.as_secs_f64());
}
