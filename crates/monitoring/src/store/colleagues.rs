//! People of departments, with what they can do and when they have work elsewhere.

use std::collections::{BTreeSet, HashMap};

use cascade_storage::{DbConn, Json, StorageError, on_conn};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::words::state_word;
use crate::{
    domain::{colleagues::Colleague, facts::Skills, working_time::WorkingTime},
    ids::PlanId,
    schema::{people, plans, tasks},
};

/// Most codes that a query names.
const CHUNK: usize = 500;

/// People of these departments, by code, without their working times; they are busy with unfinished tasks of other active plans.
pub async fn colleagues(
    conn: &mut DbConn,
    departments: &BTreeSet<String>,
    plan: PlanId,
) -> Result<Vec<Colleague>, StorageError> {
    let departments: Vec<&String> = departments.iter().collect();
    let mut found = Vec::new();
    for chunk in departments.chunks(CHUNK) {
        type Row = (String, String, Json<Skills>);
        let rows: Vec<Row> = on_conn!(conn, c => {
            people::table
                .filter(people::department.eq_any(chunk))
                .select((people::code, people::department, people::skills))
                .load(c)
                .await
        })?;
        found.extend(
            rows.into_iter()
                .map(|(person, department, skills)| Colleague {
                    person,
                    department,
                    skills: skills.0,
                    busy: Vec::new(),
                    time: WorkingTime::default(),
                }),
        );
    }
    found.sort_by(|a, b| a.person.cmp(&b.person));
    let codes: Vec<String> = found.iter().map(|one| one.person.clone()).collect();
    let mut busy: HashMap<String, Vec<_>> = HashMap::new();
    let cancelled = state_word(cascade_method::status::StoredState::Cancelled);
    for chunk in codes.chunks(CHUNK) {
        type Row = (String, Option<NaiveDate>, Option<NaiveDate>);
        let rows: Vec<Row> = on_conn!(conn, c => {
            tasks::table
                .inner_join(plans::table.on(plans::id.eq(tasks::plan_id)))
                .filter(plans::active.eq(true))
                .filter(tasks::owner.eq_any(chunk))
                .filter(tasks::plan_id.ne(plan))
                .filter(tasks::actual_finish.is_null())
                .filter(tasks::state.ne(cancelled))
                .select((tasks::owner, tasks::forecast_start, tasks::forecast_finish))
                .load(c)
                .await
        })?;
        for (owner, start, finish) in rows {
            let days = start.zip(finish).map(|(start, finish)| start..=finish);
            busy.entry(owner).or_default().extend(days);
        }
    }
    for one in &mut found {
        one.busy = busy.remove(&one.person).unwrap_or_default();
    }
    Ok(found)
}
