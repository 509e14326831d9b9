//! Findings that are kept.

use cascade_runtime::lang::Localized;
use cascade_storage::{DbConn, StorageError, insert_all, on_conn};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{domain::finding::Finding, ids::PlanId, schema::findings};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = findings)]
struct Row {
    plan_id: PlanId,
    place: i64,
    rule: String,
    sheet: String,
    row_code: String,
    field: String,
    value: String,
    message_zh: String,
    message_en: String,
    advice_zh: String,
    advice_en: String,
}

impl From<Row> for Finding {
    fn from(row: Row) -> Self {
        Self {
            rule: row.rule,
            table: row.sheet,
            row: row.row_code,
            field: row.field,
            value: row.value,
            message: Localized::new(row.message_zh, row.message_en),
            advice: Localized::new(row.advice_zh, row.advice_en),
        }
    }
}

/// Replaces what is kept about a plan.
///
/// # Errors
/// What the database says.
pub async fn replace(
    conn: &mut DbConn,
    plan: PlanId,
    found: &[Finding],
) -> Result<(), StorageError> {
    on_conn!(conn, c => {
        diesel::delete(findings::table.filter(findings::plan_id.eq(plan))).execute(c).await
    })?;
    let rows: Vec<Row> = (0..)
        .zip(found)
        .map(|(place, finding)| Row {
            plan_id: plan,
            place,
            rule: finding.rule.clone(),
            sheet: finding.table.clone(),
            row_code: finding.row.clone(),
            field: finding.field.clone(),
            value: finding.value.clone(),
            message_zh: finding.message.zh.clone(),
            message_en: finding.message.en.clone(),
            advice_zh: finding.advice.zh.clone(),
            advice_en: finding.advice.en.clone(),
        })
        .collect();
    insert_all!(conn, findings::table, &rows)?;
    Ok(())
}

/// Everything found about a plan, in the order of its tables.
///
/// # Errors
/// What the database says.
pub async fn of_plan(conn: &mut DbConn, plan: PlanId) -> Result<Vec<Finding>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        findings::table
            .filter(findings::plan_id.eq(plan))
            .order(findings::place.asc())
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}
