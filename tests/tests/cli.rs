//! The command line as its users meet it: what it prints, in which language, and with which exit code.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect has failed"
)]

use std::process::{Command, Output, Stdio};

use cascade_tests::{
    process,
    stack::{root, said},
};
use serde_json::Value;

const BOOKS: [(&str, &str); 2] = [("zh", "q3-sales.xlsx"), ("en", "q3-sales.en.xlsx")];

fn cascade(words: &[&str]) -> Command {
    let mut command = process::cascade();
    command.args(words);
    command
}

fn run(words: &[&str]) -> Output {
    cascade(words).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn book(name: &str) -> String {
    root().join("examples").join(name).display().to_string()
}

#[test]
fn check_finds_the_same_in_both_languages() {
    let mut seen = Vec::new();
    for (lang, name) in BOOKS {
        let file = book(name);
        let table = run(&["--lang", lang, "check", &file]);
        assert!(table.status.success(), "{}", said(&table));
        let words = if lang == "zh" { "警告" } else { "warning" };
        assert!(text(&table).contains(words), "{}", said(&table));
        let json = run(&["--lang", lang, "check", &file, "--format", "json"]);
        assert!(json.status.success(), "{}", said(&json));
        let findings: Vec<Value> = serde_json::from_slice(&json.stdout).unwrap();
        let is_chinese = |finding: &Value| !finding["message"].as_str().unwrap().is_ascii();
        assert!(
            findings
                .iter()
                .all(|finding| is_chinese(finding) == (lang == "zh"))
        );
        let rules: Vec<(String, String)> = findings
            .iter()
            .map(|finding| (finding["rule"].to_string(), finding["row"].to_string()))
            .collect();
        seen.push(rules);
    }
    assert_eq!(seen[0], seen[1]);
    let rules: Vec<&str> = seen[0]
        .iter()
        .map(|(rule, _)| rule.trim_matches('"'))
        .collect();
    assert_eq!(rules, ["GOAL-006", "SMART-R", "TASK-009"]);
}

#[test]
fn what_is_no_workbook_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [
        ("empty.xlsx", ""),
        ("text.xlsx", "no workbook"),
        ("absent.xlsx", "-"),
    ] {
        let file = folder.path().join(name);
        if name != "absent.xlsx" {
            std::fs::write(&file, content).unwrap();
        }
        for command in ["check", "plan"] {
            let output = run(&["--lang", "en", command, file.to_str().unwrap()]);
            let said = said(&output);
            assert!(!output.status.success(), "{said}");
            assert!(said.contains(name), "{said}");
            assert!(
                !said.contains("panicked") && !said.contains("backtrace"),
                "{said}"
            );
        }
    }
}

#[test]
fn a_file_of_ms_project_is_checked_and_becomes_a_workbook_to_complete() {
    let folder = tempfile::tempdir().unwrap();
    let file = root().join("crates/workbook/tests/data/ms-project.xml");
    let marked = folder.path().join("marked.xlsx");
    let output = run(&[
        "--lang",
        "en",
        "check",
        file.to_str().unwrap(),
        "--mark",
        marked.to_str().unwrap(),
    ]);
    // What the file cannot know is missing: sources, owners, deliverables.
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert!(
        said.contains("WB-OUTLINE") && said.contains("TASK-"),
        "{said}"
    );
    assert!(std::fs::read(&marked).unwrap().starts_with(b"PK"));
    let planned = run(&["plan", file.to_str().unwrap(), "--format", "json"]);
    let planned: Value = serde_json::from_slice(&planned.stdout).unwrap();
    assert_eq!(planned["tasks"].as_array().unwrap().len(), 6);
    // The same tables as CSV: one file, a folder.
    let tables = folder.path().join("tables");
    std::fs::create_dir(&tables).unwrap();
    std::fs::write(
        tables.join("Tasks.csv"),
        "Task code,Task name,Planned start,Planned end\nT1,Write,2026-07-01,2026-07-07\n",
    )
    .unwrap();
    for source in [tables.join("Tasks.csv"), tables] {
        let planned = run(&["plan", source.to_str().unwrap(), "--format", "json"]);
        let planned: Value = serde_json::from_slice(&planned.stdout).unwrap();
        assert_eq!(planned["tasks"][0]["duration_days"], 5);
    }
}

#[test]
fn plan_names_the_critical_path_in_every_format() {
    let critical = ["T1", "T3", "T10", "T11", "T12", "T13"];
    for (lang, name) in BOOKS {
        let file = book(name);
        let json: Value = serde_json::from_slice(
            &run(&["--lang", lang, "plan", &file, "--format", "json"]).stdout,
        )
        .unwrap();
        assert_eq!(json["critical_path"], serde_json::json!(critical));
        let mermaid = text(&run(&[
            "--lang", lang, "plan", &file, "--format", "mermaid",
        ]));
        assert!(mermaid.starts_with("gantt\n"), "{mermaid}");
        let drawn: Vec<&str> = mermaid
            .lines()
            .filter(|line| line.contains(":crit,"))
            .map(|line| line.split_whitespace().next().unwrap())
            .collect();
        assert_eq!(drawn, critical);
        let table = text(&run(&["--lang", lang, "plan", &file]));
        let marked: Vec<&str> = table
            .lines()
            .filter(|line| line.starts_with('│') && line.contains('●'))
            .map(|line| {
                line.trim_start_matches('│')
                    .split_whitespace()
                    .next()
                    .unwrap()
            })
            .collect();
        assert_eq!(marked, critical);
    }
}

