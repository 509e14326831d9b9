//! Escalation policies in force: each version for a department and all below it, from a day on.

use cascade_method::{
    Policy,
    escalation::{Level, Terms},
};
use chrono::{DateTime, NaiveDate, Utc};

use super::{
    duty::{self, RotaVersion},
    settle::Moment,
};
use crate::{directory::Directory, ids::PolicyId};

/// A version of a department's policy. It is written before its first day and never changed.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyVersion {
    /// Identity.
    pub id: PolicyId,
    /// Department that it is for, with all below it that have none of their own; empty: the whole organisation.
    pub department: String,
    /// Counts the department's versions.
    pub version: i64,
    /// First day.
    pub effective_from: NaiveDate,
    /// What it says.
    pub terms: Terms,
    /// Who wrote it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl PolicyVersion {
    /// How alerts name it: `SALES v2`.
    #[must_use]
    pub fn name(&self) -> String {
        let of = match self.department.as_str() {
            "" => "*",
            department => department,
        };
        format!("{of} v{}", self.version)
    }
}

/// All versions, with the departments that say which is the nearest.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rulebook {
    directory: Directory,
    versions: Vec<(PolicyVersion, Policy)>,
    rotas: Vec<RotaVersion>,
}

impl Rulebook {
    /// Versions over the numbers that hold where they say nothing.
    #[must_use]
    pub fn new(directory: Directory, versions: Vec<PolicyVersion>, default: &Policy) -> Self {
        let versions = versions
            .into_iter()
            .map(|version| {
                let policy = version.terms.over(default);
                (version, policy)
            })
            .collect();
        Self {
            directory,
            versions,
            rotas: Vec::new(),
        }
    }

    /// The same with the rotas that policies name.
    #[must_use]
    pub fn with_rotas(mut self, rotas: Vec<RotaVersion>) -> Self {
        self.rotas = rotas;
        self
    }

    /// The rota from which a department asks at a level now; none where the post's own person is asked.
    #[must_use]
    pub fn rota(&self, department: &str, level: Level, moment: Moment) -> Option<&RotaVersion> {
        let (version, _) = self.in_force(department, moment.today)?;
        let code = version.terms.rota(level)?;
        duty::by_turn(&self.rotas, code, moment)
    }

    /// When it is next somebody else's turn at a level of a department.
    #[must_use]
    pub fn handover(
        &self,
        department: &str,
        level: Level,
        moment: Moment,
    ) -> Option<DateTime<Utc>> {
        let (version, _) = self.in_force(department, moment.today)?;
        let code = version.terms.rota(level)?;
        duty::next_handover(&self.rotas, code, moment)
    }

    /// Whether anybody takes turns.
    #[must_use]
    pub fn has_rotas(&self) -> bool {
        !self.rotas.is_empty()
    }

    /// The policy of a department on a day: its own, else the one of the nearest department above, else the organisation's.
    #[must_use]
    pub fn in_force(&self, department: &str, day: NaiveDate) -> Option<&(PolicyVersion, Policy)> {
        if self.versions.is_empty() {
            return None;
        }
        let above = self.directory.upwards(department).skip(1);
        std::iter::once(department)
            .chain(above.map(|department| department.code.as_str()))
            .chain(std::iter::once(""))
            .find_map(|code| {
                self.versions
                    .iter()
                    .filter(|(version, _)| version.department == code)
                    .filter(|(version, _)| version.effective_from <= day)
                    .max_by_key(|(version, _)| (version.effective_from, version.version))
            })
    }

    /// The first instant from now on at which a department's people may be told something.
    #[must_use]
    pub fn audible(&self, department: &str, moment: Moment) -> DateTime<Utc> {
        let Some((version, _)) = self.in_force(department, moment.today) else {
            return moment.now;
        };
        let local = moment.now.with_timezone(&moment.offset).naive_local();
        let then = version.terms.audible(local);
        if then == local {
            return moment.now;
        }
        moment.beginning(then.date()) + (then - then.date().and_time(chrono::NaiveTime::MIN))
    }
}
