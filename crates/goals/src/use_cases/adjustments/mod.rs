//! Adjustments of an activated plan: applied for, decided, and what they leave behind.

mod apply;
mod decide;
pub(super) mod history;
mod read;

use std::collections::HashMap;

use cascade_method::Finding as Said;
use cascade_proto::goals::v1 as pb;
use cascade_runtime::{
    error::{ErrorKind, ServiceError, Violation},
    lang::Localized,
};
use cascade_storage::DbConn;
use chrono::{DateTime, Utc};

use crate::{
    domain::{
        adjustment::{Adjustment, Known, Proposal, propose},
        finding::{localized, violation},
        tree::Tree,
    },
    ids::{AdjustmentId, TaskId},
    reasons,
    requests::Reader,
    store::{self, adjustments, audit, plans},
    use_cases::UseCases,
};

/// An adjustment with its plan, both as they stand in this transaction, the plan held.
struct Opened {
    adjustment: Adjustment,
    tree: Tree,
}

/// Finds an adjustment and holds its plan.
async fn open(conn: &mut DbConn, id: &str, expected: i64) -> Result<Opened, ServiceError> {
    let missing = || ServiceError::not_found("调整申请", "adjustment", id);
    let mut reader = Reader::default();
    let key: Option<AdjustmentId> = reader.required_id("adjustment_id", id);
    reader.done()?;
    let key = key.ok_or_else(missing)?;
    let found = adjustments::get(conn, key).await?.ok_or_else(missing)?;
    store::lock_alignment(conn).await?;
    let plan = plans::lock(conn, found.plan_id)
        .await?
        .ok_or_else(missing)?;
    // Again, now that nobody else can change it.
    let adjustment = adjustments::get(conn, key).await?.ok_or_else(missing)?;
    if expected != 0 && expected != adjustment.version {
        return Err(ServiceError::version_mismatch(
            expected,
            Some(adjustment.version),
        ));
    }
    let tree = store::tree(conn, plan).await?;
    Ok(Opened { adjustment, tree })
}

impl UseCases {
    /// What changes of a plan amount to.
    async fn proposal(
        &self,
        conn: &mut DbConn,
        tree: &Tree,
        changes: &pb::AdjustmentChanges,
    ) -> Result<Result<Proposal, Vec<Violation>>, ServiceError> {
        let tasks: HashMap<TaskId, _> = store::facts::tasks_of_plan(conn, tree.plan.id)
            .await?
            .into_iter()
            .map(|task| (task.id, task))
            .collect();
        let named: Vec<TaskId> = changes
            .tasks
            .iter()
            .filter_map(|change| change.task_id.parse().ok())
            .collect();
        let floats = store::facts::floats(conn, &named).await?;
        let above = tree.goals.iter().filter_map(|goal| goal.parent).collect();
        let outside = store::outside(conn, above).await?;
        let known = Known {
            tasks: &tasks,
            floats: &floats,
            outside: &outside,
            calendar: &self.calendar,
            policy: &self.policy,
        };
        Ok(propose(tree, changes, &known))
    }
}

/// Where the workflow or the rules about people say no.
fn forbidden(said: &Said) -> ServiceError {
    ServiceError::new(
        ErrorKind::FailedPrecondition,
        reasons::ADJUSTMENT_REFUSED,
        localized(&said.message),
    )
    .with_violations([violation(said, "")])
}

/// Where what was applied for is no longer what would be done.
fn refused(code: &str, violations: Vec<Violation>) -> ServiceError {
    let n = violations.len();
    ServiceError::new(
        ErrorKind::FailedPrecondition,
        reasons::ADJUSTMENT_REFUSED,
        Localized::new(
            format!("调整申请 {code} 有 {n} 处不符合规则"),
            format!(
                "The adjustment {code} breaks {n} rule{}",
                if n == 1 { "" } else { "s" }
            ),
        ),
    )
    .with_violations(violations)
    .with_metadata("adjustment", code)
}

/// Writes down what was done to an adjustment.
async fn record(
    conn: &mut DbConn,
    adjustment: &Adjustment,
    action: &'static str,
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let data = serde_json::json!({
        "code": adjustment.code(),
        "reason": adjustment.reason,
        "fields": adjustment.content.fields,
        "note": adjustment.decision_note,
        "version": adjustment.version,
    });
    let deed = audit::Deed {
        at: now,
        by,
        action,
        subject: adjustment.id.to_string(),
        data,
    };
    audit::append(conn, adjustment.plan_id, deed).await?;
    Ok(())
}
