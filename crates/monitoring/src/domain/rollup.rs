//! From tasks to key results, from key results to goals, from goals to what they hang under: the worst light or, where a department's
//! policy says so, the light of its weighted score. Nobody gives a goal that hangs under something a weight: it counts as much as the
//! other parts there do on average.
//!
//! The path with a roll-up says why it is late. Past its deadline that is what finishes last, whatever its light: a task that is later
//! against its own plan and yet done before the deadline is not why. Within its deadline it is the part that explains the light.

use cascade_method::{
    light::{self, Light, Part},
    policy::Policy,
    status::StoredState,
};
use chrono::NaiveDate;

use super::{
    facts::TaskFact,
    plan::PlanState,
    view::{PathStep, RollUp},
};
use crate::ids::{GoalId, KeyResultId, NodeId, TaskId};

/// What a task brings to its key result. A key result with a hundred tasks is summed up with every report on one of them, and the tasks
/// themselves lie far apart in memory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Share {
    /// Working days planned.
    weight: f64,
    /// 0–100.
    percent: f64,
    light: Light,
    delay: i32,
    finish: NaiveDate,
}

impl PlanState {
    /// Keeps what a task brings to its key result in step with the task; nothing where it is cancelled or was not settled yet.
    pub(super) fn share(&mut self, id: TaskId) {
        let Some(node) = self.tasks.get(&id) else {
            return;
        };
        let fact = &node.fact;
        let counts = fact.state != StoredState::Cancelled;
        let share = node.view.as_ref().filter(|_| counts).map(|view| Share {
            weight: f64::from(fact.duration.max(1)),
            percent: fact.percent,
            light: view.light,
            delay: view.forecast_delay,
            finish: view.forecast_finish,
        });
        let parts = self.parts.entry(fact.key_result_id).or_default();
        parts.insert(id, share);
    }

    /// Roll-up of a key result, from its tasks.
    pub(super) fn roll_up_key_result(&self, id: KeyResultId, policy: &Policy) -> RollUp {
        let parts = self.parts.get(&id).into_iter().flatten();
        let shares: Vec<(TaskId, Share)> = parts
            .filter_map(|(id, share)| Some((*id, (*share)?)))
            .collect();
        let at_worst = shares.iter().map(|(_, share)| share.light).max();
        let code = |id: &TaskId| {
            let node = self.tasks.get(id);
            node.map_or("", |node| node.fact.code.as_str())
        };
        let below = self.hanging_under(id.into());
        let each = mean(shares.iter().map(|(_, share)| share.weight));
        let at_worst = at_worst.max(below.iter().map(|(_, view)| view.light).max());
        let explains = |light: Light| Some(light) == at_worst && light != Light::Green;
        let mut parts: Vec<Part<'_>> = shares
            .iter()
            .map(|(id, share)| Part {
                // Only those are named that explain the light.
                code: if explains(share.light) { code(id) } else { "" },
                light: share.light,
                weight: share.weight,
            })
            .collect();
        parts.extend(below.iter().map(|(code, view)| Part {
            code,
            light: view.light,
            weight: each,
        }));
        let rolled = light::roll_up(&parts, policy);
        let finishes = shares.iter().map(|(_, share)| share.finish);
        let finish = finishes
            .chain(below.iter().filter_map(|(_, view)| view.forecast_finish))
            .max();
        let deadline = self.key_results.get(&id).map(|node| node.fact.deadline);
        let late = past(finish, deadline)
            .zip(finish)
            .and_then(|(deadline, finish)| self.path_past(id.into(), deadline, finish));
        // The task that explains the light best: of the worst light, the one whose forecast is latest.
        let worst = shares
            .iter()
            .filter(|(_, share)| explains(share.light))
            .max_by_key(|(id, share)| (share.delay, code(id)));
        let total: f64 = parts.iter().map(|part| part.weight).sum();
        let done = shares
            .iter()
            .map(|(_, share)| share.weight * share.percent / 100.0)
            .chain(below.iter().map(|(_, view)| each * view.completion))
            .sum::<f64>();
        let below = below.iter().map(|(_, view)| *view);
        let later = worst_of(below, at_worst)
            .filter(|view| worst.is_none_or(|(_, share)| days_of(view) > Some(share.delay)));
        RollUp {
            light: rolled.light,
            reason: rolled.reason,
            score: rolled.score,
            forecast_finish: finish,
            completion: if total > 0.0 { done / total } else { 0.0 },
            root_cause: match (late, later, worst) {
                (Some(path), _, _) => path,
                (None, Some(view), _) => view.root_cause.clone(),
                (None, None, Some((task, _))) => self.root_cause(*task),
                (None, None, None) => Vec::new(),
            },
        }
    }

