//! What is asked of monitoring: plans as they stand, delays explained, alerts listed.

use std::{collections::BTreeMap, sync::Arc};

use cascade_method::light::Light;
use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::error::ServiceError;

use crate::{
    domain::{delays, plan::PlanState, view::PathStep},
    engine::{Engine, plan_not_found},
    ids::{AlertId, PlanId, TaskId},
    messages::{self, day},
    store::{self, AlertFilter},
};

impl Engine {
    /// Reads a plan as it is committed: from memory where that is newest, without a lock, so that readers and what changes the plan do
    /// not wait for each other's transactions; else through its locked row.
    pub(crate) async fn read<T>(
        self: &Arc<Self>,
        id: PlanId,
        answer: impl FnOnce(&PlanState) -> Result<T, ServiceError> + Send + 'static,
    ) -> Result<T, ServiceError>
    where
        T: Send + 'static,
    {
        if let Some(plan) = self.in_memory(id).await? {
            let result = answer(&plan);
            self.keep([plan]);
            return result;
        }
        let engine = Arc::clone(self);
        cascade_storage::mutation(async move {
            let mut tx = engine.pool.begin().await?;
            let plan = engine
                .lock(&mut tx, id)
                .await?
                .ok_or_else(|| plan_not_found(&id.to_string()))?;
            let result = answer(&plan);
            // Before the row is free, so that the next in line finds it.
            engine.keep([plan]);
            tx.rollback().await?;
            result
        })
        .await?
    }

    /// Lights, forecasts and open alerts of a plan.
    ///
    /// # Errors
    /// An unknown plan.
    pub async fn plan_status(self: &Arc<Self>, id: PlanId) -> Result<pb::PlanStatus, ServiceError> {
        self.read(id, |plan| Ok(status(plan))).await
    }

    /// A task's forecast.
    ///
    /// # Errors
    /// An unknown task.
    pub async fn task_forecast(
        self: &Arc<Self>,
        task: TaskId,
    ) -> Result<pb::TaskForecast, ServiceError> {
        let unknown = move || ServiceError::not_found("任务", "task", task);
        let plan = {
            let mut conn = self.pool.get().await?;
            store::plan_of_task(&mut conn, task)
                .await?
                .ok_or_else(unknown)?
        };
        self.read(plan, move |plan| {
            messages::task_forecast(plan, task).ok_or_else(unknown)
        })
        .await
    }

    /// Why a task, milestone, key result or goal is late.
    ///
    /// # Errors
    /// An unknown plan or target.
    pub async fn explain(
        self: &Arc<Self>,
        id: PlanId,
        target: String,
    ) -> Result<pb::ExplainDelayResponse, ServiceError> {
        self.read(id, move |plan| explain(plan, &target)).await
    }

    /// Kept state against a computation from scratch.
    ///
    /// # Errors
    /// An unknown plan.
    pub async fn audit(
        self: &Arc<Self>,
        id: PlanId,
    ) -> Result<pb::AuditPlanResponse, ServiceError> {
        let directory = {
            let mut conn = self.pool.get().await?;
            store::directory(&mut conn).await?
        };
        let (moment, policy) = (self.moment(), self.policy.clone());
        self.read(id, move |plan| {
            Ok(pb::AuditPlanResponse {
                tasks_checked: i64::try_from(plan.tasks.len()).unwrap_or(i64::MAX),
                reports_applied: plan.reports_applied,
                differences: plan.differences(moment, &directory, &policy),
            })
        })
        .await
    }

    /// One alert.
    ///
    /// # Errors
    /// An unknown alert.
    pub async fn alert(self: &Arc<Self>, id: AlertId) -> Result<pb::Alert, ServiceError> {
        let unknown = move || ServiceError::not_found("预警", "alert", id);
        let plan = {
            let mut conn = self.pool.get().await?;
            store::alert_plan(&mut conn, id)
                .await?
                .ok_or_else(unknown)?
        };
        self.read(plan, move |plan| {
            plan.alerts
                .get(&id)
                .map(|alert| messages::alert(plan, alert))
                .ok_or_else(unknown)
        })
        .await
    }

    /// Alerts of a filter, in the order they were raised in.
    ///
    /// # Errors
    /// Database errors.
    pub async fn alerts(
        self: &Arc<Self>,
        filter: AlertFilter,
    ) -> Result<Vec<pb::Alert>, ServiceError> {
        let found = {
            let mut conn = self.pool.get().await?;
            store::list_alerts(&mut conn, &filter).await?
        };
        let mut by_plan: BTreeMap<PlanId, Vec<AlertId>> = BTreeMap::new();
        for (plan, alert) in &found {
            by_plan.entry(*plan).or_default().push(*alert);
        }
        let mut rows: BTreeMap<AlertId, pb::Alert> = BTreeMap::new();
        for (plan, ids) in by_plan {
            let read = self
                .read(plan, move |plan| {
                    Ok(ids
                        .into_iter()
                        .filter_map(|id| {
                            plan.alerts
                                .get(&id)
                                .map(|alert| (id, messages::alert(plan, alert)))
                        })
                        .collect::<Vec<_>>())
                })
                .await?;
            rows.extend(read);
        }
        Ok(found
            .into_iter()
            .filter_map(|(_, id)| rows.remove(&id))
            .collect())
    }
}

