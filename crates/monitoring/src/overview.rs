//! How all active plans stand: what is kept is read in as many statements as there are kinds of rows, whatever number of plans.

use std::{collections::BTreeSet, sync::Arc};

use cascade_method::light::Light;
use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::error::ServiceError;

use crate::{
    domain::overview::{self, LateTask, Lights, Overview},
    engine::Engine,
    messages::{self, day},
    store,
};

impl Engine {
    /// Figures of all active plans; only of a department and those below it where its code is given.
    ///
    /// # Errors
    /// An unknown department.
    pub(crate) async fn overview(
        self: &Arc<Self>,
        department: &str,
    ) -> Result<pb::Overview, ServiceError> {
        let today = self.moment().today;
        let mut conn = self.pool.get().await?;
        let wanted: Option<BTreeSet<String>> = if department.is_empty() {
            None
        } else {
            let directory = store::directory(&mut conn).await?;
            if !directory.all().any(|known| known.code == department) {
                return Err(ServiceError::not_found("部门", "department", department));
            }
            Some(directory.below(department))
        };
        let kept = store::overview(&mut conn, today).await?;
        let late = match &wanted {
            Some(departments) => store::late_tasks(&mut conn, departments).await?,
            None => Vec::new(),
        };
        drop(conn);
        let told = overview::figures(kept, wanted.as_ref());
        Ok(message(day(Some(today)), told, late))
    }
}

fn message(as_of: String, told: Overview, late: Vec<LateTask>) -> pb::Overview {
    pb::Overview {
        as_of,
        plans: told
            .plans
            .into_iter()
            .map(|(plan, figures)| pb::PlanFigures {
                plan_id: plan.id.to_string(),
                code: plan.code,
                title: plan.title,
                light: messages::light(figures.light.unwrap_or(Light::Green)).into(),
                progress: figures.progress,
                goals: lights(figures.goals),
                key_results: lights(figures.key_results),
                tasks: lights(figures.tasks),
                tasks_done: figures.done,
                open_alerts: figures.alerts,
                highest_level: level(figures.level),
            })
            .collect(),
        goals: told
            .goals
            .into_iter()
            .map(|(goal, key_results)| pb::GoalFigures {
                goal_id: goal.id.to_string(),
                plan_id: goal.plan.to_string(),
                code: goal.code,
                description: goal.description,
                department: goal.department,
                owner: goal.owner,
                deadline: goal.deadline.to_string(),
                progress: goal.progress,
                light: messages::light(goal.light).into(),
                key_results: lights(key_results),
                company_goal: goal.company_goal,
            })
            .collect(),
        departments: told
            .departments
            .into_iter()
            .map(|(department, figures)| pb::DepartmentFigures {
                department,
                goals: lights(figures.goals),
                tasks: lights(figures.tasks),
                tasks_done: figures.done,
                open_alerts: figures.alerts,
            })
            .collect(),
        people: told
            .people
            .into_iter()
            .map(|(person, figures)| pb::PersonFigures {
                person,
                department: figures.department,
                alerts: figures
                    .alerts
                    .into_iter()
                    .map(|alert| pb::AlertFigures {
                        alert_id: alert.id.to_string(),
                        plan_id: alert.plan.to_string(),
                        level: level(alert.level),
                        cause_code: alert.cause,
                    })
                    .collect(),
                tasks_behind: figures.behind,
            })
            .collect(),
        late_tasks: late.into_iter().map(late_task).collect(),
    }
}

fn late_task(task: LateTask) -> pb::LateTask {
    pb::LateTask {
        task_id: task.id.to_string(),
        plan_id: task.plan.to_string(),
        code: task.code,
        name: task.name,
        owner: task.owner,
        department: task.department,
        planned_end: task.planned_end.to_string(),
        forecast_finish: day(task.forecast_finish),
        percent: task.percent,
        light: messages::light(task.light).into(),
    }
}

fn lights(lights: Lights) -> Option<pb::LightCounts> {
    Some(pb::LightCounts {
        green: lights.green,
        yellow: lights.yellow,
        red: lights.red,
    })
}

fn level(level: i64) -> i32 {
    i32::try_from(level).unwrap_or(i32::MAX)
}
