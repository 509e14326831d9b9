//! What happens at a plan's daily cut-off (TRACK-007).

use std::collections::HashMap;

use cascade_events::outbox;
use cascade_method::progress;
use cascade_runtime::error::ServiceError;
use cascade_storage::DbConn;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::{
    domain::{
        cutoff::{self, Missed},
        finding::{Finding, Scope},
        task::Task,
    },
    ids::{KeyResultId, PlanId, TaskId},
    outgoing,
    store::{self, directory, projections},
    use_cases::UseCases,
};

/// Cut-offs that lie further back are passed over: so long ago nobody was waiting for the report any more.
const FURTHEST_BACK: TimeDelta = TimeDelta::days(31);

impl UseCases {
    /// Sets the first cut-off of a plan that has just been activated.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin_cut_offs(
        &self,
        conn: &mut DbConn,
        plan: PlanId,
        now: DateTime<Utc>,
    ) -> Result<(), ServiceError> {
        let due = self.cut_off.next(now);
        Ok(store::missed::begin(conn, plan, due).await?)
    }

    /// A closed plan is not reported on any more.
    ///
    /// # Errors
    /// What the database says.
    pub async fn end_cut_offs(&self, conn: &mut DbConn, plan: PlanId) -> Result<(), ServiceError> {
        Ok(store::missed::end(conn, plan).await?)
    }

    /// Does one plan's cut-off that is due, and sets its next, in the caller's transaction; false where none is due or free.
    ///
    /// # Errors
    /// What the database says.
    pub async fn cut_off_one(
        &self,
        conn: &mut DbConn,
        now: DateTime<Utc>,
    ) -> Result<bool, ServiceError> {
        let Some((plan, due)) = store::missed::claim(conn, now).await? else {
            return Ok(false);
        };
        if due < now - FURTHEST_BACK {
            let next = self.cut_off.next(now);
            store::missed::move_on(conn, plan, next).await?;
            return Ok(true);
        }
        let day = self.cut_off.day(due);
        // Where nobody has a calendar of their own, nobody works on a day off: not worth a look at the tasks.
        if self.organisation.is_working(day) || directory::has_calendars(conn).await? {
            self.mark_missed(conn, plan, day, due).await?;
        }
        let next = self.cut_off.next(due);
        store::missed::move_on(conn, plan, next).await?;
        Ok(true)
    }

    async fn mark_missed(
        &self,
        conn: &mut DbConn,
        plan: PlanId,
        day: NaiveDate,
        at: DateTime<Utc>,
    ) -> Result<(), ServiceError> {
        let mut known = store::missed::of_plan(conn, plan).await?;
        let mut unreported = store::tasks::unfinished(conn, plan).await?;
        unreported.retain(|task| cutoff::is_missing(task, day));
        let since = known.values().map(|missed| missed.last_on).min();
        let mut calendars = self
            .attendance(conn, &unreported, (since.unwrap_or(day), day))
            .await?;
        let mut marked: Vec<(Task, Missed)> = Vec::new();
        for task in unreported {
            let before = known.remove(&task.id);
            let calendar = calendars.of(&task.plan);
            // Who rests or is away misses nothing, and what they missed before is as it was.
            if !calendar.is_working(day) {
                continue;
            }
            if let Some(missed) = cutoff::count(before, day, &calendar) {
                marked.push((task, missed));
            }
        }
        // What is left is finished, held back or cancelled since: nobody waits for a report.
        let mut stale: Vec<TaskId> = known.into_keys().collect();
        store::missed::forget(conn, &stale).await?;
        let counts: Vec<(TaskId, Missed)> = marked
            .iter()
            .map(|(task, missed)| (task.id, *missed))
            .collect();
        store::missed::replace(conn, plan, &counts).await?;
        let ids: Vec<TaskId> = counts.iter().map(|(id, _)| *id).collect();
        store::tasks::flag(conn, &ids).await?;
        stale.extend(&ids);
        let rule = cascade_method::rules::TRACK_UPDATE_MISSING.id;
        store::findings::forget_rule(conn, &stale, rule).await?;
        let found: Vec<Finding> = marked
            .iter()
            .filter_map(|(task, missed)| {
                let said = progress::check_missed(&task.plan.code, missed.count, &self.policy)?;
                Some(Finding::of(&said, Scope::Report, Some(task.id)))
            })
            .collect();
        store::findings::insert(conn, plan, &found).await?;
        self.tell_owners(conn, &marked, at).await
    }

    /// From the configured number of missed updates on the key result's owner is to be told.
    async fn tell_owners(
        &self,
        conn: &mut DbConn,
        marked: &[(Task, Missed)],
        at: DateTime<Utc>,
    ) -> Result<(), ServiceError> {
        let told: Vec<&(Task, Missed)> = marked
            .iter()
            .filter(|(_, missed)| missed.count >= self.policy.missed_updates)
            .collect();
        if told.is_empty() {
            return Ok(());
        }
        let mut ids: Vec<KeyResultId> = told
            .iter()
            .map(|(task, _)| task.plan.key_result_id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let owners: HashMap<KeyResultId, String> = projections::key_results_by_id(conn, &ids)
            .await?
            .into_iter()
            .map(|known| (known.id, known.owner))
            .collect();
        let events = told
            .into_iter()
            .map(|(task, missed)| {
                let owner = owners.get(&task.plan.key_result_id);
                outgoing::update_missed(task, *missed, owner.map_or("", String::as_str), at)
            })
            .collect::<Result<Vec<_>, _>>()?;
        outbox::append(conn, &events).await?;
        Ok(())
    }
}
