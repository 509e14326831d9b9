//! What this service does on the events of goals and of the directory: each batch in one transaction, each event once in effect.

mod directory;

use std::sync::Arc;

use async_trait::async_trait;
use cascade_events::{CloudEvent, HandleError, Handler, SubscriberConfig, Subscription, inbox};
use cascade_proto::goals::v1 as goals;
use cascade_runtime::{
    clock::Clock,
    error::{ErrorKind, ServiceError},
};
use cascade_storage::{DbConn, DbPool};
use serde::de::DeserializeOwned;

use crate::{
    domain::task::KeyResult,
    store::projections::Plan,
    use_cases::{
        UseCases,
        adjust::{Approved, Carried, TaskChange},
        working_time::Said,
    },
};

/// Name of the consumer: that of its queues, which were there before it listened to the directory too.
pub const CONSUMER: &str = "tasks.goals";

const PLAN_CHANGED: &str = "cascade.goals.plan_changed.v1";
const PLAN_ACTIVATED: &str = "cascade.goals.plan_activated.v1";
const KEY_RESULT_CHANGED: &str = "cascade.goals.key_result_changed.v1";
const ADJUSTMENT_APPROVED: &str = "cascade.goals.adjustment_approved.v1";
const PLAN_CLOSED: &str = "cascade.goals.plan_closed.v1";

/// What this service wants to hear.
#[must_use]
pub fn subscription(config: &SubscriberConfig) -> Subscription {
    config.subscription(
        CONSUMER,
        &[
            PLAN_CHANGED,
            PLAN_ACTIVATED,
            KEY_RESULT_CHANGED,
            ADJUSTMENT_APPROVED,
            PLAN_CLOSED,
            directory::DEPARTMENT_CHANGED,
            directory::PERSON_CHANGED,
            directory::CALENDAR_CHANGED,
            directory::ABSENCE_CHANGED,
            directory::DIRECTORY_TOLD,
        ],
    )
}

/// Applies the events of others.
pub struct Subscriber {
    pool: DbPool,
    clock: Clock,
    use_cases: Arc<UseCases>,
}

impl Subscriber {
    /// A handler over one database.
    #[must_use]
    pub fn new(pool: DbPool, clock: Clock, use_cases: Arc<UseCases>) -> Self {
        Self {
            pool,
            clock,
            use_cases,
        }
    }

    async fn apply_new(&self, batch: &[CloudEvent]) -> Result<(), HandleError> {
        let mut tx = self.pool.begin().await?;
        self.use_cases
            .hold_planning(&mut tx)
            .await
            .map_err(refused)?;
        let deliveries = batch.iter().map(|event| (event.id, event)).collect();
        let new = inbox::claim(&mut tx, CONSUMER, deliveries, self.clock.now()).await?;
        // One department's calendar after the other would look at the same tasks as often.
        let mut said = Said::default();
        for event in new {
            if !directory::add(&mut said, event)? {
                self.apply(&mut tx, event).await?;
            }
        }
        self.use_cases
            .note_directory(&mut tx, said, self.clock.now())
            .await
            .map_err(refused)?;
        Ok(tx.commit().await?)
    }

    async fn apply(&self, conn: &mut DbConn, event: &CloudEvent) -> Result<(), HandleError> {
        match event.event_type.as_str() {
            PLAN_CHANGED => {
                let data: goals::PlanChanged = read(event)?;
                let said = data.plan.ok_or_else(|| unreadable(event, "plan"))?;
                let plan = read_plan(&said, event)?;
                if said.status() == goals::PlanStatus::Closed {
                    self.use_cases
                        .end_cut_offs(conn, plan.id)
                        .await
                        .map_err(refused)?;
                }
                self.use_cases.note_plan(conn, &plan).await.map_err(refused)
            }
            PLAN_ACTIVATED => {
                let data: goals::PlanActivated = read(event)?;
                let plan = read_plan(&data.plan.ok_or_else(|| unreadable(event, "plan"))?, event)?;
                self.use_cases
                    .note_plan(conn, &plan)
                    .await
                    .map_err(refused)?;
                self.use_cases
                    .begin_cut_offs(conn, plan.id, event.time)
                    .await
                    .map_err(refused)?;
                self.use_cases
                    .take_baselines(conn, plan.id, plan.version, event.time)
                    .await
                    .map_err(refused)
            }
            KEY_RESULT_CHANGED => {
                let data: goals::KeyResultChanged = read(event)?;
                let known = data
                    .key_result
                    .ok_or_else(|| unreadable(event, "key_result"))?;
                let key_result = KeyResult {
                    id: parse(event, "key_result.id", &known.id)?,
                    plan_id: parse(event, "key_result.plan_id", &known.plan_id)?,
                    code: known.code,
                    owner: known.owner,
                    department: String::new(),
                    window_start: None,
                    deadline: Some(parse(event, "key_result.deadline", &known.deadline)?),
                };
                self.use_cases
                    .note_key_result(conn, key_result, known.version)
                    .await
                    .map_err(refused)
            }
            ADJUSTMENT_APPROVED => {
                let data: goals::AdjustmentApproved = read(event)?;
                let adjustment = data
                    .adjustment
                    .ok_or_else(|| unreadable(event, "adjustment"))?;
                let approved = approved(event, adjustment)?;
                self.use_cases
                    .carry_out(conn, &approved)
                    .await
                    .map_err(refused)
            }
            PLAN_CLOSED => self.close(conn, event).await,
            _ => Ok(()),
        }
    }

