//! What the directory says of days of work: departments, where people belong, and the calendars of both.

use std::collections::{HashMap, HashSet};

use cascade_proto::resources::v1::{self as resources, CalendarScope};
use cascade_proto::tasks::v1 as pb;
use cascade_schedule::Layer;
use cascade_storage::{DbConn, Json, StorageError, on_conn};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    domain::working_time::{Directory, layer},
    ids::TaskId,
    schema::{departments, people, tasks, work_calendars},
    store::CHUNK,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = departments)]
struct DepartmentRow {
    code: String,
    parent: String,
    version: i64,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = people)]
struct PersonRow {
    code: String,
    department: String,
    version: i64,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = work_calendars)]
struct CalendarRow {
    scope: String,
    code: String,
    calendar: Json<resources::WorkCalendar>,
    version: i64,
}

impl CalendarRow {
    /// What could not be read was not taken in.
    fn layer(&self) -> Option<Layer> {
        layer(&self.calendar.0).ok()
    }
}

/// Writes a row unless a newer version is known, and answers what was known before; none where the row is no news. Planning is held, so
/// nobody else writes one meanwhile.
macro_rules! take_in {
    ($conn:expr, $table:ident, $Row:ty, $key:expr, $row:expr) => {{
        let before: Option<$Row> = on_conn!($conn, c => {
            $table::table.find($key).select(<$Row>::as_select()).first(c).await.optional()
        })?;
        if before.as_ref().is_some_and(|known| known.version >= $row.version) {
            return Ok(false);
        }
        match before {
            Some(_) => on_conn!($conn, c => {
                diesel::update($table::table.find($key)).set(&$row).execute(c).await
            })?,
            None => on_conn!($conn, c => {
                diesel::insert_into($table::table).values(&$row).execute(c).await
            })?,
        };
        before
    }};
}

/// Notes the department above another, and answers whether that is another than before.
///
/// # Errors
/// What the database says.
pub async fn note_department(
    conn: &mut DbConn,
    said: resources::Department,
) -> Result<bool, StorageError> {
    let row = DepartmentRow {
        code: said.code,
        parent: said.parent,
        version: said.version,
    };
    let before = take_in!(conn, departments, DepartmentRow, &row.code, row);
    Ok(before.is_none_or(|known| known.parent != row.parent))
}

/// Notes where a person belongs, and answers whether that is another department than before.
///
/// # Errors
/// What the database says.
pub async fn note_person(conn: &mut DbConn, said: resources::Person) -> Result<bool, StorageError> {
    let row = PersonRow {
        code: said.code,
        department: said.department,
        version: said.version,
    };
    let before = take_in!(conn, people, PersonRow, &row.code, row);
    Ok(before.is_none_or(|known| known.department != row.department))
}

/// Notes a calendar that can be read, and answers whether it says anything else than before.
///
/// # Errors
/// What the database says.
pub async fn note_calendar(
    conn: &mut DbConn,
    said: resources::WorkCalendar,
) -> Result<bool, StorageError> {
    let row = CalendarRow {
        scope: said.scope().as_str_name().to_owned(),
        code: said.code.clone(),
        version: said.version,
        calendar: Json(said),
    };
    let before = take_in!(
        conn,
        work_calendars,
        CalendarRow,
        (&row.scope, &row.code),
        row
    );
    Ok(before.is_none_or(|known| known.layer() != row.layer()))
}

/// Whether anybody has a calendar of their own.
///
/// # Errors
/// What the database says.
pub async fn has_calendars(conn: &mut DbConn) -> Result<bool, StorageError> {
    let one: Option<String> = on_conn!(conn, c => {
        work_calendars::table.select(work_calendars::code).first(c).await.optional()
    })?;
    Ok(one.is_some())
}

/// The tree of departments: the one above, by code.
///
/// # Errors
/// What the database says.
pub async fn parents(conn: &mut DbConn) -> Result<HashMap<String, String>, StorageError> {
    let rows: Vec<(String, String)> = on_conn!(conn, c => {
        departments::table.select((departments::code, departments::parent)).load(c).await
    })?;
    Ok(rows.into_iter().collect())
}

/// What matters to the days of work of these people. Where nobody has a calendar of their own, nothing does.
///
/// # Errors
/// What the database says.
pub async fn of_owners(
    conn: &mut DbConn,
    owners: HashSet<&str>,
) -> Result<Directory, StorageError> {
    let owners: Vec<&str> = owners.into_iter().collect();
    let mut directory = Directory::default();
    let department = CalendarScope::Department.as_str_name();
    let person = CalendarScope::Person.as_str_name();
    let layers = |rows: Vec<CalendarRow>| {
        let read = |row: CalendarRow| Some((row.layer()?, row.code));
        let read = rows.into_iter().filter_map(read);
        read.map(|(layer, code)| (code, layer)).collect::<Vec<_>>()
    };
    let rows: Vec<CalendarRow> = on_conn!(conn, c => {
        work_calendars::table
            .filter(work_calendars::scope.eq(department))
            .select(CalendarRow::as_select())
            .load(c)
            .await
    })?;
    directory.of_departments.extend(layers(rows));
    for chunk in owners.chunks(CHUNK) {
        let rows: Vec<CalendarRow> = on_conn!(conn, c => {
            work_calendars::table
                .filter(work_calendars::scope.eq(person))
                .filter(work_calendars::code.eq_any(chunk))
                .select(CalendarRow::as_select())
                .load(c)
                .await
        })?;
        directory.of_people.extend(layers(rows));
    }
    if directory.of_departments.is_empty() {
        return Ok(directory);
    }
    directory.parents = parents(conn).await?;
    for chunk in owners.chunks(CHUNK) {
        let rows: Vec<(String, String)> = on_conn!(conn, c => {
            people::table
                .filter(people::code.eq_any(chunk))
                .select((people::code, people::department))
                .load(c)
                .await
        })?;
        directory.homes.extend(rows);
    }
    Ok(directory)
}

/// Tasks that somebody has still to do: of these people, of these departments, and of the people there.
///
/// # Errors
/// What the database says.
pub async fn unfinished_of(
    conn: &mut DbConn,
    mut owners: HashSet<String>,
    departments: &HashSet<String>,
) -> Result<HashSet<TaskId>, StorageError> {
    let cancelled = pb::TaskState::Cancelled.as_str_name();
    let departments: Vec<&String> = departments.iter().collect();
    let mut found = HashSet::new();
    for chunk in departments.chunks(CHUNK) {
        let members: Vec<String> = on_conn!(conn, c => {
            people::table
                .filter(people::department.eq_any(chunk))
                .select(people::code)
                .load(c)
                .await
        })?;
        owners.extend(members);
        let ids: Vec<TaskId> = on_conn!(conn, c => {
            tasks::table
                .filter(tasks::department.eq_any(chunk))
                .filter(tasks::actual_finish.is_null())
                .filter(tasks::state.ne(cancelled))
                .select(tasks::id)
                .load(c)
                .await
        })?;
        found.extend(ids);
    }
    let owners: Vec<String> = owners.into_iter().collect();
    for chunk in owners.chunks(CHUNK) {
        let ids: Vec<TaskId> = on_conn!(conn, c => {
            tasks::table
                .filter(tasks::owner.eq_any(chunk))
                .filter(tasks::actual_finish.is_null())
                .filter(tasks::state.ne(cancelled))
                .select(tasks::id)
                .load(c)
                .await
        })?;
        found.extend(ids);
    }
    Ok(found)
}
