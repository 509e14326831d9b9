//! The demo tells one story, whatever it runs on: embedded with nothing installed, or each role a process over PostgreSQL and
//! RabbitMQ.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect has failed"
)]

use std::process::Command;

use cascade_tests::stack::{Stack, binary, said};
use serde_json::Value;

fn tell(extra: &[&str]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("story.jsonl");
    let output = Command::new(binary())
        .args(["--lang", "en", "demo", "--exit", "--record"])
        .arg(&record)
        .args(extra)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let text = std::fs::read_to_string(record).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn days(story: &[Value], what: &str) -> Vec<(String, i64)> {
    story
        .iter()
        .filter(|entry| entry["kind"] == "alert" && entry["facts"]["what"] == what)
        .map(|entry| {
            (
                entry["day"].as_str().unwrap().to_owned(),
                entry["facts"]["level"].as_i64().unwrap(),
            )
        })
        .collect()
}

fn light(story: &[Value], code: &str, to: &str) -> Option<String> {
    story
        .iter()
        .find(|entry| {
            entry["kind"] == "light" && entry["facts"]["code"] == code && entry["facts"]["to"] == to
        })
        .map(|entry| entry["day"].as_str().unwrap().to_owned())
}

#[test]
fn the_story_is_the_same_to_the_day_in_both_stacks() {
    let embedded = tell(&[]);

    // What the story is about, day by day.
    assert_eq!(days(&embedded, "raised"), [("2026-07-03".to_owned(), 1)]);
    assert_eq!(
        days(&embedded, "lapsed"),
        [("2026-07-07".to_owned(), 2), ("2026-07-10".to_owned(), 3)]
    );
    assert_eq!(
        days(&embedded, "correction_filed"),
        [("2026-07-10".to_owned(), 3)]
    );
    assert_eq!(days(&embedded, "verified"), [("2026-07-17".to_owned(), 3)]);
    assert_eq!(
        light(&embedded, "KR1", "red").as_deref(),
        Some("2026-07-03")
    );
    assert_eq!(
        light(&embedded, "KR1", "green").as_deref(),
        Some("2026-07-16")
    );
    let red = embedded
        .iter()
        .find(|entry| {
            entry["kind"] == "light"
                && entry["facts"]["code"] == "KR3"
                && entry["facts"]["to"] == "red"
        })
        .expect("the slip reaches the key result of another department");
    assert_eq!(red["facts"]["path"][0], "T1(+4)");
    let moved: Vec<&str> = embedded
        .iter()
        .filter(|entry| entry["kind"] == "forecast" && entry["day"] == "2026-07-03")
        .map(|entry| entry["facts"]["task"].as_str().unwrap())
        .collect();
    assert_eq!(moved, ["T1", "T3", "T10", "T11", "T12", "T13"]);
    let end = embedded.last().unwrap();
    assert_eq!(
        (&end["facts"]["differences"], &end["facts"]["open_alerts"]),
        (&Value::from(0), &Value::from(0))
    );

    let stack = Stack::start().unwrap();
    let full = tell(&["--stack", &stack.gateway]);
    assert_eq!(full.len(), embedded.len());
    for (there, here) in full.iter().zip(&embedded) {
        assert_eq!(there, here);
    }
}
