//! Adjustment rows.

use std::collections::BTreeMap;

use cascade_method::adjustment::{Status, Tier};
use cascade_proto::goals::v1 as pb;
use cascade_storage::{DbConn, Json, StorageError, UtcTime, on_conn};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    domain::adjustment::{Adjustment, Content},
    ids::{AdjustmentId, PlanId},
    schema::adjustments,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = adjustments, treat_none_as_null = true)]
struct Row {
    id: AdjustmentId,
    plan_id: PlanId,
    number: i64,
    reason: String,
    status: String,
    applicant: String,
    content: Json<Content>,
    tier: String,
    extension_days: i64,
    cumulative_extension_days: i64,
    impact: Json<Option<pb::ChangeImpact>>,
    submitted_at: Option<UtcTime>,
    decided_by: String,
    decision_note: String,
    decided_at: Option<UtcTime>,
    plan_version_number: i64,
    version: i64,
}

/// A status as it is stored.
#[must_use]
pub fn status_name(status: Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::Submitted => "submitted",
        Status::Approved => "approved",
        Status::Rejected => "rejected",
        Status::Withdrawn => "withdrawn",
    }
}

fn status(name: &str) -> Status {
    match name {
        "submitted" => Status::Submitted,
        "approved" => Status::Approved,
        "rejected" => Status::Rejected,
        "withdrawn" => Status::Withdrawn,
        _ => Status::Draft,
    }
}

fn tier_name(tier: Tier) -> &'static str {
    match tier {
        Tier::KeyResultOwner => "key_result_owner",
        Tier::DepartmentHead => "department_head",
        Tier::Superior => "superior",
    }
}

/// What cannot be read takes the highest.
fn tier(name: &str) -> Tier {
    match name {
        "key_result_owner" => Tier::KeyResultOwner,
        "department_head" => Tier::DepartmentHead,
        _ => Tier::Superior,
    }
}

impl From<&Adjustment> for Row {
    fn from(made: &Adjustment) -> Self {
        let made = made.clone();
        Self {
            id: made.id,
            plan_id: made.plan_id,
            number: made.number,
            reason: made.reason,
            status: status_name(made.status).to_owned(),
            applicant: made.applicant,
            content: Json(made.content),
            tier: tier_name(made.tier).to_owned(),
            extension_days: made.extension_days,
            cumulative_extension_days: made.cumulative_extension_days,
            impact: Json(made.impact),
            submitted_at: made.submitted_at.map(Into::into),
            decided_by: made.decided_by,
            decision_note: made.decision_note,
            decided_at: made.decided_at.map(Into::into),
            plan_version_number: made.plan_version_number,
            version: made.version,
        }
    }
}

impl From<Row> for Adjustment {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            plan_id: row.plan_id,
            number: row.number,
            reason: row.reason,
            status: status(&row.status),
            applicant: row.applicant,
            content: row.content.0,
            tier: tier(&row.tier),
            extension_days: row.extension_days,
            cumulative_extension_days: row.cumulative_extension_days,
            impact: row.impact.0,
            submitted_at: row.submitted_at.map(Into::into),
            decided_by: row.decided_by,
            decision_note: row.decision_note,
            decided_at: row.decided_at.map(Into::into),
            plan_version_number: row.plan_version_number,
            version: row.version,
        }
    }
}

/// One adjustment, not locked: whoever changes one holds its plan.
///
/// # Errors
/// What the database says.
pub async fn get(conn: &mut DbConn, id: AdjustmentId) -> Result<Option<Adjustment>, StorageError> {
    let row: Option<Row> = on_conn!(conn, c => {
        adjustments::table.find(id).select(Row::as_select()).first(c).await.optional()
    })?;
    Ok(row.map(Into::into))
}

/// The number of the next adjustment of a plan. To be asked while the plan is held.
///
/// # Errors
/// What the database says.
pub async fn next_number(conn: &mut DbConn, plan: PlanId) -> Result<i64, StorageError> {
    let last: Option<i64> = on_conn!(conn, c => {
        adjustments::table
            .filter(adjustments::plan_id.eq(plan))
            .select(diesel::dsl::max(adjustments::number))
            .first(c)
            .await
    })?;
    Ok(last.unwrap_or(0) + 1)
}

/// Adds an adjustment.
///
/// # Errors
/// What the database says.
pub async fn insert(conn: &mut DbConn, made: &Adjustment) -> Result<(), StorageError> {
    let row = Row::from(made);
    on_conn!(conn, c => diesel::insert_into(adjustments::table).values(&row).execute(c).await)?;
    Ok(())
}

/// Writes an adjustment over its previous version; false where that is no longer the stored one.
///
/// # Errors
/// What the database says.
pub async fn update(conn: &mut DbConn, made: &Adjustment) -> Result<bool, StorageError> {
    let row = Row::from(made);
    let before = adjustments::table
        .find(made.id)
        .filter(adjustments::version.eq(made.version - 1));
    let changed = on_conn!(conn, c => diesel::update(before).set(&row).execute(c).await)?;
    Ok(changed == 1)
}

/// Working days that approved adjustments have given each row of a plan, by the row's id.
///
/// # Errors
/// What the database says.
pub async fn granted(
    conn: &mut DbConn,
    plan: PlanId,
) -> Result<BTreeMap<String, i64>, StorageError> {
    let contents: Vec<Json<Content>> = on_conn!(conn, c => {
        adjustments::table
            .filter(
                adjustments::plan_id
                    .eq(plan)
                    .and(adjustments::status.eq(status_name(Status::Approved))),
            )
            .select(adjustments::content)
            .load(c)
            .await
    })?;
    let mut granted = BTreeMap::new();
    for (row, days) in contents
        .into_iter()
        .flat_map(|content| content.0.extensions)
    {
        *granted.entry(row).or_default() += days;
    }
    Ok(granted)
}

/// Adjustments, newest first, before the given one, of one plan or all, of one status or any.
///
/// # Errors
/// What the database says.
pub async fn list(
    conn: &mut DbConn,
    plan: Option<PlanId>,
    status: Option<Status>,
    before: Option<AdjustmentId>,
    most: i64,
) -> Result<Vec<Adjustment>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        let mut query = adjustments::table.select(Row::as_select()).into_boxed();
        if let Some(plan) = plan {
            query = query.filter(adjustments::plan_id.eq(plan));
        }
        if let Some(status) = status {
            query = query.filter(adjustments::status.eq(status_name(status)));
        }
        if let Some(before) = before {
            query = query.filter(adjustments::id.lt(before));
        }
        query.order(adjustments::id.desc()).limit(most).load(c).await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}
