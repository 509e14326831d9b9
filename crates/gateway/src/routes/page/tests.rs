use axum::http::{StatusCode, header};

use super::*;
use crate::sign_in::SignInConfig;
use cascade_runtime::auth::AuthConfig;

fn provider(client_id: Option<&str>) -> SignIn {
    let auth = AuthConfig {
        issuer: "https://id.example.com/realms/work".to_owned(),
        ..AuthConfig::default()
    };
    let config = SignInConfig {
        client_id: client_id.map(str::to_owned),
        ..SignInConfig::default()
    };
    SignIn::new(&auth, &config).unwrap()
}

async fn ask(method: Method, path: &str, headers: HeaderMap) -> (StatusCode, HeaderMap, String) {
    let response = serve(
        State(provider(None)),
        method,
        path.parse().unwrap(),
        headers,
    )
    .await;
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    (parts.status, parts.headers, text)
}

async fn get(path: &str) -> (StatusCode, HeaderMap, String) {
    ask(Method::GET, path, HeaderMap::new()).await
}

#[tokio::test]
async fn every_address_of_the_interface_is_the_page_with_a_nonce_of_its_own() {
    let mut nonces = Vec::new();
    for path in ["/", "/index.html", "/my-day", "/plans/0198/tasks/0199"] {
        let (status, headers, text) = get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert_eq!(headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(!policy.contains("unsafe"), "{policy}");
        let (_, nonce) = policy.split_once("'nonce-").unwrap();
        let (nonce, _) = nonce.split_once('\'').unwrap();
        assert!(text.contains(nonce), "{path} does not know its nonce");
        assert!(!text.contains(answer::NONCE), "{path}");
        nonces.push(nonce.to_owned());
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 4, "a nonce was used twice");
}

#[tokio::test]
async fn the_page_may_ask_the_identity_provider_where_people_sign_in_with_it() {
    for (client_id, connect) in [
        (None, "connect-src 'self';"),
        (Some("web"), "connect-src 'self' https://id.example.com;"),
    ] {
        let page = State(provider(client_id));
        let answer = serve(page, Method::GET, Uri::from_static("/"), HeaderMap::new()).await;
        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        assert!(policy.contains(connect), "{policy}");
    }
}

#[tokio::test]
async fn programs_and_missing_files_get_no_page() {
    for path in [
        "/api",
        "/api/v1/nothing",
        "/.well-known/nothing",
        "/openapi.yaml",
        "/assets/gone-1a2b.js",
        "/gone.png",
    ] {
        let (status, headers, _) = get(path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
    }
    let (status, ..) = ask(Method::POST, "/my-day", HeaderMap::new()).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[test]
fn a_binary_without_the_interface_says_how_to_build_it_in_both_languages() {
    for wanted in [
        "make web",
        "界面尚未构建",
        "The user interface is not built",
        answer::NONCE,
    ] {
        assert!(NOT_BUILT.contains(wanted), "{wanted}");
    }
}

#[tokio::test]
async fn a_file_that_the_caller_has_is_not_sent_again() {
    let data = Cow::Borrowed(b"<svg/>".as_slice());
    let first = answer::named("icon.svg", data.clone(), &[7; 32], &HeaderMap::new());
    assert_eq!(first.headers()[header::CONTENT_TYPE], "image/svg+xml");
    let tag = first.headers()[header::ETAG].clone();
    let asked = HeaderMap::from_iter([(header::IF_NONE_MATCH, tag)]);
    let again = answer::named("icon.svg", data, &[7; 32], &asked);
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
}

/// Where `CASCADE_REQUIRE_WEB` is set, as in `make test`, a binary that lacks the interface must not pass for a whole one.
#[tokio::test]
async fn the_built_interface_is_inside_and_its_files_keep_for_ever() {
    if std::env::var_os("CASCADE_REQUIRE_WEB").is_none() && Web::get(INDEX).is_none() {
        return;
    }
    let (_, _, text) = get("/").await;
    assert_ne!(index(), NOT_BUILT, "run `make web`");
    let files: Vec<&str> = text
        .split('"')
        .filter(|word| word.starts_with("/assets/"))
        .collect();
    assert!(files.iter().any(|file| file.ends_with(".js")), "{text}");
    for file in files {
        let (status, headers, body) = get(file).await;
        assert_eq!(status, StatusCode::OK, "{file}");
        assert_eq!(
            headers[header::CACHE_CONTROL],
            "public, max-age=31536000, immutable"
        );
        assert!(!body.is_empty());
    }
}
