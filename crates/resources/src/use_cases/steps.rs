//! The way of a request: draft → submitted → approved / rejected / withdrawn → fulfilled, and what each step books.

use cascade_events::{NewEvent, outbox};
use cascade_method::{Finding, request::Move, rules};
use cascade_proto::resources::v1 as pb;
use cascade_runtime::{
    auth::Role,
    error::{ErrorKind, Reason, ServiceError, Violation},
    grpc::RequestContext,
    keyed::{Call, keyed},
    lang::Localized,
};
use cascade_storage::{DbConn, UtcTime};
use futures::FutureExt;

use super::{UseCases, decisions::Decisions, name_of};
use crate::{
    domain::{
        directory::chain,
        grant,
        ledger::{self, LedgerError},
        request as domain,
    },
    messages, outgoing,
    store::{directory, postings, requests as store, windows},
};

/// The workflow does not have this step.
pub const REQUEST_STATE: Reason = Reason::new("REQUEST_STATE");
/// The budget does not hold the amount.
pub const BUDGET_EXCEEDED: Reason = Reason::new("BUDGET_EXCEEDED");

impl UseCases {
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
        let days = self.config.decision_days;
        let call = Call {
            context: &context,
            method,
            dry_run: false,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move { take(conn, &caller, step, wanted, days).await }.boxed()
        })
        .await
    }
}

async fn take(
    conn: &mut DbConn,
    context: &RequestContext,
    step: Move,
    wanted: pb::MoveRequestRequest,
    decision_days: u8,
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
    authorise(conn, context, &row, step).await?;
    let before = row.status();
    let to = domain::after(&row, step).map_err(|finding| {
        let message = Localized::new(finding.message.zh.clone(), finding.message.en.clone());
        ServiceError::new(ErrorKind::FailedPrecondition, REQUEST_STATE, message)
            .with_violations([messages::violation("", &finding)])
    })?;
    let task = windows::get(conn, &row.task_id).await?;
    let granted = match step {
        Move::Approve => grant::grant(&mut row, &wanted),
        _ => grant::misplaced(&row, &wanted),
    };
    let mut violations: Vec<Violation> = granted
        .iter()
        .map(|finding| messages::violation("", finding))
        .collect();
    violations.extend(broken(&row, task.as_ref(), step, &wanted, context));
    if !violations.is_empty() {
        return Err(ServiceError::invalid(violations));
    }
    let mut events = Vec::new();
    let spent = (step == Move::Fulfil && !row.budget.is_empty())
        .then(|| wanted.spent_minor.or(grant::amount(&row)))
        .flatten();
    book(conn, context, step, before, &row, &wanted, &mut events).await?;
    row.set_status(to);
    row.version += 1;
    let mut decisions = Decisions::load(conn, context.today, decision_days).await?;
    match step {
        Move::Approve | Move::Reject => {
            row.decided_by = name_of(context);
            row.decision_note = wanted.note;
            // The databases keep microseconds: the answer says what will be read again.
            row.decided_at = Some(messages::moment(UtcTime::from(context.now).into()));
        }
        Move::Fulfil => {
            row.actual_arrival = if wanted.actual_arrival.is_empty() {
                context.today.to_string()
            } else {
                wanted.actual_arrival
            };
        }
        Move::Submit => row.decision_due = decisions.due(conn, &row.requested_from).await?,
        Move::Withdraw => {}
    }
    store::put(conn, &row).await?;
    events.push(outgoing::request_changed(&row, spent, context.now));
    outbox::append(conn, &events).await?;
    decisions.tell(std::slice::from_mut(&mut row));
    let found = if domain::is_open(&row) {
        domain::check(&row, task.as_ref())
    } else {
        Vec::new()
    };
    Ok(pb::RequestAnswer {
        request: Some(row),
        findings: found.iter().map(messages::finding).collect(),
    })
}

