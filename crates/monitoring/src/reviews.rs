//! Plans to settle because somebody in them works on other days now. A few are settled with the change that it follows from; a calendar of the
//! whole organisation concerns all of them, and no transaction should hold so many: the others are put off, as rows, and each is settled in
//! a transaction of its own.

use std::collections::{BTreeMap, BTreeSet};

use cascade_runtime::error::ServiceError;
use cascade_storage::{DbConn, StorageError};

use crate::{domain::outcome::Outcome, engine::Engine, ids::PlanId, incoming::Incoming, store};

/// Plans that are settled at once, beside those of which something else is told.
const AT_ONCE: usize = 20;

impl Engine {
    /// Puts off most of the plans that a change concerns; answers those that it does not.
    pub(crate) async fn put_off(
        &self,
        conn: &mut DbConn,
        concerned: BTreeSet<PlanId>,
        told_of: &BTreeMap<PlanId, Vec<Incoming>>,
    ) -> Result<BTreeSet<PlanId>, StorageError> {
        let (mut now, others): (BTreeSet<PlanId>, BTreeSet<PlanId>) = concerned
            .into_iter()
            .partition(|plan| told_of.contains_key(plan));
        let mut others = others.into_iter();
        now.extend(others.by_ref().take(AT_ONCE));
        store::reviews::insert(conn, others.collect()).await?;
        Ok(now)
    }

    /// Settles one plan that was put off, in one transaction; false where there is none that nobody works on.
    pub(crate) async fn review_one_plan(&self) -> Result<bool, ServiceError> {
        let mut tx = self.pool.begin().await?;
        let Some(id) = store::reviews::claim(&mut tx).await? else {
            // Nearly every look ends here: dropped instead, it would cost its connection.
            tx.rollback().await?;
            return Ok(false);
        };
        let moment = self.moment();
        let directory = store::directory_on(&mut tx, moment.today).await?;
        let mut changed = Vec::new();
        if let Some(mut plan) = self.lock(&mut tx, id).await? {
            let workers = plan.workers();
            plan.look_who_is_asked();
            plan.set_working_times(store::working_times(&mut tx, workers, &directory).await?);
            let mut outcome = Outcome::default();
            plan.settle(moment, &directory, &self.policy, &mut outcome);
            changed.push((plan, outcome));
        }
        self.write(&mut tx, &mut changed).await?;
        tx.commit().await?;
        self.keep(changed.into_iter().map(|(plan, _)| plan));
        Ok(true)
    }
}
