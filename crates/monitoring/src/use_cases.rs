//! What people do about alerts: load, decide, save with the events in one transaction, once for each idempotency key.

use std::sync::Arc;

use cascade_events::idempotency::{self, Key, Seen};
use cascade_method::{
    correction::{self, Measure},
    escalation::{Input, LadderError, Level},
    rules,
};
use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::{
    auth::Role,
    error::{ErrorKind, Reason, ServiceError, Violation},
    grpc::RequestContext,
    lang::Localized,
};
use chrono::NaiveDate;
use prost::Message;
use sha2::{Digest, Sha256};

use crate::{
    directory::Directory,
    domain::{
        alert::{Alert, Correction},
        outcome::{Outcome, Said},
        plan::PlanState,
        settle::Moment,
    },
    engine::Engine,
    ids::{AlertId, CorrectionId},
    messages, store,
};

/// The alert's state does not allow this.
pub const ALERT_STATE: Reason = Reason::new("ALERT_STATE");

/// What is done about an alert.
#[derive(Debug, Clone)]
pub enum Act {
    /// Level 1: the task owner says why.
    Explain(String),
    /// Seen.
    Acknowledge,
    /// Put off: the level lapses at the end of a later day.
    Snooze(NaiveDate, String),
    /// Level 2: a correction.
    Correct(NewCorrection),
    /// Levels 3 and 4: accepted, or another is wanted.
    Decide(bool, String),
    /// It worked, or it did not.
    Verify(bool, String),
}

/// A correction to be filed.
#[derive(Debug, Clone)]
pub struct NewCorrection {
    /// What is done.
    pub measure: Option<Measure>,
    /// In a sentence.
    pub description: String,
    /// Person code.
    pub owner: String,
    /// When it is to have worked.
    pub due: Option<NaiveDate>,
    /// How one will see that it did.
    pub verification: String,
}

impl Engine {
    /// Does something about an alert; asked for again under the same idempotency key, it answers the same and does nothing.
    ///
    /// # Errors
    /// An unknown alert, a step that its state does not allow, a version that is not the newest, a caller without the right.
    pub async fn act(
        self: &Arc<Self>,
        context: RequestContext,
        method: &'static str,
        alert: AlertId,
        expected_version: i64,
        act: Act,
    ) -> Result<pb::Alert, ServiceError> {
        let engine = Arc::clone(self);
        cascade_storage::mutation(async move {
            engine
                .act_in_one_transaction(&context, method, alert, expected_version, act)
                .await
        })
        .await?
    }

    async fn act_in_one_transaction(
        &self,
        context: &RequestContext,
        method: &'static str,
        id: AlertId,
        expected_version: i64,
        act: Act,
    ) -> Result<pb::Alert, ServiceError> {
        let key = context.idempotency_key.as_ref().map(|key| Key {
            key: key.clone(),
            actor: context.actor.subject.clone(),
            method: method.to_owned(),
            request_hash: format!(
                "{:x}",
                Sha256::digest(format!("{id} {expected_version} {act:?}"))
            ),
        });
        let mut tx = self.pool.begin().await?;
        if let Some(key) = &key {
            match idempotency::lookup(&mut tx, key).await? {
                Seen::New => {}
                Seen::Answered(answer) => {
                    return pb::Alert::decode(&answer[..]).map_err(ServiceError::internal);
                }
                Seen::Reused => return Err(ServiceError::idempotency_key_reused(&key.key)),
            }
        }
        let plan = store::alert_plan(&mut tx, id)
            .await?
            .ok_or_else(|| unknown(id))?;
        let ladder = self.policy.ladder.clone();
        let (answer, plan) = self
            .change(&mut tx, plan, |plan, moment, directory, outcome| {
                let alert = plan.alerts.get(&id).ok_or_else(|| unknown(id))?;
                if expected_version != 0 && expected_version != alert.version {
                    return Err(ServiceError::version_mismatch(
                        expected_version,
                        Some(alert.version),
                    ));
                }
                authorise(context, plan, alert, &act)?;
                carry_out(plan, id, act, context, moment, directory, &ladder, outcome)?;
                let alert = plan.alerts.get(&id).ok_or_else(|| unknown(id))?;
                Ok::<_, ServiceError>(messages::alert(plan, alert))
            })
            .await?;
        if let Some(key) = &key {
            idempotency::record(&mut tx, key, &answer.encode_to_vec(), context.now).await?;
        }
        tx.commit().await?;
        self.keep([plan]);
        Ok(answer)
    }
}

fn unknown(id: AlertId) -> ServiceError {
    ServiceError::not_found("预警", "alert", id)
}

/// Whoever the level waits for may act, and so may managers of the cause's department; a decision is a manager's.
fn authorise(
    context: &RequestContext,
    plan: &PlanState,
    alert: &Alert,
    act: &Act,
) -> Result<(), ServiceError> {
    let task = plan.tasks.get(&alert.cause).map(|node| &node.fact);
    let department = task
        .map(|task| task.department.as_str())
        .unwrap_or_default();
    let asked = context.actor.is_person(&alert.assignee);
    let own = task.is_some_and(|task| context.actor.is_person(&task.owner));
    match act {
        Act::Explain(_) if own => Ok(()),
        Act::Decide(..) if asked && alert.ladder.level >= Level::L3 => Ok(()),
        Act::Decide(..) => context.actor.require(Role::Manager, department),
        _ if asked => Ok(()),
        _ => context.actor.require(Role::Manager, department),
    }
}