/// Rules that stand against a step, as the task is today.
fn broken(
    row: &pb::ResourceRequest,
    task: Option<&pb::TaskRef>,
    step: Move,
    wanted: &pb::MoveRequestRequest,
    context: &RequestContext,
) -> Vec<Violation> {
    let mut found: Vec<Finding> = Vec::new();
    if matches!(step, Move::Submit | Move::Approve) {
        found.extend(
            domain::check(row, task)
                .into_iter()
                .filter(Finding::is_error),
        );
        found.extend(domain::check_complete(row));
    }
    if step == Move::Fulfil && !wanted.actual_arrival.is_empty() {
        let day = messages::day(&wanted.actual_arrival);
        if day.is_none_or(|day| day > context.today) {
            let said = (
                "到位日期须为今天或更早的日期，格式如 2026-07-01",
                "The day of arrival is today or earlier, written like 2026-07-01",
            );
            let value = &wanted.actual_arrival;
            found.push(domain::broken(
                row,
                &rules::TRACK_FUTURE_DATE,
                "actual_arrival",
                value,
                said,
            ));
        }
    }
    if step == Move::Fulfil
        && let Some(spent) = wanted.spent_minor
        && !(0..=domain::MOST_MINOR).contains(&spent)
    {
        let said = (
            "实际支出须在合理范围内且不为负",
            "What was spent is not negative, and within reason",
        );
        let value = spent.to_string();
        found.push(domain::broken(
            row,
            &rules::RES_AMOUNT_INVALID,
            "spent_minor",
            &value,
            said,
        ));
    }
    found
        .iter()
        .map(|finding| messages::violation("", finding))
        .collect()
}

/// Who asked, or somebody of their department, submits and withdraws; the department asked or one above it decides, and never the
/// one who asked.
async fn authorise(
    conn: &mut DbConn,
    context: &RequestContext,
    row: &pb::ResourceRequest,
    step: Move,
) -> Result<(), ServiceError> {
    let own = context.actor.is_person(&row.requested_by) || name_of(context) == row.requested_by;
    match step {
        Move::Submit | Move::Withdraw if own => Ok(()),
        Move::Submit | Move::Withdraw => {
            let asks =
                directory::people_by_code(conn, std::slice::from_ref(&row.requested_by)).await?;
            match asks.first() {
                Some(person) => context.actor.require(Role::Contributor, &person.department),
                None => context.actor.require_anywhere(Role::Manager),
            }
        }
        Move::Approve | Move::Reject if own => {
            let said = (
                "申请人不得审批自己的申请",
                "Nobody approves their own request",
            );
            let finding = domain::broken(
                row,
                &rules::RES_SELF_APPROVAL,
                "requested_by",
                &row.requested_by,
                said,
            );
            Err(
                ServiceError::permission_denied(Localized::new(said.0, said.1))
                    .with_violations([messages::violation("", &finding)]),
            )
        }
        Move::Approve | Move::Reject => {
            let parents = directory::departments(conn)
                .await?
                .into_iter()
                .map(|department| (department.code, department.parent))
                .collect();
            let above = chain(&row.requested_from, &parents);
            context
                .actor
                .require_in(Role::Manager, above.iter().map(String::as_str))
        }
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
    let (Some(amount), false) = (grant::amount(row), row.budget.is_empty()) else {
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
    let entries = match step {
        Move::Approve => ledger::reserve(&mut budget, amount),
        Move::Fulfil => ledger::spend(&mut budget, amount, wanted.spent_minor.unwrap_or(amount)),
        _ => Ok(ledger::release(&mut budget, amount)),
    }
    .map_err(|error| exceeded(&budget, &error))?;
    budget.version += 1;
    directory::put_budget(conn, &budget).await?;
    let by = name_of(context);
    postings::add(conn, &budget.code, &entries, &row.id, &by, context.now).await?;
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
    let violation = Violation::new("budget", rules::RES_BUDGET_EXCEEDED.id, message.clone())
        .value(&budget.code)
        .advice(Localized::new(
            "请减少金额、撤回其他申请，或提高预算",
            "Ask for less, withdraw another request, or raise the budget",
        ));
    ServiceError::new(ErrorKind::FailedPrecondition, BUDGET_EXCEEDED, message)
        .with_violations([violation])
        .with_metadata("budget", &budget.code)
        .with_metadata("available_minor", ledger::available(budget))
}
