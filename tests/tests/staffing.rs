//! People, their time and their tasks over HTTP, with the example plan: the directory is written, load and match follow the tasks
//! that the tasks service tells of, and a proposal writes nothing.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect has failed"
)]

use std::time::Duration;

use cascade_tests::{api::Api, process::Embedded, stack::root};
use serde_json::{Value, json};

/// The day on which the example's first task begins.
const START: &str = "2026-07-01T01:00:00Z";
const PATIENCE: Duration = Duration::from_secs(30);

async fn example() -> (Embedded, Api, String) {
    let server = Embedded::start(START).unwrap();
    let api = Api::admin(&server.gateway).await.unwrap();
    let workbook = std::fs::read(root().join("examples/q3-sales.xlsx")).unwrap();
    let imported = api.import(workbook).await.unwrap();
    let plan = imported["plan"]["id"].as_str().unwrap().to_owned();
    (server, api, plan)
}

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

/// What a refusal says, which names the field and the rule.
async fn refusal(answer: impl Future<Output = anyhow::Result<Value>>) -> String {
    answer.await.unwrap_err().to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn load_match_and_assignment_follow_the_plan() {
    let (_server, api, plan) = example().await;
    let first = task(&api, &plan, "T1").await;
    let (id, owner) = (first["id"].as_str().unwrap(), &first["owner"]);
    let owner = owner.as_str().unwrap();

    let path = format!("load?person={owner}&from=2026-07-01&to=2026-07-31&by=week");
    let busy = api
        .until(&path, PATIENCE, |load| {
            load["people"][0]["load_hours"].as_f64() > Some(0.0)
        })
        .await
        .unwrap();
    let causes = &busy["people"][0]["buckets"][0]["tasks"];
    assert_eq!(causes[0]["code"], "T1");
    let department = first["department"].as_str().unwrap();
    let all = api
        .get(&format!("load?department={department}"))
        .await
        .unwrap();
    assert!(all["people"].as_array().unwrap().len() > 1);

    let found = api
        .get(&format!("tasks/{id}/candidates?most=3"))
        .await
        .unwrap();
    let best = &found["candidates"][0];
    assert_eq!(found["candidates"].as_array().unwrap().len(), 3);
    assert_eq!(best["reasons"].as_array().unwrap().len(), 3);
    assert_eq!(best["skilled"], true, "{found:#}");
    assert!(best["score"].as_f64() > Some(0.5));
    let need = json!({"need": {"skills": [{"name": "flying", "level": 3}], "from": "2026-07-06", "to": "2026-07-10", "hours": 8}, "most": 1});
    let flying = api.post("candidates", "", &need).await.unwrap();
    let missing = &flying["candidates"][0]["missing"][0];
    assert_eq!(missing["skill"], "flying");

    let path = format!("plans/{plan}/assignment-proposal");
    let proposal = api.post(&path, "", &json!({})).await.unwrap();
    let count = |list: &str| proposal[list].as_array().unwrap().len();
    let page = api
        .get(&format!("plans/{plan}/tasks?page_size=500"))
        .await
        .unwrap();
    let tasks = page["items"].as_array().unwrap().len();
    assert_eq!(count("assignments") + count("unassigned"), tasks);
    assert!(count("assignments") > 0, "{proposal:#}");
    let why = &proposal["unassigned"][0]["why"]["en"];
    assert!(why.as_str().unwrap().contains("hours"), "{why}");
    assert_eq!(task(&api, &plan, "T1").await, first, "nothing is written");

    let wish = json!({"person": owner, "task_id": id, "free": true, "from": "2026-07-01", "to": "2026-07-31"});
    let relief = api.post("load/relief", "", &wish).await.unwrap();
    let hours = |which: &str| relief["people"][0][which]["load_hours"].as_f64().unwrap();
    assert!(hours("after") < hours("before"));
    let two = json!({"person": owner, "task_id": id, "free": true, "move_days": 2});
    let refused = refusal(api.post("load/relief", "", &two)).await;
    assert!(
        refused.contains("400") && refused.contains("request.change"),
        "{refused}"
    );
    let refused = refusal(api.get("load?person=nobody")).await;
    assert!(
        refused.contains("400") && refused.contains("DIR-001"),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_directory_is_written_and_takes_its_hours() {
    let (_server, api, plan) = example().await;
    let first = task(&api, &plan, "T1").await;
    let owner = first["owner"].as_str().unwrap();
    let department = first["department"].as_str().unwrap();
    let capacity = async || {
        let path = format!("load?person={owner}&from=2026-07-06&to=2026-07-12");
        let load = api.get(&path).await.unwrap();
        load["people"][0]["capacity_hours"].as_f64().unwrap()
    };
    assert!((capacity().await - 40.0).abs() < 1e-9);

    let calendars = json!({"calendars": [{"scope": "department", "code": department, "weekdays": [1, 2, 3, 4, 5, 6],
        "exceptions": [{"date": "2026-07-10", "working": false, "note": "outing"}]}]});
    let written = api
        .post("directory/calendars", "", &calendars)
        .await
        .unwrap();
    assert_eq!(written["counts"]["created"], 1);
    let listed = api
        .get("directory/calendars?scope=department")
        .await
        .unwrap();
    assert_eq!(listed["items"][0]["exceptions"][0]["note"], "outing");
    let absences = json!({"absences": [{"code": "A-1", "person": owner, "from": "2026-07-06", "to": "2026-07-07", "kind": "leave"}]});
    api.post("directory/absences", "", &absences).await.unwrap();
    assert!((capacity().await - 24.0).abs() < 1e-9);
    let retired = api
        .post("directory/absences/A-1/retire", "", &json!({}))
        .await
        .unwrap();
    assert_eq!(retired["retired"], true);
    assert!((capacity().await - 40.0).abs() < 1e-9);
    let backwards = json!({"absences": [{"code": "A-2", "person": owner, "from": "2026-07-06", "to": "2026-07-01", "kind": "sickness"}]});
    let refused = refusal(api.post("directory/absences", "", &backwards)).await;
    assert!(
        refused.contains("absences[0].to") && refused.contains("DIR-007"),
        "{refused}"
    );

    let dry = json!({"tools": [{"code": "CAM", "department": department, "quantity": 2}], "dry_run": true});
    api.post("directory/tools", "", &dry).await.unwrap();
    let empty = api.get("directory/tools").await.unwrap();
    assert_eq!(empty["items"], json!([]));
    let tools = json!({"tools": [{"code": "CAM", "name": "camera", "department": department, "quantity": 2, "unit": "台"}]});
    api.post("directory/tools", "", &tools).await.unwrap();
    let data = json!({"data_sets": [{"code": "CRM", "department": department, "owner": owner, "classification": "confidential", "access_note": "by ticket"}]});
    api.post("directory/data-sets", "", &data).await.unwrap();
    let listed = api
        .get(&format!("directory/data-sets?department={department}"))
        .await
        .unwrap();
    assert_eq!(listed["items"][0]["classification"], "confidential");

    let person = json!({"people": [{"code": "P-NEW", "name": "new", "department": department, "hours_per_day": 8, "part_time_percent": 50,
        "skills": [{"name": "flying", "level": 4}]}]});
    let written = api.post("directory", "", &person).await.unwrap();
    assert_eq!(written["counts"]["created"], 1);
    let path = "load?person=P-NEW&from=2026-07-06&to=2026-07-06";
    let load = api.get(path).await.unwrap();
    assert_eq!(load["people"][0]["capacity_hours"], 4.0);

    let ask = |asset: &str| {
        json!({"code": format!("R-{asset}"), "task": "T1", "kind": "tool", "requested_from": department, "requested_by": owner,
            "expected_arrival": "2026-07-01", "asset": asset, "submit": true})
    };
    let path = format!("plans/{plan}/requests");
    let refused = refusal(api.post(&path, "", &ask("DRONE"))).await;
    assert!(
        refused.contains("request.asset") && refused.contains("DIR-005"),
        "{refused}"
    );
    let filed = api.post(&path, "", &ask("CAM")).await.unwrap();
    assert_eq!(filed["request"]["decision_due"], "2026-07-03");
    assert!(filed["request"]["decider"].is_string());
    api.put("clock", &json!({"now": "2026-07-06T01:00:00Z"}))
        .await
        .unwrap();
    let overdue = api
        .get("requests?overdue=true&page_size=500")
        .await
        .unwrap();
    let codes: Vec<&Value> = overdue["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["code"])
        .collect();
    assert!(codes.contains(&&json!("R-CAM")), "{codes:?}");

    let budgets = api.get("budgets").await.unwrap();
    let code = budgets["items"][0]["code"].as_str().unwrap();
    let report = api.get(&format!("budgets/{code}/report")).await.unwrap();
    assert_eq!(report["utilisation_percent"], 0.0);
    assert_eq!(report["findings"], json!([]));
    let refused = refusal(api.get("budgets/none/report")).await;
    assert!(refused.contains("404"), "{refused}");
}
