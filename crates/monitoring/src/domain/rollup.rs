//! From tasks to key results, from key results to goals: the worst light or, where a department's policy says so, the light of its
//! weighted score.

use cascade_method::{
    light::{self, Light, Part},
    policy::Policy,
    status::StoredState,
};
use chrono::NaiveDate;

use super::{
    facts::TaskFact,
    plan::PlanState,
    view::{RollUp, TaskView},
};
use crate::ids::{GoalId, KeyResultId, TaskId};

type Row<'a> = (TaskId, &'a TaskFact, &'a TaskView);

impl PlanState {
    /// Roll-up of a key result, from its tasks.
    pub(super) fn roll_up_key_result(&self, id: KeyResultId, policy: &Policy) -> RollUp {
        let parts = self.parts.get(&id).into_iter().flatten();
        let rows: Vec<Row<'_>> = parts
            .filter_map(|id| {
                let node = self.tasks.get(id)?;
                let view = node.view.as_ref()?;
                (node.fact.state != StoredState::Cancelled).then_some((*id, &node.fact, view))
            })
            .collect();
        self.roll_up_tasks(&rows, policy)
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

    fn roll_up_tasks(&self, rows: &[Row<'_>], policy: &Policy) -> RollUp {
        let parts: Vec<Part<'_>> = rows
            .iter()
            .map(|(_, fact, view)| Part {
                code: &fact.code,
                light: view.light,
                weight: f64::from(fact.duration.max(1)),
            })
            .collect();
        let rolled = light::roll_up(&parts, policy);
        // The task that explains the light best: of the worst light, the one whose forecast is latest.
        let at_worst = parts.iter().map(|part| part.light).max();
        let worst = rows
            .iter()
            .filter(|(_, _, view)| Some(view.light) == at_worst && view.light != Light::Green)
            .max_by(|(_, a, late), (_, b, later)| {
                (late.forecast_delay, &a.code).cmp(&(later.forecast_delay, &b.code))
            });
        let total: f64 = parts.iter().map(|part| part.weight).sum();
        let done: f64 = rows
            .iter()
            .map(|(_, fact, _)| f64::from(fact.duration.max(1)) * fact.percent / 100.0)
            .sum();
        RollUp {
            light: rolled.light,
            reason: rolled.reason,
            score: rolled.score,
            forecast_finish: rows.iter().map(|(_, _, view)| view.forecast_finish).max(),
            completion: if total > 0.0 { done / total } else { 0.0 },
            root_cause: worst
                .map(|(id, ..)| self.root_cause(*id))
                .unwrap_or_default(),
        }
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
