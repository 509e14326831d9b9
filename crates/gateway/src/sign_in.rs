//! How people sign in with the user interface: it asks here, and the page's policy lets it reach those whom it has to ask next.

use std::{collections::BTreeMap, sync::Arc};

use axum::extract::FromRef;
use cascade_runtime::auth::{AuthConfig, AuthMode};
use http::Uri;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::state::Gateway;

/// Section `gateway.sign_in` of the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignInConfig {
    /// What the provider calls the user interface: a public client with authorization code flow and PKCE. Without it people bring a
    /// token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// What is asked for. `offline_access` where the provider renews access tokens only then.
    pub scope: String,
    /// Further parameters of the request, such as the `audience` or `resource` that some providers want to be told.
    pub parameters: BTreeMap<String, String>,
    /// Where the provider's endpoints are, if not at the issuer: `https://login.example.com`.
    pub origins: Vec<String>,
}

impl Default for SignInConfig {
    fn default() -> Self {
        Self {
            client_id: None,
            scope: "openid profile".to_owned(),
            parameters: BTreeMap::new(),
            origins: Vec::new(),
        }
    }
}

/// Who vouches for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SignInMode {
    /// An OpenID Connect provider.
    Oidc,
    /// This server, for whoever asks: see `POST /api/v1/dev/tokens`.
    Dev,
}

/// Where people sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct SignInWay {
    /// Who vouches for people.
    mode: SignInMode,
    /// Where and as what to ask for a token; absent where people bring one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    provider: Option<SignInProvider>,
}

/// An OpenID Connect provider, for authorization code flow with PKCE.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct SignInProvider {
    /// Where discovery begins, and `iss` of its tokens.
    issuer: String,
    /// What it calls the user interface.
    client_id: String,
    /// What to ask for.
    scope: String,
    /// Further parameters of the request.
    parameters: BTreeMap<String, String>,
}

/// What is told of signing in; cheap to clone.
#[derive(Debug, Clone)]
pub struct SignIn(Arc<Told>);

#[derive(Debug)]
struct Told {
    way: SignInWay,
    origins: Vec<String>,
}

/// An address in `gateway.sign_in` or `auth.issuer` has no origin.
#[derive(Debug, thiserror::Error)]
#[error("{0} is no origin such as https://login.example.com")]
pub struct NoOrigin(String);

impl SignIn {
    /// As configured.
    ///
    /// # Errors
    /// [`NoOrigin`].
    pub fn new(auth: &AuthConfig, config: &SignInConfig) -> Result<Self, NoOrigin> {
        let provider = match (auth.mode, &config.client_id) {
            (AuthMode::Oidc, Some(client_id)) if !client_id.is_empty() => Some(SignInProvider {
                issuer: auth.issuer.clone(),
                client_id: client_id.clone(),
                scope: config.scope.clone(),
                parameters: config.parameters.clone(),
            }),
            _ => None,
        };
        let origins = match &provider {
            None => Vec::new(),
            Some(provider) => std::iter::once(&provider.issuer)
                .chain(&config.origins)
                .map(|url| origin(url).ok_or_else(|| NoOrigin(url.clone())))
                .collect::<Result<_, _>>()?,
        };
        let mode = match auth.mode {
            AuthMode::Oidc => SignInMode::Oidc,
            AuthMode::Dev => SignInMode::Dev,
        };
        let way = SignInWay { mode, provider };
        Ok(Self(Arc::new(Told { way, origins })))
    }

    pub(crate) fn way(&self) -> &SignInWay {
        &self.0.way
    }

    /// Hosts beside this one that the page may ask.
    pub(crate) fn origins(&self) -> &[String] {
        &self.0.origins
    }
}

impl FromRef<Gateway> for SignIn {
    fn from_ref(gateway: &Gateway) -> Self {
        gateway.sign_in.clone()
    }
}

/// Scheme, host and port. What is none of these cannot get into the page's policy.
fn origin(url: &str) -> Option<String> {
    let url: Uri = url.parse().ok()?;
    let scheme = url
        .scheme_str()
        .filter(|one| ["https", "http"].contains(one))?;
    let authority = url.authority()?;
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || ".-:[]".contains(letter);
    authority
        .as_str()
        .chars()
        .all(is_plain)
        .then(|| format!("{scheme}://{authority}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(client_id: Option<&str>, origins: &[&str]) -> SignInConfig {
        SignInConfig {
            client_id: client_id.map(str::to_owned),
            origins: origins.iter().map(|&one| one.to_owned()).collect(),
            ..SignInConfig::default()
        }
    }

    fn oidc(issuer: &str) -> AuthConfig {
        AuthConfig {
            issuer: issuer.to_owned(),
            ..AuthConfig::default()
        }
    }

    #[test]
    fn the_page_may_ask_the_provider_and_nobody_else() {
        let auth = oidc("https://id.example.com/realms/work");
        let told = SignIn::new(
            &auth,
            &config(Some("web"), &["https://tokens.example.com:8443/x"]),
        );
        let told = told.unwrap();
        assert_eq!(
            told.origins(),
            ["https://id.example.com", "https://tokens.example.com:8443"]
        );
        assert!(told.way().provider.is_some());
        for nobody in [None, Some("")] {
            let without = config(nobody, &["https://id.example.com"]);
            let without = SignIn::new(&auth, &without).unwrap();
            assert!(without.origins().is_empty() && without.way().provider.is_none());
        }
    }

    #[test]
    fn a_development_server_sends_nobody_away() {
        let auth = AuthConfig {
            mode: AuthMode::Dev,
            ..oidc("https://id.example.com")
        };
        let told = SignIn::new(&auth, &config(Some("web"), &[])).unwrap();
        assert_eq!(told.way().mode, SignInMode::Dev);
        assert!(told.origins().is_empty());
    }

    #[test]
    fn what_is_no_origin_does_not_get_into_the_policy() {
        for wrong in [
            "",
            "id.example.com",
            "ftp://x",
            "https://a;script-src",
            "https://a'b",
            "*",
        ] {
            let refused = SignIn::new(&oidc(wrong), &config(Some("web"), &[]));
            assert!(refused.is_err(), "{wrong}");
        }
    }
}
