//! One trace from the report to the alert: through the gateway, the service, its outbox, the bus, monitoring, and out with the
//! alert's event, over RabbitMQ as within one process.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect has failed"
)]

mod caller;
mod collector;
mod running;

use cascade_tests::stack::root;
use serde_json::{Value, json};

use caller::{Caller, eventually};
use collector::{Collector, Span, tree};
use running::{Running, distributed, embedded};

/// The span of the caller, who is none of ours.
const CALLER: &str = "00f067aa0ba902b7";

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

    // Spans come a moment after what they are about, and whoever ends last sends last: complete is the tree when each hangs
    // under another, down to the relay of the alert.
    let (spans, picture) = eventually("the spans of the trace", || async {
        let spans = collector.of(&trace);
        let published = |service| find(&spans, "outbox.publish", "service", service).is_some();
        let mut picture = String::new();
        tree(&spans, CALLER, 1, &mut picture);
        if published("tasks") && published("monitoring") && picture.lines().count() == spans.len() {
            Ok((spans, picture))
        } else {
            Err(format!("{picture}of {spans:#?}"))
        }
    })
    .await;
    println!("trace {trace}\n{picture}");
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
