//! The user interface, from the binary itself: no other host is ever asked for anything, but the identity provider whom people sign
//! in with.
//!
//! `make web` builds it into `web/dist`. A binary that was built without it says how to build it.

mod answer;

use std::borrow::Cow;

use axum::{
    extract::State,
    http::{HeaderMap, Method, Uri},
    response::{IntoResponse, Response},
};
use cascade_runtime::error::{Problem, ServiceError};
use rust_embed::RustEmbed;

use crate::{call::language, sign_in::SignIn};

#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Web;

/// Shown in place of a user interface that was not built.
const NOT_BUILT: &str = include_str!("not_built.html");
/// The page itself; every address of the user interface begins with it.
const INDEX: &str = "index.html";
/// Files whose name changes with their content.
const HASHED: &str = "assets/";
/// Paths below which only programs ask.
const FOR_PROGRAMS: [&str; 3] = ["api/", ".well-known/", "openapi"];

/// The file of the path; the page itself for every address that the user interface knows how to read.
pub(super) async fn serve(
    State(sign_in): State<SignIn>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path().trim_start_matches('/');
    let reads = method == Method::GET || method == Method::HEAD;
    if reads
        && path != INDEX
        && let Some(file) = Web::get(path)
    {
        return if path.starts_with(HASHED) {
            answer::hashed(path, file.data)
        } else {
            answer::named(path, file.data, &file.metadata.sha256_hash(), &headers)
        };
    }
    if reads && is_address(path) {
        return answer::page(&index(), sign_in.origins());
    }
    let error = ServiceError::not_found("页面", "page", uri.path());
    Problem::from_error(error, language(&headers)).into_response()
}

/// An address that people see, and not the name of a file or a way for programs.
fn is_address(path: &str) -> bool {
    let is_file = path
        .rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'));
    path == INDEX
        || !(is_file
            || path == "api"
            || path.starts_with(HASHED)
            || FOR_PROGRAMS.iter().any(|begin| path.starts_with(begin)))
}

fn index() -> Cow<'static, str> {
    match Web::get(INDEX).map(|file| file.data) {
        Some(Cow::Borrowed(bytes)) => String::from_utf8_lossy(bytes),
        Some(Cow::Owned(bytes)) => String::from_utf8_lossy(&bytes).into_owned().into(),
        None => NOT_BUILT.into(),
    }
}

#[cfg(test)]
mod tests;
