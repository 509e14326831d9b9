//! Requests: written by those who need something.

use std::collections::{HashMap, HashSet};

use cascade_events::outbox;
use cascade_method::{Finding, Table, Text, request::Move, rules};
use cascade_proto::{goals::v1 as goals, resources::v1 as pb};
use cascade_runtime::{
    auth::Role,
    error::{ServiceError, Violation},
    grpc::RequestContext,
    keyed::{Call, keyed},
    lang::Localized,
};
use cascade_storage::DbConn;
use futures::FutureExt;
use uuid::Uuid;

use super::UseCases;
use crate::{
    domain::request as domain,
    messages, outgoing,
    store::{directory, requests as store, windows},
};

/// Requests of one import; more are several imports.
const MOST_ROWS: usize = 50_000;

impl UseCases {
    /// Writes the requests of a plan, all or nothing, matched by code.
    ///
    /// # Errors
    /// Every rule that is broken.
    pub async fn import_requests(
        &self,
        context: RequestContext,
        request: pb::ImportRequestsRequest,
    ) -> Result<pb::ImportRequestsResponse, ServiceError> {
        let (caller, wanted) = (context.clone(), request.clone());
        let call = Call {
            context: &context,
            method: "ImportRequests",
            dry_run: request.dry_run,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move { import(conn, &caller, wanted).await }.boxed()
        })
        .await
    }

    /// Writes one new request.
    ///
    /// # Errors
    /// Every rule that is broken; a code that is taken.
    pub async fn create_request(
        &self,
        context: RequestContext,
        request: pb::CreateRequestRequest,
    ) -> Result<pb::RequestAnswer, ServiceError> {
        let (caller, wanted) = (context.clone(), request.clone());
        let call = Call {
            context: &context,
            method: "CreateRequest",
            dry_run: false,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move { create(conn, &caller, wanted).await }.boxed()
        })
        .await
    }

    /// What the rules say of a plan's requests today.
    ///
    /// # Errors
    /// Database errors.
    pub async fn findings(&self, plan: &str) -> Result<Vec<goals::Finding>, ServiceError> {
        let mut conn = self.pool.get().await?;
        let tasks = by_id(windows::of_plan(&mut conn, plan).await?);
        Ok(store::of_plan(&mut conn, plan)
            .await?
            .iter()
            .filter(|request| domain::is_open(request))
            .flat_map(|request| domain::check(request, tasks.get(&request.task_id)))
            .map(|finding| messages::finding(&finding))
            .collect())
    }
}

fn by_id(tasks: Vec<pb::TaskRef>) -> HashMap<String, pb::TaskRef> {
    tasks
        .into_iter()
        .map(|task| (task.id.clone(), task))
        .collect()
}

async fn import(
    conn: &mut DbConn,
    context: &RequestContext,
    wanted: pb::ImportRequestsRequest,
) -> Result<pb::ImportRequestsResponse, ServiceError> {
    context.actor.require_anywhere(Role::Viewer)?;
    let mut violations = Vec::new();
    if Uuid::parse_str(&wanted.plan_id).is_err() {
        violations.push(unreadable("plan_id", "request.id", &wanted.plan_id));
    }
    if wanted.requests.len() > MOST_ROWS {
        violations.push(unreadable(
            "requests",
            "request.size",
            &wanted.requests.len().to_string(),
        ));
    }
    for (at, task) in wanted.tasks.iter().enumerate() {
        violations.extend(check_task(&format!("tasks[{at}]."), task, &wanted.plan_id));
    }
    if !violations.is_empty() {
        return Err(ServiceError::invalid(violations));
    }
    let existing: HashMap<String, pb::ResourceRequest> = store::lock_plan(conn, &wanted.plan_id)
        .await?
        .into_iter()
        .map(|request| (request.code.clone(), request))
        .collect();
    for task in &wanted.tasks {
        windows::note(conn, task, 0).await?;
    }
    let mut around = Around::load(conn, &wanted.plan_id, &wanted.requests).await?;
    if wanted.dry_run {
        around.departments.extend(wanted.coming_departments);
        around.budgets.extend(wanted.coming_budgets);
    }
    let mut answer = pb::ImportRequestsResponse::default();
    let mut counts = goals::ImportCounts::default();
    let mut changed = Vec::new();
    let mut seen = HashSet::new();
    for (at, mut row) in wanted.requests.into_iter().enumerate() {
        let path = format!("requests[{at}].");
        row.plan_id.clone_from(&wanted.plan_id);
        let before = existing.get(row.code.trim());
        around.complete(context, &mut row, before);
        if row.code.is_empty() || !seen.insert(row.code.clone()) {
            violations.push(messages::violation(&path, &duplicate(&row.code)));
        }
        let found = domain::check(&row, around.tasks.get(&row.task_id));
        if let Some(before) = before.filter(|before| domain::same_wish(before, &row)) {
            // It stands as it is, even where its task has moved under it: that is a finding, no reason to refuse the others.
            counts.unchanged += 1;
            if domain::is_open(before) {
                answer.findings.extend(found.iter().map(messages::finding));
            }
            answer.requests.push(before.clone());
            continue;
        }
        violations.extend(
            (found.iter().filter(|finding| finding.is_error()))
                .map(|finding| messages::violation(&path, finding)),
        );
        answer.findings.extend(found.iter().map(messages::finding));
        violations.extend(around.refused(&path, &row));
        around.may_write(context, &row.requested_by)?;
        match before {
            Some(before) => {
                counts.updated += 1;
                around.may_write(context, &before.requested_by)?;
                if let Err(finding) = may_change(before) {
                    violations.push(messages::violation(&path, &finding));
                }
                domain::keep(&mut row, before);
            }
            None => {
                counts.created += 1;
                domain::begin(&mut row, Uuid::now_v7().to_string());
            }
        }
        changed.push(row.clone());
        answer.requests.push(row);
    }
    if !violations.is_empty() {
        return Err(ServiceError::invalid(violations));
    }
    save(conn, context, &changed).await?;
    answer.counts = Some(counts);
    Ok(answer)
}

