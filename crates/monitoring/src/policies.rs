//! Escalation policies as people write them: looked at, kept from their first day on, taken back before it.

use std::sync::Arc;

use cascade_events::idempotency::{self, Key, Seen};
use cascade_method::{
    Finding,
    escalation::{Span, Terms},
    rules,
};
use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::{
    auth::Role,
    error::{ServiceError, Violation},
    grpc::RequestContext,
    lang::Localized,
};
use chrono::{NaiveDate, NaiveTime};
use prost::Message;
use sha2::{Digest, Sha256};

use crate::{
    domain::{
        duty,
        rulebook::{PolicyVersion, Rulebook},
    },
    engine::Engine,
    grpc::{id, required_day},
    ids::PolicyId,
    messages, store,
};

impl Engine {
    /// Every version of a department's policy, or of all.
    ///
    /// # Errors
    /// Database errors.
    pub(crate) async fn policies(
        self: &Arc<Self>,
        department: &str,
    ) -> Result<Vec<pb::EscalationPolicy>, ServiceError> {
        let mut conn = self.pool.get().await?;
        let found = store::policies(&mut conn).await?;
        Ok(found
            .iter()
            .filter(|version| department.is_empty() || version.department == department)
            .map(message)
            .collect())
    }

    /// The policy that holds for a department on a day; version 0 is what holds where nothing is written.
    ///
    /// # Errors
    /// Database errors.
    pub(crate) async fn policy_in_force(
        self: &Arc<Self>,
        department: &str,
        day: NaiveDate,
    ) -> Result<pb::EscalationPolicy, ServiceError> {
        let mut conn = self.pool.get().await?;
        let rules = store::rulebook(&mut conn, &self.policy).await?;
        Ok(match rules.in_force(department, day) {
            Some((version, _)) => message(version),
            None => pb::EscalationPolicy {
                terms: Some(terms_message(&Terms::of(&self.policy))),
                ..pb::EscalationPolicy::default()
            },
        })
    }

    /// Keeps a new version of a department's policy.
    ///
    /// # Errors
    /// Values out of range, a first day that has come already, an unknown department, a caller without the right.
    pub(crate) async fn save_policy(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::SavePolicyRequest,
    ) -> Result<pb::EscalationPolicy, ServiceError> {
        let engine = Arc::clone(self);
        cascade_storage::mutation(async move {
            let key = key(&context, "SavePolicy", &request.encode_to_vec());
            let mut tx = engine.pool.begin().await?;
            if let Some(answer) = seen(&mut tx, key.as_ref()).await? {
                return Ok(answer);
            }
            may(&context, &request.department)?;
            let directory = store::directory(&mut tx).await?;
            let known = directory.upwards(&request.department).next().is_some();
            if !request.department.is_empty() && !known {
                return Err(ServiceError::invalid_field(
                    "department",
                    rules::DIR_REFERENCE_UNKNOWN.id,
                    &request.department,
                    Localized::new("部门不存在", "There is no such department"),
                ));
            }
            let first = first_day(&request.effective_from, &context)?;
            let versions = store::policies(&mut tx).await?;
            let latest = versions
                .iter()
                .filter(|version| version.department == request.department)
                .map(|version| version.version)
                .max();
            let rules = Rulebook::new(directory, versions, &engine.policy);
            let before = rules.in_force(&request.department, first).map_or_else(
                || Terms::of(&engine.policy),
                |(version, _)| version.terms.clone(),
            );
            let terms = read(before, request.terms.unwrap_or_default())?;
            refuse(terms.check(&request.department))?;
            let rotas = store::rotas(&mut tx).await?;
            for (field, code) in ROTAS.iter().zip(&terms.rotas) {
                if !code.is_empty() && duty::in_force(&rotas, code, first).is_none() {
                    return Err(ServiceError::invalid_field(
                        *field,
                        rules::DIR_REFERENCE_UNKNOWN.id,
                        code,
                        Localized::new(
                            "生效日没有这个值班表",
                            "There is no such rota on the first day",
                        ),
                    ));
                }
            }
            let new = PolicyVersion {
                id: PolicyId::new(),
                department: request.department,
                version: latest.unwrap_or(0) + 1,
                effective_from: first,
                terms,
                created_by: context.actor.subject.clone(),
                created_at: context.now,
            };
            store::insert_policy(&mut tx, &new).await?;
            let answer = message(&new);
            if let Some(key) = &key {
                idempotency::record(&mut tx, key, &answer.encode_to_vec(), context.now).await?;
            }
            tx.commit().await?;
            Ok(answer)
        })
        .await?
    }

