//! A plan's file through the API: in, out and in again, in every format.

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{Caller, body, problem, workbook};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workbook_goes_in_comes_out_and_goes_in_again_unchanged() {
    let caller = Caller::new().await;
    let import = |bytes: Vec<u8>, query: &str| {
        caller
            .to(Method::POST, &format!("plans/import{query}"))
            .body(bytes)
    };
    let dry = body(import(workbook(), "?dry_run=true")).await;
    assert_eq!(
        (&dry["dry_run"], &dry["tasks"]["created"]),
        (&json!(true), &json!(13))
    );
    assert!(
        body(caller.get("plans")).await["items"]
            .as_array()
            .unwrap()
            .is_empty(),
        "a dry run writes nothing"
    );
    let done = body(import(workbook(), "")).await;
    assert_eq!(done["tasks"]["created"], 13);
    let plan = done["plan"]["id"].as_str().unwrap();
    let kinds = [
        (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("csv", "application/zip"),
        ("mspdi", "application/xml"),
    ];
    for (format, content_type) in kinds {
        for lang in ["zh", "en"] {
            let answer = caller
                .get(&format!(
                    "plans/{plan}/workbook?format={format}&lang={lang}"
                ))
                .send()
                .await
                .unwrap();
            assert_eq!(answer.status(), StatusCode::OK);
            assert_eq!(answer.headers()["content-type"], content_type);
            let bytes = answer.bytes().await.unwrap().to_vec();
            let again = body(import(bytes, "")).await;
            for table in ["goals", "tasks", "requests", "directory"] {
                let counts = &again[table];
                assert_eq!(
                    (&counts["created"], &counts["updated"]),
                    (&json!(0), &json!(0)),
                    "{format} {lang} {table}: {again}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_changed_cell_of_a_csv_or_ms_project_file_changes_one_thing() {
    let caller = Caller::new().await;
    let plan = body(caller.to(Method::POST, "plans/import").body(workbook())).await;
    let plan = plan["plan"]["id"].as_str().unwrap().to_owned();
    let xml = caller.get(&format!("plans/{plan}/workbook?format=mspdi"));
    let xml = xml.send().await.unwrap().text().await.unwrap();
    let changed = xml.replacen("<Work>PT", "<Work>PT1", 1);
    assert_ne!(xml, changed);
    let done = body(caller.to(Method::POST, "plans/import").body(changed)).await;
    assert_eq!(
        (&done["tasks"]["updated"], &done["tasks"]["created"]),
        (&json!(1), &json!(0)),
        "{done}"
    );
    assert_eq!(done["goals"]["updated"], 0, "{done}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_file_is_told_what_it_is() {
    let caller = Caller::new().await;
    let cases: [(&[u8], &str); 4] = [
        (b"\x89PNG\r\n\x1a\n", "WORKBOOK_OTHER_KIND"),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
            "WORKBOOK_OLD_OR_PROTECTED",
        ),
        (
            b"<!DOCTYPE Project [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Project>&x;</Project>",
            "WORKBOOK_XML_ENTITIES",
        ),
        (b"", "WORKBOOK_EMPTY"),
    ];
    for (bytes, reason) in cases {
        for path in ["plans/import", "workbooks/marked"] {
            let sent = caller.to(Method::POST, path).body(bytes.to_vec());
            let problem = problem(sent).await;
            assert_eq!(problem["metadata"]["workbook_reason"], reason, "{problem}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_workbook_to_begin_with_is_sent_once_to_who_keeps_it() {
    let caller = Caller::new().await;
    let mut tags = Vec::new();
    for lang in ["zh", "en"] {
        let path = format!("workbooks/template?lang={lang}");
        let answer = caller.get(&path).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
        let by_header = caller
            .get("workbooks/template")
            .header("accept-language", lang);
        assert_eq!(by_header.send().await.unwrap().headers()["etag"], *tag);
        let again = caller.get(&path).header("if-none-match", &tag);
        assert_eq!(
            again.send().await.unwrap().status(),
            StatusCode::NOT_MODIFIED
        );
        // As it is, it is read, and refused for what is missing and not for what it is.
        let bytes = answer.bytes().await.unwrap().to_vec();
        let refused = problem(caller.to(Method::POST, "plans/import").body(bytes)).await;
        assert_eq!(refused["reason"], "INVALID_ARGUMENT", "{refused}");
        tags.push(tag);
    }
    assert_ne!(tags[0], tags[1]);
    let refused = problem(caller.get("workbooks/template?lang=fr")).await;
    assert_eq!(
        (refused["status"].as_u64(), super::broken(&refused)),
        (Some(400), vec![("query".to_owned(), "HTTP-005".to_owned())])
    );
}
