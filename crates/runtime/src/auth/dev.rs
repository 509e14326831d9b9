use std::{
    fs,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::Path,
    time::{Duration, SystemTime},
};

use jsonwebtoken::{
    Algorithm, EncodingKey, Header, encode,
    jwk::{Jwk, JwkSet, ThumbprintHash},
};
use serde::Serialize;

use super::{AuthSetupError, RoleGrant};
use crate::error::{BoxError, ServiceError};

const KEY_FILE: &str = "dev-signing-key.p8";

/// Issues tokens on this machine: an ES256 key that lies in the data directory, readable by its owner only, shared by all processes
/// that use that directory.
pub struct DevIssuer {
    key: EncodingKey,
    kid: String,
    jwks: JwkSet,
    audience: String,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<&'a str>,
    cascade_roles: &'a [RoleGrant],
    iat: u64,
    exp: u64,
}

impl DevIssuer {
    /// `iss` of development tokens; no provider can have it.
    pub const ISSUER: &'static str = "cascade-dev";

    /// The issuer whose key lies in `data_dir`; the first process makes the key.
    ///
    /// # Errors
    /// When the key cannot be read, written or used.
    pub fn load_or_create(data_dir: &Path, audience: &str) -> Result<Self, AuthSetupError> {
        let path = data_dir.join(KEY_FILE);
        let failed = |cause: BoxError| AuthSetupError::DevKey {
            path: path.display().to_string(),
            cause,
        };
        let key = match fs::read(&path) {
            Ok(key) => key,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                create_key(data_dir, &path).map_err(failed)?
            }
            Err(error) => return Err(failed(error.into())),
        };
        Self::from_pkcs8(&key, audience).map_err(failed)
    }

    /// An issuer with a key of its own that is kept nowhere.
    ///
    /// # Errors
    /// When no key can be made.
    pub fn ephemeral(audience: &str) -> Result<Self, BoxError> {
        Self::from_pkcs8(&generate()?, audience)
    }

    fn from_pkcs8(pkcs8: &[u8], audience: &str) -> Result<Self, BoxError> {
        let key = EncodingKey::from_ec_der(pkcs8);
        let mut jwk = Jwk::from_encoding_key(&key, Algorithm::ES256)?;
        let kid = jwk.thumbprint(ThumbprintHash::SHA256);
        jwk.common.key_id = Some(kid.clone());
        Ok(Self {
            key,
            kid,
            jwks: JwkSet { keys: vec![jwk] },
            audience: audience.to_owned(),
        })
    }

    /// A token for `subject` under its own name. `person` is the code in the directory, if the subject is in it.
    ///
    /// # Errors
    /// When the key cannot sign.
    pub fn issue(
        &self,
        subject: &str,
        person: Option<&str>,
        roles: &[RoleGrant],
        ttl: Duration,
    ) -> Result<String, ServiceError> {
        // Identity lives in real time even where the calendar is simulated.
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(self.kid.clone());
        let claims = Claims {
            iss: Self::ISSUER,
            aud: &self.audience,
            sub: subject,
            name: subject,
            person,
            cascade_roles: roles,
            iat: now.as_secs(),
            exp: (now + ttl).as_secs(),
        };
        encode(&header, &claims, &self.key).map_err(ServiceError::internal)
    }

    /// The public key, as a provider would publish it.
    #[must_use]
    pub fn jwks(&self) -> &JwkSet {
        &self.jwks
    }

    /// `aud` of the tokens.
    #[must_use]
    pub fn audience(&self) -> &str {
        &self.audience
    }
}

fn generate() -> Result<Vec<u8>, BoxError> {
    let key = ring::signature::EcdsaKeyPair::generate_pkcs8(
        &ring::signature::ECDSA_P256_SHA256_FIXED_SIGNING,
        &ring::rand::SystemRandom::new(),
    )
    .map_err(|_| "no key could be made")?;
    Ok(key.as_ref().to_vec())
}

/// Several processes may start at once: each writes a file of its own, and the link decides who was first.
fn create_key(data_dir: &Path, path: &Path) -> Result<Vec<u8>, BoxError> {
    fs::create_dir_all(data_dir)?;
    let own = data_dir.join(format!("{KEY_FILE}.{}", uuid::Uuid::now_v7()));
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&own)?;
    file.write_all(&generate()?)?;
    file.sync_all()?;
    let linked = fs::hard_link(&own, path);
    fs::remove_file(&own)?;
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(fs::read(path)?),
    }
}
