//! What this service does on the events of others.

use cascade_events::outbox;
use cascade_proto::tasks::v1 as pb;
use cascade_runtime::error::ServiceError;
use cascade_storage::DbConn;
use chrono::{DateTime, Utc};

use crate::{
    domain::task::{Baseline, KeyResult},
    ids::{BaselineId, PlanId},
    outgoing,
    store::{
        self,
        projections::{self, Plan},
    },
    use_cases::{
        UseCases,
        baselines::{self, Occasion},
        planning::update,
    },
};

/// Who takes the first baseline: the event of an activation does not say who asked for it.
const ACTIVATION: &str = "system:activation";

impl UseCases {
    /// Keeps imports and edits away until the transaction ends, as they keep each other: what is known of key results and the
    /// findings that follow from it are written by both.
    ///
    /// # Errors
    /// What the database says.
    pub async fn hold_planning(&self, conn: &mut DbConn) -> Result<(), ServiceError> {
        Ok(store::links::lock(conn).await?)
    }

    /// Notes a plan.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note_plan(&self, conn: &mut DbConn, plan: &Plan) -> Result<(), ServiceError> {
        Ok(projections::note_plan(conn, plan).await?)
    }

    /// Notes a key result, and looks at its tasks again: its deadline may have moved.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note_key_result(
        &self,
        conn: &mut DbConn,
        mut key_result: KeyResult,
        version: i64,
    ) -> Result<(), ServiceError> {
        let before = projections::key_results_by_id(conn, &[key_result.id]).await?;
        if key_result.window_start.is_none() {
            key_result.window_start = projections::period_start(conn, key_result.plan_id).await?;
        }
        projections::note_key_result(conn, &key_result, Some(version)).await?;
        let deadline_was = before.first().map(|known| known.deadline);
        if deadline_was == Some(key_result.deadline) {
            return Ok(());
        }
        let tasks = store::tasks::of_key_result(conn, key_result.id).await?;
        self.refresh_findings(conn, &tasks).await?;
        if deadline_was.is_none() {
            self.refresh_plan_findings(conn, key_result.plan_id).await?;
        }
        Ok(())
    }

    /// Takes the baseline of every task of an activated plan that has none yet: its planned dates are approved from now on.
    /// A cancelled task has nothing to approve.
    ///
    /// # Errors
    /// What the database says.
    pub async fn take_baselines(
        &self,
        conn: &mut DbConn,
        plan: PlanId,
        plan_version: i64,
        taken_at: DateTime<Utc>,
    ) -> Result<(), ServiceError> {
        let mut tasks = store::tasks::lock_plan(conn, plan).await?;
        let mut with_baseline = Vec::with_capacity(tasks.len());
        for task in &mut tasks {
            if task.baseline.is_some() || task.track.state == pb::TaskState::Cancelled {
                continue;
            }
            let mut next = task.next();
            next.baseline = Some(Baseline {
                id: BaselineId::new(),
                start: task.plan.start,
                end: task.plan.end,
                taken_at,
            });
            update(conn, &next).await?;
            *task = next.clone();
            with_baseline.push(next);
        }
        store::baselines::insert_of_tasks(conn, &with_baseline, plan_version).await?;
        // The plan as it was approved is its first baseline, even one without tasks; what was approved later is a further one.
        if !with_baseline.is_empty() || store::baselines::last_number(conn, plan).await? == 0 {
            let occasion = Occasion {
                by: ACTIVATION.to_owned(),
                reason: "计划启动 / Plan activated".to_owned(),
                at: taken_at,
            };
            baselines::keep(conn, plan, &tasks, occasion).await?;
        }
        let events = with_baseline
            .iter()
            .map(|task| outgoing::task_changed(task, taken_at))
            .collect::<Result<Vec<_>, _>>()?;
        outbox::append(conn, &events).await?;
        Ok(())
    }
}
