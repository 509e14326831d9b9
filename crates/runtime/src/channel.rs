//! Channels to services: over the network, or over a pipe inside the process. The same type, the same layers.

use std::time::Duration;

use futures::{StreamExt, stream};
use hyper_util::rt::TokioIo;
use serde::{Deserialize, Serialize};
use tokio::{io::DuplexStream, sync::mpsc};
use tonic::{
    service::Routes,
    transport::{Channel, ClientTlsConfig, Endpoint, Uri},
};

use crate::grpc;

/// Bytes in flight each way before a writer waits.
const PIPE: usize = 256 * 1024;

/// How long a client waits for what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Timeouts {
    /// For a connection, in milliseconds.
    pub connect_ms: u64,
    /// For an answer, in milliseconds; a call may ask for less.
    pub request_ms: u64,
    /// Between two keep-alive pings, in milliseconds.
    pub keepalive_ms: u64,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect_ms: 3_000,
            request_ms: 30_000,
            keepalive_ms: 20_000,
        }
    }
}

/// A channel to `uri` (`http://tasks:7002`, `https://…`). Connects at the first call and again after a loss.
///
/// # Errors
/// When `uri` is none, or TLS cannot be set up.
pub fn connect(uri: &str, timeouts: &Timeouts) -> Result<Channel, tonic::transport::Error> {
    let keepalive = Duration::from_millis(timeouts.keepalive_ms);
    let mut endpoint = Endpoint::from_shared(uri.to_owned())?
        .connect_timeout(Duration::from_millis(timeouts.connect_ms))
        .timeout(Duration::from_millis(timeouts.request_ms))
        .tcp_keepalive(Some(keepalive))
        .http2_keep_alive_interval(keepalive)
        .keep_alive_timeout(Duration::from_millis(timeouts.connect_ms))
        .keep_alive_while_idle(true)
        .tcp_nodelay(true)
        .initial_stream_window_size(grpc::STREAM_WINDOW)
        .initial_connection_window_size(grpc::CONNECTION_WINDOW);
    if endpoint.uri().scheme_str() == Some("https") {
        crate::install_crypto();
        endpoint = endpoint.tls_config(ClientTlsConfig::new().with_native_roots())?;
    }
    Ok(endpoint.connect_lazy())
}

/// A channel to `routes` in this process, over in-memory pipes: the real client, HTTP/2 and the real server. Call inside the Tokio
/// runtime; the serving task ends when the last clone of the channel is dropped.
#[must_use]
pub fn in_process(routes: Routes) -> Channel {
    let (pipes, served) = mpsc::unbounded_channel::<DuplexStream>();
    tokio::spawn(async move {
        let incoming = stream::unfold(served, |mut served| async move {
            Some((served.recv().await?, served))
        })
        .map(Ok::<_, std::io::Error>);
        let result = grpc::transport()
            .add_routes(routes)
            .serve_with_incoming(incoming)
            .await;
        if let Err(cause) = result {
            tracing::error!(%cause, "in-process server ended");
        }
    });
    Endpoint::from_static("http://in-process").connect_with_connector_lazy(tower::service_fn(
        move |_: Uri| {
            let (client, server) = tokio::io::duplex(PIPE);
            let sent = pipes.send(server);
            async move {
                sent.map_err(|_| std::io::Error::from(std::io::ErrorKind::ConnectionRefused))?;
                Ok::<_, std::io::Error>(TokioIo::new(client))
            }
        },
    ))
}
