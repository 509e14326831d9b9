//! Alerts: one for each task that loses the time that makes others late, on its way up the ladder of `method`.

use std::{collections::BTreeSet, sync::Arc};

use cascade_method::{
    Policy, Text,
    correction::Measure,
    escalation::{self, Effect, Input, Ladder, LadderError, Level, Stage},
    light::Light,
    policy::LadderPolicy,
};
use chrono::{DateTime, NaiveDate, Utc};

use super::{
    deadline::Deadlines,
    outcome::{Outcome, Purpose, Said, TimerChange},
    plan::PlanState,
    rulebook::Rulebook,
    settle::Moment,
};
use crate::{
    directory::Directory,
    ids::{AlertId, CorrectionId, TaskId},
};

/// An alert.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Identity.
    pub id: AlertId,
    /// The task that loses the time.
    pub cause: TaskId,
    /// Where it stands.
    pub ladder: Ladder,
    /// Who must act at this level, by person code; empty where the directory names nobody.
    pub assignee: String,
    /// The worst light that the cause leads to.
    pub light: Light,
    /// What it is about.
    pub summary: Text,
    /// What the cause makes late, by code.
    pub affects: Vec<String>,
    /// Whether a goal of the company is among it.
    pub company_goal: bool,
    /// When it was raised.
    pub raised_at: DateTime<Utc>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// What the task owner said.
    pub explanation: String,
    /// What has been filed against it.
    pub corrections: Vec<Correction>,
    /// What happened, oldest first.
    pub history: Vec<Entry>,
    /// Name of the policy by which its level has its time; empty where none is written.
    pub policy: String,
    /// Rises with every change.
    pub version: i64,
}

/// A correction as filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Identity.
    pub id: CorrectionId,
    /// What is done.
    pub measure: Measure,
    /// In a sentence.
    pub description: String,
    /// Person code.
    pub owner: String,
    /// When it is to have worked.
    pub due: NaiveDate,
    /// How one will see that it did.
    pub verification: String,
    /// Who filed it.
    pub filed_by: String,
    /// When.
    pub filed_at: DateTime<Utc>,
    /// Who found that it worked, and when.
    pub verified: Option<(String, DateTime<Utc>)>,
}

/// One entry of an alert's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: DateTime<Utc>,
    /// Level at which the alert stood afterwards.
    pub level: Level,
    /// What happened, in one word.
    pub what: &'static str,
    /// Who did it or was told; empty for the clock.
    pub who: String,
    /// In a sentence.
    pub note: String,
}

/// What a task leads to.
struct Cause {
    light: Light,
    affects: Vec<String>,
    summary: Text,
    company_goal: bool,
}

impl Alert {
    /// Whether somebody still has to do something about it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.ladder.stage != Stage::Closed
    }

    /// Until when the newest correction is to have worked: the end of its day.
    #[must_use]
    pub fn to_have_worked_by(&self, moment: Moment) -> DateTime<Utc> {
        self.corrections.last().map_or(moment.now, |filed| {
            let end = moment.beginning(filed.due.succ_opt().unwrap_or(filed.due));
            // One that is accepted after its day is asked for at once.
            end.max(moment.now)
        })
    }
}

impl PlanState {
    /// Raises alerts for new causes, brings open ones up to date, and closes those whose cause has gone before anybody had to
    /// correct it.
    pub(super) fn settle_alerts(
        &mut self,
        moment: Moment,
        directory: &Directory,
        policy: &Policy,
        outcome: &mut Outcome,
    ) {
        let stale = self.stale_causes();
        let open: Vec<(AlertId, TaskId)> = self
            .alerts
            .values()
            .filter(|alert| alert.is_open())
            .map(|alert| (alert.id, alert.cause))
            .collect();
        let mut new = stale.clone();
        for (id, cause) in open {
            new.remove(&cause);
            self.follow_up(id, moment, outcome);
            if !self.paths.made_red.contains_key(&cause) {
                // Refused only where the alert is closed, which it is not.
                let _ = self.advance(
                    id,
                    Input::CauseCleared,
                    "",
                    "",
                    moment,
                    directory,
                    &policy.ladder,
                    outcome,
                );
                self.renew_summary(id, outcome);
            } else if stale.contains(&cause)
                && let Some(found) = self.cause(cause)
            {
                self.refresh(id, found, moment, directory, policy, outcome);
            }
        }
        let mut new: Vec<(TaskId, Cause)> = new
            .into_iter()
            .filter_map(|task| self.cause(task).map(|cause| (task, cause)))
            .collect();
        new.sort_by(|a, b| self.tasks[&a.0].fact.code.cmp(&self.tasks[&b.0].fact.code));
        for (task, cause) in new {
            self.raise(task, cause, moment, directory, policy, outcome);
        }
    }

