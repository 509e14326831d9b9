//! The file, element by element in the order that its schema asks for.

use std::collections::HashMap;

use cascade_schedule::Calendar;
use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::outline::{self, Item, Line};
use super::xml::Xml;
use super::{HOURS_PER_DAY, MINUTES_PER_DAY, calendar, fields};
use crate::csv::shown;
use crate::document::PlanDocument;
use crate::error::WorkbookError;
use crate::labels::{LinkKind, Priority};
use crate::lang::Pick as _;
use crate::tables::{Milestone, Person, Record, Task};
use crate::write::{Progress, TaskProgress, WriteContext, links_text};
use cascade_method::Lang;

/// Writes plan, goals, key results, tasks, milestones and people as MS Project XML, with links, the working calendar, how
/// far tasks have come and baseline 0. Requests, departments and budgets have no place in the format and stay behind.
/// Headings of custom fields are in `lang`. The same arguments give the same bytes.
///
/// # Errors
/// When an element cannot be written; memory is the only medium, so this does not happen.
pub fn write_mspdi(
    document: &PlanDocument,
    progress: &Progress,
    lang: Lang,
    created: DateTime<Utc>,
) -> Result<Vec<u8>, WorkbookError> {
    let lines = outline::lines(document);
    let file = File {
        document,
        progress,
        to: WriteContext::by_code(lang),
        calendar: Calendar::china(),
        uids: uids(&lines),
        people: people(document, &lines),
        spans: outline::spans(&lines),
        lines,
    };
    Xml::project(|xml| file.write(xml, created))
}

struct File<'a> {
    document: &'a PlanDocument,
    progress: &'a Progress,
    to: WriteContext<'a>,
    calendar: Calendar,
    lines: Vec<Line<'a>>,
    /// First and last day of each line.
    spans: Vec<Option<(NaiveDate, NaiveDate)>>,
    /// Number of each task's line.
    uids: HashMap<&'a str, usize>,
    /// Code and row of everybody who is in the directory or has something to do, in the order of their numbers.
    people: Vec<(&'a str, Option<&'a Person>)>,
}

fn uids<'a>(lines: &[Line<'a>]) -> HashMap<&'a str, usize> {
    let mut uids = HashMap::new();
    for (uid, line) in lines.iter().enumerate() {
        if let Item::Task(task, _) = line.item {
            uids.entry(task.code.as_str()).or_insert(uid);
        }
    }
    uids
}

fn people<'a>(
    document: &'a PlanDocument,
    lines: &[Line<'a>],
) -> Vec<(&'a str, Option<&'a Person>)> {
    let mut people: Vec<(&str, Option<&Person>)> = document
        .people
        .iter()
        .map(|person| (person.code.as_str(), Some(person)))
        .collect();
    let mut known: std::collections::HashSet<&str> = people.iter().map(|(code, _)| *code).collect();
    for line in lines {
        let Item::Task(task, _) = line.item else {
            continue;
        };
        for code in workers(task) {
            if known.insert(code) {
                people.push((code, None));
            }
        }
    }
    people
}

/// The owner first.
fn workers(task: &Task) -> impl Iterator<Item = &str> {
    let owner = Some(task.owner.as_str()).filter(|owner| !owner.is_empty());
    owner
        .into_iter()
        .chain(task.collaborators.iter().map(String::as_str))
}

