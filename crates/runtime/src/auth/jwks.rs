//! The provider's keys: cached, fetched again when a token names an unknown one, never more often than every few seconds.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
    time::{Duration, Instant},
};

use jsonwebtoken::{
    DecodingKey,
    jwk::{Jwk, JwkSet, PublicKeyUse},
};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::{AuthConfig, AuthSetupError};
use crate::error::BoxError;

/// Keys older than this are fetched again, so that a withdrawn key stops working.
const MAX_AGE: Duration = Duration::from_secs(15 * 60);
const FETCH_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) enum KeyLookup {
    Found(Arc<DecodingKey>),
    Unknown,
    Unavailable(BoxError),
}

type KeyMap = HashMap<Option<String>, Arc<DecodingKey>>;

pub(super) struct Keys {
    known: RwLock<Arc<KeyMap>>,
    remote: Option<Remote>,
}

struct Remote {
    client: reqwest::Client,
    issuer: String,
    jwks_url: Option<String>,
    min_interval: Duration,
    fetched: Mutex<Fetched>,
}

#[derive(Default)]
struct Fetched {
    tried: Option<Instant>,
    succeeded: Option<Instant>,
}

impl Keys {
    pub(super) fn fixed(set: &JwkSet) -> Self {
        Self {
            known: RwLock::new(Arc::new(key_map(set.keys.iter().cloned()))),
            remote: None,
        }
    }

    pub(super) fn remote(config: &AuthConfig) -> Result<Self, AuthSetupError> {
        let (issuer, jwks_url) = (config.issuer.as_str(), config.jwks_url.as_deref());
        if issuer.is_empty() {
            return Err(AuthSetupError::NoIssuer);
        }
        for url in [Some(issuer), jwks_url].into_iter().flatten() {
            if !is_trustworthy(url) {
                return Err(AuthSetupError::Insecure(url.to_owned()));
            }
        }
        crate::install_crypto();
        Ok(Self {
            known: RwLock::default(),
            remote: Some(Remote {
                // A redirect must not lead from https to a place where anybody can answer.
                client: reqwest::Client::builder()
                    .timeout(FETCH_TIMEOUT)
                    .https_only(issuer.starts_with("https:"))
                    .build()?,
                issuer: issuer.trim_end_matches('/').to_owned(),
                jwks_url: jwks_url.map(str::to_owned),
                min_interval: Duration::from_millis(config.jwks_min_interval_ms),
                fetched: Mutex::default(),
            }),
        })
    }

    pub(super) async fn find(&self, kid: Option<&str>) -> KeyLookup {
        let Some(remote) = &self.remote else {
            return self.known(kid).map_or(KeyLookup::Unknown, KeyLookup::Found);
        };
        let asked = Instant::now();
        if let Some(key) = self.known(kid)
            && !remote.is_stale().await
        {
            return KeyLookup::Found(key);
        }
        let failure = remote.refresh(asked, &self.known).await.err();
        match (self.known(kid), failure) {
            (Some(key), _) => KeyLookup::Found(key),
            (None, Some(cause)) => KeyLookup::Unavailable(cause),
            (None, None) => KeyLookup::Unknown,
        }
    }

    fn known(&self, kid: Option<&str>) -> Option<Arc<DecodingKey>> {
        let keys = self.known.read().ok()?.clone();
        match kid {
            Some(kid) => keys.get(&Some(kid.to_owned())).cloned(),
            // A provider with a single key need not name it.
            None if keys.len() == 1 => keys.values().next().cloned(),
            None => None,
        }
    }
}

impl Remote {
    async fn is_stale(&self) -> bool {
        // Somebody who is fetching holds the lock: what is known serves until then.
        self.fetched
            .try_lock()
            .is_ok_and(|fetched| fetched.succeeded.is_none_or(|at| at.elapsed() > MAX_AGE))
    }

    /// One fetch at a time, and none when another caller's answered after `asked` or when the last is too recent.
    async fn refresh(&self, asked: Instant, known: &RwLock<Arc<KeyMap>>) -> Result<(), BoxError> {
        let mut fetched = self.fetched.lock().await;
        if fetched.succeeded.is_some_and(|at| at >= asked) {
            return Ok(());
        }
        if let Some(tried) = fetched.tried
            && tried.elapsed() < self.min_interval
        {
            return match fetched.succeeded {
                Some(_) => Ok(()),
                None => Err("the identity provider's keys could not be fetched".into()),
            };
        }
        fetched.tried = Some(Instant::now());
        let published = self.fetch().await.inspect_err(|cause| {
            tracing::warn!(%cause, issuer = self.issuer, "identity provider's keys not fetched");
        })?;
        let keys = key_map(published);
        tracing::info!(
            keys = keys.len(),
            issuer = self.issuer,
            "identity provider's keys"
        );
        if let Ok(mut known) = known.write() {
            *known = Arc::new(keys);
        }
        fetched.succeeded = Some(Instant::now());
        Ok(())
    }

    async fn fetch(&self) -> Result<Vec<Jwk>, BoxError> {
        #[derive(Deserialize)]
        struct Published {
            keys: Vec<serde_json::Value>,
        }
        #[derive(Deserialize)]
        struct Discovery {
            issuer: String,
            jwks_uri: String,
        }
        let url = match &self.jwks_url {
            Some(url) => url.clone(),
            None => {
                let url = format!("{}/.well-known/openid-configuration", self.issuer);
                let found: Discovery = self.get(&url).await?;
                if found.issuer.trim_end_matches('/') != self.issuer {
                    return Err(format!("discovery names another issuer: {}", found.issuer).into());
                }
                if !is_trustworthy(&found.jwks_uri) {
                    return Err(format!("{} must be https", found.jwks_uri).into());
                }
                found.jwks_uri
            }
        };
        let published: Published = self.get(&url).await?;
        Ok(published
            .keys
            .into_iter()
            .filter_map(|key| serde_json::from_value(key).ok())
            .collect())
    }

    async fn get<T: serde::de::DeserializeOwned>(&self, url: &str) -> Result<T, BoxError> {
        Ok(self
            .client
            .get(url)
            .send()
            .await?
            .error_for_status()?
            .json()
            .await?)
    }
}

/// https, or http that does not leave the machine.
fn is_trustworthy(url: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(url) else {
        return false;
    };
    let local = match url.host_str() {
        Some("localhost") => true,
        Some(host) => host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback()),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && local)
}

/// Providers publish keys of kinds we do not know beside those we use: read one by one, and leave out what is not for signatures.
fn key_map(keys: impl IntoIterator<Item = Jwk>) -> KeyMap {
    keys.into_iter()
        .filter(|jwk| {
            matches!(
                jwk.common.public_key_use,
                None | Some(PublicKeyUse::Signature)
            )
        })
        .filter_map(|jwk| {
            let key = DecodingKey::from_jwk(&jwk).ok()?;
            Some((jwk.common.key_id, Arc::new(key)))
        })
        .collect()
}
