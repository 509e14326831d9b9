//! What a crash may do: nothing. Under a running stream of progress reports roles are killed, one of them for certain between
//! commit and publish, RabbitMQ is killed, PostgreSQL is restarted, and events come again and in the wrong order; then it is
//! counted. Every accepted report is applied once in effect, and what monitoring keeps equals what it
//! computes from scratch.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect has failed"
)]

mod disorder;
mod takeover;
mod told;

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use cascade_tests::{
    api::Api,
    stack::{Stack, root},
};
use disorder::Disorder;
use serde_json::{Value, json};

/// The day on which all reports are made: that on which the stack's simulated clock begins, and begins again in a role that
/// was killed.
const DAY: &str = "2026-06-29";
/// Longest wait for everything to have gone all the way afterwards.
const PATIENCE: Duration = Duration::from_secs(90);

/// What one writer has had accepted.
#[derive(Default, Debug)]
struct Written {
    accepted: u64,
    retried: u64,
}

/// Reports on one task again and again, each under a key of its own that is kept through every retry: an answer that was lost is
/// asked for again.
async fn write(api: Api, task: String, stop: Arc<AtomicBool>) -> Result<Written> {
    let mut written = Written::default();
    let mut percent = 0.0_f64;
    while !stop.load(Ordering::Relaxed) {
        percent += 0.01;
        let key = format!("{task}-{percent:.2}");
        let report = json!({
            "as_of": DAY, "percent": (percent * 100.0).round() / 100.0, "actual_start": DAY,
            "remaining_days": 5, "note": "",
        });
        loop {
            match api
                .post(&format!("tasks/{task}/progress"), &key, &report)
                .await
            {
                Ok(_) => break written.accepted += 1,
                // What is refused for its content will be refused for ever.
                Err(error)
                    if error.to_string().starts_with("400")
                        || error.to_string().starts_with("422") =>
                {
                    return Err(error);
                }
                Err(_) => {
                    written.retried += 1;
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }
    Ok(written)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_accepted_report_is_applied_once_whatever_dies() {
    let stack = Stack::start().unwrap();
    let api = Api::admin(&stack.gateway).await.unwrap();
    let workbook = std::fs::read(root().join("examples/q3-sales.xlsx")).unwrap();
    let plan = api.import(workbook.clone()).await.unwrap()["plan"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    api.post(&format!("plans/{plan}/activate"), "activate", &json!({}))
        .await
        .unwrap();
    api.put("clock", &json!({"now": format!("{DAY}T02:00:00Z")}))
        .await
        .unwrap();
    let status = format!("plans/{plan}/status");
    api.until(&status, PATIENCE, |state| {
        state["active"] == true && state["tasks"].as_array().map(Vec::len) == Some(13)
    })
    .await
    .unwrap();

    let tasks = api
        .get(&format!("plans/{plan}/tasks?page_size=500"))
        .await
        .unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let mut writers = BTreeMap::new();
    for task in tasks["items"].as_array().unwrap().iter().take(8) {
        let id = task["id"].as_str().unwrap().to_owned();
        writers.insert(
            id.clone(),
            tokio::spawn(write(api.clone(), id, Arc::clone(&stop))),
        );
    }

    // The faults come while the writers write.
    let faults: [fn(&Stack) -> Result<()>; 6] = [
        |stack| stack.kill_and_start("tasks"),
        |stack| stack.kill_and_start("monitoring"),
        |stack| stack.kill_rabbitmq(),
        |stack| stack.restart_postgres(),
        |stack| stack.kill_and_start("tasks"),
        |stack| stack.kill_and_start("gateway"),
    ];
    let stack = Arc::new(stack);
    for fault in faults {
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        strike(&stack, fault).await;
    }
    between_commit_and_publish(&stack).await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let again = Disorder::new()
        .unwrap()
        .replay_backwards_and_forwards()
        .await
        .unwrap();
    println!("{again} events delivered twice more, backwards and forwards");
    stop.store(true, Ordering::Relaxed);

    let mut accepted = 0;
    let mut retried = 0;
    for (task, writer) in writers {
        let written = writer.await.unwrap().unwrap();
        let stored = count_reports(&api, &task).await;
        assert_eq!(
            stored, written.accepted,
            "reports of task {task} in the tasks service"
        );
        accepted += written.accepted;
        retried += written.retried;
    }
    println!("accepted {accepted} reports, {retried} tries failed on the way");
    assert!(
        accepted > 100,
        "only {accepted} reports were accepted: too few to prove anything"
    );
    assert!(retried > 0, "no try failed: the faults were not felt");

    let state = api
        .until(&status, PATIENCE, |state| {
            state["reports_applied"].as_u64() == Some(accepted)
        })
        .await
        .unwrap();
    for task in tasks["items"].as_array().unwrap() {
        let id = task["id"].as_str().unwrap();
        let there = api.get(&format!("tasks/{id}")).await.unwrap();
        let seen = state["tasks"]
            .as_array()
            .unwrap()
            .iter()
            .find(|seen| seen["task_id"] == id)
            .unwrap();
        assert_eq!(
            seen["task_version"], there["version"],
            "version of {}",
            task["code"]
        );
        assert_eq!(
            seen["percent"], there["percent"],
            "percent of {}",
            task["code"]
        );
    }
    let audit = api.get(&format!("plans/{plan}/audit")).await.unwrap();
    println!("audit: {audit}");
    assert_eq!(audit["differences"], Value::Array(Vec::new()));
    assert_eq!(audit["reports_applied"].as_u64(), Some(accepted));

    // The same workbook again changes nothing of what has been reported since.
    let again = api.import(workbook).await.unwrap();
    assert_eq!(again["goals"]["updated"], 0, "{again}");
    assert_eq!(again["tasks"]["updated"], 0, "{again}");
    assert_eq!(again["requests"]["updated"], 0, "{again}");
}

/// One fault. Scripts block, so they run aside.
async fn strike(stack: &Arc<Stack>, fault: fn(&Stack) -> Result<()>) {
    let stack = Arc::clone(stack);
    tokio::task::spawn_blocking(move || fault(&stack))
        .await
        .unwrap()
        .unwrap();
}

/// Without a broker reports are still accepted, and nothing of them can be published: whatever is committed when the tasks
/// service is killed was never said. Then its events come, each twice and backwards first, and only after that it starts again
/// and says them itself.
async fn between_commit_and_publish(stack: &Arc<Stack>) {
    strike(stack, Stack::kill_rabbitmq_for_good).await;
    tokio::time::sleep(Duration::from_millis(1_000)).await;
    strike(stack, |stack| stack.kill("tasks")).await;
    strike(stack, |_| Stack::start_parts()).await;
    let disorder = Disorder::new().unwrap();
    let unsaid = disorder.waiting().await.unwrap();
    println!(
        "{} events were committed and not published when tasks was killed",
        unsaid.len()
    );
    assert!(
        unsaid.len() > 10,
        "only {} events between commit and publish",
        unsaid.len()
    );
    disorder
        .publish_backwards_and_forwards(&unsaid)
        .await
        .unwrap();
    strike(stack, |stack| stack.start_role("tasks")).await;
}

async fn count_reports(api: &Api, task: &str) -> u64 {
    let mut count = 0;
    let mut token = String::new();
    loop {
        let page = api
            .get(&format!(
                "tasks/{task}/progress?page_size=500&page_token={token}"
            ))
            .await
            .unwrap();
        count += page["items"].as_array().unwrap().len() as u64;
        match page["next_page_token"].as_str() {
            Some(next) => token = next.to_owned(),
            None => return count,
        }
    }
}
