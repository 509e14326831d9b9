//! What the description of the API says of every operation, so that none has to say it itself: how it may be refused, in which
//! language it answers, which fields of it, and under which key a repeated change is recognised.

use crate::shape::{CSV, sheet};
use cascade_runtime::error::Problem;
use utoipa::openapi::{
    Content, OpenApi, Ref, RefOr, Required, Response, ResponseBuilder,
    path::{HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn, PathItem},
    schema::{ObjectBuilder, Type},
};

/// When a refusal can be met.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Met {
    Always,
    /// Where the caller has to be known.
    ByKnownCallers,
    /// By what changes something.
    ByChanges,
    /// By what takes a body.
    ByBodies,
}

/// Status, name in the document, when it is met, what it means.
const REFUSALS: &[(&str, &str, Met, &str)] = &[
    (
        "400",
        "BadRequest",
        Met::Always,
        "Fields break rules; the violations say which",
    ),
    (
        "401",
        "Unauthorized",
        Met::ByKnownCallers,
        "No token, or one that does not verify",
    ),
    (
        "403",
        "Forbidden",
        Met::ByKnownCallers,
        "The caller's roles do not reach this far",
    ),
    (
        "404",
        "NotFound",
        Met::Always,
        "What is named does not exist",
    ),
    (
        "409",
        "Conflict",
        Met::ByChanges,
        "It exists already, or the idempotency key belongs to another request",
    ),
    (
        "412",
        "PreconditionFailed",
        Met::ByChanges,
        "If-Match names another version than the present one",
    ),
    (
        "413",
        "PayloadTooLarge",
        Met::ByBodies,
        "The body is larger than the server takes",
    ),
    (
        "415",
        "UnsupportedMediaType",
        Met::ByBodies,
        "The body is of another type",
    ),
    (
        "422",
        "UnprocessableEntity",
        Met::Always,
        "The state forbids it",
    ),
    (
        "429",
        "TooManyRequests",
        Met::Always,
        "More requests at once than the server takes",
    ),
    (
        "500",
        "InternalServerError",
        Met::Always,
        "The server's fault; the trace id finds it",
    ),
    (
        "503",
        "ServiceUnavailable",
        Met::Always,
        "A part is down; try again",
    ),
    (
        "504",
        "GatewayTimeout",
        Met::Always,
        "The deadline passed; a change may have been made",
    ),
];

/// The document with everything that its operations have in common.
pub(super) fn completed(mut document: OpenApi) -> OpenApi {
    let components = document.components.get_or_insert_default();
    for (_, name, _, means) in REFUSALS {
        components
            .responses
            .insert((*name).to_owned(), refusal(means).into());
    }
    for parameter in [language(), idempotency_key(), fields(), format()] {
        components
            .parameters
            .insert(component_of(&parameter), parameter.into());
    }
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            complete(operation, method != HttpMethod::Get);
            if method == HttpMethod::Get {
                complete_read(path, operation);
            }
        }
    }
    document
}

/// What may be said of the form in which something is read.
fn complete_read(path: &str, operation: &mut Operation) {
    let Some(RefOr::T(answer)) = operation.responses.responses.get_mut("200") else {
        return;
    };
    // What everybody may read is served beside the layer that cuts answers.
    if !answer.content.contains_key("application/json") {
        return;
    }
    let parameters = operation.parameters.get_or_insert_default();
    parameters.push(placed(&fields()));
    if sheet(path).is_some() {
        parameters.push(placed(&format()));
        let table = Content::new(Some(text().build()));
        answer.content.insert(CSV.to_owned(), table.into());
    }
}

fn placed(parameter: &Parameter) -> RefOr<Parameter> {
    let place = format!("#/components/parameters/{}", component_of(parameter));
    RefOr::Ref(Ref::new(place))
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Patch, &mut item.patch),
        (HttpMethod::Delete, &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

fn complete(operation: &mut Operation, changes: bool) {
    let open_to_all = operation
        .security
        .as_ref()
        .is_some_and(|needed| needed.iter().all(|one| *one == Default::default()));
    let bodies = operation.request_body.is_some();
    for (status, name, met, _) in REFUSALS {
        let possible = match met {
            Met::Always => true,
            Met::ByKnownCallers => !open_to_all,
            Met::ByChanges => changes,
            Met::ByBodies => bodies,
        };
        if possible {
            let response = Ref::from_response_name(*name);
            operation
                .responses
                .responses
                .entry((*status).to_owned())
                .or_insert(RefOr::Ref(response));
        }
    }
    let parameters = operation.parameters.get_or_insert_default();
    for parameter in parameters.iter_mut() {
        if let RefOr::T(parameter) = parameter
            && parameter.schema.is_none()
        {
            parameter.schema = Some(text().build().into());
        }
    }
    parameters.push(placed(&language()));
    if changes {
        parameters.push(placed(&idempotency_key()));
    }
}

fn refusal(means: &str) -> Response {
    let body = Content::new(Some(Ref::from_schema_name("ProblemBody")));
    ResponseBuilder::new()
        .description(means)
        .content(Problem::CONTENT_TYPE, body)
        .build()
}

fn component_of(parameter: &Parameter) -> String {
    parameter.name.replace('-', "")
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn optional(place: ParameterIn, name: &str, description: &str, schema: ObjectBuilder) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema.build()))
        .build()
}

fn language() -> Parameter {
    optional(
        ParameterIn::Header,
        "Accept-Language",
        "zh or en: the language of messages and of files",
        text(),
    )
}

fn idempotency_key() -> Parameter {
    let schema = text()
        .min_length(Some(1))
        .max_length(Some(200))
        .pattern(Some("^[!-~]+$"));
    optional(
        ParameterIn::Header,
        "Idempotency-Key",
        "A repeated request under the same key is answered as the first was, and changes nothing more",
        schema,
    )
}

fn fields() -> Parameter {
    optional(
        ParameterIn::Query,
        "fields",
        "Only these fields of the answer, of a list those of each row: paths with commas between them, such as `code,baseline.end`; \
         all when absent or `*`",
        text(),
    )
}

fn format() -> Parameter {
    optional(
        ParameterIn::Query,
        "format",
        "csv for the whole list as a table, all its pages, with a header in the caller's language; so does `Accept: text/csv`. \
         JSON when absent",
        text().enum_values(Some(["json", "csv"])),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a client may meet is written down, and in the form in which it comes.
    #[test]
    fn every_operation_tells_how_it_refuses() {
        let mut document = crate::openapi();
        let mut seen = 0;
        for (path, item) in &mut document.paths.paths {
            for (_, operation) in operations(item) {
                seen += 1;
                for status in ["400", "404", "422", "429", "500", "503", "504"] {
                    assert!(
                        operation.responses.responses.contains_key(status),
                        "{path}: {status}"
                    );
                }
                assert!(!operation.responses.responses.contains_key("4XX"), "{path}");
                let mut in_path = 0;
                for parameter in operation.parameters.iter().flatten() {
                    if let RefOr::T(parameter) = parameter {
                        assert!(parameter.schema.is_some(), "{path}: {}", parameter.name);
                        in_path += usize::from(parameter.parameter_in == ParameterIn::Path);
                    }
                }
                assert_eq!(in_path, path.matches('{').count(), "{path}");
            }
        }
        assert!(seen > 100, "{seen}");
    }
}