    async fn close(&self, conn: &mut DbConn, event: &CloudEvent) -> Result<(), HandleError> {
        let data: goals::PlanClosed = read(event)?;
        let plan = data
            .plan
            .as_ref()
            .ok_or_else(|| unreadable(event, "plan"))?;
        let plan = parse(event, "plan.id", &plan.id)?;
        let cancelled = data
            .dispositions
            .iter()
            .filter(|made| made.disposition() == goals::Disposition::Cancelled)
            .map(|made| parse(event, "dispositions.task_id", &made.task_id))
            .collect::<Result<_, _>>()?;
        self.use_cases
            .cancel_disposed(conn, plan, &cancelled, event.time)
            .await
            .map_err(refused)?;
        let carried = data
            .carried
            .iter()
            .map(|task| {
                Ok(Carried {
                    id: parse(event, "carried.task_id", &task.task_id)?,
                    plan: parse(event, "carried.next_plan_id", &task.next_plan_id)?,
                    key_result: parse(
                        event,
                        "carried.next_key_result_id",
                        &task.next_key_result_id,
                    )?,
                    period_start: parse(event, "carried.period_start", &task.period_start)?,
                })
            })
            .collect::<Result<Vec<_>, HandleError>>()?;
        self.use_cases
            .carry_over(conn, &carried, event.time)
            .await
            .map_err(refused)
    }
}

fn approved(event: &CloudEvent, adjustment: goals::Adjustment) -> Result<Approved, HandleError> {
    let day = |field: &str, text: &str| match text {
        "" => Ok(None),
        text => parse(event, field, text).map(Some),
    };
    let tasks = adjustment
        .changes
        .unwrap_or_default()
        .tasks
        .into_iter()
        .map(|task| {
            Ok(TaskChange {
                id: parse(event, "tasks.task_id", &task.task_id)?,
                start: day("tasks.planned_start", &task.planned_start)?,
                end: day("tasks.planned_end", &task.planned_end)?,
                owner: Some(task.owner).filter(|owner| !owner.is_empty()),
                cancel: task.cancel,
            })
        })
        .collect::<Result<_, HandleError>>()?;
    Ok(Approved {
        plan: parse(event, "adjustment.plan_id", &adjustment.plan_id)?,
        plan_version: adjustment.plan_version_number,
        reason: format!("{}：{}", adjustment.code, adjustment.reason),
        by: adjustment.decided_by,
        at: event.time,
        tasks,
    })
}

#[async_trait]
impl Handler for Subscriber {
    async fn handle(&self, batch: &[CloudEvent]) -> Result<(), HandleError> {
        self.apply_new(batch).await
    }
}

fn read_plan(plan: &goals::Plan, event: &CloudEvent) -> Result<Plan, HandleError> {
    Ok(Plan {
        id: parse(event, "plan.id", &plan.id)?,
        code: plan.code.clone(),
        period_start: match plan.period_start.as_str() {
            "" => None,
            day => Some(parse(event, "plan.period_start", day)?),
        },
        version: plan.version,
    })
}

fn read<T: DeserializeOwned>(event: &CloudEvent) -> Result<T, HandleError> {
    event
        .data
        .read()
        .map_err(|error| unreadable(event, &error.to_string()))
}

fn parse<T: std::str::FromStr>(
    event: &CloudEvent,
    field: &str,
    text: &str,
) -> Result<T, HandleError> {
    text.parse()
        .map_err(|_| unreadable(event, &format!("{field} is {text:?}")))
}

fn unreadable(event: &CloudEvent, what: &str) -> HandleError {
    HandleError::Permanent(format!(
        "event {} of type {} is not readable: {what}",
        event.id, event.event_type
    ))
}

/// A task that somebody changed in between is there again at the next try.
#[allow(
    clippy::needless_pass_by_value,
    reason = "maps errors, as map_err hands them over"
)]
fn refused(error: ServiceError) -> HandleError {
    match error.kind() {
        ErrorKind::Unavailable | ErrorKind::Conflict => HandleError::Transient(error.to_string()),
        _ => HandleError::Permanent(error.to_string()),
    }
}
