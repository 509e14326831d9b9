//! `grpc.health.v1`, answered from [`Readiness`] itself, so that it cannot disagree with `/readyz`.

use std::{pin::Pin, time::Duration};

use async_trait::async_trait;
use futures::Stream;
use tonic::{Request, Response, Status};
use tonic_health::pb::{
    HealthCheckRequest, HealthCheckResponse,
    health_check_response::ServingStatus,
    health_server::{Health, HealthServer},
};

use crate::health::Readiness;

const WATCH_EVERY: Duration = Duration::from_secs(2);

pub(super) fn service(readiness: Readiness) -> HealthServer<impl Health> {
    HealthServer::new(FromReadiness(readiness))
}

struct FromReadiness(Readiness);

#[async_trait]
impl Health for FromReadiness {
    /// All services of a process are ready together, so the name asked for makes no difference.
    async fn check(
        &self,
        _: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        Ok(Response::new(answer(&self.0).await))
    }

    type WatchStream = Pin<Box<dyn Stream<Item = Result<HealthCheckResponse, Status>> + Send>>;

    async fn watch(
        &self,
        _: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let first = (self.0.clone(), None::<HealthCheckResponse>);
        let changes = futures::stream::unfold(first, |(readiness, last)| async move {
            loop {
                if last.is_some() {
                    tokio::time::sleep(WATCH_EVERY).await;
                }
                let now = answer(&readiness).await;
                if last.as_ref() != Some(&now) {
                    return Some((Ok(now), (readiness, Some(now))));
                }
            }
        });
        Ok(Response::new(Box::pin(changes)))
    }
}

async fn answer(readiness: &Readiness) -> HealthCheckResponse {
    let status = if readiness.report().await.ready {
        ServingStatus::Serving
    } else {
        ServingStatus::NotServing
    };
    HealthCheckResponse {
        status: status.into(),
    }
}
