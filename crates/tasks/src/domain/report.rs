//! The daily update.

use cascade_method::{Finding as Said, progress};
use cascade_proto::tasks::v1 as pb;
use cascade_runtime::{
    error::{ErrorKind, ServiceError, Violation},
    lang::Localized,
};
use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    domain::{
        finding::{self, Finding, Scope},
        task::Task,
    },
    ids::{PlanId, ReportId, TaskId},
    reasons,
};

/// What is reported about a task.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// The day it speaks of; today where none is named.
    pub as_of: Option<NaiveDate>,
    /// 0–100.
    pub percent: f64,
    /// Working days of work left.
    pub remaining_days: Option<i32>,
    /// In a sentence.
    pub note: String,
    /// Cause of a blocker.
    pub blocker_cause: pb::BlockerCause,
    /// The blocker in a sentence.
    pub blocker: String,
    /// First day of work.
    pub actual_start: Option<NaiveDate>,
    /// Last day of work.
    pub actual_finish: Option<NaiveDate>,
    /// What proves the deliverable.
    pub evidence: String,
}

/// Who reports, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Reporter {
    /// Person, or the account of somebody who is not in the directory.
    pub by: String,
    /// The instant.
    pub now: DateTime<Utc>,
    /// The organisation's day.
    pub today: NaiveDate,
}

/// A report as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Identity.
    pub id: ReportId,
    /// Its task.
    pub task_id: TaskId,
    /// The task's plan.
    pub plan_id: PlanId,
    /// The day it speaks of.
    pub as_of: NaiveDate,
    /// 0–100.
    pub percent: f64,
    /// Working days of work left.
    pub remaining_days: Option<u32>,
    /// In a sentence.
    pub note: String,
    /// Cause of a blocker.
    pub blocker_cause: pb::BlockerCause,
    /// The blocker in a sentence.
    pub blocker: String,
    /// First day of work, as reported.
    pub actual_start: Option<NaiveDate>,
    /// Last day of work, as reported.
    pub actual_finish: Option<NaiveDate>,
    /// What proves the deliverable.
    pub evidence: String,
    /// Who reported.
    pub by: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// Version of the task that it made.
    pub task_version: i64,
}

/// What becomes of an accepted report.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    /// The report.
    pub report: Report,
    /// The task after it.
    pub task: Task,
    /// What the rules warn of.
    pub findings: Vec<Finding>,
}

/// Decides on a report about `task`.
///
/// Progress on a task of which no start is known starts it on the day that the report speaks of; a report that finishes it has to
/// name the start. A finish leaves no work. Progress below 100 reopens a finished task.
///
/// # Errors
/// Every rule that the report breaks, at once; `TASK_CANCELLED` where there is nothing to report on.
pub fn decide(task: &Task, update: Update, reporter: &Reporter) -> Result<Accepted, ServiceError> {
    if task.track.state == pb::TaskState::Cancelled {
        return Err(cancelled(task));
    }
    let as_of = update.as_of.unwrap_or(reporter.today);
    let finishes = update.percent >= 100.0 || update.actual_finish.is_some();
    // A day in the future is refused for itself, not for the start that would follow from it.
    let starts = (update.percent > 0.0 && !finishes && as_of <= reporter.today).then_some(as_of);
    let actual_start = update.actual_start.or(task.track.actual_start).or(starts);
    // A second report of 100 % need not repeat what is known; anything else is about an open task.
    let known = &task.track;
    let actual_finish = update
        .actual_finish
        .or(known.actual_finish.filter(|_| update.percent >= 100.0));
    let evidence = if update.evidence.trim().is_empty() {
        known.evidence.clone()
    } else {
        update.evidence.clone()
    };
    let (errors, warnings) = finding::divide(progress::check(
        &progress::Update {
            task: &task.plan.code,
            as_of,
            percent: update.percent,
            remaining_days: update.remaining_days,
            actual_start,
            actual_finish,
            evidence: &evidence,
            note: &update.note,
            blocker: &update.blocker,
            previous_percent: known.percent,
        },
        reporter.today,
    ));
    let mut violations: Vec<Violation> = errors
        .iter()
        .map(|error: &Said| finding::violation(error, ""))
        .collect();
    violations.extend(out_of_order(task, as_of));
    if !violations.is_empty() {
        return Err(ServiceError::invalid(violations));
    }

    let remaining_days = match update.remaining_days {
        _ if actual_finish.is_some() => Some(0),
        Some(days) => u32::try_from(days).ok(),
        None => None,
    };
    let mut next = task.next();
    next.track.percent = update.percent;
    next.track.remaining_days = remaining_days;
    next.track.actual_start = actual_start;
    next.track.actual_finish = actual_finish;
    next.track.evidence = evidence;
    next.track.last_reported_on = Some(as_of);
    next.track.flagged = !warnings.is_empty();
    let said = update.blocker.trim();
    if !said.is_empty() || update.blocker_cause != pb::BlockerCause::Unspecified {
        next.track.reported_cause = said.to_owned();
        next.track.cause_kind = update.blocker_cause;
    }
    let report = Report {
        id: ReportId::new(),
        task_id: task.id,
        plan_id: task.plan.plan_id,
        as_of,
        percent: update.percent,
        remaining_days,
        note: update.note,
        blocker_cause: update.blocker_cause,
        blocker: update.blocker,
        actual_start: update.actual_start,
        actual_finish: update.actual_finish,
        evidence: update.evidence,
        by: reporter.by.clone(),
        recorded_at: reporter.now,
        task_version: next.version,
    };
    Ok(Accepted {
        findings: warnings
            .iter()
            .map(|warning| Finding::of(warning, Scope::Report, Some(task.id)))
            .collect(),
        report,
        task: next,
    })
}

/// Reports come in the order of the days that they speak of: an older word must not replace a newer one.
fn out_of_order(task: &Task, as_of: NaiveDate) -> Option<Violation> {
    let latest = task.track.last_reported_on.filter(|day| as_of < *day)?;
    Some(
        Violation::new(
            "as_of",
            "request.as_of",
            Localized::new(
                format!("已有 {latest} 的进展汇报，不能再补报更早的日期"),
                format!("There is a report of {latest} already: an earlier day cannot follow it"),
            ),
        )
        .value(as_of)
        .advice(Localized::new(
            format!("请填写 {latest} 或之后的日期，并在备注中说明补报内容"),
            format!("Give {latest} or a later day, and say in the note what was missed"),
        )),
    )
}

fn cancelled(task: &Task) -> ServiceError {
    let code = &task.plan.code;
    ServiceError::new(
        ErrorKind::FailedPrecondition,
        reasons::TASK_CANCELLED,
        Localized::new(
            format!("任务 {code} 已取消，不能再汇报进展"),
            format!("Task {code} is cancelled: there is nothing to report on"),
        ),
    )
    .with_metadata("task", code)
}
