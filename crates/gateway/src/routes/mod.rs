//! The HTTP API, one file a resource.

mod adjustments;
mod alerts;
mod baselines;
mod catalog;
mod clock;
mod codes;
mod departments;
mod description;
mod directory;
mod events;
mod forecasts;
mod goals;
mod history;
mod identity;
mod impact;
mod levelling;
mod my_day;
mod notices;
mod overview;
mod page;
mod plans;
mod policies;
mod predecessors;
mod reports;
mod requests;
mod reviews;
mod rotas;
mod split;
mod staffing;
mod tasks;
mod template;
mod tracking;
mod workbook;

use axum::{
    Json, Router,
    extract::DefaultBodyLimit,
    http::{HeaderMap, HeaderValue, header},
    routing::get,
};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use cascade_runtime::auth::{Verifier, http_auth};

use crate::{
    api::ProblemBody,
    problem::method_not_allowed,
    shape::{Shapes, shaped},
    state::Gateway,
};

/// Largest workbook taken, in bytes.
const WORKBOOK_LIMIT: usize = 32 * 1024 * 1024;

#[derive(OpenApi)]
#[openapi(
    info(title = "Cascade", description = "From department goals to executed work."),
    components(schemas(ProblemBody)),
    modifiers(&BearerToken),
    security(("bearer" = []))
)]
struct Document;

struct BearerToken;

impl Modify for BearerToken {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The document that describes every route.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    let document = OpenApiRouter::with_openapi(Document::openapi())
        .merge(known_callers())
        .merge(everybody())
        .routes(routes!(identity::issue))
        .into_openapi();
    description::completed(document)
}

/// What may be read without a token.
fn everybody() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new().routes(routes!(identity::sign_in))
}

/// What only those may ask for whose token is known.
fn known_callers() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new()
        .routes(routes!(my_day::list))
        .merge(policies::routes())
        .merge(rotas::routes())
        .routes(routes!(plans::list, plans::create))
        .routes(routes!(plans::get))
        .routes(routes!(plans::activate))
        .routes(routes!(plans::findings))
        .routes(routes!(workbook::import))
        .routes(routes!(workbook::mark))
        .routes(routes!(workbook::export))
        .routes(routes!(template::get))
        .routes(routes!(goals::list, goals::create))
        .routes(routes!(goals::get))
        .routes(routes!(goals::list_key_results, goals::create_key_result))
        .routes(routes!(goals::list_contributions, goals::set_contributions))
        .routes(routes!(goals::check_in, goals::list_check_ins))
        .routes(routes!(adjustments::create))
        .routes(routes!(adjustments::list))
        .routes(routes!(adjustments::get, adjustments::update))
        .routes(routes!(adjustments::show_impact))
        .routes(routes!(adjustments::submit))
        .routes(routes!(adjustments::approve))
        .routes(routes!(adjustments::reject))
        .routes(routes!(adjustments::withdraw))
        .routes(routes!(adjustments::preview))
        .routes(routes!(history::list_versions))
        .routes(routes!(history::compare_versions))
        .routes(routes!(history::get_version))
        .routes(routes!(history::list_audit_entries))
        .routes(routes!(history::verify_audit))
        .routes(routes!(reviews::get))
        .routes(routes!(reviews::save_row))
        .routes(routes!(reviews::dispose))
        .routes(routes!(reviews::close))
        .routes(routes!(reviews::estimate_errors))
        .routes(routes!(tasks::list, tasks::create))
        .routes(routes!(tasks::get, tasks::update))
        .routes(routes!(tasks::report_progress, tasks::list_progress))
        .routes(routes!(tasks::report_progress_batch))
        .routes(routes!(tasks::bulk_update))
        .routes(routes!(split::propose, split::apply))
        .routes(routes!(predecessors::list))
        .routes(routes!(predecessors::accept))
        .routes(routes!(predecessors::decline))
        .routes(routes!(baselines::list, baselines::take))
        .routes(routes!(baselines::get))
        .routes(routes!(baselines::compare))
        .routes(routes!(directory::submit))
        .routes(routes!(directory::approve))
        .routes(routes!(directory::reject))
        .routes(routes!(directory::withdraw))
        .routes(routes!(directory::fulfil))
        .routes(routes!(directory::list_departments))
        .routes(routes!(directory::list_people))
        .routes(routes!(directory::list_budgets))
        .routes(routes!(directory::list_budget_reports))
        .routes(routes!(directory::list_postings))
        .merge(catalog::routes())
        .merge(requests::routes())
        .merge(staffing::routes())
        .merge(levelling::routes())
        .merge(notices::routes())
        .merge(overview::routes())
        .merge(reports::routes())
        .merge(forecasts::routes())
        .routes(routes!(tracking::status))
        .routes(routes!(tracking::delay))
        .routes(routes!(tracking::audit))
        .routes(routes!(alerts::list))
        .routes(routes!(alerts::get))
        .routes(routes!(alerts::explain))
        .routes(routes!(alerts::acknowledge))
        .routes(routes!(alerts::snooze))
        .routes(routes!(alerts::correct))
        .routes(routes!(alerts::decide))
        .routes(routes!(alerts::verify))
        .routes(routes!(clock::read, clock::set))
        .routes(routes!(events::follow))
}

/// Every route, with the document that describes them at `/openapi.json`.
pub(crate) fn router(gateway: Gateway, verifier: Verifier) -> Router {
    let shapes = Shapes::of(&self::document());
    let shaped = axum::middleware::from_fn_with_state(shapes, shaped);
    let known_callers = known_callers()
        .layer(shaped.clone())
        .layer(axum::middleware::from_fn_with_state(verifier, http_auth));
    let (router, document) = OpenApiRouter::with_openapi(Document::openapi())
        .merge(known_callers)
        .merge(everybody().layer(shaped))
        .routes(routes!(identity::issue))
        .split_for_parts();
    let document = description::completed(document);
    router
        .route("/.well-known/jwks.json", get(identity::jwks))
        .route("/openapi.json", get(move || async move { Json(document) }))
        .fallback(page::serve)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(WORKBOOK_LIMIT))
        .with_state(gateway)
}

/// ETag of a version.
fn etag(version: i64) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(&format!("\"{version}\"")) {
        headers.insert(header::ETAG, value);
    }
    headers
}
