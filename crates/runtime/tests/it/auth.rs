use std::{
    net::SocketAddr,
    os::unix::fs::PermissionsExt,
    sync::{
        Arc, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime},
};

use axum::{Json, Router, body::Body, middleware::from_fn_with_state, routing::get};
use cascade_runtime::{
    ServiceError,
    auth::{
        AuthConfig, AuthMode, AuthSetupError, DevIssuer, Role, RoleGrant, TokenSource, Verifier,
        http_auth,
    },
};
use http::{Request, StatusCode};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, jwk::Jwk};
use ring::{rand::SystemRandom, signature};
use serde_json::{Value, json};
use tower::ServiceExt;

/// The Ed25519 key of RFC 8037, appendix A: public value, and the private one in the frame of RFC 8410.
const RFC8037_X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
const RFC8037_PKCS8: [u8; 48] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
    0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
];

struct Key {
    key: EncodingKey,
    alg: Algorithm,
    kid: String,
}

impl Key {
    fn es256(kid: &str) -> Self {
        let der = signature::EcdsaKeyPair::generate_pkcs8(
            &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
            &SystemRandom::new(),
        )
        .unwrap();
        Self {
            key: EncodingKey::from_ec_der(der.as_ref()),
            alg: Algorithm::ES256,
            kid: kid.to_owned(),
        }
    }

    fn eddsa(kid: &str) -> Self {
        Self {
            key: EncodingKey::from_ed_der(&RFC8037_PKCS8),
            alg: Algorithm::EdDSA,
            kid: kid.to_owned(),
        }
    }

    fn public(&self) -> Value {
        if self.alg == Algorithm::EdDSA {
            return json!({"kty": "OKP", "crv": "Ed25519", "x": RFC8037_X, "kid": self.kid});
        }
        let mut jwk = Jwk::from_encoding_key(&self.key, self.alg).unwrap();
        jwk.common.key_id = Some(self.kid.clone());
        // Some providers do not say the algorithm.
        jwk.common.key_algorithm = None;
        serde_json::to_value(jwk).unwrap()
    }

    fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(self.alg);
        header.kid = Some(self.kid.clone());
        encode(&header, claims, &self.key).unwrap()
    }
}

/// An OpenID provider on loopback: discovery and keys, with a count of how often the keys were fetched.
struct Provider {
    issuer: String,
    keys: Arc<RwLock<Vec<Value>>>,
    fetches: Arc<AtomicUsize>,
}

impl Provider {
    async fn start(keys: &[&Key]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let provider = Self {
            issuer: issuer.clone(),
            keys: Arc::default(),
            fetches: Arc::default(),
        };
        provider.publish(keys);
        let (set, fetches) = (provider.keys.clone(), provider.fetches.clone());
        let discovery = json!({"issuer": issuer, "jwks_uri": format!("{issuer}/keys")});
        let router = Router::new()
            .route(
                "/.well-known/openid-configuration",
                get(async || Json(discovery)),
            )
            .route(
                "/keys",
                get(async move || {
                    fetches.fetch_add(1, Ordering::SeqCst);
                    Json(json!({"keys": *set.read().unwrap()}))
                }),
            );
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    fn publish(&self, keys: &[&Key]) {
        let strange =
            json!({"kty": "EC", "crv": "secp256k1", "alg": "ES256K", "kid": "s", "x": "", "y": ""});
        let keys = keys.iter().map(|key| key.public());
        *self.keys.write().unwrap() = std::iter::once(strange).chain(keys).collect();
    }

    fn config(&self) -> AuthConfig {
        AuthConfig {
            issuer: self.issuer.clone(),
            jwks_min_interval_ms: 0,
            ..AuthConfig::default()
        }
    }

    fn verifier(&self, config: &AuthConfig) -> Verifier {
        config.verifier(std::path::Path::new("unused")).unwrap().0
    }

    fn claims(&self) -> Value {
        json!({
            "iss": self.issuer, "aud": "cascade", "sub": "u-1", "name": "王芳", "person": "P-001",
            "exp": seconds(300),
            "cascade_roles": [
                {"role": "manager", "department": "sales"},
                {"role": "captain", "department": "ship"},
            ],
        })
    }
}

/// Unix time, `offset` seconds from now.
fn seconds(offset: i64) -> i64 {
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    i64::try_from(now.as_secs()).unwrap() + offset
}

fn with(mut claims: Value, key: &str, value: Value) -> Value {
    claims[key] = value;
    claims
}

async fn reason(verifier: &Verifier, token: &str) -> &'static str {
    verifier.verify(token).await.map_or_else(
        |error: ServiceError| error.reason().as_str(),
        |_| "accepted",
    )
}

