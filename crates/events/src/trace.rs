//! The trace that an event belongs to.

use std::collections::HashMap;

use opentelemetry::{global, trace::TraceContextExt};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::CloudEvent;

/// W3C traceparent of the current span; none outside a sampled trace.
#[must_use]
pub fn current_traceparent() -> Option<String> {
    let context = Span::current().context();
    let span = context.span();
    let span_context = span.span_context();
    span_context.is_valid().then(|| {
        format!(
            "00-{}-{}-{:02x}",
            span_context.trace_id(),
            span_context.span_id(),
            span_context.trace_flags().to_u8()
        )
    })
}

/// Makes `span` a part of the trace that caused the event.
pub fn continue_trace(span: &Span, event: &CloudEvent) {
    if let Some(traceparent) = &event.traceparent {
        let carrier = HashMap::from([("traceparent".to_owned(), traceparent.clone())]);
        let context = global::get_text_map_propagator(|propagator| propagator.extract(&carrier));
        // A span that is not recorded has no context to set; that is no failure.
        let _ = span.set_parent(context);
    }
}
