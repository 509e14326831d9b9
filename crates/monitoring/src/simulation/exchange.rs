//! What plans say to each other, heard at once, and the timers that they set.

use std::collections::{BTreeMap, HashMap};

use cascade_method::status::DerivedStatus;
use chrono::{DateTime, Utc};

use super::Run;
use crate::{
    domain::{
        facts::{EdgeFact, ForeignFact},
        outcome::{Outcome, Purpose, Said, TimerChange},
        plan::PlanState,
        settle::Moment,
    },
    ids::{AlertId, PlanId, TaskId},
};

/// Levels that will lapse, by time, then department, then the cause's code: ids are drawn anew in every run and order nothing.
#[derive(Default)]
pub(super) struct Timers {
    due: BTreeMap<(DateTime<Utc>, usize, String), AlertId>,
    of: HashMap<AlertId, (DateTime<Utc>, usize, String)>,
}

impl Timers {
    /// The next that is due by `now`.
    pub fn pop(&mut self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, usize, AlertId)> {
        let (key, alert) = self.due.pop_first()?;
        if key.0 > now {
            self.due.insert(key, alert);
            return None;
        }
        self.of.remove(&alert);
        Some((key.0, key.1, alert))
    }

    fn change(&mut self, index: usize, plan: &PlanState, change: &TimerChange) {
        // Days begin by themselves here.
        let Purpose::Level(alert) = change.purpose else {
            return;
        };
        if let Some(key) = self.of.remove(&alert) {
            self.due.remove(&key);
        }
        if let Some(due) = change.due {
            let cause = plan
                .alerts
                .get(&alert)
                .and_then(|alert| plan.tasks.get(&alert.cause))
                .map(|node| node.fact.code.clone())
                .unwrap_or_default();
            let key = (due, index, cause);
            self.due.insert(key.clone(), alert);
            self.of.insert(alert, key);
        }
    }
}

impl Run {
    /// Settles a department's plan after a change, writes the log, and lets others hear what concerns them, until nobody has anything
    /// more to say.
    pub(super) fn settle(&mut self, index: usize, moment: Moment, outcome: Outcome) {
        let mut waiting = vec![(index, outcome)];
        while let Some((index, mut outcome)) = waiting.pop() {
            let directory = &self.company.directory;
            let plan = &mut self.company.departments[index].plan;
            plan.revision += 1;
            plan.settle(moment, directory, &self.policy, &mut outcome);
            for change in &outcome.timers {
                self.timers.change(index, plan, change);
            }
            self.ledger
                .write(&self.company, index, moment, &outcome, self.offset);
            for said in &outcome.said {
                if let Some(heard) = self.hear(index, said) {
                    waiting.push(heard);
                }
            }
        }
    }

    /// What one plan says to another.
    fn hear(&mut self, from: usize, said: &Said) -> Option<(usize, Outcome)> {
        let mut outcome = Outcome::default();
        match said {
            Said::EdgeDeclared {
                predecessor,
                plan,
                active,
            } => {
                let speaker = &self.company.departments[from].plan;
                let (successor, revision) = (speaker.plan.id, speaker.revision);
                let to = *self.company.homes.get(plan)?;
                let edge = EdgeFact {
                    active: *active,
                    revision,
                };
                let plan = &mut self.company.departments[to].plan;
                plan.apply_edge(*predecessor, successor, edge, &mut outcome);
                Some((to, outcome))
            }
            Said::PredecessorMoved { task, successor } => {
                let fact = foreign(&self.company.departments[from].plan, *task)?;
                let to = *self.company.homes.get::<PlanId>(successor)?;
                self.company.departments[to].plan.apply_foreign(fact);
                Some((to, outcome))
            }
            Said::ImpactDeclared { predecessor, plan } => {
                let speaker = &self.company.departments[from].plan;
                let (successor, fact) = (speaker.plan.id, speaker.impact_of(*predecessor));
                let to = *self.company.homes.get(plan)?;
                let plan = &mut self.company.departments[to].plan;
                plan.apply_impact(*predecessor, successor, fact);
                Some((to, outcome))
            }
            Said::GoalRolledUp {
                goal,
                parent,
                hangs,
            } => {
                let speaker = &self.company.departments[from].plan;
                let fact = speaker.part_of(*goal, *parent, *hangs)?;
                let to = *self.company.homes.get(&parent.plan)?;
                self.company.departments[to].plan.apply_part(fact);
                Some((to, outcome))
            }
            Said::GoalPlaced { goal } => {
                let speaker = &self.company.departments[from].plan;
                let above = speaker.plan.id;
                let (home, fact) = speaker.placed_of(*goal)?;
                let to = *self.company.homes.get(&home)?;
                let plan = &mut self.company.departments[to].plan;
                plan.apply_placed(*goal, above, fact);
                Some((to, outcome))
            }
            Said::ForecastChanged { .. }
            | Said::LightChanged { .. }
            | Said::AlertRaised(_)
            | Said::AlertEscalated { .. }
            | Said::AlertChanged(_)
            | Said::CorrectionFiled { .. }
            | Said::AlertClosed(_) => None,
        }
    }
}

fn foreign(plan: &PlanState, task: TaskId) -> Option<ForeignFact> {
    let node = plan.tasks.get(&task)?;
    let (fact, view) = (&node.fact, node.view.as_ref()?);
    let waited_for = view.status != DerivedStatus::Cancelled;
    Some(ForeignFact {
        id: task,
        plan_id: plan.plan.id,
        code: fact.code.clone(),
        name: fact.name.clone(),
        owner: fact.owner.clone(),
        department: fact.department.clone(),
        dates: waited_for.then_some((view.forecast_start, view.forecast_finish)),
        planned_start: fact.planned_start,
        planned_end: fact.planned_end,
        reported_cause: fact.reported_cause.clone(),
        cause_kind: fact.cause_kind,
        unasked: !plan.plan.active,
        revision: plan.revision,
    })
}
