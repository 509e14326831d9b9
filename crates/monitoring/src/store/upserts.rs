//! What changes with every report, written for many plans and tasks in one statement each.

use cascade_storage::{DbConn, Json, StorageError, unnest_statement};
use chrono::NaiveDate;
use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Date, Double, Nullable, Text},
};
use diesel_async::RunQueryDsl;

use super::{
    facts::TaskRow,
    parts::{StoredConstraints, StoredEstimate, StoredLink, StoredMilestone},
    plans::PlanRow,
    requests::RequestRow,
};
use crate::{
    ids::{KeyResultId, PlanId, RequestId, TaskId},
    schema,
};

unnest_statement! {
    /// Writes plans over what they were.
    UpdatePlans of PlanRow {
        id: PlanId => Text,
        code: String => Text,
        title: String => Text,
        active: bool => Bool,
        version: i64 => BigInt,
        revision: i64 => BigInt,
        as_of: Option<NaiveDate> => Nullable<Date>,
        reports_applied: i64 => BigInt,
    }
    "UPDATE plans SET code = new.code, title = new.title, active = new.active, version = new.version, revision = new.revision, \
     as_of = new.as_of, reports_applied = new.reports_applied FROM",
    "AS new (id, code, title, active, version, revision, as_of, reports_applied) WHERE plans.id = new.id"
}

unnest_statement! {
    /// Writes tasks, whether they were there or not.
    UpsertTasks of TaskRow {
        id: TaskId => Text,
        plan_id: PlanId => Text,
        key_result_id: KeyResultId => Text,
        code: String => Text,
        name: String => Text,
        owner: String => Text,
        department: String => Text,
        planned_start: NaiveDate => Date,
        planned_end: NaiveDate => Date,
        duration: i64 => BigInt,
        effort_hours: Option<f64> => Nullable<Double>,
        estimate: Option<Json<StoredEstimate>> => Nullable<Text>,
        baseline_start: Option<NaiveDate> => Nullable<Date>,
        baseline_end: Option<NaiveDate> => Nullable<Date>,
        state: String => Text,
        percent: f64 => Double,
        remaining: Option<i64> => Nullable<BigInt>,
        as_of: Option<NaiveDate> => Nullable<Date>,
        actual_start: Option<NaiveDate> => Nullable<Date>,
        actual_finish: Option<NaiveDate> => Nullable<Date>,
        reported_cause: String => Text,
        cause_kind: String => Text,
        links: Json<Vec<StoredLink>> => Text,
        milestones: Json<Vec<StoredMilestone>> => Text,
        constraints: Json<StoredConstraints> => Text,
        version: i64 => BigInt,
        forecast_start: Option<NaiveDate> => Nullable<Date>,
        forecast_finish: Option<NaiveDate> => Nullable<Date>,
        light: Option<String> => Nullable<Text>,
        skills: Json<Vec<(String, i32)>> => Text,
    }
    "INSERT INTO tasks (id, plan_id, key_result_id, code, name, owner, department, planned_start, planned_end, duration, \
     effort_hours, estimate, baseline_start, baseline_end, state, percent, remaining, as_of, actual_start, \
     actual_finish, reported_cause, cause_kind, links, milestones, constraints, version, forecast_start, forecast_finish, \
     light, skills) SELECT * FROM",
    "ON CONFLICT (id) DO UPDATE SET plan_id = excluded.plan_id, key_result_id = excluded.key_result_id, code = excluded.code, name = \
     excluded.name, owner = excluded.owner, department = excluded.department, planned_start = \
     excluded.planned_start, planned_end = excluded.planned_end, duration = excluded.duration, effort_hours = \
     excluded.effort_hours, estimate = excluded.estimate, baseline_start = excluded.baseline_start, baseline_end = excluded.baseline_end, \
     state = excluded.state, percent = excluded.percent, remaining = excluded.remaining, as_of = \
     excluded.as_of, actual_start = excluded.actual_start, actual_finish = excluded.actual_finish, \
     reported_cause = excluded.reported_cause, cause_kind = excluded.cause_kind, links = excluded.links, milestones = excluded.milestones, \
     constraints = excluded.constraints, version = excluded.version, forecast_start = excluded.forecast_start, \
     forecast_finish = excluded.forecast_finish, light = excluded.light, skills = excluded.skills"
}

unnest_statement! {
    /// Writes resource requests, whether they were there or not.
    UpsertRequests of RequestRow {
        id: RequestId => Text,
        plan_id: PlanId => Text,
        task_id: TaskId => Text,
        code: String => Text,
        kind: String => Text,
        description: String => Text,
        status: String => Text,
        expected_arrival: Option<NaiveDate> => Nullable<Date>,
        amount: Option<i64> => Nullable<BigInt>,
        spent: Option<i64> => Nullable<BigInt>,
        version: i64 => BigInt,
        requested_from: String => Text,
        requested_by: String => Text,
        decision_due: Option<NaiveDate> => Nullable<Date>,
    }
    "INSERT INTO resource_requests (id, plan_id, task_id, code, kind, description, status, expected_arrival, amount, spent, version, \
     requested_from, requested_by, decision_due) SELECT * FROM",
    "ON CONFLICT (id) DO UPDATE SET plan_id = excluded.plan_id, task_id = excluded.task_id, code = excluded.code, kind = \
     excluded.kind, description = excluded.description, status = excluded.status, expected_arrival = excluded.expected_arrival, \
     amount = excluded.amount, spent = excluded.spent, version = excluded.version, requested_from = excluded.requested_from, \
     requested_by = excluded.requested_by, decision_due = excluded.decision_due"
}

/// Writes the rows of plans.
pub(super) async fn plans(conn: &mut DbConn, rows: Vec<PlanRow>) -> Result<(), StorageError> {
    match conn {
        DbConn::Postgres(c) => {
            rows.into_iter().collect::<UpdatePlans>().execute(c).await?;
        }
        DbConn::Sqlite(c) => {
            for row in rows {
                diesel::update(schema::plans::table.find(row.id))
                    .set(&row)
                    .execute(c)
                    .await?;
            }
        }
    }
    Ok(())
}

/// Writes the rows of tasks.
pub(super) async fn tasks(conn: &mut DbConn, rows: Vec<TaskRow>) -> Result<(), StorageError> {
    if rows.is_empty() {
        return Ok(());
    }
    match conn {
        DbConn::Postgres(c) => {
            rows.into_iter().collect::<UpsertTasks>().execute(c).await?;
        }
        DbConn::Sqlite(c) => {
            for row in rows {
                diesel::insert_into(schema::tasks::table)
                    .values(&row)
                    .on_conflict(schema::tasks::id)
                    .do_update()
                    .set(&row)
                    .execute(c)
                    .await?;
            }
        }
    }
    Ok(())
}

/// Writes the rows of resource requests.
pub(super) async fn requests(conn: &mut DbConn, rows: Vec<RequestRow>) -> Result<(), StorageError> {
    if rows.is_empty() {
        return Ok(());
    }
    match conn {
        DbConn::Postgres(c) => {
            rows.into_iter()
                .collect::<UpsertRequests>()
                .execute(c)
                .await?;
        }
        DbConn::Sqlite(c) => {
            for row in rows {
                diesel::insert_into(schema::resource_requests::table)
                    .values(&row)
                    .on_conflict(schema::resource_requests::id)
                    .do_update()
                    .set(&row)
                    .execute(c)
                    .await?;
            }
        }
    }
    Ok(())
}
