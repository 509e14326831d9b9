//! What is written to the directory: calendars, absences, tools, data sets; and the directory itself.

use cascade_proto::resources::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Skill;
use crate::api::{AbsenceKind, CalendarScope, DataClassification, DayPart, ImportCounts, some};

/// A working calendar of a department or a person, over the organisation's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkCalendar {
    /// Of a department or a person …
    pub scope: CalendarScope,
    /// … of this code.
    pub code: String,
    /// Working days of the week, 1 (Monday) to 7; none leaves the week as the calendar below has it.
    #[serde(default)]
    pub weekdays: Vec<i32>,
    /// Days that are worked or not, whatever the week says.
    #[serde(default)]
    pub exceptions: Vec<CalendarException>,
    /// Those of `weekdays` of which only the morning is worked.
    #[serde(default)]
    pub half_weekdays: Vec<i32>,
    /// The day up to which it is settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub confirmed_through: Option<String>,
    /// Rises with every change; not looked at when written.
    #[serde(default)]
    pub version: i64,
}

/// A day that is worked or not, whatever the week says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarException {
    /// The day.
    #[schema(format = Date)]
    pub date: String,
    /// Whether it is worked.
    pub working: bool,
    /// The part of it that is, where that is not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<DayPart>,
    /// Why.
    #[serde(default)]
    pub note: String,
}

impl From<pb::WorkCalendar> for WorkCalendar {
    fn from(row: pb::WorkCalendar) -> Self {
        Self {
            scope: row.scope().into(),
            code: row.code,
            weekdays: row.weekdays,
            exceptions: row
                .exceptions
                .into_iter()
                .map(|one| CalendarException {
                    part: part(one.part()),
                    date: one.date,
                    working: one.working,
                    note: one.note,
                })
                .collect(),
            half_weekdays: row.half_weekdays,
            confirmed_through: some(row.confirmed_through),
            version: row.version,
        }
    }
}

fn part(part: pb::DayPart) -> Option<DayPart> {
    (part != pb::DayPart::Unspecified).then(|| part.into())
}

fn in_contract(part: Option<DayPart>) -> i32 {
    part.map_or(pb::DayPart::Unspecified, pb::DayPart::from)
        .into()
}

impl From<WorkCalendar> for pb::WorkCalendar {
    fn from(row: WorkCalendar) -> Self {
        Self {
            scope: pb::CalendarScope::from(row.scope).into(),
            code: row.code,
            weekdays: row.weekdays,
            exceptions: row
                .exceptions
                .into_iter()
                .map(|one| pb::CalendarException {
                    part: in_contract(one.part),
                    date: one.date,
                    working: one.working,
                    note: one.note,
                })
                .collect(),
            half_weekdays: row.half_weekdays,
            confirmed_through: row.confirmed_through.unwrap_or_default(),
            version: 0,
        }
    }
}

/// Days on which a person works on no task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// Identity.
    pub code: String,
    /// Who is away.
    pub person: String,
    /// First day.
    #[schema(format = Date)]
    pub from: String,
    /// Last day.
    #[schema(format = Date)]
    pub to: String,
    /// Why.
    pub kind: AbsenceKind,
    /// The part of each of its days that is missed, where that is not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<DayPart>,
    /// Anything else.
    #[serde(default)]
    pub note: String,
    /// It no longer counts; not looked at when written.
    #[serde(default)]
    pub retired: bool,
    /// Rises with every change; not looked at when written.
    #[serde(default)]
    pub version: i64,
}

impl From<pb::Absence> for Absence {
    fn from(row: pb::Absence) -> Self {
        Self {
            kind: row.kind().into(),
            part: part(row.part()),
            code: row.code,
            person: row.person,
            from: row.from,
            to: row.to,
            note: row.note,
            retired: row.retired,
            version: row.version,
        }
    }
}

impl From<Absence> for pb::Absence {
    fn from(row: Absence) -> Self {
        Self {
            code: row.code,
            person: row.person,
            from: row.from,
            to: row.to,
            kind: pb::AbsenceKind::from(row.kind).into(),
            part: in_contract(row.part),
            note: row.note,
            retired: false,
            version: 0,
        }
    }
}

/// A tool that can be asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Identity.
    pub code: String,
    /// Name.
    #[serde(default)]
    pub name: String,
    /// Department that lends it.
    pub department: String,
    /// How many there are.
    pub quantity: f64,
    /// Unit of the quantity.
    #[serde(default)]
    pub unit: String,
    /// Rises with every change; not looked at when written.
    #[serde(default)]
    pub version: i64,
}

impl From<pb::Tool> for Tool {
    fn from(row: pb::Tool) -> Self {
        Self {
            code: row.code,
            name: row.name,
            department: row.department,
            quantity: row.quantity,
            unit: row.unit,
            version: row.version,
        }
    }
}

impl From<Tool> for pb::Tool {
    fn from(row: Tool) -> Self {
        Self {
            code: row.code,
            name: row.name,
            department: row.department,
            quantity: row.quantity,
            unit: row.unit,
            version: 0,
        }
    }
}