    /// Causes that may lead to something else than when alerts were last settled.
    fn stale_causes(&mut self) -> BTreeSet<TaskId> {
        let stale = std::mem::take(&mut self.stale.causes);
        if !std::mem::take(&mut self.stale.all_causes) {
            return stale;
        }
        self.paths.made_red.keys().copied().collect()
    }

    /// What a task of this plan leads to; none where it makes nothing red.
    fn cause(&self, cause: TaskId) -> Option<Cause> {
        let node = self.tasks.get(&cause)?;
        let mut reach = self.reach(cause, str::to_owned)?;
        reach.affects.remove(&node.fact.code);
        Some(Cause {
            light: Light::Red,
            affects: reach.affects.into_iter().collect(),
            summary: self.summary(cause)?,
            company_goal: reach.company_goal,
        })
    }

    /// How a task of this plan stands, in a line.
    fn summary(&self, task: TaskId) -> Option<Text> {
        let node = self.tasks.get(&task)?;
        let reason = node
            .view
            .as_ref()
            .map(|view| view.reason.clone())
            .unwrap_or_default();
        Some(Text::new(
            format!("{} {}：{}", node.fact.code, node.fact.name, reason.zh),
            format!("{} {}: {}", node.fact.code, node.fact.name, reason.en),
        ))
    }

    fn raise(
        &mut self,
        task: TaskId,
        cause: Cause,
        moment: Moment,
        directory: &Directory,
        policy: &Policy,
        outcome: &mut Outcome,
    ) {
        let id = AlertId::new();
        let rules = Arc::clone(&self.rules);
        let (name, policy) = self.ladder_of(&rules, task, moment, &policy.ladder);
        let time = self.deadlines(&rules, task, moment);
        let (ladder, effects) = escalation::raise(cause.company_goal, moment.now, policy, &time);
        let alert = Alert {
            id,
            cause: task,
            ladder,
            assignee: String::new(),
            light: cause.light,
            summary: cause.summary,
            affects: cause.affects,
            company_goal: cause.company_goal,
            raised_at: moment.now,
            closed_at: None,
            explanation: String::new(),
            corrections: Vec::new(),
            history: vec![Entry {
                at: moment.now,
                level: ladder.level,
                what: "raised",
                who: String::new(),
                note: String::new(),
            }],
            policy: name,
            version: 0,
        };
        self.alerts.insert(id, alert);
        self.carry_out(id, &effects, moment, directory, outcome);
        outcome.said.push(Said::AlertRaised(id));
    }

    fn refresh(
        &mut self,
        id: AlertId,
        cause: Cause,
        moment: Moment,
        directory: &Directory,
        policy: &Policy,
        outcome: &mut Outcome,
    ) {
        let Some(alert) = self.alerts.get_mut(&id) else {
            return;
        };
        let at_risk_since = cause.company_goal && !alert.company_goal;
        if alert.company_goal != cause.company_goal {
            alert.company_goal = cause.company_goal;
            outcome.alerts.insert(id);
        }
        if alert.affects != cause.affects || alert.light != cause.light {
            alert.affects = cause.affects;
            alert.light = cause.light;
            alert.version += 1;
            outcome.alerts.insert(id);
            outcome.said.push(Said::AlertChanged(id));
        }
        self.renew_summary(id, outcome);
        // Only when it comes to be at risk: what the executive sends back to the key result owner is not sent up again at once.
        if at_risk_since {
            // Refused only where the alert is closed, which it is not.
            let _ = self.advance(
                id,
                Input::CompanyGoalAtRisk,
                "",
                "",
                moment,
                directory,
                &policy.ladder,
                outcome,
            );
        }
    }

    /// Sets the timer of a correction that was accepted when none was set yet.
    fn follow_up(&mut self, id: AlertId, moment: Moment, outcome: &mut Outcome) {
        let Some(alert) = self.alerts.get_mut(&id) else {
            return;
        };
        if alert.ladder.stage != Stage::Verifying || alert.ladder.due.is_some() {
            return;
        }
        let due = Some(alert.to_have_worked_by(moment));
        alert.ladder.due = due;
        outcome.alerts.insert(id);
        let purpose = Purpose::Level(id);
        outcome.timers.push(TimerChange { purpose, due });
    }

    /// Makes an open alert say how its cause stands now. That alone is no news and no new version: with every day that passes one more day
    /// is late, and whoever acts on the alert acts on the same one.
    fn renew_summary(&mut self, id: AlertId, outcome: &mut Outcome) {
        let Some(alert) = self.alerts.get(&id).filter(|alert| alert.is_open()) else {
            return;
        };
        let Some(summary) = self.summary(alert.cause) else {
            return;
        };
        if let Some(alert) = self.alerts.get_mut(&id)
            && alert.summary != summary
        {
            alert.summary = summary;
            outcome.alerts.insert(id);
        }
    }

