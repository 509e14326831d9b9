//! From tasks to key results, from key results to goals: the worst light or, where a department's policy says so, the light of its
//! weighted score.

use cascade_method::{
    light::{self, Light, Part},
    policy::Policy,
    status::StoredState,
};
use chrono::NaiveDate;

use super::{plan::PlanState, view::RollUp};
use crate::ids::{GoalId, KeyResultId, TaskId};

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
        let explains = |share: &Share| Some(share.light) == at_worst && share.light != Light::Green;
        let code = |id: &TaskId| {
            let node = self.tasks.get(id);
            node.map_or("", |node| node.fact.code.as_str())
        };
        let parts: Vec<Part<'_>> = shares
            .iter()
            .map(|(id, share)| Part {
                // Only those are named that explain the light.
                code: if explains(share) { code(id) } else { "" },
                light: share.light,
                weight: share.weight,
            })
            .collect();
        let rolled = light::roll_up(&parts, policy);
        // The task that explains the light best: of the worst light, the one whose forecast is latest.
        let worst = shares
            .iter()
            .filter(|(_, share)| explains(share))
            .max_by_key(|(id, share)| (share.delay, code(id)));
        let total: f64 = shares.iter().map(|(_, share)| share.weight).sum();
        let done: f64 = shares
            .iter()
            .map(|(_, share)| share.weight * share.percent / 100.0)
            .sum();
        RollUp {
            light: rolled.light,
            reason: rolled.reason,
            score: rolled.score,
            forecast_finish: shares.iter().map(|(_, share)| share.finish).max(),
            completion: if total > 0.0 { done / total } else { 0.0 },
            root_cause: worst
                .map(|(id, _)| self.root_cause(*id))
                .unwrap_or_default(),
        }
    }

    /// Roll-up of a goal, from its key results.
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
        roll_up(&parts, policy)
    }
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
    let worst = parts
        .iter()
        .filter(|(_, _, view)| Some(view.light) == at_worst && view.light != Light::Green)
        .max_by_key(|(_, _, view)| {
            view.root_cause
                .last()
                .map(|step| step.own_delay + step.inherited)
        });
    RollUp {
        light: rolled.light,
        reason: rolled.reason,
        score: rolled.score,
        forecast_finish: finish,
        completion: if total > 0.0 { done / total } else { 0.0 },
        root_cause: worst
            .map(|(_, _, view)| view.root_cause.clone())
            .unwrap_or_default(),
    }
}
