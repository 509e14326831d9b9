//! A replica that dies: what it had is another's within ten seconds, with neither a lost nor a doubled alert.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use cascade_tests::{
    api::Api,
    stack::{Replica, Stack, root},
};
use serde_json::{Value, json};

use crate::{DAY, PATIENCE, told::told_by};

/// So many that they fall on more partitions than an equal share of two replicas: only what has events is shared.
const PLANS: usize = 24;
/// Longest time in which the partitions of a dead replica may stand still.
const TAKE_OVER: Duration = Duration::from_secs(10);

/// How the replica ends.
enum End {
    /// The system closes its connections.
    Killed,
    /// Its connections stay, and nobody answers on them.
    Frozen,
}

/// Plans of their own with the tasks of each, and what has been reported.
struct Work {
    api: Api,
    plans: BTreeMap<String, Vec<String>>,
    reported: BTreeMap<String, u64>,
}

impl Work {
    async fn new(api: Api) -> Self {
        let example = std::fs::read(root().join("examples/q3-sales.xlsx")).unwrap();
        let mut plans = BTreeMap::new();
        for number in 0..PLANS {
            let mut document = cascade_workbook::read(&example).unwrap().document;
            document.plan.code = format!("TAKEOVER-{number}");
            let copy = cascade_workbook::write(
                &document,
                cascade_method::Lang::Zh,
                chrono::DateTime::UNIX_EPOCH,
            );
            let imported = api.import(copy.unwrap()).await.unwrap();
            let plan = imported["plan"]["id"].as_str().unwrap().to_owned();
            let activate = format!("plans/{plan}/activate");
            api.post(&activate, &plan, &json!({})).await.unwrap();
            let path = format!("plans/{plan}/tasks?page_size=500");
            let tasks = api.get(&path).await.unwrap()["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|task| task["id"].as_str().unwrap().to_owned())
                .collect();
            plans.insert(plan, tasks);
        }
        Self {
            api,
            plans,
            reported: BTreeMap::new(),
        }
    }

    /// One report in each plan, on the given task of it, with so many days left; answers the versions by task.
    async fn report(&mut self, number: usize, left: i64) -> BTreeMap<String, (String, i64)> {
        let mut versions = BTreeMap::new();
        for (plan, tasks) in &self.plans {
            let task = &tasks[number % tasks.len()];
            let report = json!({
                "as_of": DAY, "percent": 1.0, "actual_start": DAY, "remaining_days": left, "note": "",
            });
            let path = format!("tasks/{task}/progress");
            let answer = self.api.post(&path, "", &report).await.unwrap();
            let version = answer["task"]["version"].as_i64().unwrap();
            versions.insert(plan.clone(), (task.clone(), version));
            *self.reported.entry(plan.clone()).or_default() += 1;
        }
        versions
    }

    /// Waits until monitoring shows a plan's task in a version.
    async fn shows(&self, plan: &str, task: &str, version: i64, patience: Duration) {
        let shown = |state: &Value| {
            let tasks = state["tasks"].as_array().unwrap();
            tasks.iter().any(|seen| {
                seen["task_id"] == task && seen["task_version"].as_i64() >= Some(version)
            })
        };
        let path = format!("plans/{plan}/status");
        self.api.until(&path, patience, shown).await.unwrap();
    }
}

/// Reports until the second replica has something to do.
async fn until_shared(work: &mut Work, second: &Replica) {
    let started = Instant::now();
    for number in 0.. {
        work.report(number, 5).await;
        if second.handled("monitoring").unwrap() >= 20.0 {
            println!("shared after {:?}", started.elapsed());
            return;
        }
        assert!(
            started.elapsed() < PATIENCE,
            "nothing is left to the second replica"
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn partitions_of_a_dead_replica_are_taken_over_without_a_lost_or_doubled_alert() {
    taken_over_from(End::Killed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn partitions_of_a_frozen_replica_are_taken_over_without_a_lost_or_doubled_alert() {
    taken_over_from(End::Frozen).await;
}

async fn taken_over_from(end: End) {
    let stack = Stack::start().unwrap();
    let api = Api::admin(&stack.gateway).await.unwrap();
    let now = json!({"now": format!("{DAY}T02:00:00Z")});
    api.put("clock", &now).await.unwrap();
    let mut work = Work::new(api.clone()).await;
    let second = stack.second("monitoring").unwrap();
    until_shared(&mut work, &second).await;

    // In the middle of reports that make tasks red, the replica that works on some of them dies.
    for number in 0..4 {
        work.report(number, 60).await;
    }
    let second = match end {
        End::Killed => {
            second.kill().unwrap();
            None
        }
        End::Frozen => {
            second.freeze().unwrap();
            Some(second)
        }
    };
    let died = Instant::now();
    let versions = work.report(4, 60).await;
    for (plan, (task, version)) in &versions {
        let left = TAKE_OVER.saturating_sub(died.elapsed());
        work.shows(plan, task, *version, left).await;
    }
    println!("taken over after {:?}", died.elapsed());
    assert!(died.elapsed() < TAKE_OVER);

    let mut raised = 0;
    for plan in work.plans.keys() {
        let all = work.reported[plan];
        let applied = |state: &Value| state["reports_applied"].as_u64() == Some(all);
        let path = format!("plans/{plan}/status");
        api.until(&path, PATIENCE, applied).await.unwrap();
        // Settled once more, nothing would be raised and nothing closed: no alert is lost.
        let audit = api.get(&format!("plans/{plan}/audit")).await.unwrap();
        assert_eq!(audit["differences"], Value::Array(Vec::new()));
        let path = format!("alerts?plan={plan}&include_closed=true&page_size=500");
        let alerts = api.get(&path).await.unwrap();
        let alerts = alerts["items"].as_array().unwrap();
        let causes: BTreeSet<&str> = alerts
            .iter()
            .map(|alert| alert["cause_task_id"].as_str().unwrap())
            .collect();
        assert_eq!(
            causes.len(),
            alerts.len(),
            "one alert for a cause: {alerts:#?}"
        );
        assert!(!alerts.is_empty());
        raised += alerts.len();
    }
    let mut said = told_by("monitoring").await.unwrap();
    said.retain(|event| {
        event.event_type == "cascade.monitoring.alert_raised.v1"
            && work.plans.contains_key(&event.partitionkey)
    });
    assert_eq!(said.len(), raised, "each alert is told once");
    println!("{raised} alerts, each told once");
    drop(second);
}
