//! Files as HTTP answers: what they are, how long they keep, what a browser may do with them.

use std::borrow::Cow;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use ring::rand::{SecureRandom, SystemRandom};

/// Stands in the page where an answer's own nonce belongs; `vite.config.ts` puts it there.
pub(super) const NONCE: &str = "CASCADE_NONCE";

/// Year-long, for files whose name changes with their content.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Kept, and asked for again each time.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");
/// The page holds a nonce that is good for one answer.
const NEVER: HeaderValue = HeaderValue::from_static("no-store");

/// Only what comes from this server is run or shown, and nobody else is asked but the identity provider (`others`). Components write their styles as they appear: those carry the nonce.
/// Nothing is inline, styles of single elements included: scripts set those through the object model, which no policy forbids.
fn policy(nonce: &str, others: &[String]) -> String {
    let connect: String = others.iter().map(|one| format!(" {one}")).collect();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; connect-src 'self'{connect}; img-src 'self' data: blob:; \
         font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    )
}

/// A file whose name changes with its content.
pub(super) fn hashed(path: &str, data: Cow<'static, [u8]>) -> Response {
    with_manners([(header::CACHE_CONTROL, FOREVER)], kind(path), data.into())
}

/// A file that keeps its name; one that the caller has already is not sent again.
pub(super) fn named(
    path: &str,
    data: Cow<'static, [u8]>,
    hash: &[u8],
    asked: &HeaderMap,
) -> Response {
    let tag = format!("\"{}\"", hex(hash));
    let known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|tags| tags.to_str().ok())
        .is_some_and(|tags| tags.contains(&tag));
    let mut headers = vec![(header::CACHE_CONTROL, ASK_AGAIN)];
    headers.extend(HeaderValue::try_from(tag).map(|tag| (header::ETAG, tag)));
    let mut response = with_manners(headers, kind(path), data.into());
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
    }
    response
}

/// The page, with a nonce that no other answer has.
pub(super) fn page(text: &str, others: &[String]) -> Response {
    let mut random = [0; 16];
    if SystemRandom::new().fill(&mut random).is_err() {
        // Better no page than one whose nonce can be guessed.
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let nonce = hex(&random);
    let mut headers = vec![(header::CACHE_CONTROL, NEVER)];
    headers.extend(
        HeaderValue::try_from(policy(&nonce, others))
            .map(|policy| (header::CONTENT_SECURITY_POLICY, policy)),
    );
    let body = text.replace(NONCE, &nonce);
    with_manners(headers, "text/html; charset=utf-8", body.into())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn with_manners(
    more: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
    kind: &'static str,
    body: Body,
) -> Response {
    let mut response = ([(header::CONTENT_TYPE, kind)], body).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers.extend(more);
    response
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}
