//! Workbooks in and out.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
};
use cascade_method::{Policy, Severity};
use cascade_proto::{goals::v1 as goals, resources::v1 as resources, tasks::v1 as tasks};
use cascade_runtime::{
    error::{ErrorKind, Reason, ServiceError, Violation},
    lang::{Lang, Localized},
};
use cascade_workbook::{PlacedFinding, WorkbookError};

use super::plans;
use crate::{
    api::{
        File, Finding, ImportAnswer, ImportQuery, Severity as ApiSeverity, Text, WorkbookFormat,
        WorkbookQuery,
    },
    call::Call,
    document::{self, Contract},
    problem::{ApiError, InBytes, InPath, InQuery, OrProblem},
    state::Gateway,
};

/// Content type of a workbook.
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Content type of a folder of CSV files.
const ZIP: &str = "application/zip";
/// Content type of MS Project XML.
const XML: &str = "application/xml";
/// The workbook breaks rules that are refused.
const WORKBOOK_REFUSED: Reason = Reason::new("WORKBOOK_REFUSED");
/// The workbook cannot be read at all.
const WORKBOOK_UNREADABLE: Reason = Reason::new("WORKBOOK_UNREADABLE");

/// Import a workbook, a zip of CSV files or MS Project XML: a plan with everything in it, all or nothing; the same again changes nothing
#[utoipa::path(post, path = "/api/v1/plans/import", operation_id = "import_workbook", tag = "plans", params(ImportQuery),
    request_body(content((File = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (File = "application/zip"), (File = "application/xml"))),
    responses((status = 200, body = ImportAnswer)))]
pub(super) async fn import(
    State(gateway): State<Gateway>,
    call: Call,
    InQuery(query): InQuery<ImportQuery>,
    InBytes(body): InBytes,
) -> Result<Json<ImportAnswer>, ApiError> {
    let today = gateway.clock.today();
    let (document, placed) = aside(&call, move || checked(&body, today)).await?;
    refuse_errors(&placed, call.lang)?;
    let findings: Vec<Finding> = placed.iter().map(finding).collect();
    let contract = Contract::of(&document);
    // Every service says what it would refuse before any of them writes.
    let dry = apply(&gateway, &call, contract.clone(), true).await?;
    let mut answer = if query.dry_run {
        dry
    } else {
        apply(&gateway, &call, contract, false).await?
    };
    answer.dry_run = query.dry_run;
    answer.findings = findings;
    Ok(Json(answer))
}

/// Get a plan's file back as a workbook with its faulty cells marked, and a sheet that lists what is wrong
#[utoipa::path(post, path = "/api/v1/workbooks/marked", operation_id = "mark_workbook", tag = "plans",
    request_body(content((File = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (File = "application/zip"), (File = "application/xml"))),
    responses((status = 200, body = File, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub(super) async fn mark(
    State(gateway): State<Gateway>,
    call: Call,
    InBytes(body): InBytes,
) -> Result<(HeaderMap, Vec<u8>), ApiError> {
    let today = gateway.clock.today();
    let lang = match call.lang {
        Lang::Zh => cascade_method::Lang::Zh,
        Lang::En => cascade_method::Lang::En,
    };
    let created = gateway.clock.now();
    let marked = aside(&call, move || {
        cascade_workbook::marked_workbook(&body, today, &Policy::default(), lang, created)
    })
    .await?;
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(XLSX));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"marked.xlsx\""),
    );
    Ok((headers, marked))
}

/// A workbook read, and everything that is wrong with it.
fn checked(
    bytes: &[u8],
    today: chrono::NaiveDate,
) -> Result<(cascade_workbook::PlanDocument, Vec<PlacedFinding>), WorkbookError> {
    let outcome = cascade_workbook::read(bytes)?;
    let reading = outcome.issues.iter().map(PlacedFinding::from);
    let rules = cascade_workbook::check(&outcome.document, today, &Policy::default());
    let findings = cascade_workbook::sorted(reading.chain(rules));
    Ok((outcome.document, findings))
}

/// Work that takes as long as the workbook is large, while other requests go on.
async fn aside<T: Send + 'static>(
    call: &Call,
    work: impl FnOnce() -> Result<T, WorkbookError> + Send + 'static,
) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| ApiError::new(ServiceError::internal(error), call.lang))?
        .map_err(|error| ApiError::new(unreadable(&error), call.lang))
}

/// Writes a document in the order of what refers to what. Each step is idempotent: a step that fails leaves what came before
/// it as it is, and the same import again completes it.
async fn apply(
    gateway: &Gateway,
    call: &Call,
    contract: Contract,
    dry_run: bool,
) -> Result<ImportAnswer, ApiError> {
    let suffix = if dry_run { "dry" } else { "run" };
    let step = |name: &str| format!("{name}-{suffix}");
    let lang = call.lang;
    let Contract {
        directory,
        plan,
        tasks,
        requests,
    } = contract;

    let message = resources::ApplyDirectoryRequest {
        dry_run,
        ..directory
    };
    let request = call.request_for_step(message, &step("directory"));
    let directory = gateway
        .resources()
        .apply_directory(request)
        .await
        .or_problem(lang)?;

    let message = goals::ImportPlanRequest { dry_run, ..plan };
    let period_start = message
        .plan
        .as_ref()
        .map(|plan| plan.period_start.clone())
        .unwrap_or_default();
    let request = call.request_for_step(message, &step("plan"));
    let planned = gateway
        .goals()
        .import_plan(request)
        .await
        .or_problem(lang)?;
    let plan = planned.plan.unwrap_or_default();

    let message = tasks::ImportTasksRequest {
        plan_id: plan.id.clone(),
        key_results: document::key_result_refs(&planned.key_results, &planned.goals, &period_start),
        dry_run,
        ..tasks
    };
    let request = call.request_for_step(message, &step("tasks"));
    let written = gateway
        .tasks()
        .import_tasks(request)
        .await
        .or_problem(lang)?;

    let message = resources::ImportRequestsRequest {
        plan_id: plan.id.clone(),
        tasks: document::task_refs(&written.tasks),
        dry_run,
        ..requests
    };
    let request = call.request_for_step(message, &step("requests"));
    let requested = gateway
        .resources()
        .import_requests(request)
        .await
        .or_problem(lang)?;

    Ok(ImportAnswer {
        plan: plan.into(),
        dry_run,
        directory: directory.counts.into(),
        goals: planned.counts.into(),
        tasks: written.counts.into(),
        requests: requested.counts.into(),
        findings: Vec::new(),
    })
}

