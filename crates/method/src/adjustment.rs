//! Tiers of adjustments (§7): who decides follows from what changes and by how much in all.

use crate::policy::AdjustmentPolicy;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_rise_with_the_change_and_the_sum_of_extensions() {
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
