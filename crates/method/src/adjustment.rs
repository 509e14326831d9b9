//! Tiers of adjustments (§7): who decides follows from what changes and by how much in all.

use crate::{Finding, Table, Text, policy::AdjustmentPolicy, rules};

/// What an adjustment changes; the gravest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Dates of a task, within its total float.
    TaskWithinFloat,
    /// Dates of a task, beyond its float.
    TaskBeyondFloat,
    /// Value, weight or date of a key result.
    KeyResult,
    /// The goal itself.
    Goal,
}

/// Who decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Owner of the key result.
    KeyResultOwner,
    /// Head of the department.
    DepartmentHead,
    /// The superior of the department.
    Superior,
}

/// Who decides an adjustment: by what changes, and by the working days that the object has been extended by in all,
/// this adjustment included.
#[must_use]
pub fn tier(change: Change, cumulative_extension_days: u32, policy: &AdjustmentPolicy) -> Tier {
    let by_change = match change {
        Change::TaskWithinFloat => Tier::KeyResultOwner,
        Change::TaskBeyondFloat | Change::KeyResult => Tier::DepartmentHead,
        Change::Goal => Tier::Superior,
    };
    if cumulative_extension_days > policy.department_head_days {
        by_change.max(Tier::Superior)
    } else {
        by_change
    }
}

/// Whether who decides a change request may: never the one who applied.
#[must_use]
pub fn check_approver(request: &str, applicant: &str, approver: &str) -> Option<Finding> {
    (applicant == approver).then(|| {
        Finding::new(
            &rules::ADJ_SELF_APPROVAL,
            Table::Adjustments,
            request,
            "approver",
            Text::new(
                "申请人不得审批自己的调整申请",
                "Nobody approves a change that they applied for",
            ),
        )
        .value(approver)
        .advice(Text::new("请由上一级审批", "Let the level above decide"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_applicant_does_not_approve() {
        assert_eq!(check_approver("A1", "P1", "P2"), None);
        let refused = check_approver("A1", "P1", "P1").unwrap();
        assert_eq!(refused.rule.id, "ADJ-002");
        assert!(refused.is_error());
    }

    #[test]
    fn tiers_rise_with_the_change_and_the_sum_of_extensions() {
        // ADJ-003
        let policy = AdjustmentPolicy::default();
        assert_eq!(
            tier(Change::TaskWithinFloat, 2, &policy),
            Tier::KeyResultOwner
        );
        assert_eq!(
            tier(Change::TaskBeyondFloat, 2, &policy),
            Tier::DepartmentHead
        );
        assert_eq!(tier(Change::KeyResult, 0, &policy), Tier::DepartmentHead);
        assert_eq!(tier(Change::Goal, 0, &policy), Tier::Superior);
        assert_eq!(tier(Change::TaskWithinFloat, 11, &policy), Tier::Superior);
    }
}
