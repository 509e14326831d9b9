use std::sync::{Arc, Mutex, mpsc};

use cascade_proto::runtime::v1::{self as pb, clock_service_client::ClockServiceClient};
use cascade_runtime::{
    channel,
    lang::Lang,
    propagation,
    telemetry::{self, TelemetryConfig},
};
use opentelemetry::{Context, trace::SpanId};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
    trace_service_server::{TraceService, TraceServiceServer},
};
use opentelemetry_sdk::{
    error::OTelSdkResult,
    trace::{Span, SpanData, SpanProcessor},
};
use tonic::{Request, Response, Status, transport::Server};
use tracing::Instrument;

#[derive(Clone, Debug, Default)]
struct Collected(Arc<Mutex<Vec<SpanData>>>);

impl SpanProcessor for Collected {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, span: SpanData) {
        self.0.lock().unwrap().push(span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: std::time::Duration) -> OTelSdkResult {
        Ok(())
    }
}

fn traced() -> (Collected, tracing::Dispatch) {
    let collected = Collected::default();
    let config = TelemetryConfig {
        log_filter: "off".to_owned(),
        ..TelemetryConfig::default()
    };
    let (dispatch, _) = telemetry::local(&config, vec![Box::new(collected.clone())]).unwrap();
    (collected, dispatch)
}

#[tokio::test]
async fn one_trace_from_the_caller_through_the_server() {
    let (collected, dispatch) = traced();
    let _installed = tracing::dispatcher::set_default(&dispatch);
    let served = crate::support::served(&Default::default());
    let mut client = ClockServiceClient::new(channel::in_process(served.routes.clone()));

    let outer = tracing::info_span!("http");
    propagation::set_parent(
        &outer,
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    );
    async {
        let request = served
            .call(Lang::En)
            .request(pb::GetClockRequest {})
            .unwrap();
        client.get_clock(request).await.unwrap();
        let stored = propagation::current_traceparent().unwrap();
        assert!(
            stored.starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-"),
            "{stored}"
        );
    }
    .instrument(outer)
    .await;

    let spans = collected.0.lock().unwrap();
    let find = |name: &str| {
        spans
            .iter()
            .find(|span| span.name == name)
            .unwrap_or_else(|| panic!("no {name} in {spans:?}"))
    };
    let outer = find("http");
    let inner = find("cascade.runtime.v1.ClockService/GetClock");
    assert_eq!(
        outer.parent_span_id,
        SpanId::from_hex("00f067aa0ba902b7").unwrap()
    );
    for span in [outer, inner] {
        assert_eq!(
            span.span_context.trace_id().to_string(),
            "4bf92f3577b34da6a3ce929d0e0e4736"
        );
    }
    assert_eq!(inner.parent_span_id, outer.span_context.span_id());
}

#[tokio::test]
async fn work_that_continues_later_joins_the_trace_it_stored() {
    let (collected, dispatch) = traced();
    let _installed = tracing::dispatcher::set_default(&dispatch);
    let first = tracing::info_span!("report");
    let stored = propagation::traceparent_of(&first).unwrap();
    drop(first);
    let later = tracing::info_span!("relay");
    propagation::set_parent(&later, &stored);
    assert_eq!(
        propagation::trace_id_of(&later).as_deref(),
        stored.split('-').nth(1)
    );
    drop(later);
    let stray = tracing::info_span!("stray");
    propagation::set_parent(&stray, "not a traceparent");
    drop(stray);
    let spans = collected.0.lock().unwrap();
    let names: Vec<_> = spans.iter().map(|span| span.name.as_ref()).collect();
    assert_eq!(names, ["report", "relay", "stray"]);
    assert_eq!(spans[1].parent_span_id, spans[0].span_context.span_id());
    assert_eq!(spans[2].parent_span_id, SpanId::INVALID);
}

struct Collector(mpsc::Sender<ExportTraceServiceRequest>);

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        self.0.send(request.into_inner()).unwrap();
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spans_reach_an_otlp_collector_under_the_service_s_name() {
    let (sent, received) = mpsc::channel();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(
        Server::builder()
            .add_service(TraceServiceServer::new(Collector(sent)))
            .serve_with_incoming(tokio_stream::wrappers::TcpListenerStream::new(listener)),
    );
    let config = TelemetryConfig {
        log_filter: "off".to_owned(),
        otlp_endpoint: Some(endpoint),
        service_name: "cascade-tasks".to_owned(),
        ..TelemetryConfig::default()
    };
    let (dispatch, provider) = telemetry::local(&config, Vec::new()).unwrap();
    tracing::dispatcher::with_default(&dispatch, || {
        tracing::info_span!("report", task = "T-1").in_scope(|| {});
    });
    tokio::task::spawn_blocking(move || provider.force_flush())
        .await
        .unwrap()
        .unwrap();
    let export = received.try_recv().unwrap();
    let resource = &export.resource_spans[0];
    let name = resource
        .resource
        .as_ref()
        .unwrap()
        .attributes
        .iter()
        .find(|attribute| attribute.key == "service.name")
        .unwrap();
    assert!(format!("{:?}", name.value).contains("cascade-tasks"));
    assert_eq!(resource.scope_spans[0].spans[0].name, "report");
}
