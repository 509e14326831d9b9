//! Logs, traces, metrics of one process.

use std::{sync::Arc, time::Duration};

use metrics_exporter_prometheus::{
    Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::WithExportConfig as _;
use opentelemetry_sdk::{
    Resource,
    propagation::TraceContextPropagator,
    trace::{Sampler, SdkTracerProvider, SpanProcessor},
};
use serde::{Deserialize, Serialize};
use tracing::Dispatch;
use tracing_subscriber::{
    EnvFilter, Layer as _, Registry,
    filter::{LevelFilter, Targets},
    layer::SubscriberExt as _,
};

use crate::error::BoxError;

/// Seconds; from a cached read to a large import.
const LATENCY_BUCKETS: [f64; 13] = [
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];
const EXPORT_TIMEOUT: Duration = Duration::from_secs(5);

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Pretty,
    /// One JSON object a line.
    Json,
}

/// Section `telemetry` of the configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TelemetryConfig {
    /// How log lines look. They go to standard error: standard output belongs to the command.
    pub log_format: LogFormat,
    /// `tracing_subscriber::EnvFilter` directives: `info,cascade_tasks=debug`.
    pub log_filter: String,
    /// Collector of traces, OTLP over gRPC: `http://localhost:4317`. Without it trace ids still travel, but nobody collects spans.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otlp_endpoint: Option<String>,
    /// `service.name` of the traces.
    pub service_name: String,
    /// Share of traces kept where no caller decided already, 0–1.
    pub sample_ratio: f64,
}

impl Default for TelemetryConfig {
    fn default() -> Self {
        Self {
            log_format: LogFormat::Pretty,
            log_filter: "info".to_owned(),
            otlp_endpoint: None,
            service_name: "cascade".to_owned(),
            sample_ratio: 1.0,
        }
    }
}

/// Telemetry could not start.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter does not parse.
    #[error("telemetry.log_filter: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// The exporter cannot be built.
    #[error("telemetry.otlp_endpoint: {0}")]
    Exporter(#[from] opentelemetry_otlp::ExporterBuildError),
    /// Another subscriber or recorder is installed.
    #[error("telemetry is already installed: {0}")]
    Installed(BoxError),
}

/// The process's metrics in Prometheus's text format. Cheap to clone.
#[derive(Clone)]
pub struct Metrics(Arc<PrometheusHandle>);

impl Metrics {
    /// The present values.
    #[must_use]
    pub fn render(&self) -> String {
        self.0.run_upkeep();
        self.0.render()
    }

    /// A recorder and its reader, not installed: for `metrics::with_local_recorder` in tests.
    #[must_use]
    pub fn local() -> (PrometheusRecorder, Self) {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &LATENCY_BUCKETS)
            .unwrap_or_else(|_| PrometheusBuilder::new())
            .build_recorder();
        let metrics = Self(Arc::new(recorder.handle()));
        (recorder, metrics)
    }
}

/// Keeps telemetry alive; shut it down last.
pub struct TelemetryGuard {
    provider: SdkTracerProvider,
    metrics: Metrics,
}

impl TelemetryGuard {
    /// The process's metrics.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        self.metrics.clone()
    }

    /// Sends what is still buffered. Blocks a thread of its own, not the caller's.
    pub async fn flush(&self) {
        let provider = self.provider.clone();
        let result = tokio::task::spawn_blocking(move || provider.force_flush()).await;
        if let Ok(Err(error)) = result {
            eprintln!("telemetry: spans were lost: {error}");
        }
    }

    /// Sends what is still buffered and stops.
    pub async fn shutdown(self) {
        self.flush().await;
        let provider = self.provider;
        // Nobody listens to a failure any more; flush has reported the one that matters.
        let _ = tokio::task::spawn_blocking(move || provider.shutdown()).await;
    }
}

/// Installs logs, traces and metrics for the whole process. Call inside the Tokio runtime.
///
/// # Errors
/// See [`TelemetryError`].
pub fn init(config: &TelemetryConfig) -> Result<TelemetryGuard, TelemetryError> {
    let (dispatch, provider) = build(config, Vec::new())?;
    let (recorder, metrics) = Metrics::local();
    metrics::set_global_recorder(recorder)
        .map_err(|e| TelemetryError::Installed(e.to_string().into()))?;
    tracing::dispatcher::set_global_default(dispatch)
        .map_err(|e| TelemetryError::Installed(e.into()))?;
    // Without it whoever asks OpenTelemetry for the process's propagator, as the event consumers do, is given one that finds nothing.
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    Ok(TelemetryGuard { provider, metrics })
}

/// A subscriber that is not installed: for `tracing::dispatcher::set_default` in tests, with processors that see its spans.
///
/// # Errors
/// See [`TelemetryError`].
pub fn local(
    config: &TelemetryConfig,
    processors: Vec<Box<dyn SpanProcessor>>,
) -> Result<(Dispatch, SdkTracerProvider), TelemetryError> {
    build(config, processors)
}

fn build(
    config: &TelemetryConfig,
    processors: Vec<Box<dyn SpanProcessor>>,
) -> Result<(Dispatch, SdkTracerProvider), TelemetryError> {
    let mut builder = SdkTracerProvider::builder()
        .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(
            config.sample_ratio,
        ))))
        .with_resource(
            Resource::builder()
                .with_service_name(config.service_name.clone())
                .build(),
        );
    if let Some(endpoint) = &config.otlp_endpoint {
        crate::install_crypto();
        builder = builder.with_batch_exporter(
            opentelemetry_otlp::SpanExporter::builder()
                .with_tonic()
                .with_endpoint(endpoint)
                .with_timeout(EXPORT_TIMEOUT)
                .build()?,
        );
    }
    for processor in processors {
        builder = builder.with_span_processor(Boxed(processor));
    }
    let provider = builder.build();

    // Spans are collected whatever the log level; the exporter's own transport must not trace itself.
    let spans = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("cascade"))
        .with_filter(
            Targets::new()
                .with_default(LevelFilter::INFO)
                .with_target("opentelemetry", LevelFilter::OFF)
                .with_target("h2", LevelFilter::OFF)
                .with_target("hyper", LevelFilter::OFF)
                .with_target("tonic", LevelFilter::OFF)
                .with_target("tower", LevelFilter::OFF),
        );
    let filter = EnvFilter::builder().parse(&config.log_filter)?;
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = match config.log_format {
        LogFormat::Pretty => lines.compact().with_filter(filter).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_filter(filter).boxed(),
    };
    Ok((
        Dispatch::new(Registry::default().with(spans).with(lines)),
        provider,
    ))
}

/// `with_span_processor` takes sized processors only.
#[derive(Debug)]
struct Boxed(Box<dyn SpanProcessor>);

impl SpanProcessor for Boxed {
    fn on_start(&self, span: &mut opentelemetry_sdk::trace::Span, cx: &opentelemetry::Context) {
        self.0.on_start(span, cx);
    }

    fn on_end(&self, span: opentelemetry_sdk::trace::SpanData) {
        self.0.on_end(span);
    }

    fn force_flush(&self) -> opentelemetry_sdk::error::OTelSdkResult {
        self.0.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> opentelemetry_sdk::error::OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }
}
