//! One trace from the change to its consumer.

use std::sync::{Arc, Mutex};

use cascade_events::{MIGRATIONS, outbox, trace};
use cascade_testkit::TestDatabase;
use opentelemetry::trace::{TraceContextExt, TracerProvider};
use opentelemetry_sdk::{
    error::OTelSdkResult,
    propagation::TraceContextPropagator,
    trace::{SdkTracerProvider, SpanData, SpanExporter},
};
use tracing::Instrument;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::layer::SubscriberExt;

use crate::support::{event, new_event};

#[tokio::test]
async fn an_event_carries_the_trace_that_caused_it_and_its_consumer_goes_on_with_it() {
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    let tracer = SdkTracerProvider::builder().build().tracer("test");
    let subscriber =
        tracing_subscriber::registry().with(tracing_opentelemetry::layer().with_tracer(tracer));
    let _guard = tracing::subscriber::set_default(subscriber);

    let database = TestDatabase::sqlite(&[&MIGRATIONS]).await;
    let pool = database.pool();
    let request = tracing::info_span!("request");
    let trace_id = request
        .context()
        .span()
        .span_context()
        .trace_id()
        .to_string();
    let span_id = request
        .context()
        .span()
        .span_context()
        .span_id()
        .to_string();
    async {
        let mut tx = pool.begin().await.unwrap();
        outbox::append(&mut tx, &[new_event("plan-1", 1)])
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    .instrument(request)
    .await;
    let traceparent: String = {
        use cascade_storage::on_conn;
        use diesel_async::RunQueryDsl;
        let mut conn = pool.get().await.unwrap();
        on_conn!(&mut conn, c => diesel::select(diesel::dsl::sql::<diesel::sql_types::Text>("(SELECT traceparent FROM outbox)"))
            .get_result(c).await)
        .unwrap()
    };
    assert_eq!(traceparent, format!("00-{trace_id}-{span_id}-01"));

    let mut delivered = event("plan-1", 1);
    delivered.traceparent = Some(traceparent);
    let handling = tracing::info_span!("handling");
    trace::continue_trace(&handling, &delivered);
    let context = handling.context();
    assert_eq!(
        context.span().span_context().trace_id().to_string(),
        trace_id
    );
}

#[test]
fn without_a_trace_there_is_none_to_carry() {
    assert_eq!(trace::current_traceparent(), None);
}

/// Keeps the spans that have ended.
#[derive(Clone, Debug, Default)]
struct Kept(Arc<Mutex<Vec<SpanData>>>);

impl SpanExporter for Kept {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.0.lock().unwrap().extend(batch);
        Ok(())
    }
}

#[test]
fn a_batch_goes_on_with_its_first_events_trace_and_is_linked_to_the_others() {
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    let kept = Kept::default();
    let provider = SdkTracerProvider::builder()
        .with_simple_exporter(kept.clone())
        .build();
    let subscriber = tracing_subscriber::registry()
        .with(tracing_opentelemetry::layer().with_tracer(provider.tracer("test")));
    let _guard = tracing::subscriber::set_default(subscriber);
    let caused_by = |trace: u8| {
        let mut event = event("plan-1", i64::from(trace));
        event.traceparent = Some(format!("00-{trace:032x}-{trace:016x}-01"));
        event
    };
    let untraced = event("plan-1", 9);
    let batch = [
        caused_by(1),
        caused_by(2),
        caused_by(1),
        untraced,
        caused_by(3),
    ];
    {
        let span = tracing::info_span!("events.handle");
        trace::continue_traces(&span, &batch);
    }
    let spans = kept.0.lock().unwrap();
    let [span] = &spans[..] else {
        panic!("{spans:#?}")
    };
    let number = |id: opentelemetry::TraceId| u128::from_be_bytes(id.to_bytes());
    assert_eq!(number(span.span_context.trace_id()), 1);
    let linked: Vec<u128> = span
        .links
        .iter()
        .map(|link| number(link.span_context.trace_id()))
        .collect();
    assert_eq!(linked, [2, 3]);
}