    /// Takes back a version whose first day has not come.
    ///
    /// # Errors
    /// An unknown version, one in force already, a caller without the right.
    pub(crate) async fn withdraw_policy(
        self: &Arc<Self>,
        context: RequestContext,
        policy: String,
    ) -> Result<pb::EscalationPolicy, ServiceError> {
        let engine = Arc::clone(self);
        cascade_storage::mutation(async move {
            let key = key(&context, "WithdrawPolicy", policy.as_bytes());
            let asked: PolicyId = id("policy_id", &policy)?;
            let mut tx = engine.pool.begin().await?;
            if let Some(answer) = seen(&mut tx, key.as_ref()).await? {
                return Ok(answer);
            }
            let found = store::policies(&mut tx)
                .await?
                .into_iter()
                .find(|version| version.id == asked)
                .ok_or_else(|| ServiceError::not_found("升级策略", "policy", asked))?;
            may(&context, &found.department)?;
            if found.effective_from <= context.today {
                return Err(in_the_past(&found.effective_from.to_string()));
            }
            store::delete_policy(&mut tx, asked).await?;
            let answer = message(&found);
            if let Some(key) = &key {
                idempotency::record(&mut tx, key, &answer.encode_to_vec(), context.now).await?;
            }
            tx.commit().await?;
            Ok(answer)
        })
        .await?
    }
}

/// The organisation's policy is its administrators'; a department's also its managers'.
pub(crate) fn may(context: &RequestContext, department: &str) -> Result<(), ServiceError> {
    if department.is_empty() {
        context.actor.require_anywhere(Role::Admin)
    } else {
        context.actor.require(Role::Manager, department)
    }
}

pub(crate) fn key(context: &RequestContext, method: &str, request: &[u8]) -> Option<Key> {
    context.idempotency_key.as_ref().map(|key| Key {
        key: key.clone(),
        actor: context.actor.subject.clone(),
        method: method.to_owned(),
        request_hash: format!("{:x}", Sha256::digest(request)),
    })
}

/// The answer that was given to the same call before.
pub(crate) async fn seen<T: Message + Default>(
    conn: &mut cascade_storage::DbConn,
    key: Option<&Key>,
) -> Result<Option<T>, ServiceError> {
    let Some(key) = key else { return Ok(None) };
    match idempotency::lookup(conn, key).await? {
        Seen::New => Ok(None),
        Seen::Answered(answer) => T::decode(&answer[..])
            .map(Some)
            .map_err(ServiceError::internal),
        Seen::Reused => Err(ServiceError::idempotency_key_reused(&key.key)),
    }
}

/// Tomorrow at the earliest: lights and deadlines of days that have begun stay as they were told.
pub(crate) fn first_day(text: &str, context: &RequestContext) -> Result<NaiveDate, ServiceError> {
    let day = required_day("effective_from", text)?;
    if day <= context.today {
        return Err(in_the_past(text));
    }
    Ok(day)
}

pub(crate) fn in_the_past(value: &str) -> ServiceError {
    ServiceError::invalid([Violation::new(
        "effective_from",
        rules::ESC_POLICY_DAY.id,
        Localized::new(
            "策略自明天起方可生效，已生效的不得更改",
            "A policy begins tomorrow at the earliest, and one that has begun is not changed",
        ),
    )
    .value(value)
    .advice(Localized::new(
        "请另写一个自今天之后生效的版本",
        "Write another version that begins after today",
    ))])
}

/// Names of the fields that say which rota is asked at levels 1 to 4.
const ROTAS: [&str; 4] = [
    "explain_rota",
    "correct_rota",
    "decide_rota",
    "executive_rota",
];

pub(crate) fn refuse(findings: Vec<Finding>) -> Result<(), ServiceError> {
    if findings.is_empty() {
        return Ok(());
    }
    Err(ServiceError::invalid(findings.into_iter().map(|finding| {
        Violation::new(
            finding.field,
            finding.rule.id,
            Localized::new(finding.message.zh, finding.message.en),
        )
        .value(finding.value)
    })))
}

