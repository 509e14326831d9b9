//! The way of a request: draft → submitted → approved / rejected / withdrawn → fulfilled (§4).

use cascade_method::{
    request::{Move, Status},
    rules,
};
use cascade_proto::resources::v1 as pb;
use cascade_runtime::error::Violation;
use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::{
    directory::MOST_MINOR,
    finding::{broken, violations},
    request::{Request, Task, check},
};

/// A step that somebody takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Which.
    pub step: Move,
    /// Who takes it: the person's code, or the account.
    pub by: String,
    /// What they say.
    pub note: String,
    /// Fulfilment: the day it arrived; today where none is given.
    pub actual_arrival: Option<NaiveDate>,
    /// Fulfilment: the money spent; the amount asked for where none is given.
    pub spent_minor: Option<i64>,
    /// The organisation's day.
    pub today: NaiveDate,
    /// The moment.
    pub now: DateTime<Utc>,
}

/// What happens to a budget's ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Posting {
    /// Added to what is reserved.
    pub reserve: i64,
    /// Added to what is spent.
    pub spend: i64,
}

/// Why a step is not taken.
#[derive(Debug, Clone, PartialEq)]
pub enum Refused {
    /// The workflow has no such step from here.
    Transition(Violation),
    /// Nobody decides their own request.
    SelfApproval(Violation),
    /// Rules that are broken.
    Broken(Vec<Violation>),
}

/// The request after a step, and what it posts to its budget.
///
/// # Errors
/// See [`Refused`].
pub fn take(
    request: &Request,
    task: Option<&Task>,
    step: &Step,
) -> Result<(Request, Posting), Refused> {
    let from = status(request.status);
    let Some(to) = from.after(step.step) else {
        let said = from.label();
        return Err(Refused::Transition(broken(
            &rules::RES_TRANSITION,
            "request_id".to_owned(),
            &said.en,
            (
                &format!("申请{}，不能执行此操作", said.zh),
                &format!(
                    "The request is {}: this step is not possible from there",
                    said.en
                ),
                "请刷新后查看申请状态",
                "Reload and look where the request stands",
            ),
        )));
    };
    let decides = matches!(step.step, Move::Approve | Move::Reject);
    if decides && step.by == request.ask.requested_by {
        return Err(Refused::SelfApproval(broken(
            &rules::RES_SELF_APPROVAL,
            "request_id".to_owned(),
            &step.by,
            (
                "申请人不得审批自己的申请",
                "Nobody decides their own request",
                "请由被申请部门的其他负责人审批",
                "Let somebody else of the department asked decide",
            ),
        )));
    }
    let found = broken_by(request, task, step);
    if !found.is_empty() {
        return Err(Refused::Broken(found));
    }
    let mut after = request.clone();
    after.status = stored(to);
    after.version += 1;
    let asked = request.ask.money().map_or(0, |(_, amount)| amount);
    let mut posting = Posting::default();
    match step.step {
        Move::Submit => {
            after.ask.requested_at.get_or_insert(step.today);
        }
        Move::Approve | Move::Reject => {
            after.decided_by.clone_from(&step.by);
            after.decision_note.clone_from(&step.note);
            after.decided_at = Some(step.now);
            if step.step == Move::Approve {
                posting.reserve = asked;
            }
        }
        // An approval that is withdrawn gives its money back.
        Move::Withdraw if from == Status::Approved => posting.reserve = -asked,
        Move::Withdraw => {}
        Move::Fulfil => {
            after.actual_arrival = Some(step.actual_arrival.unwrap_or(step.today));
            if request.ask.money().is_some() {
                posting = Posting {
                    reserve: -asked,
                    spend: step.spent_minor.unwrap_or(asked),
                };
            }
        }
    }
    Ok((after, posting))
}

fn broken_by(request: &Request, task: Option<&Task>, step: &Step) -> Vec<Violation> {
    let mut found = Vec::new();
    let ask = &request.ask;
    if matches!(step.step, Move::Submit | Move::Approve) {
        if let Some(task) = task {
            found.extend(violations(&check(ask, task), ""));
        }
        if ask.kind == pb::ResourceKind::Budget && ask.amount_minor.is_none() {
            found.push(broken(
                &rules::RES_AMOUNT_INVALID,
                "amount_minor".into(),
                "",
                (
                    "预算申请须写明金额",
                    "A request for money names the amount",
                    "请填写金额",
                    "Give the amount",
                ),
            ));
        }
        if ask.kind == pb::ResourceKind::Budget && ask.budget.is_empty() {
            found.push(broken(
                &rules::DIR_REFERENCE_UNKNOWN,
                "budget".into(),
                "",
                (
                    "预算申请须写明预算编号",
                    "A request for money names the budget",
                    "请填写预算编号",
                    "Give the code of the budget",
                ),
            ));
        }
    }
    if step.step == Move::Fulfil {
        if let Some(day) = step.actual_arrival.filter(|day| *day > step.today) {
            found.push(broken(
                &rules::TRACK_FUTURE_DATE,
                "actual_arrival".into(),
                &day.to_string(),
                (
                    "到位日期不得在未来",
                    "The day of arrival is in the future",
                    "请填写今天或更早的日期",
                    "Give today or an earlier day",
                ),
            ));
        }
        if let Some(spent) = step.spent_minor
            && !(0..=MOST_MINOR).contains(&spent)
        {
            found.push(broken(
                &rules::RES_AMOUNT_INVALID,
                "spent_minor".into(),
                &spent.to_string(),
                (
                    "实际支出不得为负或过大",
                    "What was spent is not negative, nor beyond all measure",
                    "请核对金额",
                    "Check the amount",
                ),
            ));
        }
    }
    found
}

/// The rules' word for a stored status; what is not known is a draft.
#[must_use]
pub fn status(stored: pb::RequestStatus) -> Status {
    match stored {
        pb::RequestStatus::Unspecified | pb::RequestStatus::Draft => Status::Draft,
        pb::RequestStatus::Submitted => Status::Submitted,
        pb::RequestStatus::Approved => Status::Approved,
        pb::RequestStatus::Rejected => Status::Rejected,
        pb::RequestStatus::Withdrawn => Status::Withdrawn,
        pb::RequestStatus::Fulfilled => Status::Fulfilled,
    }
}

fn stored(status: Status) -> pb::RequestStatus {
    match status {
        Status::Draft => pb::RequestStatus::Draft,
        Status::Submitted => pb::RequestStatus::Submitted,
        Status::Approved => pb::RequestStatus::Approved,
        Status::Rejected => pb::RequestStatus::Rejected,
        Status::Withdrawn => pb::RequestStatus::Withdrawn,
        Status::Fulfilled => pb::RequestStatus::Fulfilled,
    }
}