    /// Roll-up of a goal, from its key results and the goals that hang under it.
    pub(super) fn roll_up_goal(&self, id: GoalId, policy: &Policy) -> RollUp {
        let mut parts: Vec<(&str, f64, &RollUp)> = self
            .key_results
            .values()
            .filter(|node| node.fact.goal_id == id)
            .filter_map(|node| {
                let view = node.view.as_ref()?;
                Some((node.fact.code.as_str(), node.fact.weight, view))
            })
            .collect();
        parts.sort_by(|a, b| a.0.cmp(b.0));
        let each = mean(parts.iter().map(|(_, weight, _)| *weight));
        let below = self.hanging_under(id.into());
        parts.extend(below.into_iter().map(|(code, view)| (code, each, view)));
        let mut rolled = roll_up(&parts, policy);
        let finish = rolled.forecast_finish;
        let deadline = self.goals.get(&id).map(|node| node.fact.deadline);
        if let Some((deadline, finish)) = past(finish, deadline).zip(finish)
            && let Some(path) = self.path_past(id.into(), deadline, finish)
        {
            rolled.root_cause = path;
        }
        rolled
    }

    /// Why a goal or key result is finished past its deadline: the path of the task that is finished on its last day or, where that is another
    /// plan's, what that plan says of its goal.
    fn path_past(
        &self,
        node: NodeId,
        deadline: NaiveDate,
        finish: NaiveDate,
    ) -> Option<Vec<PathStep>> {
        let (key_results, others) = self.all_under(node);
        if let Some(task) = self.last_of(key_results, finish) {
            return Some(self.root_cause_past(task, deadline));
        }
        let mut last = others
            .into_iter()
            .filter_map(|part| part.standing.as_ref())
            .filter(|view| view.forecast_finish == Some(finish) && !view.root_cause.is_empty());
        last.next().map(|view| view.root_cause.clone())
    }

    /// The task of these key results that is finished on their last day; of several the worst, then the latest against its plan.
    fn last_of(
        &self,
        key_results: impl IntoIterator<Item = KeyResultId>,
        finish: NaiveDate,
    ) -> Option<TaskId> {
        let parts = key_results.into_iter().filter_map(|id| self.parts.get(&id));
        parts
            .flatten()
            .filter_map(|(id, share)| Some((*id, (*share)?)))
            .filter(|(_, share)| share.finish == finish)
            .max_by_key(|(id, share)| {
                let code = self.tasks.get(id).map(|node| node.fact.code.as_str());
                (share.light, share.delay, code)
            })
            .map(|(id, _)| id)
    }

    /// Whether a task that is finished on this day is so past the deadline of its key result or goal.
    pub(super) fn is_past_deadline(&self, fact: &TaskFact, finish: NaiveDate) -> bool {
        let Some(key_result) = self.key_results.get(&fact.key_result_id) else {
            return false;
        };
        let goal = self.goals.get(&key_result.fact.goal_id);
        finish > key_result.fact.deadline || goal.is_some_and(|goal| finish > goal.fact.deadline)
    }
}

/// The deadline, where it is passed.
fn past(finish: Option<NaiveDate>, deadline: Option<NaiveDate>) -> Option<NaiveDate> {
    deadline.filter(|deadline| finish.is_some_and(|finish| finish > *deadline))
}

fn roll_up(parts: &[(&str, f64, &RollUp)], policy: &Policy) -> RollUp {
    let rolled = light::roll_up(
        &parts
            .iter()
            .map(|(code, weight, view)| Part {
                code,
                light: view.light,
                weight: *weight,
            })
            .collect::<Vec<_>>(),
        policy,
    );
    let total: f64 = parts.iter().map(|(_, weight, _)| weight).sum();
    let done: f64 = parts
        .iter()
        .map(|(_, weight, view)| weight * view.completion)
        .sum();
    let finish: Option<NaiveDate> = parts
        .iter()
        .filter_map(|(_, _, view)| view.forecast_finish)
        .max();
    let at_worst = parts.iter().map(|(_, _, view)| view.light).max();
    let worst = worst_of(parts.iter().map(|(_, _, view)| *view), at_worst);
    RollUp {
        light: rolled.light,
        reason: rolled.reason,
        score: rolled.score,
        forecast_finish: finish,
        completion: if total > 0.0 { done / total } else { 0.0 },
        root_cause: worst
            .map(|view| view.root_cause.clone())
            .unwrap_or_default(),
    }
}

/// Of the parts of the worst light, unless it is green, the one that is latest.
fn worst_of<'a>(
    parts: impl Iterator<Item = &'a RollUp>,
    worst: Option<Light>,
) -> Option<&'a RollUp> {
    parts
        .filter(|view| Some(view.light) == worst && view.light != Light::Green)
        .max_by_key(|view| days_of(view))
}

/// Working days that the path explains.
fn days_of(view: &RollUp) -> Option<i32> {
    let last = view.root_cause.last()?;
    Some(last.own_delay + last.inherited)
}

/// 1 where there is nothing.
fn mean(weights: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = weights.fold((0.0, 0.0), |(count, sum), weight| {
        (count + 1.0, sum + weight)
    });
    if count > 0.0 { sum / count } else { 1.0 }
}
