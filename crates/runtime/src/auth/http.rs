use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, header};

use super::{Bearer, Verifier};
use crate::{
    error::{Problem, ServiceError},
    lang::Lang,
};

/// Verifies the bearer token in `headers` and puts `Arc<Actor>` and [`Bearer`] into `extensions`.
///
/// # Errors
/// See [`Verifier::verify`]; `UNAUTHENTICATED` without a token.
pub async fn authenticate(
    verifier: &Verifier,
    headers: &HeaderMap,
    extensions: &mut http::Extensions,
) -> Result<(), ServiceError> {
    let token = bearer(headers).ok_or_else(ServiceError::unauthenticated)?;
    let actor = verifier.verify(token).await?;
    let token = Bearer::new(token);
    extensions.insert(actor);
    extensions.insert(token);
    Ok(())
}

/// axum middleware (`from_fn_with_state(verifier, http_auth)`) for the gateway; refusals are problem+json.
pub async fn http_auth(State(verifier): State<Verifier>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match authenticate(&verifier, &parts.headers, &mut parts.extensions).await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(error) => {
            let lang = accept_language(&parts.headers);
            Problem::from_error(error, lang)
                .with_instance(parts.uri.path())
                .into_response()
        }
    }
}

pub(crate) fn accept_language(headers: &HeaderMap) -> Lang {
    headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .map_or_else(Lang::default, Lang::from_accept_language)
}

/// RFC 6750 §2.1; the scheme is case-insensitive.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
