//! What waits for somebody's word besides alerts: resource requests and adjustments, as entries of a person's list.

use cascade_method::{Text, light::Light, request::Status};
use chrono::{DateTime, NaiveDate, Utc};

use super::{
    adjustments::AdjustmentFact,
    facts::RequestFact,
    my_day::{About, Entry, PlanRef, Todo},
    settle::Moment,
};
use crate::directory::Directory;

impl RequestFact {
    /// Who decides it and says whether the resource has arrived: head of the department asked, or of the nearest above it; never the
    /// one who asks.
    #[must_use]
    pub fn decider<'a>(&self, directory: &'a Directory) -> Option<&'a str> {
        directory
            .heads(&self.requested_from)
            .find(|head| !head.is_empty() && *head != self.requested_by)
    }
}

/// What a request asks of who decides it: a decision, or whether what was expected by today has arrived.
#[must_use]
pub fn request(plan: &PlanRef, request: &RequestFact, moment: Moment) -> Option<Entry> {
    let (todo, what, due) = match request.status {
        Status::Submitted => {
            let by = &request.requested_by;
            (
                Todo::DecideRequest,
                Text::new(
                    format!("请批准或驳回 {by} 的资源申请"),
                    format!("Approve or reject the resource request of {by}"),
                ),
                request.decision_due.unwrap_or(moment.today),
            )
        }
        Status::Approved => {
            let day = request
                .expected_arrival
                .filter(|day| *day <= moment.today)?;
            (
                Todo::ConfirmArrival,
                Text::new(
                    format!("资源应于 {day} 到位，请确认到位或更新预计日期"),
                    format!("Expected by {day}: confirm that it has arrived, or say when it will"),
                ),
                day,
            )
        }
        Status::Draft | Status::Rejected | Status::Withdrawn | Status::Fulfilled => return None,
    };
    let title = format!("{} {}", request.code, request.description);
    let title = title.trim_end();
    Some(Entry {
        todo,
        title: Text::new(title, title),
        what,
        due: end(moment, due),
        light: light(due, moment),
        plan: plan.clone(),
        about: About::Request(request.id, request.task),
    })
}

/// What an adjustment asks of who decides it, until the end of a day.
#[must_use]
pub fn decision(plan: &PlanRef, made: &AdjustmentFact, due: NaiveDate, moment: Moment) -> Entry {
    let (by, days) = (&made.applicant, made.extension_days);
    let what = if days > 0 {
        Text::new(
            format!("请审批 {by} 的调整申请：延期 {days} 个工作日"),
            format!("Decide the adjustment of {by}: {days} working days later"),
        )
    } else {
        Text::new(
            format!("请审批 {by} 的调整申请"),
            format!("Decide the adjustment of {by}"),
        )
    };
    entry(plan, made, Todo::ApproveAdjustment, what, due, moment)
}

/// What an adjustment that was refused asks of who applied.
#[must_use]
pub fn revision(plan: &PlanRef, made: &AdjustmentFact, due: NaiveDate, moment: Moment) -> Entry {
    let note = match made.decision_note.as_str() {
        "" => Text::default(),
        note => Text::new(format!("：{note}"), format!(": {note}")),
    };
    let what = Text::new(
        format!(
            "调整申请被退回{}。请修改后重新申请，或按原计划执行",
            note.zh
        ),
        format!(
            "Sent back{}. Apply anew with another, or keep to the plan",
            note.en
        ),
    );
    entry(plan, made, Todo::ReviseAdjustment, what, due, moment)
}

fn entry(
    plan: &PlanRef,
    made: &AdjustmentFact,
    todo: Todo,
    what: Text,
    due: NaiveDate,
    moment: Moment,
) -> Entry {
    let title = format!("{} {}", made.code, made.reason);
    Entry {
        todo,
        title: Text::new(title.as_str(), title.as_str()),
        what,
        due: end(moment, due),
        light: light(due, moment),
        plan: plan.clone(),
        about: About::Adjustment(made.id),
    }
}

fn end(moment: Moment, day: NaiveDate) -> DateTime<Utc> {
    moment.beginning(day.succ_opt().unwrap_or(day))
}

/// Nobody is late with it up to its day.
fn light(due: NaiveDate, moment: Moment) -> Light {
    if due < moment.today {
        Light::Red
    } else {
        Light::Yellow
    }
}