/// Export a plan as a workbook, a zip of CSV files or MS Project XML
#[utoipa::path(get, path = "/api/v1/plans/{plan}/workbook", operation_id = "export_workbook", tag = "plans",
    params(("plan", description = "Id or code"), WorkbookQuery),
    responses((status = 200, content((File = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (File = "application/zip"), (File = "application/xml")))))]
pub(super) async fn export(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    InQuery(query): InQuery<WorkbookQuery>,
) -> Result<(HeaderMap, Vec<u8>), ApiError> {
    let plan = plans::find(&gateway, &call, plan).await?;
    let lang = match query.lang.as_deref() {
        Some("en") => Lang::En,
        Some(_) => Lang::Zh,
        None => call.lang,
    };
    let written_in = match lang {
        Lang::Zh => cascade_method::Lang::Zh,
        Lang::En => cascade_method::Lang::En,
    };
    let (document, mut progress) = document::collect(&gateway, &call, &plan, written_in).await?;
    if query.format == WorkbookFormat::Mspdi {
        document::baseline(&gateway, &call, &plan, &mut progress).await?;
    }
    let created = gateway.clock.now();
    let bytes = tokio::task::spawn_blocking(move || match query.format {
        WorkbookFormat::Xlsx => {
            cascade_workbook::write_with_progress(&document, &progress, written_in, created)
        }
        WorkbookFormat::Csv => {
            cascade_workbook::pack(&cascade_workbook::write_csv(&document, written_in)?)
        }
        WorkbookFormat::Mspdi => {
            cascade_workbook::write_mspdi(&document, &progress, written_in, created)
        }
    })
    .await
    .map_err(|error| ApiError::new(ServiceError::internal(error), call.lang))?
    .map_err(|error| ApiError::new(ServiceError::internal(error), call.lang))?;
    let (content_type, ending) = match query.format {
        WorkbookFormat::Xlsx => (XLSX, "xlsx"),
        WorkbookFormat::Csv => (ZIP, "zip"),
        WorkbookFormat::Mspdi => (XML, "xml"),
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    // Codes may hold any character; a file name in a header may not.
    let name: String = plan
        .code
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        })
        .collect();
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.{ending}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok((headers, bytes))
}

fn unreadable(error: &WorkbookError) -> ServiceError {
    let message = error.message();
    ServiceError::new(
        ErrorKind::InvalidArgument,
        WORKBOOK_UNREADABLE,
        Localized::new(message.zh, message.en),
    )
    .with_metadata("workbook_reason", error.reason())
}

fn refuse_errors(placed: &[PlacedFinding], lang: Lang) -> Result<(), ApiError> {
    let violations: Vec<Violation> = placed
        .iter()
        .filter(|placed| placed.finding.severity() == Severity::Error)
        .map(|placed| {
            let finding = &placed.finding;
            let at = cell(placed).unwrap_or_else(|| {
                format!("{}/{}.{}", finding.table.name(), finding.row, finding.field)
            });
            Violation::new(
                at,
                finding.rule.id,
                Localized::new(finding.message.zh.clone(), finding.message.en.clone()),
            )
            .value(&finding.value)
            .advice(Localized::new(
                finding.advice.zh.clone(),
                finding.advice.en.clone(),
            ))
        })
        .collect();
    if violations.is_empty() {
        return Ok(());
    }
    let count = violations.len();
    let message = Localized::new(
        format!("工作簿有 {count} 处错误，未导入任何内容"),
        format!("The workbook has {count} errors; nothing was imported"),
    );
    let error = ServiceError::new(ErrorKind::FailedPrecondition, WORKBOOK_REFUSED, message)
        .with_violations(violations);
    Err(ApiError::new(error, lang))
}

fn cell(placed: &PlacedFinding) -> Option<String> {
    placed
        .cell
        .as_ref()
        .map(|cell| format!("{}!{cell}", cell.sheet))
}

fn finding(placed: &PlacedFinding) -> Finding {
    let finding = &placed.finding;
    Finding {
        rule: finding.rule.id.to_owned(),
        severity: match finding.severity() {
            Severity::Error => ApiSeverity::Error,
            Severity::Warning | Severity::Computed => ApiSeverity::Warning,
        },
        table: finding.table.name().to_owned(),
        row: finding.row.clone(),
        field: finding.field.to_owned(),
        value: finding.value.clone(),
        message: Text {
            zh: finding.message.zh.clone(),
            en: finding.message.en.clone(),
        },
        advice: Text {
            zh: finding.advice.zh.clone(),
            en: finding.advice.en.clone(),
        },
        cell: cell(placed),
    }
}
