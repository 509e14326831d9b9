#![doc = include_str!("../README.md")]

pub mod api;
mod call;
mod config;
mod document;
mod live;
mod problem;
mod routes;
mod shape;
mod sign_in;
mod state;

use axum::Router;
use cascade_runtime::auth::Verifier;
use tower_http::compression::CompressionLayer;

pub use config::Config;
pub use live::{Live, RESYNC};
pub use sign_in::{NoOrigin, SignIn, SignInConfig};
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

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    /// A client cannot be made from a type that is named and not described.
    #[test]
    fn what_the_document_names_it_also_describes() {
        let told = super::openapi().to_json().unwrap();
        let document: serde_json::Value = serde_json::from_str(&told).unwrap();
        let known = &document["components"]["schemas"];
        for name in told.split("\"#/components/schemas/").skip(1) {
            let (name, _) = name.split_once('"').unwrap();
            assert!(known.get(name).is_some(), "{name} is described nowhere");
        }
    }

    /// The user interface's client is made from this file. `CASCADE_UPDATE_OPENAPI=1 cargo test -p cascade-gateway` writes it.
    #[test]
    fn the_interface_is_built_on_this_very_api() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/openapi.json");
        let told = super::openapi().to_pretty_json().unwrap() + "\n";
        if std::env::var_os("CASCADE_UPDATE_OPENAPI").is_some() {
            fs::write(&file, &told).unwrap();
        }
        let kept = fs::read_to_string(&file).unwrap_or_default();
        assert!(
            kept == told,
            "web/openapi.json is not up to date: run CASCADE_UPDATE_OPENAPI=1 cargo test -p cascade-gateway"
        );
    }
}