#[test]
fn every_command_explains_itself() {
    let commands = [
        "check",
        "plan",
        "demo",
        "dev",
        "serve",
        "migrate",
        "template",
        "import",
        "export",
        "watch",
        "dead-letters",
        "config",
        "bench",
    ];
    let overview = text(&run(&["--help"]));
    for command in commands {
        assert!(overview.contains(command), "{overview}");
        for (lang, heading) in [("zh", "用法："), ("en", "Usage:")] {
            let output = run(&["--lang", lang, command, "--help"]);
            assert!(
                output.status.success() && text(&output).contains(heading),
                "{}",
                said(&output)
            );
        }
    }
    let unknown = run(&["frobnicate"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(said(&unknown).contains("没有命令「frobnicate」"));
}

#[test]
fn a_load_that_contradicts_itself_is_refused_before_it_begins() {
    let refused = |words: &[&str], named: &[&str]| {
        let output = run(words);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        for name in named {
            assert!(said(&output).contains(name), "{}", said(&output));
        }
    };
    let bench = ["--lang", "en", "bench", "stack"];
    let with = |words: &[&'static str]| [&bench[..], words].concat();
    refused(&with(&["--rate", "100"]), &["--prefix"]);
    refused(&with(&["--prefix", "BENCH-"]), &["--rate"]);
    refused(&with(&["--batch", "10"]), &["--rate"]);
    let load = ["--rate", "100", "--prefix", "BENCH-"];
    let load = |words: &[&'static str]| with(&[&load[..], words].concat());
    refused(&load(&["--concurrency", "8"]), &["--rate", "--concurrency"]);
    refused(&load(&["--plans", "8"]), &["--rate", "--plans"]);
    refused(&load(&["--batch", "1001"]), &["1001", "--batch"]);
    refused(&load(&["--process", "postgres"]), &["NAME=PID"]);
    for kind in ["embedded", "workbook", "graph"] {
        let words = ["bench", kind, "--rate", "100", "--prefix", "BENCH-"];
        refused(&words, &["--rate", "stack"]);
    }
}

#[test]
fn config_hides_secrets_and_names_an_unknown_key() {
    let output = cascade(&["config"])
        .env("CASCADE__GOALS__STORAGE__URL", "postgres://u:secret@h/db")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(!said(&output).contains("secret@"), "{}", said(&output));
    let table: toml::Table = text(&output).parse().unwrap();
    assert!(
        table["goals"]["storage"]["url"]
            .as_str()
            .unwrap()
            .contains("h/db")
    );
    let refused = run(&["--set", "goals.storage.urll=x", "config"]);
    assert!(!refused.status.success());
    assert!(said(&refused).contains("urll"), "{}", said(&refused));
}

#[test]
fn two_services_of_one_database_are_refused() {
    let one = "sqlite:data/one.db";
    let refused = run(&[
        "--set",
        &format!("goals.storage.url={one}"),
        "--set",
        &format!("resources.storage.url={one}"),
        "config",
    ]);
    assert!(!refused.status.success());
    for word in ["resources.storage.url", "goals", "database of its own"] {
        assert!(said(&refused).contains(word), "{}", said(&refused));
    }
}

#[test]
fn the_demo_records_one_story_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let stories = BOOKS.map(|(lang, _)| {
        let record = folder.path().join(lang);
        let output = run(&[
            "--lang",
            lang,
            "demo",
            "--exit",
            "--record",
            record.to_str().unwrap(),
        ]);
        assert!(output.status.success(), "{}", said(&output));
        let lines = std::fs::read_to_string(record).unwrap();
        lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect::<Vec<Value>>()
    });
    let outline = |story: &[Value]| -> Vec<(String, String, String, String)> {
        let of = |entry: &Value| {
            let facts = &entry["facts"];
            (
                entry["day"].to_string(),
                entry["kind"].to_string(),
                facts["what"].to_string(),
                facts["level"].to_string(),
            )
        };
        story.iter().map(of).collect()
    };
    let [zh, en] = stories.each_ref().map(|story| outline(story));
    assert_eq!(zh, en);
    let alerts: Vec<(&str, &str)> = en
        .iter()
        .filter(|(_, kind, ..)| kind == "\"alert\"")
        .map(|(_, _, what, level)| (what.trim_matches('"'), level.as_str()))
        .collect();
    let mut rest = alerts.iter();
    for wanted in [
        ("raised", "1"),
        ("lapsed", "2"),
        ("lapsed", "3"),
        ("correction_filed", "3"),
        ("verified", "3"),
    ] {
        assert!(
            rest.any(|alert| *alert == wanted),
            "{wanted:?} is not in its place in {alerts:?}"
        );
    }
    println!("{} entries in each language; alerts {alerts:?}", en.len());
}

#[test]
fn a_reader_that_has_seen_enough_ends_a_command_quietly() {
    let mut command = cascade(&["plan", &book("q3-sales.xlsx"), "--format", "json"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), said(&output).as_str()),
        (Some(141), "")
    );
}
