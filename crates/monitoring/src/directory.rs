//! Who decides: the department tree as far as escalation needs it.

use std::collections::{BTreeSet, HashMap};

/// Departments with their heads.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Directory {
    departments: HashMap<String, Department>,
    /// People who are away today, by code.
    away: BTreeSet<String>,
}

/// A department as the resources service describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of the department above; empty at the top.
    pub parent: String,
    /// Person code of its head; may be empty.
    pub head: String,
    /// Version at the resources service.
    pub version: i64,
}

impl Directory {
    /// A directory of these departments.
    #[must_use]
    pub fn new(departments: impl IntoIterator<Item = Department>) -> Self {
        let departments = departments
            .into_iter()
            .map(|department| (department.code.clone(), department))
            .collect();
        Self {
            departments,
            away: BTreeSet::new(),
        }
    }

    /// The same with people who are away today, by code.
    #[must_use]
    pub fn with_away(mut self, people: impl IntoIterator<Item = String>) -> Self {
        self.away = people.into_iter().collect();
        self
    }

    /// Whether a person is away today.
    #[must_use]
    pub fn is_away(&self, person: &str) -> bool {
        self.away.contains(person)
    }

    /// Head of a department or, where it has none, of the nearest one above that has.
    #[must_use]
    pub fn head_of<'a>(&'a self, department: &str) -> Option<&'a str> {
        self.heads(department).find(|head| !head.is_empty())
    }

    /// The executive above a department: the next different head on the way up; the top's own head where there is none.
    #[must_use]
    pub fn executive_of<'a>(&'a self, department: &str) -> Option<&'a str> {
        let own = self.head_of(department)?;
        self.heads(department)
            .find(|head| !head.is_empty() && *head != own)
            .or(Some(own))
    }

    /// Codes from a department upwards, its own first, whether it is known or not.
    #[must_use]
    pub fn way(&self, department: &str) -> Vec<String> {
        let mut way = vec![department.to_owned()];
        while let Some(above) = way.last().and_then(|code| self.departments.get(code)) {
            if above.parent.is_empty() || way.contains(&above.parent) {
                break;
            }
            way.push(above.parent.clone());
        }
        way
    }

    /// Whether there is no department above one: it stands for the organisation.
    #[must_use]
    pub fn is_top(&self, department: &str) -> bool {
        let known = self.departments.get(department);
        known.is_some_and(|known| known.parent.is_empty())
    }

    /// The department that stands for the organisation: of several without one above, the first by code.
    #[must_use]
    pub fn top(&self) -> Option<&str> {
        let tops = self.all().filter(|one| one.parent.is_empty());
        tops.map(|one| one.code.as_str()).next()
    }

    /// Every department, by code.
    pub fn all(&self) -> impl Iterator<Item = &Department> {
        let mut all: Vec<&Department> = self.departments.values().collect();
        all.sort_by(|a, b| a.code.cmp(&b.code));
        all.into_iter()
    }

    /// Codes of a department and of all below it.
    #[must_use]
    pub fn below(&self, department: &str) -> BTreeSet<String> {
        let is_below = |code: &&String| self.way(code).iter().any(|above| above == department);
        let mut below: BTreeSet<String> =
            self.departments.keys().filter(is_below).cloned().collect();
        below.insert(department.to_owned());
        below
    }

    /// Codes of the departments that a person heads, and of all below them.
    #[must_use]
    pub fn headed_by(&self, person: &str) -> BTreeSet<String> {
        let theirs = self.departments.values();
        theirs
            .filter(|department| !person.is_empty() && department.head == person)
            .flat_map(|department| self.below(&department.code))
            .collect()
    }

    /// Heads from a department upwards, empty where a department has none.
    pub fn heads<'a>(&'a self, department: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.upwards(department)
            .map(|department| department.head.as_str())
    }

    /// A department and those above it. A directory whose parents form a ring ends after each was seen once.
    pub fn upwards<'a>(
        &'a self,
        department: &str,
    ) -> impl Iterator<Item = &'a Department> + use<'a> {
        let mut next = self.departments.get(department);
        let mut left = self.departments.len();
        std::iter::from_fn(move || {
            let department = next?;
            left = left.checked_sub(1)?;
            next = self.departments.get(&department.parent);
            Some(department)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn department(code: &str, parent: &str, head: &str) -> Department {
        Department {
            code: code.into(),
            name: code.into(),
            parent: parent.into(),
            head: head.into(),
            version: 1,
        }
    }

    #[test]
    fn heads_are_found_upwards() {
        let directory = Directory::new([
            department("C", "", "ceo"),
            department("S", "C", "head"),
            department("S1", "S", ""),
        ]);
        assert_eq!(directory.head_of("S1"), Some("head"));
        assert_eq!(directory.executive_of("S1"), Some("ceo"));
        assert_eq!(directory.executive_of("C"), Some("ceo"));
        assert_eq!(directory.head_of("unknown"), None);
        assert_eq!(directory.way("S1"), ["S1", "S", "C"]);
        assert_eq!(directory.way("unknown"), ["unknown"]);
        assert_eq!(directory.below("S"), ["S".into(), "S1".into()].into());
    }

    #[test]
    fn a_ring_of_departments_ends() {
        let directory = Directory::new([department("A", "B", ""), department("B", "A", "")]);
        assert_eq!(directory.head_of("A"), None);
        assert_eq!(directory.way("A"), ["A", "B"]);
    }
}
