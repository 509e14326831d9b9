//! Who may decide an adjustment: its tier, in the departments and for the key results that it concerns.

use std::collections::BTreeSet;

use cascade_method::adjustment::Tier;
use cascade_runtime::{
    auth::{Actor, Role},
    error::ServiceError,
};

use serde::{Deserialize, Serialize};

use super::proposal::Proposal;
use crate::domain::tree::Tree;

/// Whom an adjustment concerns.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Concerned {
    /// Owners of the key results of what changes.
    pub owners: BTreeSet<String>,
    /// Departments of the goals.
    pub departments: BTreeSet<String>,
}

/// Whom anything in a plan concerns.
#[must_use]
pub fn everybody(tree: &Tree) -> Concerned {
    let parts = tree.key_results.iter();
    Concerned {
        owners: parts.map(|part| part.owner.clone()).collect(),
        departments: tree
            .goals
            .iter()
            .map(|goal| goal.department.clone())
            .collect(),
    }
}

/// Whom a proposal concerns; one that changes nothing yet may come to concern everybody.
#[must_use]
pub fn concerned(tree: &Tree, proposal: &Proposal) -> Concerned {
    if proposal.goals.is_empty() {
        return everybody(tree);
    }
    Concerned {
        owners: tree
            .key_results
            .iter()
            .filter(|part| proposal.key_results.contains(&part.id))
            .map(|part| part.owner.clone())
            .collect(),
        departments: tree
            .goals
            .iter()
            .filter(|goal| proposal.goals.contains(&goal.id))
            .map(|goal| goal.department.clone())
            .collect(),
    }
}

impl Concerned {
    /// Whether somebody may apply: who works in one of the departments, or owns one of the key results.
    ///
    /// # Errors
    /// `PERMISSION_DENIED`.
    pub fn may_apply(&self, actor: &Actor) -> Result<(), ServiceError> {
        if self.owners.iter().any(|owner| actor.is_person(owner)) {
            return Ok(());
        }
        actor.require_in(
            Role::Contributor,
            self.departments.iter().map(String::as_str),
        )
    }

    /// Whether somebody may decide at a tier; a higher one includes the lower ones.
    ///
    /// # Errors
    /// `PERMISSION_DENIED`, naming the role and department that are missing.
    pub fn may_decide(&self, actor: &Actor, tier: Tier) -> Result<(), ServiceError> {
        let owns_all =
            !self.owners.is_empty() && self.owners.iter().all(|owner| actor.is_person(owner));
        let role = match tier {
            Tier::KeyResultOwner if owns_all => return Ok(()),
            Tier::KeyResultOwner | Tier::DepartmentHead => Role::Manager,
            Tier::Superior => Role::Executive,
        };
        actor.require_anywhere(role)?;
        for department in &self.departments {
            actor.require(role, department)?;
        }
        Ok(())
    }

    /// Who decides, in words: people at the lowest tier, departments above.
    #[must_use]
    pub fn decider(&self, tier: Tier) -> String {
        let names = match tier {
            Tier::KeyResultOwner => &self.owners,
            Tier::DepartmentHead | Tier::Superior => &self.departments,
        };
        names.iter().cloned().collect::<Vec<_>>().join(", ")
    }
}