/// A data set that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DataSet {
    /// Identity.
    pub code: String,
    /// Name.
    #[serde(default)]
    pub name: String,
    /// Department that gives it.
    pub department: String,
    /// Person who answers for it.
    #[serde(default)]
    pub owner: String,
    /// Who may see it.
    pub classification: DataClassification,
    /// How access is had.
    #[serde(default)]
    pub access_note: String,
    /// Rises with every change; not looked at when written.
    #[serde(default)]
    pub version: i64,
}

impl From<pb::DataSet> for DataSet {
    fn from(row: pb::DataSet) -> Self {
        Self {
            classification: row.classification().into(),
            code: row.code,
            name: row.name,
            department: row.department,
            owner: row.owner,
            access_note: row.access_note,
            version: row.version,
        }
    }
}

impl From<DataSet> for pb::DataSet {
    fn from(row: DataSet) -> Self {
        Self {
            code: row.code,
            name: row.name,
            department: row.department,
            owner: row.owner,
            classification: pb::DataClassification::from(row.classification).into(),
            access_note: row.access_note,
            version: 0,
        }
    }
}

/// Departments, people and budgets to be written, matched by code.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DirectoryBatch {
    /// Departments.
    pub departments: Vec<DepartmentRow>,
    /// People.
    pub people: Vec<PersonRow>,
    /// Budgets.
    pub budgets: Vec<BudgetRow>,
    /// Only say what would be done.
    pub dry_run: bool,
}

/// A department to be written.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DepartmentRow {
    /// Identity.
    pub code: String,
    /// Name.
    pub name: String,
    /// Department above it; empty at the top.
    pub parent: String,
    /// Person who decides for it.
    pub head: String,
}

/// A person to be written.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PersonRow {
    /// Personnel number.
    pub code: String,
    /// Name.
    pub name: String,
    /// Their department.
    pub department: String,
    /// Skills with levels.
    pub skills: Vec<Skill>,
    /// Hours of a full day.
    pub hours_per_day: f64,
    /// Where mail reaches them.
    pub email: String,
    /// Part of a full position, above 0 up to 100; absent: as it was, or full-time.
    pub part_time_percent: Option<f64>,
}

/// A budget to be written; amounts in minor units.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BudgetRow {
    /// Identity.
    pub code: String,
    /// Name.
    pub name: String,
    /// Whose it is.
    pub department: String,
    /// What is granted.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
}

impl From<DirectoryBatch> for pb::ApplyDirectoryRequest {
    fn from(batch: DirectoryBatch) -> Self {
        let departments = batch.departments.into_iter().map(|row| pb::Department {
            code: row.code,
            name: row.name,
            parent: row.parent,
            head: row.head,
            version: 0,
        });
        let people = batch.people.into_iter().map(|row| pb::Person {
            code: row.code,
            name: row.name,
            department: row.department,
            skills: row
                .skills
                .into_iter()
                .map(|skill| pb::Skill {
                    name: skill.name,
                    level: skill.level,
                })
                .collect(),
            hours_per_day: row.hours_per_day,
            email: row.email,
            part_time_percent: row.part_time_percent,
            version: 0,
        });
        let budgets = batch.budgets.into_iter().map(|row| pb::Budget {
            code: row.code,
            name: row.name,
            department: row.department,
            amount_minor: row.amount_minor,
            currency: row.currency,
            ..pb::Budget::default()
        });
        Self {
            departments: departments.collect(),
            people: people.collect(),
            budgets: budgets.collect(),
            dry_run: batch.dry_run,
        }
    }
}

/// Calendars to be written, matched by scope and code.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CalendarBatch {
    /// The rows.
    pub calendars: Vec<WorkCalendar>,
    /// Only say what would be done.
    pub dry_run: bool,
}

/// Absences to be written, matched by code.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AbsenceBatch {
    /// The rows.
    pub absences: Vec<Absence>,
    /// Only say what would be done.
    pub dry_run: bool,
}

/// Tools to be written, matched by code.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ToolBatch {
    /// The rows.
    pub tools: Vec<Tool>,
    /// Only say what would be done.
    pub dry_run: bool,
}

/// Data sets to be written, matched by code.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DataSetBatch {
    /// The rows.
    pub data_sets: Vec<DataSet>,
    /// Only say what would be done.
    pub dry_run: bool,
}

/// How many rows were written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BatchAnswer {
    /// Created, updated, unchanged.
    pub counts: ImportCounts,
}

/// Which calendars.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CalendarQuery {
    /// Only of departments, or of people.
    #[serde(default)]
    #[param(inline)]
    pub scope: Option<CalendarScope>,
    /// Rows of a page, 1–500; 50 when absent.
    #[serde(default)]
    pub page_size: u32,
    /// `next_page_token` of the page before.
    #[serde(default)]
    pub page_token: String,
}

/// Which absences.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AbsenceQuery {
    /// Only of this person.
    #[serde(default)]
    pub person: String,
    /// Only those that end on this day or later.
    #[serde(default)]
    #[param(format = Date)]
    pub from: String,
    /// Only those that begin on this day or before.
    #[serde(default)]
    #[param(format = Date)]
    pub to: String,
    /// Those that no longer count as well.
    #[serde(default)]
    pub include_retired: bool,
    /// Rows of a page, 1–500; 50 when absent.
    #[serde(default)]
    pub page_size: u32,
    /// `next_page_token` of the page before.
    #[serde(default)]
    pub page_token: String,
}
