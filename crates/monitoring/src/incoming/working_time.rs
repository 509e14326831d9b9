//! What the resources service says of working time.

use cascade_proto::resources::v1 as resources;
use cascade_schedule::{Absence, DayPart, Layer};

use super::{optional_day, required_day};
use crate::store;

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
    let mut week = [DayPart::Off; 7];
    for weekday in &row.weekdays {
        let at = usize::try_from(*weekday - 1).ok();
        let day = at.and_then(|at| week.get_mut(at));
        let afternoon = !row.half_weekdays.contains(weekday);
        *day.ok_or_else(|| format!("calendar.weekdays has no day {weekday}"))? =
            DayPart::of(true, afternoon);
    }
    let exceptions = row.exceptions.iter().map(|one| {
        let day = required_day(&one.date, "calendar.exceptions.date")?;
        let worked = if one.working {
            part(one.part())
        } else {
            DayPart::Off
        };
        Ok((day, worked))
    });
    Ok(CalendarFact {
        scope,
        code: row.code.clone(),
        layer: Layer {
            week: (!row.weekdays.is_empty()).then_some(week),
            exceptions: exceptions.collect::<Result<_, String>>()?,
            confirmed_through: optional_day(&row.confirmed_through, "calendar.confirmed_through")?,
            of_organisation: false,
        },
        version: row.version,
    })
}

/// All of a day where no part of it is named.
fn part(part: resources::DayPart) -> DayPart {
    match part {
        resources::DayPart::Morning => DayPart::Morning,
        resources::DayPart::Afternoon => DayPart::Afternoon,
        resources::DayPart::Unspecified => DayPart::Full,
    }
}

pub(super) fn absence(row: resources::Absence) -> Result<AbsenceFact, String> {
    Ok(AbsenceFact {
        absence: Absence {
            from: required_day(&row.from, "absence.from")?,
            to: required_day(&row.to, "absence.to")?,
            missed: part(row.part()),
        },
        code: row.code,
        person: row.person,
        retired: row.retired,
        version: row.version,
    })
}
