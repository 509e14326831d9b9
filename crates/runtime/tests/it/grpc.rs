use std::time::Duration;

use cascade_proto::runtime::v1::{self as pb, clock_service_client::ClockServiceClient};
use cascade_runtime::{
    Lang, Problem,
    auth::CallContext,
    channel::{self, Timeouts},
    grpc::{self, GrpcConfig},
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::Code;
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use crate::support::{served, set};

#[tokio::test]
async fn a_call_in_process_passes_all_layers() {
    let served = served(&GrpcConfig::default());
    let mut client = ClockServiceClient::new(channel::in_process(served.routes.clone()));
    let call = served.call(Lang::En);

    let clock = client
        .get_clock(call.request(pb::GetClockRequest {}).unwrap())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (clock.today.as_str(), clock.simulated),
        ("2026-07-01", true)
    );

    let moved = client
        .set_clock(call.request(set("2026-07-01T16:00:00Z")).unwrap())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(moved.today, "2026-07-02", "midnight has passed in +08:00");

    let status = client
        .set_clock(call.request(set("2026-06-01T00:00:00Z")).unwrap())
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    let problem = Problem::from_status(&status, Lang::En);
    assert_eq!(problem.reason, "CLOCK_BACKWARDS");
    assert!(
        problem
            .detail
            .starts_with("Simulated time only moves forward"),
        "{problem:?}"
    );
    assert_eq!(problem.metadata["asked"], "2026-06-01T00:00:00+00:00");

    let status = client
        .set_clock(
            served
                .call(Lang::Zh)
                .request(pb::SetClockRequest { now: None })
                .unwrap(),
        )
        .await
        .unwrap_err();
    let problem = Problem::from_status(&status, Lang::Zh);
    assert_eq!(problem.violations[0].field, "now");
    assert_eq!(problem.violations[0].description, "缺少有效的时刻");
}

#[tokio::test]
async fn nobody_calls_without_a_token_but_probes_and_tools() {
    let served = served(&GrpcConfig::default());
    let channel = channel::in_process(served.routes.clone());
    let status = ClockServiceClient::new(channel.clone())
        .get_clock(
            CallContext::default()
                .request(pb::GetClockRequest {})
                .unwrap(),
        )
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
    assert_eq!(
        Problem::from_status(&status, Lang::Zh).reason,
        "UNAUTHENTICATED"
    );

    let mut health = HealthClient::new(channel);
    let mut check = async || {
        health
            .check(HealthCheckRequest::default())
            .await
            .unwrap()
            .into_inner()
            .status()
    };
    assert_eq!(check().await, ServingStatus::Serving);
    served
        .readiness
        .add("database", || async { Err("gone".into()) });
    assert_eq!(check().await, ServingStatus::NotServing);
}

