//! The gRPC server: whatever every call needs, around the services' own routes.
//!
//! ```text
//! span and trace → language → concurrency limit → deadline → token → panic fence → service
//! ```

mod context;
mod deadline;
mod health;
mod middleware;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;

pub use context::RequestContext;
pub use deadline::Deadline;

use crate::{auth::Verifier, error::BoxError, health::Readiness};

/// Largest message a service should decode or encode: `FooServer::new(foo).max_decoding_message_size(MAX_MESSAGE_BYTES)`. Room for
/// a department's whole workbook; tonic's own default is 4 MiB in.
pub const MAX_MESSAGE_BYTES: usize = 16 * 1024 * 1024;

/// Section `grpc` of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GrpcConfig {
    /// Longest time a call may take, in milliseconds; a caller may ask for less. Streams are exempt once they have begun.
    pub max_deadline_ms: u64,
    /// Calls served at once; more are refused with `OVERLOADED`.
    pub max_concurrent_calls: usize,
}

impl Default for GrpcConfig {
    fn default() -> Self {
        Self {
            max_deadline_ms: 30_000,
            max_concurrent_calls: 1024,
        }
    }
}

/// Wraps services' routes into what a process serves. Cheap to clone; clones share limits.
#[derive(Clone)]
pub struct GrpcServer {
    shared: Arc<middleware::Shared>,
    readiness: Readiness,
    descriptors: Vec<&'static [u8]>,
}

impl GrpcServer {
    /// A server that verifies callers by `verifier` and answers `grpc.health.v1` from `readiness`.
    #[must_use]
    pub fn new(config: &GrpcConfig, verifier: Verifier, readiness: Readiness) -> Self {
        Self {
            shared: Arc::new(middleware::Shared {
                max_deadline: std::time::Duration::from_millis(config.max_deadline_ms),
                permits: Arc::new(Semaphore::new(config.max_concurrent_calls)),
                verifier,
            }),
            readiness,
            descriptors: Vec::new(),
        }
    }

    /// Offers reflection over an encoded `FileDescriptorSet`.
    #[must_use]
    pub fn reflection(mut self, descriptors: &'static [u8]) -> Self {
        self.descriptors.push(descriptors);
        self
    }

    /// `routes` with health, reflection and all layers: for [`serve`] or [`crate::channel::in_process`].
    ///
    /// # Errors
    /// When a descriptor set does not decode.
    pub fn routes(&self, routes: Routes) -> Result<Routes, tonic_reflection::server::Error> {
        let mut routes = routes.add_service(health::service(self.readiness.clone()));
        if !self.descriptors.is_empty() {
            let mut reflection = tonic_reflection::server::Builder::configure();
            for descriptors in &self.descriptors {
                reflection = reflection.register_encoded_file_descriptor_set(descriptors);
            }
            routes = routes.add_service(reflection.build_v1()?);
        }
        let router = routes
            .into_axum_router()
            .layer(axum::middleware::from_fn_with_state(
                self.shared.clone(),
                middleware::serve_call,
            ));
        Ok(Routes::from(router).prepare())
    }
}

/// Serves `routes` until `shutdown`, then lets running calls finish.
///
/// # Errors
/// When the transport fails.
pub async fn serve(
    listener: TcpListener,
    routes: Routes,
    shutdown: CancellationToken,
) -> Result<(), BoxError> {
    let incoming = TcpListenerStream::new(listener);
    transport()
        .add_routes(routes)
        .serve_with_incoming_shutdown(incoming, shutdown.cancelled_owned())
        .await?;
    Ok(())
}

/// The transport's own settings, the same over TCP and in process.
pub(crate) fn transport() -> tonic::transport::Server {
    use std::time::Duration;
    const KEEPALIVE: Duration = Duration::from_secs(30);
    const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(10);
    tonic::transport::Server::builder()
        .tcp_nodelay(true)
        .http2_keepalive_interval(Some(KEEPALIVE))
        .http2_keepalive_timeout(Some(KEEPALIVE_TIMEOUT))
        .http2_adaptive_window(Some(true))
}
