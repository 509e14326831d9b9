//! From what the domain says to events of the contract.

use cascade_events::{EventData, NewEvent};
use cascade_method::status::DerivedStatus;
use cascade_proto::monitoring::v1 as pb;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    domain::{
        facts::Ancestor,
        outcome::{Said, Subject},
        plan::PlanState,
    },
    ids::{AlertId, PlanId, TaskId},
    messages,
};

/// CloudEvents source of this service.
pub const SOURCE: &str = "/cascade/monitoring";

/// The event that says it. None where its subject has gone in the meantime.
#[must_use]
pub fn event(plan: &PlanState, said: &Said, now: DateTime<Utc>) -> Option<NewEvent> {
    match said {
        Said::ForecastChanged { task, previous } => {
            let data = pb::ForecastChanged {
                forecast: Some(messages::task_forecast(plan, *task)?),
                previous_finish: messages::day(*previous),
            };
            Some(new(plan, "forecast_changed", task.to_string(), &data, now))
        }
        Said::LightChanged {
            subject,
            code,
            before,
            after,
            reason,
            path,
            on,
        } => {
            let (kind, id) = subject_of(*subject);
            let data = pb::LightChanged {
                plan_id: plan.plan.id.to_string(),
                subject_kind: kind.to_owned(),
                subject_id: id.clone(),
                code: code.clone(),
                before: before
                    .map_or(pb::Light::Unspecified, messages::light)
                    .into(),
                after: messages::light(*after).into(),
                reason: Some(messages::text(reason)),
                root_cause: messages::hops(path),
                on: on.to_string(),
            };
            Some(new(plan, "light_changed", id, &data, now))
        }
        Said::AlertRaised(id) => {
            let alert = Some(alert(plan, *id)?);
            Some(new(
                plan,
                "alert_raised",
                id.to_string(),
                &pb::AlertRaised { alert },
                now,
            ))
        }
        Said::AlertEscalated { alert: id, from } => {
            let data = pb::AlertEscalated {
                alert: Some(alert(plan, *id)?),
                from_level: i32::from(*from),
            };
            Some(new(plan, "alert_escalated", id.to_string(), &data, now))
        }
        Said::AlertChanged(id) => {
            let alert = Some(alert(plan, *id)?);
            Some(new(
                plan,
                "alert_changed",
                id.to_string(),
                &pb::AlertChanged { alert },
                now,
            ))
        }
        Said::CorrectionFiled {
            alert: id,
            correction,
        } => {
            let alert = alert(plan, *id)?;
            let correction = alert
                .corrections
                .iter()
                .find(|filed| filed.id == correction.to_string())
                .cloned();
            let data = pb::CorrectionFiled {
                alert: Some(alert),
                correction,
            };
            Some(new(plan, "correction_filed", id.to_string(), &data, now))
        }
        Said::AlertClosed(id) => {
            let alert = Some(alert(plan, *id)?);
            Some(new(
                plan,
                "alert_closed",
                id.to_string(),
                &pb::AlertClosed { alert },
                now,
            ))
        }
        Said::EdgeDeclared {
            predecessor,
            plan: home,
            active,
        } => {
            let data = pb::EdgeDeclared {
                predecessor_task_id: predecessor.to_string(),
                predecessor_plan_id: home.to_string(),
                successor_plan_id: plan.plan.id.to_string(),
                active: *active,
            };
            Some(to(
                *home,
                plan,
                "edge_declared",
                predecessor.to_string(),
                &data,
                now,
            ))
        }
        Said::PredecessorMoved { task, successor } => {
            predecessor_moved(plan, *task, *successor, now)
        }
        Said::ImpactDeclared {
            predecessor,
            plan: home,
        } => {
            let fact = plan.impact_of(*predecessor);
            let data = pb::ImpactDeclared {
                task_id: predecessor.to_string(),
                plan_id: home.to_string(),
                successor_plan_id: plan.plan.id.to_string(),
                affects: fact.affects.into_iter().collect(),
                company_goal: fact.company_goal,
                revision: fact.revision,
            };
            let subject = predecessor.to_string();
            Some(to(*home, plan, "impact_declared", subject, &data, now))
        }
        Said::GoalRolledUp {
            goal,
            parent,
            hangs,
        } => {
            let fact = plan.part_of(*goal, *parent, *hangs)?;
            let data = pb::GoalRolledUp {
                goal_id: goal.to_string(),
                plan_id: fact.plan.to_string(),
                parent_plan_id: parent.plan.to_string(),
                parent_id: fact.parent.to_string(),
                code: fact.code,
                standing: fact.standing.as_ref().map(messages::goal_standing),
                revision: fact.revision,
            };
            let subject = goal.to_string();
            Some(to(parent.plan, plan, "goal_rolled_up", subject, &data, now))
        }
        Said::GoalPlaced { goal } => {
            let (home, fact) = plan.placed_of(*goal)?;
            let ancestor = |above: Ancestor| pb::Ancestor {
                code: above.code,
                deadline: above.deadline.to_string(),
                company_goal: above.company_goal,
            };
            let data = pb::GoalPlaced {
                goal_id: goal.to_string(),
                plan_id: home.to_string(),
                ancestors: fact.ancestors.into_iter().map(ancestor).collect(),
                revision: fact.revision,
                above_plan_id: plan.plan.id.to_string(),
            };
            Some(to(home, plan, "goal_placed", goal.to_string(), &data, now))
        }
    }
}

