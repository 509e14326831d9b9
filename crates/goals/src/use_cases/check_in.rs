//! Reporting the value of a key result.

use std::sync::Arc;

use cascade_events::outbox;
use cascade_proto::goals::v1 as pb;
use cascade_runtime::{auth::Role, error::ServiceError, grpc::RequestContext};
use cascade_storage::DbConn;
use chrono::{DateTime, NaiveDate, Utc};
use futures::FutureExt;

use crate::{
    domain::{
        assess,
        check_in::{CheckIn, Report, check_in},
        tree::{Goal, KeyResult},
    },
    ids::KeyResultId,
    messages, outgoing,
    requests::Reader,
    store::{self, audit, check_ins, goals, key_results, plans},
    use_cases::{
        UseCases, kept,
        keyed::{Call, keyed},
        name_of,
        save::{closed, written},
    },
};

impl UseCases {
    /// Keeps a reported value and moves attainment and progress by it.
    ///
    /// # Errors
    /// A date in the future, a value that is no number; `VERSION_MISMATCH`, `PLAN_CLOSED`.
    pub async fn check_in_key_result(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::CheckInKeyResultRequest,
    ) -> Result<pb::CheckInKeyResultResponse, ServiceError> {
        let call = Call {
            context: &context,
            method: "CheckInKeyResult",
            dry_run: false,
        };
        let (asked, caller) = (request.clone(), context.clone());
        keyed(&self.pool, call, &request, move |conn| {
            async move { check_in_in(conn, &caller, &asked).await }.boxed()
        })
        .await
    }
}

async fn check_in_in(
    conn: &mut DbConn,
    context: &RequestContext,
    request: &pb::CheckInKeyResultRequest,
) -> Result<pb::CheckInKeyResultResponse, ServiceError> {
    let mut reader = Reader::default();
    let id: Option<KeyResultId> = reader.required_id("key_result_id", &request.key_result_id);
    let report = reader.report(request);
    reader.done()?;
    let missing = || ServiceError::not_found("关键结果", "key result", &request.key_result_id);
    let id = id.ok_or_else(missing)?;

    // The plan first, then the goal: whoever writes in one plan does so one after the other.
    let found = key_results::get(conn, id).await?.ok_or_else(missing)?;
    let plan = plans::lock(conn, found.plan_id)
        .await?
        .ok_or_else(missing)?;
    let goal = goals::lock(conn, found.goal_id)
        .await?
        .ok_or_else(missing)?;
    let mut parts = key_results::lock_goal(conn, goal.id).await?;
    let place = parts.iter().position(|part| part.id == id);
    // Moved to another goal in between.
    let before = place
        .and_then(|place| parts.get(place))
        .cloned()
        .ok_or_else(|| ServiceError::version_mismatch(found.version, None))?;
    if !context.actor.is_person(&before.owner) {
        context.actor.require(Role::Contributor, &goal.department)?;
    }
    if request.expected_version != 0 && request.expected_version != before.version {
        return Err(ServiceError::version_mismatch(
            request.expected_version,
            Some(before.version),
        ));
    }
    if plan.status == pb::PlanStatus::Closed {
        return Err(closed(&plan.code));
    }
    let by = name_of(&context.actor);
    let reported = Reported {
        report,
        by: &by,
        today: context.today,
        now: kept(context.now),
    };
    let (kept, after, goal_after) = keep(conn, &goal, &mut parts, &before, reported).await?;
    Ok(pb::CheckInKeyResultResponse {
        check_in: Some(messages::check_in(&kept)),
        key_result: Some(messages::key_result(&after)),
        goal_progress: goal_after.progress,
    })
}

/// A report with who made it, and when.
pub(super) struct Reported<'a> {
    pub report: Report,
    pub by: &'a str,
    pub today: NaiveDate,
    pub now: DateTime<Utc>,
}

/// Keeps a report and moves attainment and progress by it; plan, goal and its key results are held.
pub(super) async fn keep(
    conn: &mut DbConn,
    goal: &Goal,
    parts: &mut [KeyResult],
    before: &KeyResult,
    reported: Reported<'_>,
) -> Result<(CheckIn, KeyResult, Goal), ServiceError> {
    let Reported {
        report,
        by,
        today,
        now,
    } = reported;
    let (kept, after) =
        check_in(before, report, by.to_owned(), today, now).map_err(ServiceError::invalid)?;
    written(key_results::update(conn, &after).await?, before.version)?;
    check_ins::insert(conn, &kept).await?;
    let mut events = vec![outgoing::key_result_checked_in(&kept, &after)?];
    let moved = (before.current, before.attainment, before.value_as_of)
        != (after.current, after.attainment, after.value_as_of);
    if moved {
        events.push(outgoing::key_result_changed(&after, now)?);
    }
    for part in parts.iter_mut().filter(|part| part.id == after.id) {
        *part = after.clone();
    }
    let mut goal_after = goal.clone();
    goal_after.progress = assess::progress(&*parts);
    if goal_after.progress != goal.progress {
        goal_after.version += 1;
        written(goals::update(conn, &goal_after).await?, goal.version)?;
        let parents: Vec<_> = goal_after.parent.into_iter().collect();
        let homes = store::homes(conn, &parents).await?;
        let parent_plan = homes.into_values().next();
        events.push(outgoing::goal_changed(&goal_after, parent_plan, now)?);
    }
    outbox::append(conn, &events).await?;
    let deed = audit::Deed {
        at: now,
        by,
        action: "key_result_checked_in",
        subject: after.id.to_string(),
        data: serde_json::json!({
            "code": after.code,
            "value": kept.value,
            "as_of": kept.as_of,
            "note": kept.note,
        }),
    };
    audit::append(conn, goal.plan_id, deed).await?;
    Ok((kept, after, goal_after))
}
