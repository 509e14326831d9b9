//! "What if" asked of a plan, and of every plan that hears of it.

mod asked;
mod impact;
mod repair;
mod spread;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::error::ServiceError;

use crate::{
    domain::{
        colleagues::{Colleague, times_of},
        preview::Edits,
        repair::{Latest, RepairAim, RepairTerms},
    },
    engine::Engine,
    ids::PlanId,
    store,
};
use spread::Spread;

impl Engine {
    /// How a plan would stand with a change, and every other plan that the change reaches: those that wait for it, and those of the people
    /// who would be away. Nothing is kept.
    ///
    /// # Errors
    /// An unknown plan; tasks, key results, goals, people or dependencies that are not in it; an end before its start; a task, key result or
    /// goal named twice.
    pub async fn preview(
        self: &Arc<Self>,
        plan: PlanId,
        message: pb::PreviewChangeRequest,
    ) -> Result<pb::Impact, ServiceError> {
        let asked = self
            .read(plan, move |plan| asked::read(&message, plan))
            .await?;
        let own = self.changed_of_themselves(plan, asked.edits).await?;
        let spread = self.spread(plan, own).await?;
        let mut answer = spread.answer();
        if let Some(wish) = asked.repair {
            answer.repair = Some(Box::new(self.repair(&spread, wish).await?));
        }
        Ok(answer)
    }

    /// What would be other of each plan without its hearing of another: the change of the one that is asked about, and in all others
    /// in which they have work the same people are away.
    async fn changed_of_themselves(
        &self,
        first: PlanId,
        edits: Edits,
    ) -> Result<BTreeMap<PlanId, Edits>, ServiceError> {
        let mut own = BTreeMap::new();
        if !edits.absences.is_empty() {
            let people: BTreeSet<String> =
                (edits.absences.iter().map(|away| away.person.clone())).collect();
            let mut conn = self.pool.get().await?;
            for plan in store::plans_of(&mut conn, &people, &BTreeSet::new()).await? {
                let away = Edits {
                    absences: edits.absences.clone(),
                    ..Edits::default()
                };
                own.insert(plan, away);
            }
        }
        own.insert(first, edits);
        Ok(own)
    }

    /// What to do about it in the plan that is asked about, so that neither it nor the plans that wait for it miss the aim.
    async fn repair(
        self: &Arc<Self>,
        spread: &Spread,
        (aim, terms): (RepairAim, RepairTerms),
    ) -> Result<pb::Repair, ServiceError> {
        let awaited = self.awaited(spread, aim).await?;
        let (moment, policy) = (self.moment(), self.policy.clone());
        let colleagues = self.colleagues(spread.first).await?;
        let edits = Edits {
            colleagues: times_of(&colleagues),
            ..spread.edits(spread.first)
        };
        let look = self.read(spread.first, move |plan| {
            let after = plan.edited(&edits, moment, &policy);
            let change = (&edits, &after);
            let others = (&awaited, colleagues.as_slice());
            let (found, mended) = plan.repair(change, (aim, &terms), others, moment, &policy);
            Ok((repair::message(&after, aim, &found), mended))
        });
        let (mut message, mended) = look.await?;
        let impact = if message.measures.is_empty() {
            spread.answer()
        } else {
            let mut own = spread.own.clone();
            own.insert(spread.first, without_what_is_heard(mended));
            self.spread(spread.first, own).await?.answer()
        };
        message.impact = Some(Box::new(impact));
        Ok(message)
    }

    /// People of the departments whose tasks of a plan are not finished.
    async fn colleagues(self: &Arc<Self>, plan: PlanId) -> Result<Vec<Colleague>, ServiceError> {
        let departments = self
            .read(plan, |plan| {
                let open = plan.tasks.values().map(|node| &node.fact);
                let open = open.filter(|fact| fact.actual_finish.is_none());
                Ok(open.map(|fact| fact.department.clone()).collect())
            })
            .await?;
        let mut conn = self.pool.get().await?;
        let mut colleagues = store::colleagues(&mut conn, &departments, plan).await?;
        let directory = store::directory(&mut conn).await?;
        let workers = colleagues.iter().map(Colleague::worker).collect();
        let times = store::working_times(&mut conn, workers, &directory).await?;
        let mut times: BTreeMap<_, _> = times.into_iter().collect();
        for one in &mut colleagues {
            one.time = times.remove(&one.worker()).unwrap_or_default();
        }
        Ok(colleagues)
    }

    /// By when other plans need tasks for the aim; those that hear last are asked first, for what they need of others is needed of these.
    async fn awaited(
        self: &Arc<Self>,
        spread: &Spread,
        aim: RepairAim,
    ) -> Result<Latest, ServiceError> {
        let mut awaited = Latest::new();
        for id in spread.others().rev() {
            let (moment, policy) = (self.moment(), self.policy.clone());
            let (edits, known) = (spread.edits(id), awaited.clone());
            let look = self.read(id, move |plan| {
                Ok(plan.latest_awaited(&edits, (aim, &known), moment, &policy))
            });
            for (task, day) in look.await? {
                let latest = awaited.entry(task).or_insert(day);
                *latest = day.min(*latest);
            }
        }
        Ok(awaited)
    }
}

/// The change itself: what the plan hears of others is found anew.
fn without_what_is_heard(edits: Edits) -> Edits {
    Edits {
        foreign: BTreeMap::new(),
        parts: BTreeMap::new(),
        ..edits
    }
}
