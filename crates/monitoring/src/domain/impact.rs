//! What a late task makes red, in its own plan and in those that wait for it.
//!
//! One cause has one alert, in its own plan. Where it makes tasks of other plans red, these say so (`ImpactDeclared`), from plan to plan back
//! to where the time is lost; the alert there is raised by it though the cause may be only yellow at home, says what else it makes late, and
//! goes straight to the executive where a goal of the company is at risk.

use std::collections::{BTreeMap, BTreeSet};

use cascade_method::light::Light;
use chrono::NaiveDate;

use super::{
    facts::ImpactFact,
    outcome::{Outcome, Said},
    plan::{Applied, PlanState},
};
use crate::ids::{KeyResultId, PlanId, TaskId};

/// What is red by a cause.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reach {
    /// Codes of tasks, key results and goals; those of other plans behind their plans'.
    pub(super) affects: BTreeSet<String>,
    /// A goal of the company is at risk.
    pub(super) company_goal: bool,
}

impl PlanState {
    /// Takes in what another plan says that a task of this one makes red there.
    pub fn apply_impact(&mut self, task: TaskId, successor: PlanId, fact: ImpactFact) -> Applied {
        let known = self.impacts.entry(task).or_default();
        if known
            .get(&successor)
            .is_some_and(|known| known.revision >= fact.revision)
        {
            return Applied::Stale;
        }
        known.insert(successor, fact);
        self.stale.targets.insert(task);
        Applied::Changed
    }

    /// Whether a plan that waits for the task says that it makes something red there.
    pub(super) fn makes_red_elsewhere(&self, task: TaskId) -> bool {
        self.impacts.get(&task).is_some_and(|impacts| {
            let mut said = impacts.values();
            said.any(|fact| !fact.affects.is_empty())
        })
    }

    /// What is red by a cause of this plan or another's; nothing where it makes nothing red. `name` says how codes of this plan are told.
    pub(super) fn reach(&self, cause: TaskId, name: impl Fn(&str) -> String) -> Option<Reach> {
        let targets = self.paths.made_red.get(&cause)?;
        let mut reach = Reach::default();
        let mut latest: BTreeMap<KeyResultId, NaiveDate> = BTreeMap::new();
        for id in targets {
            let Some(node) = self.tasks.get(id) else {
                continue;
            };
            let view = node.view.as_ref();
            if let Some(view) = view.filter(|view| view.light == Light::Red) {
                reach.affects.insert(name(&node.fact.code));
                let finish = latest.entry(node.fact.key_result_id).or_default();
                *finish = view.forecast_finish.max(*finish);
            }
            for said in self.impacts.get(id).into_iter().flat_map(|by| by.values()) {
                reach.affects.extend(said.affects.iter().cloned());
                reach.company_goal |= said.company_goal;
            }
        }
        for (key_result, finish) in latest {
            self.reach_upwards(key_result, finish, &name, &mut reach);
        }
        Some(reach)
    }

    /// Adds a key result of which a task is red, its goal and what is above them. A goal of the company is at risk where a task of its own is
    /// red, or where a task of a goal below it is and is finished past its deadline: everything hangs under some goal of the company in the
    /// end, and not everything that is late may go straight to the executive.
    fn reach_upwards(
        &self,
        key_result: KeyResultId,
        finish: NaiveDate,
        name: &impl Fn(&str) -> String,
        reach: &mut Reach,
    ) {
        let Some(key_result) = self.key_results.get(&key_result) else {
            return;
        };
        reach.affects.insert(name(&key_result.fact.code));
        let Some(goal) = self.goals.get(&key_result.fact.goal_id) else {
            return;
        };
        reach.affects.insert(name(&goal.fact.code));
        reach.company_goal |= goal.fact.company_goal;
        for above in self.ancestors(goal.fact.id, name) {
            reach.company_goal |= above.company_goal && finish > above.deadline;
            reach.affects.insert(above.code);
        }
    }

    /// Tells other plans what their tasks make red here, where that is other than they were told.
    pub(super) fn settle_impacts(&mut self, outcome: &mut Outcome) {
        let mut stale = std::mem::take(&mut self.stale.impacts);
        let again = std::mem::take(&mut self.stale.impacts_again);
        if again {
            stale.extend(self.foreign.keys());
        }
        if std::mem::take(&mut self.stale.all_impacts) {
            stale.extend(self.impacts_told.keys());
            let causes = self.paths.made_red.keys();
            stale.extend(causes.filter(|cause| self.foreign.contains_key(cause)));
        }
        for cause in stale {
            let Some(plan) = self.foreign.get(&cause).map(|fact| fact.plan_id) else {
                continue;
            };
            let now = self.reach(cause, |code| self.in_plan(code));
            let now = now.filter(|_| self.plan.active);
            if !again && self.impacts_told.get(&cause) == now.as_ref() {
                continue;
            }
            match now {
                Some(now) => self.impacts_told.insert(cause, now),
                None => self.impacts_told.remove(&cause),
            };
            outcome.said.push(Said::ImpactDeclared {
                predecessor: cause,
                plan,
            });
        }
    }

    /// What another plan's task makes red here, for that plan.
    pub(crate) fn impact_of(&self, cause: TaskId) -> ImpactFact {
        let told = self.impacts_told.get(&cause).cloned().unwrap_or_default();
        ImpactFact {
            affects: told.affects,
            company_goal: told.company_goal,
            revision: self.revision,
        }
    }
}
