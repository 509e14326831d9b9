//! Calendars of departments and people, absences, and where people belong.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cascade_schedule::{Absence, DayPart, Layer};
use cascade_storage::{DbConn, Json, StorageError, on_conn};
use chrono::NaiveDate;
use diesel::{prelude::*, upsert::excluded};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::{
    directory::Directory,
    domain::working_time::{Worker, WorkingTime},
    ids::PlanId,
    incoming::{AbsenceFact, CalendarFact, PersonFact},
    schema::{absences, alerts, people, tasks, work_calendars},
};

/// Most codes that a query names.
const CHUNK: usize = 500;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = work_calendars)]
struct CalendarRow {
    scope: String,
    code: String,
    layer: Json<StoredLayer>,
    version: i64,
}

/// Parts of days by letter: - off, m morning, a afternoon, f full.
#[derive(Debug, Serialize, Deserialize)]
struct StoredLayer {
    week: Option<String>,
    days: BTreeMap<NaiveDate, char>,
    confirmed_through: Option<NaiveDate>,
}

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

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = people)]
struct PersonRow {
    code: String,
    department: String,
    version: i64,
    email: String,
    skills: Json<Vec<(String, i32)>>,
}

/// Calendars of departments.
pub const DEPARTMENT: &str = "department";
/// Calendars of people.
pub const PERSON: &str = "person";

fn letter(part: DayPart) -> char {
    match part {
        DayPart::Off => '-',
        DayPart::Morning => 'm',
        DayPart::Afternoon => 'a',
        DayPart::Full => 'f',
    }
}

fn part(letter: char) -> DayPart {
    match letter {
        'm' => DayPart::Morning,
        'a' => DayPart::Afternoon,
        'f' => DayPart::Full,
        _ => DayPart::Off,
    }
}

fn stored(layer: &Layer) -> StoredLayer {
    StoredLayer {
        week: layer
            .week
            .map(|week| week.into_iter().map(letter).collect()),
        days: layer
            .exceptions
            .iter()
            .map(|(day, part)| (*day, letter(*part)))
            .collect(),
        confirmed_through: layer.confirmed_through,
    }
}

fn layer(stored: StoredLayer) -> Layer {
    let week = stored.week.map(|letters| {
        let mut week = [DayPart::Off; 7];
        for (day, letter) in week.iter_mut().zip(letters.chars()) {
            *day = part(letter);
        }
        week
    });
    let days = stored.days.into_iter();
    Layer {
        week,
        exceptions: days.map(|(day, letter)| (day, part(letter))).collect(),
        confirmed_through: stored.confirmed_through,
        of_organisation: false,
    }
}

/// Writes a row unless it is known in this version or a newer one, and answers whether it was; looked at under the row's lock, since another
/// replica may be writing one.
macro_rules! upsert {
    ($conn:expr, $table:ident, $key:expr, $row:expr) => {
        on_conn!($conn, c => {
            let written = diesel::insert_into($table::table)
                .values(&$row)
                .on_conflict($key)
                .do_update()
                .set(&$row);
            diesel::query_dsl::methods::FilterDsl::filter(written, $table::version.lt(excluded($table::version)))
                .execute(c)
                .await
        })? > 0
    };
}

/// Takes in a calendar; answers whether it is news.
pub async fn upsert_calendar(conn: &mut DbConn, fact: &CalendarFact) -> Result<bool, StorageError> {
    let row = CalendarRow {
        scope: fact.scope.to_owned(),
        code: fact.code.clone(),
        layer: Json(stored(&fact.layer)),
        version: fact.version,
    };
    let key = (work_calendars::scope, work_calendars::code);
    Ok(upsert!(conn, work_calendars, key, row))
}

/// The departments, with the people who are away for the whole of a day.
pub async fn directory_on(conn: &mut DbConn, day: NaiveDate) -> Result<Directory, StorageError> {
    let away: Vec<String> = on_conn!(conn, c => {
        absences::table
            .filter(absences::retired.eq(false))
            .filter(absences::part.eq(letter(DayPart::Full).to_string()))
            .filter(absences::last_day.ge(day))
            .filter(absences::first_day.le(day))
            .select(absences::person)
            .load(c)
            .await
    })?;
    Ok(super::directory(conn).await?.with_away(away))
}

/// Takes in an absence; answers whether it is news.
pub async fn upsert_absence(conn: &mut DbConn, fact: &AbsenceFact) -> Result<bool, StorageError> {
    let row = AbsenceRow {
        code: fact.code.clone(),
        person: fact.person.clone(),
        first_day: fact.absence.from,
        last_day: fact.absence.to,
        part: letter(fact.absence.missed).to_string(),
        retired: fact.retired,
        version: fact.version,
    };
    Ok(upsert!(conn, absences, absences::code, row))
}

/// Takes in where a person belongs; answers whether it is news.
pub async fn upsert_person(conn: &mut DbConn, fact: &PersonFact) -> Result<bool, StorageError> {
    let row = PersonRow {
        code: fact.code.clone(),
        department: fact.department.clone(),
        version: fact.version,
        email: fact.email.clone(),
        skills: Json(fact.skills.clone()),
    };
    Ok(upsert!(conn, people, people::code, row))
}

/// Where people read their mail, by person code; without those of whom the directory says nothing.
pub async fn addresses(
    conn: &mut DbConn,
    people: BTreeSet<String>,
) -> Result<HashMap<String, String>, StorageError> {
    let codes: Vec<String> = people.into_iter().collect();
    let mut found = HashMap::new();
    for chunk in codes.chunks(CHUNK) {
        let rows: Vec<(String, String)> = on_conn!(conn, c => {
            people::table
                .filter(people::code.eq_any(chunk))
                .filter(people::email.ne(""))
                .select((people::code, people::email))
                .load(c)
                .await
        })?;
        found.extend(rows);
    }
    Ok(found)
}

