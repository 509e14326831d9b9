//! Requests: written, moved along their workflow, booked in the ledger.

use std::collections::{HashMap, HashSet};

use cascade_events::{NewEvent, outbox};
use cascade_method::{Finding, Table, Text, request::Move, rules};
use cascade_proto::{goals::v1 as goals, resources::v1 as pb};
use cascade_runtime::{
    auth::Role,
    error::{ErrorKind, Reason, ServiceError, Violation},
    grpc::RequestContext,
    keyed::{Call, keyed},
    lang::Localized,
};
use cascade_storage::DbConn;
use futures::FutureExt;
use uuid::Uuid;

use super::UseCases;
use crate::{
    domain::{
        ledger::{self, LedgerError},
        request as domain,
    },
    messages, outgoing,
    store::{directory, requests as store, windows},
};

/// The workflow does not have this step.
pub const REQUEST_STATE: Reason = Reason::new("REQUEST_STATE");
/// The budget does not hold the amount.
pub const BUDGET_EXCEEDED: Reason = Reason::new("BUDGET_EXCEEDED");

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

    /// Moves a request one step along its workflow.
    ///
    /// # Errors
    /// `REQUEST_STATE`, `BUDGET_EXCEEDED`, `VERSION_MISMATCH`, a caller without the right.
    pub async fn move_request(
        &self,
        context: RequestContext,
        method: &'static str,
        step: Move,
        request: pb::MoveRequestRequest,
    ) -> Result<pb::RequestAnswer, ServiceError> {
        let (caller, wanted) = (context.clone(), request.clone());
        let call = Call {
            context: &context,
            method,
            dry_run: false,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move { take(conn, &caller, step, wanted).await }.boxed()
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
    for task in &wanted.tasks {
        windows::note(conn, task, 0).await?;
    }
    let tasks = by_id(windows::of_plan(conn, &wanted.plan_id).await?);
    let codes: HashMap<String, String> = tasks
        .values()
        .chain(&wanted.tasks)
        .map(|task| (task.code.clone(), task.id.clone()))
        .collect();
    let existing: HashMap<String, pb::ResourceRequest> = store::of_plan(conn, &wanted.plan_id)
        .await?
        .into_iter()
        .map(|request| (request.code.clone(), request))
        .collect();
    let coming = match wanted.dry_run {
        true => Coming {
            departments: wanted.coming_departments.iter().cloned().collect(),
            budgets: wanted.coming_budgets.iter().cloned().collect(),
        },
        false => Coming::default(),
    };
    let mut answer = pb::ImportRequestsResponse::default();
    let mut counts = goals::ImportCounts::default();
    let mut violations = Vec::new();
    let mut changed = Vec::new();
    let mut seen = HashSet::new();
    for (at, mut row) in wanted.requests.into_iter().enumerate() {
        let path = format!("requests[{at}].");
        row.plan_id.clone_from(&wanted.plan_id);
        if let Some(id) = codes.get(&row.task_id) {
            row.task_id.clone_from(id);
        }
        if row.code.trim().is_empty() || !seen.insert(row.code.clone()) {
            violations.push(messages::violation(&path, &duplicate(&row.code)));
        }
        let task = tasks
            .get(&row.task_id)
            .or_else(|| wanted.tasks.iter().find(|task| task.id == row.task_id));
        judge(
            conn,
            context,
            &row,
            task,
            &coming,
            &path,
            &mut violations,
            &mut answer.findings,
        )
        .await?;
        match existing.get(&row.code) {
            Some(before) if domain::same_wish(before, &row) => {
                counts.unchanged += 1;
                answer.requests.push(before.clone());
            }
            Some(before) => {
                counts.updated += 1;
                if let Err(finding) = may_change(before) {
                    violations.push(messages::violation(&path, &finding));
                }
                row.id.clone_from(&before.id);
                row.status = before.status;
                row.version = before.version + 1;
                changed.push(row.clone());
                answer.requests.push(row);
            }
            None => {
                counts.created += 1;
                begin(&mut row);
                changed.push(row.clone());
                answer.requests.push(row);
            }
        }
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
    if let Some(task) = &wanted.task {
        windows::note(conn, task, 0).await?;
    }
    let tasks = by_id(windows::of_plan(conn, &row.plan_id).await?);
    let mut violations = Vec::new();
    let mut findings = Vec::new();
    judge(
        conn,
        context,
        &row,
        tasks.get(&row.task_id),
        &Coming::default(),
        "request.",
        &mut violations,
        &mut findings,
    )
    .await?;
    let taken = store::of_plan(conn, &row.plan_id)
        .await?
        .iter()
        .any(|other| other.code == row.code);
    if taken || row.code.trim().is_empty() {
        violations.push(messages::violation("request.", &duplicate(&row.code)));
    }
    if !violations.is_empty() {
        return Err(ServiceError::invalid(violations));
    }
    begin(&mut row);
    save(conn, context, std::slice::from_ref(&row)).await?;
    Ok(pb::RequestAnswer {
        request: Some(row),
        findings,
    })
}

/// A new request is a draft or submitted; nobody is let past a decision.
fn begin(row: &mut pb::ResourceRequest) {
    row.id = Uuid::now_v7().to_string();
    row.version = 1;
    if row.status() != pb::RequestStatus::Draft {
        row.set_status(pb::RequestStatus::Submitted);
    }
    row.decided_by = String::new();
    row.decision_note = String::new();
    row.decided_at = None;
}

fn may_change(before: &pb::ResourceRequest) -> Result<(), Box<Finding>> {
    match before.status() {
        pb::RequestStatus::Draft | pb::RequestStatus::Submitted => Ok(()),
        _ => domain::after(before, Move::Submit).map(|_| ()),
    }
}

/// Codes that the same import is about to write.
#[derive(Debug, Default)]
struct Coming {
    departments: HashSet<String>,
    budgets: HashSet<String>,
}

/// Rules, references and rights of one request.
#[allow(
    clippy::too_many_arguments,
    reason = "what is judged, against what, and where it is said"
)]
async fn judge(
    conn: &mut DbConn,
    context: &RequestContext,
    row: &pb::ResourceRequest,
    task: Option<&pb::TaskRef>,
    coming: &Coming,
    path: &str,
    violations: &mut Vec<Violation>,
    findings: &mut Vec<goals::Finding>,
) -> Result<(), ServiceError> {
    for finding in domain::check(row, task) {
        if finding.is_error() {
            violations.push(messages::violation(path, &finding));
        } else {
            findings.push(messages::finding(&finding));
        }
    }
    let departments = directory::departments(conn).await?;
    let known = departments
        .iter()
        .any(|known| known.code == row.requested_from)
        || coming.departments.contains(&row.requested_from);
    if !row.requested_from.is_empty() && !known {
        violations.push(messages::violation(
            path,
            &unknown(row, "requested_from", &row.requested_from),
        ));
    }
    if !row.budget.is_empty()
        && !coming.budgets.contains(&row.budget)
        && directory::lock_budget(conn, &row.budget).await?.is_none()
    {
        violations.push(messages::violation(
            path,
            &unknown(row, "budget", &row.budget),
        ));
    }
    if !context.actor.is_person(&row.requested_by) {
        context.actor.require_anywhere(Role::Contributor)?;
    }
    Ok(())
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

async fn take(
    conn: &mut DbConn,
    context: &RequestContext,
    step: Move,
    wanted: pb::MoveRequestRequest,
) -> Result<pb::RequestAnswer, ServiceError> {
    let id = &wanted.request_id;
    let mut row = store::lock(conn, id)
        .await?
        .ok_or_else(|| ServiceError::not_found("资源申请", "resource request", id))?;
    if wanted.expected_version != 0 && wanted.expected_version != row.version {
        return Err(ServiceError::version_mismatch(
            wanted.expected_version,
            Some(row.version),
        ));
    }
    authorise(context, &row, step)?;
    let before = row.status();
    let to = domain::after(&row, step).map_err(|finding| {
        let message = Localized::new(finding.message.zh.clone(), finding.message.en.clone());
        ServiceError::new(ErrorKind::FailedPrecondition, REQUEST_STATE, message)
            .with_violations([messages::violation("", &finding)])
    })?;
    let mut events = Vec::new();
    book(conn, context, step, before, &row, &wanted, &mut events).await?;
    row.set_status(to);
    row.version += 1;
    match step {
        Move::Approve | Move::Reject => {
            row.decided_by = context
                .actor
                .person
                .clone()
                .unwrap_or_else(|| context.actor.subject.clone());
            row.decision_note = wanted.note;
            row.decided_at = Some(messages::moment(context.now));
        }
        Move::Fulfil => {
            row.actual_arrival = if wanted.actual_arrival.is_empty() {
                context.today.to_string()
            } else {
                wanted.actual_arrival
            };
        }
        Move::Submit | Move::Withdraw => {}
    }
    store::put(conn, &row).await?;
    events.push(outgoing::request_changed(&row, context.now));
    outbox::append(conn, &events).await?;
    Ok(pb::RequestAnswer {
        request: Some(row),
        findings: Vec::new(),
    })
}

/// The department asked decides, and never the one who asks.
fn authorise(
    context: &RequestContext,
    row: &pb::ResourceRequest,
    step: Move,
) -> Result<(), ServiceError> {
    let own = context.actor.is_person(&row.requested_by);
    match step {
        Move::Submit | Move::Withdraw if own => Ok(()),
        Move::Submit | Move::Withdraw => context.actor.require_anywhere(Role::Manager),
        Move::Approve | Move::Reject if own => {
            Err(ServiceError::permission_denied(Localized::new(
                "申请人不得审批自己的申请",
                "Nobody approves their own request",
            )))
        }
        Move::Approve | Move::Reject => context.actor.require(Role::Manager, &row.requested_from),
        Move::Fulfil => context
            .actor
            .require(Role::Contributor, &row.requested_from),
    }
}

/// What a step means for the budget.
async fn book(
    conn: &mut DbConn,
    context: &RequestContext,
    step: Move,
    before: pb::RequestStatus,
    row: &pb::ResourceRequest,
    wanted: &pb::MoveRequestRequest,
    events: &mut Vec<NewEvent>,
) -> Result<(), ServiceError> {
    let (Some(amount), false) = (row.amount_minor, row.budget.is_empty()) else {
        return Ok(());
    };
    let reserved = before == pb::RequestStatus::Approved;
    if !matches!(
        (step, reserved),
        (Move::Approve, _) | (Move::Withdraw | Move::Fulfil, true)
    ) {
        return Ok(());
    }
    let mut budget = directory::lock_budget(conn, &row.budget)
        .await?
        .ok_or_else(|| ServiceError::not_found("预算", "budget", &row.budget))?;
    match step {
        Move::Approve => ledger::reserve(&mut budget, amount),
        Move::Fulfil => ledger::spend(&mut budget, amount, wanted.spent_minor.unwrap_or(amount)),
        _ => {
            ledger::release(&mut budget, amount);
            Ok(())
        }
    }
    .map_err(|error| exceeded(&budget, &error))?;
    budget.version += 1;
    directory::put_budget(conn, &budget).await?;
    events.push(outgoing::budget_changed(&budget, context.now));
    Ok(())
}

fn exceeded(budget: &pb::Budget, error: &LedgerError) -> ServiceError {
    let message = match error {
        LedgerError::Exceeded { wanted, available } => Localized::new(
            format!(
                "预算 {} 余额不足：需要 {wanted} 分，可用 {available} 分",
                budget.code
            ),
            format!(
                "Budget {} does not hold it: {wanted} is wanted, {available} is available (minor units)",
                budget.code
            ),
        ),
        LedgerError::NotPositive => Localized::new("金额须大于 0", "The amount is not above 0"),
    };
    ServiceError::new(ErrorKind::FailedPrecondition, BUDGET_EXCEEDED, message)
        .with_metadata("budget", &budget.code)
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
