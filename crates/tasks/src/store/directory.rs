//! What the directory says of days of work: departments, where people belong, the calendars of both, and who is away.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use cascade_proto::resources::v1::{self as resources, CalendarScope};
use cascade_schedule::{Absence, Layer};
use cascade_storage::{DbConn, Json, StorageError, insert_all, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    domain::working_time::Directory,
    schema::{absences, departments, people, work_calendars},
    store::CHUNK,
};

/// A row that has its aggregate's version.
trait Versioned {
    fn key(&self) -> (&str, &str);
    fn version(&self) -> i64;
}

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

/// The part of a day as the contract names it.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = absences)]
struct AbsenceRow {
    code: String,
    person: String,
    first_day: NaiveDate,
    last_day: NaiveDate,
    part: String,
    retired: bool,
    version: i64,
}

macro_rules! versioned {
    ($($row:ty { $scope:expr };)*) => {$(
        impl Versioned for $row {
            fn key(&self) -> (&str, &str) {
                let scope: fn(&Self) -> &str = $scope;
                (scope(self), &self.code)
            }

            fn version(&self) -> i64 {
                self.version
            }
        }
    )*};
}

versioned! {
    DepartmentRow { |_| "" };
    PersonRow { |_| "" };
    CalendarRow { |row| &row.scope };
    AbsenceRow { |_| "" };
}

impl CalendarRow {
    /// What could not be read was not taken in.
    fn layer(&self) -> Option<Layer> {
        cascade_directory::layer(&self.calendar.0).ok()
    }
}

/// Of several rows with one key the newest, in the order of keys.
fn newest<R: Versioned>(rows: Vec<R>) -> Vec<R> {
    let mut newest: BTreeMap<(String, String), R> = BTreeMap::new();
    for row in rows {
        let (scope, code) = row.key();
        let key = (scope.to_owned(), code.to_owned());
        if newest
            .get(&key)
            .is_none_or(|other| other.version() < row.version())
        {
            newest.insert(key, row);
        }
    }
    newest.into_values().collect()
}

/// Writes rows of which no newer version is known, and answers those that tell any news: the row as it was known, or none, and as it is.
/// Planning is held, so nobody else writes one meanwhile.
macro_rules! take_in {
    ($conn:expr, $table:ident, $Row:ty, $key:expr, $rows:expr) => {{
        let rows: Vec<$Row> = newest($rows);
        let codes: Vec<String> = rows.iter().map(|row| row.code.clone()).collect();
        let mut known: Vec<$Row> = Vec::new();
        for chunk in codes.chunks(CHUNK) {
            let found: Vec<$Row> = on_conn!($conn, c => {
                $table::table
                    .filter($table::code.eq_any(chunk))
                    .select(<$Row>::as_select())
                    .load(c)
                    .await
            })?;
            known.extend(found);
        }
        let (mut new, mut changed): (Vec<$Row>, Vec<($Row, $Row)>) = (Vec::new(), Vec::new());
        let known = known.into_iter().map(|row| {
            let (scope, code) = row.key();
            ((scope.to_owned(), code.to_owned()), row)
        });
        let mut known: HashMap<(String, String), $Row> = known.collect();
        for row in rows {
            let (scope, code) = row.key();
            match known.remove(&(scope.to_owned(), code.to_owned())) {
                None => new.push(row),
                Some(before) if before.version < row.version => changed.push((before, row)),
                Some(_) => {}
            }
        }
        insert_all!($conn, $table::table, &new)?;
        for (_, row) in &changed {
            on_conn!($conn, c => {
                diesel::insert_into($table::table)
                    .values(row)
                    .on_conflict($key)
                    .do_update()
                    .set(row)
                    .execute(c)
                    .await
            })?;
        }
        let changed = changed.into_iter().map(|(before, row)| (Some(before), row));
        new.into_iter().map(|row| (None, row)).chain(changed)
    }};
}

