use axum::{
    Router,
    body::{Body, to_bytes},
    middleware::from_fn,
    routing::get,
};
use cascade_runtime::{
    edge, propagation,
    telemetry::{self, Metrics, TelemetryConfig},
};
use http::{Request, Response, StatusCode};
use tower::ServiceExt;

async fn ask(path: &str) -> Response<Body> {
    let router = Router::new()
        .route(
            "/plans/{id}",
            get(async || propagation::current_traceparent().unwrap_or_default()),
        )
        .route("/bug", get(async || -> &'static str { panic!("a secret") }))
        .layer(from_fn(edge::observe));
    let request = Request::get(path)
        .header("accept-language", "en")
        .header(
            "traceparent",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        )
        .body(Body::empty())
        .unwrap();
    router.oneshot(request).await.unwrap()
}

async fn text(response: Response<Body>) -> String {
    let bytes = to_bytes(response.into_body(), 1 << 16).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn requests_join_the_caller_s_trace_and_are_counted_by_route() {
    let config = TelemetryConfig {
        log_filter: "off".to_owned(),
        ..TelemetryConfig::default()
    };
    let (dispatch, _) = telemetry::local(&config, Vec::new()).unwrap();
    let _traced = tracing::dispatcher::set_default(&dispatch);
    let (recorder, metrics) = Metrics::local();
    let _counted = metrics::set_default_local_recorder(&recorder);

    let answer = ask("/plans/7").await;
    assert_eq!(
        answer.headers()[edge::TRACE_ID],
        "4bf92f3577b34da6a3ce929d0e0e4736"
    );
    let inside = text(answer).await;
    assert!(
        inside.starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-"),
        "{inside}"
    );
    assert!(
        !inside.contains("00f067aa0ba902b7"),
        "a span of its own: {inside}"
    );
    assert_eq!(
        ask("/invented/by/a/stranger").await.status(),
        StatusCode::NOT_FOUND
    );

    let shown = metrics.render();
    for series in [
        r#"method="GET",route="/plans/{id}",status="200""#,
        r#"method="GET",route="unmatched",status="404""#,
    ] {
        assert!(shown.contains(series), "{series} in {shown}");
    }
    assert!(!shown.contains("stranger"), "{shown}");
}

#[tokio::test]
async fn a_panic_is_answered_without_its_text() {
    let answer = ask("/bug").await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let body = text(answer).await;
    assert!(body.contains(r#""reason":"INTERNAL""#), "{body}");
    assert!(body.contains(r#""instance":"/bug""#), "{body}");
    assert!(!body.contains("a secret"), "{body}");
}
