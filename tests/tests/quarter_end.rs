//! From an adjustment in the middle of a quarter to its end: applied for, shown, decided, verified; then reviewed, closed and
//! carried over. Told over HTTP, in one process and over the real parts.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect has failed"
)]

use std::{collections::BTreeMap, time::Duration};

use cascade_tests::{
    api::Api,
    process::Embedded,
    stack::{Stack, root},
};
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(30);

struct Quarter {
    api: Api,
    plan: String,
}

impl Quarter {
    /// The example plan, active, its tasks known to everybody.
    async fn begin(gateway: &str) -> Self {
        let api = Api::admin(gateway).await.unwrap();
        let workbook = std::fs::read(root().join("examples/q3-sales.xlsx")).unwrap();
        let imported = api.import(workbook).await.unwrap();
        let plan = imported["plan"]["id"].as_str().unwrap().to_owned();
        let path = format!("plans/{plan}/activate");
        api.post(&path, "", &json!({})).await.unwrap();
        let quarter = Self { api, plan };
        quarter
            .until("status", |status| {
                let tasks = status["tasks"].as_array().unwrap();
                tasks.len() == 13 && tasks.iter().all(|task| task["baseline_end"].is_string())
            })
            .await;
        quarter
            .until("review", |review| {
                review["unfinished"].as_array().unwrap().len() == 13
            })
            .await;
        quarter
    }

    async fn until(&self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let path = format!("plans/{}/{what}", self.plan);
        self.api.until(&path, PATIENCE, wanted).await.unwrap()
    }

    async fn get(&self, what: &str) -> Value {
        let path = format!("plans/{}/{what}", self.plan);
        self.api.get(&path).await.unwrap()
    }

