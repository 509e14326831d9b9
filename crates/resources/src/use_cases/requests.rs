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
use chrono::NaiveDate;
use futures::FutureExt;
use uuid::Uuid;

use super::{UseCases, around::Around, decisions::Decisions};
use crate::{
    domain::request as domain,
    messages, outgoing,
    store::{requests as store, windows},
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
        let days = self.config.decision_days;
        let call = Call {
            context: &context,
            method: "ImportRequests",
            dry_run: request.dry_run,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move { import(conn, &caller, wanted, days).await }.boxed()
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
        let days = self.config.decision_days;
        let call = Call {
            context: &context,
            method: "CreateRequest",
            dry_run: false,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move { create(conn, &caller, wanted, days).await }.boxed()
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
        let requests = store::of_plan(&mut conn, plan).await?;
        let mut found: Vec<goals::Finding> = requests
            .iter()
            .filter(|request| domain::is_open(request))
            .flat_map(|request| domain::check(request, tasks.get(&request.task_id)))
            .map(|finding| messages::finding(&finding))
            .collect();
        let mut budgets: Vec<String> = requests.into_iter().map(|row| row.budget).collect();
        budgets.sort_unstable();
        budgets.dedup();
        for budget in budgets.iter().filter(|code| !code.is_empty()) {
            if let Some(report) = self.report_of(&mut conn, budget).await? {
                found.extend(report.findings);
            }
        }
        Ok(found)
    }

    /// A page of requests, each with who decides it and whether that is overdue.
    ///
    /// # Errors
    /// Database errors.
    pub async fn requests(
        &self,
        filter: &store::Filter,
        today: NaiveDate,
    ) -> Result<Vec<pb::ResourceRequest>, ServiceError> {
        let mut conn = self.pool.get().await?;
        let mut rows = store::list(&mut conn, filter).await?;
        let decisions = Decisions::load(&mut conn, today, self.config.decision_days).await?;
        decisions.tell(&mut rows);
        Ok(rows)
    }

    /// A request with what the rules say of it today.
    ///
    /// # Errors
    /// There is none of this id; database errors.
    pub async fn request(
        &self,
        id: &str,
        today: NaiveDate,
    ) -> Result<pb::RequestAnswer, ServiceError> {
        let mut conn = self.pool.get().await?;
        let mut row = store::get(&mut conn, id)
            .await?
            .ok_or_else(|| ServiceError::not_found("资源申请", "resource request", id))?;
        let decisions = Decisions::load(&mut conn, today, self.config.decision_days).await?;
        decisions.tell(std::slice::from_mut(&mut row));
        let findings = if domain::is_open(&row) {
            let task = windows::get(&mut conn, &row.task_id).await?;
            domain::check(&row, task.as_ref())
        } else {
            Vec::new()
        };
        Ok(pb::RequestAnswer {
            findings: findings.iter().map(messages::finding).collect(),
            request: Some(row),
        })
    }
}

pub(super) fn by_id(tasks: Vec<pb::TaskRef>) -> HashMap<String, pb::TaskRef> {
    tasks
        .into_iter()
        .map(|task| (task.id.clone(), task))
        .collect()
}

async fn import(
    conn: &mut DbConn,
    context: &RequestContext,
    wanted: pb::ImportRequestsRequest,
    decision_days: u8,
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
        windows::note(conn, task).await?;
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
    let mut decisions = Decisions::load(conn, context.today, decision_days).await?;
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
                let due = decisions.due(conn, &row.requested_from).await?;
                domain::begin(&mut row, Uuid::now_v7().to_string(), &due);
            }
        }
        changed.push(row.clone());
        answer.requests.push(row);
    }
    if !violations.is_empty() {
        return Err(ServiceError::invalid(violations));
    }
    save(conn, context, &changed).await?;
    decisions.tell(&mut answer.requests);
    answer.counts = Some(counts);
    Ok(answer)
}

async fn create(
    conn: &mut DbConn,
    context: &RequestContext,
    wanted: pb::CreateRequestRequest,
    decision_days: u8,
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
        windows::note(conn, task).await?;
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
    let mut decisions = Decisions::load(conn, context.today, decision_days).await?;
    let due = decisions.due(conn, &row.requested_from).await?;
    domain::begin(&mut row, Uuid::now_v7().to_string(), &due);
    save(conn, context, std::slice::from_ref(&row)).await?;
    decisions.tell(std::slice::from_mut(&mut row));
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

pub(super) fn unreadable(field: &str, rule: &str, value: &str) -> Violation {
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
        events.push(outgoing::request_changed(row, None, context.now));
    }
    outbox::append(conn, &events).await?;
    Ok(())
}
