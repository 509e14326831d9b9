//! Progress reports: rows that are only ever added.

use cascade_proto::tasks::v1 as pb;
use cascade_storage::{DbConn, StorageError, UtcTime, insert_all, on_conn, unnest_statement};
use chrono::NaiveDate;
use diesel::{
    prelude::*,
    sql_types::{BigInt, Date, Double, Nullable, Text, Timestamp},
};
use diesel_async::RunQueryDsl;

use crate::{
    domain::report::Report,
    ids::{PlanId, ReportId, TaskId},
    schema::progress_reports,
    store::days,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = progress_reports)]
struct Row {
    id: ReportId,
    task_id: TaskId,
    plan_id: PlanId,
    as_of: NaiveDate,
    percent: f64,
    remaining_days: Option<i64>,
    note: String,
    blocker_cause: String,
    blocker: String,
    actual_start: Option<NaiveDate>,
    actual_finish: Option<NaiveDate>,
    evidence: String,
    reported_by: String,
    recorded_at: UtcTime,
    task_version: i64,
}

unnest_statement! {
    /// Adds reports, of which any number comes at once: a statement with a place for each value would be planned anew for each number.
    Append of Row {
        id: ReportId => Text,
        task_id: TaskId => Text,
        plan_id: PlanId => Text,
        as_of: NaiveDate => Date,
        percent: f64 => Double,
        remaining_days: Option<i64> => Nullable<BigInt>,
        note: String => Text,
        blocker_cause: String => Text,
        blocker: String => Text,
        actual_start: Option<NaiveDate> => Nullable<Date>,
        actual_finish: Option<NaiveDate> => Nullable<Date>,
        evidence: String => Text,
        reported_by: String => Text,
        recorded_at: UtcTime => Timestamp,
        task_version: i64 => BigInt,
    }
    "INSERT INTO progress_reports (id, task_id, plan_id, as_of, percent, remaining_days, note, blocker_cause, blocker, actual_start, \
     actual_finish, evidence, reported_by, recorded_at, task_version) SELECT * FROM", ""
}

impl From<&Report> for Row {
    fn from(report: &Report) -> Self {
        Self {
            id: report.id,
            task_id: report.task_id,
            plan_id: report.plan_id,
            as_of: report.as_of,
            percent: report.percent,
            remaining_days: report.remaining_days.map(Into::into),
            note: report.note.clone(),
            blocker_cause: report.blocker_cause.as_str_name().to_owned(),
            blocker: report.blocker.clone(),
            actual_start: report.actual_start,
            actual_finish: report.actual_finish,
            evidence: report.evidence.clone(),
            reported_by: report.by.clone(),
            recorded_at: report.recorded_at.into(),
            task_version: report.task_version,
        }
    }
}

impl From<Row> for Report {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            task_id: row.task_id,
            plan_id: row.plan_id,
            as_of: row.as_of,
            percent: row.percent,
            remaining_days: row.remaining_days.map(days),
            note: row.note,
            blocker_cause: pb::BlockerCause::from_str_name(&row.blocker_cause).unwrap_or_default(),
            blocker: row.blocker,
            actual_start: row.actual_start,
            actual_finish: row.actual_finish,
            evidence: row.evidence,
            by: row.reported_by,
            recorded_at: row.recorded_at.into(),
            task_version: row.task_version,
        }
    }
}

/// Adds reports.
///
/// # Errors
/// What the database says.
pub async fn insert(conn: &mut DbConn, reports: &[&Report]) -> Result<(), StorageError> {
    let rows = reports.iter().copied().map(Row::from);
    match conn {
        DbConn::Postgres(c) => {
            rows.collect::<Append>().execute(c).await?;
        }
        DbConn::Sqlite(_) => {
            let rows: Vec<Row> = rows.collect();
            insert_all!(conn, progress_reports::table, &rows)?;
        }
    }
    Ok(())
}

/// Reports of one task by the version they made, after the given one.
///
/// # Errors
/// What the database says.
pub async fn of_task(
    conn: &mut DbConn,
    task: TaskId,
    after: i64,
    most: i64,
) -> Result<Vec<Report>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        progress_reports::table
            .filter(progress_reports::task_id.eq(task))
            .filter(progress_reports::task_version.gt(after))
            .order(progress_reports::task_version.asc())
            .limit(most)
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Reports of one plan by id, which is by time, after the given one.
///
/// # Errors
/// What the database says.
pub async fn of_plan(
    conn: &mut DbConn,
    plan: PlanId,
    after: Option<ReportId>,
    most: i64,
) -> Result<Vec<Report>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        let mut query = progress_reports::table
            .filter(progress_reports::plan_id.eq(plan))
            .select(Row::as_select())
            .into_boxed();
        if let Some(after) = after {
            query = query.filter(progress_reports::id.gt(after));
        }
        query.order(progress_reports::id.asc()).limit(most).load(c).await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}
