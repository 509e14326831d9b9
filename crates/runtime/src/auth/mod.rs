//! Who calls, and what they may do: OIDC bearer tokens, department-scoped roles.

mod actor;
mod client;
mod dev;
mod http;
mod jwks;
mod verifier;

use std::{net::SocketAddr, path::Path, sync::Arc};

use serde::{Deserialize, Serialize};

pub(crate) use self::http::accept_language;
pub use self::http::{authenticate, http_auth};
pub use actor::{Actor, EVERYWHERE, Role, RoleGrant, actor};
pub use client::{Bearer, CallContext, DevTokens, TokenSource};
pub use dev::DevIssuer;
pub use verifier::Verifier;

use crate::error::BoxError;

/// Who vouches for callers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuthMode {
    /// An OpenID Connect provider.
    #[default]
    Oidc,
    /// This machine: tokens signed by a key in the data directory. For laptops and tests.
    Dev,
}

/// Section `auth` of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuthConfig {
    /// Who vouches for callers.
    pub mode: AuthMode,
    /// `iss` of accepted tokens; also where discovery is looked up.
    pub issuer: String,
    /// `aud` of accepted tokens.
    pub audience: String,
    /// Where the provider's keys are; found by discovery when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks_url: Option<String>,
    /// Shortest time between two fetches of the keys, in milliseconds: strangers with invented key ids must not make us hammer the
    /// provider. A new key is accepted after this long at the latest.
    pub jwks_min_interval_ms: u64,
    /// Lets development tokens in from other machines. Anybody who reads the data directory can then be anybody.
    pub allow_dev_on_network: bool,
}

impl Default for AuthConfig {
    fn default() -> Self {
        Self {
            mode: AuthMode::Oidc,
            issuer: String::new(),
            audience: "cascade".to_owned(),
            jwks_url: None,
            jwks_min_interval_ms: 5_000,
            allow_dev_on_network: false,
        }
    }
}

/// Authentication cannot be set up as configured.
#[derive(Debug, thiserror::Error)]
pub enum AuthSetupError {
    /// OIDC without an issuer.
    #[error(
        "auth.issuer: an OpenID Connect provider is needed (or auth.mode = \"dev\" on a laptop)"
    )]
    NoIssuer,
    /// Keys over plain HTTP from another machine could be anybody's.
    #[error("auth: {0} must be https (plain http only on loopback)")]
    Insecure(String),
    /// Development tokens and a public address.
    #[error(
        "auth.mode = \"dev\" on {0}, which is not loopback: use OIDC, or set auth.allow_dev_on_network = true if you mean it"
    )]
    DevOnNetwork(SocketAddr),
    /// The development key cannot be read or written.
    #[error("development key {path}: {cause}")]
    DevKey {
        /// The key file.
        path: String,
        /// Why.
        cause: BoxError,
    },
    /// No HTTP client for the provider's keys.
    #[error("auth: {0}")]
    Client(#[from] reqwest::Error),
}

impl AuthConfig {
    /// Refuses to offer development tokens to other machines unless that was asked for.
    ///
    /// # Errors
    /// [`AuthSetupError::DevOnNetwork`].
    pub fn check_listen(&self, address: SocketAddr) -> Result<(), AuthSetupError> {
        if self.mode == AuthMode::Dev
            && !address.ip().to_canonical().is_loopback()
            && !self.allow_dev_on_network
        {
            return Err(AuthSetupError::DevOnNetwork(address));
        }
        Ok(())
    }

    /// The verifier of this configuration; in dev mode also the issuer, whose key lies in `data_dir`.
    ///
    /// # Errors
    /// See [`AuthSetupError`].
    pub fn verifier(
        &self,
        data_dir: &Path,
    ) -> Result<(Verifier, Option<Arc<DevIssuer>>), AuthSetupError> {
        match self.mode {
            AuthMode::Oidc => Ok((Verifier::oidc(self)?, None)),
            AuthMode::Dev => {
                let issuer = Arc::new(DevIssuer::load_or_create(data_dir, &self.audience)?);
                Ok((Verifier::dev(&issuer), Some(issuer)))
            }
        }
    }
}