async fn create(
    conn: &mut DbConn,
    context: &RequestContext,
    wanted: pb::CreateRequestRequest,
) -> Result<pb::RequestAnswer, ServiceError> {
    let mut row = wanted.request.unwrap_or_default();
    let mut violations = Vec::new();
    if Uuid::parse_str(&row.plan_id).is_err() {
        violations.push(unreadable("request.plan_id", "request.id", &row.plan_id));
    }
    if let Some(task) = &wanted.task {
        violations.extend(check_task("task.", task, &row.plan_id));
    }
    if !violations.is_empty() {
        return Err(ServiceError::invalid(violations));
    }
    let others = store::lock_plan(conn, &row.plan_id).await?;
    if let Some(task) = &wanted.task {
        windows::note(conn, task, 0).await?;
    }
    let around = Around::load(conn, &row.plan_id, std::slice::from_ref(&row)).await?;
    around.complete(context, &mut row, None);
    around.may_write(context, &row.requested_by)?;
    let path = "request.";
    let found = domain::check(&row, around.tasks.get(&row.task_id));
    violations.extend(
        (found.iter().filter(|finding| finding.is_error()))
            .map(|finding| messages::violation(path, finding)),
    );
    violations.extend(around.refused(path, &row));
    let taken = others.iter().any(|other| other.code == row.code);
    if taken || row.code.is_empty() {
        violations.push(messages::violation(path, &duplicate(&row.code)));
    }
    if !violations.is_empty() {
        return Err(ServiceError::invalid(violations));
    }
    domain::begin(&mut row, Uuid::now_v7().to_string());
    save(conn, context, std::slice::from_ref(&row)).await?;
    Ok(pb::RequestAnswer {
        request: Some(row),
        findings: found.iter().map(messages::finding).collect(),
    })
}

/// What has been decided is not rewritten.
fn may_change(before: &pb::ResourceRequest) -> Result<(), Box<Finding>> {
    match before.status() {
        pb::RequestStatus::Draft | pb::RequestStatus::Submitted => Ok(()),
        _ => domain::after(before, Move::Submit).map(|_| ()),
    }
}

/// What there is around the requests of a plan.
#[derive(Debug, Default)]
struct Around {
    tasks: HashMap<String, pb::TaskRef>,
    task_ids: HashMap<String, String>,
    departments: HashSet<String>,
    budgets: HashSet<String>,
    /// People who ask, and the department of each.
    people: HashMap<String, String>,
}

impl Around {
    async fn load(
        conn: &mut DbConn,
        plan: &str,
        rows: &[pb::ResourceRequest],
    ) -> Result<Self, ServiceError> {
        let tasks = by_id(windows::of_plan(conn, plan).await?);
        let budgets: Vec<String> = rows
            .iter()
            .map(|row| row.budget.trim().to_owned())
            .collect();
        let people: Vec<String> = rows
            .iter()
            .map(|row| row.requested_by.trim().to_owned())
            .collect();
        Ok(Self {
            task_ids: tasks
                .values()
                .map(|task| (task.code.clone(), task.id.clone()))
                .collect(),
            tasks,
            departments: directory::departments(conn)
                .await?
                .into_iter()
                .map(|row| row.code)
                .collect(),
            budgets: directory::known_budgets(conn, &budgets)
                .await?
                .into_iter()
                .collect(),
            people: directory::people_by_code(conn, &people)
                .await?
                .into_iter()
                .map(|row| (row.code, row.department))
                .collect(),
        })
    }

