//! The HTTP API as a stranger meets it: what it answers to what is right, what is wrong, and what comes twice.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect has failed"
)]

mod bounds;
mod events;
mod workbooks;

use std::time::Duration;

use cascade_tests::{api::Api, process::Embedded, stack::root};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

/// The day on which the example's first task begins.
const START: &str = "2026-07-01T01:00:00Z";

struct Caller {
    http: reqwest::Client,
    base: String,
    token: String,
    api: Api,
    _server: Embedded,
}

impl Caller {
    async fn new() -> Self {
        let server = Embedded::start(START).unwrap();
        let api = Api::admin(&server.gateway).await.unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let wanted = json!({"subject": "admin", "roles": [{"role": "admin", "department": "*"}], "ttl_seconds": 600});
        let mut caller = Self {
            http,
            base: server.gateway.clone(),
            token: String::new(),
            api,
            _server: server,
        };
        let token = caller.to(Method::POST, "dev/tokens").json(&wanted);
        caller.token = body(token).await["token"].as_str().unwrap().to_owned();
        caller
    }

    fn to(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}/api/v1/{path}", self.base))
            .bearer_auth(&self.token)
            .timeout(Duration::from_secs(30))
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.to(Method::GET, path)
    }

    fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.to(Method::POST, path).json(body)
    }

    /// The example plan, imported and active; its id.
    async fn active_plan(&self) -> String {
        let imported = self.api.import(workbook()).await.unwrap();
        let plan = imported["plan"]["id"].as_str().unwrap().to_owned();
        let activated = self.post(&format!("plans/{plan}/activate"), &json!({}));
        assert_eq!(body(activated).await["plan"]["status"], "active");
        plan
    }

    async fn task(&self, plan: &str, code: &str) -> Value {
        let page = body(self.get(&format!("plans/{plan}/tasks?page_size=500"))).await;
        let tasks = page["items"].as_array().unwrap();
        tasks
            .iter()
            .find(|task| task["code"] == code)
            .unwrap()
            .clone()
    }
}

fn workbook() -> Vec<u8> {
    std::fs::read(root().join("examples/q3-sales.xlsx")).unwrap()
}

async fn body(request: RequestBuilder) -> Value {
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).unwrap()
}

/// The problem that a refusal is.
async fn problem(request: RequestBuilder) -> Value {
    let answer = request.send().await.unwrap();
    refusal(answer).await
}

async fn refusal(answer: Response) -> Value {
    let status = answer.status();
    assert!(status.is_client_error(), "{status}");
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(problem["status"], status.as_u16());
    let reason = problem["reason"].as_str().unwrap();
    assert_eq!(problem["type"], format!("/errors/{reason}"));
    let page = root().join(format!("docs/errors/{reason}.md"));
    assert!(page.is_file(), "no page for {reason}");
    assert!(!problem["title"].as_str().unwrap().is_empty());
    assert!(!problem["detail"].as_str().unwrap().is_empty());
    problem
}