    /// Rows of a list by their codes.
    async fn rows(&self, what: &str) -> BTreeMap<String, Value> {
        let page = self.get(&format!("{what}?page_size=500")).await;
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row["code"].as_str().unwrap().to_owned(), row.clone()))
            .collect()
    }

    async fn adjusted(&self) {
        let parts = self.rows("key-results").await;
        let (code, part) = parts.iter().next().unwrap();
        let owner = part["owner"].as_str().unwrap();
        let task = self.rows("tasks").await["T1"].clone();
        let goals = self.rows("goals").await;
        let department = goals.values().next().unwrap()["department"]
            .as_str()
            .unwrap();
        let applicant = self
            .api
            .person(owner, "contributor", department)
            .await
            .unwrap();
        let head = self
            .api
            .person("P-ANOTHER", "manager", department)
            .await
            .unwrap();
        let wanted = json!({
            "reason": "the market has changed",
            "changes": {
                "key_results": [{"key_result_id": part["id"], "target": 500.0}],
                "tasks": [{"task_id": task["id"], "planned_end": "2026-07-10"}],
            },
        });
        let path = format!("plans/{}/adjustments", self.plan);
        let draft = applicant.post(&path, "draft-1", &wanted).await.unwrap();
        let again = applicant.post(&path, "draft-1", &wanted).await.unwrap();
        assert_eq!(draft, again, "the same key is the same draft");
        assert_eq!(
            (draft["code"].as_str(), draft["status"].as_str()),
            (Some("ADJ-1"), Some("draft"))
        );
        let id = draft["id"].as_str().unwrap();
        let at = |step: &str| format!("adjustments/{id}/{step}");
        let impact = applicant.get(&at("impact")).await.unwrap();
        assert!(impact["forecast"]["subjects"].is_array());
        // T1 gets four days less: its owner has more to do in the weeks that are left.
        let load = impact["load"].as_array().unwrap();
        assert!(
            load.iter()
                .any(|week| week["hours_after"] != week["hours_before"]),
            "{impact}"
        );
        let submitted = applicant.post(&at("submit"), "", &json!({})).await.unwrap();
        assert_eq!(submitted["tier"], "department_head");
        assert!(submitted["impact"]["forecast"]["as_of"].is_string());
        let own = applicant.post(&at("approve"), "", &json!({})).await;
        assert!(own.unwrap_err().to_string().contains("ADJ-002"));
        let approved = head
            .post(&at("approve"), "", &json!({"note": "agreed"}))
            .await
            .unwrap();
        assert_eq!(
            (
                approved["status"].as_str(),
                &approved["plan_version_number"]
            ),
            (Some("approved"), &json!(2))
        );
        assert_eq!(self.rows("key-results").await[code]["target"], 500.0);
        let difference = self.get("versions/compare?from=1&to=2").await;
        let fields: Vec<&str> = difference["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| field["field"].as_str().unwrap())
            .collect();
        assert_eq!(fields, ["target"]);
        // Who keeps the tasks has carried it out, and taken the next baseline.
        let path = format!("tasks/{}", task["id"].as_str().unwrap());
        self.api
            .until(&path, PATIENCE, |task| task["planned_end"] == "2026-07-10")
            .await
            .unwrap();
        let moved = self.get("baselines/compare?from=1&to=2").await;
        assert_eq!(moved["moved"][0]["code"], "T1", "{moved}");
        let verdict = self.get("audit-verdict").await;
        // Imported, activated, drafted, submitted, approved.
        assert_eq!(
            (&verdict["intact"], &verdict["entries"]),
            (&json!(true), &json!(5))
        );
        let waiting = self.api.get("adjustments?status=submitted").await.unwrap();
        assert_eq!(waiting["items"], json!([]));
    }

    async fn what_if(&self) {
        let tasks = self.rows("tasks").await;
        let first = &tasks["T1"]["id"];
        let path = format!("plans/{}/what-if", self.plan);
        let asked = json!({"tasks": [{"task_id": first, "slip_days": 20}]});
        let impact = self.api.post(&path, "", &asked).await.unwrap();
        assert!(impact["finish_moves_days"].as_i64().unwrap() > 0);
        let goal = &impact["subjects"][0];
        assert_eq!(
            (goal["kind"].as_str(), goal["light_after"].as_str()),
            (Some("goal"), Some("red"))
        );
    }

    async fn closed(&self) {
        let path = format!("plans/{}/close", self.plan);
        let refused = self.api.post(&path, "", &json!({})).await.unwrap_err();
        assert!(refused.to_string().contains("CLOSING_REFUSED"), "{refused}");
        let parts = self.rows("key-results").await;
        for part in parts.values() {
            let row = json!({
                "final_value": part["target"],
                "highlights": "reached",
                "improvement": "book hosts earlier",
                "improvement_owner": part["owner"],
                "improvement_due": "2026-10-15",
            });
            let path = format!(
                "plans/{}/review/{}",
                self.plan,
                part["id"].as_str().unwrap()
            );
            let saved = self.api.put(&path, &row).await.unwrap();
            assert_eq!(saved["completion"], 1.0);
        }
        let tasks = self.rows("tasks").await;
        let items: Vec<Value> = tasks
            .values()
            .map(|task| {
                let carried = task["code"] == "T13";
                let disposition = if carried { "carried_over" } else { "done" };
                json!({"task_id": task["id"], "disposition": disposition})
            })
            .collect();
        let disposed = format!("plans/{}/dispositions", self.plan);
        self.api
            .post(&disposed, "", &json!({"items": items}))
            .await
            .unwrap();
        assert_eq!(self.get("review").await["gates"], json!([]));
        let next = json!({"next": {
            "code": "Q4-2026", "title": "Q4", "period_start": "2026-10-01", "period_end": "2026-12-31",
        }});
        let answer = self.api.post(&path, "close-1", &next).await.unwrap();
        assert_eq!(
            (answer["plan"]["status"].as_str(), &answer["tasks_carried"]),
            (Some("closed"), &json!(1))
        );
        assert_eq!(answer["next_plan"]["status"], "draft");
        let next = answer["next_plan"]["id"].as_str().unwrap();
        let taken = self
            .api
            .until(&format!("plans/{next}/tasks"), PATIENCE, |page| {
                page["items"]
                    .as_array()
                    .is_some_and(|tasks| tasks.len() == 1)
            })
            .await
            .unwrap();
        assert_eq!(taken["items"][0]["code"], "T13");
        let learnt = self.api.get("estimate-errors").await.unwrap();
        assert_eq!(learnt["plans"], 1);
        assert_eq!(self.get("audit-verdict").await["intact"], true);
    }

    async fn told(&self) {
        self.what_if().await;
        self.adjusted().await;
        self.closed().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quarter_is_adjusted_reviewed_and_closed() {
    let server = Embedded::start("2026-07-01T01:00:00Z").unwrap();
    Quarter::begin(&server.gateway).await.told().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_it_is_over_postgresql_and_rabbitmq() {
    let stack = Stack::start().unwrap();
    Quarter::begin(&stack.gateway).await.told().await;
}
