//! The caller's side: whose token a call carries, in which language, for how long.

use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tonic::metadata::AsciiMetadataValue;

use super::{DevIssuer, RoleGrant};
use crate::{error::ServiceError, lang::Lang, propagation};

/// A bearer token, hidden when printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Bearer(Arc<str>);

impl Bearer {
    /// `token` without the word "Bearer".
    pub fn new(token: impl Into<Arc<str>>) -> Self {
        Self(token.into())
    }

    /// The token itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bearer(***)")
    }
}

/// What an outgoing call carries of the call it is made for.
#[derive(Clone, Debug, Default)]
pub struct CallContext {
    /// Token of the person or service in whose name the call is made.
    pub bearer: Option<Bearer>,
    /// Language of messages.
    pub lang: Lang,
    /// Makes a retried mutation happen once.
    pub idempotency_key: Option<String>,
    /// How long the caller waits.
    pub timeout: Option<Duration>,
}

impl CallContext {
    /// A gRPC request with `message`, this context and the current trace.
    ///
    /// # Errors
    /// `INTERNAL` when a token or key does not fit into metadata.
    pub fn request<T>(&self, message: T) -> Result<tonic::Request<T>, ServiceError> {
        let mut request = tonic::Request::new(message);
        let ascii = |text: &str| AsciiMetadataValue::try_from(text).map_err(ServiceError::internal);
        let metadata = request.metadata_mut();
        if let Some(bearer) = &self.bearer {
            let mut value = ascii(&format!("Bearer {}", bearer.expose()))?;
            value.set_sensitive(true);
            metadata.insert("authorization", value);
        }
        metadata.insert("accept-language", ascii(self.lang.tag())?);
        if let Some(key) = &self.idempotency_key {
            metadata.insert("idempotency-key", ascii(key)?);
        }
        propagation::inject(metadata);
        if let Some(timeout) = self.timeout {
            request.set_timeout(timeout);
        }
        Ok(request)
    }
}

/// Where a process gets the token for calls it makes in its own name.
#[derive(Clone)]
pub enum TokenSource {
    /// A file that the platform keeps fresh (a projected service account token).
    File(PathBuf),
    /// Issued here, in dev mode.
    Dev(DevTokens),
}

/// Development tokens of one subject, renewed before they expire.
#[derive(Clone)]
pub struct DevTokens {
    issuer: Arc<DevIssuer>,
    subject: String,
    roles: Vec<RoleGrant>,
    last: Arc<Mutex<Option<(Bearer, Instant)>>>,
}

impl TokenSource {
    /// Development tokens for `subject`.
    pub fn dev(issuer: Arc<DevIssuer>, subject: impl Into<String>, roles: Vec<RoleGrant>) -> Self {
        Self::Dev(DevTokens {
            issuer,
            subject: subject.into(),
            roles,
            last: Arc::default(),
        })
    }

    /// The present token.
    ///
    /// # Errors
    /// When it cannot be read or signed.
    pub async fn bearer(&self) -> Result<Bearer, ServiceError> {
        match self {
            Self::File(path) => {
                let text = tokio::fs::read_to_string(path)
                    .await
                    .map_err(ServiceError::unavailable)?;
                Ok(Bearer::new(text.trim()))
            }
            Self::Dev(tokens) => tokens.bearer(),
        }
    }
}

impl DevTokens {
    const TTL: Duration = Duration::from_secs(3600);

    fn bearer(&self) -> Result<Bearer, ServiceError> {
        let fresh = |last: &Option<(Bearer, Instant)>| {
            last.as_ref()
                .filter(|(_, issued)| issued.elapsed() < Self::TTL / 2)
                .map(|(bearer, _)| bearer.clone())
        };
        if let Ok(last) = self.last.lock()
            && let Some(bearer) = fresh(&last)
        {
            return Ok(bearer);
        }
        let token = self
            .issuer
            .issue(&self.subject, None, &self.roles, Self::TTL)?;
        let bearer = Bearer::new(token);
        if let Ok(mut last) = self.last.lock() {
            *last = Some((bearer.clone(), Instant::now()));
        }
        Ok(bearer)
    }
}
