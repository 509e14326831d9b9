//! Progress reports, each kept once.

use std::collections::HashMap;

use cascade_storage::{DbConn, StorageError, unnest_statement};
use chrono::NaiveDate;
use diesel::{
    prelude::*,
    query_builder::Query,
    sql_types::{BigInt, Date, Double, Text},
};
use diesel_async::RunQueryDsl;

use crate::{
    ids::{PlanId, TaskId},
    incoming::ReportFact,
    schema::reports,
};

#[derive(Insertable)]
#[diesel(table_name = reports)]
struct ReportRow {
    id: String,
    task_id: TaskId,
    plan_id: PlanId,
    as_of: NaiveDate,
    percent: f64,
    task_version: i64,
}

unnest_statement! {
    /// Adds reports and answers the plans of those that were not there.
    Insert of ReportRow {
        id: String => Text,
        task_id: TaskId => Text,
        plan_id: PlanId => Text,
        as_of: NaiveDate => Date,
        percent: f64 => Double,
        task_version: i64 => BigInt,
    }
    "INSERT INTO reports (id, task_id, plan_id, as_of, percent, task_version) SELECT * FROM",
    "ON CONFLICT DO NOTHING RETURNING plan_id"
}

impl Query for Insert {
    type SqlType = Text;
}

/// Keeps reports that are not known yet and answers how many of each plan were new.
pub async fn insert_reports(
    conn: &mut DbConn,
    facts: &[(PlanId, ReportFact)],
) -> Result<HashMap<PlanId, i64>, StorageError> {
    let mut new = HashMap::new();
    if facts.is_empty() {
        return Ok(new);
    }
    let rows = facts.iter().map(|(plan, fact)| ReportRow {
        id: fact.id.clone(),
        task_id: fact.task,
        plan_id: *plan,
        as_of: fact.as_of,
        percent: fact.percent,
        task_version: fact.task_version,
    });
    match conn {
        DbConn::Postgres(c) => {
            let inserted: Vec<PlanId> = rows.collect::<Insert>().load(c).await?;
            for plan in inserted {
                *new.entry(plan).or_default() += 1;
            }
        }
        DbConn::Sqlite(c) => {
            for row in rows {
                let inserted = diesel::insert_into(reports::table)
                    .values(&row)
                    .on_conflict_do_nothing()
                    .execute(c)
                    .await?;
                *new.entry(row.plan_id).or_default() += i64::try_from(inserted).unwrap_or(0);
            }
        }
    }
    Ok(new)
}
