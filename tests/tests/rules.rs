//! The table of rules in docs/method.md says what the code says, and the test that it names for each rule is there and speaks of it.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect has failed"
)]

use std::{collections::BTreeMap, fs};

use cascade_method::{Rule, Severity, rules};
use cascade_tests::stack::root;

/// A line of the table: everything before the proof, and the proof's file and test.
struct Line {
    said: String,
    file: String,
    test: String,
}

fn table() -> BTreeMap<String, Line> {
    let text = fs::read_to_string(root().join("docs/method.md")).unwrap();
    let mut lines = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [id, .., proof] = cells[..] else { continue };
        let Some((file, test)) = proof.trim_matches('`').split_once("` `") else {
            continue;
        };
        let row = Line {
            said: cells[..cells.len() - 1].join(" | "),
            file: file.to_owned(),
            test: test.to_owned(),
        };
        assert!(
            lines.insert(id.to_owned(), row).is_none(),
            "{id} stands twice"
        );
    }
    lines
}

fn expected(rule: &Rule) -> String {
    let severity = match rule.severity {
        Severity::Error => "E",
        Severity::Warning => "W",
        Severity::Computed => "C",
    };
    [rule.id, severity, rule.zh, rule.en, rule.section].join(" | ")
}

fn all() -> Vec<&'static Rule> {
    let reading = cascade_workbook::reading_rules();
    rules::all().iter().chain(reading).copied().collect()
}

#[test]
fn the_table_and_the_code_name_the_same_rules() {
    let mut table = table();
    let mut wrong = Vec::new();
    for rule in all() {
        match table.remove(rule.id) {
            Some(line) if line.said == expected(rule) => {}
            Some(line) => wrong.push(format!("{}\n  instead of {}", line.said, expected(rule))),
            None => wrong.push(format!("{} is missing: {}", rule.id, expected(rule))),
        }
    }
    wrong.extend(
        table
            .into_keys()
            .map(|id| format!("{id} is no rule of the code")),
    );
    assert!(wrong.is_empty(), "docs/method.md:\n{}", wrong.join("\n"));
}

#[test]
fn the_test_that_proves_a_rule_is_there_and_speaks_of_it() {
    let names: BTreeMap<&str, String> = constants();
    for (id, line) in table() {
        let text = fs::read_to_string(root().join(&line.file))
            .unwrap_or_else(|error| panic!("{id}: {}: {error}", line.file));
        let start = text
            .find(&format!("fn {}(", line.test))
            .unwrap_or_else(|| panic!("{id}: no test {} in {}", line.test, line.file));
        // Up to the next function on the same level.
        let indent = text[..start].rsplit('\n').next().unwrap().len()
            - text[..start]
                .rsplit('\n')
                .next()
                .unwrap()
                .trim_start()
                .len();
        let end = format!("\n{}}}\n", " ".repeat(indent));
        let body = text[start..].split(&end).next().unwrap();
        let name = names.get(id.as_str()).map_or("", String::as_str);
        assert!(
            body.contains(&id) || (!name.is_empty() && body.contains(name)),
            "{id}: {} of {} does not speak of it",
            line.test,
            line.file
        );
    }
}

/// Names of the rules' statics, by id.
fn constants() -> BTreeMap<&'static str, String> {
    let source = fs::read_to_string(root().join("crates/method/src/rules.rs")).unwrap();
    all()
        .into_iter()
        .filter_map(|rule| {
            let quoted = format!("\"{}\"", rule.id);
            let line = source.lines().find(|line| line.contains(&quoted))?;
            Some((
                rule.id,
                format!("rules::{}", line.split_whitespace().next()?),
            ))
        })
        .collect()
}

#[test]
fn the_counts_above_the_table_are_right() {
    let count = |severity| {
        all()
            .iter()
            .filter(|rule| rule.severity == severity)
            .count()
    };
    let said = format!(
        "{} rules: {} errors, {} warnings, {} computations.",
        all().len(),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Computed)
    );
    let text = fs::read_to_string(root().join("docs/method.md")).unwrap();
    assert!(text.contains(&said), "docs/method.md should say: {said}");
}
