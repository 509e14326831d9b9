//! Calendars, absences, tools, data sets.

use std::collections::BTreeMap;

use cascade_proto::resources::v1 as pb;
use cascade_storage::{
    DbConn, Json, StorageError, on_conn,
    search::{containing, lower},
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::directory::{Wanted, narrowed};
use crate::schema::{absences, data_sets, tools, work_calendars};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = work_calendars)]
struct CalendarRow {
    scope: String,
    code: String,
    weekdays: Json<Vec<i32>>,
    exceptions: Json<Vec<(String, bool, String)>>,
    /// Of the exceptions that are worked in part: the part.
    parts: Json<BTreeMap<String, String>>,
    half_weekdays: Json<Vec<i32>>,
    confirmed_through: String,
    version: i64,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = absences)]
struct AbsenceRow {
    code: String,
    person: String,
    from_day: String,
    to_day: String,
    kind: String,
    note: String,
    retired: bool,
    part: String,
    version: i64,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = tools)]
struct ToolRow {
    code: String,
    name: String,
    department: String,
    quantity: f64,
    unit: String,
    version: i64,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = data_sets)]
struct DataSetRow {
    code: String,
    name: String,
    department: String,
    owner: String,
    classification: String,
    access_note: String,
    version: i64,
}

impl From<CalendarRow> for pb::WorkCalendar {
    fn from(row: CalendarRow) -> Self {
        let part = |date: &str| row.parts.0.get(date).map_or(0, |word| day_part(word));
        Self {
            scope: pb::CalendarScope::from_str_name(&row.scope)
                .unwrap_or_default()
                .into(),
            code: row.code,
            weekdays: row.weekdays.0,
            exceptions: row
                .exceptions
                .0
                .into_iter()
                .map(|(date, working, note)| pb::CalendarException {
                    part: part(&date),
                    date,
                    working,
                    note,
                })
                .collect(),
            half_weekdays: row.half_weekdays.0,
            confirmed_through: row.confirmed_through,
            version: row.version,
        }
    }
}

/// A part of a day by its name in the contract; all of it where it has none.
fn day_part(word: &str) -> i32 {
    pb::DayPart::from_str_name(word).unwrap_or_default().into()
}

impl From<AbsenceRow> for pb::Absence {
    fn from(row: AbsenceRow) -> Self {
        Self {
            code: row.code,
            person: row.person,
            from: row.from_day,
            to: row.to_day,
            kind: pb::AbsenceKind::from_str_name(&row.kind)
                .unwrap_or_default()
                .into(),
            note: row.note,
            retired: row.retired,
            part: day_part(&row.part),
            version: row.version,
        }
    }
}

