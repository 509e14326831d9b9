//! "What if" asked of a plan, and of every plan that waits for it.

mod asked;
mod impact;
mod repair;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::error::ServiceError;
use chrono::NaiveDate;

use crate::{
    domain::{plan::PlanState, preview::Edits},
    engine::Engine,
    ids::{PlanId, TaskId},
};

/// Most plans into which a change is followed.
const MOST_PLANS: usize = 50;

/// Dates of tasks in other plans, as they would be.
type Moved = BTreeMap<TaskId, (NaiveDate, NaiveDate)>;

impl Engine {
    /// How a plan would stand with a change, and every plan that waits for it; nothing is kept.
    ///
    /// # Errors
    /// An unknown plan; tasks, key results, goals, people or dependencies that are not in it; an end before its start.
    pub async fn preview(
        self: &Arc<Self>,
        plan: PlanId,
        message: pb::PreviewChangeRequest,
    ) -> Result<pb::Impact, ServiceError> {
        let (moment, policy) = (self.moment(), self.policy.clone());
        let (mut answer, told) = self
            .read(plan, move |plan| {
                let asked = asked::read(&message, plan)?;
                let after = plan.edited(&asked.edits, moment, &policy);
                let mut answer = impact::impact(plan, &after);
                if let Some((aim, terms)) = &asked.repair {
                    let (found, repaired) =
                        plan.repair((&asked.edits, &after), (*aim, terms), moment, &policy);
                    let mended = impact::impact(plan, &repaired);
                    let found = repair::message(&after, *aim, &found, mended);
                    answer.repair = Some(Box::new(found));
                }
                Ok((answer, what_is_told(plan, &after)))
            })
            .await?;
        answer.others = self.follow(plan, told).await?;
        Ok(answer)
    }

    /// What comes of it in other plans, in the order in which they hear of it. A plan that hears of it twice is looked at with both.
    async fn follow(
        self: &Arc<Self>,
        first: PlanId,
        told: BTreeMap<PlanId, Moved>,
    ) -> Result<Vec<pb::Impact>, ServiceError> {
        let mut heard: BTreeMap<PlanId, Moved> = BTreeMap::new();
        let mut answers: BTreeMap<PlanId, pb::Impact> = BTreeMap::new();
        let mut order = Vec::new();
        let mut waiting: VecDeque<(PlanId, Moved)> = told.into_iter().collect();
        let mut looks = 0;
        while let Some((id, moved)) = waiting.pop_front() {
            // The plan that was asked about is not looked at again: it has been told of nothing.
            if id == first || looks >= 2 * MOST_PLANS || order.len() >= MOST_PLANS {
                continue;
            }
            let known = heard.entry(id).or_default();
            let before = known.clone();
            known.extend(moved);
            if *known == before {
                continue;
            }
            looks += 1;
            let edits = Edits {
                foreign: known.clone(),
                ..Edits::default()
            };
            let (moment, policy) = (self.moment(), self.policy.clone());
            let look = self.read(id, move |plan| {
                let after = plan.edited(&edits, moment, &policy);
                Ok((impact::impact(plan, &after), what_is_told(plan, &after)))
            });
            let (answer, next) = look.await?;
            waiting.extend(next);
            if answers.insert(id, answer).is_none() {
                order.push(id);
            }
        }
        let answers = order.into_iter().filter_map(|id| answers.remove(&id));
        Ok(answers
            .filter(|answer| !answer.subjects.is_empty())
            .collect())
    }
}

/// What other plans would hear: the dates of tasks that they wait for, where these differ.
fn what_is_told(before: &PlanState, after: &PlanState) -> BTreeMap<PlanId, Moved> {
    let mut told: BTreeMap<PlanId, Moved> = BTreeMap::new();
    for ((task, plan), edge) in &before.outgoing {
        let dates = |state: &PlanState| {
            let view = state.tasks.get(task)?.view.as_ref()?;
            Some((view.forecast_start, view.forecast_finish))
        };
        if let Some(moved) =
            dates(after).filter(|moved| edge.active && dates(before) != Some(*moved))
        {
            told.entry(*plan).or_default().insert(*task, moved);
        }
    }
    told
}
