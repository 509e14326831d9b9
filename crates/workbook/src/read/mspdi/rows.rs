//! Rows of the file as cells of the tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::file::{File, FileTask};
use super::links::links;
use super::people::People;
use super::remarks;
use super::role::{Place, Places, Role};
use crate::issue::CellIssue;
use crate::labels::{Choice as _, Priority};
use crate::lang::Pick as _;
use crate::mspdi::{HOURS_PER_DAY, fields};
use crate::origin::Layout;
use crate::read::sheet::{Raw, Row, Sheet, text_cell};
use crate::tables::{Goal, KeyResult, Milestone, Person, Plan, Record, Table, Task};
use cascade_method::Lang;

/// What MS Project gives a task that nobody gave a priority.
const USUAL_PRIORITY: u32 = 500;
/// Who works more than 24 hours a day is a team.
const MOST_UNITS: f64 = 3.0;

/// Cells of one row.
struct Cells {
    table: &'static Table,
    cells: BTreeMap<u16, Raw>,
}

impl Cells {
    fn new(table: &'static Table) -> Self {
        Self {
            table,
            cells: BTreeMap::new(),
        }
    }

    fn set(&mut self, field: &str, cell: Option<Raw>) {
        let column = self.table.columns.iter().position(|own| own.field == field);
        if let (Some(column), Some(cell)) = (column, cell) {
            self.cells.insert(column as u16, cell);
        }
    }

    fn clear(&mut self, field: &str) {
        let columns = self.table.columns;
        self.cells
            .retain(|column, _| columns[usize::from(*column)].field != field);
    }

    fn text(&mut self, field: &str, text: &str) {
        self.set(field, text_cell(text));
    }

    fn row(self, number: u32) -> Row {
        (number.saturating_sub(1), self.cells.into_iter().collect())
    }
}

/// The sheets, and what of the links could not be kept.
pub(super) fn sheets(
    file: &File,
    places: &Places,
    people: &People,
) -> (Vec<Sheet>, Vec<CellIssue>) {
    let lang = if file.title.is_ascii() && file.tasks.iter().all(|task| task.name.is_ascii()) {
        Lang::En
    } else {
        Lang::Zh
    };
    let mut rows: BTreeMap<&'static str, Vec<Row>> = BTreeMap::new();
    let mut issues = Vec::new();
    let mut add = |table: &'static Table, row: Row| {
        rows.entry(table.en).or_default().push(row);
    };
    for implied in &places.implied {
        let of = implied.of.map(|at| &file.tasks[at]);
        let table = table_of(implied.role);
        let mut cells = Cells::new(table);
        cells.text("code", &implied.code);
        cells.text("goal", &implied.above);
        cells.text("description", of.map_or(title(file), |task| &task.name));
        cells.set(
            "deadline",
            of.map_or_else(|| end(file), |task| task.finish.clone()),
        );
        add(table, cells.row(of.map_or(0, |task| task.id)));
    }
    add(Plan::TABLE, plan(file, places));
    let tasks = places.tasks_by_uid(file);
    for (task, place) in file.tasks.iter().zip(&places.rows) {
        if matches!(place.role, Role::Plan | Role::Passed) {
            continue;
        }
        let mut cells = custom(task, table_of(place.role));
        match place.role {
            Role::Goal | Role::KeyResult => over_tasks(&mut cells, task, place, people),
            Role::Milestone => {
                cells.text("task", &place.code);
                cells.text("name", &task.name);
                cells.set("due", task.start.clone());
            }
            _ => {
                worked_on(&mut cells, task, place, people);
                let found = links(task, file, places, &tasks);
                issues.extend(remarks::of_links(&found, task, lang));
                let elsewhere = task.field(fields::OTHER_PREDECESSORS);
                let both = [found.text.as_str(), elsewhere];
                let both: Vec<&str> = both.into_iter().filter(|text| !text.is_empty()).collect();
                cells.text("predecessors", &both.join("; "));
            }
        }
        add(cells.table, cells.row(task.id));
    }
    for (at, code) in &people.listed {
        add(Person::TABLE, person(file, *at, code));
    }
    // A table without rows is there as well: what names a row of it names nothing.
    let tables = [
        Plan::TABLE,
        Goal::TABLE,
        KeyResult::TABLE,
        Task::TABLE,
        Milestone::TABLE,
    ];
    let listed = (!people.listed.is_empty()).then_some(Person::TABLE);
    let sheets = tables
        .into_iter()
        .chain(listed)
        .map(|table| sheet(table, rows.remove(table.en).unwrap_or_default(), lang))
        .collect();
    (sheets, issues)
}

fn sheet(table: &'static Table, rows: Vec<Row>, lang: Lang) -> Sheet {
    Sheet {
        table,
        layout: Arc::new(layout(table, lang)),
        lang,
        rows,
        unknown: Vec::new(),
        header_row: 0,
    }
}

pub(super) fn layout(table: &'static Table, lang: Lang) -> Layout {
    Layout {
        sheet: lang.pick(table.zh, table.en).to_owned(),
        columns: table.columns.iter().map(|own| own.field).zip(0..).collect(),
    }
}

pub(super) fn table_of(role: Role) -> &'static Table {
    match role {
        Role::Plan => Plan::TABLE,
        Role::Goal => Goal::TABLE,
        Role::KeyResult => KeyResult::TABLE,
        Role::Milestone => Milestone::TABLE,
        Role::Task | Role::Passed => Task::TABLE,
    }
}

