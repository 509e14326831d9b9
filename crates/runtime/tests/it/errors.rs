use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use cascade_runtime::{
    ErrorKind, Lang, Localized, Problem, Reason, ServiceError, Violation, error::reasons,
};
use tonic::{Code, Status};

fn refused() -> ServiceError {
    ServiceError::invalid([
        Violation::new(
            "tasks[3].planned_end",
            "task.dates",
            Localized::new("结束早于开始", "ends before it starts"),
        )
        .value("2026-07-01")
        .advice(Localized::new(
            "请改为 7 月 6 日以后",
            "choose a day after 6 July",
        )),
        Violation::new(
            "tasks[4].owner",
            "task.owner",
            Localized::new("缺少负责人", "no owner"),
        ),
    ])
    .with_metadata("plan", "p-1")
}

#[test]
fn an_error_survives_the_wire_in_the_caller_s_language() {
    let status = refused().into_status(Lang::En);
    assert_eq!(status.code(), Code::InvalidArgument);
    let problem = Problem::from_status(&status, Lang::En);
    assert_eq!(problem.status, 400);
    assert_eq!(problem.reason, "INVALID_ARGUMENT");
    assert_eq!(problem.type_uri, "/errors/INVALID_ARGUMENT");
    assert_eq!(problem.title, "Bad Request");
    assert_eq!(problem.detail, "The request breaks 2 rules");
    assert_eq!(problem.metadata.len(), 1);
    assert_eq!(problem.metadata["plan"], "p-1");
    let first = &problem.violations[0];
    assert_eq!(first.field, "tasks[3].planned_end");
    assert_eq!(first.rule, "task.dates");
    assert_eq!(first.value, "2026-07-01");
    assert_eq!(first.description, "ends before it starts");
    assert_eq!(first.advice, "choose a day after 6 July");
    assert_eq!(problem.violations[1].field, "tasks[4].owner");
    assert_eq!(problem.violations[1].advice, "");

    let chinese = Problem::from_error(refused(), Lang::Zh);
    assert_eq!(chinese.detail, "请求有 2 处不符合规则");
    assert_eq!(chinese.violations[0].description, "结束早于开始");
}

#[test]
fn every_kind_has_its_code_and_http_status() {
    let expected = [
        (ErrorKind::InvalidArgument, Code::InvalidArgument, 400),
        (ErrorKind::NotFound, Code::NotFound, 404),
        (ErrorKind::AlreadyExists, Code::AlreadyExists, 409),
        (ErrorKind::FailedPrecondition, Code::FailedPrecondition, 422),
        (ErrorKind::Conflict, Code::Aborted, 412),
        (ErrorKind::PermissionDenied, Code::PermissionDenied, 403),
        (ErrorKind::Unauthenticated, Code::Unauthenticated, 401),
        (ErrorKind::ResourceExhausted, Code::ResourceExhausted, 429),
        (ErrorKind::Unavailable, Code::Unavailable, 503),
        (ErrorKind::DeadlineExceeded, Code::DeadlineExceeded, 504),
        (ErrorKind::Internal, Code::Internal, 500),
    ];
    for (kind, code, http) in expected {
        let status =
            ServiceError::new(kind, reasons::INTERNAL, Localized::default()).into_status(Lang::Zh);
        assert_eq!(status.code(), code, "{kind:?}");
        assert_eq!(
            Problem::from_status(&status, Lang::Zh).status,
            http,
            "{kind:?}"
        );
    }
}

#[test]
fn the_internal_cause_stays_inside() {
    let error = ServiceError::internal("password of the database is hunter2");
    let status = error.into_status(Lang::En);
    let sent = format!("{status:?} {:?}", String::from_utf8_lossy(status.details()));
    assert!(!sent.contains("hunter2"), "{sent}");
    let foreign = Status::unavailable("tcp connect error: 10.0.0.7 refused");
    let problem = Problem::from_status(&foreign, Lang::Zh);
    assert_eq!(problem.reason, "UNAVAILABLE");
    assert_eq!(problem.detail, "服务暂时不可用，请稍后重试");
}

#[test]
fn the_client_s_own_deadline_is_a_deadline() {
    let problem = Problem::from_status(&Status::cancelled("Timeout expired"), Lang::En);
    assert_eq!(
        (problem.status, problem.reason.as_str()),
        (504, "DEADLINE_EXCEEDED")
    );
}

#[test]
fn more_violations_than_fit_into_a_header_are_counted() {
    let many = (0..500).map(|i| {
        Violation::new(
            format!("tasks[{i}].owner"),
            "task.owner",
            Localized::new("缺少负责人", "no owner"),
        )
    });
    let status = ServiceError::invalid(many).into_status(Lang::Zh);
    assert!(
        status.details().len() < 8 * 1024,
        "{}",
        status.details().len()
    );
    let problem = Problem::from_status(&status, Lang::Zh);
    assert!(
        problem.violations.len() > 20,
        "{}",
        problem.violations.len()
    );
    assert_eq!(problem.metadata["violations_total"], "500");
    assert_eq!(problem.violations[20].field, "tasks[20].owner");
}

#[tokio::test]
async fn the_question_mark_answers_in_the_language_of_the_request() {
    let handler = || -> Result<(), Status> {
        Err(ServiceError::not_found("任务", "task", "T-9"))?;
        Ok(())
    };
    let status = Lang::En.scope(async { handler().unwrap_err() }).await;
    assert_eq!(status.message(), "No task T-9");
    assert_eq!(handler().unwrap_err().message(), "找不到任务 T-9");
}

#[test]
fn errors_are_one_word_wide() {
    assert_eq!(size_of::<ServiceError>(), size_of::<usize>());
    assert_eq!(Reason::new("TASK_CYCLE").as_str(), "TASK_CYCLE");
}

/// Every `Reason::new("…")` in any crate's sources has a page in both languages, and every page has a reason.
#[test]
fn every_reason_has_a_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut declared = BTreeSet::new();
    for krate in fs::read_dir(root.join("crates")).unwrap() {
        sources(&krate.unwrap().path().join("src"), &mut |text| {
            for rest in text.split("Reason::new(\"").skip(1) {
                let name = rest.split('"').next().unwrap_or_default();
                if name
                    .bytes()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
                {
                    declared.insert(name.to_owned());
                }
            }
        });
    }
    assert!(declared.contains("VERSION_MISMATCH"));
    let mut pages = BTreeSet::new();
    for page in fs::read_dir(root.join("docs/errors")).unwrap() {
        let path = page.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if name == "README" {
            continue;
        }
        assert!(text.starts_with(&format!("# {name}\n")), "{name}: title");
        assert!(
            text.contains("\n## 中文\n") && text.contains("\n## English\n"),
            "{name}: languages"
        );
        pages.insert(name);
    }
    let missing: Vec<_> = declared.difference(&pages).collect();
    assert!(
        missing.is_empty(),
        "write docs/errors/<NAME>.md for {missing:?}"
    );
    let orphans: Vec<_> = pages.difference(&declared).collect();
    assert!(orphans.is_empty(), "no code declares {orphans:?}");
}

fn sources(dir: &PathBuf, each: &mut impl FnMut(&str)) {
    let Ok(entries) = fs::read_dir(dir) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, each);
        } else if path.extension().is_some_and(|e| e == "rs") {
            each(&fs::read_to_string(&path).unwrap());
        }
    }
}