/// Field and rule of everything that a problem names.
fn broken(problem: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    problem["violations"]
        .as_array()
        .map(|all| {
            all.iter()
                .map(|one| (text(&one["field"]), text(&one["rule"])))
                .collect()
        })
        .unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_a_problem_that_says_what() {
    let caller = Caller::new().await;
    let cases: [(RequestBuilder, u16, &str, &str); 9] = [
        (
            caller.get("plans?page_size=501"),
            400,
            "INVALID_ARGUMENT",
            "page_size",
        ),
        (
            caller.get("plans?page_size=many"),
            400,
            "INVALID_ARGUMENT",
            "query",
        ),
        (
            caller.get("plans?page_token=!"),
            400,
            "INVALID_ARGUMENT",
            "page_token",
        ),
        (caller.get("plans/nothing"), 404, "NOT_FOUND", ""),
        (caller.get("nowhere"), 404, "NOT_FOUND", ""),
        (
            caller.to(Method::DELETE, "plans"),
            405,
            "INVALID_ARGUMENT",
            "method",
        ),
        (
            caller.to(Method::POST, "plans/import").body(""),
            400,
            "WORKBOOK_UNREADABLE",
            "",
        ),
        (
            caller.to(Method::POST, "plans/import").body("no workbook"),
            400,
            "WORKBOOK_UNREADABLE",
            "",
        ),
        (
            caller
                .to(Method::PUT, "clock")
                .json(&json!({"now": "2026-06-01T00:00:00Z"})),
            422,
            "CLOCK_BACKWARDS",
            "",
        ),
    ];
    for (request, status, reason, field) in cases {
        let problem = problem(request).await;
        let seen = (
            problem["status"].as_u64().unwrap(),
            problem["reason"].as_str().unwrap(),
        );
        assert_eq!(seen, (u64::from(status), reason), "{problem}");
        let first = broken(&problem).first().map(|(field, _)| field.clone());
        assert_eq!(first.unwrap_or_default(), field, "{problem}");
    }

    // One byte too many, over a connection of its own: the server may close it with the refusal.
    let large = reqwest::Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .post(format!("{}/api/v1/plans/import", caller.base))
        .bearer_auth(&caller.token)
        .body(vec![0; 32 * 1024 * 1024 + 1]);
    let refused = problem(large).await;
    assert_eq!(
        (refused["status"].as_u64(), broken(&refused)),
        (Some(413), vec![("body".to_owned(), "HTTP-003".to_owned())])
    );

    let crooked = caller
        .to(Method::POST, "dev/tokens")
        .header("content-type", "application/json");
    let unread = problem(crooked.try_clone().unwrap().body("{\"subject\":")).await;
    assert_eq!(
        broken(&unread),
        [("body".to_owned(), "HTTP-003".to_owned())]
    );
    let unknown = problem(crooked.body("{\"subject\": \"x\", \"rolez\": []}")).await;
    assert!(
        unknown["violations"][0]["description"]
            .as_str()
            .unwrap()
            .contains("rolez")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_comes_in_without_a_token_or_beyond_their_role() {
    let caller = Caller::new().await;
    let url = format!("{}/api/v1/plans", caller.base);
    let missing = problem(caller.http.get(&url)).await;
    assert_eq!(
        (missing["status"].as_u64(), missing["reason"].as_str()),
        (Some(401), Some("UNAUTHENTICATED"))
    );
    let forged = problem(
        caller
            .http
            .get(&url)
            .bearer_auth(format!("{}x", caller.token)),
    )
    .await;
    assert_eq!(
        (forged["status"].as_u64(), forged["reason"].as_str()),
        (Some(401), Some("TOKEN_INVALID"))
    );

    let plan = caller.active_plan().await;
    let task = caller.task(&plan, "T1").await;
    let viewer = json!({"subject": "guest", "person": "P99", "roles": [{"role": "viewer", "department": "*"}], "ttl_seconds": 600});
    let token = body(caller.post("dev/tokens", &viewer)).await["token"]
        .as_str()
        .unwrap()
        .to_owned();
    let read = caller.http.get(&url).bearer_auth(&token).send().await;
    assert_eq!(read.unwrap().status(), StatusCode::OK);
    let report = json!({"as_of": "2026-07-01", "percent": 5, "actual_start": "2026-07-01", "remaining_days": 9});
    let path = format!(
        "{}/api/v1/tasks/{}/progress",
        caller.base,
        task["id"].as_str().unwrap()
    );
    let refused = problem(caller.http.post(path).bearer_auth(&token).json(&report)).await;
    assert_eq!(refused["reason"], "PERMISSION_DENIED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_given_in_the_language_that_is_asked_for() {
    let caller = Caller::new().await;
    let detail = async |lang: &str| {
        let asked = caller.get("plans/nothing").header("accept-language", lang);
        problem(asked).await["detail"].as_str().unwrap().to_owned()
    };
    assert_eq!(detail("en-GB,en;q=0.9").await, "No plan nothing");
    assert_eq!(
        detail("zh-CN,zh;q=0.9,en;q=0.1").await,
        "找不到计划 nothing"
    );
    assert_eq!(detail("fr").await, "找不到计划 nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_is_taken_once_for_each_key_and_never_against_a_rule() {
    let caller = Caller::new().await;
    let plan = caller.active_plan().await;
    let task = caller.task(&plan, "T1").await;
    let path = format!("tasks/{}/progress", task["id"].as_str().unwrap());
    let report = json!({"as_of": "2026-07-01", "percent": 5, "actual_start": "2026-07-01", "remaining_days": 9});
    let keyed = |report: &Value| {
        caller
            .post(&path, report)
            .header("idempotency-key", "first")
    };
    let first = body(keyed(&report)).await;
    assert_eq!(
        body(keyed(&report)).await,
        first,
        "the same answer, and no second report"
    );
    let page = body(caller.get(&path)).await;
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    let mut other = report.clone();
    other["percent"] = json!(6);
    let reused = problem(keyed(&other)).await;
    assert_eq!(
        (reused["status"].as_u64(), reused["reason"].as_str()),
        (Some(422), Some("IDEMPOTENCY_KEY_REUSED"))
    );

    let wrong = json!({"as_of": "2026-07-02", "percent": 120, "actual_finish": "2026-07-01"});
    let mut rules: Vec<String> = broken(&problem(caller.post(&path, &wrong)).await)
        .into_iter()
        .map(|(_, rule)| rule)
        .collect();
    rules.sort();
    assert_eq!(rules, ["TRACK-002", "TRACK-004", "TRACK-005"]);

    // What was read before somebody else changed it is not written over.
    let path = format!("tasks/{}", task["id"].as_str().unwrap());
    let answer = caller.get(&path).send().await.unwrap();
    let etag = answer.headers()["etag"].to_str().unwrap().to_owned();
    assert_ne!(
        etag,
        format!("\"{}\"", task["version"]),
        "the report has changed it"
    );
    let stale = caller
        .to(Method::PATCH, &path)
        .header("if-match", format!("\"{}\"", task["version"]))
        .json(&json!({"name": "another name"}));
    let refused = problem(stale).await;
    assert_eq!(
        (refused["status"].as_u64(), refused["reason"].as_str()),
        (Some(412), Some("VERSION_MISMATCH"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_come_in_pages_that_miss_nothing() {
    let caller = Caller::new().await;
    let plan = caller.active_plan().await;
    let (mut codes, mut token, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let page = body(caller.get(&format!(
            "plans/{plan}/tasks?page_size=4&page_token={token}"
        )))
        .await;
        let items = page["items"].as_array().unwrap();
        codes.extend(
            items
                .iter()
                .map(|task| task["code"].as_str().unwrap().to_owned()),
        );
        pages += 1;
        match page["next_page_token"].as_str() {
            Some(next) => next.clone_into(&mut token),
            None => break,
        }
    }
    assert_eq!((pages, codes.len()), (4, 13));
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 13);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_document_describes_every_operation() {
    let caller = Caller::new().await;
    let document = body(caller.http.get(format!("{}/openapi.json", caller.base))).await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut names = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let what = format!("{method} {path}");
            names.push(
                operation["operationId"]
                    .as_str()
                    .unwrap_or_else(|| panic!("{what} has no name"))
                    .to_owned(),
            );
            let responses = operation["responses"].as_object().unwrap();
            assert!(
                responses.keys().any(|code| code.starts_with('2')),
                "{what} never succeeds"
            );
            assert!(
                responses.keys().any(|code| code.starts_with('4')),
                "{what} is never refused"
            );
            assert!(
                operation["summary"]
                    .as_str()
                    .is_some_and(|text| text.len() > 4),
                "{what} says nothing"
            );
            // It is there, whatever it answers.
            let url = format!("{}{}", caller.base, path.replace(['{', '}'], ""));
            let method: Method = method.to_uppercase().parse().unwrap();
            let mut request = caller
                .http
                .request(method.clone(), url)
                .bearer_auth(&caller.token);
            if method != Method::GET {
                request = request.header("content-type", "application/json").body("{");
            }
            let status = request.send().await.unwrap().status();
            assert_ne!(status, StatusCode::METHOD_NOT_ALLOWED, "{what}");
            assert!(!status.is_server_error(), "{what}: {status}");
        }
    }
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count, "two operations of one name");
    assert!(count >= 35, "only {count} operations");
}
