//! Keeping the findings in step with what they are about.

use std::collections::{HashMap, HashSet};

use cascade_method::task as rules;
use cascade_runtime::error::ServiceError;
use cascade_storage::DbConn;

use crate::{
    domain::{
        assess::assess,
        finding::{Finding, Scope},
        task::{KeyResult, Task},
    },
    ids::{KeyResultId, PlanId, TaskId},
    store::{self, projections},
    use_cases::UseCases,
};

impl UseCases {
    /// Looks at these tasks again and replaces what is kept about them as planned.
    pub(super) async fn refresh_findings(
        &self,
        conn: &mut DbConn,
        ids: &HashSet<TaskId>,
    ) -> Result<(), ServiceError> {
        if ids.is_empty() {
            return Ok(());
        }
        let tasks = store::tasks::by_ids(conn, ids).await?;
        let wanted: HashSet<TaskId> = tasks
            .iter()
            .flat_map(|task| task.plan.predecessors.iter().map(|link| link.task_id))
            .collect();
        let predecessors: HashMap<TaskId, Task> = store::tasks::by_ids(conn, &wanted)
            .await?
            .into_iter()
            .map(|task| (task.id, task))
            .collect();
        let wanted: HashSet<KeyResultId> =
            tasks.iter().map(|task| task.plan.key_result_id).collect();
        let wanted: Vec<KeyResultId> = wanted.into_iter().collect();
        let key_results: HashMap<KeyResultId, KeyResult> =
            projections::key_results_by_id(conn, &wanted)
                .await?
                .into_iter()
                .map(|known| (known.id, known))
                .collect();
        let mut calendars = self.calendars(conn, &tasks, &predecessors).await?;
        let mut found: HashMap<PlanId, Vec<Finding>> = HashMap::new();
        for task in &tasks {
            let key_result = key_results.get(&task.plan.key_result_id);
            found.entry(task.plan.plan_id).or_default().extend(assess(
                task,
                key_result,
                &predecessors,
                &mut calendars,
                &self.policy,
            ));
        }
        let ids: Vec<TaskId> = ids.iter().copied().collect();
        store::findings::forget_tasks(conn, &ids, Scope::Task).await?;
        for (plan, found) in found {
            store::findings::insert(conn, plan, &found).await?;
        }
        Ok(())
    }

    /// Looks at the plan as a whole again: a key result wants a task.
    pub(super) async fn refresh_plan_findings(
        &self,
        conn: &mut DbConn,
        plan: PlanId,
    ) -> Result<(), ServiceError> {
        let with_task = store::tasks::key_results_with_task(conn, plan).await?;
        let found: Vec<Finding> = projections::key_results(conn, plan)
            .await?
            .iter()
            .filter(|known| !with_task.contains(&known.id))
            .map(|known| {
                Finding::of(
                    &rules::key_result_without_task(&known.code),
                    Scope::Plan,
                    None,
                )
            })
            .collect();
        store::findings::forget_plan(conn, plan).await?;
        store::findings::insert(conn, plan, &found).await?;
        Ok(())
    }
}
