//! The events of this service.

use cascade_events::{EventData, NewEvent};
use cascade_proto::resources::v1 as pb;
use chrono::{DateTime, Utc};
use serde::Serialize;

const SOURCE: &str = "/cascade/resources";
/// Partition of the directory, which belongs to no plan.
const DIRECTORY: &str = "directory";

/// `cascade.resources.department_changed.v1`
#[must_use]
pub fn department_changed(row: &pb::Department, now: DateTime<Utc>) -> NewEvent {
    let data = pb::DepartmentChanged {
        department: Some(row.clone()),
    };
    event(
        "department_changed",
        &row.code,
        DIRECTORY,
        row.version,
        &data,
        now,
    )
}

/// `cascade.resources.person_changed.v1`
#[must_use]
pub fn person_changed(row: &pb::Person, now: DateTime<Utc>) -> NewEvent {
    let data = pb::PersonChanged {
        person: Some(row.clone()),
    };
    event(
        "person_changed",
        &row.code,
        DIRECTORY,
        row.version,
        &data,
        now,
    )
}

/// `cascade.resources.budget_changed.v1`
#[must_use]
pub fn budget_changed(row: &pb::Budget, now: DateTime<Utc>) -> NewEvent {
    let data = pb::BudgetChanged {
        budget: Some(row.clone()),
    };
    event(
        "budget_changed",
        &row.code,
        DIRECTORY,
        row.version,
        &data,
        now,
    )
}

/// `cascade.resources.calendar_changed.v1`
#[must_use]
pub fn calendar_changed(row: &pb::WorkCalendar, now: DateTime<Utc>) -> NewEvent {
    let data = pb::CalendarChanged {
        calendar: Some(row.clone()),
    };
    let scope = match row.scope() {
        pb::CalendarScope::Person => "person",
        _ => "department",
    };
    let subject = format!("{scope}/{}", row.code);
    let (name, version) = ("calendar_changed", row.version);
    event(name, &subject, DIRECTORY, version, &data, now)
}

/// `cascade.resources.absence_changed.v1`: the days, not the reason, which is nobody's business on a bus.
#[must_use]
pub fn absence_changed(row: &pb::Absence, now: DateTime<Utc>) -> NewEvent {
    let data = pb::AbsenceChanged {
        absence: Some(without_reason(row)),
    };
    let (name, version) = ("absence_changed", row.version);
    event(name, &row.code, DIRECTORY, version, &data, now)
}

/// An absence as others are told of it.
#[must_use]
pub fn without_reason(row: &pb::Absence) -> pb::Absence {
    pb::Absence {
        kind: pb::AbsenceKind::Unspecified.into(),
        note: String::new(),
        ..row.clone()
    }
}

/// `cascade.resources.directory_told.v1`
#[must_use]
pub fn directory_told(page: &pb::DirectoryTold, now: DateTime<Utc>) -> NewEvent {
    let (name, version) = ("directory_told", page.page.into());
    event(name, &page.request, DIRECTORY, version, page, now)
}

/// `cascade.resources.tool_changed.v1`
#[must_use]
pub fn tool_changed(row: &pb::Tool, now: DateTime<Utc>) -> NewEvent {
    let data = pb::ToolChanged {
        tool: Some(row.clone()),
    };
    let (name, version) = ("tool_changed", row.version);
    event(name, &row.code, DIRECTORY, version, &data, now)
}

/// `cascade.resources.data_set_changed.v1`
#[must_use]
pub fn data_set_changed(row: &pb::DataSet, now: DateTime<Utc>) -> NewEvent {
    let data = pb::DataSetChanged {
        data_set: Some(row.clone()),
    };
    let (name, version) = ("data_set_changed", row.version);
    event(name, &row.code, DIRECTORY, version, &data, now)
}

/// `cascade.resources.request_changed.v1`; `spent` of its budget where it arrives with this.
#[must_use]
pub fn request_changed(
    row: &pb::ResourceRequest,
    spent: Option<i64>,
    now: DateTime<Utc>,
) -> NewEvent {
    let data = pb::RequestChanged {
        request: Some(row.clone()),
        spent_minor: spent,
    };
    event(
        "request_changed",
        &row.id,
        &row.plan_id,
        row.version,
        &data,
        now,
    )
}

fn event(
    name: &str,
    subject: &str,
    partition_key: &str,
    aggregate_version: i64,
    data: &impl Serialize,
    now: DateTime<Utc>,
) -> NewEvent {
    NewEvent {
        event_type: format!("cascade.resources.{name}.v1"),
        source: SOURCE.to_owned(),
        subject: subject.to_owned(),
        partition_key: partition_key.to_owned(),
        time: now,
        aggregate_version,
        // Generated messages of strings, numbers and lists always have a JSON form.
        data: EventData::of(data).unwrap_or_default(),
    }
}