#[tokio::test]
async fn a_token_of_the_provider_names_the_caller() {
    let (ec, ed) = (Key::es256("a"), Key::eddsa("b"));
    let provider = Provider::start(&[&ec, &ed]).await;
    let verifier = provider.verifier(&provider.config());
    for key in [&ec, &ed] {
        let actor = verifier
            .verify(&key.sign(&provider.claims()))
            .await
            .unwrap();
        assert_eq!(
            (actor.subject.as_str(), actor.name.as_str()),
            ("u-1", "王芳")
        );
        assert!(actor.is_person("P-001"));
        assert_eq!(
            actor.roles,
            [RoleGrant::new(Role::Manager, "sales")],
            "unknown roles are none"
        );
        actor.require(Role::Contributor, "sales").unwrap();
        actor
            .require_in(Role::Manager, ["sales-east", "sales"])
            .unwrap();
        actor.require_anywhere(Role::Viewer).unwrap();
        let error = actor.require(Role::Manager, "finance").unwrap_err();
        assert_eq!(
            error.message().en,
            "This needs the role manager in department finance"
        );
        assert_eq!(error.message().zh, "需要部门 finance 的管理者权限");
        actor.require(Role::Executive, "sales").unwrap_err();
        actor.require(Role::Viewer, "*").unwrap_err();
    }
    assert_eq!(provider.fetches.load(Ordering::SeqCst), 1, "keys are kept");
}

#[tokio::test]
async fn tokens_that_do_not_hold_are_refused() {
    let key = Key::es256("a");
    let provider = Provider::start(&[&key]).await;
    let verifier = provider.verifier(&provider.config());
    let claims = || provider.claims();
    assert_eq!(reason(&verifier, &key.sign(&claims())).await, "accepted");
    let expired = key.sign(&with(claims(), "exp", json!(seconds(-31))));
    assert_eq!(reason(&verifier, &expired).await, "TOKEN_EXPIRED");
    let leeway = key.sign(&with(claims(), "exp", json!(seconds(-10))));
    assert_eq!(reason(&verifier, &leeway).await, "accepted");
    for (name, token) in [
        (
            "audience",
            key.sign(&with(claims(), "aud", json!("payroll"))),
        ),
        (
            "issuer",
            key.sign(&with(claims(), "iss", json!("https://evil.example"))),
        ),
        (
            "not yet",
            key.sign(&with(claims(), "nbf", json!(seconds(120)))),
        ),
        ("no subject", key.sign(&with(claims(), "sub", Value::Null))),
        ("stranger's key", Key::es256("a").sign(&claims())),
        ("not a token", "abc".to_owned()),
    ] {
        assert_eq!(reason(&verifier, &token).await, "TOKEN_INVALID", "{name}");
    }
    // The classic: sign with a symmetric algorithm, using the public key as the secret.
    let public = serde_json::to_vec(&key.public()).unwrap();
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some("a".to_owned());
    let forged = encode(&header, &claims(), &EncodingKey::from_secret(&public)).unwrap();
    assert_eq!(reason(&verifier, &forged).await, "TOKEN_INVALID");
}

#[tokio::test]
async fn a_rotated_key_is_found_and_the_old_one_forgotten() {
    let (old, new) = (Key::es256("2026-06"), Key::es256("2026-07"));
    let provider = Provider::start(&[&old]).await;
    let verifier = provider.verifier(&provider.config());
    assert_eq!(
        reason(&verifier, &old.sign(&provider.claims())).await,
        "accepted"
    );
    provider.publish(&[&new]);
    assert_eq!(
        reason(&verifier, &new.sign(&provider.claims())).await,
        "accepted"
    );
    assert_eq!(provider.fetches.load(Ordering::SeqCst), 2);
    let later = with(provider.claims(), "exp", json!(seconds(301)));
    assert_eq!(reason(&verifier, &old.sign(&later)).await, "TOKEN_INVALID");
}

