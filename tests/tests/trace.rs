//! One trace from the report to the alert: through the gateway, the service, its outbox, the bus, monitoring, and out with the
//! alert's event, over RabbitMQ as within one process.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect has failed"
)]

use std::{
    collections::BTreeMap,
    net::TcpListener as Port,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use cascade_testkit::{TestBroker, TestDatabase};
use cascade_tests::stack::{binary, root, said};
use opentelemetry_proto::tonic::{
    collector::trace::v1::{
        ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
    common::v1::{KeyValue, any_value::Value as Any},
};
use serde_json::{Value, json};
use tonic::{Request, Response, Status};

/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(30);
const SERVICES: [&str; 4] = ["goals", "tasks", "resources", "monitoring"];
/// The span of the caller, who is none of ours.
const CALLER: &str = "00f067aa0ba902b7";

// ---- the collector

/// A span as the collector has received it.
#[derive(Clone, Debug)]
struct Span {
    service: String,
    trace: String,
    id: String,
    parent: String,
    name: String,
    attributes: BTreeMap<String, String>,
    started: u64,
    ended: u64,
}

/// Receives spans over OTLP.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<Span>>>);

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
    async fn start(&self) -> String {
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
    fn of(&self, trace: &str) -> Vec<Span> {
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
fn tree(spans: &[Span], parent: &str, depth: usize, into: &mut String) {
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

// ---- what runs

/// The processes, and what they run on; all gone when dropped.
struct Running {
    gateway: String,
    children: Vec<Child>,
    _databases: Vec<TestDatabase>,
    _broker: Option<TestBroker>,
    _data: tempfile::TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        for child in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn free_port() -> u16 {
    Port::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// The binary with what every process is told, and with nothing that this test's own surroundings say.
fn cascade(otlp: &str, data: &tempfile::TempDir) -> Command {
    let mut command = Command::new(binary());
    for (key, _) in std::env::vars_os() {
        if key.to_string_lossy().starts_with("CASCADE_") {
            command.env_remove(key);
        }
    }
    command
        .env("CASCADE__CLOCK__MODE", "simulated")
        .env("CASCADE__CLOCK__START", "2026-06-29T00:00:00Z")
        .env("CASCADE__AUTH__MODE", "dev")
        .env("CASCADE_DATA", data.path())
        .env("CASCADE__TELEMETRY__OTLP_ENDPOINT", otlp)
        .env("CASCADE__TELEMETRY__LOG_FILTER", "warn")
        .env("OTEL_BSP_SCHEDULE_DELAY", "200")
        .stdin(Stdio::null());
    command
}

/// Every role in one process, over SQLite and memory.
fn embedded(otlp: &str) -> Running {
    let data = tempfile::tempdir().unwrap();
    let listen = format!("127.0.0.1:{}", free_port());
    let child = cascade(otlp, &data)
        .args(["dev", "--listen", &listen])
        .spawn()
        .unwrap();
    Running {
        gateway: format!("http://{listen}"),
        children: vec![child],
        _databases: Vec::new(),
        _broker: None,
        _data: data,
    }
}

/// Each role a process, over PostgreSQL and RabbitMQ.
async fn distributed(otlp: &str) -> Running {
    let data = tempfile::tempdir().unwrap();
    let broker = TestBroker::start();
    let mut databases = Vec::new();
    let mut settings = vec![
        ("CASCADE__BUS__KIND".to_owned(), "rabbitmq".to_owned()),
        ("CASCADE__BUS__URL".to_owned(), broker.url()),
    ];
    for role in SERVICES {
        let database = TestDatabase::postgres(&[]).await;
        let (key, port) = (role.to_uppercase(), free_port());
        settings.push((
            format!("CASCADE__{key}__STORAGE__URL"),
            database.config().url,
        ));
        settings.push((
            format!("CASCADE__LISTEN__{key}"),
            format!("127.0.0.1:{port}"),
        ));
        settings.push((
            format!("CASCADE__ENDPOINTS__{key}"),
            format!("http://127.0.0.1:{port}"),
        ));
        settings.push((
            format!("CASCADE__OPS__{key}"),
            format!("127.0.0.1:{}", free_port()),
        ));
        databases.push(database);
    }
    let gateway = format!("127.0.0.1:{}", free_port());
    settings.push(("CASCADE__LISTEN__GATEWAY".to_owned(), gateway.clone()));
    settings.push((
        "CASCADE__OPS__GATEWAY".to_owned(),
        format!("127.0.0.1:{}", free_port()),
    ));

    let migrated = cascade(otlp, &data)
        .envs(settings.clone())
        .arg("migrate")
        .args(SERVICES)
        .output()
        .unwrap();
    assert!(migrated.status.success(), "{}", said(&migrated));
    let children = SERVICES
        .iter()
        .chain(&["gateway"])
        .map(|role| {
            cascade(otlp, &data)
                .envs(settings.clone())
                .args(["serve", role])
                .spawn()
                .unwrap()
        })
        .collect();
    Running {
        gateway: format!("http://{gateway}"),
        children,
        _databases: databases,
        _broker: Some(broker),
        _data: data,
    }
}

// ---- the caller

/// Looks again and again until there is what is wanted; in the end says what there was instead.
async fn eventually<T, R>(what: &str, mut look: impl FnMut() -> R) -> T
where
    R: Future<Output = Result<T, String>>,
{
    let started = Instant::now();
    loop {
        match look().await {
            Ok(found) => return found,
            Err(instead) => {
                assert!(
                    started.elapsed() < PATIENCE,
                    "waited in vain for {what}: {instead}"
                );
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A caller that can say which trace it is in.
struct Caller {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Caller {
    /// Signs in as soon as there is somebody to sign in at.
    async fn admin(base: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let wanted = json!({"subject": "tests", "roles": [{"role": "admin", "department": "*"}], "ttl_seconds": 3_600});
        let started = Instant::now();
        loop {
            let answer = http
                .post(format!("{base}/api/v1/dev/tokens"))
                .json(&wanted)
                .send()
                .await;
            match answer {
                Ok(answer) if answer.status().is_success() => {
                    let answer: Value = answer.json().await.unwrap();
                    let token = answer["token"].as_str().unwrap().to_owned();
                    return Self {
                        http,
                        base: base.to_owned(),
                        token,
                    };
                }
                other => assert!(started.elapsed() < PATIENCE, "no token: {other:?}"),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.http
            .request(method, format!("{}/api/v1/{path}", self.base))
            .bearer_auth(&self.token)
    }

    /// The answer, or the problem.
    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Value, String> {
        let answer = request.send().await.map_err(|error| error.to_string())?;
        let (status, bytes) = (answer.status(), answer.bytes().await.unwrap());
        if !status.is_success() {
            return Err(format!("{status}: {}", String::from_utf8_lossy(&bytes)));
        }
        serde_json::from_slice(&bytes).map_err(|error| error.to_string())
    }

    async fn get(&self, path: &str) -> Result<Value, String> {
        self.send(self.request(reqwest::Method::GET, path)).await
    }

    /// The plan once monitoring knows it as `wanted`.
    async fn status(&self, plan: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        eventually("the plan's status", || async {
            let state = self.get(&format!("plans/{plan}/status")).await?;
            if wanted(&state) {
                Ok(state)
            } else {
                Err(state.to_string())
            }
        })
        .await
    }

    /// Events as they come.
    async fn follow(&self) -> Arc<Mutex<Vec<Value>>> {
        let mut stream = self
            .request(reqwest::Method::GET, "events?types=cascade.monitoring.%23")
            .send()
            .await
            .unwrap();
        assert!(stream.status().is_success());
        let events = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&events);
        tokio::spawn(async move {
            let mut text = String::new();
            while let Ok(Some(bytes)) = stream.chunk().await {
                text.push_str(&String::from_utf8_lossy(&bytes));
                while let Some(end) = text.find('\n') {
                    let line: String = text.drain(..=end).collect();
                    if let Some(data) = line.strip_prefix("data:") {
                        heard
                            .lock()
                            .unwrap()
                            .push(serde_json::from_str(data).unwrap());
                    }
                }
            }
        });
        events
    }
}

// ---- the story

/// One late report, and where it leads. Answers the spans of its trace.
async fn late_report(running: &Running, collector: &Collector) -> Vec<Span> {
    let caller = Caller::admin(&running.gateway).await;
    let workbook = std::fs::read(root().join("examples/q3-sales.en.xlsx")).unwrap();
    let import = || caller.request(reqwest::Method::POST, "plans/import");
    // Its services may still be on their way up.
    let imported = eventually("the import", || {
        caller.send(import().body(workbook.clone()))
    })
    .await;
    let plan = imported["plan"]["id"].as_str().unwrap().to_owned();
    let activate = caller.request(reqwest::Method::POST, &format!("plans/{plan}/activate"));
    caller.send(activate.json(&json!({}))).await.unwrap();
    caller
        .status(&plan, |state| {
            state["active"] == true
                && state["tasks"].as_array().is_some_and(|tasks| {
                    tasks.len() == 13 && tasks.iter().all(|task| !task["baseline_end"].is_null())
                })
        })
        .await;
    let clock = caller.request(reqwest::Method::PUT, "clock");
    caller
        .send(clock.json(&json!({"now": "2026-07-01T17:30:00+08:00"})))
        .await
        .unwrap();
    caller
        .status(&plan, |state| state["as_of"] == "2026-07-01")
        .await;

    let tasks = caller
        .get(&format!("plans/{plan}/tasks?page_size=500"))
        .await
        .unwrap();
    let first = tasks["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|task| task["code"] == "T1")
        .unwrap();
    let path = format!("tasks/{}/progress", first["id"].as_str().unwrap());
    let alerts = caller
        .get(&format!("alerts?plan={plan}&include_closed=true"))
        .await
        .unwrap();
    println!("alerts before the report: {}", alerts["items"]);
    let events = caller.follow().await;

    let trace = uuid::Uuid::now_v7().simple().to_string();
    let report = caller
        .request(reqwest::Method::POST, &path)
        .header("traceparent", format!("00-{trace}-{CALLER}-01"))
        .json(&json!({
            "as_of": "2026-07-01", "percent": 5.0, "remaining_days": 13, "actual_start": "2026-07-01",
            "blocker_cause": "people", "blocker": "The copywriter is ill",
        }));
    let answer = report.send().await.unwrap();
    assert!(answer.status().is_success(), "{:?}", answer.text().await);
    assert_eq!(answer.headers()["x-trace-id"], trace.as_str());

    // The alert is raised in the report's own trace.
    let raised = eventually("an alert raised in the trace", || async {
        let events = events.lock().unwrap();
        let of_trace = |event: &&Value| {
            event["traceparent"]
                .as_str()
                .is_some_and(|parent| parent.contains(&trace))
        };
        events
            .iter()
            .find(|event| event["type"] == "cascade.monitoring.alert_raised.v1" && of_trace(event))
            .cloned()
            .ok_or_else(|| {
                let heard: Vec<_> = events
                    .iter()
                    .map(|event| (&event["type"], &event["traceparent"]))
                    .collect();
                let spans: Vec<_> = collector.of(&trace);
                format!("{trace} is not among {heard:?}; its spans: {spans:#?}")
            })
    })
    .await;
    println!(
        "raised: {} {} {}",
        raised["type"], raised["traceparent"], raised["data"]
    );

    // Spans come a moment after what they are about.
    let spans = eventually("the spans of the trace", || async {
        let spans = collector.of(&trace);
        let published = |service| find(&spans, "outbox.publish", "service", service).is_some();
        if published("tasks") && published("monitoring") {
            Ok(spans)
        } else {
            Err(format!("{spans:#?}"))
        }
    })
    .await;
    // Whoever ends last sends last.
    tokio::time::sleep(Duration::from_millis(700)).await;
    let spans = {
        let later = collector.of(&trace);
        assert!(later.len() >= spans.len());
        later
    };
    let mut picture = String::new();
    tree(&spans, CALLER, 1, &mut picture);
    println!("trace {trace}\n{picture}");
    assert_eq!(
        picture.lines().count(),
        spans.len(),
        "spans hang under nothing: {spans:#?}"
    );
    let caused_by = raised["traceparent"].as_str().unwrap();
    let handling = find(&spans, "events.handle", "consumer", "monitoring").unwrap();
    assert!(
        caused_by.contains(&handling.id),
        "the alert {caused_by} was not raised while handling {handling:?}"
    );
    spans
}

fn find<'a>(spans: &'a [Span], name: &str, key: &str, value: &str) -> Option<&'a Span> {
    spans.iter().find(|span| {
        span.name.contains(name) && span.attributes.get(key).is_some_and(|is| is == value)
    })
}

/// What every topology's trace has: the way from the request to the alert, each under what caused it.
fn assert_chain(spans: &[Span], service: impl Fn(&str) -> String) {
    let named = |role: &str, name: &str, key: &str, value: &str| {
        let span = find(spans, name, key, value);
        let span = span.unwrap_or_else(|| panic!("no span {name} with {key}={value} from {role}"));
        assert_eq!(span.service, service(role), "{name}");
        span
    };
    let http = named(
        "gateway",
        "POST /api/v1/tasks/{id}/progress",
        "http.request.method",
        "POST",
    );
    let grpc = named("tasks", "ReportProgress", "rpc.method", "ReportProgress");
    let published = named("tasks", "outbox.publish", "service", "tasks");
    let handled = named("monitoring", "events.handle", "consumer", "monitoring");
    let alert = named("monitoring", "outbox.publish", "service", "monitoring");
    assert_eq!(http.parent, CALLER);
    assert_eq!(grpc.parent, http.id);
    assert_eq!(published.parent, grpc.id);
    assert_eq!(handled.parent, grpc.id);
    assert_eq!(alert.parent, handled.id);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_is_one_trace_across_five_processes() {
    let collector = Collector::default();
    let otlp = collector.start().await;
    let running = distributed(&otlp).await;
    let spans = late_report(&running, &collector).await;
    assert_chain(&spans, |role| format!("cascade-{role}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_is_one_trace_within_one_process() {
    let collector = Collector::default();
    let otlp = collector.start().await;
    let running = embedded(&otlp);
    let spans = late_report(&running, &collector).await;
    assert_chain(&spans, |_| "cascade-dev".to_owned());
}
