//! Resource requests.

use cascade_proto::resources::v1 as pb;
use cascade_storage::{DbConn, StorageError, UtcTime, on_conn};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use crate::schema::{people, requests};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = requests, treat_none_as_null = true)]
struct Row {
    id: String,
    plan_id: String,
    code: String,
    task_id: String,
    kind: String,
    description: String,
    requested_from: String,
    requested_by: String,
    requested_at: String,
    expected_arrival: String,
    actual_arrival: String,
    quantity: Option<f64>,
    unit: String,
    amount_minor: Option<i64>,
    budget: String,
    note: String,
    status: String,
    decided_by: String,
    decision_note: String,
    decided_at: Option<UtcTime>,
    version: i64,
    asset: String,
    decision_due: String,
    granted_quantity: Option<f64>,
    granted_amount_minor: Option<i64>,
    granted_arrival: String,
}

impl Row {
    fn of(request: &pb::ResourceRequest) -> Self {
        let decided_at = request
            .decided_at
            .as_ref()
            .and_then(|at| DateTime::<Utc>::from_timestamp(at.seconds, at.nanos.unsigned_abs()))
            .map(UtcTime::from);
        let request = request.clone();
        Self {
            kind: request.kind().as_str_name().to_owned(),
            status: request.status().as_str_name().to_owned(),
            decided_at,
            id: request.id,
            plan_id: request.plan_id,
            code: request.code,
            task_id: request.task_id,
            description: request.description,
            requested_from: request.requested_from,
            requested_by: request.requested_by,
            requested_at: request.requested_at,
            expected_arrival: request.expected_arrival,
            actual_arrival: request.actual_arrival,
            quantity: request.quantity,
            unit: request.unit,
            amount_minor: request.amount_minor,
            budget: request.budget,
            note: request.note,
            decided_by: request.decided_by,
            decision_note: request.decision_note,
            version: request.version,
            asset: request.asset,
            decision_due: request.decision_due,
            granted_quantity: request.granted_quantity,
            granted_amount_minor: request.granted_amount_minor,
            granted_arrival: request.granted_arrival,
        }
    }
}

impl From<Row> for pb::ResourceRequest {
    fn from(row: Row) -> Self {
        Self {
            // Words that this service wrote itself.
            kind: pb::ResourceKind::from_str_name(&row.kind)
                .unwrap_or_default()
                .into(),
            status: pb::RequestStatus::from_str_name(&row.status)
                .unwrap_or_default()
                .into(),
            decided_at: row.decided_at.map(|at| crate::messages::moment(at.into())),
            id: row.id,
            plan_id: row.plan_id,
            code: row.code,
            task_id: row.task_id,
            description: row.description,
            requested_from: row.requested_from,
            requested_by: row.requested_by,
            requested_at: row.requested_at,
            expected_arrival: row.expected_arrival,
            actual_arrival: row.actual_arrival,
            quantity: row.quantity,
            unit: row.unit,
            amount_minor: row.amount_minor,
            budget: row.budget,
            note: row.note,
            decided_by: row.decided_by,
            decision_note: row.decision_note,
            version: row.version,
            asset: row.asset,
            decision_due: row.decision_due,
            granted_quantity: row.granted_quantity,
            granted_amount_minor: row.granted_amount_minor,
            granted_arrival: row.granted_arrival,
            decider: String::new(),
            overdue: false,
        }
    }
}

/// A request, locked until the end of the transaction.
pub async fn lock(
    conn: &mut DbConn,
    id: &str,
) -> Result<Option<pb::ResourceRequest>, StorageError> {
    let row: Option<Row> = match conn {
        DbConn::Postgres(c) => requests::table
            .find(id)
            .select(Row::as_select())
            .for_update()
            .first(c)
            .await
            .optional()?,
        DbConn::Sqlite(c) => requests::table
            .find(id)
            .select(Row::as_select())
            .first(c)
            .await
            .optional()?,
    };
    Ok(row.map(Into::into))
}

/// A request.
pub async fn get(conn: &mut DbConn, id: &str) -> Result<Option<pb::ResourceRequest>, StorageError> {
    let row: Option<Row> = on_conn!(conn, c => {
        requests::table.find(id).select(Row::as_select()).first(c).await.optional()
    })?;
    Ok(row.map(Into::into))
}