fn predecessor_moved(
    plan: &PlanState,
    task: TaskId,
    successor: PlanId,
    now: DateTime<Utc>,
) -> Option<NewEvent> {
    let node = plan.tasks.get(&task)?;
    let (fact, view) = (&node.fact, node.view.as_ref()?);
    // Without forecast days nobody waits for it any more.
    let waited_for = view.status != DerivedStatus::Cancelled;
    let forecast = |day| messages::day(waited_for.then_some(day));
    let data = pb::PredecessorMoved {
        task_id: task.to_string(),
        plan_id: plan.plan.id.to_string(),
        successor_plan_id: successor.to_string(),
        code: fact.code.clone(),
        name: fact.name.clone(),
        owner: fact.owner.clone(),
        department: fact.department.clone(),
        forecast_start: forecast(view.forecast_start),
        forecast_finish: forecast(view.forecast_finish),
        planned_start: fact.planned_start.to_string(),
        planned_end: fact.planned_end.to_string(),
        revision: plan.revision,
        reported_cause: fact.reported_cause.clone(),
        reported_cause_kind: fact
            .cause_kind
            .map_or_else(String::new, |kind| kind.word().to_owned()),
        unasked: !plan.plan.active,
    };
    Some(to(
        successor,
        plan,
        "predecessor_moved",
        task.to_string(),
        &data,
        now,
    ))
}

fn subject_of(subject: Subject) -> (&'static str, String) {
    match subject {
        Subject::Task(id) => ("task", id.to_string()),
        Subject::KeyResult(id) => ("key_result", id.to_string()),
        Subject::Goal(id) => ("goal", id.to_string()),
    }
}

fn alert(plan: &PlanState, id: AlertId) -> Option<pb::Alert> {
    plan.alerts
        .get(&id)
        .map(|alert| messages::alert(plan, alert))
}

fn new(
    plan: &PlanState,
    name: &str,
    subject: String,
    data: &impl Serialize,
    now: DateTime<Utc>,
) -> NewEvent {
    to(plan.plan.id, plan, name, subject, data, now)
}

/// An event in the order of `partition`'s plan.
fn to(
    partition: PlanId,
    plan: &PlanState,
    name: &str,
    subject: String,
    data: &impl Serialize,
    now: DateTime<Utc>,
) -> NewEvent {
    NewEvent {
        event_type: format!("cascade.monitoring.{name}.v1"),
        source: SOURCE.to_owned(),
        subject,
        partition_key: partition.to_string(),
        time: now,
        aggregate_version: plan.revision,
        // Generated messages of strings, numbers and lists always have a JSON form.
        data: EventData::of(data).unwrap_or_default(),
    }
}
