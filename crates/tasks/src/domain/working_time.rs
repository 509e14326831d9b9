//! On which days the owner of a task works: the organisation's calendar, over it those of their departments, over them their own.
//!
//! Absences are no part of a plan: what was planned is counted as if nobody were ever ill, by monitoring too. They count where somebody is
//! waited for.

use std::collections::{HashMap, HashSet};

use cascade_schedule::{Absence, Calendar, Layer, Organisation};

use crate::domain::task::Planned;

/// What is known of departments and people, as far as their days of work go.
#[derive(Debug, Default)]
pub struct Directory {
    /// The department above, by code; empty at the top.
    pub parents: HashMap<String, String>,
    /// Department of people, by code.
    pub homes: HashMap<String, String>,
    /// Calendars of departments.
    pub of_departments: HashMap<String, Layer>,
    /// Calendars of people.
    pub of_people: HashMap<String, Layer>,
    /// Days on which people are away; none where it is about what was planned.
    pub away: HashMap<String, Vec<Absence>>,
}

impl Directory {
    /// Codes from a department upwards, its own first, whether it is known or not.
    fn way<'a>(&'a self, department: &'a str) -> Vec<&'a str> {
        let mut way = vec![department];
        while let Some(above) = way.last().and_then(|code| self.parents.get(*code)) {
            if above.is_empty() || way.contains(&above.as_str()) {
                break;
            }
            way.push(above);
        }
        way
    }

    /// Codes of these departments and of all below them.
    #[must_use]
    pub fn below(&self, departments: &HashSet<String>) -> HashSet<String> {
        let is_below = |code: &&String| self.way(code).iter().any(|one| departments.contains(*one));
        let mut below: HashSet<String> = self.parents.keys().filter(is_below).cloned().collect();
        below.extend(departments.iter().cloned());
        below
    }

    /// The calendars over the organisation's, the nearest first; those of the task's department where the owner's own is not known.
    fn layers(&self, owner: &str, department: &str) -> Vec<Layer> {
        let home = self.homes.get(owner).map_or(department, String::as_str);
        let above = self.way(home).into_iter().filter_map(|code| {
            let is_top = self.parents.get(code).is_some_and(String::is_empty);
            Some(Layer {
                of_organisation: is_top,
                ..self.of_departments.get(code)?.clone()
            })
        });
        let own = self.of_people.get(owner).cloned();
        own.into_iter().chain(above).collect()
    }

    /// The calendar of the department above which there is none, where there is just one such.
    fn of_top(&self) -> Option<Layer> {
        let mut tops = self.parents.iter().filter(|(_, above)| above.is_empty());
        let (Some((top, _)), None) = (tops.next(), tops.next()) else {
            return None;
        };
        Some(Layer {
            of_organisation: true,
            ..self.of_departments.get(top)?.clone()
        })
    }
}

/// The calendars of the owners of tasks, each made once.
#[derive(Debug)]
pub struct Calendars {
    organisation: Organisation,
    directory: Directory,
    made: HashMap<(String, String), Calendar>,
}

impl Calendars {
    /// Calendars over that of the organisation.
    #[must_use]
    pub fn new(organisation: Calendar, directory: Directory) -> Self {
        Self {
            organisation: Organisation::new(organisation),
            directory,
            made: HashMap::new(),
        }
    }

    /// The calendar of a task's owner.
    pub fn of(&mut self, plan: &Planned) -> Calendar {
        self.of_owner(&plan.owner, &plan.department)
    }

    /// The calendar of a person; where it is not known where they belong, as this department works.
    pub fn of_owner(&mut self, owner: &str, department: &str) -> Calendar {
        let key = (owner.to_owned(), department.to_owned());
        let made = self.made.entry(key).or_insert_with(|| {
            let layers = self.directory.layers(owner, department);
            let away = self.directory.away.get(owner);
            self.organisation
                .layered(&layers, away.map_or(&[], Vec::as_slice))
        });
        made.clone()
    }

    /// The calendar of the organisation as a whole.
    pub fn of_organisation(&mut self) -> Calendar {
        let top = self.directory.of_top();
        self.organisation.layered(top.as_ref(), &[])
    }
}
