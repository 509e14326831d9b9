//! W3C Trace Context (`traceparent`, `tracestate`) in and out of HTTP headers, gRPC metadata and stored strings.

use std::collections::HashMap;

use http::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::{
    Context,
    propagation::{Extractor, Injector, TextMapPropagator},
    trace::TraceContextExt,
};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tonic::{Request, Status, metadata::MetadataMap, service::Interceptor};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// Header and CloudEvents extension name.
pub const TRACEPARENT: &str = "traceparent";

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}

struct HeadersMut<'a>(&'a mut HeaderMap);

impl Injector for HeadersMut<'_> {
    fn set(&mut self, key: &str, value: String) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(key), HeaderValue::try_from(value)) {
            self.0.insert(name, value);
        }
    }
}

/// Makes the caller's span, named in `headers`, the parent of `span`. Without one, `span` starts a trace. Call before entering it.
pub fn set_parent_from_headers(span: &Span, headers: &HeaderMap) {
    set_context(
        span,
        TraceContextPropagator::new().extract(&Headers(headers)),
    );
}

/// Makes the span written in `traceparent` (from an event, an outbox row, an AMQP header) the parent of `span`. Call before entering it.
pub fn set_parent(span: &Span, traceparent: &str) {
    let carrier = HashMap::from([(TRACEPARENT.to_owned(), traceparent.to_owned())]);
    set_context(span, TraceContextPropagator::new().extract(&carrier));
}

fn set_context(span: &Span, context: Context) {
    if context.span().span_context().is_valid() {
        // A span that is filtered out has no place for a parent, and needs none.
        let _ = span.set_parent(context);
    }
}

/// `traceparent` of `span`, if it is traced.
#[must_use]
pub fn traceparent_of(span: &Span) -> Option<String> {
    let mut carrier = HashMap::new();
    TraceContextPropagator::new().inject_context(&span.context(), &mut carrier);
    carrier.remove(TRACEPARENT)
}

/// `traceparent` of the current span, if it is traced: store it beside whatever continues the work later.
#[must_use]
pub fn current_traceparent() -> Option<String> {
    traceparent_of(&Span::current())
}

/// Trace id of `span` in hex, for log lines and problem details.
#[must_use]
pub fn trace_id_of(span: &Span) -> Option<String> {
    let context = span.context();
    let id = context.span().span_context().trace_id();
    (id != opentelemetry::TraceId::INVALID).then(|| id.to_string())
}

/// Writes the current span into outgoing HTTP headers.
pub fn inject_headers(headers: &mut HeaderMap) {
    TraceContextPropagator::new()
        .inject_context(&Span::current().context(), &mut HeadersMut(headers));
}

/// Writes the current span into outgoing gRPC metadata.
pub fn inject(metadata: &mut MetadataMap) {
    inject_headers(metadata.as_mut());
}

/// Client interceptor: every call names the current span as its parent.
#[derive(Clone, Copy, Debug, Default)]
pub struct TraceInterceptor;

impl Interceptor for TraceInterceptor {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        inject(request.metadata_mut());
        Ok(request)
    }
}
