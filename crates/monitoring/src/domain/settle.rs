//! Settling a plan: after facts have changed or a day has passed, everything derived is brought up to date and what
//! differs from before is told.
//!
//! ```text
//! facts ──► network ──► forecasts ──► task lights ──► key results ──► goals ──► what they hang under
//!                                          └────────► causes ──► alerts, impacts on other plans
//! ```
//!
//! Only what has been touched is derived again; see [`super::stale`]. It comes to the same as deriving everything.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use cascade_method::{light::Light, policy::Policy, status::DerivedStatus};
use cascade_schedule::{Refreshed, TaskIx};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc};

use super::{
    alignment::looks_other,
    forecast::{self, Float},
    outcome::{Outcome, Purpose, Said, Subject, TimerChange},
    plan::{Node, PlanState},
    view::{RollUp, TaskView},
};
use crate::{
    directory::Directory,
    ids::{GoalId, KeyResultId, TaskId},
};

/// The moment at which a plan is settled, in the organisation's calendar.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Now.
    pub now: DateTime<Utc>,
    /// The organisation's day at `now`.
    pub today: NaiveDate,
    /// The organisation's offset from UTC.
    pub offset: FixedOffset,
}

impl Moment {
    /// An instant in an organisation's calendar.
    #[must_use]
    pub fn at(now: DateTime<Utc>, offset: FixedOffset) -> Self {
        Self {
            now,
            today: now.with_timezone(&offset).date_naive(),
            offset,
        }
    }

    /// Beginning of a day of the organisation.
    #[must_use]
    pub fn beginning(&self, day: NaiveDate) -> DateTime<Utc> {
        let midnight = day.and_time(NaiveTime::MIN);
        self.offset
            .from_local_datetime(&midnight)
            .single()
            .map_or_else(|| midnight.and_utc(), |at| at.to_utc())
    }
}

/// What a settlement looks at.
struct Reached {
    /// Tasks to derive anew.
    derive: BTreeSet<TaskId>,
    /// Tasks whose root-cause paths may be others.
    targets: BTreeSet<TaskId>,
    /// Tasks of which the float has changed and maybe nothing else.
    floats: Vec<TaskIx>,
}

impl PlanState {
    /// Brings everything derived up to date and adds what changed to `outcome`.
    pub fn settle(
        &mut self,
        moment: Moment,
        directory: &Directory,
        policy: &Policy,
        outcome: &mut Outcome,
    ) {
        self.settle_views(moment, policy, outcome);
        if self.plan.active {
            if self.rings_at.is_none_or(|at| at <= moment.now) {
                // Who is away and whose turn it is may be others now.
                self.look_who_is_asked();
            }
            self.settle_alerts(moment, directory, policy, outcome);
            if std::mem::take(&mut self.stale.asked) {
                self.ask_present(moment, directory, outcome);
            }
        } else {
            self.close_alerts(moment, directory, policy, outcome);
        }
        self.ring(moment, outcome);
    }

    /// Says when the plan is settled again though nothing happens: at the beginning of the next day, or when a turn ends before. A draft or
    /// closed plan as well where another waits for its tasks: what is not done there by today is not done tomorrow either.
    fn ring(&mut self, moment: Moment, outcome: &mut Outcome) {
        if !self.plan.active && !self.outgoing.values().any(|edge| edge.active) {
            return;
        }
        let tomorrow = moment.beginning(moment.today.succ_opt().unwrap_or(moment.today));
        let handover = self.next_handover(moment);
        let due = handover.map_or(tomorrow, |at| at.min(tomorrow));
        if self.rings_at.replace(due) != Some(due) {
            outcome.timers.push(TimerChange {
                purpose: Purpose::Day,
                due: Some(due),
            });
        }
    }

    /// Everything derived but the alerts.
    pub fn settle_views(&mut self, moment: Moment, policy: &Policy, outcome: &mut Outcome) {
        self.put_back_told();
        if self.as_of != Some(moment.today) {
            self.move_to(moment.today);
        }
        self.network.propagate();
        let refreshed = self.network.refresh_floats();
        let reached = self.reached(&refreshed);
        self.settle_tasks(&reached, moment.today, policy, outcome);
        self.settle_roll_ups(moment.today, policy, outcome);
        self.tell_all_successors(outcome);
        self.settle_impacts(outcome);
        self.settle_placed(outcome);
        self.tell_parents(outcome);
    }

