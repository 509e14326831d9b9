//! The gate of activation: everything marked E must hold (§1, §2).

use cascade_method::{Finding as Said, Policy, Table};
use cascade_proto::goals::v1 as pb;
use cascade_runtime::{error::Violation, lang::Localized};
use chrono::{DateTime, Utc};

use crate::domain::{
    assess::assess,
    finding::{Finding, violation, warnings},
    tree::{Plan, Tree},
};

/// The active plan, and the warnings that remain.
///
/// # Errors
/// Every rule marked E that is broken.
pub fn activate(
    tree: &Tree,
    now: DateTime<Utc>,
    policy: &Policy,
) -> Result<(Plan, Vec<Finding>), Vec<Violation>> {
    let said = assess(tree, true, policy);
    let mut violations: Vec<Violation> = said
        .iter()
        .filter(|finding| finding.is_error())
        .map(|finding| violation(finding, &path(finding)))
        .collect();
    if tree.goals.is_empty() {
        violations.push(
            Violation::new(
                "goals",
                "plan.goals",
                Localized::new(
                    "计划没有目标，不能启动",
                    "The plan has no goal and cannot be activated",
                ),
            )
            .value(0)
            .advice(Localized::new("请先录入目标", "Write its goals first")),
        );
    }
    if !violations.is_empty() {
        return Err(violations);
    }
    let mut plan = tree.plan.clone();
    plan.status = pb::PlanStatus::Active;
    plan.activated_at = Some(now);
    plan.version += 1;
    Ok((plan, warnings(&said)))
}

/// Nothing is sent with an activation, so the rows are named by their codes: `goals[G1].`.
fn path(finding: &Said) -> String {
    let table = match finding.table {
        Table::KeyResults => "key_results",
        _ => "goals",
    };
    format!("{table}[{}].", finding.row)
}