impl File<'_> {
    fn write(&self, xml: &mut Xml, created: DateTime<Utc>) -> Result<(), WorkbookError> {
        let plan = &self.document.plan;
        let span = self.spans.first().copied().flatten();
        xml.leaf("SaveVersion", 14)?;
        xml.text("Name", &plan.code)?;
        xml.text("Title", &plan.title)?;
        xml.leaf("CreationDate", created.format("%Y-%m-%dT%H:%M:%S"))?;
        xml.leaf("ScheduleFromStart", 1)?;
        xml.start_of("StartDate", plan.period_start.or(span.map(|span| span.0)))?;
        xml.end_of("FinishDate", plan.period_end.or(span.map(|span| span.1)))?;
        xml.leaf("CalendarUID", calendar::UID)?;
        xml.leaf("DefaultStartTime", "08:00:00")?;
        xml.leaf("DefaultFinishTime", "17:00:00")?;
        xml.leaf("MinutesPerDay", MINUTES_PER_DAY)?;
        xml.leaf("MinutesPerWeek", MINUTES_PER_DAY * 5)?;
        xml.leaf("DaysPerMonth", 20)?;
        xml.leaf("DurationFormat", DAYS)?;
        xml.leaf("WorkFormat", 2)?;
        xml.leaf("NewTasksAreManual", 0)?;
        self.definitions(xml)?;
        xml.group("Calendars", |xml| {
            let name = self.to.lang.pick("工作日历", "Working calendar");
            calendar::write(xml, &self.calendar, name, self.years(created))
        })?;
        xml.group("Tasks", |xml| {
            for (uid, line) in self.lines.iter().enumerate() {
                xml.group("Task", |xml| self.task(xml, uid, line))?;
            }
            Ok(())
        })?;
        xml.group("Resources", |xml| {
            for (uid, (code, person)) in (1..).zip(&self.people) {
                xml.group("Resource", |xml| self.resource(xml, uid, code, *person))?;
            }
            Ok(())
        })?;
        xml.group("Assignments", |xml| self.assignments(xml))
    }

    /// The whole years that the plan touches, so that a task that slips still meets its holidays.
    fn years(&self, created: DateTime<Utc>) -> (NaiveDate, NaiveDate) {
        let plan = &self.document.plan;
        let own = plan.period_start.zip(plan.period_end);
        let all = self.spans.first().copied().flatten();
        let today = created.date_naive();
        let spans = || own.iter().chain(all.iter());
        let first = spans().map(|span| span.0).min().unwrap_or(today);
        let last = spans().map(|span| span.1).max().unwrap_or(today);
        // A date far off is a slip of the pen, and each year is a page of the file.
        let year = last.year().min(first.year() + 5);
        let from = NaiveDate::from_ymd_opt(first.year(), 1, 1).unwrap_or(first);
        (from, NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(last))
    }

    fn definitions(&self, xml: &mut Xml) -> Result<(), WorkbookError> {
        let lang = self.to.lang;
        let special = [
            (fields::ROW, "Cascade"),
            (fields::ID, "Cascade ID"),
            (
                fields::OTHER_PREDECESSORS,
                lang.pick("其他计划的前置任务", "Predecessors elsewhere"),
            ),
        ];
        let heading =
            |field| fields::column(field).map_or("", |column| lang.pick(column.zh, column.en));
        xml.group("ExtendedAttributes", |xml| {
            let columns = fields::COLUMNS
                .iter()
                .map(|(field, text)| (*text, heading(field)));
            for (text, alias) in special.into_iter().chain(columns) {
                definition(xml, fields::task_field(text), text, alias)?;
            }
            definition(
                xml,
                fields::resource_field(fields::ROW),
                fields::ROW,
                "Cascade",
            )?;
            for (field, text) in fields::PEOPLE_COLUMNS {
                definition(xml, fields::resource_field(*text), *text, heading(field))?;
            }
            Ok(())
        })
    }

    fn task(&self, xml: &mut Xml, uid: usize, line: &Line<'_>) -> Result<(), WorkbookError> {
        let below = self.lines.get(uid + 1).map_or(0, |next| next.level);
        let summary = below > line.level;
        let span = self.spans[uid];
        let words = Words::of(line, self.document);
        let come = match line.item {
            Item::Task(task, _) => self.progress.get(&task.code),
            _ => None,
        };
        let minutes = match (&line.item, span) {
            (Item::Milestone(_), _) | (_, None) => 0,
            (_, Some((start, end))) => self.minutes(start, end),
        };
        let milestone = matches!(line.item, Item::Milestone(_));
        xml.leaf("UID", uid)?;
        xml.leaf("ID", uid)?;
        xml.text("Name", words.name)?;
        xml.leaf("Type", 1)?;
        xml.leaf("IsNull", 0)?;
        xml.leaf("OutlineLevel", line.level)?;
        if let Some(priority) = words.priority {
            xml.leaf("Priority", priority_number(priority))?;
        }
        xml.start_of("Start", span.map(|span| span.0))?;
        if milestone {
            xml.start_of("Finish", span.map(|span| span.1))?;
        } else {
            xml.end_of("Finish", span.map(|span| span.1))?;
        }
        xml.minutes("Duration", minutes)?;
        xml.leaf("DurationFormat", DAYS)?;
        let effort = match line.item {
            Item::Task(task, _) => task.effort_hours,
            _ => None,
        };
        if let Some(hours) = effort {
            xml.seconds("Work", seconds(hours))?;
        }
        xml.leaf("EffortDriven", 0)?;
        xml.leaf("Estimated", 0)?;
        xml.leaf("Milestone", u8::from(milestone))?;
        xml.leaf("Summary", u8::from(summary || line.level == 0))?;
        if let Some(come) = come {
            done(xml, come, minutes)?;
        }
        if let (Item::Task(task, _), false) = (&line.item, summary) {
            // No task starts before its planned start, as here.
            if let Some(start) = task.planned_start {
                xml.leaf("ConstraintType", START_NO_EARLIER_THAN)?;
                xml.leaf("CalendarUID", -1)?;
                xml.start_of("ConstraintDate", Some(start))?;
            }
        }
        xml.end_of("Deadline", words.deadline)?;
        xml.text("Notes", words.notes)?;
        if let Item::Task(task, _) = line.item {
            self.links(xml, task)?;
        }
        self.custom(xml, line)?;
        match come.and_then(|come| come.baseline_start.zip(come.baseline_end)) {
            Some((start, end)) => xml.group("Baseline", |xml| {
                xml.leaf("Number", 0)?;
                xml.start_of("Start", Some(start))?;
                xml.end_of("Finish", Some(end))?;
                xml.minutes("Duration", self.minutes(start, end))?;
                xml.leaf("DurationFormat", DAYS)
            }),
            None => Ok(()),
        }
    }

    fn minutes(&self, start: NaiveDate, end: NaiveDate) -> i64 {
        i64::from(self.calendar.working_half_days(start, end)) * MINUTES_PER_DAY / 2
    }

    fn links(&self, xml: &mut Xml, task: &Task) -> Result<(), WorkbookError> {
        for link in &task.predecessors {
            let Some(uid) = self.uids.get(link.task.as_str()) else {
                continue;
            };
            xml.group("PredecessorLink", |xml| {
                xml.leaf("PredecessorUID", uid)?;
                xml.leaf("Type", link_number(link.kind))?;
                xml.leaf("CrossProject", 0)?;
                // Tenths of a minute.
                xml.leaf("LinkLag", i64::from(link.lag_days) * MINUTES_PER_DAY * 10)?;
                xml.leaf("LagFormat", DAYS)
            })?;
        }
        Ok(())
    }

    /// What of the row has no field of its own.
    fn custom(&self, xml: &mut Xml, line: &Line<'_>) -> Result<(), WorkbookError> {
        match line.item {
            Item::Plan => self.custom_of(xml, &self.document.plan, &[]),
            Item::Goal(row) => self.custom_of(xml, row, &[]),
            Item::KeyResult(row, lost) => {
                self.custom_of(xml, row, if lost { &[] } else { &["goal"] })
            }
            Item::Task(row, lost) => {
                self.custom_of(xml, row, if lost { &[] } else { &["key_result"] })?;
                let elsewhere: Vec<_> = row
                    .predecessors
                    .iter()
                    .filter(|link| !self.uids.contains_key(link.task.as_str()))
                    .cloned()
                    .collect();
                let field = fields::task_field(fields::OTHER_PREDECESSORS);
                value(xml, field, &links_text(&elsewhere))
            }
            Item::Milestone(row) => self.custom_of::<Milestone>(xml, row, &[]),
        }
    }

    fn custom_of<T: Record>(
        &self,
        xml: &mut Xml,
        row: &T,
        by_outline: &[&str],
    ) -> Result<(), WorkbookError> {
        let key = format!("{}/{}", T::TABLE.id.name(), row.code());
        value(xml, fields::task_field(fields::ROW), &key)?;
        if let Some(id) = self.document.ids.get(&key) {
            value(xml, fields::task_field(fields::ID), id)?;
        }
        for (column, cell) in T::TABLE.columns.iter().zip(row.write(&self.to)) {
            let held = fields::COLUMNS
                .iter()
                .find(|(field, _)| *field == column.field && !by_outline.contains(field));
            if let Some((_, text)) = held {
                value(xml, fields::task_field(*text), &shown(&cell))?;
            }
        }
        Ok(())
    }

    fn resource(
        &self,
        xml: &mut Xml,
        uid: usize,
        code: &str,
        person: Option<&Person>,
    ) -> Result<(), WorkbookError> {
        xml.leaf("UID", uid)?;
        xml.leaf("ID", uid)?;
        xml.leaf("Name", person.map_or(code, |person| &person.name))?;
        xml.leaf("Type", 1)?;
        xml.leaf("IsNull", 0)?;
        xml.leaf("Code", code)?;
        let Some(person) = person else {
            // Known by code only: in the file so that tasks can name them, not in the people table.
            let field = fields::resource_field(fields::ROW);
            return value(xml, field, &format!("{ELSEWHERE}{code}"));
        };
        xml.text("Group", self.document.department_name(&person.department))?;
        xml.text("EmailAddress", &person.email)?;
        xml.leaf("MaxUnits", person.hours_per_day / HOURS_PER_DAY)?;
        let key = format!("{}/{}", Person::TABLE.id.name(), person.code);
        value(xml, fields::resource_field(fields::ROW), &key)?;
        for (column, cell) in Person::TABLE.columns.iter().zip(person.write(&self.to)) {
            let held = fields::PEOPLE_COLUMNS
                .iter()
                .find(|(field, _)| *field == column.field);
            if let Some((_, text)) = held {
                value(xml, fields::resource_field(*text), &shown(&cell))?;
            }
        }
        Ok(())
    }

    fn assignments(&self, xml: &mut Xml) -> Result<(), WorkbookError> {
        let numbers: HashMap<&str, usize> = self
            .people
            .iter()
            .zip(1..)
            .map(|((code, _), uid)| (*code, uid))
            .collect();
        let mut next = 0;
        for (uid, line) in self.lines.iter().enumerate() {
            let Item::Task(task, _) = line.item else {
                continue;
            };
            let count = workers(task).count().max(1) as f64;
            for code in workers(task) {
                next += 1;
                xml.group("Assignment", |xml| {
                    xml.leaf("UID", next)?;
                    xml.leaf("TaskUID", uid)?;
                    xml.leaf(
                        "ResourceUID",
                        numbers.get(code).copied().unwrap_or_default(),
                    )?;
                    xml.end_of("Finish", task.planned_end)?;
                    xml.start_of("Start", task.planned_start)?;
                    xml.leaf("Units", 1)?;
                    match task.effort_hours {
                        // The hours are those of all together.
                        Some(hours) => xml.seconds("Work", seconds(hours / count)),
                        None => Ok(()),
                    }
                })?;
            }
        }
        Ok(())
    }
}