/// Plans with an unfinished task of one of these people, or of one of these departments or their people, or with an alert that waits for one.
pub async fn plans_of(
    conn: &mut DbConn,
    owners: &BTreeSet<String>,
    departments: &BTreeSet<String>,
) -> Result<BTreeSet<PlanId>, StorageError> {
    let mut owners: Vec<String> = owners.iter().cloned().collect();
    let departments: Vec<String> = departments.iter().cloned().collect();
    let mut plans = BTreeSet::new();
    for chunk in departments.chunks(CHUNK) {
        let members: Vec<String> = on_conn!(conn, c => {
            people::table.filter(people::department.eq_any(chunk)).select(people::code).load(c).await
        })?;
        owners.extend(members);
        let found: Vec<PlanId> = on_conn!(conn, c => {
            tasks::table
                .filter(tasks::department.eq_any(chunk))
                .filter(tasks::actual_finish.is_null())
                .select(tasks::plan_id)
                .distinct()
                .load(c)
                .await
        })?;
        plans.extend(found);
    }
    for chunk in owners.chunks(CHUNK) {
        let found: Vec<PlanId> = on_conn!(conn, c => {
            tasks::table
                .filter(tasks::owner.eq_any(chunk))
                .filter(tasks::actual_finish.is_null())
                .select(tasks::plan_id)
                .distinct()
                .load(c)
                .await
        })?;
        plans.extend(found);
        let asked: Vec<PlanId> = on_conn!(conn, c => {
            alerts::table
                .filter(alerts::assignee.eq_any(chunk))
                .filter(alerts::open_cause.is_not_null())
                .select(alerts::plan_id)
                .distinct()
                .load(c)
                .await
        })?;
        plans.extend(asked);
    }
    Ok(plans)
}

/// The working times of workers; one of whom nothing is known works as the organisation does.
pub async fn working_times(
    conn: &mut DbConn,
    workers: Vec<Worker>,
    directory: &Directory,
) -> Result<Vec<(Worker, WorkingTime)>, StorageError> {
    if workers.is_empty() {
        return Ok(Vec::new());
    }
    let owners: Vec<String> = workers.iter().map(|worker| worker.owner.clone()).collect();
    let mut homes: HashMap<String, String> = HashMap::new();
    let mut away: HashMap<String, Vec<Absence>> = HashMap::new();
    for chunk in owners.chunks(CHUNK) {
        let rows: Vec<PersonRow> = on_conn!(conn, c => {
            people::table.filter(people::code.eq_any(chunk)).select(PersonRow::as_select()).load(c).await
        })?;
        homes.extend(rows.into_iter().map(|row| (row.code, row.department)));
        let rows: Vec<AbsenceRow> = on_conn!(conn, c => {
            absences::table
                .filter(absences::person.eq_any(chunk))
                .filter(absences::retired.eq(false))
                .order(absences::code.asc())
                .select(AbsenceRow::as_select())
                .load(c)
                .await
        })?;
        for row in rows {
            away.entry(row.person).or_default().push(Absence {
                from: row.first_day,
                to: row.last_day,
                missed: part(row.part.chars().next().unwrap_or('f')),
            });
        }
    }
    let way = |worker: &Worker| {
        let home = homes.get(&worker.owner).unwrap_or(&worker.department);
        directory.way(home)
    };
    let departments: BTreeSet<String> = workers.iter().flat_map(way).collect();
    let of_departments = calendars(
        conn,
        DEPARTMENT,
        &departments.into_iter().collect::<Vec<_>>(),
    )
    .await?;
    let of_people = calendars(conn, PERSON, &owners).await?;
    let time = |worker: &Worker| {
        let above = way(worker);
        let above = above.iter().filter_map(|code| {
            Some(Layer {
                of_organisation: directory.is_top(code),
                ..of_departments.get(code)?.clone()
            })
        });
        WorkingTime {
            layers: of_people
                .get(&worker.owner)
                .cloned()
                .into_iter()
                .chain(above)
                .collect(),
            absences: away.get(&worker.owner).cloned().unwrap_or_default(),
        }
    };
    let times = workers.into_iter().map(|worker| {
        let time = time(&worker);
        (worker, time)
    });
    Ok(times.collect())
}

/// Those of these departments that have a calendar of their own.
pub async fn with_calendars(
    conn: &mut DbConn,
    departments: BTreeSet<String>,
) -> Result<BTreeSet<String>, StorageError> {
    let codes: Vec<String> = departments.into_iter().collect();
    let found = calendars(conn, DEPARTMENT, &codes).await?;
    Ok(found.into_keys().collect())
}

async fn calendars(
    conn: &mut DbConn,
    scope: &str,
    codes: &[String],
) -> Result<HashMap<String, Layer>, StorageError> {
    let mut found = HashMap::new();
    for chunk in codes.chunks(CHUNK) {
        let rows: Vec<CalendarRow> = on_conn!(conn, c => {
            work_calendars::table
                .filter(work_calendars::scope.eq(scope))
                .filter(work_calendars::code.eq_any(chunk))
                .select(CalendarRow::as_select())
                .load(c)
                .await
        })?;
        found.extend(rows.into_iter().map(|row| (row.code, layer(row.layer.0))));
    }
    Ok(found)
}
