use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use axum::body::{Body, to_bytes};
use cascade_runtime::{
    health::{Readiness, ops_router},
    shutdown::{Drain, DrainConfig, Drained},
    telemetry::Metrics,
};
use http::{Request, StatusCode};
use tower::ServiceExt;

async fn get(readiness: &Readiness, metrics: &Metrics, path: &str) -> (StatusCode, String) {
    let response = ops_router(readiness.clone(), metrics.clone())
        .oneshot(Request::get(path).body(Body::empty()).unwrap())
        .await
        .unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn readiness_tells_the_truth_and_which_part_is_down() {
    let (_, metrics) = Metrics::local();
    let readiness = Readiness::new();
    let up = Arc::new(AtomicBool::new(true));
    readiness.add("database", {
        let up = up.clone();
        move || {
            let up = up.load(Ordering::SeqCst);
            async move {
                if up {
                    Ok(())
                } else {
                    Err("connection refused by 10.1.2.3".into())
                }
            }
        }
    });
    readiness.add("bus", || async { Ok(()) });

    let (status, body) = get(&readiness, &metrics, "/readyz").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        body,
        r#"{"ready":true,"draining":false,"parts":{"bus":"ok","database":"ok"}}"#
    );

    up.store(false, Ordering::SeqCst);
    let (status, body) = get(&readiness, &metrics, "/readyz").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        body,
        r#"{"ready":false,"draining":false,"parts":{"bus":"ok","database":"down"}}"#
    );
    let (status, _) = get(&readiness, &metrics, "/healthz").await;
    assert_eq!(status, StatusCode::OK, "alive all the same");

    up.store(true, Ordering::SeqCst);
    readiness.drain();
    let (status, body) = get(&readiness, &metrics, "/readyz").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(body.contains(r#""draining":true"#), "{body}");
}

#[tokio::test]
async fn a_part_that_hangs_is_down() {
    let readiness = Readiness::new();
    readiness.add("bus", std::future::pending);
    let report = readiness.report().await;
    assert_eq!(report.parts["bus"], "down");
    assert!(!report.ready);
}

#[tokio::test]
async fn metrics_show_calls_by_method_and_code() {
    let (recorder, metrics) = Metrics::local();
    let _installed = metrics_on_this_thread(&recorder);
    let served = crate::support::served(&Default::default());
    let channel = cascade_runtime::channel::in_process(served.routes.clone());
    let mut client =
        cascade_proto::runtime::v1::clock_service_client::ClockServiceClient::new(channel);
    client
        .get_clock(cascade_proto::runtime::v1::GetClockRequest {})
        .await
        .unwrap_err();
    let (_, body) = get(&Readiness::new(), &metrics, "/metrics").await;
    let line = body
        .lines()
        .find(|line| line.starts_with("cascade_grpc_requests_total{"))
        .unwrap_or_else(|| panic!("{body}"));
    assert!(
        line.contains(r#"method="cascade.runtime.v1.ClockService/GetClock""#),
        "{line}"
    );
    assert!(line.contains(r#"code="Unauthenticated""#), "{line}");
    assert!(line.ends_with(" 1"), "{line}");
    assert!(
        body.contains("cascade_grpc_request_seconds_bucket{"),
        "{body}"
    );
}

fn metrics_on_this_thread(
    recorder: &metrics_exporter_prometheus::PrometheusRecorder,
) -> metrics::LocalRecorderGuard<'_> {
    metrics::set_default_local_recorder(recorder)
}

#[tokio::test]
async fn a_drain_first_stops_being_ready_then_stops_then_waits() {
    let drain = Drain::new(Readiness::new());
    let (readiness, token) = (drain.readiness().clone(), drain.token());
    drain.spawn({
        let token = token.clone();
        async move {
            token.cancelled().await;
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    });
    let config = DrainConfig {
        grace_ms: 500,
        deadline_ms: 10_000,
    };
    let began = Instant::now();
    let running = tokio::spawn({
        let drain = drain.clone();
        async move { drain.run(std::future::ready(()), &config).await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(readiness.is_draining() && !token.is_cancelled(), "in grace");
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(
        token.is_cancelled() && !running.is_finished(),
        "work still runs"
    );
    assert_eq!(running.await.unwrap(), Drained::Clean);
    assert!(began.elapsed() >= Duration::from_millis(800));
}

#[tokio::test]
async fn a_drain_does_not_wait_for_ever() {
    let drain = Drain::default();
    drain.spawn(std::future::pending::<()>());
    let config = DrainConfig {
        grace_ms: 0,
        deadline_ms: 50,
    };
    let began = Instant::now();
    assert_eq!(
        drain.run(std::future::ready(()), &config).await,
        Drained::Abandoned(1)
    );
    assert!(began.elapsed() < Duration::from_secs(5));
}