    /// What a propagated network and the facts that have come reach of this plan's tasks.
    fn reached(&mut self, refreshed: &Refreshed) -> Reached {
        let mut derive = std::mem::take(&mut self.stale.tasks);
        let mut paths = derive.clone();
        let Some(touched) = refreshed.touched.as_ref().filter(|_| !self.stale.all) else {
            self.stale.all = false;
            self.stale.key_results.extend(self.key_results.keys());
            self.stale.goals.extend(self.goals.keys());
            let mut targets: BTreeSet<TaskId> = self.paths.all().collect();
            targets.append(&mut self.stale.targets);
            return Reached {
                derive: self.tasks.keys().copied().collect(),
                targets,
                floats: Vec::new(),
            };
        };
        for ix in touched {
            let Some(id) = self.task_at(*ix) else {
                continue;
            };
            paths.insert(id);
            derive.insert(id);
        }
        let waiting = |ix: &TaskIx| self.network.links_out_of(*ix).map(|link| link.successor);
        for ix in touched.iter().flat_map(waiting) {
            let Some(id) = self.task_at(ix) else {
                continue;
            };
            // Its path looks at what it waits for, and so do the findings of a task with a fixed start.
            paths.insert(id);
            derive.insert(id);
        }
        derive.retain(|id| self.tasks.contains_key(id));
        let mut targets = self.paths.through(&paths);
        targets.append(&mut self.stale.targets);
        Reached {
            targets,
            derive,
            floats: refreshed.floats.clone(),
        }
    }

    fn settle_tasks(
        &mut self,
        reached: &Reached,
        today: NaiveDate,
        policy: &Policy,
        outcome: &mut Outcome,
    ) {
        let rules = Arc::clone(&self.rules);
        let mut derive = reached.derive.clone();
        for ix in &reached.floats {
            let Some(id) = self.task_at(*ix).filter(|id| !derive.contains(id)) else {
                continue;
            };
            if !self.take_float(id, *ix, policy) {
                derive.insert(id);
            }
        }
        let mut by_code: Vec<TaskId> = derive.into_iter().collect();
        by_code.sort_by(|a, b| self.tasks[a].fact.code.cmp(&self.tasks[b].fact.code));
        let mut targets = reached.targets.clone();
        for id in by_code {
            let fact = &self.tasks[&id].fact;
            let (dates, float) = match self.position(id) {
                Some(ix) => (self.network.dates(ix), self.float_at(ix, policy)),
                None => (forecast::cancelled_dates(fact), Float::default()),
            };
            let policy = rules
                .in_force(&fact.department, today)
                .map_or(policy, |(_, own)| own);
            let mut view = forecast::derive(
                fact,
                dates,
                float,
                self.planning_calendar(fact),
                today,
                policy,
            );
            view.findings = self.findings(fact, &view);
            // Its path explains why its key result or goal is late, even where its own light is green.
            if self.is_past_deadline(fact, view.forecast_finish) || self.makes_red_elsewhere(id) {
                targets.insert(id);
            }
            // Percent and work count though the task looks as before.
            self.stale.key_results.insert(fact.key_result_id);
            let before = self.tasks[&id].view.as_ref();
            if before != Some(&view) {
                let light = before.map_or(Light::Green, |view| view.light);
                if light != Light::Green || view.light != Light::Green {
                    targets.insert(id);
                }
                let kept =
                    |view: &TaskView| (view.forecast_start, view.forecast_finish, view.light);
                if before.map(kept) != Some(kept(&view)) {
                    outcome.tasks.insert(id);
                }
                self.tell_task(id, &view, today, outcome);
                if let Some(node) = self.tasks.get_mut(&id) {
                    node.view = Some(view);
                }
                self.share(id);
            }
        }
        self.follow_paths(targets);
    }

    fn float_at(&self, ix: TaskIx, policy: &Policy) -> Float {
        self.network
            .float(ix)
            .map_or_else(Float::default, |float| Float {
                critical: float.critical(),
                near: float.near_critical(policy.near_critical_days),
                total: float.total(),
                free: float.free(),
            })
    }

    /// Takes a changed float into a view that is otherwise as it was; answers whether that is all there is to it.
    fn take_float(&mut self, id: TaskId, ix: TaskIx, policy: &Policy) -> bool {
        let float = self.float_at(ix, policy);
        let Some(node) = self.tasks.get_mut(&id) else {
            return true;
        };
        let Some(view) = &mut node.view else {
            return false;
        };
        // A critical task is judged more strictly.
        if view.critical != float.critical {
            return false;
        }
        view.near_critical = float.near;
        view.total_float = float.total;
        view.free_float = float.free;
        true
    }

    fn tell_task(&self, id: TaskId, view: &TaskView, today: NaiveDate, outcome: &mut Outcome) {
        let node = &self.tasks[&id];
        let before = node.view.as_ref();
        let dates = |view: &TaskView| (view.forecast_start, view.forecast_finish);
        let waited_for = |view: &TaskView| view.status != DerivedStatus::Cancelled;
        if before.map(dates) != Some(dates(view)) {
            outcome.said.push(Said::ForecastChanged {
                task: id,
                previous: before.map(|view| view.forecast_finish),
            });
            self.tell_successors(id, outcome);
        } else if before.map(waited_for) != Some(waited_for(view)) {
            self.tell_successors(id, outcome);
        }
        let light_before = before.map(|view| view.light);
        if self.plan.active && changed(light_before, view.light) {
            outcome.said.push(Said::LightChanged {
                subject: Subject::Task(id),
                code: node.fact.code.clone(),
                before: light_before,
                after: view.light,
                reason: view.reason.clone(),
                path: self.root_cause(id),
                on: today,
            });
        }
    }

