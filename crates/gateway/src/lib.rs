#![doc = include_str!("../README.md")]

pub mod api;
mod call;
mod document;
mod problem;
mod routes;
mod state;

use axum::Router;
use cascade_runtime::auth::Verifier;
use tower_http::compression::CompressionLayer;

pub use state::{Channels, Gateway};

/// The API as OpenAPI 3.1, without a server.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    routes::document()
}

/// Everything that the gateway serves. Callers are verified here and again in every service.
pub fn router(gateway: Gateway, verifier: Verifier) -> Router {
    routes::router(gateway, verifier)
        .layer(CompressionLayer::new())
        .layer(axum::middleware::from_fn(cascade_runtime::edge::observe))
}
