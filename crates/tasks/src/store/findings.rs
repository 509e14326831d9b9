//! Findings that are kept.

use cascade_runtime::lang::Localized;
use cascade_storage::{DbConn, StorageError, insert_all, on_conn};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::{
    domain::finding::{Finding, Scope},
    ids::{PlanId, TaskId},
    schema::findings,
    store::CHUNK,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = findings)]
struct Row {
    id: String,
    plan_id: PlanId,
    task_id: Option<TaskId>,
    scope: String,
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

impl Row {
    fn new(plan_id: PlanId, finding: &Finding) -> Self {
        Self {
            id: Uuid::now_v7().to_string(),
            plan_id,
            task_id: finding.task_id,
            scope: finding.scope.word().to_owned(),
            rule: finding.rule.clone(),
            sheet: finding.table.clone(),
            row_code: finding.row.clone(),
            field: finding.field.clone(),
            value: finding.value.clone(),
            message_zh: finding.message.zh.clone(),
            message_en: finding.message.en.clone(),
            advice_zh: finding.advice.zh.clone(),
            advice_en: finding.advice.en.clone(),
        }
    }
}

impl From<Row> for Finding {
    fn from(row: Row) -> Self {
        Self {
            scope: match row.scope.as_str() {
                "plan" => Scope::Plan,
                "report" => Scope::Report,
                _ => Scope::Task,
            },
            task_id: row.task_id,
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

/// Adds findings.
///
/// # Errors
/// What the database says.
pub async fn insert(
    conn: &mut DbConn,
    plan: PlanId,
    found: &[Finding],
) -> Result<(), StorageError> {
    let rows: Vec<Row> = found
        .iter()
        .map(|finding| Row::new(plan, finding))
        .collect();
    insert_all!(conn, findings::table, &rows)?;
    Ok(())
}

/// Forgets what was found about these tasks in one scope.
///
/// # Errors
/// What the database says.
pub async fn forget_tasks(
    conn: &mut DbConn,
    tasks: &[TaskId],
    scope: Scope,
) -> Result<(), StorageError> {
    for chunk in tasks.chunks(CHUNK) {
        on_conn!(conn, c => {
            diesel::delete(
                findings::table
                    .filter(findings::task_id.eq_any(chunk))
                    .filter(findings::scope.eq(scope.word())),
            )
            .execute(c)
            .await
        })?;
    }
    Ok(())
}

/// Forgets what one rule found about these tasks.
///
/// # Errors
/// What the database says.
pub async fn forget_rule(
    conn: &mut DbConn,
    tasks: &[TaskId],
    rule: &str,
) -> Result<(), StorageError> {
    for chunk in tasks.chunks(CHUNK) {
        on_conn!(conn, c => {
            diesel::delete(
                findings::table
                    .filter(findings::task_id.eq_any(chunk))
                    .filter(findings::rule.eq(rule)),
            )
            .execute(c)
            .await
        })?;
    }
    Ok(())
}

/// Forgets what was found about a plan as a whole.
///
/// # Errors
/// What the database says.
pub async fn forget_plan(conn: &mut DbConn, plan: PlanId) -> Result<(), StorageError> {
    on_conn!(conn, c => {
        diesel::delete(
            findings::table
                .filter(findings::plan_id.eq(plan))
                .filter(findings::scope.eq(Scope::Plan.word())),
        )
        .execute(c)
        .await
    })?;
    Ok(())
}

/// Everything found about a plan and its tasks, by row, rule and field.
///
/// # Errors
/// What the database says.
pub async fn of_plan(conn: &mut DbConn, plan: PlanId) -> Result<Vec<Finding>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        findings::table
            .filter(findings::plan_id.eq(plan))
            .order((
                findings::row_code.asc(),
                findings::rule.asc(),
                findings::field.asc(),
                findings::id.asc(),
            ))
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}
