//! What is asked of forecasts beyond a task's own: what is late and why, and what it takes.

use std::sync::Arc;

use cascade_method::earned_value::EarnedValue;
use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::error::ServiceError;

use crate::{
    domain::{
        delays::{self, Delay, Kind},
        plan::PlanState,
        value::Value,
    },
    engine::Engine,
    ids::PlanId,
    messages::{self, day},
};

impl Engine {
    /// What is late of a plan, and why.
    ///
    /// # Errors
    /// An unknown plan.
    pub async fn delays(
        self: &Arc<Self>,
        id: PlanId,
    ) -> Result<pb::ListDelaysResponse, ServiceError> {
        self.read(id, |plan| {
            let found = plan.delays();
            let by_department = delays::days_of_departments(&found);
            Ok(pb::ListDelaysResponse {
                as_of: day(plan.as_of),
                delays: found.iter().map(delay).collect(),
                days_by_department: by_department.into_iter().collect(),
            })
        })
        .await
    }

    /// What the forecasts of a plan's tasks break, by task code.
    ///
    /// # Errors
    /// An unknown plan.
    pub async fn findings(
        self: &Arc<Self>,
        id: PlanId,
    ) -> Result<pb::ListFindingsResponse, ServiceError> {
        self.read(id, |plan| {
            let views = plan.tasks.values().filter_map(|node| node.view.as_ref());
            let mut found: Vec<_> = views.flat_map(|view| &view.findings).collect();
            found.sort_by_key(|finding| (finding.row.len(), finding.row.as_str()));
            Ok(pb::ListFindingsResponse {
                findings: found.into_iter().map(messages::finding).collect(),
            })
        })
        .await
    }

    /// Earned value of a plan and its parts.
    ///
    /// # Errors
    /// An unknown plan.
    pub async fn earned_value(
        self: &Arc<Self>,
        id: PlanId,
    ) -> Result<pb::EarnedValueReport, ServiceError> {
        self.read(id, |plan| Ok(earned_value(plan))).await
    }
}

fn delay(delay: &Delay) -> pb::Delay {
    let kind = match delay.kind {
        Kind::Goal => "goal",
        Kind::KeyResult => "key_result",
        Kind::Milestone => "milestone",
    };
    pb::Delay {
        kind: kind.to_owned(),
        id: delay.id.clone(),
        code: delay.code.clone(),
        name: delay.name.clone(),
        owner: delay.owner.clone(),
        department: delay.department.clone(),
        due: delay.due.to_string(),
        forecast: day(delay.forecast),
        delay_days: delay.days(),
        light: messages::light(delay.light).into(),
        path: messages::hops(&delay.path),
        days_by_department: delays::days_by_department(&delay.path)
            .into_iter()
            .collect(),
    }
}

fn earned_value(plan: &PlanState) -> pb::EarnedValueReport {
    let values = plan.earned_value();
    let mut rows = vec![row(
        "plan",
        plan.plan.id.to_string(),
        &plan.plan.code,
        &plan.plan.title,
        &values.plan,
    )];
    rows.extend(values.goals.iter().filter_map(|(id, value)| {
        let fact = &plan.goals.get(id)?.fact;
        Some(row(
            "goal",
            id.to_string(),
            &fact.code,
            &fact.description,
            value,
        ))
    }));
    rows.extend(values.key_results.iter().filter_map(|(id, value)| {
        let fact = &plan.key_results.get(id)?.fact;
        Some(row(
            "key_result",
            id.to_string(),
            &fact.code,
            &fact.description,
            value,
        ))
    }));
    rows.extend(values.tasks.iter().filter_map(|(id, value)| {
        let fact = &plan.tasks.get(id)?.fact;
        Some(row("task", id.to_string(), &fact.code, &fact.name, value))
    }));
    pb::EarnedValueReport {
        as_of: day(plan.as_of),
        rows,
    }
}

fn row(kind: &str, id: String, code: &str, name: &str, value: &Value) -> pb::EarnedValueRow {
    pb::EarnedValueRow {
        kind: kind.to_owned(),
        id,
        code: code.to_owned(),
        name: name.to_owned(),
        tasks: value.tasks,
        effort: figures(&value.effort, value.effort_tasks),
        cost: figures(&value.cost, value.cost_tasks),
    }
}

/// None where nothing is known.
fn figures(value: &EarnedValue, tasks: u32) -> Option<pb::EarnedValue> {
    (*value != EarnedValue::default()).then(|| pb::EarnedValue {
        budget_at_completion: value.budget_at_completion,
        planned_value: value.planned_value,
        earned_value: value.earned_value,
        actual_cost: value.actual_cost,
        schedule_variance: value.schedule_variance(),
        cost_variance: value.cost_variance(),
        schedule_performance_index: value.schedule_performance_index(),
        cost_performance_index: value.cost_performance_index(),
        estimate_at_completion: value.estimate_at_completion(),
        estimate_to_complete: value.estimate_to_complete(),
        variance_at_completion: value.variance_at_completion(),
        to_complete_performance_index: value.to_complete_performance_index(),
        tasks,
    })
}
