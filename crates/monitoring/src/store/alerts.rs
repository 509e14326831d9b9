//! Alerts: what is searched in columns, the rest as one value.

use std::collections::{BTreeMap, BTreeSet};

use cascade_method::{
    Text,
    correction::Measure,
    escalation::{Ladder, Level, Pause, Stage},
    light::Light,
};
use cascade_storage::{DbConn, Json, StorageError, UtcTime, on_conn};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::words::light_word;
use crate::{
    domain::{
        alert::{Alert, Correction, Entry},
        outcome::Outcome,
        plan::PlanState,
    },
    ids::{AlertId, CorrectionId, PlanId, TaskId},
    schema::{alerts, tasks},
};

/// Most codes that a query names.
const CHUNK: usize = 500;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = alerts, treat_none_as_null = true)]
pub(super) struct Row {
    id: AlertId,
    plan_id: PlanId,
    cause_task_id: TaskId,
    level: i64,
    assignee: String,
    state: String,
    open_cause: Option<String>,
    raised_at: UtcTime,
    due_at: Option<UtcTime>,
    closed_at: Option<UtcTime>,
    body: Json<Body>,
    version: i64,
    correction_owner: String,
    correction_due: Option<NaiveDate>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Body {
    pause: Option<String>,
    light: String,
    summary_zh: String,
    summary_en: String,
    affects: Vec<String>,
    #[serde(default)]
    company_goal: bool,
    explanation: String,
    corrections: Vec<StoredCorrection>,
    history: Vec<StoredEntry>,
    #[serde(default)]
    policy: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredCorrection {
    id: CorrectionId,
    measure: String,
    description: String,
    owner: String,
    due: NaiveDate,
    verification: String,
    filed_by: String,
    filed_at: DateTime<Utc>,
    verified: Option<(String, DateTime<Utc>)>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredEntry {
    at: DateTime<Utc>,
    level: i64,
    what: String,
    who: String,
    note: String,
}

const STAGES: [(Stage, &str); 7] = [
    (Stage::Open, "open"),
    (Stage::Explained, "explained"),
    (Stage::Correcting, "correcting"),
    (Stage::Verifying, "verifying"),
    (Stage::Unverified, "unverified"),
    (Stage::Reopened, "reopened"),
    (Stage::Closed, "closed"),
];
const PAUSES: [(Pause, &str); 2] = [
    (Pause::Acknowledged, "acknowledged"),
    (Pause::Snoozed, "snoozed"),
];
const LIGHTS: [(Light, &str); 3] = [
    (Light::Green, "green"),
    (Light::Yellow, "yellow"),
    (Light::Red, "red"),
];
const MEASURES: [(Measure, &str); 5] = [
    (Measure::AddResource, "add_resource"),
    (Measure::ReSequence, "re_sequence"),
    (Measure::Split, "split"),
    (Measure::RePlan, "re_plan"),
    (Measure::AdjustGoal, "adjust_goal"),
];
/// Every word that a history can have.
const WHATS: [&str; 15] = [
    "raised",
    "notified",
    "explained",
    "correction_filed",
    "accepted",
    "rejected",
    "lapsed",
    "correction_due",
    "acknowledged",
    "snoozed",
    "verified",
    "not_verified",
    "cleared",
    "plan_closed",
    "company_goal",
];

fn word<T: PartialEq + Copy>(table: &[(T, &'static str)], value: T) -> &'static str {
    table
        .iter()
        .find(|(known, _)| *known == value)
        .map_or("", |(_, word)| word)
}

fn value<T: Copy>(table: &[(T, &str)], word: &str) -> Result<T, StorageError> {
    table
        .iter()
        .find(|(_, known)| *known == word)
        .map(|(value, _)| *value)
        .ok_or_else(|| StorageError::internal(format!("an alert with the unknown word {word:?}")))
}

fn level(number: i64) -> Result<Level, StorageError> {
    Level::of(number)
        .ok_or_else(|| StorageError::internal(format!("an alert of unknown level {number}")))
}

impl Row {
    fn of(plan: PlanId, alert: &Alert) -> Self {
        let filed = alert.corrections.last();
        Self {
            id: alert.id,
            plan_id: plan,
            cause_task_id: alert.cause,
            level: i64::from(alert.ladder.level.number()),
            assignee: alert.assignee.clone(),
            state: word(&STAGES, alert.ladder.stage).to_owned(),
            open_cause: alert.is_open().then(|| alert.cause.to_string()),
            raised_at: alert.raised_at.into(),
            due_at: alert.ladder.due.map(UtcTime::from),
            closed_at: alert.closed_at.map(UtcTime::from),
            body: Json(Body {
                pause: alert
                    .ladder
                    .pause
                    .map(|pause| word(&PAUSES, pause).to_owned()),
                light: light_word(alert.light).to_owned(),
                summary_zh: alert.summary.zh.clone(),
                summary_en: alert.summary.en.clone(),
                affects: alert.affects.clone(),
                company_goal: alert.company_goal,
                explanation: alert.explanation.clone(),
                corrections: alert.corrections.iter().map(stored_correction).collect(),
                history: alert.history.iter().map(stored_entry).collect(),
                policy: alert.policy.clone(),
            }),
            version: alert.version,
            correction_owner: filed.map(|filed| filed.owner.clone()).unwrap_or_default(),
            correction_due: filed.map(|filed| filed.due),
        }
    }

    pub(super) fn into_alert(self) -> Result<Alert, StorageError> {
        let body = self.body.0;
        Ok(Alert {
            id: self.id,
            cause: self.cause_task_id,
            ladder: Ladder {
                level: level(self.level)?,
                stage: value(&STAGES, &self.state)?,
                pause: body.pause.map(|pause| value(&PAUSES, &pause)).transpose()?,
                due: self.due_at.map(Into::into),
            },
            assignee: self.assignee,
            light: value(&LIGHTS, &body.light)?,
            summary: Text::new(body.summary_zh, body.summary_en),
            affects: body.affects,
            company_goal: body.company_goal,
            raised_at: self.raised_at.into(),
            closed_at: self.closed_at.map(Into::into),
            explanation: body.explanation,
            corrections: body
                .corrections
                .into_iter()
                .map(correction)
                .collect::<Result<_, _>>()?,
            history: body
                .history
                .into_iter()
                .map(entry)
                .collect::<Result<_, _>>()?,
            policy: body.policy,
            version: self.version,
        })
    }
}

fn stored_correction(correction: &Correction) -> StoredCorrection {
    StoredCorrection {
        id: correction.id,
        measure: word(&MEASURES, correction.measure).to_owned(),
        description: correction.description.clone(),
        owner: correction.owner.clone(),
        due: correction.due,
        verification: correction.verification.clone(),
        filed_by: correction.filed_by.clone(),
        filed_at: correction.filed_at,
        verified: correction.verified.clone(),
    }
}

fn correction(stored: StoredCorrection) -> Result<Correction, StorageError> {
    Ok(Correction {
        id: stored.id,
        measure: value(&MEASURES, &stored.measure)?,
        description: stored.description,
        owner: stored.owner,
        due: stored.due,
        verification: stored.verification,
        filed_by: stored.filed_by,
        filed_at: stored.filed_at,
        verified: stored.verified,
    })
}

fn stored_entry(entry: &Entry) -> StoredEntry {
    StoredEntry {
        at: entry.at,
        level: i64::from(entry.level.number()),
        what: entry.what.to_owned(),
        who: entry.who.clone(),
        note: entry.note.clone(),
    }
}

fn entry(stored: StoredEntry) -> Result<Entry, StorageError> {
    let what = WHATS
        .into_iter()
        .find(|known| *known == stored.what)
        .ok_or_else(|| {
            StorageError::internal(format!("a history with the unknown word {:?}", stored.what))
        })?;
    Ok(Entry {
        at: stored.at,
        level: level(stored.level)?,
        what,
        who: stored.who,
        note: stored.note,
    })
}

pub(super) async fn of_plan(
    conn: &mut DbConn,
    plan: PlanId,
) -> Result<BTreeMap<AlertId, Alert>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        alerts::table.filter(alerts::plan_id.eq(plan)).select(Row::as_select()).load(c).await
    })?;
    rows.into_iter()
        .map(|row| row.into_alert().map(|alert| (alert.id, alert)))
        .collect()
}

pub(super) async fn write(
    conn: &mut DbConn,
    plan: &PlanState,
    outcome: &Outcome,
) -> Result<(), StorageError> {
    // Closed ones first: a cause may get a new alert in the very settlement that closes its old one.
    let mut changed: Vec<&Alert> = outcome
        .alerts
        .iter()
        .filter_map(|id| plan.alerts.get(id))
        .collect();
    changed.sort_by_key(|alert| alert.is_open());
    for alert in changed {
        let row = Row::of(plan.plan.id, alert);
        on_conn!(conn, c => {
            diesel::insert_into(alerts::table)
                .values(&row)
                .on_conflict(alerts::id)
                .do_update()
                .set(&row)
                .execute(c)
                .await
        })?;
    }
    Ok(())
}

/// Plan of an alert.
pub async fn alert_plan(conn: &mut DbConn, alert: AlertId) -> Result<Option<PlanId>, StorageError> {
    let plan = on_conn!(conn, c => {
        alerts::table.find(alert).select(alerts::plan_id).first::<PlanId>(c).await.optional()
    })?;
    Ok(plan)
}

/// Which alerts to list.
#[derive(Debug, Clone, Default)]
pub struct AlertFilter {
    /// Only of this plan.
    pub plan: Option<PlanId>,
    /// Only waiting for this person.
    pub assignee: Option<String>,
    /// Closed ones too.
    pub include_closed: bool,
    /// Only after this one.
    pub after: Option<AlertId>,
    /// At most so many.
    pub most: i64,
}

/// Alerts in the order of their ids, which is the order they were raised in, with the plan of each.
pub async fn list_alerts(
    conn: &mut DbConn,
    filter: &AlertFilter,
) -> Result<Vec<(PlanId, AlertId)>, StorageError> {
    let rows = on_conn!(conn, c => {
        let mut query = alerts::table
            .select((alerts::plan_id, alerts::id))
            .order(alerts::id.asc())
            .limit(filter.most)
            .into_boxed();
        if let Some(plan) = filter.plan {
            query = query.filter(alerts::plan_id.eq(plan));
        }
        if let Some(assignee) = &filter.assignee {
            query = query.filter(alerts::assignee.eq(assignee));
        }
        if !filter.include_closed {
            query = query.filter(alerts::open_cause.is_not_null());
        }
        if let Some(after) = filter.after {
            query = query.filter(alerts::id.gt(after));
        }
        query.load(c).await
    })?;
    Ok(rows)
}

/// Plans with open alerts whose causes are tasks of these departments.
pub async fn plans_with_open_alerts(
    conn: &mut DbConn,
    departments: BTreeSet<String>,
) -> Result<BTreeSet<PlanId>, StorageError> {
    let departments: Vec<String> = departments.into_iter().collect();
    let mut plans = BTreeSet::new();
    for chunk in departments.chunks(CHUNK) {
        let found: Vec<PlanId> = on_conn!(conn, c => {
            alerts::table
                .inner_join(tasks::table.on(tasks::id.eq(alerts::cause_task_id)))
                .filter(alerts::open_cause.is_not_null())
                .filter(tasks::department.eq_any(chunk))
                .select(alerts::plan_id)
                .distinct()
                .load(c)
                .await
        })?;
        plans.extend(found);
    }
    Ok(plans)
}
