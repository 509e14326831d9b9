//! Readiness that tells the truth, and the small HTTP server for operators: `/healthz`, `/readyz`, `/metrics`.

use std::{
    collections::BTreeMap,
    future::Future,
    sync::{
        Arc, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{Json, Router, extract::State, response::IntoResponse, routing::get};
use futures::{FutureExt, future::BoxFuture};
use http::StatusCode;
use serde::Serialize;

use crate::{error::BoxError, telemetry::Metrics};

/// A check that takes longer than this is down: a probe has to answer within its own second or two.
const CHECK_TIMEOUT: Duration = Duration::from_secs(1);

type Check = Arc<dyn Fn() -> BoxFuture<'static, Result<(), BoxError>> + Send + Sync>;

/// The parts that must work for this process to take requests. Cheap to clone; clones share.
#[derive(Clone, Default)]
pub struct Readiness(Arc<Shared>);

#[derive(Default)]
struct Shared {
    checks: RwLock<BTreeMap<String, Check>>,
    draining: AtomicBool,
}

/// What [`Readiness::report`] found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadinessReport {
    /// Whether requests may come.
    pub ready: bool,
    /// Whether the process is on its way out.
    pub draining: bool,
    /// `"ok"` or `"down"` per part. Causes go to the log: the probe is open to anybody on the network.
    pub parts: BTreeMap<String, &'static str>,
}

impl Readiness {
    /// No parts yet, so ready.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the part `name`. A check looks at the part itself (a `SELECT 1`, an open connection), never at a queue's contents.
    pub fn add<F, Fut>(&self, name: impl Into<String>, check: F)
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        if let Ok(mut checks) = self.0.checks.write() {
            checks.insert(name.into(), Arc::new(move || check().boxed()));
        }
    }

    /// Not ready from now on, for good.
    pub fn drain(&self) {
        self.0.draining.store(true, Ordering::Release);
    }

    /// Whether [`drain`](Self::drain) was called.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.0.draining.load(Ordering::Acquire)
    }

    /// Asks all parts at once.
    pub async fn report(&self) -> ReadinessReport {
        let checks: Vec<(String, Check)> = self
            .0
            .checks
            .read()
            .map(|checks| checks.iter().map(|(n, c)| (n.clone(), c.clone())).collect())
            .unwrap_or_default();
        let parts: BTreeMap<_, _> =
            futures::future::join_all(checks.into_iter().map(|(name, check)| async move {
                let state = match tokio::time::timeout(CHECK_TIMEOUT, check()).await {
                    Ok(Ok(())) => "ok",
                    Ok(Err(cause)) => {
                        tracing::warn!(part = name, %cause, "not ready");
                        "down"
                    }
                    Err(_) => {
                        tracing::warn!(part = name, "not ready: no answer in time");
                        "down"
                    }
                };
                (name, state)
            }))
            .await
            .into_iter()
            .collect();
        let draining = self.is_draining();
        ReadinessReport {
            ready: !draining && parts.values().all(|state| *state == "ok"),
            draining,
            parts,
        }
    }
}

/// The operators' routes. `/healthz` says that the process runs its event loop; `/readyz` asks the parts.
pub fn ops_router(readiness: Readiness, metrics: Metrics) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(readyz).with_state(readiness))
        .route(
            "/metrics",
            get(|State(metrics): State<Metrics>| async move {
                (
                    [(
                        http::header::CONTENT_TYPE,
                        "text/plain; version=0.0.4; charset=utf-8",
                    )],
                    metrics.render(),
                )
            })
            .with_state(metrics),
        )
}

async fn readyz(State(readiness): State<Readiness>) -> impl IntoResponse {
    let report = readiness.report().await;
    let status = if report.ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(report))
}