    /// Department of a goal, whose policy judges it and its key results.
    fn department_of(&self, goal: Option<GoalId>) -> Option<&str> {
        let node = self.goals.get(&goal?)?;
        Some(node.fact.department.as_str())
    }

    fn is_goal_past(&self, id: GoalId) -> bool {
        self.goals.get(&id).is_some_and(|node| {
            let view = node.view.as_ref();
            view.is_some_and(|view| view.forecast_finish > Some(node.fact.deadline))
        })
    }

    fn settle_roll_ups(&mut self, today: NaiveDate, policy: &Policy, outcome: &mut Outcome) {
        let rules = Arc::clone(&self.rules);
        let own = |department: Option<&str>| {
            let found = department.and_then(|code| rules.in_force(code, today));
            found.map_or(policy, |(_, own)| own)
        };
        let mut before = Before::default();
        // A level of the tree each time.
        for _ in 0..=self.goals.len() + self.key_results.len() {
            if self.stale.key_results.is_empty() && self.stale.goals.is_empty() {
                break;
            }
            for id in std::mem::take(&mut self.stale.key_results) {
                let goal = self.key_results.get(&id).map(|node| node.fact.goal_id);
                let view = self.roll_up_key_result(id, own(self.department_of(goal)));
                if goal.is_some_and(|goal| self.is_goal_past(goal)) {
                    // It is explained by what finishes last, of which its key result need not say anything.
                    self.stale.goals.extend(goal);
                }
                let Some(node) = self.key_results.get_mut(&id) else {
                    continue;
                };
                if node.view.as_ref() == Some(&view) {
                    continue;
                }
                let was = node.view.replace(view);
                before.key_results.entry(id).or_insert(was);
                self.stale.goals.insert(node.fact.goal_id);
            }
            for id in std::mem::take(&mut self.stale.goals) {
                let view = self.roll_up_goal(id, own(self.department_of(Some(id))));
                let Some(node) = self.goals.get_mut(&id) else {
                    continue;
                };
                if node.view.as_ref() == Some(&view) {
                    continue;
                }
                let was = node.view.replace(view);
                before.goals.entry(id).or_insert(was);
                if let Some(parent) = node.fact.parent {
                    self.touch_node(parent.node);
                }
            }
        }
        // The goals service refuses circles; one can only be seen here for the moment between two events.
        if !self.stale.goals.is_empty() {
            tracing::info!(plan = %self.plan.id, goals = self.stale.goals.len(), "lights not settled for now: the goals hang in a circle");
        }
        self.tell_roll_ups(before, today, outcome);
    }

    /// Tells what has become of key results and goals; each once, though its tree was gone through level by level.
    fn tell_roll_ups(&mut self, before: Before, today: NaiveDate, outcome: &mut Outcome) {
        let active = self.plan.active;
        for (id, was) in before.key_results {
            let Some(Node {
                fact,
                view: Some(view),
            }) = self.key_results.get(&id)
            else {
                continue;
            };
            let subject = Subject::KeyResult(id);
            let was = was.as_ref();
            tell_roll_up(active, subject, &fact.code, was, view, today, outcome);
            if was.map(|view| view.light) != Some(view.light) {
                outcome.key_results.insert(id);
            }
        }
        for (id, was) in before.goals {
            let Some(Node {
                fact,
                view: Some(view),
            }) = self.goals.get(&id)
            else {
                continue;
            };
            let was = was.as_ref();
            tell_roll_up(
                active,
                Subject::Goal(id),
                &fact.code,
                was,
                view,
                today,
                outcome,
            );
            if was.map(|view| view.light) != Some(view.light) {
                outcome.goals.insert(id);
            }
            if looks_other(was, view) {
                self.stale.parents.insert(id);
            }
        }
    }
}

/// How key results and goals stood before a settlement, of those that stand otherwise after it.
#[derive(Default)]
struct Before {
    key_results: BTreeMap<KeyResultId, Option<RollUp>>,
    goals: BTreeMap<GoalId, Option<RollUp>>,
}

fn tell_roll_up(
    active: bool,
    subject: Subject,
    code: &str,
    before: Option<&RollUp>,
    after: &RollUp,
    on: NaiveDate,
    outcome: &mut Outcome,
) {
    let light_before = before.map(|view| view.light);
    if active && changed(light_before, after.light) {
        outcome.said.push(Said::LightChanged {
            subject,
            code: code.to_owned(),
            before: light_before,
            after: after.light,
            reason: after.reason.clone(),
            path: after.root_cause.clone(),
            on,
        });
    }
}

/// A first light is news only when it is not green.
fn changed(before: Option<Light>, after: Light) -> bool {
    before.unwrap_or(Light::Green) != after
}