    /// One step of an alert, with its entry in the history.
    ///
    /// # Errors
    /// Where its state does not allow the step.
    #[allow(
        clippy::too_many_arguments,
        reason = "who did what, when, and where the results go: each is of another kind"
    )]
    pub fn advance(
        &mut self,
        id: AlertId,
        input: Input,
        who: &str,
        note: &str,
        moment: Moment,
        directory: &Directory,
        policy: &LadderPolicy,
        outcome: &mut Outcome,
    ) -> Result<(), LadderError> {
        let rules = Arc::clone(&self.rules);
        let Some(cause) = self.alerts.get(&id).map(|alert| alert.cause) else {
            return Err(LadderError::Closed);
        };
        let (name, policy) = self.ladder_of(&rules, cause, moment, policy);
        let time = self.deadlines(&rules, cause, moment);
        let Some(alert) = self.alerts.get_mut(&id) else {
            return Err(LadderError::Closed);
        };
        let before = alert.ladder;
        let (ladder, effects) = escalation::step(before, input, moment.now, policy, &time)?;
        if ladder == before && effects.is_empty() {
            return Ok(());
        }
        alert.ladder = ladder;
        alert.policy = name;
        let what = match input {
            Input::Explained => "explained",
            Input::CorrectionFiled => "correction_filed",
            Input::Accepted(_) => "accepted",
            Input::Rejected => "rejected",
            Input::DeadlineLapsed if before.stage == Stage::Verifying => "correction_due",
            Input::DeadlineLapsed => "lapsed",
            Input::Acknowledged => "acknowledged",
            Input::Snoozed { .. } => "snoozed",
            Input::Verified => "verified",
            Input::NotVerified => "not_verified",
            Input::CauseCleared => "cleared",
            Input::PlanClosed => "plan_closed",
            Input::CompanyGoalAtRisk => "company_goal",
        };
        alert.history.push(Entry {
            at: moment.now,
            level: ladder.level,
            what,
            who: who.to_owned(),
            note: note.to_owned(),
        });
        self.carry_out(id, &effects, moment, directory, outcome);
        outcome.said.push(match input {
            Input::DeadlineLapsed if before.stage == Stage::Verifying => Said::AlertChanged(id),
            Input::DeadlineLapsed | Input::CompanyGoalAtRisk => Said::AlertEscalated {
                alert: id,
                from: before.level.number(),
            },
            _ if ladder.stage == Stage::Closed => Said::AlertClosed(id),
            _ => Said::AlertChanged(id),
        });
        Ok(())
    }

    pub(super) fn carry_out(
        &mut self,
        id: AlertId,
        effects: &[Effect],
        moment: Moment,
        directory: &Directory,
        outcome: &mut Outcome,
    ) {
        for effect in effects {
            match effect {
                Effect::Notify(level) => {
                    let (person, note) = self.present_for(id, *level, moment, directory);
                    if let Some(alert) = self.alerts.get_mut(&id) {
                        alert.assignee.clone_from(&person);
                        alert.history.push(Entry {
                            at: moment.now,
                            level: *level,
                            what: "notified",
                            who: person,
                            note,
                        });
                    }
                    self.renew_summary(id, outcome);
                    self.notify_level(id, *level, moment, outcome);
                }
                Effect::SetTimer(at) => {
                    outcome.timers.push(TimerChange {
                        purpose: Purpose::Level(id),
                        due: Some(*at),
                    });
                }
                Effect::CancelTimer => {
                    outcome.timers.push(TimerChange {
                        purpose: Purpose::Level(id),
                        due: None,
                    });
                }
                Effect::Close => {
                    if let Some(alert) = self.alerts.get_mut(&id) {
                        alert.closed_at = Some(moment.now);
                    }
                }
            }
        }
        if let Some(alert) = self.alerts.get_mut(&id) {
            alert.version += 1;
            // Where it has been closed and its cause has not gone, there is to be another.
            self.stale.causes.insert(alert.cause);
        }
        outcome.alerts.insert(id);
    }

    /// The ladder of the department that loses the time, with the name of its policy.
    fn ladder_of<'a>(
        &self,
        rules: &'a Rulebook,
        cause: TaskId,
        moment: Moment,
        default: &'a LadderPolicy,
    ) -> (String, &'a LadderPolicy) {
        self.tasks
            .get(&cause)
            .and_then(|node| rules.in_force(&node.fact.department, moment.today))
            .map_or_else(
                || (String::new(), default),
                |(version, policy)| (version.name(), &policy.ladder),
            )
    }

    /// The working time of the department that loses the time: its calendar, and the hours of its policy.
    fn deadlines(&self, rules: &Rulebook, cause: TaskId, moment: Moment) -> Deadlines {
        let department = self
            .tasks
            .get(&cause)
            .map(|node| node.fact.department.as_str());
        let department = department.unwrap_or_default();
        Deadlines {
            moment,
            calendar: self.department_calendar(department).clone(),
            hours: rules
                .in_force(department, moment.today)
                .and_then(|(version, _)| version.terms.hours()),
        }
    }
}
