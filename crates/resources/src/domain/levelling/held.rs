//! Days that tasks are held to, by their constraints and by what is requested for them.

use std::collections::HashMap;

use cascade_proto::{resources::v1 as pb, tasks::v1 as tasks};
use chrono::NaiveDate;

use crate::{domain::grant, messages::day};

/// By task: the request whose resource is expected last, and when.
pub type Arrivals = HashMap<String, (String, NaiveDate)>;

/// A day before which a task does not begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hold<'a> {
    pub day: NaiveDate,
    /// Code of the request that is expected then; none where the task itself says so.
    pub request: Option<&'a str>,
}

/// When the resources that tasks wait for are expected; of several on one day the first that is named. What has arrived, was refused or was
/// withdrawn is expected no longer.
#[must_use]
pub fn arrivals(requests: &[pb::ResourceRequest]) -> Arrivals {
    use pb::RequestStatus::{Approved, Draft, Submitted};

    let mut found = Arrivals::new();
    for request in requests {
        let Some(expected) = day(grant::arrival(request)) else {
            continue;
        };
        if !matches!(request.status(), Draft | Submitted | Approved) {
            continue;
        }
        let known = found.get(&request.task_id);
        let is_last = known.is_none_or(|(_, day)| *day < expected);
        if is_last {
            found.insert(request.task_id.clone(), (request.code.clone(), expected));
        }
    }
    found
}

/// Whether a task starts on its day whatever it waits for.
pub(super) fn has_fixed_start(task: &tasks::Task) -> bool {
    let held = task.constraints.as_ref();
    held.is_some_and(|held| !held.start_on.is_empty())
}

/// The day by whose end a task is to be finished.
pub(super) fn deadline(task: &tasks::Task) -> Option<NaiveDate> {
    day(&task.constraints.as_ref()?.deadline)
}

/// The last of the days before which a task does not begin.
pub(super) fn hold<'a>(task: &tasks::Task, arrivals: &'a Arrivals) -> Option<Hold<'a>> {
    let own = task
        .constraints
        .as_ref()
        .and_then(|held| day(&held.not_before));
    let own = own.map(|day| Hold { day, request: None });
    let arrival = arrivals.get(&task.id).map(|(code, day)| Hold {
        day: *day,
        request: Some(code),
    });
    own.into_iter().chain(arrival).max_by_key(|hold| hold.day)
}
