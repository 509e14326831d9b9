//! Where people sign in; tokens of a development server, and the keys that they are verified by.

use std::time::Duration;

use axum::{Json, extract::State, response::IntoResponse};
use cascade_runtime::{
    auth::{Role, RoleGrant},
    error::ServiceError,
    lang::Localized,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    call::Call,
    problem::{self, ApiError},
    sign_in::{SignIn, SignInWay},
    state::Gateway,
};

/// Longest life of a development token.
const LONGEST: u64 = 24 * 3_600;

/// Who to vouch for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenRequest {
    /// Who calls.
    #[schema(min_length = 1)]
    subject: String,
    /// Their code in the directory.
    #[serde(default)]
    person: Option<String>,
    /// What they may do where.
    #[serde(default)]
    roles: Vec<GrantRequest>,
    /// Life of the token, at most a day.
    #[serde(default)]
    ttl_seconds: Option<u64>,
}

/// A role in a department, or in all by `*`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GrantRequest {
    /// viewer, contributor, manager, executive or admin
    role: String,
    /// Code, or `*`.
    department: String,
}

/// A bearer token.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Token {
    /// To be sent as `Authorization: Bearer …`.
    token: String,
    /// Its life.
    expires_in_seconds: u64,
}

/// Issue a development token; only where `auth.mode = "dev"`
#[utoipa::path(post, path = "/api/v1/dev/tokens", operation_id = "issue_token", tag = "identity", request_body = TokenRequest, security(()),
    responses((status = 200, body = Token)))]
pub(super) async fn issue(
    State(gateway): State<Gateway>,
    call: Call,
    problem::Json(request): problem::Json<TokenRequest>,
) -> Result<Json<Token>, ApiError> {
    let refuse = |error: ServiceError| ApiError::new(error, call.lang);
    let Some(issuer) = &gateway.dev_issuer else {
        return Err(refuse(ServiceError::not_found(
            "接口",
            "resource",
            "dev/tokens",
        )));
    };
    if request.subject.trim().is_empty() {
        let said = Localized::new("请写明是谁在调用", "Say who calls");
        let error = ServiceError::invalid_field("subject", "HTTP-007", &request.subject, said);
        return Err(refuse(error));
    }
    let mut roles = Vec::with_capacity(request.roles.len());
    for grant in &request.roles {
        let role: Role = serde_json::from_value(grant.role.clone().into()).map_err(|_| {
            refuse(ServiceError::invalid_field(
                "roles.role",
                "HTTP-008",
                &grant.role,
                Localized::new(
                    "角色须为 viewer、contributor、manager、executive 或 admin",
                    "A role is viewer, contributor, manager, executive or admin",
                ),
            ))
        })?;
        roles.push(RoleGrant::new(role, &grant.department));
    }
    let seconds = request.ttl_seconds.unwrap_or(3_600).min(LONGEST);
    let token = issuer
        .issue(
            &request.subject,
            request.person.as_deref(),
            &roles,
            Duration::from_secs(seconds),
        )
        .map_err(refuse)?;
    Ok(Json(Token {
        token,
        expires_in_seconds: seconds,
    }))
}

/// Where people sign in, for clients that ask the identity provider themselves
#[utoipa::path(get, path = "/api/v1/sign-in", operation_id = "get_sign_in", tag = "identity", security(()),
    responses((status = 200, body = SignInWay)))]
pub(super) async fn sign_in(State(sign_in): State<SignIn>) -> Json<SignInWay> {
    Json(sign_in.way().clone())
}

/// Public keys of a development server.
pub(super) async fn jwks(
    State(gateway): State<Gateway>,
    call: Call,
) -> Result<impl IntoResponse, ApiError> {
    match &gateway.dev_issuer {
        Some(issuer) => Ok(Json(issuer.jwks().clone())),
        None => Err(ApiError::new(
            ServiceError::not_found("密钥", "keys", "jwks.json"),
            call.lang,
        )),
    }
}