/// Days, as `DurationFormat` and `LagFormat` number it.
const DAYS: u32 = 7;
const START_NO_EARLIER_THAN: u32 = 4;
/// Before the code of somebody who is not in the people table.
pub(crate) const ELSEWHERE: &str = "elsewhere/";

fn definition(xml: &mut Xml, id: u32, text: u32, alias: &str) -> Result<(), WorkbookError> {
    xml.group("ExtendedAttribute", |xml| {
        xml.leaf("FieldID", id)?;
        xml.leaf("FieldName", format!("Text{text}"))?;
        xml.leaf("Alias", alias)
    })
}

fn value(xml: &mut Xml, id: u32, text: &str) -> Result<(), WorkbookError> {
    if text.is_empty() {
        return Ok(());
    }
    xml.group("ExtendedAttribute", |xml| {
        xml.leaf("FieldID", id)?;
        xml.leaf("Value", text)
    })
}

fn done(xml: &mut Xml, come: &TaskProgress, minutes: i64) -> Result<(), WorkbookError> {
    let percent = come.percent.unwrap_or_default().clamp(0.0, 100.0);
    let actual = (minutes as f64 * percent / 100.0).round() as i64;
    xml.leaf("PercentComplete", percent.round())?;
    xml.start_of("ActualStart", come.actual_start)?;
    xml.end_of("ActualFinish", come.actual_finish)?;
    xml.minutes("ActualDuration", actual)?;
    xml.minutes("RemainingDuration", minutes - actual)
}