    /// Identities for codes, and the caller where nobody is named.
    fn complete(
        &self,
        context: &RequestContext,
        row: &mut pb::ResourceRequest,
        before: Option<&pb::ResourceRequest>,
    ) {
        for text in [
            &mut row.code,
            &mut row.task_id,
            &mut row.requested_from,
            &mut row.requested_by,
            &mut row.budget,
        ] {
            *text = text.trim().to_owned();
        }
        if let Some(id) = self.task_ids.get(&row.task_id) {
            row.task_id.clone_from(id);
        }
        if row.requested_by.is_empty() {
            row.requested_by =
                before.map_or_else(|| super::name_of(context), |row| row.requested_by.clone());
        }
    }

    /// References that lead nowhere, and values that cannot be read.
    fn refused(&self, path: &str, row: &pb::ResourceRequest) -> Vec<Violation> {
        let mut found = Vec::new();
        for (field, code, there) in [
            ("requested_from", &row.requested_from, &self.departments),
            ("budget", &row.budget, &self.budgets),
        ] {
            if !code.is_empty() && !there.contains(code) {
                found.push(messages::violation(path, &unknown(row, field, code)));
            }
        }
        for (field, text) in [
            ("requested_at", &row.requested_at),
            ("expected_arrival", &row.expected_arrival),
        ] {
            if !text.is_empty() && messages::day(text).is_none() {
                found.push(unreadable(&format!("{path}{field}"), "request.date", text));
            }
        }
        for (field, text) in [
            ("code", &row.code),
            ("description", &row.description),
            ("requested_by", &row.requested_by),
            ("unit", &row.unit),
            ("note", &row.note),
        ] {
            if text.contains('\0') {
                let shown = text.replace('\0', "␀");
                found.push(unreadable(
                    &format!("{path}{field}"),
                    "request.text",
                    &shown,
                ));
            }
        }
        found
    }

    /// Who asks for somebody is that person, or works in their department; of somebody whom the directory does not know, in any.
    fn may_write(&self, context: &RequestContext, asks: &str) -> Result<(), ServiceError> {
        if context.actor.is_person(asks) {
            return Ok(());
        }
        match self.people.get(asks) {
            Some(department) => context.actor.require(Role::Contributor, department),
            None => context.actor.require_anywhere(Role::Contributor),
        }
    }
}

fn check_task(path: &str, task: &pb::TaskRef, plan: &str) -> Vec<Violation> {
    let mut found = Vec::new();
    if Uuid::parse_str(&task.id).is_err() {
        found.push(unreadable(&format!("{path}id"), "request.id", &task.id));
    }
    if task.plan_id != plan {
        found.push(unreadable(
            &format!("{path}plan_id"),
            "request.plan",
            &task.plan_id,
        ));
    }
    for (field, text) in [
        ("planned_start", &task.planned_start),
        ("planned_end", &task.planned_end),
    ] {
        if !text.is_empty() && messages::day(text).is_none() {
            found.push(unreadable(&format!("{path}{field}"), "request.date", text));
        }
    }
    found
}

fn unreadable(field: &str, rule: &str, value: &str) -> Violation {
    let (zh, en) = match rule {
        "request.date" => (
            "日期格式不正确，请按 2026-07-01 的格式填写",
            "This is no date: write it like 2026-07-01",
        ),
        "request.plan" => ("任务不属于所导入的计划", "The task is not one of this plan"),
        "request.size" => (
            "一次最多 10000 行，请分次导入",
            "At most 10,000 rows at once: import them in parts",
        ),
        "request.text" => (
            "文本含有不允许的字符",
            "The text has a character that no text has",
        ),
        _ => ("标识缺失或格式不正确", "This is no identity"),
    };
    Violation::new(field, rule, Localized::new(zh, en)).value(value)
}

fn unknown(row: &pb::ResourceRequest, field: &'static str, value: &str) -> Finding {
    Finding::new(
        &rules::DIR_REFERENCE_UNKNOWN,
        Table::Requests,
        &row.code,
        field,
        Text::new(format!("{value} 不存在"), format!("There is no {value}")),
    )
    .value(value)
    .advice(Text::new("请核对编号", "Check the code"))
}

fn duplicate(code: &str) -> Finding {
    Finding::new(
        &rules::DIR_CODE_DUPLICATE,
        Table::Requests,
        code,
        "code",
        Text::new("申请编号为空或重复", "The request's code is empty or taken"),
    )
    .value(code)
    .advice(Text::new("请使用唯一的编号", "Use each code once"))
}

async fn save(
    conn: &mut DbConn,
    context: &RequestContext,
    rows: &[pb::ResourceRequest],
) -> Result<(), ServiceError> {
    let mut events = Vec::with_capacity(rows.len());
    for row in rows {
        store::put(conn, row).await?;
        events.push(outgoing::request_changed(row, context.now));
    }
    outbox::append(conn, &events).await?;
    Ok(())
}
