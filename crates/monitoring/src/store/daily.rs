//! How plans, goals and key results stood, a row for each day on which that changed.

use cascade_storage::{DbConn, StorageError, on_conn};
use chrono::NaiveDate;
use diesel::{prelude::*, upsert::excluded};
use diesel_async::RunQueryDsl;

use super::words::{light_of, light_word};
use crate::{
    domain::{
        daily::{self, DailyStatus, Kind},
        outcome::Outcome,
        plan::PlanState,
    },
    ids::PlanId,
    schema::daily_status::{self, dsl},
};

/// Rows of one statement: PostgreSQL takes no more than 65,535 parameters.
const CHUNK: usize = 5_000;

const KINDS: [(Kind, &str); 3] = [
    (Kind::Plan, "plan"),
    (Kind::Goal, "goal"),
    (Kind::KeyResult, "key_result"),
];

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = daily_status)]
struct Row {
    subject_id: String,
    day: NaiveDate,
    plan_id: PlanId,
    kind: String,
    light: String,
    progress: f64,
    completion: f64,
}

impl Row {
    fn of(plan_id: PlanId, status: DailyStatus) -> Self {
        Self {
            subject_id: status.subject,
            day: status.day,
            plan_id,
            kind: word(status.kind).to_owned(),
            light: light_word(status.light).to_owned(),
            progress: status.progress,
            completion: status.completion,
        }
    }

    fn into_status(self) -> Result<DailyStatus, StorageError> {
        let kind = KINDS
            .iter()
            .find(|(_, word)| *word == self.kind)
            .map(|(kind, _)| *kind);
        let unknown = || StorageError::internal(format!("a status of unknown kind {}", self.kind));
        Ok(DailyStatus {
            day: self.day,
            kind: kind.ok_or_else(unknown)?,
            subject: self.subject_id,
            light: light_of(Some(&self.light)),
            progress: self.progress,
            completion: self.completion,
        })
    }
}

fn word(kind: Kind) -> &'static str {
    KINDS
        .iter()
        .find(|(known, _)| *known == kind)
        .map_or("plan", |(_, word)| word)
}

/// Writes how what has changed stands today.
pub(super) async fn write(
    conn: &mut DbConn,
    changed: &[(&PlanState, &Outcome)],
) -> Result<(), StorageError> {
    let rows: Vec<Row> = changed
        .iter()
        .flat_map(|(plan, outcome)| {
            let id = plan.plan.id;
            let rows = daily::changed(plan, outcome);
            rows.into_iter().map(move |status| Row::of(id, status))
        })
        .collect();
    macro_rules! upsert {
        ($c:expr, $values:expr) => {
            diesel::insert_into(dsl::daily_status)
                .values($values)
                .on_conflict((dsl::subject_id, dsl::day))
                .do_update()
                .set((
                    dsl::light.eq(excluded(dsl::light)),
                    dsl::progress.eq(excluded(dsl::progress)),
                    dsl::completion.eq(excluded(dsl::completion)),
                ))
                .execute($c)
                .await?
        };
    }
    match conn {
        DbConn::Postgres(c) => {
            for chunk in rows.chunks(CHUNK) {
                upsert!(c, chunk);
            }
        }
        DbConn::Sqlite(c) => {
            for row in &rows {
                upsert!(c, row);
            }
        }
    }
    Ok(())
}

/// How a plan, its goals and key results stood on the days up to `to` on which that changed, oldest first.
pub async fn daily_status(
    conn: &mut DbConn,
    plan: PlanId,
    to: NaiveDate,
) -> Result<Vec<DailyStatus>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        dsl::daily_status
            .filter(dsl::plan_id.eq(plan))
            .filter(dsl::day.le(to))
            .order((dsl::day.asc(), dsl::subject_id.asc()))
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    rows.into_iter().map(Row::into_status).collect()
}
