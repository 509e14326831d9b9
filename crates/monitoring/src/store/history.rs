//! Tasks that were finished, of all plans.

use cascade_storage::{DbConn, StorageError, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{domain::risk::FinishedTask, schema::tasks};

/// The tasks that were finished last, at most so many.
pub async fn finished_tasks(
    conn: &mut DbConn,
    most: u32,
) -> Result<Vec<FinishedTask>, StorageError> {
    type Row = (String, String, i64, Option<NaiveDate>, Option<NaiveDate>);
    let rows: Vec<Row> = on_conn!(conn, c => {
        tasks::table
            .filter(tasks::actual_finish.is_not_null())
            .filter(tasks::actual_start.is_not_null())
            // The id makes the choice the same every time.
            .order((tasks::actual_finish.desc(), tasks::id.asc()))
            .limit(i64::from(most))
            .select((
                tasks::owner,
                tasks::department,
                tasks::duration,
                tasks::actual_start,
                tasks::actual_finish,
            ))
            .load(c)
            .await
    })?;
    let task = |(owner, department, planned, start, finish): Row| {
        Some(FinishedTask {
            owner,
            department,
            planned: u32::try_from(planned).ok()?,
            start: start?,
            finish: finish?,
        })
    };
    Ok(rows.into_iter().filter_map(task).collect())
}
