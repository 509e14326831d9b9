//! Whose tasks are still to be looked at again, and how far that has got.

use cascade_proto::tasks::v1 as pb;
use cascade_storage::{DbConn, Json, StorageError, on_conn};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::{
    ids::TaskId,
    schema::{directory_reviews, people, tasks},
};

/// People and departments who work on other days than before; those below a department are named too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    /// Identity; the older comes first.
    pub id: String,
    /// Person codes.
    pub owners: Vec<String>,
    /// Department codes.
    pub departments: Vec<String>,
    /// The last task that was looked at; empty where none was.
    pub after_task: String,
}

impl Review {
    /// Of these people and departments, not begun.
    #[must_use]
    pub fn of(owners: &[String], departments: &[String]) -> Self {
        Self {
            id: Uuid::now_v7().to_string(),
            owners: owners.to_vec(),
            departments: departments.to_vec(),
            after_task: String::new(),
        }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = directory_reviews)]
struct Row {
    id: String,
    owners: Json<Vec<String>>,
    departments: Json<Vec<String>>,
    after_task: String,
}

/// Keeps a review to go on with.
///
/// # Errors
/// What the database says.
pub async fn insert(conn: &mut DbConn, review: Review) -> Result<(), StorageError> {
    let row = Row {
        id: review.id,
        owners: Json(review.owners),
        departments: Json(review.departments),
        after_task: review.after_task,
    };
    on_conn!(conn, c => {
        diesel::insert_into(directory_reviews::table).values(&row).execute(c).await
    })?;
    Ok(())
}

/// The oldest review that is not done.
///
/// # Errors
/// What the database says.
pub async fn oldest(conn: &mut DbConn) -> Result<Option<Review>, StorageError> {
    let row: Option<Row> = on_conn!(conn, c => {
        directory_reviews::table
            .order(directory_reviews::id.asc())
            .select(Row::as_select())
            .first(c)
            .await
            .optional()
    })?;
    Ok(row.map(|row| Review {
        id: row.id,
        owners: row.owners.0,
        departments: row.departments.0,
        after_task: row.after_task,
    }))
}

/// Notes how far a review has got.
///
/// # Errors
/// What the database says.
pub async fn go_on_after(conn: &mut DbConn, id: &str, task: TaskId) -> Result<(), StorageError> {
    on_conn!(conn, c => {
        diesel::update(directory_reviews::table.find(id))
            .set(directory_reviews::after_task.eq(task.to_string()))
            .execute(c)
            .await
    })?;
    Ok(())
}

/// A review is done.
///
/// # Errors
/// What the database says.
pub async fn end(conn: &mut DbConn, id: &str) -> Result<(), StorageError> {
    on_conn!(conn, c => diesel::delete(directory_reviews::table.find(id)).execute(c).await)?;
    Ok(())
}

/// The next tasks of a review that somebody has still to do, at most so many: of these people, of these departments, and of the people
/// there.
///
/// # Errors
/// What the database says.
pub async fn next_tasks(
    conn: &mut DbConn,
    review: &Review,
    most: i64,
) -> Result<Vec<TaskId>, StorageError> {
    let cancelled = pb::TaskState::Cancelled.as_str_name();
    Ok(on_conn!(conn, c => {
        let members = people::table
            .filter(people::department.eq_any(&review.departments))
            .select(people::code);
        let theirs = tasks::owner
            .eq_any(&review.owners)
            .or(tasks::department.eq_any(&review.departments))
            .or(tasks::owner.eq_any(members));
        tasks::table
            .filter(tasks::id.gt(review.after_task.clone()))
            .filter(tasks::actual_finish.is_null())
            .filter(tasks::state.ne(cancelled))
            .filter(theirs)
            .order(tasks::id.asc())
            .limit(most)
            .select(tasks::id)
            .load(c)
            .await
    })?)
}
