//! What departments' reports said when they were announced.

use cascade_method::Text;
use cascade_storage::{DbConn, Json, StorageError, UtcTime, on_conn};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::{
    domain::reports::{Report, Rhythm, Section},
    schema::reports_told,
};

/// A report as it was told.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The day at whose end it was due.
    pub day: NaiveDate,
    /// When it was told: what state it shows.
    pub at: DateTime<Utc>,
    /// What it said.
    pub report: Report,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = reports_told)]
struct Row {
    kind: String,
    department: String,
    day: NaiveDate,
    told_at: UtcTime,
    body: Json<Body>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Body {
    title: Words,
    summary: Words,
    sections: Vec<Table>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Table {
    title: Words,
    columns: Vec<Words>,
    rows: Vec<Vec<Words>>,
}

/// Most cells are codes, names and days: the same in both languages, they are kept once.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Words {
    Same(String),
    Both([String; 2]),
}

impl From<Text> for Words {
    fn from(text: Text) -> Self {
        if text.zh == text.en {
            Self::Same(text.zh)
        } else {
            Self::Both([text.zh, text.en])
        }
    }
}

impl From<Words> for Text {
    fn from(words: Words) -> Self {
        match words {
            Words::Same(text) => Self::new(text.clone(), text),
            Words::Both([zh, en]) => Self::new(zh, en),
        }
    }
}

fn each<A, B: From<A>>(all: Vec<A>) -> Vec<B> {
    all.into_iter().map(B::from).collect()
}

impl From<Report> for Body {
    fn from(report: Report) -> Self {
        let table = |section: Section| Table {
            title: section.title.into(),
            columns: each(section.columns),
            rows: section.rows.into_iter().map(each).collect(),
        };
        Self {
            title: report.title.into(),
            summary: report.summary.into(),
            sections: report.sections.into_iter().map(table).collect(),
        }
    }
}

impl From<Body> for Report {
    fn from(body: Body) -> Self {
        let section = |table: Table| Section {
            title: table.title.into(),
            columns: each(table.columns),
            rows: table.rows.into_iter().map(each).collect(),
        };
        Self {
            title: body.title.into(),
            summary: body.summary.into(),
            sections: body.sections.into_iter().map(section).collect(),
        }
    }
}

/// Keeps what a department's report says.
pub async fn keep(
    conn: &mut DbConn,
    rhythm: Rhythm,
    department: &str,
    told: Told,
) -> Result<(), StorageError> {
    let row = Row {
        kind: rhythm.word().to_owned(),
        department: department.to_owned(),
        day: told.day,
        told_at: told.at.into(),
        body: Json(told.report.into()),
    };
    on_conn!(conn, c => {
        diesel::insert_into(reports_told::table).values(&row).execute(c).await
    })?;
    Ok(())
}

/// What was told of a day: on that day, or else last in the week or month that it is in.
pub async fn find(
    conn: &mut DbConn,
    rhythm: Rhythm,
    department: &str,
    day: NaiveDate,
) -> Result<Option<Told>, StorageError> {
    let period = rhythm.period(day);
    let theirs = || {
        reports_told::table
            .filter(reports_told::kind.eq(rhythm.word()))
            .filter(reports_told::department.eq(department))
    };
    let days: Vec<NaiveDate> = on_conn!(conn, c => {
        theirs()
            .filter(reports_told::day.between(period.from, period.to))
            .select(reports_told::day)
            .load(c)
            .await
    })?;
    let Some(found) = days.iter().find(|one| **one == day).or(days.iter().max()) else {
        return Ok(None);
    };
    let row: Option<Row> = on_conn!(conn, c => {
        theirs()
            .filter(reports_told::day.eq(found))
            .select(Row::as_select())
            .first(c)
            .await
            .optional()
    })?;
    Ok(row.map(|row| Told {
        day: row.day,
        at: row.told_at.into(),
        report: row.body.0.into(),
    }))
}

/// Forgets what was told before an instant.
pub async fn forget(conn: &mut DbConn, before: DateTime<Utc>) -> Result<(), StorageError> {
    let before = UtcTime::from(before);
    on_conn!(conn, c => {
        diesel::delete(reports_told::table.filter(reports_told::told_at.lt(before)))
            .execute(c)
            .await
    })?;
    Ok(())
}