#[tokio::test]
async fn a_deadline_is_kept_and_answered_with_a_typed_error() {
    let served = served(&GrpcConfig::default());
    let mut client = ClockServiceClient::new(channel::in_process(served.routes.clone()));
    let call = CallContext {
        timeout: Some(Duration::from_millis(200)),
        ..served.call(Lang::En)
    };
    let began = std::time::Instant::now();
    let status = client
        .set_clock(call.request(set("2026-07-02T00:00:00Z")).unwrap())
        .await
        .unwrap_err();
    assert!(
        began.elapsed() < Duration::from_millis(450),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(
        status.code(),
        Code::DeadlineExceeded,
        "the server's own answer: {status:?}"
    );
    let problem = Problem::from_status(&status, Lang::En);
    assert_eq!(
        (problem.status, problem.reason.as_str()),
        (504, "DEADLINE_EXCEEDED")
    );
}

#[tokio::test]
async fn the_server_has_a_longest_deadline_of_its_own() {
    let config = GrpcConfig {
        max_deadline_ms: 100,
        ..GrpcConfig::default()
    };
    let served = served(&config);
    let status = ClockServiceClient::new(channel::in_process(served.routes.clone()))
        .set_clock(
            served
                .call(Lang::En)
                .request(set("2026-07-02T00:00:00Z"))
                .unwrap(),
        )
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn a_panic_ends_its_own_call_only() {
    let served = served(&GrpcConfig::default());
    let mut client = ClockServiceClient::new(channel::in_process(served.routes.clone()));
    let call = served.call(Lang::En);
    let status = client
        .set_clock(call.request(set("2026-07-03T00:00:00Z")).unwrap())
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::Internal);
    assert!(!status.message().contains("a bug"), "{status:?}");
    client
        .get_clock(call.request(pb::GetClockRequest {}).unwrap())
        .await
        .unwrap();
}

#[tokio::test]
async fn more_calls_than_allowed_are_refused() {
    let config = GrpcConfig {
        max_concurrent_calls: 1,
        ..GrpcConfig::default()
    };
    let served = served(&config);
    let client = ClockServiceClient::new(channel::in_process(served.routes.clone()));
    let call = served.call(Lang::En);
    let slow = tokio::spawn({
        let (mut client, request) = (
            client.clone(),
            call.request(set("2026-07-02T00:00:00Z")).unwrap(),
        );
        async move { client.set_clock(request).await }
    });
    tokio::time::sleep(Duration::from_millis(150)).await;
    let ask = || {
        let (mut client, request) = (
            client.clone(),
            call.request(pb::GetClockRequest {}).unwrap(),
        );
        async move { client.get_clock(request).await }
    };
    let status = ask().await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert_eq!(Problem::from_status(&status, Lang::En).reason, "OVERLOADED");
    slow.await.unwrap().unwrap();
    ask().await.unwrap();
}

#[tokio::test]
async fn over_tcp_a_shutdown_lets_the_running_call_finish() {
    let served = served(&GrpcConfig::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri = format!("http://{}", listener.local_addr().unwrap());
    let stop = CancellationToken::new();
    let server = tokio::spawn(grpc::serve(listener, served.routes.clone(), stop.clone()));
    let client = ClockServiceClient::new(channel::connect(&uri, &Timeouts::default()).unwrap());
    let call = served.call(Lang::En);
    let running = tokio::spawn({
        let (mut client, request) = (
            client.clone(),
            call.request(set("2026-07-02T00:00:00Z")).unwrap(),
        );
        async move { client.set_clock(request).await }
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    stop.cancel();
    assert_eq!(
        running.await.unwrap().unwrap().into_inner().today,
        "2026-07-02"
    );
    server.await.unwrap().unwrap();
    let status = client
        .clone()
        .get_clock(call.request(pb::GetClockRequest {}).unwrap())
        .await
        .unwrap_err();
    assert_eq!(
        Problem::from_status(&status, Lang::En).status,
        503,
        "{status:?}"
    );
}

/// As many as a busy department sends at nine in the morning; the server lets so many in at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hundreds_of_calls_at_once_are_all_answered() {
    let served = served(&GrpcConfig::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri = format!("http://{}", listener.local_addr().unwrap());
    let stop = CancellationToken::new();
    let server = tokio::spawn(grpc::serve(listener, served.routes.clone(), stop.clone()));
    let over_tcp = channel::connect(&uri, &Timeouts::default()).unwrap();
    let call = served.call(Lang::En);
    for channel in [channel::in_process(served.routes.clone()), over_tcp] {
        let client = ClockServiceClient::new(channel);
        let calls = (0..400).map(|_| {
            let mut client = client.clone();
            let request = call.request(pb::GetClockRequest {}).unwrap();
            async move { client.get_clock(request).await }
        });
        for answer in futures::future::join_all(calls).await {
            assert_eq!(answer.unwrap().into_inner().today, "2026-07-01");
        }
    }
    stop.cancel();
    server.await.unwrap().unwrap();
}