impl From<ToolRow> for pb::Tool {
    fn from(row: ToolRow) -> Self {
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

impl From<DataSetRow> for pb::DataSet {
    fn from(row: DataSetRow) -> Self {
        Self {
            code: row.code,
            name: row.name,
            department: row.department,
            owner: row.owner,
            classification: pb::DataClassification::from_str_name(&row.classification)
                .unwrap_or_default()
                .into(),
            access_note: row.access_note,
            version: row.version,
        }
    }
}

/// Calendars of these departments or people.
pub async fn calendars_by_code(
    conn: &mut DbConn,
    scope: pb::CalendarScope,
    codes: &[String],
) -> Result<Vec<pb::WorkCalendar>, StorageError> {
    let mut found = Vec::new();
    for chunk in codes.chunks(500) {
        let rows: Vec<CalendarRow> = on_conn!(conn, c => {
            work_calendars::table
                .filter(work_calendars::scope.eq(scope.as_str_name()))
                .filter(work_calendars::code.eq_any(chunk))
                .select(CalendarRow::as_select())
                .load(c)
                .await
        })?;
        found.extend(rows.into_iter().map(pb::WorkCalendar::from));
    }
    Ok(found)
}

/// A page of calendars, by scope and code.
pub async fn calendars(
    conn: &mut DbConn,
    scope: Option<pb::CalendarScope>,
    (after_scope, after_code): (&str, &str),
    most: i64,
) -> Result<Vec<pb::WorkCalendar>, StorageError> {
    let rows: Vec<CalendarRow> = on_conn!(conn, c => {
        let mut query = work_calendars::table
            .filter(
                work_calendars::scope
                    .gt(after_scope)
                    .or(work_calendars::scope.eq(after_scope).and(work_calendars::code.gt(after_code))),
            )
            .order((work_calendars::scope.asc(), work_calendars::code.asc()))
            .limit(most)
            .select(CalendarRow::as_select())
            .into_boxed();
        if let Some(scope) = scope {
            query = query.filter(work_calendars::scope.eq(scope.as_str_name()));
        }
        query.load(c).await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Which absences to list.
#[derive(Debug, Clone, Default)]
pub struct AbsenceFilter {
    /// Only of this person.
    pub person: String,
    /// Only those that end on this day or later.
    pub from: String,
    /// Only those that begin on this day or before.
    pub to: String,
    /// Those that no longer count as well.
    pub include_retired: bool,
    /// Only after this code.
    pub after: String,
    /// At most so many.
    pub most: i64,
}

/// A page of absences.
pub async fn absences(
    conn: &mut DbConn,
    filter: &AbsenceFilter,
) -> Result<Vec<pb::Absence>, StorageError> {
    let rows: Vec<AbsenceRow> = on_conn!(conn, c => {
        let mut query = absences::table
            .filter(absences::code.gt(&filter.after))
            .order(absences::code.asc())
            .limit(filter.most)
            .select(AbsenceRow::as_select())
            .into_boxed();
        if !filter.person.is_empty() {
            query = query.filter(absences::person.eq(&filter.person));
        }
        if !filter.from.is_empty() {
            query = query.filter(absences::to_day.ge(&filter.from));
        }
        if !filter.to.is_empty() {
            query = query.filter(absences::from_day.le(&filter.to));
        }
        if !filter.include_retired {
            query = query.filter(absences::retired.eq(false));
        }
        query.load(c).await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Absences of these people that count.
pub async fn absences_of(
    conn: &mut DbConn,
    people: &[String],
) -> Result<Vec<pb::Absence>, StorageError> {
    let mut found = Vec::new();
    for chunk in people.chunks(500) {
        let rows: Vec<AbsenceRow> = on_conn!(conn, c => {
            absences::table
                .filter(absences::person.eq_any(chunk))
                .filter(absences::retired.eq(false))
                .select(AbsenceRow::as_select())
                .load(c)
                .await
        })?;
        found.extend(rows.into_iter().map(pb::Absence::from));
    }
    Ok(found)
}

/// Rows of a table by their codes, and a page of those that are wanted: the same for everything that has a code.
macro_rules! coded {
    ($table:ident, $row:ident, $message:ty, $by_code:ident, $by_code_doc:literal) => {
        #[doc = $by_code_doc]
        pub async fn $by_code(
            conn: &mut DbConn,
            codes: &[String],
        ) -> Result<Vec<$message>, StorageError> {
            let mut found = Vec::new();
            for chunk in codes.chunks(500) {
                let rows: Vec<$row> = on_conn!(conn, c => {
                    $table::table.filter($table::code.eq_any(chunk)).select($row::as_select()).load(c).await
                })?;
                found.extend(rows.into_iter().map(<$message>::from));
            }
            Ok(found)
        }
    };
    ($table:ident, $row:ident, $message:ty, $by_code:ident, $by_code_doc:literal, $page:ident, $page_doc:literal) => {
        coded!($table, $row, $message, $by_code, $by_code_doc);

        #[doc = $page_doc]
        pub async fn $page(
            conn: &mut DbConn,
            wanted: &Wanted,
            after: &str,
            most: i64,
        ) -> Result<Vec<$message>, StorageError> {
            let rows: Vec<$row> = on_conn!(conn, c => {
                let page = $table::table
                    .filter($table::code.gt(after))
                    .order($table::code.asc())
                    .limit(most)
                    .select($row::as_select())
                    .into_boxed();
                narrowed!(page, $table, wanted).load(c).await
            })?;
            Ok(rows.into_iter().map(Into::into).collect())
        }
    };
}

coded!(
    absences,
    AbsenceRow,
    pb::Absence,
    absences_by_code,
    "Absences of these codes."
);
coded!(
    tools,
    ToolRow,
    pb::Tool,
    tools_by_code,
    "Tools of these codes.",
    tools,
    "A page of tools."
);
coded!(
    data_sets,
    DataSetRow,
    pb::DataSet,
    data_sets_by_code,
    "Data sets of these codes.",
    data_sets,
    "A page of data sets."
);

/// Writes a calendar.
pub async fn put_calendar(
    conn: &mut DbConn,
    calendar: &pb::WorkCalendar,
) -> Result<(), StorageError> {
    let row = CalendarRow {
        scope: calendar.scope().as_str_name().to_owned(),
        code: calendar.code.clone(),
        weekdays: Json(calendar.weekdays.clone()),
        exceptions: Json(
            calendar
                .exceptions
                .iter()
                .map(|one| (one.date.clone(), one.working, one.note.clone()))
                .collect(),
        ),
        parts: Json(
            calendar
                .exceptions
                .iter()
                .filter(|one| one.part() != pb::DayPart::Unspecified)
                .map(|one| (one.date.clone(), one.part().as_str_name().to_owned()))
                .collect(),
        ),
        half_weekdays: Json(calendar.half_weekdays.clone()),
        confirmed_through: calendar.confirmed_through.clone(),
        version: calendar.version,
    };
    on_conn!(conn, c => {
        diesel::insert_into(work_calendars::table)
            .values(&row)
            .on_conflict((work_calendars::scope, work_calendars::code))
            .do_update()
            .set((
                work_calendars::weekdays.eq(&row.weekdays),
                work_calendars::exceptions.eq(&row.exceptions),
                work_calendars::parts.eq(&row.parts),
                work_calendars::half_weekdays.eq(&row.half_weekdays),
                work_calendars::confirmed_through.eq(&row.confirmed_through),
                work_calendars::version.eq(row.version),
            ))
            .execute(c)
            .await
    })?;
    Ok(())
}

/// Writes an absence.
pub async fn put_absence(conn: &mut DbConn, absence: &pb::Absence) -> Result<(), StorageError> {
    let row = AbsenceRow {
        code: absence.code.clone(),
        person: absence.person.clone(),
        from_day: absence.from.clone(),
        to_day: absence.to.clone(),
        kind: absence.kind().as_str_name().to_owned(),
        note: absence.note.clone(),
        retired: absence.retired,
        part: absence.part().as_str_name().to_owned(),
        version: absence.version,
    };
    on_conn!(conn, c => {
        diesel::insert_into(absences::table).values(&row).on_conflict(absences::code).do_update().set(&row).execute(c).await
    })?;
    Ok(())
}

/// Writes a tool.
pub async fn put_tool(conn: &mut DbConn, tool: &pb::Tool) -> Result<(), StorageError> {
    let row = ToolRow {
        code: tool.code.clone(),
        name: tool.name.clone(),
        department: tool.department.clone(),
        quantity: tool.quantity,
        unit: tool.unit.clone(),
        version: tool.version,
    };
    on_conn!(conn, c => {
        diesel::insert_into(tools::table).values(&row).on_conflict(tools::code).do_update().set(&row).execute(c).await
    })?;
    Ok(())
}

/// Writes a data set.
pub async fn put_data_set(conn: &mut DbConn, data: &pb::DataSet) -> Result<(), StorageError> {
    let row = DataSetRow {
        code: data.code.clone(),
        name: data.name.clone(),
        department: data.department.clone(),
        owner: data.owner.clone(),
        classification: data.classification().as_str_name().to_owned(),
        access_note: data.access_note.clone(),
        version: data.version,
    };
    on_conn!(conn, c => {
        diesel::insert_into(data_sets::table).values(&row).on_conflict(data_sets::code).do_update().set(&row).execute(c).await
    })?;
    Ok(())
}