/// Every request of a plan.
pub async fn of_plan(
    conn: &mut DbConn,
    plan: &str,
) -> Result<Vec<pb::ResourceRequest>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        requests::table
            .filter(requests::plan_id.eq(plan))
            .order(requests::code.asc())
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Any number will do; it only has to be the same in every replica.
const TURN: &str = "SELECT pg_advisory_xact_lock(7215100218)";

/// Lets one transaction at a time write new requests, and answers those of the plan, locked until its end: what is found unchanged
/// or undecided stays so, and two imports of the same new request make one.
pub async fn lock_plan(
    conn: &mut DbConn,
    plan: &str,
) -> Result<Vec<pb::ResourceRequest>, StorageError> {
    let query = requests::table
        .filter(requests::plan_id.eq(plan))
        .order(requests::id.asc());
    let rows: Vec<Row> = match conn {
        DbConn::Postgres(c) => {
            c.batch_execute(TURN).await?;
            query.select(Row::as_select()).for_update().load(c).await?
        }
        // A transaction of SQLite is the only writer from its begin.
        DbConn::Sqlite(c) => query.select(Row::as_select()).load(c).await?,
    };
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Which requests to list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this plan.
    pub plan: String,
    /// Only of this task.
    pub task: String,
    /// Only of this department asked.
    pub requested_from: String,
    /// Only of those who ask from this department.
    pub requesting_department: String,
    /// Only of this kind.
    pub kind: Option<pb::ResourceKind>,
    /// Only of this status.
    pub status: Option<pb::RequestStatus>,
    /// Only undecided ones whose decision was due before this day.
    pub overdue_on: Option<String>,
    /// Only after this id.
    pub after: String,
    /// At most so many.
    pub most: i64,
}

/// A page of requests, in the order they were made in.
pub async fn list(
    conn: &mut DbConn,
    filter: &Filter,
) -> Result<Vec<pb::ResourceRequest>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        let mut query = requests::table
            .filter(requests::id.gt(&filter.after))
            .order(requests::id.asc())
            .limit(filter.most)
            .select(Row::as_select())
            .into_boxed();
        if !filter.plan.is_empty() {
            query = query.filter(requests::plan_id.eq(&filter.plan));
        }
        if !filter.task.is_empty() {
            query = query.filter(requests::task_id.eq(&filter.task));
        }
        if !filter.requested_from.is_empty() {
            query = query.filter(requests::requested_from.eq(&filter.requested_from));
        }
        if !filter.requesting_department.is_empty() {
            let asking = people::table
                .filter(people::department.eq(&filter.requesting_department))
                .select(people::code);
            query = query.filter(requests::requested_by.eq_any(asking));
        }
        if let Some(kind) = filter.kind {
            query = query.filter(requests::kind.eq(kind.as_str_name()));
        }
        if let Some(status) = filter.status {
            query = query.filter(requests::status.eq(status.as_str_name()));
        }
        if let Some(today) = &filter.overdue_on {
            query = query
                .filter(requests::status.eq(pb::RequestStatus::Submitted.as_str_name()))
                .filter(requests::decision_due.ne(""))
                .filter(requests::decision_due.lt(today));
        }
        query.load(c).await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Requests that budgets pay for: approved or fulfilled.
pub async fn paid_by(
    conn: &mut DbConn,
    budgets: &[String],
) -> Result<Vec<pb::ResourceRequest>, StorageError> {
    let paid = [
        pb::RequestStatus::Approved.as_str_name(),
        pb::RequestStatus::Fulfilled.as_str_name(),
    ];
    let rows: Vec<Row> = on_conn!(conn, c => {
        requests::table
            .filter(requests::budget.eq_any(budgets))
            .filter(requests::status.eq_any(paid))
            .order(requests::id.asc())
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Writes a request.
pub async fn put(conn: &mut DbConn, request: &pb::ResourceRequest) -> Result<(), StorageError> {
    let row = Row::of(request);
    on_conn!(conn, c => {
        diesel::insert_into(requests::table).values(&row).on_conflict(requests::id).do_update().set(&row).execute(c).await
    })?;
    Ok(())
}