/// Notes the departments above others, and answers the codes of those that are under another one than before.
///
/// # Errors
/// What the database says.
pub async fn note_departments(
    conn: &mut DbConn,
    said: Vec<resources::Department>,
) -> Result<BTreeSet<String>, StorageError> {
    let rows = said.into_iter().map(|said| DepartmentRow {
        code: said.code,
        parent: said.parent,
        version: said.version,
    });
    let news = take_in!(
        conn,
        departments,
        DepartmentRow,
        departments::code,
        rows.collect()
    );
    let moved = news.filter(|(before, row)| {
        before
            .as_ref()
            .is_none_or(|known| known.parent != row.parent)
    });
    Ok(moved.map(|(_, row)| row.code).collect())
}

/// Notes where people belong, and answers the codes of those who belong to another department than before.
///
/// # Errors
/// What the database says.
pub async fn note_people(
    conn: &mut DbConn,
    said: Vec<resources::Person>,
) -> Result<BTreeSet<String>, StorageError> {
    let rows = said.into_iter().map(|said| PersonRow {
        code: said.code,
        department: said.department,
        version: said.version,
    });
    let news = take_in!(conn, people, PersonRow, people::code, rows.collect());
    let moved = news.filter(|(before, row)| {
        before
            .as_ref()
            .is_none_or(|known| known.department != row.department)
    });
    Ok(moved.map(|(_, row)| row.code).collect())
}

/// Notes calendars that can be read, and answers of which departments and of which people they say anything else than before.
///
/// # Errors
/// What the database says.
pub async fn note_calendars(
    conn: &mut DbConn,
    said: Vec<resources::WorkCalendar>,
) -> Result<(BTreeSet<String>, BTreeSet<String>), StorageError> {
    let rows = said.into_iter().map(|said| CalendarRow {
        scope: said.scope().as_str_name().to_owned(),
        code: said.code.clone(),
        version: said.version,
        calendar: Json(said),
    });
    let key = (work_calendars::scope, work_calendars::code);
    let news = take_in!(conn, work_calendars, CalendarRow, key, rows.collect());
    let changed = news.filter(|(before, row)| {
        before
            .as_ref()
            .is_none_or(|known| known.layer() != row.layer())
    });
    let person = CalendarScope::Person.as_str_name();
    let (of_people, of_departments): (Vec<_>, Vec<_>) =
        changed.partition(|(_, row)| row.scope == person);
    let codes = |rows: Vec<(Option<CalendarRow>, CalendarRow)>| {
        rows.into_iter().map(|(_, row)| row.code).collect()
    };
    Ok((codes(of_departments), codes(of_people)))
}

/// Notes absences with their days.
///
/// # Errors
/// What the database says.
pub async fn note_absences(
    conn: &mut DbConn,
    said: Vec<(resources::Absence, Absence)>,
) -> Result<(), StorageError> {
    let rows = said.into_iter().map(|(said, days)| AbsenceRow {
        part: said.part().as_str_name().to_owned(),
        code: said.code,
        person: said.person,
        first_day: days.from,
        last_day: days.to,
        retired: said.retired,
        version: said.version,
    });
    // Nothing that is kept follows from them.
    let _ = take_in!(conn, absences, AbsenceRow, absences::code, rows.collect());
    Ok(())
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

/// Absences that count of these people, as far as they reach into the days from the one to the other.
///
/// # Errors
/// What the database says.
pub async fn away(
    conn: &mut DbConn,
    owners: HashSet<&str>,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<HashMap<String, Vec<Absence>>, StorageError> {
    let owners: Vec<&str> = owners.into_iter().collect();
    let mut away: HashMap<String, Vec<Absence>> = HashMap::new();
    for chunk in owners.chunks(CHUNK) {
        let rows: Vec<AbsenceRow> = on_conn!(conn, c => {
            absences::table
                .filter(absences::person.eq_any(chunk))
                .filter(absences::retired.eq(false))
                .filter(absences::last_day.ge(from))
                .filter(absences::first_day.le(to))
                .select(AbsenceRow::as_select())
                .load(c)
                .await
        })?;
        for row in rows {
            let part = resources::DayPart::from_str_name(&row.part).unwrap_or_default();
            away.entry(row.person).or_default().push(Absence {
                from: row.first_day,
                to: row.last_day,
                missed: cascade_directory::part(part),
            });
        }
    }
    Ok(away)
}