fn seconds(hours: f64) -> i64 {
    (hours * 3600.0).round() as i64
}

fn priority_number(priority: Priority) -> u32 {
    match priority {
        Priority::High => 700,
        Priority::Medium => 500,
        Priority::Low => 300,
    }
}

fn link_number(kind: LinkKind) -> u32 {
    match kind {
        LinkKind::FinishToFinish => 0,
        LinkKind::FinishToStart => 1,
        LinkKind::StartToFinish => 2,
        LinkKind::StartToStart => 3,
    }
}

/// What of a row MS Project has a field for.
#[derive(Default)]
struct Words<'a> {
    name: &'a str,
    notes: &'a str,
    deadline: Option<NaiveDate>,
    priority: Option<Priority>,
}

impl<'a> Words<'a> {
    fn of(line: &Line<'a>, document: &'a PlanDocument) -> Self {
        match line.item {
            Item::Plan => Self {
                name: &document.plan.title,
                ..Self::default()
            },
            Item::Goal(row) => Self {
                name: &row.description,
                notes: &row.key_result_direction,
                deadline: row.deadline,
                priority: row.priority,
            },
            Item::KeyResult(row, _) => Self {
                name: &row.description,
                deadline: row.deadline,
                ..Self::default()
            },
            Item::Task(row, _) => Self {
                name: &row.name,
                notes: &row.description,
                priority: row.priority,
                ..Self::default()
            },
            Item::Milestone(row) => Self {
                name: &row.name,
                ..Self::default()
            },
        }
    }
}
