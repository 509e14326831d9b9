//! Receives spans over OTLP, as a user's collector would.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use opentelemetry_proto::tonic::{
    collector::trace::v1::{
        ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
    common::v1::{KeyValue, any_value::Value as Any},
};
use tonic::{Request, Response, Status};

/// A span as the collector has received it.
#[derive(Clone, Debug)]
pub struct Span {
    pub service: String,
    pub trace: String,
    pub id: String,
    pub parent: String,
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    started: u64,
    ended: u64,
}

/// Receives spans over OTLP.
#[derive(Clone, Default)]
pub struct Collector(Arc<Mutex<Vec<Span>>>);

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let mut spans = self.0.lock().unwrap();
        for resource in request.into_inner().resource_spans {
            let about = texts(resource.resource.unwrap_or_default().attributes);
            let service = about.get("service.name").cloned().unwrap_or_default();
            for span in resource
                .scope_spans
                .into_iter()
                .flat_map(|scope| scope.spans)
            {
                spans.push(Span {
                    service: service.clone(),
                    trace: hex(&span.trace_id),
                    id: hex(&span.span_id),
                    parent: hex(&span.parent_span_id),
                    name: span.name,
                    attributes: texts(span.attributes),
                    started: span.start_time_unix_nano,
                    ended: span.end_time_unix_nano,
                });
            }
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

impl Collector {
    /// Starts to receive; answers where.
    pub async fn start(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = TraceServiceServer::new(self.clone());
        tokio::spawn(
            tonic::transport::Server::builder()
                .add_service(service)
                .serve_with_incoming(tonic::transport::server::TcpIncoming::from(listener)),
        );
        format!("http://{address}")
    }

    /// The spans of one trace, in the order in which they began.
    pub fn of(&self, trace: &str) -> Vec<Span> {
        let mut spans = self.0.lock().unwrap().clone();
        spans.retain(|span| span.trace == trace);
        spans.sort_by_key(|span| span.started);
        spans
    }
}

fn texts(attributes: Vec<KeyValue>) -> BTreeMap<String, String> {
    let text = |value: Any| match value {
        Any::StringValue(text) => text,
        Any::IntValue(number) => number.to_string(),
        other => format!("{other:?}"),
    };
    attributes
        .into_iter()
        .filter_map(|pair| Some((pair.key, text(pair.value?.value?))))
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The tree under `parent`, a line each span.
pub fn tree(spans: &[Span], parent: &str, depth: usize, into: &mut String) {
    for span in spans.iter().filter(|span| span.parent == parent) {
        let of: Vec<String> = ["service", "consumer", "size"]
            .iter()
            .filter_map(|key| Some(format!("{key}={}", span.attributes.get(*key)?)))
            .collect();
        let indent = "  ".repeat(depth);
        let took = (span.ended - span.started) as f64 / 1_000_000.0;
        let line = format!(
            "{indent}{}: {} {} ({took:.1} ms)\n",
            span.service,
            span.name,
            of.join(" ")
        );
        into.push_str(&line);
        tree(spans, &span.id, depth + 1, into);
    }
}
