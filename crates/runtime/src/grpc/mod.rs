//! The gRPC server: whatever every call needs, around the services' own routes.
//!
//! ```text
//! span and trace → language → concurrency limit → deadline → token → panic fence → service
//! ```

mod context;
mod deadline;
mod health;
mod middleware;

use std::{sync::Arc, time::Duration};

use futures::StreamExt;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tonic::{service::Routes, transport::server::TcpIncoming};

pub use context::RequestContext;
pub use deadline::Deadline;

use crate::{auth::Verifier, error::BoxError, health::Readiness};

/// Largest message a service should decode or encode: `FooServer::new(foo).max_decoding_message_size(MAX_MESSAGE_BYTES)`. Room for
/// a department's whole workbook; tonic's own default is 4 MiB in.
pub const MAX_MESSAGE_BYTES: usize = 64 * 1024 * 1024;

/// Bytes that a peer may send ahead: of one call, and of all calls of a connection. Fixed: the adaptive window measures by pings,
/// and under a few hundred calls at once either side took them for a flood and closed the connection.
pub(crate) const STREAM_WINDOW: u32 = 1024 * 1024;
pub(crate) const CONNECTION_WINDOW: u32 = 4 * STREAM_WINDOW;

const KEEPALIVE: Duration = Duration::from_secs(30);
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(10);

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
                max_deadline: Duration::from_millis(config.max_deadline_ms),
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
    // Small answers must not wait for Nagle's algorithm; the server builder's own switch does not reach listeners it is given.
    let incoming = TcpIncoming::from(listener)
        .with_nodelay(Some(true))
        .with_keepalive(Some(KEEPALIVE))
        .then(outlive);
    transport()
        .add_routes(routes)
        .serve_with_incoming_shutdown(incoming, shutdown.cancelled_owned())
        .await?;
    Ok(())
}

/// Out of file descriptors is no reason to stop serving: wait, and report what the transport skips.
async fn outlive<T>(accepted: std::io::Result<T>) -> std::io::Result<T> {
    const PAUSE: Duration = Duration::from_millis(500);
    match accepted {
        // A peer that hung up early costs nothing.
        Err(error) if error.kind() != std::io::ErrorKind::ConnectionAborted => {
            tracing::warn!(%error, "connection not accepted");
            tokio::time::sleep(PAUSE).await;
            Err(std::io::ErrorKind::WouldBlock.into())
        }
        accepted => accepted,
    }
}

/// The transport's own settings, the same over TCP and in process.
pub(crate) fn transport() -> tonic::transport::Server {
    tonic::transport::Server::builder()
        .http2_keepalive_interval(Some(KEEPALIVE))
        .http2_keepalive_timeout(Some(KEEPALIVE_TIMEOUT))
        .initial_stream_window_size(Some(STREAM_WINDOW))
        .initial_connection_window_size(Some(CONNECTION_WINDOW))
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::*;

    #[tokio::test]
    async fn running_out_of_file_descriptors_does_not_end_the_server() {
        const EMFILE: i32 = 24;
        let skipped = outlive::<()>(Err(Error::from_raw_os_error(EMFILE))).await;
        assert_eq!(
            skipped.unwrap_err().kind(),
            ErrorKind::WouldBlock,
            "which the transport skips"
        );
        let began = std::time::Instant::now();
        let aborted = outlive::<()>(Err(ErrorKind::ConnectionAborted.into())).await;
        assert_eq!(aborted.unwrap_err().kind(), ErrorKind::ConnectionAborted);
        assert!(began.elapsed() < Duration::from_millis(400), "no pause");
        assert_eq!(outlive(Ok(7)).await.unwrap(), 7);
    }
}