#[tokio::test]
async fn invented_key_ids_do_not_hammer_the_provider() {
    let key = Key::es256("a");
    let provider = Provider::start(&[&key]).await;
    let verifier = provider.verifier(&AuthConfig {
        jwks_min_interval_ms: 60_000,
        ..provider.config()
    });
    assert_eq!(
        reason(&verifier, &key.sign(&provider.claims())).await,
        "accepted"
    );
    for i in 0..20 {
        let stranger = Key::es256(&format!("x{i}")).sign(&provider.claims());
        assert_eq!(reason(&verifier, &stranger).await, "TOKEN_INVALID");
    }
    assert_eq!(provider.fetches.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_provider_that_is_away_is_our_trouble_not_the_caller_s() {
    let key = Key::es256("a");
    let provider = Provider::start(&[&key]).await;
    let verifier = provider.verifier(&AuthConfig {
        jwks_url: Some("http://127.0.0.1:1/keys".to_owned()),
        ..provider.config()
    });
    assert_eq!(
        reason(&verifier, &key.sign(&provider.claims())).await,
        "UNAVAILABLE"
    );
}

#[tokio::test]
async fn development_processes_share_a_key_that_only_the_owner_reads() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let issuers: Vec<_> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| DevIssuer::load_or_create(&data, "cascade").unwrap()))
            .collect();
        starts
            .into_iter()
            .map(|start| start.join().unwrap())
            .collect()
    });
    let grants = [RoleGrant::everywhere(Role::Admin)];
    let verifier = Verifier::dev(&issuers[0]);
    for issuer in &issuers {
        let token = issuer
            .issue("dev", None, &grants, Duration::from_secs(60))
            .unwrap();
        let actor = verifier.verify(&token).await.unwrap();
        assert_eq!(actor.roles, grants);
        actor.require(Role::Executive, "any").unwrap();
    }
    let files: Vec<_> = std::fs::read_dir(&data)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!(
        files[0].metadata().unwrap().permissions().mode() & 0o777,
        0o600
    );
    let stranger = DevIssuer::ephemeral("cascade").unwrap();
    let token = stranger
        .issue("dev", None, &grants, Duration::from_secs(60))
        .unwrap();
    assert_eq!(reason(&verifier, &token).await, "TOKEN_INVALID");
}

#[test]
fn unsafe_set_ups_are_refused() {
    let address = |text: &str| text.parse::<SocketAddr>().unwrap();
    let dev = AuthConfig {
        mode: AuthMode::Dev,
        ..AuthConfig::default()
    };
    dev.check_listen(address("127.0.0.1:7000")).unwrap();
    dev.check_listen(address("[::1]:7000")).unwrap();
    for open in ["0.0.0.0:7000", "[::]:7000", "192.168.1.5:7000"] {
        assert!(matches!(
            dev.check_listen(address(open)),
            Err(AuthSetupError::DevOnNetwork(_))
        ));
    }
    let meant = AuthConfig {
        allow_dev_on_network: true,
        ..dev
    };
    meant.check_listen(address("0.0.0.0:7000")).unwrap();

    let oidc = |issuer: &str| {
        AuthConfig {
            issuer: issuer.to_owned(),
            ..AuthConfig::default()
        }
        .verifier(std::path::Path::new("unused"))
        .err()
    };
    assert!(matches!(oidc(""), Some(AuthSetupError::NoIssuer)));
    assert!(matches!(
        oidc("http://login.example.com"),
        Some(AuthSetupError::Insecure(_))
    ));
    assert!(oidc("https://login.example.com").is_none());
}

#[tokio::test]
async fn the_gateway_refuses_with_a_problem() {
    let issuer = DevIssuer::ephemeral("cascade").unwrap();
    let router = Router::new()
        .route("/plans", get(async || "plans"))
        .layer(from_fn_with_state(Verifier::dev(&issuer), http_auth));
    let ask = async |token: Option<String>| {
        let mut request = Request::get("/plans").header("accept-language", "en");
        if let Some(token) = token {
            request = request.header("authorization", format!("bearer {token}"));
        }
        router
            .clone()
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
    };
    let refused = ask(None).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(
        refused.headers()["content-type"],
        "application/problem+json"
    );
    assert_eq!(refused.headers()["www-authenticate"], "Bearer");
    let body = axum::body::to_bytes(refused.into_body(), 1 << 16)
        .await
        .unwrap();
    let problem: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(problem["reason"], "UNAUTHENTICATED");
    assert_eq!(problem["instance"], "/plans");
    assert_eq!(
        problem["detail"],
        "Sign in first: a valid access token is missing"
    );
    let token = issuer
        .issue("dev", None, &[], Duration::from_secs(60))
        .unwrap();
    assert_eq!(ask(Some(token)).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_process_has_tokens_of_its_own_that_do_not_print() {
    let issuer = Arc::new(DevIssuer::ephemeral("cascade").unwrap());
    let verifier = Verifier::dev(&issuer);
    let source = TokenSource::dev(issuer, "gateway", vec![RoleGrant::everywhere(Role::Viewer)]);
    let bearer = source.bearer().await.unwrap();
    assert_eq!(
        verifier.verify(bearer.expose()).await.unwrap().subject,
        "gateway"
    );
    assert_eq!(
        source.bearer().await.unwrap(),
        bearer,
        "kept until it is half used up"
    );
    assert_eq!(format!("{bearer:?}"), "Bearer(***)");

    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "from-the-platform\n").unwrap();
    let source = TokenSource::File(file.path().to_owned());
    assert_eq!(source.bearer().await.unwrap().expose(), "from-the-platform");
    file.close().unwrap();
    assert_eq!(
        source.bearer().await.unwrap_err().reason().as_str(),
        "UNAVAILABLE"
    );
}
