//! What is too much, and what is filtered by and does not exist.

use serde_json::json;

use super::{Caller, body, broken, problem};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_takes_as_many_as_it_says_and_no_more() {
    let caller = Caller::new().await;
    let plan = caller.active_plan().await;
    let task = caller.task(&plan, "T1").await["id"].clone();
    let document = body(caller.http.get(format!("{}/openapi.json", caller.base))).await;
    let most = |schema: &str, field: &str| {
        let field = &document["components"]["schemas"][schema]["properties"][field];
        usize::try_from(field["maxItems"].as_u64().unwrap()).unwrap()
    };
    let item = json!({"idempotency_key": "", "task_id": task, "progress": {"as_of": "2026-07-01"}});
    let items = vec![item; most("ProgressBatch", "items") + 1];
    let batch = caller.post("progress/batch", &json!({"items": items}));
    let ids = vec![task; most("BulkUpdate", "task_ids") + 1];
    let changes = json!({"task_ids": ids, "changes": {"priority": "high"}});
    let bulk = caller.post(&format!("plans/{plan}/tasks/bulk"), &changes);
    for (call, field) in [(batch, "items"), (bulk, "task_ids")] {
        let refused = problem(call).await;
        assert_eq!(
            (refused["status"].as_u64(), broken(&refused)),
            (
                Some(400),
                vec![(field.to_owned(), "request.size".to_owned())]
            )
        );
        assert_eq!(refused["violations"][0]["value"], "1001");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filter_by_what_does_not_exist_is_refused_and_a_plan_has_two_names() {
    let caller = Caller::new().await;
    let plan = caller.active_plan().await;
    let code = body(caller.get(&format!("plans/{plan}"))).await["code"].clone();
    for path in ["alerts", "adjustments", "notices?person=P01", "requests"] {
        let of = |plan: &str| caller.get(path).query(&[("plan", plan)]);
        let code = code.as_str().unwrap();
        assert_eq!(body(of(&plan)).await, body(of(code)).await, "{path}");
        let unknown = problem(of("nothing")).await;
        assert_eq!(
            (unknown["status"].as_u64(), unknown["detail"].as_str()),
            (Some(404), Some("找不到计划 nothing")),
            "{path}"
        );
    }
    for path in [
        "people",
        "budgets",
        "directory/tools",
        "directory/data-sets",
        "requests",
        "overview",
        "reports/daily",
        "policies",
        "policies/in-force",
        "rotas",
        "load",
        &format!("plans/{plan}/tasks"),
        &format!("plans/{plan}/requests"),
    ] {
        let refused = problem(caller.get(&format!("{path}?department=NOWHERE"))).await;
        assert_eq!(
            (refused["status"].as_u64(), broken(&refused)),
            (
                Some(404),
                vec![("department".to_owned(), "DIR-001".to_owned())]
            ),
            "{path}"
        );
        assert_eq!(refused["violations"][0]["value"], "NOWHERE");
    }
}