#[allow(
    clippy::too_many_arguments,
    reason = "who did what, when, and where the results go: each is of another kind"
)]
fn carry_out(
    plan: &mut PlanState,
    id: AlertId,
    act: Act,
    context: &RequestContext,
    moment: Moment,
    directory: &Directory,
    ladder: &cascade_method::policy::LadderPolicy,
    outcome: &mut Outcome,
) -> Result<(), ServiceError> {
    let who = context
        .actor
        .person
        .as_deref()
        .unwrap_or(&context.actor.subject)
        .to_owned();
    let mut step = |plan: &mut PlanState, input, note: &str| {
        plan.advance(id, input, &who, note, moment, directory, ladder, outcome)
            .map_err(refused)
    };
    match act {
        Act::Explain(text) => {
            if text.trim().is_empty() {
                return Err(ServiceError::invalid_field(
                    "explanation",
                    rules::ESC_STATE.id,
                    &text,
                    Localized::new("请说明延期原因", "Say why it is late"),
                ));
            }
            step(plan, Input::Explained, &text)?;
            if let Some(alert) = plan.alerts.get_mut(&id) {
                alert.explanation = text;
            }
        }
        Act::Acknowledge => step(plan, Input::Acknowledged, "")?,
        Act::Snooze(until, reason) => {
            let snooze = plan.snooze(id, until, moment).ok_or_else(|| {
                ServiceError::invalid_field(
                    "until",
                    rules::ESC_SNOOZE_CAP.id,
                    until,
                    Localized::new(
                        "请选择本级截止日之后的工作日",
                        "Choose a working day after the level's deadline",
                    ),
                )
            })?;
            step(plan, snooze, &reason)?;
        }
        Act::Correct(new) => {
            let filed = read_correction(id, new, &who, moment)?;
            step(plan, Input::CorrectionFiled, &filed.description)?;
            let correction = filed.id;
            if let Some(alert) = plan.alerts.get_mut(&id) {
                alert.corrections.push(filed);
            }
            outcome.said.push(Said::CorrectionFiled {
                alert: id,
                correction,
            });
        }
        Act::Decide(true, note) => {
            let alert = plan.alerts.get(&id);
            let by = alert.map_or(moment.now, |alert| alert.to_have_worked_by(moment));
            step(plan, Input::Accepted(by), &note)?;
        }
        Act::Decide(false, note) => step(plan, Input::Rejected, &note)?,
        Act::Verify(true, note) => {
            step(plan, Input::Verified, &note)?;
            if let Some(correction) = plan
                .alerts
                .get_mut(&id)
                .and_then(|alert| alert.corrections.last_mut())
            {
                correction.verified = Some((who, moment.now));
            }
        }
        Act::Verify(false, note) => step(plan, Input::NotVerified, &note)?,
    }
    Ok(())
}

fn read_correction(
    alert: AlertId,
    new: NewCorrection,
    who: &str,
    moment: Moment,
) -> Result<Correction, ServiceError> {
    let findings = correction::check(
        &correction::Correction {
            measure: new.measure,
            description: &new.description,
            owner: &new.owner,
            due: new.due,
            verification: &new.verification,
        },
        &alert.to_string(),
        moment.today,
    );
    let (Some(measure), Some(due), true) = (new.measure, new.due, findings.is_empty()) else {
        return Err(ServiceError::invalid(findings.into_iter().map(|finding| {
            Violation::new(
                finding.field,
                finding.rule.id,
                Localized::new(finding.message.zh, finding.message.en),
            )
            .value(finding.value)
            .advice(Localized::new(finding.advice.zh, finding.advice.en))
        })));
    };
    Ok(Correction {
        id: CorrectionId::new(),
        measure,
        description: new.description,
        owner: new.owner,
        due,
        verification: new.verification,
        filed_by: who.to_owned(),
        filed_at: moment.now,
        verified: None,
    })
}

fn refused(error: LadderError) -> ServiceError {
    let message = match &error {
        LadderError::Closed => Localized::new("预警已关闭", "The alert is closed"),
        LadderError::NoCorrection => {
            Localized::new("尚未提交纠偏措施", "No correction has been filed yet")
        }
        LadderError::NotAccepted => {
            Localized::new("纠偏措施尚未获批", "No correction has been accepted yet")
        }
        LadderError::AlreadyExplained => {
            Localized::new("原因已说明", "The cause is explained already")
        }
        LadderError::AlreadyPaused => Localized::new(
            "本级已确认或延后过一次",
            "Time was asked for at this level already",
        ),
        // No matter of the alert's state: another day would do.
        LadderError::SnoozeTooLong { asked, cap } => {
            return ServiceError::invalid_field(
                "until",
                rules::ESC_SNOOZE_CAP.id,
                asked,
                Localized::new(
                    format!("申请延后 {asked} 个工作日，最多 {cap} 个"),
                    format!("{asked} working days are asked for, at most {cap} may be"),
                ),
            );
        }
    };
    ServiceError::new(ErrorKind::FailedPrecondition, ALERT_STATE, message).with_cause(error)
}
