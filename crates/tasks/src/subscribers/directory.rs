//! What the resources service says of departments, people and their calendars.

use cascade_events::{CloudEvent, HandleError};
use cascade_proto::resources::v1::{
    CalendarChanged, CalendarScope, DepartmentChanged, PersonChanged,
};

use super::{read, unreadable};
use crate::{domain::working_time, use_cases::working_time::Said};

pub const DEPARTMENT_CHANGED: &str = "cascade.resources.department_changed.v1";
pub const PERSON_CHANGED: &str = "cascade.resources.person_changed.v1";
pub const CALENDAR_CHANGED: &str = "cascade.resources.calendar_changed.v1";

/// What an event of the directory says; none for an event of something else.
pub fn said(event: &CloudEvent) -> Result<Option<Said>, HandleError> {
    let missing = |what: &str| unreadable(event, what);
    Ok(match event.event_type.as_str() {
        DEPARTMENT_CHANGED => {
            let data: DepartmentChanged = read(event)?;
            let said = data.department.ok_or_else(|| missing("department"))?;
            Some(Said::Department(said))
        }
        PERSON_CHANGED => {
            let data: PersonChanged = read(event)?;
            let said = data.person.ok_or_else(|| missing("person"))?;
            Some(Said::Person(said))
        }
        CALENDAR_CHANGED => {
            let data: CalendarChanged = read(event)?;
            let said = data.calendar.ok_or_else(|| missing("calendar"))?;
            if said.scope() == CalendarScope::Unspecified {
                return Err(missing("calendar.scope"));
            }
            working_time::layer(&said).map_err(|what| missing(&what))?;
            Some(Said::Calendar(said))
        }
        _ => None,
    })
}
