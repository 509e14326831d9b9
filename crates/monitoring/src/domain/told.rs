//! What a plan has told, as its rows keep it.
//!
//! A plan that is read is calculated anew from its facts, and from what its own rows do not hold: people's working time, the policies.
//! Where these have changed since it was last in somebody's memory, another picture follows than was told, and nobody has said so yet: the
//! next settlement does.

use cascade_method::light::Light;
use chrono::NaiveDate;

use super::plan::PlanState;
use crate::ids::{GoalId, KeyResultId, TaskId};

/// Forecasts and lights as they were told; of a plan that was never settled nothing.
#[derive(Debug, Default)]
pub struct Told {
    /// Forecast start and finish of tasks, and their lights.
    pub tasks: Vec<(TaskId, NaiveDate, NaiveDate, Light)>,
    /// Lights of key results.
    pub key_results: Vec<(KeyResultId, Light)>,
    /// Lights of goals.
    pub goals: Vec<(GoalId, Light)>,
}

impl Told {
    fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.key_results.is_empty() && self.goals.is_empty()
    }
}

impl PlanState {
    /// Keeps what was told otherwise than it follows now, for the next settlement to tell.
    pub(crate) fn keep_untold(&mut self, mut told: Told) {
        told.tasks.retain(|(id, start, finish, light)| {
            let view = self.tasks.get(id).and_then(|node| node.view.as_ref());
            view.is_some_and(|view| {
                (view.forecast_start, view.forecast_finish, view.light) != (*start, *finish, *light)
            })
        });
        told.key_results.retain(|(id, light)| {
            let view = self.key_results.get(id).and_then(|node| node.view.as_ref());
            view.is_some_and(|view| view.light != *light)
        });
        told.goals.retain(|(id, light)| {
            let view = self.goals.get(id).and_then(|node| node.view.as_ref());
            view.is_some_and(|view| view.light != *light)
        });
        self.stale.untold = (!told.is_empty()).then_some(told);
    }

    /// Puts back what was told, so that the settlement that begins finds what is other now, as after any change.
    pub(super) fn put_back_told(&mut self) {
        let Some(told) = self.stale.untold.take() else {
            return;
        };
        for (id, start, finish, light) in told.tasks {
            let node = self.tasks.get_mut(&id);
            if let Some(view) = node.and_then(|node| node.view.as_mut()) {
                (view.forecast_start, view.forecast_finish, view.light) = (start, finish, light);
                self.stale.tasks.insert(id);
            }
        }
        for (id, light) in told.key_results {
            let node = self.key_results.get_mut(&id);
            if let Some(view) = node.and_then(|node| node.view.as_mut()) {
                view.light = light;
                self.stale.key_results.insert(id);
            }
        }
        for (id, light) in told.goals {
            let node = self.goals.get_mut(&id);
            if let Some(view) = node.and_then(|node| node.view.as_mut()) {
                view.light = light;
                self.stale.goals.insert(id);
            }
        }
        // What these plans were told is kept nowhere: they hear it again.
        self.stale.parents.extend(self.goals.keys());
        self.stale.impacts_again = true;
    }
}
