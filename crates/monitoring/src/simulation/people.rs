//! What people do about alerts when they look: often the right thing, sometimes late, sometimes nothing.

use cascade_method::{
    correction::Measure,
    escalation::{Input, Level, Stage},
    light::Light,
};

use chrono::TimeDelta;

use super::Run;
use crate::{
    domain::{alert::Correction, settle::Moment},
    ids::{AlertId, CorrectionId},
};

/// In a hundred looks of the person asked: how often something is done.
const EXPLAINS: u32 = 30;
const CORRECTS: u32 = 18;
const DECIDES: u32 = 22;
const VERIFIES: u32 = 25;
/// In a hundred looks: only seen, put off.
const ACKNOWLEDGES: u32 = 6;
const SNOOZES: u32 = 3;
/// How long.
const SNOOZE: TimeDelta = TimeDelta::days(2);
/// In a hundred decisions: another correction is wanted.
const REJECTS: u32 = 20;
/// Working days that a correction has.
const CORRECTION_DAYS: i32 = 3;

impl Run {
    /// Whoever is waited for looks at it.
    pub(super) fn people_act(&mut self, moment: Moment) {
        for index in 0..self.company.departments.len() {
            let plan = &self.company.departments[index].plan;
            let mut open: Vec<(String, AlertId)> = plan
                .alerts
                .values()
                .filter(|alert| alert.is_open())
                .map(|alert| (plan.tasks[&alert.cause].fact.code.clone(), alert.id))
                .collect();
            open.sort();
            for (_, alert) in open {
                self.look_at(index, alert, moment);
            }
        }
    }

    fn look_at(&mut self, index: usize, id: AlertId, moment: Moment) {
        let plan = &self.company.departments[index].plan;
        let Some(alert) = plan.alerts.get(&id).filter(|alert| alert.is_open()) else {
            return;
        };
        let (level, stage) = (alert.ladder.level, alert.ladder.stage);
        let who = alert.assignee.clone();
        let paused = alert.ladder.pause.is_some();
        let due = alert.corrections.last().map(|correction| correction.due);
        let chance = self.rng.u32(0..100);
        let input = match (stage, level) {
            (Stage::Verifying | Stage::Unverified, _) => {
                // Looked at when the correction was to have worked.
                if due.is_some_and(|due| due > moment.today) || chance >= VERIFIES {
                    return;
                }
                let red = plan.tasks[&alert.cause]
                    .view
                    .as_ref()
                    .is_some_and(|view| view.light == Light::Red);
                if red {
                    Input::NotVerified
                } else {
                    Input::Verified
                }
            }
            (Stage::Correcting, Level::L3 | Level::L4) if chance < DECIDES => {
                if self.rng.u32(0..100) < REJECTS {
                    Input::Rejected
                } else {
                    Input::Accepted(alert.to_have_worked_by(moment))
                }
            }
            (Stage::Open, Level::L1) if chance < EXPLAINS => Input::Explained,
            (Stage::Open | Stage::Explained | Stage::Reopened, level)
                if level >= Level::L2 && chance < CORRECTS =>
            {
                Input::CorrectionFiled
            }
            _ if !paused && chance >= 100 - SNOOZES => {
                let due = alert.ladder.due.unwrap_or(moment.now).max(moment.now);
                let until = due + SNOOZE;
                Input::Snoozed { days: 2, until }
            }
            _ if !paused && chance >= 100 - SNOOZES - ACKNOWLEDGES => Input::Acknowledged,
            _ => return,
        };
        if input == Input::CorrectionFiled {
            self.file(index, id, &who, moment);
        }
        let done = self.step(index, id, input, &who, "", moment);
        if done && matches!(input, Input::Accepted(_)) {
            self.correct(index, id);
        }
        if done && input == Input::Verified {
            self.verified(index, id, &who, moment);
        }
    }

    fn file(&mut self, index: usize, id: AlertId, who: &str, moment: Moment) {
        let due = self
            .company
            .calendar
            .add_working_days(moment.today, CORRECTION_DAYS);
        let Some(alert) = self.company.departments[index].plan.alerts.get_mut(&id) else {
            return;
        };
        alert.corrections.push(Correction {
            id: CorrectionId::new(),
            measure: Measure::AddResource,
            description: "one more person".to_owned(),
            owner: who.to_owned(),
            due,
            verification: "on the planned day again".to_owned(),
            filed_by: who.to_owned(),
            filed_at: moment.now,
            verified: None,
        });
    }

    /// What was accepted helps: much of the work that is left goes away.
    fn correct(&mut self, index: usize, id: AlertId) {
        let unit = &mut self.company.departments[index];
        let cause = unit.plan.alerts.get(&id).map(|alert| alert.cause);
        if let Some(truth) = cause.and_then(|cause| unit.truth.get_mut(&cause)) {
            truth.left *= 0.5;
            truth.ill = 0;
        }
    }

    fn verified(&mut self, index: usize, id: AlertId, who: &str, moment: Moment) {
        let alert = self.company.departments[index].plan.alerts.get_mut(&id);
        if let Some(correction) = alert.and_then(|alert| alert.corrections.last_mut()) {
            correction.verified = Some((who.to_owned(), moment.now));
        }
    }
}
