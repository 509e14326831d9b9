//! The envelope as other systems see it.

use cascade_events::CloudEvent;
use serde_json::{Value, json};

use crate::support::event;

#[test]
fn an_event_is_cloudevents_1_0_structured_json() {
    let mut sent = event("plan-1", 7);
    sent.traceparent = Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".to_owned());
    let text: Value = serde_json::from_slice(&sent.to_json()).unwrap();
    assert_eq!(
        text,
        json!({
            "specversion": "1.0",
            "id": sent.id.to_string(),
            "source": "/cascade/tasks",
            "type": "cascade.tasks.progress_reported.v1",
            "subject": "task-7",
            "time": "2026-07-01T12:00:00Z",
            "datacontenttype": "application/json",
            "partitionkey": "plan-1",
            "sequence": "00000000000000000007",
            "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "aggregateversion": 7,
            "data": { "number": 7, "note": "直播带货" },
        })
    );
    assert_eq!(CloudEvent::from_json(&sent.to_json()).unwrap(), sent);
}

#[test]
fn what_is_absent_is_left_out_and_what_is_unknown_is_ignored() {
    let mut sent = event("plan-1", 1);
    sent.sequence = None;
    let mut text: Value = serde_json::from_slice(&sent.to_json()).unwrap();
    assert!(text.get("traceparent").is_none());
    assert!(text.get("sequence").is_none());
    text["extensionofothers"] = json!("kept to themselves");
    assert_eq!(
        CloudEvent::from_json(text.to_string().as_bytes()).unwrap(),
        sent
    );
}

#[test]
fn what_is_no_event_says_why() {
    let whole: Value = serde_json::from_slice(&event("plan-1", 1).to_json()).unwrap();
    let error_without = |change: &dyn Fn(&mut Value)| {
        let mut text = whole.clone();
        change(&mut text);
        CloudEvent::from_json(text.to_string().as_bytes())
            .unwrap_err()
            .to_string()
    };
    let missing = error_without(&|text| {
        text.as_object_mut().unwrap().remove("type");
    });
    assert!(missing.contains("missing field `type`"), "{missing}");
    let version = error_without(&|text| text["specversion"] = json!("0.3"));
    assert!(version.contains("\"0.3\""), "{version}");
    let empty = error_without(&|text| text["partitionkey"] = json!(""));
    assert!(empty.contains("partitionkey is empty"), "{empty}");
    let id = error_without(&|text| text["id"] = json!("12"));
    assert!(id.contains("UUID"), "{id}");
    assert!(CloudEvent::from_json(b"hello").is_err());
}
