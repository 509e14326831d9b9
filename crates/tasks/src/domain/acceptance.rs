//! The word of a predecessor's owner on a dependency that somebody else declared.

use std::collections::HashMap;

use cascade_method::task::{Party, needs_acceptance};
use cascade_proto::tasks::v1 as pb;
use cascade_runtime::{
    error::{ErrorKind, ServiceError, reasons},
    lang::Localized,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    domain::task::{Planned, Task},
    ids::TaskId,
};

/// Where the word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Not given yet.
    Proposed,
    /// Yes.
    Accepted,
    /// No.
    Declined,
}

impl Status {
    /// The word in its column.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
        }
    }
}

/// The word of the predecessor's owner. Whatever it is, the dependency binds the schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// Where it stands.
    pub status: Status,
    /// Who gave it; empty while proposed.
    pub by: String,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// What they said.
    pub note: String,
}

impl Acceptance {
    /// Not decided on yet.
    #[must_use]
    pub fn proposed() -> Self {
        Self {
            status: Status::Proposed,
            by: String::new(),
            at: None,
            note: String::new(),
        }
    }
}

/// Proposes the links of `planned` that somebody has to accept. A link written again unchanged keeps the word that was given; one
/// with another kind or lag asks again.
pub fn propose(
    before: Option<&Task>,
    planned: &mut Planned,
    predecessors: &HashMap<TaskId, Planned>,
) {
    let known = before.map_or(&[][..], |task| task.plan.predecessors.as_slice());
    let plan = planned.plan_id.to_string();
    for link in &mut planned.predecessors {
        let Some(other) = predecessors.get(&link.task_id) else {
            continue;
        };
        let waiting = Party {
            plan: &plan,
            department: &planned.department,
            owner: &planned.owner,
        };
        let other_plan = other.plan_id.to_string();
        let waited_for = Party {
            plan: &other_plan,
            department: &other.department,
            owner: &other.owner,
        };
        let word = known
            .iter()
            .find(|old| {
                (old.task_id, old.kind, old.lag_days) == (link.task_id, link.kind, link.lag_days)
            })
            .and_then(|old| old.acceptance.clone());
        link.acceptance = needs_acceptance(&waiting, &waited_for)
            .then(|| word.unwrap_or_else(Acceptance::proposed));
    }
}

/// The task after the word on all its links to `predecessor`; none where that word was given before.
///
/// # Errors
/// `NOT_FOUND` where it does not wait for it, `FAILED_PRECONDITION` where nobody has to be asked.
pub fn decide(
    task: &Task,
    predecessor: TaskId,
    word: &Acceptance,
) -> Result<Option<Task>, ServiceError> {
    let mut next = task.next();
    let mut links = next
        .plan
        .predecessors
        .iter_mut()
        .filter(|link| link.task_id == predecessor)
        .peekable();
    if links.peek().is_none() {
        return Err(ServiceError::not_found(
            "前置任务",
            "predecessor",
            predecessor,
        ));
    }
    let (mut asked, mut news) = (false, false);
    for link in links {
        let Some(known) = &mut link.acceptance else {
            continue;
        };
        asked = true;
        let same = (known.status, &known.note) == (word.status, &word.note);
        if !same {
            *known = word.clone();
            news = true;
        }
    }
    if !asked {
        return Err(nobody_asked(task));
    }
    Ok(news.then_some(next))
}

fn nobody_asked(task: &Task) -> ServiceError {
    let code = &task.plan.code;
    ServiceError::new(
        ErrorKind::FailedPrecondition,
        reasons::FAILED_PRECONDITION,
        Localized::new(
            format!("任务 {code} 的该前置任务无需确认：双方负责人相同，或同属一个计划与部门"),
            format!(
                "This predecessor of {code} needs no acceptance: both have one owner, or one plan and department"
            ),
        ),
    )
}

/// The word on a task's ties to one predecessor in one: what is still open comes first.
#[must_use]
pub fn of_pair(task: &Task, predecessor: TaskId) -> Option<Status> {
    let of = |status: Status| {
        task.plan.predecessors.iter().any(|link| {
            link.task_id == predecessor
                && link.acceptance.as_ref().map(|word| word.status) == Some(status)
        })
    };
    [Status::Proposed, Status::Declined, Status::Accepted]
        .into_iter()
        .find(|status| of(*status))
}

/// The contract's word for it.
#[must_use]
pub fn to_contract(status: Status) -> pb::AcceptanceStatus {
    match status {
        Status::Proposed => pb::AcceptanceStatus::Proposed,
        Status::Accepted => pb::AcceptanceStatus::Accepted,
        Status::Declined => pb::AcceptanceStatus::Declined,
    }
}
