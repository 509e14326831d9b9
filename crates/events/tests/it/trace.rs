//! One trace from the change to its consumer.

use cascade_events::{MIGRATIONS, outbox, trace};
use cascade_testkit::TestDatabase;
use opentelemetry::trace::{TraceContextExt, TracerProvider};
use opentelemetry_sdk::{propagation::TraceContextPropagator, trace::SdkTracerProvider};
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
