//! Adjustments of plans, as far as they wait for somebody: who may decide one, and whom one that was refused goes back to.

use cascade_method::adjustment::{Status, Tier};
use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    directory::Directory,
    ids::{AdjustmentId, PlanId},
};

/// So long an adjustment that was refused is in its applicant's list, unless another follows it.
const GIVEN_BACK: TimeDelta = TimeDelta::days(14);

/// An adjustment, as the goals service describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdjustmentFact {
    /// Identity; rises with time.
    pub id: AdjustmentId,
    /// Plan that it changes.
    pub plan: PlanId,
    /// Code, unique in the plan.
    pub code: String,
    /// Why, in the applicant's words.
    pub reason: String,
    /// How far it has come.
    pub status: Status,
    /// Who decides.
    pub tier: Tier,
    /// Who applied; person code.
    pub applicant: String,
    /// Owners of the key results at the lowest tier.
    pub deciders: Vec<String>,
    /// Departments of the goals that it concerns, by code.
    pub departments: Vec<String>,
    /// Working days by which it moves an end.
    pub extension_days: i64,
    /// When it was submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// What was said about the decision.
    pub decision_note: String,
    /// Version at the goals service.
    pub version: i64,
}

impl AdjustmentFact {
    /// Who decides: the owner of the key result, unless there are several or it is the one who applied; else the head of the department,
    /// of several departments the nearest that all of them are below; at the highest tier the executive above. Never the one who applied.
    #[must_use]
    pub fn decider<'a>(&'a self, directory: &'a Directory) -> Option<&'a str> {
        if self.tier == Tier::KeyResultOwner
            && let [owner] = &self.deciders[..]
            && *owner != self.applicant
        {
            return Some(owner);
        }
        let (first, rest) = self.departments.split_first()?;
        let ways: Vec<Vec<String>> = rest.iter().map(|code| directory.way(code)).collect();
        let all = directory.way(first);
        let common = all
            .iter()
            .find(|code| ways.iter().all(|way| way.contains(code)))
            .unwrap_or(first);
        let head = match self.tier {
            Tier::Superior => directory.executive_of(common),
            Tier::KeyResultOwner | Tier::DepartmentHead => directory.head_of(common),
        };
        let heads = directory.heads(common);
        head.filter(|head| *head != self.applicant)
            .or_else(|| above(heads, &self.applicant))
    }

    /// Whether it is still its applicant's to write anew or to leave, given the last one that they wrote for this plan.
    #[must_use]
    pub fn given_back(&self, last: AdjustmentId, now: DateTime<Utc>) -> bool {
        self.status == Status::Rejected
            && self.id == last
            && self.decided_at.is_some_and(|at| now - at < GIVEN_BACK)
    }
}

/// The nearest head above somebody who is one of them.
fn above<'a>(heads: impl Iterator<Item = &'a str>, person: &str) -> Option<&'a str> {
    let mut heads = heads.skip_while(|head| *head != person);
    heads.find(|head| *head != person && !head.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::Department;

    fn directory() -> Directory {
        let department = |code: &str, parent: &str, head: &str| Department {
            code: code.into(),
            name: code.into(),
            parent: parent.into(),
            head: head.into(),
            version: 1,
        };
        Directory::new([
            department("HQ", "", "P-CEO"),
            department("S", "HQ", "P-S"),
            department("S1", "S", "P-S1"),
            department("S2", "S", ""),
            department("D", "HQ", "P-D"),
        ])
    }

    fn adjustment(
        tier: Tier,
        applicant: &str,
        owners: &[&str],
        departments: &[&str],
    ) -> AdjustmentFact {
        let all = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
        AdjustmentFact {
            id: AdjustmentId::new(),
            plan: PlanId::new(),
            code: "ADJ-1".into(),
            reason: "late".into(),
            status: Status::Submitted,
            tier,
            applicant: applicant.into(),
            deciders: all(owners),
            departments: all(departments),
            extension_days: 3,
            submitted_at: None,
            decided_at: None,
            decision_note: String::new(),
            version: 1,
        }
    }

    #[test]
    fn its_tier_says_who_decides_and_never_the_applicant() {
        let directory = directory();
        let decider = |tier, applicant, owners: &[&str], departments: &[&str]| {
            let made = adjustment(tier, applicant, owners, departments);
            made.decider(&directory).map(str::to_owned)
        };
        let owner = Tier::KeyResultOwner;
        assert_eq!(
            decider(owner, "P-T", &["P-KR"], &["S1"]).as_deref(),
            Some("P-KR")
        );
        assert_eq!(
            decider(owner, "P-KR", &["P-KR"], &["S1"]).as_deref(),
            Some("P-S1")
        );
        assert_eq!(
            decider(owner, "P-T", &["P-KR", "P-KS"], &["S1", "S2"]).as_deref(),
            Some("P-S")
        );
        assert_eq!(
            decider(owner, "P-KR", &["P-KR"], &[]),
            None,
            "told before departments were"
        );
        let head = Tier::DepartmentHead;
        assert_eq!(decider(head, "P-T", &[], &["S2"]).as_deref(), Some("P-S"));
        assert_eq!(decider(head, "P-S1", &[], &["S1"]).as_deref(), Some("P-S"));
        assert_eq!(
            decider(head, "P-T", &[], &["S1", "D"]).as_deref(),
            Some("P-CEO")
        );
        let superior = Tier::Superior;
        assert_eq!(
            decider(superior, "P-T", &[], &["S1"]).as_deref(),
            Some("P-S")
        );
        assert_eq!(
            decider(superior, "P-S", &[], &["S1"]).as_deref(),
            Some("P-CEO")
        );
        assert_eq!(decider(superior, "P-CEO", &[], &["HQ"]), None);
    }

    #[test]
    fn what_was_refused_is_the_applicants_until_they_write_another() {
        let now: DateTime<Utc> = "2026-07-06T02:00:00Z".parse().unwrap();
        let mut refused = adjustment(Tier::Superior, "P-T", &[], &["S"]);
        assert!(!refused.given_back(refused.id, now), "not decided");
        refused.status = Status::Rejected;
        refused.decided_at = Some(now - TimeDelta::days(13));
        assert!(refused.given_back(refused.id, now));
        assert!(
            !refused.given_back(AdjustmentId::new(), now),
            "another followed"
        );
        assert!(
            !refused.given_back(refused.id, now + TimeDelta::days(1)),
            "long ago"
        );
    }
}
