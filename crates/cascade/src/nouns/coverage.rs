//! Nothing that a person can do over HTTP is missing on the command line.

use std::collections::BTreeSet;

use super::{ALL, How, Verb};

/// Calls that no noun makes, and why.
const WITHOUT_A_NOUN: &[(&str, &str)] = &[
    ("POST plans/import", "`cascade import`"),
    ("GET plans/{}/workbook", "`cascade export`"),
    ("GET workbooks/template", "`cascade template`"),
    ("POST workbooks/marked", "`cascade check --mark`"),
    ("GET events", "`cascade watch`"),
    (
        "GET sign-in",
        "of interfaces that send people to a provider",
    ),
    ("POST dev/tokens", "asked for by every command of itself"),
    (
        "GET clock",
        "of demonstrations and tests: `cascade demo` moves it",
    ),
    (
        "PUT clock",
        "of demonstrations and tests: `cascade demo` moves it",
    ),
];

/// `GET plans/{}/tasks`: what two ways of writing a path have in common.
fn call(verb: &str, path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let mut plain = String::new();
    let mut inside = false;
    for letter in path.trim_start_matches("/api/v1/").chars() {
        match letter {
            '{' => {
                inside = true;
                plain.push_str("{}");
            }
            '}' => inside = false,
            _ if inside => {}
            _ => plain.push(letter),
        }
    }
    format!("{verb} {plain}")
}

fn word(verb: Verb) -> &'static str {
    match verb {
        Verb::Get => "GET",
        Verb::Post => "POST",
        Verb::Put => "PUT",
        Verb::Patch => "PATCH",
    }
}

fn of_the_command_line() -> BTreeSet<String> {
    let operations = ALL.iter().flat_map(|noun| noun.operations);
    operations
        .flat_map(|operation| match &operation.how {
            How::Call(one) => vec![call(word(one.verb), one.path)],
            How::Own { calls, .. } => calls
                .iter()
                .map(|(verb, path)| call(word(*verb), path))
                .collect(),
        })
        .collect()
}

fn of_the_api() -> BTreeSet<String> {
    let document = serde_json::to_value(cascade_gateway::openapi()).expect("a document");
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, methods)| {
            methods
                .as_object()
                .into_iter()
                .flatten()
                .filter(|(method, _)| {
                    ["get", "post", "put", "patch", "delete"].contains(&method.as_str())
                })
                .map(|(method, _)| call(&method.to_uppercase(), path))
        })
        .collect()
}

#[test]
fn every_command_can_be_built() {
    super::augment(clap::Command::new("cascade")).debug_assert();
}

#[test]
fn every_call_of_the_api_has_a_command_or_a_reason() {
    let api = of_the_api();
    assert!(api.len() > 80, "{api:?}");
    let ours = of_the_command_line();
    let excused: BTreeSet<String> = WITHOUT_A_NOUN
        .iter()
        .map(|(one, _)| (*one).to_owned())
        .collect();
    let missing: Vec<_> = api
        .iter()
        .filter(|one| !ours.contains(*one) && !excused.contains(*one))
        .collect();
    assert!(missing.is_empty(), "no command for {missing:?}");
    let unknown: Vec<_> = ours
        .iter()
        .chain(&excused)
        .filter(|one| !api.contains(*one))
        .collect();
    assert!(unknown.is_empty(), "the API has no {unknown:?}");
    let both: Vec<_> = excused.iter().filter(|one| ours.contains(*one)).collect();
    assert!(both.is_empty(), "excused, but there is a command: {both:?}");
}