fn status(plan: &PlanState) -> pb::PlanStatus {
    let mut goals: Vec<_> = plan
        .goals
        .keys()
        .filter_map(|id| messages::goal(plan, *id))
        .collect();
    goals.sort_by(|a, b| a.code.cmp(&b.code));
    let mut key_results: Vec<_> = plan
        .key_results
        .keys()
        .filter_map(|id| messages::key_result(plan, *id))
        .collect();
    key_results.sort_by(|a, b| a.code.cmp(&b.code));
    let mut tasks: Vec<_> = plan
        .tasks
        .keys()
        .filter_map(|id| messages::task_forecast(plan, *id))
        .collect();
    tasks.sort_by(|a, b| (a.code.len(), &a.code).cmp(&(b.code.len(), &b.code)));
    let light = plan
        .goals
        .values()
        .filter_map(|node| node.view.as_ref().map(|view| view.light))
        .max()
        .unwrap_or(Light::Green);
    pb::PlanStatus {
        plan_id: plan.plan.id.to_string(),
        code: plan.plan.code.clone(),
        title: plan.plan.title.clone(),
        active: plan.plan.active,
        as_of: day(plan.as_of),
        revision: plan.revision,
        light: messages::light(light).into(),
        goals,
        key_results,
        tasks,
        open_alerts: plan
            .alerts
            .values()
            .filter(|alert| alert.is_open())
            .map(|alert| messages::alert(plan, alert))
            .collect(),
        reports_applied: plan.reports_applied,
    }
}

fn explain(plan: &PlanState, target: &str) -> Result<pb::ExplainDelayResponse, ServiceError> {
    let is = |id: &dyn std::fmt::Display, code: &str| code == target || id.to_string() == target;
    if let Some((id, node)) = plan.tasks.iter().find(|(id, node)| is(id, &node.fact.code)) {
        let view = node.view.as_ref();
        return Ok(answer(
            view.map_or(Light::Green, |view| view.light),
            day(Some(node.fact.planned_end)),
            day(view.map(|view| view.forecast_finish)),
            &plan.root_cause(*id),
        ));
    }
    let key_result = plan
        .key_results
        .iter()
        .find(|(id, node)| is(id, &node.fact.code));
    let goal = plan.goals.iter().find(|(id, node)| is(id, &node.fact.code));
    let (view, deadline) = match (key_result, goal) {
        (Some((_, node)), _) => (node.view.as_ref(), node.fact.deadline),
        (None, Some((_, node))) => (node.view.as_ref(), node.fact.deadline),
        (None, None) => return explain_milestone(plan, target),
    };
    Ok(answer(
        view.map_or(Light::Green, |view| view.light),
        day(Some(deadline)),
        day(view.and_then(|view| view.forecast_finish)),
        view.map_or(&[], |view| &view.root_cause),
    ))
}

/// A milestone is named by its task and its own name: `T2/host chosen`.
fn explain_milestone(
    plan: &PlanState,
    target: &str,
) -> Result<pb::ExplainDelayResponse, ServiceError> {
    let unknown = || {
        ServiceError::not_found(
            "任务、里程碑、关键结果或目标",
            "task, milestone, key result or goal",
            target,
        )
    };
    let (task, name) = target.split_once('/').ok_or_else(unknown)?;
    let mut nodes = plan.tasks.values();
    let node = nodes.find(|node| node.fact.code == task || node.fact.id.to_string() == task);
    let node = node.ok_or_else(unknown)?;
    let mut milestones = node.fact.milestones.iter();
    let milestone = milestones
        .find(|one| one.name == name)
        .ok_or_else(unknown)?;
    let view = node.view.as_ref().ok_or_else(unknown)?;
    let late = plan.milestone_delay(&node.fact, view, milestone);
    Ok(answer(
        view.light,
        milestone.due.to_string(),
        plan.milestone_forecast(&node.fact, view, milestone)
            .to_string(),
        late.as_ref().map_or(&[], |late| &late.path),
    ))
}

fn answer(
    light: Light,
    planned_end: String,
    forecast_finish: String,
    path: &[PathStep],
) -> pb::ExplainDelayResponse {
    pb::ExplainDelayResponse {
        light: messages::light(light).into(),
        planned_end,
        forecast_finish,
        delay_days: path.iter().map(|step| step.own_delay).sum(),
        path: messages::hops(path),
        days_by_department: delays::days_by_department(path).into_iter().collect(),
    }
}