/// Every column that stands in a custom field.
fn custom(task: &FileTask, table: &'static Table) -> Cells {
    let mut cells = Cells::new(table);
    for (field, text) in fields::COLUMNS {
        cells.text(field, task.field(*text));
    }
    cells
}

fn plan(file: &File, places: &Places) -> Row {
    let at = places.rows.iter().position(|row| row.role == Role::Plan);
    let Some((task, place)) = at.map(|at| (&file.tasks[at], &places.rows[at])) else {
        return plan_of_project(file, Cells::new(Plan::TABLE), 0);
    };
    let mut cells = custom(task, Plan::TABLE);
    if !place.stated {
        return plan_of_project(file, cells, task.id);
    }
    cells.text("code", &place.code);
    cells.text("title", &task.name);
    cells.row(task.id)
}

/// The project's own name and the days from its first task to its last.
fn plan_of_project(file: &File, mut cells: Cells, row: u32) -> Row {
    let name = [&file.name, &file.title]
        .into_iter()
        .find(|name| !name.is_empty());
    let code = name.map_or("MSP", |name| {
        let bare = name.strip_suffix(".xml").or(name.strip_suffix(".mpp"));
        bare.unwrap_or(name)
    });
    cells.text("code", code);
    cells.text("title", title(file));
    let days = |of: fn(&FileTask) -> &Option<Raw>| {
        file.tasks.iter().filter_map(move |task| match of(task) {
            Some(Raw::Date(day)) => Some(*day),
            _ => None,
        })
    };
    let first: Option<NaiveDate> = days(|task| &task.start).min();
    cells.set("period_start", first.map(Raw::Date));
    cells.set("period_end", end(file));
    cells.row(row)
}

fn end(file: &File) -> Option<Raw> {
    let days = file.tasks.iter().filter_map(|task| match &task.finish {
        Some(Raw::Date(day)) => Some(*day),
        _ => None,
    });
    days.max().map(Raw::Date)
}

fn title(file: &File) -> &str {
    let root = file.tasks.iter().find(|task| task.level == 0);
    [
        file.title.as_str(),
        root.map_or("", |task| &task.name),
        &file.name,
    ]
    .into_iter()
    .find(|name| !name.is_empty())
    .unwrap_or("MS Project")
}

/// A goal or a key result: a summary task.
fn over_tasks(cells: &mut Cells, task: &FileTask, place: &Place, people: &People) {
    let named = task.field(column_text("owner"));
    let (mut owner, mut others) = people.of_task(task, named);
    if owner.is_empty() {
        owner.clone_from(&task.contact);
    }
    if place.stated {
        // Nobody is assigned to summary tasks: who helps stands in its own field.
        owner = if named.is_empty() {
            owner
        } else {
            named.to_owned()
        };
        others.clear();
    }
    cells.text("code", &place.code);
    cells.text("description", &task.name);
    cells.text("owner", &owner);
    if !others.is_empty() {
        cells.text("collaborators", &others.join("; "));
    }
    let until = task.deadline.clone();
    cells.set(
        "deadline",
        until.or_else(|| task.finish.clone().filter(|_| !place.stated)),
    );
    cells.text("key_result_direction", &task.notes);
    if !place.above.is_empty() {
        cells.text("goal", &place.above);
    }
    priority(cells, task, place);
}

fn worked_on(cells: &mut Cells, task: &FileTask, place: &Place, people: &People) {
    let (owner, others) = people.of_task(task, task.field(column_text("owner")));
    cells.text("code", &place.code);
    cells.text("name", &task.name);
    cells.text("description", &task.notes);
    cells.text("owner", &owner);
    cells.clear("collaborators");
    cells.text("collaborators", &others.join("; "));
    cells.set("planned_start", task.start.clone());
    cells.set("planned_end", task.finish.clone());
    if !place.above.is_empty() {
        cells.text("key_result", &place.above);
    }
    let number = |value| Raw::Number {
        value,
        percent: false,
    };
    cells.set("effort_hours", task.work_hours.map(number));
    priority(cells, task, place);
}

fn priority(cells: &mut Cells, task: &FileTask, place: &Place) {
    let priority = match task.priority {
        Some(USUAL_PRIORITY) if !place.stated => None,
        Some(0..=400) => Some(Priority::Low),
        Some(401..=599) => Some(Priority::Medium),
        Some(_) => Some(Priority::High),
        None => None,
    };
    cells.text(
        "priority",
        priority.map_or("", |level| level.label(Lang::En)),
    );
}

/// The Text field of a column.
fn column_text(field: &str) -> u32 {
    fields::COLUMNS
        .iter()
        .find(|(own, _)| *own == field)
        .map_or(0, |(_, text)| *text)
}

fn person(file: &File, at: usize, code: &str) -> Row {
    let person = &file.people[at];
    let mut cells = Cells::new(Person::TABLE);
    cells.text("department", &person.group);
    for (field, text) in fields::PEOPLE_COLUMNS {
        cells.text(field, person.field(*text));
    }
    cells.text("code", code);
    cells.text("name", &person.name);
    cells.text("email", &person.email);
    let units = person
        .max_units
        .filter(|units| *units > 0.0 && *units <= MOST_UNITS);
    cells.set(
        "hours_per_day",
        units.map(|units| Raw::Number {
            value: crate::read::tidy(units * HOURS_PER_DAY),
            percent: false,
        }),
    );
    cells.row(person.id)
}
