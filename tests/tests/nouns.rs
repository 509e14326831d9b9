//! What people do with a server from the command line: each noun once, refusals in both languages, exit codes, standard input.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect has failed"
)]

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

use cascade_tests::{
    process::{self, Embedded},
    stack::{root, said},
};
use serde_json::Value;

struct Desk {
    server: Embedded,
}

impl Desk {
    fn new() -> Self {
        let server = Embedded::start("2026-07-01T01:00:00Z").unwrap();
        let desk = Self { server };
        let book = root().join("examples/q3-sales.xlsx");
        desk.done(&["import", &book.display().to_string()]);
        desk
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = process::cascade();
        command
            .args(words)
            .env("CASCADE_SERVER", &self.server.gateway)
            .env("COLUMNS", "160");
        command
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// What a command prints that ends well.
    fn done(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert!(output.status.success(), "{words:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, words: &[&str]) -> Value {
        let words = [words, &["--format", "json"]].concat();
        serde_json::from_str(&self.done(&words)).unwrap()
    }

    fn typed(&self, words: &[&str], input: &str) -> Output {
        let mut child = self
            .command(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
        drop(stdin);
        child.wait_with_output().unwrap()
    }
}

#[test]
fn the_quarter_is_worked_from_the_command_line() {
    let desk = Desk::new();
    assert!(desk.done(&["plans", "list"]).contains("2026Q3-SALES"));
    // A second plan, written by hand: now a plan must be named.
    desk.done(&[
        "plans",
        "create",
        "--code",
        "Q4",
        "--title",
        "Quarter 4",
        "--period-start",
        "2026-10-01",
        "--period-end",
        "2026-12-31",
    ]);
    let unnamed = desk.run(&["goal", "list"]);
    assert_eq!(unnamed.status.code(), Some(2));
    assert!(said(&unnamed).contains("--plan CODE"), "{}", said(&unnamed));
    let goal = desk.json(&[
        "goal",
        "create",
        "--plan",
        "Q4",
        "--code",
        "G1",
        "--description",
        "Q4线上销售额提升10%",
        "--source",
        "other",
        "--department",
        "SAL",
        "--owner",
        "P03",
        "--deadline",
        "2026-12-31",
    ]);
    assert_eq!(goal["code"], "G1");
    let part = desk.typed(
        &["--lang", "en", "kr", "create", "--plan", "Q4", "--from", "-", "--weight", "100", "--format", "json"],
        r#"{"code": "KR1", "goal": "G1", "description": "线上渠道", "owner": "P06", "baseline": 400, "target": 520, "deadline": "2026-12-20"}"#,
    );
    assert!(part.status.success(), "{}", said(&part));
    let part: Value = serde_json::from_slice(&part.stdout).unwrap();
    let key_result = part["id"].as_str().unwrap();
    // The tasks service hears of the key result by its event.
    desk.done(&[
        "kr",
        "check-in",
        "KR1",
        "--plan",
        "Q4",
        "--value",
        "460",
        "--confidence",
        "0.8",
    ]);
    assert!(
        desk.done(&["kr", "history", "KR1", "--plan", "Q4"])
            .contains("460")
    );
    let task = desk.json(&[
        "task",
        "create",
        "--plan",
        "Q4",
        "--code",
        "T1",
        "--key-result",
        key_result,
        "--name",
        "直播",
        "--owner",
        "P09",
        "--department",
        "SAL",
        "--planned-start",
        "2026-10-08",
        "--planned-end",
        "2026-10-16",
        "--deliverable",
        "report",
    ]);
    assert_eq!(task["task"]["code"], "T1");
    desk.done(&[
        "milestone",
        "add",
        "T1",
        "--plan",
        "Q4",
        "--name",
        "host",
        "--due",
        "2026-10-10",
    ]);
    desk.done(&[
        "milestone",
        "reach",
        "T1",
        "--plan",
        "Q4",
        "--name",
        "host",
        "--on",
        "2026-07-01",
    ]);
    let task = desk.json(&["task", "pause", "T1", "--plan", "Q4"]);
    assert_eq!(task["task"]["state"], "paused");
    desk.done(&["plans", "activate", "--plan", "2026Q3-SALES"]);

    let plan = ["--plan", "2026Q3-SALES"];
    let lines = "{\"task\": \"T1\", \"percent\": 10, \"actual_start\": \"2026-07-01\"}\n";
    let words = [
        &["--lang", "en", "progress", "batch", "--file", "-"][..],
        &plan,
    ]
    .concat();
    let sent = desk.typed(&words, lines);
    assert_eq!(
        String::from_utf8_lossy(&sent.stdout),
        "1 accepted, 0 refused\n"
    );
    let wrong = desk.typed(&words, "{\"task\": \"T99\", \"percent\": 10}\n");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(said(&wrong).contains("line 1"), "{}", said(&wrong));
    desk.done(&[&["progress", "history", "T1"][..], &plan].concat());
    desk.done(&[&["request", "list", "--status", "submitted"][..], &plan].concat());
    assert!(desk.done(&["approve", "list"]).contains("R1"));
    desk.done(&[&["request", "reject", "R1", "--note", "no"][..], &plan].concat());
    for words in [
        &["people", "list", "--all"][..],
        &["departments", "list"],
        &["budget", "list"],
        &["alert", "list"],
        &["load", "show", "--department", "SAL", "--by", "week"],
        &["review", "estimate-errors"],
        &["adjust", "list"],
    ] {
        desk.done(words);
    }
    for words in [
        &["review", "gates"][..],
        &["review", "show"],
        &["plans", "baselines"],
        &["plans", "versions"],
        &["task", "candidates", "T2"],
    ] {
        desk.done(&[words, &plan].concat());
    }
}

#[test]
fn people_means_and_many_tasks_from_the_command_line() {
    let desk = Desk::new();
    let codes = |value: &Value| -> Vec<String> {
        let rows = value.as_array().unwrap();
        rows.iter()
            .map(|row| row["code"].as_str().unwrap().to_owned())
            .collect()
    };
    // A predecessor of another owner, declined with its reason, then accepted.
    let waiting = desk.json(&["predecessor", "list", "--owner", "P12"]);
    assert_eq!(waiting["items"][0]["task"]["code"], "T10");
    let refused = desk.run(&["predecessor", "decline", "T10", "--predecessor", "T3"]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    desk.done(&[
        "predecessor",
        "decline",
        "T10",
        "--predecessor",
        "T3",
        "--note",
        "not before August",
    ]);
    desk.done(&["predecessor", "accept", "T10", "--predecessor", "T3"]);
    assert!(
        desk.json(&["predecessor", "list", "--owner", "P12"])["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let other = desk.run(&[
        "--lang",
        "en",
        "predecessor",
        "accept",
        "T10",
        "--predecessor",
        "T1",
    ]);
    assert!(said(&other).contains("it waits for T3"), "{}", said(&other));

    // Many tasks at once: tried, then done.
    let bulk = [
        "task",
        "bulk",
        "--filter-owner",
        "P17",
        "--changes-shift-days",
        "1",
    ];
    let tried = desk.json(&[&bulk[..], &["--dry-run"]].concat());
    assert_eq!(
        (&tried["matched"], &tried["updated"]),
        (&Value::from(2), &Value::from(2))
    );
    assert_eq!(
        desk.json(&["task", "show", "T9"])["planned_start"],
        "2026-07-06"
    );
    desk.done(&bulk);
    assert_eq!(
        desk.json(&["task", "show", "T9"])["planned_start"],
        "2026-07-07"
    );

    // A task that is too long: what it could be, and what becomes of it.
    let parts = desk.json(&["task", "split", "T2"]);
    assert_eq!(codes(&parts["parts"]), ["T2", "T2.2", "T2.3"]);
    assert_eq!(
        codes(&desk.json(&["task", "apply-split", "T2"])["tasks"]),
        ["T2", "T2.2", "T2.3"]
    );

    // What is written twice is there once.
    for (words, list) in [
        (
            &[
                "tool",
                "apply",
                "--tools",
                r#"[{"code": "CAM", "name": "Camera", "department": "MKT", "quantity": 3, "unit": "set"}]"#,
            ][..],
            &["tool", "list"][..],
        ),
        (
            &[
                "data-set",
                "apply",
                "--data-sets",
                r#"[{"code": "CRM", "name": "CRM", "department": "SAL", "owner": "P14", "classification": "internal"}]"#,
            ],
            &["data-set", "list"],
        ),
        (
            &[
                "calendar",
                "apply",
                "--calendars",
                r#"[{"scope": "department", "code": "SAL", "weekdays": [1, 2, 3, 4, 5, 6]}]"#,
            ],
            &["calendar", "list"],
        ),
        (
            &[
                "people",
                "away",
                "--absences",
                r#"[{"code": "A1", "person": "P09", "from": "2026-07-03", "to": "2026-07-08", "kind": "sickness"}]"#,
            ],
            &["people", "absences"],
        ),
    ] {
        assert_eq!(desk.json(words)["counts"]["created"], 1, "{words:?}");
        assert_eq!(desk.json(words)["counts"]["unchanged"], 1, "{words:?}");
        assert_eq!(
            desk.json(list)["items"].as_array().unwrap().len(),
            1,
            "{list:?}"
        );
    }
    assert_eq!(desk.json(&["people", "back", "A1"])["retired"], true);

    // Proposals write nothing.
    let proposal = desk.json(&["plans", "assignment", "--people", "P09,P10,P11,P12,P13"]);
    assert!(!proposal["assignments"].as_array().unwrap().is_empty());
    let levelled = desk.json(&["plans", "levelling", "--seed", "1", "--schedules", "500"]);
    assert_eq!(levelled["out_of_time"], false);
    assert!(levelled["overload_days_after"].as_i64() <= levelled["overload_days_before"].as_i64());
    let task = desk.json(&["task", "show", "T1"])["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let relief = desk.json(&[
        "load",
        "relief",
        "--person",
        "P09",
        "--task-id",
        &task,
        "--free",
    ]);
    let load = |when: &str| relief["people"][0][when]["load_hours"].as_f64().unwrap();
    assert!(load("after") < load("before"), "{relief}");
    let fit = desk.json(&[
        "people",
        "match",
        "--need-department",
        "MKT",
        "--need-hours",
        "8",
        "--most",
        "3",
    ]);
    assert_eq!(fit["candidates"].as_array().unwrap().len(), 3);

    desk.done(&["plans", "activate"]);
    assert_eq!(desk.json(&["plans", "baseline", "1"])["task_count"], 15);
    assert_eq!(desk.json(&["plans", "version", "1"])["number"], 1);
    assert_eq!(desk.json(&["audit", "verdict"])["intact"], true);
    reports_are_told_in_every_form(&desk);
    assert_eq!(
        desk.json(&["plans", "recompute"])["differences"],
        Value::Array(vec![])
    );
}

#[test]
fn an_adjustment_and_the_audit_chain_from_the_command_line() {
    let desk = Desk::new();
    desk.done(&["plans", "activate"]);
    let part = desk.json(&["kr", "list"])["items"][0]["id"].clone();
    let changes = format!("{{\"key_results\": [{{\"key_result_id\": {part}, \"target\": 500}}]}}");
    desk.done(&[
        "adjust",
        "create",
        "--reason",
        "the market",
        "--changes",
        &changes,
    ]);
    desk.done(&["adjust", "submit", "ADJ-1"]);
    desk.done(&["adjust", "impact", "ADJ-1"]);
    // The same account may not decide: refused by a rule, told in either language.
    for (lang, words) in [
        ("zh", "申请人不得审批自己的调整申请"),
        ("en", "Nobody approves a change that they applied for"),
    ] {
        let refused = desk.run(&["--lang", lang, "adjust", "approve", "ADJ-1"]);
        assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
        assert!(said(&refused).contains(words), "{}", said(&refused));
        assert!(said(&refused).contains("ADJ-002"));
    }
    let verdict = desk.json(&["audit", "verify"]);
    assert_eq!(
        (&verdict["intact"], &verdict["entries"]),
        (&Value::Bool(true), &Value::from(4))
    );
    let cut = desk.run(&["audit", "verify", "--head", "00ff"]);
    assert_eq!(cut.status.code(), Some(1), "a noted hash that is not there");
}

#[test]
fn completion_is_a_script_and_nobody_answering_is_code_3() {
    let script = process::cascade()
        .args(["completion", "bash"])
        .output()
        .unwrap();
    assert!(script.status.success() && script.stdout.len() > 10_000);
    let mut bash = Command::new("bash")
        .arg("-n")
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    bash.stdin
        .take()
        .unwrap()
        .write_all(&script.stdout)
        .unwrap();
    assert!(bash.wait().unwrap().success());
    let nobody = process::cascade()
        .args(["plans", "list", "--server", "http://127.0.0.1:9"])
        .output()
        .unwrap();
    assert_eq!(nobody.status.code(), Some(3), "{}", said(&nobody));
}

/// The department of the example, in the middle of its quarter.
fn reports_are_told_in_every_form(desk: &Desk) {
    let departments = desk.json(&["departments", "list"]);
    let code = departments["items"][0]["code"].as_str().unwrap().to_owned();
    for kind in ["daily", "weekly", "monthly"] {
        let told = desk.json(&["report", "show", kind, "--department", &code]);
        assert_eq!(told["kind"], kind);
        assert!(told["sections"].as_array().unwrap().len() >= 5, "{told}");
        let page = desk.done(&[
            "report",
            "show",
            kind,
            "--department",
            &code,
            "--lang",
            "zh",
        ]);
        assert!(page.starts_with(&format!("# {code} ")), "{page}");
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, magic) in [
        ("r.html", "<!doctype html>"),
        ("r.xlsx", "PK"),
        ("r.md", "# "),
    ] {
        let file = folder.path().join(name);
        let out = file.display().to_string();
        desk.done(&[
            "report",
            "show",
            "weekly",
            "--department",
            &code,
            "--out",
            &out,
        ]);
        let bytes = std::fs::read(&file).unwrap();
        assert!(bytes.starts_with(magic.as_bytes()), "{name}");
    }
    let refused = desk.run(&["report", "show", "yearly", "--department", &code]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    let unknown = desk.run(&["report", "show", "daily", "--department", "NOBODY"]);
    assert_eq!(unknown.status.code(), Some(1), "{}", said(&unknown));
}
