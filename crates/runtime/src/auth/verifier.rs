use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant, SystemTime},
};

use jsonwebtoken::{Algorithm, Validation, decode, decode_header, errors::ErrorKind as JwtError};
use serde::Deserialize;

use super::{
    Actor, AuthConfig, AuthSetupError, DevIssuer, Role, RoleGrant,
    jwks::{KeyLookup, Keys},
};
use crate::{
    error::{BoxError, ErrorKind, ServiceError, reasons},
    lang::Localized,
};

/// What we accept; never the header's word alone.
const ALGORITHMS: [Algorithm; 3] = [Algorithm::ES256, Algorithm::RS256, Algorithm::EdDSA];
/// Clock difference between us and the provider.
const LEEWAY_SECONDS: u64 = 30;
/// A verified token is believed this long without looking again: a signature check costs more than most calls.
const CACHE_FOR: Duration = Duration::from_secs(60);
const CACHE_ENTRIES: usize = 10_000;

/// Verifies bearer tokens. Cheap to clone; clones share keys and cache.
#[derive(Clone)]
pub struct Verifier(Arc<Inner>);

struct Inner {
    issuer: String,
    audience: String,
    keys: Keys,
    cache: Mutex<HashMap<String, Cached>>,
}

struct Cached {
    actor: Arc<Actor>,
    until: Instant,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    exp: u64,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    person: Option<String>,
    /// Roles of other systems or later versions are none of ours: read one by one.
    #[serde(default)]
    cascade_roles: Vec<serde_json::Value>,
}

impl Verifier {
    pub(super) fn oidc(config: &AuthConfig) -> Result<Self, AuthSetupError> {
        Ok(Self::new(
            &config.issuer,
            &config.audience,
            Keys::remote(config)?,
        ))
    }

    /// A verifier of the tokens of `issuer` only.
    #[must_use]
    pub fn dev(issuer: &DevIssuer) -> Self {
        Self::new(
            DevIssuer::ISSUER,
            issuer.audience(),
            Keys::fixed(issuer.jwks()),
        )
    }

    fn new(issuer: &str, audience: &str, keys: Keys) -> Self {
        Self(Arc::new(Inner {
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            keys,
            cache: Mutex::default(),
        }))
    }

    /// The caller whom `token` names.
    ///
    /// # Errors
    /// `TOKEN_INVALID`, `TOKEN_EXPIRED`; `UNAVAILABLE` while the provider's keys cannot be had.
    pub async fn verify(&self, token: &str) -> Result<Arc<Actor>, ServiceError> {
        if let Some(actor) = self.cached(token) {
            return Ok(actor);
        }
        let header = decode_header(token).map_err(invalid)?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(invalid(format!("algorithm {:?}", header.alg)));
        }
        let key = match self.0.keys.find(header.kid.as_deref()).await {
            KeyLookup::Found(key) => key,
            KeyLookup::Unknown => return Err(invalid("unknown key")),
            KeyLookup::Unavailable(cause) => return Err(ServiceError::unavailable(cause)),
        };
        let mut validation = Validation::new(header.alg);
        validation.set_issuer(&[&self.0.issuer]);
        validation.set_audience(&[&self.0.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        validation.leeway = LEEWAY_SECONDS;
        let claims = decode::<Claims>(token, &key, &validation)
            .map_err(|error| match error.kind() {
                JwtError::ExpiredSignature => expired(),
                _ => invalid(error),
            })?
            .claims;
        let expires = claims.exp;
        let actor = Arc::new(actor(claims));
        self.remember(token, &actor, expires);
        Ok(actor)
    }

    fn cached(&self, token: &str) -> Option<Arc<Actor>> {
        let cache = self.0.cache.lock().ok()?;
        let hit = cache.get(token)?;
        (hit.until > Instant::now()).then(|| hit.actor.clone())
    }

    fn remember(&self, token: &str, actor: &Arc<Actor>, expires: u64) {
        let left = (SystemTime::UNIX_EPOCH + Duration::from_secs(expires))
            .duration_since(SystemTime::now())
            .unwrap_or_default();
        let now = Instant::now();
        if let Ok(mut cache) = self.0.cache.lock() {
            if cache.len() >= CACHE_ENTRIES {
                cache.retain(|_, entry| entry.until > now);
            }
            if cache.len() < CACHE_ENTRIES {
                cache.insert(
                    token.to_owned(),
                    Cached {
                        actor: actor.clone(),
                        until: now + left.min(CACHE_FOR),
                    },
                );
            }
        }
    }
}

fn actor(claims: Claims) -> Actor {
    #[derive(Deserialize)]
    struct Grant {
        role: Role,
        department: String,
    }
    let roles = claims
        .cascade_roles
        .into_iter()
        .filter_map(|grant| serde_json::from_value::<Grant>(grant).ok())
        .map(|grant| RoleGrant::new(grant.role, grant.department))
        .collect();
    Actor {
        name: claims.name.unwrap_or_else(|| claims.sub.clone()),
        subject: claims.sub,
        person: claims.person,
        roles,
    }
}

fn invalid(cause: impl Into<BoxError>) -> ServiceError {
    ServiceError::new(
        ErrorKind::Unauthenticated,
        reasons::TOKEN_INVALID,
        Localized::new(
            "访问令牌无效，请重新登录",
            "The access token is not valid: sign in again",
        ),
    )
    .with_cause(cause)
}

fn expired() -> ServiceError {
    ServiceError::new(
        ErrorKind::Unauthenticated,
        reasons::TOKEN_EXPIRED,
        Localized::new(
            "访问令牌已过期，请重新登录",
            "The access token has expired: sign in again",
        ),
    )
}
