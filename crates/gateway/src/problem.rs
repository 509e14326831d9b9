//! Every refusal leaves as problem+json.

use axum::{
    body::Bytes,
    extract::{
        FromRequest, FromRequestParts, Path, Query, Request,
        rejection::{PathRejection, QueryRejection},
    },
    http::{HeaderMap, Method, StatusCode, Uri, request::Parts},
    response::{IntoResponse, Response},
};
use cascade_runtime::{
    error::{Problem, ServiceError, Violation},
    lang::{Lang, Localized},
};
use serde::de::DeserializeOwned;

use crate::call::language;

/// A refusal on its way out.
#[derive(Debug)]
pub struct ApiError(Box<Problem>);

impl ApiError {
    /// From an error raised here.
    #[must_use]
    pub fn new(error: ServiceError, lang: Lang) -> Self {
        Self(Box::new(Problem::from_error(error, lang)))
    }

    /// From a service's answer.
    #[must_use]
    pub fn from_status(status: &tonic::Status, lang: Lang) -> Self {
        Self(Box::new(Problem::from_status(status, lang)))
    }

    /// A problem as it is.
    #[must_use]
    pub fn problem(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

/// Turns a service's refusal into the caller's problem.
pub(crate) trait OrProblem<T> {
    /// The message, or the problem in `lang`.
    fn or_problem(self, lang: Lang) -> Result<T, ApiError>;
}

impl<T> OrProblem<T> for Result<tonic::Response<T>, tonic::Status> {
    fn or_problem(self, lang: Lang) -> Result<T, ApiError> {
        self.map(tonic::Response::into_inner)
            .map_err(|status| ApiError::from_status(&status, lang))
    }
}

/// A JSON body; what cannot be read is a problem that says where.
pub(crate) struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let lang = language(request.headers());
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(unreadable_body(
                rejection.status(),
                &rejection.body_text(),
                lang,
            )),
        }
    }
}

/// A body of any kind; one that is too large is a problem that says so.
pub(crate) struct InBytes(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for InBytes {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let lang = language(request.headers());
        match Bytes::from_request(request, state).await {
            Ok(bytes) => Ok(Self(bytes)),
            Err(rejection) => Err(unreadable_body(
                rejection.status(),
                &rejection.body_text(),
                lang,
            )),
        }
    }
}

fn unreadable_body(status: StatusCode, detail: &str, lang: Lang) -> ApiError {
    let message = if status == StatusCode::PAYLOAD_TOO_LARGE {
        Localized::new("请求体过大", "The body is too large")
    } else {
        Localized::new(
            format!("请求体无法读取：{detail}"),
            format!("The body cannot be read: {detail}"),
        )
    };
    let error = ServiceError::invalid([Violation::new("body", "HTTP-003", message)]);
    let mut problem = Problem::from_error(error, lang);
    // A body that can be read and does not fit its type is as wrong as any other.
    if status != StatusCode::UNPROCESSABLE_ENTITY {
        answer_with(&mut problem, status);
    }
    ApiError::problem(problem)
}

/// Another status than the reason's own.
fn answer_with(problem: &mut Problem, status: StatusCode) {
    problem.status = status.as_u16();
    problem.title = status.canonical_reason().unwrap_or("Error").to_owned();
}

/// The path is there, and the method is none of its methods.
pub(crate) async fn method_not_allowed(method: Method, uri: Uri, headers: HeaderMap) -> ApiError {
    let path = uri.path();
    let error = ServiceError::invalid([Violation::new(
        "method",
        "HTTP-006",
        Localized::new(
            format!("{path} 不支持 {method} 方法"),
            format!("{path} takes no {method}"),
        ),
    )
    .value(method.as_str())
    .advice(Localized::new(
        "可用的方法见 /openapi.json",
        "/openapi.json tells which methods it takes",
    ))]);
    let mut problem = Problem::from_error(error, language(&headers));
    answer_with(&mut problem, StatusCode::METHOD_NOT_ALLOWED);
    ApiError::problem(problem)
}

/// Path parameters; what cannot be read is a problem.
pub(crate) struct InPath<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for InPath<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let lang = language(&parts.headers);
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(value)) => Ok(Self(value)),
            Err(rejection) => Err(unreadable_path(&rejection, lang)),
        }
    }
}

fn unreadable_path(rejection: &PathRejection, lang: Lang) -> ApiError {
    let detail = rejection.body_text();
    ApiError::new(
        ServiceError::invalid([Violation::new(
            "path",
            "HTTP-004",
            Localized::new(
                format!("路径无法读取：{detail}"),
                format!("The path cannot be read: {detail}"),
            ),
        )]),
        lang,
    )
}

/// Query parameters; what cannot be read is a problem.
pub(crate) struct InQuery<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for InQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let lang = language(&parts.headers);
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(value)) => Ok(Self(value)),
            Err(rejection) => Err(unreadable_query(&rejection, lang)),
        }
    }
}

fn unreadable_query(rejection: &QueryRejection, lang: Lang) -> ApiError {
    let detail = rejection.body_text();
    ApiError::new(
        ServiceError::invalid([Violation::new(
            "query",
            "HTTP-005",
            Localized::new(
                format!("查询参数无法读取：{detail}"),
                format!("The query cannot be read: {detail}"),
            ),
        )]),
        lang,
    )
}
