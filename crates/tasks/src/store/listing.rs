//! Pages of tasks.

use cascade_storage::{
    DbConn, StorageError, on_conn,
    search::{containing, lower},
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::tasks::Row;
use crate::{
    domain::task::Task,
    ids::{KeyResultId, PlanId, TaskId},
    schema::tasks,
};

/// What a listing asks for; empty fields do not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this plan.
    pub plan_id: Option<PlanId>,
    /// Of this key result.
    pub key_result_id: Option<KeyResultId>,
    /// Of this person.
    pub owner: Option<String>,
    /// Of this department.
    pub department: Option<String>,
    /// Part of the code or name.
    pub search: Option<String>,
}

/// Tasks in the order of code and id, after the given pair.
///
/// # Errors
/// What the database says.
pub async fn list(
    conn: &mut DbConn,
    filter: &Filter,
    after: Option<(String, TaskId)>,
    most: i64,
) -> Result<Vec<Task>, StorageError> {
    let pattern = filter.search.as_deref().map(containing);
    let rows: Vec<Row> = on_conn!(conn, c => {
        let mut query = tasks::table.select(Row::as_select()).into_boxed();
        if let Some(pattern) = &pattern {
            let in_code = lower(tasks::code).like(pattern).escape('\\');
            let in_name = lower(tasks::name).like(pattern).escape('\\');
            query = query.filter(in_code.or(in_name));
        }
        if let Some(plan) = filter.plan_id {
            query = query.filter(tasks::plan_id.eq(plan));
        }
        if let Some(key_result) = filter.key_result_id {
            query = query.filter(tasks::key_result_id.eq(key_result));
        }
        if let Some(owner) = &filter.owner {
            query = query.filter(tasks::owner.eq(owner));
        }
        if let Some(department) = &filter.department {
            query = query.filter(tasks::department.eq(department));
        }
        if let Some((code, id)) = &after {
            query = query.filter(
                tasks::code.gt(code).or(tasks::code.eq(code).and(tasks::id.gt(*id))),
            );
        }
        query.order((tasks::code.asc(), tasks::id.asc())).limit(most).load(c).await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}
