//! What the file says, element by element, before it is known what it means.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::calendar::{self, FileCalendar};
use super::walk::{Element, walk};
use crate::error::WorkbookError;
use crate::mspdi::{MINUTES_PER_DAY, fields};
use crate::read::Limits;
use crate::read::sheet::Raw;

/// Resources of type 1 are people; the others are material and costs.
const WORK: u32 = 1;

#[derive(Debug, Default)]
pub(super) struct File {
    pub name: String,
    pub title: String,
    pub minutes_per_day: f64,
    pub calendar: Option<FileCalendar>,
    pub tasks: Vec<FileTask>,
    pub people: Vec<FilePerson>,
    /// Task and resource by their UIDs, in the order of the file.
    pub assignments: Vec<(i64, i64)>,
}

#[derive(Debug, Default)]
pub(super) struct FileTask {
    pub uid: i64,
    /// The row number that MS Project shows.
    pub id: u32,
    pub level: u32,
    pub name: String,
    pub notes: String,
    pub contact: String,
    pub start: Option<Raw>,
    pub finish: Option<Raw>,
    pub deadline: Option<Raw>,
    pub priority: Option<u32>,
    pub duration_hours: Option<f64>,
    pub work_hours: Option<f64>,
    pub inactive: bool,
    pub percent: f64,
    pub actual_start: Option<NaiveDate>,
    pub actual_finish: Option<NaiveDate>,
    pub constraint: u32,
    pub baseline: Option<(NaiveDate, NaiveDate)>,
    pub links: Vec<FileLink>,
    /// Custom fields by their numbers.
    pub custom: HashMap<u32, String>,
}

#[derive(Debug, Default, Clone)]
pub(super) struct FileLink {
    pub uid: i64,
    pub kind: u32,
    pub other_project: bool,
    /// Tenths of a minute; per cent where the format says so.
    pub lag: f64,
    pub format: u32,
}

#[derive(Debug, Default)]
pub(super) struct FilePerson {
    pub uid: i64,
    pub id: u32,
    pub name: String,
    pub code: String,
    pub group: String,
    pub email: String,
    pub max_units: Option<f64>,
    pub custom: HashMap<u32, String>,
}

impl FileTask {
    pub(super) fn field(&self, text: u32) -> &str {
        let value = self.custom.get(&fields::task_field(text));
        value.map_or("", String::as_str)
    }
}

impl FilePerson {
    pub(super) fn field(&self, text: u32) -> &str {
        let value = self.custom.get(&fields::resource_field(text));
        value.map_or("", String::as_str)
    }
}

impl File {
    pub(super) fn read(text: &str, limits: &Limits) -> Result<Self, WorkbookError> {
        let mut file = Self {
            minutes_per_day: MINUTES_PER_DAY as f64,
            ..Self::default()
        };
        let mut calendars: Vec<(i64, FileCalendar)> = Vec::new();
        let mut calendar_uid = None;
        walk(text, limits, |collection, element| match collection {
            "Tasks" if !element.is_set("IsNull") => file.tasks.push(task(element)),
            "Resources" => file.people.extend(person(element)),
            "Assignments" => {
                let uids = element.number("TaskUID").zip(element.number("ResourceUID"));
                file.assignments.extend(uids);
            }
            "Calendars" => {
                let uid = element.number("UID").unwrap_or_default();
                calendars.push((uid, calendar::read(element)));
            }
            _ => match element.name.as_str() {
                "Name" => element.text.trim().clone_into(&mut file.name),
                "Title" => element.text.trim().clone_into(&mut file.title),
                "CalendarUID" => calendar_uid = element.text.trim().parse::<i64>().ok(),
                "MinutesPerDay" => {
                    let minutes = element.text.trim().parse::<f64>().ok();
                    if let Some(minutes) = minutes.filter(|minutes| *minutes >= 1.0) {
                        file.minutes_per_day = minutes;
                    }
                }
                _ => {}
            },
        })?;
        file.calendar = calendars
            .into_iter()
            .find(|(uid, _)| Some(*uid) == calendar_uid)
            .map(|(_, calendar)| calendar);
        Ok(file)
    }
}

