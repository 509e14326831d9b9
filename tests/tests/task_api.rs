//! What the HTTP API offers around the plan of tasks: baselines, predecessors of others, one change to many, splitting.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect has failed"
)]

use std::{collections::BTreeSet, time::Duration};

use cascade_tests::{api::Api, process::Embedded, stack::root};
use serde_json::{Value, json};

const START: &str = "2026-07-01T01:00:00Z";

async fn task(api: &Api, plan: &str, code: &str) -> Value {
    let page = api
        .get(&format!("plans/{plan}/tasks?page_size=500"))
        .await
        .unwrap();
    let tasks = page["items"].as_array().unwrap();
    tasks
        .iter()
        .find(|task| task["code"] == code)
        .unwrap()
        .clone()
}

/// The refusal of a call, as its text.
fn refused(answer: anyhow::Result<Value>) -> String {
    format!("{:#}", answer.unwrap_err())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_is_kept_compared_changed_in_bulk_and_split() {
    let server = Embedded::start(START).unwrap();
    let api = Api::admin(&server.gateway).await.unwrap();
    let workbook = std::fs::read(root().join("examples/q3-sales.xlsx")).unwrap();
    let imported = api.import(workbook).await.unwrap();
    let plan = imported["plan"]["id"].as_str().unwrap().to_owned();
    let code = imported["plan"]["code"].as_str().unwrap().to_owned();

    // Predecessors of other departments await a word.
    let link = {
        let page = api
            .get(&format!("plans/{plan}/tasks?page_size=500"))
            .await
            .unwrap();
        let tasks = page["items"].as_array().unwrap().clone();
        tasks
            .iter()
            .flat_map(|task| {
                let links = task["predecessors"].as_array().unwrap().clone();
                links
                    .into_iter()
                    .map(move |link| (task["id"].clone(), link))
            })
            .find(|(_, link)| link["acceptance"]["status"] == "proposed")
            .unwrap()
    };
    let (waiting, predecessor) = (
        link.0.as_str().unwrap(),
        link.1["task_id"].as_str().unwrap(),
    );
    let owner = api.get(&format!("tasks/{predecessor}")).await.unwrap()["owner"].clone();
    let asked = api
        .get(&format!(
            "predecessors/proposed?owner={}",
            owner.as_str().unwrap()
        ))
        .await
        .unwrap();
    assert!(!asked["items"].as_array().unwrap().is_empty());
    let way = format!("tasks/{waiting}/predecessors/{predecessor}");
    let said = refused(api.post(&format!("{way}/decline"), "", &json!({})).await);
    assert!(said.contains("request.note"), "{said}");
    let accepted = api
        .post(&format!("{way}/accept"), "", &json!({"note": "fine"}))
        .await
        .unwrap();
    let words: BTreeSet<String> = accepted["task"]["predecessors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| link["acceptance"]["status"].to_string())
        .collect();
    assert!(words.contains("\"accepted\""), "{words:?}");

    // A snapshot of the draft, then five weeks become three tasks.
    let path = format!("plans/{code}/baselines");
    let said = refused(api.post(&path, "", &json!({})).await);
    assert!(said.contains("request.reason"), "{said}");
    let first = api
        .post(&path, "k1", &json!({"reason": "before the split"}))
        .await
        .unwrap();
    assert_eq!(
        (&first["number"], &first["task_count"]),
        (&json!(1), &json!(13))
    );
    let long = task(&api, &plan, "T2").await;
    let split = format!("tasks/{}/split", long["id"].as_str().unwrap());
    let proposed = api.get(&split).await.unwrap();
    let parts = proposed["parts"].as_array().unwrap().clone();
    assert_eq!(parts.len(), 3);
    let done = api.post(&split, "", &json!({})).await.unwrap();
    assert_eq!(done["tasks"][2]["code"], parts[2]["code"]);
    let compared = api
        .get(&format!("{path}/compare?from=1&to=0"))
        .await
        .unwrap();
    assert_eq!(
        (&compared["totals"]["added"], &compared["totals"]["moved"]),
        (&json!(2), &json!(1))
    );
    let read = api.get(&format!("{path}/1")).await.unwrap();
    assert_eq!(read["tasks"].as_array().unwrap().len(), 13);
    let said = refused(api.get(&format!("{path}/9")).await);
    assert!(said.contains("NOT_FOUND"), "{said}");

    // One change to many: tried, then done, then protected.
    let bulk = format!("plans/{plan}/tasks/bulk");
    let mut change = json!({
        "filter": {"owner": long["owner"]}, "changes": {"priority": "high", "shift_days": 1}, "dry_run": true,
    });
    let tried = api.post(&bulk, "", &change).await.unwrap();
    assert!(tried["matched"].as_u64().unwrap() >= 3, "{tried}");
    change["dry_run"] = json!(false);
    let changed = api.post(&bulk, "", &change).await.unwrap();
    assert_eq!(changed["updated"], tried["updated"]);
    api.post(&format!("plans/{plan}/activate"), "", &json!({}))
        .await
        .unwrap();
    let approved = api
        .until(&path, Duration::from_secs(20), |page| {
            page["items"].as_array().is_some_and(|all| all.len() == 2)
        })
        .await
        .unwrap();
    assert_eq!(approved["items"][1]["taken_by"], "system:activation");
    let said = refused(api.post(&bulk, "", &change).await);
    assert!(said.contains("BASELINE_PROTECTED"), "{said}");

    // The day's cut-off passes: what should have begun has missed its update.
    api.put("clock", &json!({"now": "2026-07-01T11:00:00Z"}))
        .await
        .unwrap();
    let findings = api.get(&format!("plans/{plan}/findings")).await.unwrap();
    let missed = findings
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["rule"] == "TRACK-007")
        .count();
    assert!(missed > 0, "{findings}");
}
