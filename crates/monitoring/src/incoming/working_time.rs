//! What the resources service says of working time.

use cascade_proto::resources::v1 as resources;
use cascade_schedule::{Absence, Layer};

use super::Incoming;
use crate::{directory::Department, store};

/// Where a person belongs, and what they can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFact {
    /// Person code.
    pub code: String,
    /// Department code.
    pub department: String,
    /// Where they read their mail; empty where the directory says nothing.
    pub email: String,
    /// Skills and the level of each, 1–5.
    pub skills: Vec<(String, i32)>,
    /// Version at the resources service.
    pub version: i64,
}

/// A department's or a person's calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFact {
    /// [`store::DEPARTMENT`] or [`store::PERSON`].
    pub scope: &'static str,
    /// Department or person.
    pub code: String,
    /// What it says.
    pub layer: Layer,
    /// Version at the resources service.
    pub version: i64,
}

/// Days on which a person is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbsenceFact {
    /// Identity.
    pub code: String,
    /// Person code.
    pub person: String,
    /// The days.
    pub absence: Absence,
    /// It no longer counts.
    pub retired: bool,
    /// Version at the resources service.
    pub version: i64,
}

pub(super) fn person(row: resources::Person) -> PersonFact {
    PersonFact {
        code: row.code,
        department: row.department,
        email: row.email.trim().to_owned(),
        skills: (row.skills.into_iter())
            .map(|skill| (skill.name, skill.level))
            .collect(),
        version: row.version,
    }
}

pub(super) fn calendar(row: &resources::WorkCalendar) -> Result<CalendarFact, String> {
    let scope = match row.scope() {
        resources::CalendarScope::Department => store::DEPARTMENT,
        resources::CalendarScope::Person => store::PERSON,
        resources::CalendarScope::Unspecified => return Err("calendar.scope is missing".into()),
    };
    Ok(CalendarFact {
        scope,
        code: row.code.clone(),
        layer: cascade_directory::layer(row)?,
        version: row.version,
    })
}

pub(super) fn absence(row: resources::Absence) -> Result<AbsenceFact, String> {
    Ok(AbsenceFact {
        absence: cascade_directory::absence(&row)?,
        code: row.code,
        person: row.person,
        retired: row.retired,
        version: row.version,
    })
}

pub(super) fn department(row: resources::Department) -> Department {
    Department {
        code: row.code,
        name: row.name,
        parent: row.parent,
        head: row.head,
        version: row.version,
    }
}

/// A page of the whole directory: what is in it, and the page without that.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// What it says, each as if it had been told alone.
    pub rows: Vec<Incoming>,
    /// Which page it is.
    pub page: resources::DirectoryTold,
}

/// A page goes in without what of it cannot be read: that was refused when it was told alone.
pub(super) fn page(mut page: resources::DirectoryTold) -> Page {
    let departments = std::mem::take(&mut page.departments).into_iter();
    let people = std::mem::take(&mut page.people).into_iter();
    let mut rows: Vec<Incoming> = departments
        .map(|row| Incoming::Department(department(row)))
        .chain(people.map(|row| Incoming::Person(person(row))))
        .collect();
    let calendars = std::mem::take(&mut page.calendars);
    let calendars = calendars
        .iter()
        .map(|row| calendar(row).map(Incoming::Calendar));
    let absences = std::mem::take(&mut page.absences).into_iter();
    let absences = absences.map(|row| absence(row).map(Incoming::Absence));
    for read in calendars.chain(absences) {
        match read {
            Ok(row) => rows.push(row),
            Err(what) => tracing::warn!(what, "a row of the directory is left out"),
        }
    }
    Page { rows, page }
}