/// What is given over what held before.
fn read(before: Terms, given: pb::PolicyTerms) -> Result<Terms, ServiceError> {
    let stand_ins = given.stand_ins.map(|people| people.codes);
    let quiet = match (given.quiet_from.as_deref(), given.quiet_until.as_deref()) {
        (None, None) => before.quiet,
        (Some(""), Some("")) => None,
        (from, until) => Some((
            hour("quiet_from", from.unwrap_or_default())?,
            hour("quiet_until", until.unwrap_or_default())?,
        )),
    };
    let working_hours = match given.working_hours {
        None => before.working_hours,
        Some(hours) => hours
            .spans
            .iter()
            .map(|text| span(text))
            .collect::<Result<_, _>>()?,
    };
    Ok(Terms {
        green_points: given.green_points.unwrap_or(before.green_points),
        yellow_points: given.yellow_points.unwrap_or(before.yellow_points),
        yellow_late_days: given.yellow_late_days.unwrap_or(before.yellow_late_days),
        due_soon_days: given.due_soon_days.unwrap_or(before.due_soon_days),
        due_soon_percent: given.due_soon_percent.unwrap_or(before.due_soon_percent),
        score_yellow_below: given
            .score_yellow_below
            .unwrap_or(before.score_yellow_below),
        score_red_below: given.score_red_below.unwrap_or(before.score_red_below),
        explain_days: given.explain_days.unwrap_or(before.explain_days),
        correct_days: given.correct_days.unwrap_or(before.correct_days),
        decide_days: given.decide_days.unwrap_or(before.decide_days),
        acknowledge_days: given.acknowledge_days.unwrap_or(before.acknowledge_days),
        snooze_cap_days: given.snooze_cap_days.unwrap_or(before.snooze_cap_days),
        quiet,
        working_hours,
        digest_over: given.digest_over.unwrap_or(before.digest_over),
        digest_minutes: given.digest_minutes.unwrap_or(before.digest_minutes),
        rotas: {
            let [explain, correct, decide, executive] = before.rotas;
            [
                given.explain_rota.unwrap_or(explain),
                given.correct_rota.unwrap_or(correct),
                given.decide_rota.unwrap_or(decide),
                given.executive_rota.unwrap_or(executive),
            ]
        },
        stand_ins: stand_ins.unwrap_or(before.stand_ins),
    })
}

fn hour(field: &str, text: &str) -> Result<NaiveTime, ServiceError> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| {
        ServiceError::invalid_field(
            field,
            rules::ESC_POLICY_VALUE.id,
            text,
            Localized::new(
                "免打扰时段须同时写明起止，例如 20:00 与 08:00；都留空表示没有",
                "Quiet hours have both ends, such as 20:00 and 08:00; both empty: none",
            ),
        )
    })
}

/// Working hours as people write them: `09:00-12:00`.
fn span(text: &str) -> Result<Span, ServiceError> {
    let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
    let both = text.split_once('-');
    both.and_then(|(from, until)| Some((time(from)?, time(until)?)))
        .ok_or_else(|| {
            ServiceError::invalid_field(
                "working_hours",
                rules::ESC_POLICY_VALUE.id,
                text,
                Localized::new(
                    "工作时间须写明起止，例如 09:00-12:00",
                    "Working hours have a begin and an end, such as 09:00-12:00",
                ),
            )
        })
}

fn message(version: &PolicyVersion) -> pb::EscalationPolicy {
    pb::EscalationPolicy {
        id: version.id.to_string(),
        name: version.name(),
        department: version.department.clone(),
        version: version.version,
        effective_from: version.effective_from.to_string(),
        terms: Some(terms_message(&version.terms)),
        created_by: version.created_by.clone(),
        created_at: Some(messages::moment(version.created_at)),
    }
}

fn written((from, until): &Span) -> String {
    format!("{}-{}", from.format("%H:%M"), until.format("%H:%M"))
}

fn terms_message(terms: &Terms) -> pb::PolicyTerms {
    let (from, until) = terms
        .quiet
        .map(|(from, until)| {
            (
                from.format("%H:%M").to_string(),
                until.format("%H:%M").to_string(),
            )
        })
        .unwrap_or_default();
    let [explain, correct, decide, executive] = terms.rotas.clone();
    pb::PolicyTerms {
        explain_rota: Some(explain),
        correct_rota: Some(correct),
        decide_rota: Some(decide),
        executive_rota: Some(executive),
        green_points: Some(terms.green_points),
        yellow_points: Some(terms.yellow_points),
        yellow_late_days: Some(terms.yellow_late_days),
        due_soon_days: Some(terms.due_soon_days),
        due_soon_percent: Some(terms.due_soon_percent),
        score_yellow_below: Some(terms.score_yellow_below),
        score_red_below: Some(terms.score_red_below),
        explain_days: Some(terms.explain_days),
        correct_days: Some(terms.correct_days),
        decide_days: Some(terms.decide_days),
        acknowledge_days: Some(terms.acknowledge_days),
        snooze_cap_days: Some(terms.snooze_cap_days),
        quiet_from: Some(from),
        quiet_until: Some(until),
        stand_ins: Some(pb::StandIns {
            codes: terms.stand_ins.clone(),
        }),
        digest_over: Some(terms.digest_over),
        digest_minutes: Some(terms.digest_minutes),
        working_hours: Some(pb::WorkingHours {
            spans: terms.working_hours.iter().map(written).collect(),
        }),
    }
}
