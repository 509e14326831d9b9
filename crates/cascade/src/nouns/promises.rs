//! What help says of JSON is what the API takes: names of fields in examples and in the help of flags.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{ALL, Field, How, Kind, Operation, Verb, body::typed};

/// The schema that a reference stands for.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(path) => document
            .pointer(path.trim_start_matches('#'))
            .expect("a schema"),
        None => schema,
    }
}

/// The schemas of which a value may be one.
fn choices<'a>(document: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let schema = resolved(document, schema);
    let parts = ["oneOf", "anyOf", "allOf"].map(|word| schema[word].as_array());
    let parts: Vec<&Value> = parts.into_iter().flatten().flatten().collect();
    if parts.is_empty() {
        return vec![schema];
    }
    let parts = parts.into_iter().flat_map(|part| choices(document, part));
    parts.collect()
}

/// What a field may be, wherever it stands in any of the choices.
fn member<'a>(document: &'a Value, schema: &'a Value, name: &str) -> Option<&'a Value> {
    let mut choices = choices(document, schema).into_iter();
    choices.find_map(|one| one["properties"].get(name))
}

/// Fields of a value that its schema does not have, with their places.
fn unknown(document: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let at = format!("{at}.{name}");
                match member(document, schema, name) {
                    Some(schema) => unknown(document, schema, value, &at, found),
                    None => found.push(at),
                }
            }
        }
        Value::Array(items) => {
            let choices = choices(document, schema);
            let of_items = choices.iter().find_map(|one| one.get("items"));
            for item in items {
                match of_items {
                    Some(schema) => unknown(document, schema, item, at, found),
                    None => found.push(format!("{at} is no list")),
                }
            }
        }
        _ => {}
    }
}

/// Every field and every word of a choice that lies in a schema.
fn words(document: &Value, schema: &Value, seen: &mut BTreeSet<String>, depth: usize) {
    if depth == 0 {
        return;
    }
    for one in choices(document, schema) {
        for (name, schema) in one["properties"].as_object().into_iter().flatten() {
            seen.insert(name.clone());
            words(document, schema, seen, depth - 1);
        }
        if let Some(items) = one.get("items") {
            words(document, items, seen, depth - 1);
        }
        let names = one["enum"].as_array().into_iter().flatten();
        seen.extend(names.filter_map(Value::as_str).map(str::to_owned));
    }
}

/// The schema of a call's body.
fn body_of<'a>(document: &'a Value, verb: Verb, path: &str) -> Option<&'a Value> {
    let plain = |path: &str| -> String {
        let parts = path
            .split('/')
            .map(|part| if part.starts_with('{') { "{}" } else { part });
        parts.collect::<Vec<_>>().join("/")
    };
    let wanted = plain(path.split('?').next().unwrap_or_default());
    let paths = document["paths"].as_object()?;
    let (_, methods) = paths
        .iter()
        .find(|(path, _)| plain(path.trim_start_matches("/api/v1/")) == wanted)?;
    let method = match verb {
        Verb::Get => "get",
        Verb::Post => "post",
        Verb::Put => "put",
        Verb::Patch => "patch",
    };
    let content = &methods[method]["requestBody"]["content"];
    content.as_object()?.values().next()?.get("schema")
}

/// The text between quotes behind a flag of an example.
fn typed_for<'a>(example: &'a str, field: &Field) -> Option<&'a str> {
    let (_, behind) = example.split_once(&format!("--{} '", typed(field.name)))?;
    behind.split_once('\'').map(|(text, _)| text)
}

/// Operations with a call that has a body, with its schema and the flags that go into it.
fn with_body(document: &Value) -> Vec<(&'static Operation, &'static [Field], &Value)> {
    let operations = ALL.iter().flat_map(|noun| noun.operations);
    let with_body = operations.flat_map(|operation| {
        let calls: Vec<(Verb, &str, &'static [Field])> = match &operation.how {
            How::Call(call) => vec![(call.verb, call.path, call.body)],
            How::Own { calls, flags, .. } => calls
                .iter()
                .map(|(verb, path)| (*verb, *path, *flags))
                .collect(),
        };
        calls.into_iter().filter_map(move |(verb, path, fields)| {
            Some((operation, fields, body_of(document, verb, path)?))
        })
    });
    with_body.collect()
}

/// What a flag fills in a body; none where the body has no such field, as when another call of the operation has it.
fn filled_by<'a>(document: &'a Value, body: &'a Value, field: &Field) -> Option<&'a Value> {
    let mut parts = field.name.split('/');
    parts.try_fold(body, |schema, name| member(document, schema, name))
}

#[test]
fn json_in_examples_has_the_fields_of_the_api() {
    let document = serde_json::to_value(cascade_gateway::openapi()).expect("a document");
    let (mut checked, mut wrong) = (0, Vec::new());
    for (operation, fields, body) in with_body(&document) {
        for field in fields.iter().filter(|field| field.kind == Kind::Json) {
            let Some(text) = typed_for(operation.example, field) else {
                continue;
            };
            let said: Value = serde_json::from_str(text).expect(operation.example);
            let Some(schema) = filled_by(&document, body, field) else {
                wrong.push(format!("{}: no field {}", operation.example, field.name));
                continue;
            };
            checked += 1;
            unknown(&document, schema, &said, field.name, &mut wrong);
        }
    }
    assert!(checked >= 10, "only {checked} examples have JSON");
    assert_eq!(wrong, [] as [String; 0], "the API has no such fields");
}

#[test]
fn the_help_of_json_flags_names_fields_of_the_api() {
    let document = serde_json::to_value(cascade_gateway::openapi()).expect("a document");
    let (mut checked, mut wrong) = (0, Vec::new());
    for (operation, fields, body) in with_body(&document) {
        for field in fields.iter().filter(|field| field.kind == Kind::Json) {
            let Some(schema) = filled_by(&document, body, field) else {
                continue;
            };
            let mut known = BTreeSet::new();
            words(&document, schema, &mut known, 6);
            let said = field
                .help
                .split(|letter: char| !letter.is_ascii_lowercase() && letter != '_');
            for word in said.filter(|word| word.trim_matches('_').contains('_')) {
                checked += 1;
                if !known.contains(word) {
                    wrong.push(format!("{}: {word} of {}", operation.name, field.name));
                }
            }
        }
    }
    assert!(checked >= 20, "only {checked} names are in help");
    assert_eq!(wrong, [] as [String; 0], "the API has no such fields");
}

#[test]
fn an_unknown_field_is_seen_wherever_it_stands() {
    let document = serde_json::json!({
        "schemas": {"row": {"properties": {"code": {}, "parts": {"items": {"properties": {"day": {}}}}}}},
    });
    let schema = serde_json::json!({"items": {"$ref": "#/schemas/row"}});
    let said = serde_json::json!([{"code": "A", "parts": [{"day": 1, "hour": 2}]}, {"cod": "B"}]);
    let mut found = Vec::new();
    unknown(&document, &schema, &said, "rows", &mut found);
    assert_eq!(found, ["rows.parts.hour", "rows.cod"]);
}
