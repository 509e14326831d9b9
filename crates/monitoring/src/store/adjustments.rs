//! Adjustments, as far as they wait for somebody.

use cascade_method::adjustment::{Status, Tier};
use cascade_storage::{DbConn, Json, StorageError, UtcTime, on_conn};
use diesel::{prelude::*, upsert::excluded};
use diesel_async::RunQueryDsl;

use crate::{
    domain::{adjustments::AdjustmentFact, my_day::PlanRef},
    ids::{AdjustmentId, PlanId},
    schema::{adjustments, plans},
};

/// Most that are looked at.
const MOST: i64 = 10_000;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = adjustments, treat_none_as_null = true)]
struct Row {
    id: AdjustmentId,
    plan_id: PlanId,
    code: String,
    reason: String,
    status: String,
    tier: String,
    applicant: String,
    deciders: Json<Vec<String>>,
    departments: Json<Vec<String>>,
    extension_days: i64,
    submitted_at: Option<UtcTime>,
    decided_at: Option<UtcTime>,
    decision_note: String,
    version: i64,
}

impl Row {
    fn of(fact: &AdjustmentFact) -> Self {
        Self {
            id: fact.id,
            plan_id: fact.plan,
            code: fact.code.clone(),
            reason: fact.reason.clone(),
            status: word(&STATUSES, fact.status).to_owned(),
            tier: word(&TIERS, fact.tier).to_owned(),
            applicant: fact.applicant.clone(),
            deciders: Json(fact.deciders.clone()),
            departments: Json(fact.departments.clone()),
            extension_days: fact.extension_days,
            submitted_at: fact.submitted_at.map(UtcTime::from),
            decided_at: fact.decided_at.map(UtcTime::from),
            decision_note: fact.decision_note.clone(),
            version: fact.version,
        }
    }

    fn into_fact(self) -> Result<AdjustmentFact, StorageError> {
        Ok(AdjustmentFact {
            id: self.id,
            plan: self.plan_id,
            status: of_word(&STATUSES, &self.status)?,
            tier: of_word(&TIERS, &self.tier)?,
            code: self.code,
            reason: self.reason,
            applicant: self.applicant,
            deciders: self.deciders.0,
            departments: self.departments.0,
            extension_days: self.extension_days,
            submitted_at: self.submitted_at.map(Into::into),
            decided_at: self.decided_at.map(Into::into),
            decision_note: self.decision_note,
            version: self.version,
        })
    }
}

/// Takes in an adjustment, unless a newer version is known.
pub async fn upsert_adjustment(
    conn: &mut DbConn,
    fact: &AdjustmentFact,
) -> Result<(), StorageError> {
    let row = Row::of(fact);
    on_conn!(conn, c => {
        let written = diesel::insert_into(adjustments::table)
            .values(&row)
            .on_conflict(adjustments::id)
            .do_update()
            .set(&row);
        // Looked at under the row's lock: another replica may be writing a newer version.
        diesel::query_dsl::methods::FilterDsl::filter(written, adjustments::version.lt(excluded(adjustments::version)))
            .execute(c)
            .await
    })?;
    Ok(())
}

type Found = ((PlanId, String), Row);

fn facts(rows: Vec<Found>) -> Result<Vec<(PlanRef, AdjustmentFact)>, StorageError> {
    rows.into_iter()
        .map(|((id, code), row)| Ok((PlanRef { id, code }, row.into_fact()?)))
        .collect()
}

/// Adjustments of active plans that wait for a decision, those submitted first first.
pub async fn undecided_adjustments(
    conn: &mut DbConn,
) -> Result<Vec<(PlanRef, AdjustmentFact)>, StorageError> {
    let rows: Vec<Found> = on_conn!(conn, c => {
        adjustments::table
            .inner_join(plans::table)
            .filter(adjustments::status.eq("submitted"))
            .filter(plans::active.eq(true))
            .order((adjustments::submitted_at.asc(), adjustments::id.asc()))
            .limit(MOST)
            .select(((plans::id, plans::code), Row::as_select()))
            .load(c)
            .await
    })?;
    facts(rows)
}

/// What a person wrote last in active plans, the last first.
pub async fn adjustments_by(
    conn: &mut DbConn,
    person: &str,
    most: i64,
) -> Result<Vec<(PlanRef, AdjustmentFact)>, StorageError> {
    let rows: Vec<Found> = on_conn!(conn, c => {
        adjustments::table
            .inner_join(plans::table)
            .filter(adjustments::applicant.eq(person))
            .filter(plans::active.eq(true))
            .order(adjustments::id.desc())
            .limit(most)
            .select(((plans::id, plans::code), Row::as_select()))
            .load(c)
            .await
    })?;
    facts(rows)
}

const STATUSES: [(Status, &str); 5] = [
    (Status::Draft, "draft"),
    (Status::Submitted, "submitted"),
    (Status::Approved, "approved"),
    (Status::Rejected, "rejected"),
    (Status::Withdrawn, "withdrawn"),
];

const TIERS: [(Tier, &str); 3] = [
    (Tier::KeyResultOwner, "key_result_owner"),
    (Tier::DepartmentHead, "department_head"),
    (Tier::Superior, "superior"),
];

fn word<T: PartialEq>(words: &[(T, &'static str)], value: T) -> &'static str {
    let found = words.iter().find(|(known, _)| *known == value);
    found.map_or("", |(_, word)| word)
}

fn of_word<T: Copy>(words: &[(T, &str)], word: &str) -> Result<T, StorageError> {
    let found = words.iter().find(|(_, known)| *known == word);
    found
        .map(|(value, _)| *value)
        .ok_or_else(|| StorageError::internal(format!("an adjustment with unknown word {word:?}")))
}
