//! On which days the owner of a task works: the organisation's calendar, over it those of their departments, over them their own.
//!
//! Absences are no part of it: what was planned is counted as if nobody were ever ill, by monitoring too.

use std::collections::{HashMap, HashSet};

use cascade_proto::resources::v1 as resources;
use cascade_schedule::{Calendar, DayPart, Layer, Organisation};

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
        let key = (plan.owner.clone(), plan.department.clone());
        let made = self.made.entry(key).or_insert_with(|| {
            let layers = self.directory.layers(&plan.owner, &plan.department);
            self.organisation.layered(&layers, &[])
        });
        made.clone()
    }
}

/// What a calendar says, or what is wrong with it.
///
/// # Errors
/// A day that is none.
pub fn layer(row: &resources::WorkCalendar) -> Result<Layer, String> {
    let mut week = [DayPart::Off; 7];
    for weekday in &row.weekdays {
        let at = usize::try_from(*weekday - 1).ok();
        let day = at.and_then(|at| week.get_mut(at));
        *day.ok_or_else(|| format!("calendar.weekdays has no day {weekday}"))? =
            DayPart::of(true, !row.half_weekdays.contains(weekday));
    }
    let date = |field: &str, text: &str| {
        text.parse()
            .map_err(|_| format!("calendar.{field} is {text:?}"))
    };
    let exceptions = row.exceptions.iter().map(|one| {
        let part = match one.part() {
            _ if !one.working => DayPart::Off,
            resources::DayPart::Morning => DayPart::Morning,
            resources::DayPart::Afternoon => DayPart::Afternoon,
            resources::DayPart::Unspecified => DayPart::Full,
        };
        Ok((date("exceptions.date", &one.date)?, part))
    });
    Ok(Layer {
        week: (!row.weekdays.is_empty()).then_some(week),
        exceptions: exceptions.collect::<Result<_, String>>()?,
        confirmed_through: match row.confirmed_through.as_str() {
            "" => None,
            day => Some(date("confirmed_through", day)?),
        },
        of_organisation: false,
    })
}
