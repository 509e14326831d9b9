//! A change on its way through the plans of the company.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use cascade_method::status::DerivedStatus;
use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::error::ServiceError;
use chrono::NaiveDate;

use super::impact;
use crate::{
    domain::{plan::PlanState, preview::Edits, view::RollUp},
    engine::Engine,
    ids::{GoalId, PlanId, TaskId},
};

/// Most plans into which a change is followed.
const MOST_PLANS: usize = 50;
/// Most looks at them: a plan that hears of more is looked at again.
const MOST_LOOKS: usize = 4 * MOST_PLANS;

/// What a plan would hear of another.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Moved {
    /// Dates of tasks that it waits for, as they would be; none of one that would be cancelled.
    pub tasks: BTreeMap<TaskId, Option<(NaiveDate, NaiveDate)>>,
    /// How goals would stand that hang under something of it.
    pub goals: BTreeMap<GoalId, RollUp>,
}

/// What becomes of a change.
pub(super) struct Spread {
    /// The plan that is asked about.
    pub first: PlanId,
    /// What would be other of each plan of itself.
    pub own: BTreeMap<PlanId, Edits>,
    /// What each plan would hear, by the plan that says it.
    heard: BTreeMap<PlanId, BTreeMap<PlanId, Moved>>,
    /// The plans that have been looked at, in the order in which they heard of it.
    order: Vec<PlanId>,
    impacts: BTreeMap<PlanId, pb::Impact>,
    is_cut_off: bool,
}

impl Spread {
    /// All that would be other of a plan.
    pub fn edits(&self, plan: PlanId) -> Edits {
        let mut edits = self.own.get(&plan).cloned().unwrap_or_default();
        for said in self.heard.get(&plan).into_iter().flat_map(BTreeMap::values) {
            edits.foreign.extend(&said.tasks);
            let goals = said.goals.iter();
            edits
                .parts
                .extend(goals.map(|(id, view)| (*id, view.clone())));
        }
        edits
    }

    /// The other plans that have been looked at, in the order in which they heard of it.
    pub fn others(&self) -> impl DoubleEndedIterator<Item = PlanId> {
        let others = self.order.iter().filter(|plan| **plan != self.first);
        others.copied()
    }

    /// How the plan would stand, and the others that would stand otherwise.
    pub fn answer(&self) -> pb::Impact {
        let others = self.others().filter_map(|plan| self.impacts.get(&plan));
        let first = self.impacts.get(&self.first).cloned();
        pb::Impact {
            others: others
                .filter(|impact| !impact.subjects.is_empty())
                .cloned()
                .collect(),
            cut_off: self.is_cut_off,
            ..first.unwrap_or_default()
        }
    }

    /// Takes in what a plan says; answers the plans to which it says something else than before.
    fn hear(&mut self, from: PlanId, mut told: BTreeMap<PlanId, Moved>) -> Vec<PlanId> {
        let before = self
            .heard
            .iter()
            .filter(|(_, said)| said.contains_key(&from));
        let before: BTreeSet<PlanId> = before.map(|(plan, _)| *plan).collect();
        let mut news = Vec::new();
        for plan in before
            .into_iter()
            .chain(told.keys().copied().collect::<Vec<_>>())
        {
            let heard = self.heard.entry(plan).or_default();
            let said = told.remove(&plan);
            if heard.get(&from) == said.as_ref() {
                continue;
            }
            match said {
                Some(said) => heard.insert(from, said),
                None => heard.remove(&from),
            };
            news.push(plan);
        }
        news
    }
}

impl Engine {
    /// Follows changes of plans into those that wait for them, and into those that their goals hang under. One that hears of more is looked at again with all that it has heard, the one
    /// that is asked about too.
    pub(super) async fn spread(
        self: &Arc<Self>,
        first: PlanId,
        own: BTreeMap<PlanId, Edits>,
    ) -> Result<Spread, ServiceError> {
        let others = own.keys().copied().filter(|plan| *plan != first);
        let mut waiting: VecDeque<PlanId> = [first].into_iter().chain(others).collect();
        let mut spread = Spread {
            first,
            own,
            heard: BTreeMap::new(),
            order: Vec::new(),
            impacts: BTreeMap::new(),
            is_cut_off: false,
        };
        let mut looks = 0;
        while let Some(id) = waiting.pop_front() {
            let is_new = !spread.impacts.contains_key(&id);
            if looks == MOST_LOOKS || is_new && spread.order.len() > MOST_PLANS {
                spread.is_cut_off = true;
                continue;
            }
            looks += 1;
            let edits = spread.edits(id);
            let (moment, policy) = (self.moment(), self.policy.clone());
            let look = self.read(id, move |plan| {
                let after = plan.edited(&edits, moment, &policy);
                let told = what_is_told(plan, &after);
                Ok((impact::impact(plan, &after, &told), told))
            });
            let (impact, told) = look.await?;
            spread.impacts.insert(id, impact);
            if is_new {
                spread.order.push(id);
            }
            for plan in spread.hear(id, told) {
                if !waiting.contains(&plan) {
                    waiting.push_back(plan);
                }
            }
        }
        Ok(spread)
    }
}

/// What other plans would hear: the dates of tasks that they wait for and how goals stand that hang under theirs, where these differ.
fn what_is_told(before: &PlanState, after: &PlanState) -> BTreeMap<PlanId, Moved> {
    let mut told: BTreeMap<PlanId, Moved> = BTreeMap::new();
    for ((task, plan), edge) in &before.outgoing {
        let dates = |state: &PlanState| {
            let view = state.tasks.get(task)?.view.as_ref()?;
            let is_waited_for = view.status != DerivedStatus::Cancelled;
            Some(is_waited_for.then_some((view.forecast_start, view.forecast_finish)))
        };
        if let Some(moved) =
            dates(after).filter(|moved| edge.active && dates(before) != Some(*moved))
        {
            told.entry(*plan).or_default().tasks.insert(*task, moved);
        }
    }
    for (id, node) in &after.goals {
        let parent = node
            .fact
            .parent
            .filter(|parent| parent.plan != before.plan.id);
        let was = before.goals.get(id).and_then(|node| node.view.as_ref());
        if let (Some(parent), Some(view)) = (parent, &node.view)
            && before.plan.active
            && was != Some(view)
        {
            let goals = &mut told.entry(parent.plan).or_default().goals;
            goals.insert(*id, view.clone());
        }
    }
    told
}