fn task(element: &Element) -> FileTask {
    let baseline = element
        .all("Baseline")
        .find(|baseline| baseline.number::<u32>("Number").unwrap_or_default() == 0);
    FileTask {
        uid: element.number("UID").unwrap_or_default(),
        id: element.number("ID").unwrap_or_default(),
        level: element.number("OutlineLevel").unwrap_or(1),
        name: element.text_of("Name").to_owned(),
        notes: element.text_of("Notes").to_owned(),
        contact: element.text_of("Contact").to_owned(),
        start: start_day(element.text_of("Start")),
        finish: last_day(element.text_of("Finish")),
        deadline: last_day(element.text_of("Deadline")),
        priority: element.number("Priority"),
        duration_hours: hours(element.text_of("Duration")),
        work_hours: hours(element.text_of("Work")).filter(|hours| *hours > 0.0),
        inactive: element.text_of("Active") == "0",
        percent: element.number("PercentComplete").unwrap_or_default(),
        actual_start: day(element.text_of("ActualStart")),
        actual_finish: day(element.text_of("ActualFinish")),
        constraint: element.number("ConstraintType").unwrap_or_default(),
        baseline: baseline.and_then(|baseline| {
            day(baseline.text_of("Start")).zip(day(baseline.text_of("Finish")))
        }),
        links: element.all("PredecessorLink").map(link).collect(),
        custom: custom(element),
    }
}

fn link(element: &Element) -> FileLink {
    FileLink {
        uid: element.number("PredecessorUID").unwrap_or(-1),
        kind: element.number("Type").unwrap_or(1),
        other_project: element.is_set("CrossProject"),
        lag: element.number("LinkLag").unwrap_or_default(),
        format: element.number("LagFormat").unwrap_or(7),
    }
}

/// Nobody for what is no person, and for the resource 0 that stands for nobody.
fn person(element: &Element) -> Option<FilePerson> {
    let uid = element.number("UID").unwrap_or_default();
    let name = element.text_of("Name");
    let is_person = element.number("Type").unwrap_or(WORK) == WORK
        && !element.is_set("IsCostResource")
        && !element.is_set("IsNull");
    (uid != 0 && is_person && !name.is_empty()).then(|| FilePerson {
        uid,
        id: element.number("ID").unwrap_or_default(),
        name: name.to_owned(),
        code: element.text_of("Code").to_owned(),
        group: element.text_of("Group").to_owned(),
        email: element.text_of("EmailAddress").to_owned(),
        max_units: element.number("MaxUnits"),
        custom: custom(element),
    })
}

fn custom(element: &Element) -> HashMap<u32, String> {
    element
        .all("ExtendedAttribute")
        .filter_map(|field| {
            let number = field.number("FieldID")?;
            Some((number, field.text_of("Value").to_owned()))
        })
        .collect()
}

/// The day of `2026-07-01T08:00:00`.
pub(super) fn day(moment: &str) -> Option<NaiveDate> {
    moment.get(..10)?.parse().ok()
}

/// A cell that holds the day; what is no moment stays text, for the cell's own complaint.
fn start_day(moment: &str) -> Option<Raw> {
    if moment.is_empty() || moment == "NA" {
        return None;
    }
    Some(day(moment).map_or_else(|| Raw::Text(moment.to_owned()), Raw::Date))
}

/// As [`start_day`]; midnight is the end of the day before.
fn last_day(moment: &str) -> Option<Raw> {
    match start_day(moment) {
        Some(Raw::Date(day)) if moment.get(10..) == Some("T00:00:00") => {
            Some(Raw::Date(day.pred_opt().unwrap_or(day)))
        }
        cell => cell,
    }
}

/// Hours of `PT16H30M0S`, as ISO 8601 writes durations.
pub(super) fn hours(duration: &str) -> Option<f64> {
    let mut total = 0.0;
    let mut number = String::new();
    let mut in_time = false;
    for c in duration.strip_prefix('P')?.chars() {
        let seconds = match c {
            'T' => {
                in_time = true;
                continue;
            }
            '0'..='9' | '.' => {
                number.push(c);
                continue;
            }
            'D' => 86_400.0,
            'H' => 3_600.0,
            'M' if in_time => 60.0,
            'S' => 1.0,
            _ => return None,
        };
        total += number.parse::<f64>().ok()? * seconds;
        number.clear();
    }
    number.is_empty().then_some(total / 3_600.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_moments_are_read_as_the_schema_writes_them() {
        assert_eq!(hours("PT16H30M0S"), Some(16.5));
        assert_eq!(hours("P1DT2H"), Some(26.0));
        assert_eq!(hours("PT0.5H"), Some(0.5));
        for nonsense in ["", "16h", "PT16", "P1Y", "PTH"] {
            assert_eq!(hours(nonsense), None, "{nonsense}");
        }
        let date = |text: &str| Some(Raw::Date(text.parse().unwrap()));
        assert_eq!(start_day("2026-07-01T08:00:00"), date("2026-07-01"));
        assert_eq!(last_day("2026-07-02T00:00:00"), date("2026-07-01"));
        assert_eq!(last_day("2026-07-02T17:00:00"), date("2026-07-02"));
        assert_eq!(last_day("soon"), Some(Raw::Text("soon".into())));
        assert_eq!(start_day(""), None);
    }
}
