//! What a forecast breaks is seen wherever the plan is looked at: among the plan's findings, with its forecasts, in a question of what if.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect has failed"
)]

use std::time::Duration;

use cascade_tests::{
    api::Api,
    process::{self, Embedded},
    stack::{root, said},
};
use serde_json::Value;

const PLAN: &str = "2026Q3-SALES";

struct Desk {
    server: Embedded,
}

impl Desk {
    /// What a command prints that ends well.
    fn done(&self, words: &[&str]) -> String {
        let output = process::cascade()
            .args(words)
            .args(["--plan", PLAN])
            .env("CASCADE_SERVER", &self.server.gateway)
            .env("COLUMNS", "200")
            .output()
            .unwrap();
        assert!(output.status.success(), "{words:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }
}

fn of_forecasts(findings: &Value) -> Vec<&str> {
    let rows = findings.as_array().unwrap().iter();
    rows.filter(|finding| finding["rule"] == "TASK-020")
        .filter_map(|finding| finding["row"].as_str())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forecast_that_breaks_a_constraint_is_told_of_an_active_plan() {
    let server = Embedded::start("2026-07-01T01:00:00Z").unwrap();
    let api = Api::admin(&server.gateway).await.unwrap();
    let workbook = std::fs::read(root().join("examples/q3-sales.xlsx")).unwrap();
    api.import(workbook).await.unwrap();
    let desk = Desk { server };
    let page = api.get(&format!("plans/{PLAN}/tasks")).await.unwrap();
    let first = &page["items"][0];
    let code = first["code"].as_str().unwrap();
    let deadline = first["planned_start"].as_str().unwrap();
    let held_to = format!(r#"{{"deadline": "{deadline}"}}"#);
    desk.done(&["task", "edit", code, "--constraints", &held_to]);
    desk.done(&["plans", "activate"]);

    let path = format!("plans/{PLAN}/findings");
    let told = api
        .until(&path, Duration::from_secs(20), |findings| {
            of_forecasts(findings) == [code]
        })
        .await
        .unwrap();
    let advised = told.as_array().unwrap().iter().all(|finding| {
        let said = |key: &str| {
            finding[key]["zh"]
                .as_str()
                .is_some_and(|text| !text.is_empty())
        };
        said("message") && said("advice")
    });
    assert!(advised, "{told}");
    let listed = desk.done(&["--lang", "en", "forecast", "tasks"]);
    let line = format!("! TASK-020 {code} The forecast finish is ");
    assert_eq!(listed.matches(&line).count(), 1, "{listed}");
    let one = desk.done(&["--lang", "en", "forecast", "task", code]);
    assert!(one.contains(&line), "{one}");

    // A deadline that is brought forward past what is forecast.
    let goals = api.get(&format!("plans/{PLAN}/goals")).await.unwrap();
    let goal = goals["items"][0]["code"].as_str().unwrap();
    let sooner = format!(r#"[{{"goal_id": "{goal}", "deadline": "2026-07-31"}}]"#);
    let asked = ["--lang", "en", "plans", "what-if", "--goals", &sooner];
    let answer = desk.done(&asked);
    let row = answer
        .lines()
        .find(|line| line.contains("2026-07-31"))
        .unwrap_or_default();
    let late = row.split('┆').next_back().unwrap_or_default();
    let days: String = late.chars().filter(char::is_ascii_digit).collect();
    assert!(days.parse::<u32>().is_ok_and(|days| days > 0), "{answer}");
}
