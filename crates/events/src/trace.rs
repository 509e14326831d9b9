//! The trace that an event belongs to.

use std::collections::{HashMap, HashSet};

use opentelemetry::{Context, global, trace::TraceContextExt};
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
        // A span that is not recorded has no context to set; that is no failure.
        let _ = span.set_parent(context_of(traceparent));
    }
}

/// Makes `span` a part of the trace that caused the first event, and links it to what caused the others.
pub fn continue_traces(span: &Span, events: &[CloudEvent]) {
    let Some(first) = events.first() else {
        return;
    };
    continue_trace(span, first);
    let mut causes: HashSet<&str> = first.traceparent.as_deref().into_iter().collect();
    for traceparent in events
        .iter()
        .filter_map(|event| event.traceparent.as_deref())
    {
        if causes.insert(traceparent) {
            let cause = context_of(traceparent).span().span_context().clone();
            if cause.is_valid() {
                span.add_link(cause);
            }
        }
    }
}

fn context_of(traceparent: &str) -> Context {
    let carrier = HashMap::from([("traceparent".to_owned(), traceparent.to_owned())]);
    global::get_text_map_propagator(|propagator| propagator.extract(&carrier))
}
