//! The stream of events: as they happen, and what was missed.

use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

use super::{Caller, body, broken, problem};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_are_told_as_they_happen() {
    let caller = Caller::new().await;
    let plan = caller.active_plan().await;
    let task = caller.task(&plan, "T1").await;
    let mut stream = caller
        .get(&format!("events?types=cascade.tasks.%23&plan={plan}"))
        .send()
        .await
        .unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let path = format!("tasks/{}/progress", task["id"].as_str().unwrap());
    let report = json!({"as_of": "2026-07-01", "percent": 5, "actual_start": "2026-07-01", "remaining_days": 9});
    body(caller.post(&path, &report)).await;
    let mut text = String::new();
    while !(text.contains("progress_reported") && text.ends_with("\n\n")) {
        text.push_str(&String::from_utf8_lossy(
            &stream.chunk().await.unwrap().unwrap(),
        ));
    }
    let event = text
        .split("\n\n")
        .find(|event| event.contains("progress_reported"))
        .unwrap();
    let data = event
        .lines()
        .find_map(|line| line.strip_prefix("data:"))
        .unwrap();
    let data: Value = serde_json::from_str(data).unwrap();
    assert_eq!(
        (&data["specversion"], &data["partitionkey"]),
        (&json!("1.0"), &json!(plan))
    );
    assert_eq!(data["type"], "cascade.tasks.progress_reported.v1");
    assert_eq!(data["data"]["report"]["percent"], 5.0);
    assert!(
        event
            .lines()
            .any(|line| line == format!("id: {}", data["id"].as_str().unwrap()))
    );
}

/// The messages of an event stream with their ids, until one has what is looked for.
async fn messages_until(request: RequestBuilder, found: &str) -> Vec<(String, Value)> {
    let mut stream = request.send().await.unwrap();
    assert_eq!(stream.status(), StatusCode::OK);
    let mut text = String::new();
    while !(text.contains(found) && text.ends_with("\n\n")) {
        text.push_str(&String::from_utf8_lossy(
            &stream.chunk().await.unwrap().unwrap(),
        ));
    }
    let part = |message: &str, name: &str| {
        let found = message.lines().find_map(|line| line.strip_prefix(name));
        found.map(|found| found.trim().to_owned())
    };
    text.split("\n\n")
        .filter_map(|message| {
            let data = serde_json::from_str(&part(message, "data:")?).unwrap();
            Some((part(message, "id:").unwrap(), data))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_back_to_the_events_gets_what_was_missed() {
    let caller = Caller::new().await;
    let plan = caller.active_plan().await;
    let task = caller.task(&plan, "T1").await;
    let path = format!("tasks/{}/progress", task["id"].as_str().unwrap());
    let events = format!("events?types=cascade.tasks.progress_reported.v1&plan={plan}");
    let report = |percent: i64| json!({"as_of": "2026-07-01", "percent": percent, "actual_start": "2026-07-01", "remaining_days": 9});
    let percents = |messages: &[(String, Value)]| -> Vec<i64> {
        let told = messages.iter();
        told.map(|(_, event)| event["data"]["report"]["percent"].as_f64().unwrap() as i64)
            .collect()
    };
    let first = tokio::spawn(messages_until(caller.get(&events), "\"percent\":1.0"));
    // The stream is there before the first report is.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    body(caller.post(&path, &report(1))).await;
    let seen = first.await.unwrap();
    assert_eq!(percents(&seen), [1]);
    let (last, _) = seen.last().unwrap().clone();
    for percent in 2..=5 {
        body(caller.post(&path, &report(percent))).await;
    }
    for by in [
        caller.get(&events).header("last-event-id", &last),
        caller.get(&format!("{events}&last_event_id={last}")),
    ] {
        let missed = messages_until(by, "\"percent\":5.0").await;
        assert_eq!(percents(&missed), [2, 3, 4, 5]);
    }

    let unknown = "0197c1d2-0000-7000-8000-000000000001";
    let request = caller.get(&events).header("last-event-id", unknown);
    let told = messages_until(request, "resync").await;
    assert_eq!(told.len(), 1, "what was missed is not told");
    let (on, event) = &told[0];
    assert_eq!(event["type"], "cascade.gateway.resync.v1");
    assert_eq!(
        event["data"],
        json!({"reason": "unknown", "after": unknown})
    );
    let request = caller.get(&events).header("last-event-id", on);
    let going_on = tokio::spawn(messages_until(request, "\"percent\":6.0"));
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    body(caller.post(&path, &report(6))).await;
    assert_eq!(percents(&going_on.await.unwrap()), [6]);

    let refused = problem(caller.get(&events).header("last-event-id", "yesterday")).await;
    assert_eq!(
        (refused["status"].as_u64(), broken(&refused)),
        (
            Some(400),
            vec![("Last-Event-ID".to_owned(), "HTTP-010".to_owned())]
        )
    );
}
