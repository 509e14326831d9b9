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

/// How far an adjustment has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// 草稿
    Draft,
    /// 已提交
    Submitted,
    /// 已批准
    Approved,
    /// 已驳回
    Rejected,
    /// 已撤回
    Withdrawn,
}

/// What is done to an adjustment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Move {
    /// Written anew by the applicant.
    Edit,
    /// By the applicant.
    Submit,
    /// By who decides.
    Approve,
    /// By who decides.
    Reject,
    /// By the applicant.
    Withdraw,
}

impl Status {
    /// Its name.
    #[must_use]
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::Draft => ("草稿", "draft"),
            Self::Submitted => ("已提交", "submitted"),
            Self::Approved => ("已批准", "approved"),
            Self::Rejected => ("已驳回", "rejected"),
            Self::Withdrawn => ("已撤回", "withdrawn"),
        };
        Text::new(zh, en)
    }

    /// The status after a move.
    ///
    /// # Errors
    /// ADJ-004 where the workflow does not have the move.
    pub fn after(self, request: &str, step: Move) -> Result<Self, Finding> {
        match (self, step) {
            (Self::Draft, Move::Edit) => Ok(Self::Draft),
            (Self::Draft, Move::Submit) => Ok(Self::Submitted),
            (Self::Submitted, Move::Approve) => Ok(Self::Approved),
            (Self::Submitted, Move::Reject) => Ok(Self::Rejected),
            (Self::Draft | Self::Submitted, Move::Withdraw) => Ok(Self::Withdrawn),
            _ => Err(self.refuses(request)),
        }
    }

    fn refuses(self, request: &str) -> Finding {
        let label = self.label();
        Finding::new(
            &rules::ADJ_TRANSITION,
            Table::Adjustments,
            request,
            "status",
            Text::new(
                format!("调整申请{}，不能执行该操作", label.zh),
                format!("The adjustment is {}: this cannot be done to it", label.en),
            ),
        )
        .value(label.en)
        .advice(Text::new(
            "流程为：草稿 → 已提交 → 已批准、已驳回或已撤回；需再次变更请新建申请",
            "It goes from draft to submitted, then approved, rejected or withdrawn; for another change, apply anew",
        ))
    }
}

/// Whether an adjustment says why and what (ADJ-005).
#[must_use]
pub fn check_content(request: &str, reason: &str, changes: usize) -> Vec<Finding> {
    let mut said = Vec::new();
    let mut say = |field, zh, en| {
        said.push(
            Finding::new(
                &rules::ADJ_EMPTY,
                Table::Adjustments,
                request,
                field,
                Text::new(zh, en),
            )
            .advice(Text::new(
                "请写明为何调整、调整哪些内容",
                "Say why, and what becomes different",
            )),
        );
    };
    if reason.trim().is_empty() {
        say(
            "reason",
            "调整申请没有写明原因",
            "The adjustment has no reason",
        );
    }
    if changes == 0 {
        say(
            "changes",
            "调整申请没有任何变更",
            "The adjustment changes nothing",
        );
    }
    said
}

/// That what an adjustment changes is no longer what it was when it was submitted (ADJ-006).
#[must_use]
pub fn outdated(request: &str, row: &str, field: &'static str, then: &str, now: &str) -> Finding {
    Finding::new(
        &rules::ADJ_OUTDATED,
        Table::Adjustments,
        request,
        field,
        Text::new(
            format!("{row} 提交时为“{then}”，现为“{now}”"),
            format!("{row} was \"{then}\" when this was submitted and is \"{now}\" now"),
        ),
    )
    .value(now)
    .advice(Text::new(
        "请驳回或撤回，按现状重新申请",
        "Reject or withdraw it, and apply anew from what is there now",
    ))
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
    fn it_moves_along_its_workflow() {
        let draft = Status::Draft;
        assert_eq!(draft.after("A1", Move::Edit), Ok(Status::Draft));
        let submitted = draft.after("A1", Move::Submit).unwrap();
        assert_eq!(
            submitted.after("A1", Move::Edit).unwrap_err().rule.id,
            "ADJ-004"
        );
        for (step, end) in [
            (Move::Approve, Status::Approved),
            (Move::Reject, Status::Rejected),
            (Move::Withdraw, Status::Withdrawn),
        ] {
            assert_eq!(submitted.after("A1", step), Ok(end));
            for again in [
                Move::Edit,
                Move::Submit,
                Move::Approve,
                Move::Reject,
                Move::Withdraw,
            ] {
                assert!(end.after("A1", again).is_err(), "{end:?} {again:?}");
            }
        }
        assert!(draft.after("A1", Move::Approve).is_err());
    }

    #[test]
    fn it_says_why_and_what() {
        let said = check_content("A1", " ", 0);
        let fields: Vec<_> = said.iter().map(|f| (f.rule.id, f.field)).collect();
        assert_eq!(fields, [("ADJ-005", "reason"), ("ADJ-005", "changes")]);
        assert!(check_content("A1", "the host fell ill", 1).is_empty());
        let stale = outdated("A1", "KR1", "target", "520", "500");
        assert_eq!((stale.rule.id, stale.value.as_str()), ("ADJ-006", "500"));
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
