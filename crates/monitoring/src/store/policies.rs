//! Escalation policies: versions, written once.

use cascade_method::{Policy, escalation::Terms};
use cascade_storage::{DbConn, Json, StorageError, UtcTime, on_conn};
use chrono::{NaiveDate, NaiveTime};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::{directory, rotas};
use crate::{
    domain::rulebook::{PolicyVersion, Rulebook},
    ids::PolicyId,
    schema::escalation_policies,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = escalation_policies)]
struct Row {
    id: PolicyId,
    department: String,
    version: i64,
    effective_from: NaiveDate,
    terms: Json<StoredTerms>,
    created_by: String,
    created_at: UtcTime,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredTerms {
    green_points: f64,
    yellow_points: f64,
    yellow_late_days: u32,
    due_soon_days: u32,
    due_soon_percent: f64,
    #[serde(default)]
    score_yellow_below: f64,
    #[serde(default)]
    score_red_below: f64,
    explain_days: u32,
    correct_days: u32,
    decide_days: u32,
    acknowledge_days: u32,
    snooze_cap_days: u32,
    quiet: Option<(NaiveTime, NaiveTime)>,
    // Younger than the first versions: those say nothing of what follows.
    #[serde(default)]
    working_hours: Vec<(NaiveTime, NaiveTime)>,
    #[serde(default = "few")]
    digest_over: u32,
    #[serde(default)]
    digest_minutes: u32,
    #[serde(default)]
    rotas: [String; 4],
    stand_ins: Vec<String>,
}

/// What versions mean that are older than the number.
fn few() -> u32 {
    5
}

impl From<Terms> for StoredTerms {
    fn from(terms: Terms) -> Self {
        Self {
            green_points: terms.green_points,
            yellow_points: terms.yellow_points,
            yellow_late_days: terms.yellow_late_days,
            due_soon_days: terms.due_soon_days,
            due_soon_percent: terms.due_soon_percent,
            score_yellow_below: terms.score_yellow_below,
            score_red_below: terms.score_red_below,
            explain_days: terms.explain_days,
            correct_days: terms.correct_days,
            decide_days: terms.decide_days,
            acknowledge_days: terms.acknowledge_days,
            snooze_cap_days: terms.snooze_cap_days,
            quiet: terms.quiet,
            working_hours: terms.working_hours,
            digest_over: terms.digest_over,
            digest_minutes: terms.digest_minutes,
            rotas: terms.rotas,
            stand_ins: terms.stand_ins,
        }
    }
}

impl From<StoredTerms> for Terms {
    fn from(stored: StoredTerms) -> Self {
        Self {
            green_points: stored.green_points,
            yellow_points: stored.yellow_points,
            yellow_late_days: stored.yellow_late_days,
            due_soon_days: stored.due_soon_days,
            due_soon_percent: stored.due_soon_percent,
            score_yellow_below: stored.score_yellow_below,
            score_red_below: stored.score_red_below,
            explain_days: stored.explain_days,
            correct_days: stored.correct_days,
            decide_days: stored.decide_days,
            acknowledge_days: stored.acknowledge_days,
            snooze_cap_days: stored.snooze_cap_days,
            quiet: stored.quiet,
            working_hours: stored.working_hours,
            digest_over: stored.digest_over,
            digest_minutes: stored.digest_minutes,
            rotas: stored.rotas,
            stand_ins: stored.stand_ins,
        }
    }
}

/// Every version, oldest first.
pub async fn policies(conn: &mut DbConn) -> Result<Vec<PolicyVersion>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        escalation_policies::table
            .order(escalation_policies::id.asc())
            .select(Row::as_select())
            .load(c)
            .await
    })?;
    Ok(rows
        .into_iter()
        .map(|row| PolicyVersion {
            id: row.id,
            department: row.department,
            version: row.version,
            effective_from: row.effective_from,
            terms: row.terms.0.into(),
            created_by: row.created_by,
            created_at: row.created_at.into(),
        })
        .collect())
}

/// Every version with the departments that say which is the nearest; departments only where there is a version.
pub async fn rulebook(conn: &mut DbConn, default: &Policy) -> Result<Rulebook, StorageError> {
    let versions = policies(conn).await?;
    if versions.is_empty() {
        return Ok(Rulebook::default());
    }
    let directory = directory::directory(conn).await?;
    let rotas = rotas::rotas(conn).await?;
    Ok(Rulebook::new(directory, versions, default).with_rotas(rotas))
}

/// Keeps a new version; a conflict where somebody else has just written the same one.
pub async fn insert_policy(conn: &mut DbConn, new: &PolicyVersion) -> Result<(), StorageError> {
    let row = Row {
        id: new.id,
        department: new.department.clone(),
        version: new.version,
        effective_from: new.effective_from,
        terms: Json(new.terms.clone().into()),
        created_by: new.created_by.clone(),
        created_at: new.created_at.into(),
    };
    on_conn!(conn, c => diesel::insert_into(escalation_policies::table).values(&row).execute(c).await)?;
    Ok(())
}

/// Takes a version back.
pub async fn delete_policy(conn: &mut DbConn, id: PolicyId) -> Result<(), StorageError> {
    on_conn!(conn, c => diesel::delete(escalation_policies::table.find(id)).execute(c).await)?;
    Ok(())
}
