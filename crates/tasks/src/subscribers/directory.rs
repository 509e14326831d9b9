//! What the resources service says of departments, people, their calendars and absences.

use cascade_events::{CloudEvent, HandleError};
use cascade_proto::resources::v1::{
    AbsenceChanged, CalendarChanged, CalendarScope, DepartmentChanged, DirectoryTold,
    PersonChanged, WorkCalendar,
};

use super::{read, unreadable};
use crate::use_cases::working_time::Said;

pub const DEPARTMENT_CHANGED: &str = "cascade.resources.department_changed.v1";
pub const PERSON_CHANGED: &str = "cascade.resources.person_changed.v1";
pub const CALENDAR_CHANGED: &str = "cascade.resources.calendar_changed.v1";
pub const ABSENCE_CHANGED: &str = "cascade.resources.absence_changed.v1";
pub const DIRECTORY_TOLD: &str = cascade_directory::backfill::TOLD;

/// What an event of the directory says is added to what was said before; false for an event of something else.
pub fn add(said: &mut Said, event: &CloudEvent) -> Result<bool, HandleError> {
    let missing = |what: &str| unreadable(event, what);
    match event.event_type.as_str() {
        DEPARTMENT_CHANGED => {
            let data: DepartmentChanged = read(event)?;
            let row = data.department.ok_or_else(|| missing("department"))?;
            said.departments.push(row);
        }
        PERSON_CHANGED => {
            let data: PersonChanged = read(event)?;
            let row = data.person.ok_or_else(|| missing("person"))?;
            said.people.push(row);
        }
        CALENDAR_CHANGED => {
            let data: CalendarChanged = read(event)?;
            let row = data.calendar.ok_or_else(|| missing("calendar"))?;
            check(&row).map_err(|what| missing(&what))?;
            said.calendars.push(row);
        }
        ABSENCE_CHANGED => {
            let data: AbsenceChanged = read(event)?;
            let row = data.absence.ok_or_else(|| missing("absence"))?;
            let days = cascade_directory::absence(&row).map_err(|what| missing(&what))?;
            said.absences.push((row, days));
        }
        DIRECTORY_TOLD => add_page(said, read(event)?),
        _ => return Ok(false),
    }
    Ok(true)
}

/// A page goes in without what of it cannot be read: that was refused when it was told alone.
fn add_page(said: &mut Said, mut page: DirectoryTold) {
    said.departments.append(&mut page.departments);
    said.people.append(&mut page.people);
    for row in std::mem::take(&mut page.calendars) {
        match check(&row) {
            Ok(()) => said.calendars.push(row),
            Err(what) => tracing::warn!(code = row.code, what, "a calendar is left out"),
        }
    }
    for row in std::mem::take(&mut page.absences) {
        match cascade_directory::absence(&row) {
            Ok(days) => said.absences.push((row, days)),
            Err(what) => tracing::warn!(code = row.code, what, "an absence is left out"),
        }
    }
    said.pages.push(page);
}

fn check(row: &WorkCalendar) -> Result<(), String> {
    if row.scope() == CalendarScope::Unspecified {
        return Err("calendar.scope".to_owned());
    }
    cascade_directory::layer(row).map(drop)
}
