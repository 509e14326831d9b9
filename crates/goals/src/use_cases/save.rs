//! Writing what was settled: rows first, then the events that tell of them.

use std::collections::HashMap;

use cascade_events::{NewEvent, outbox};
use cascade_method::rules;
use cascade_proto::goals::v1 as pb;
use cascade_runtime::{
    error::{ErrorKind, ServiceError, Violation},
    lang::Localized,
};
use cascade_storage::DbConn;
use chrono::{DateTime, Utc};

use crate::{
    domain::{
        adjustment::between,
        settle::{Authority, Settled, settle},
        tree::{Plan, Tree},
        version::Approved,
    },
    outgoing, reasons,
    store::{self, audit, findings, goals, key_results, plans},
};

/// How many of the named rows came to be, changed, or were so already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    created: u32,
    updated: u32,
    unchanged: u32,
}

impl Counts {
    /// Counts a row by its versions before and after.
    pub(super) fn count(&mut self, before: Option<i64>, after: i64) {
        match before {
            None => self.created += 1,
            Some(before) if before != after => self.updated += 1,
            Some(_) => self.unchanged += 1,
        }
    }

    pub(super) fn message(self) -> pb::ImportCounts {
        pb::ImportCounts {
            created: self.created,
            updated: self.updated,
            unchanged: self.unchanged,
        }
    }
}

/// On whose word something is written, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'a> {
    /// Code of the person, or the account.
    pub by: &'a str,
    /// What was done, as the audit chain names it; none where the caller writes its own entry.
    pub action: Option<&'static str>,
    /// When.
    pub now: DateTime<Utc>,
}

/// Saves the difference between two states of a plan, with an event for each row that differs and an entry in the plan's
/// audit chain. A plan of version 0 before is new.
pub(super) async fn save(
    conn: &mut DbConn,
    before: &Tree,
    settled: &Settled,
    word: Word<'_>,
) -> Result<(), ServiceError> {
    let now = word.now;
    let after = &settled.tree;
    let mut events: Vec<NewEvent> = Vec::new();
    if after.plan.version != before.plan.version {
        if before.plan.version == 0 {
            plans::insert(conn, &after.plan).await?;
        } else {
            written(plans::update(conn, &after.plan).await?, before.plan.version)?;
        }
        events.push(outgoing::plan_changed(&after.plan, now)?);
    }
    let known: HashMap<_, i64> = before
        .goals
        .iter()
        .map(|goal| (goal.id, goal.version))
        .collect();
    let parents: Vec<_> = after.goals.iter().filter_map(|goal| goal.parent).collect();
    let mut homes = store::homes(conn, &parents).await?;
    // Of those that are written here some are not there yet.
    homes.extend(after.nodes().map(|node| (node, after.plan.id)));
    let mut new = Vec::new();
    for goal in &after.goals {
        match known.get(&goal.id) {
            Some(version) if *version == goal.version => continue,
            Some(version) => written(goals::update(conn, goal).await?, *version)?,
            None => new.push(goal),
        }
        let parent_plan = goal.parent.and_then(|parent| homes.get(&parent).copied());
        events.push(outgoing::goal_changed(goal, parent_plan, now)?);
    }
    goals::insert(conn, &new).await?;
    let known: HashMap<_, i64> = before
        .key_results
        .iter()
        .map(|part| (part.id, part.version))
        .collect();
    let mut new = Vec::new();
    for part in &after.key_results {
        match known.get(&part.id) {
            Some(version) if *version == part.version => continue,
            Some(version) => written(key_results::update(conn, part).await?, *version)?,
            None => new.push(part),
        }
        events.push(outgoing::key_result_changed(part, now)?);
    }
    key_results::insert(conn, &new).await?;
    findings::replace(conn, after.plan.id, &settled.findings).await?;
    if let Some(action) = word.action.filter(|_| !events.is_empty()) {
        let deed = audit::Deed {
            at: now,
            by: word.by,
            action,
            subject: after.plan.id.to_string(),
            data: serde_json::json!({
                "fields": between(&Approved::from(before), &Approved::from(after)),
                "rows": events.len(),
            }),
        };
        audit::append(conn, after.plan.id, deed).await?;
    }
    outbox::append(conn, &events).await?;
    Ok(())
}

/// A row that is no longer at its version was changed by somebody else.
pub(super) fn written(done: bool, version: i64) -> Result<(), ServiceError> {
    if done {
        Ok(())
    } else {
        Err(ServiceError::version_mismatch(version, None))
    }
}

/// Settles what is wanted of a plan, having loaded what its goals hang under elsewhere.
pub(super) async fn settled(
    conn: &mut DbConn,
    before: &Tree,
    wanted: &crate::domain::draft::Wanted,
    unreadable: Vec<Violation>,
    policy: &cascade_method::Policy,
) -> Result<Settled, ServiceError> {
    let above = before
        .goals
        .iter()
        .filter_map(|goal| goal.parent)
        .chain(
            wanted
                .goals
                .iter()
                .filter_map(|goal| goal.parent.parse().ok()),
        )
        .collect();
    let outside = store::outside(conn, above).await?;
    let mut violations = unreadable;
    match settle(before, wanted, &outside, policy, Authority::Editor) {
        Ok(settled) if violations.is_empty() => Ok(settled),
        Ok(_) => Err(refusal(violations)),
        Err(broken) => {
            // What could not be read is not also called missing.
            let unread: Vec<String> = violations
                .iter()
                .map(|violation| violation.field.clone())
                .collect();
            violations.extend(
                broken
                    .into_iter()
                    .filter(|violation| !unread.contains(&violation.field)),
            );
            Err(refusal(violations))
        }
    }
}

/// All violations in one answer. Where protection is behind them all, the reason says so.
fn refusal(violations: Vec<Violation>) -> ServiceError {
    let protected = rules::ADJ_BASELINE_PROTECTED.id;
    if violations
        .iter()
        .all(|violation| violation.rule == protected)
    {
        return ServiceError::new(
            ErrorKind::FailedPrecondition,
            reasons::BASELINE_PROTECTED,
            Localized::new(
                "计划已启动，已批准的内容须经目标调整审批才能修改",
                "The plan is active: an adjustment has to be approved to change what was approved",
            ),
        )
        .with_violations(violations);
    }
    ServiceError::invalid(violations)
}

/// A closed plan is history.
pub(super) fn open(tree: &Tree) -> Result<(), ServiceError> {
    if tree.plan.status == pb::PlanStatus::Closed {
        return Err(closed(&tree.plan.code));
    }
    Ok(())
}

/// Only what was approved is adjusted, reviewed and closed.
pub(super) fn active(plan: &Plan) -> Result<(), ServiceError> {
    match plan.status {
        pb::PlanStatus::Active => Ok(()),
        pb::PlanStatus::Closed => Err(closed(&plan.code)),
        pb::PlanStatus::Draft | pb::PlanStatus::Unspecified => Err(ServiceError::new(
            ErrorKind::FailedPrecondition,
            reasons::PLAN_NOT_ACTIVE,
            Localized::new(
                format!("计划 {} 还是草稿，可直接修改", plan.code),
                format!("The plan {} is a draft: edit it directly", plan.code),
            ),
        )
        .with_metadata("plan", &plan.code)),
    }
}

pub(super) fn closed(code: &str) -> ServiceError {
    ServiceError::new(
        ErrorKind::FailedPrecondition,
        reasons::PLAN_CLOSED,
        Localized::new(
            format!("计划 {code} 已关闭，不能再修改"),
            format!("The plan {code} is closed and does not change any more"),
        ),
    )
    .with_metadata("plan", code)
}
