//! What this service does on the events of goals: each batch in one transaction, each event once in effect.

use std::sync::Arc;

use async_trait::async_trait;
use cascade_events::{CloudEvent, HandleError, Handler, Subscription, inbox};
use cascade_proto::goals::v1 as goals;
use cascade_runtime::{
    clock::Clock,
    error::{ErrorKind, ServiceError},
};
use cascade_storage::{DbConn, DbPool};
use serde::de::DeserializeOwned;

use crate::{
    config::SubscriberConfig, domain::task::KeyResult, store::projections::Plan,
    use_cases::UseCases,
};

/// Name of the consumer.
pub const CONSUMER: &str = "tasks.goals";

const PLAN_CHANGED: &str = "cascade.goals.plan_changed.v1";
const PLAN_ACTIVATED: &str = "cascade.goals.plan_activated.v1";
const KEY_RESULT_CHANGED: &str = "cascade.goals.key_result_changed.v1";

/// What this service wants to hear.
#[must_use]
pub fn subscription(config: &SubscriberConfig) -> Subscription {
    Subscription {
        consumer: CONSUMER.to_owned(),
        types: [PLAN_CHANGED, PLAN_ACTIVATED, KEY_RESULT_CHANGED]
            .map(str::to_owned)
            .to_vec(),
        partitions: config.partitions,
        batch: config.batch,
    }
}

/// Applies the events of goals.
pub struct Goals {
    pool: DbPool,
    clock: Clock,
    use_cases: Arc<UseCases>,
}

impl Goals {
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
        let mut tx = self.pool.begin().await.map_err(failed)?;
        self.use_cases
            .hold_planning(&mut tx)
            .await
            .map_err(refused)?;
        let deliveries = batch.iter().map(|event| (event.id, event)).collect();
        let new = inbox::claim(&mut tx, CONSUMER, deliveries, self.clock.now())
            .await
            .map_err(failed)?;
        for event in new {
            self.apply(&mut tx, event).await?;
        }
        tx.commit().await.map_err(failed)
    }

    async fn apply(&self, conn: &mut DbConn, event: &CloudEvent) -> Result<(), HandleError> {
        match event.event_type.as_str() {
            PLAN_CHANGED => {
                let data: goals::PlanChanged = read(event)?;
                let plan = read_plan(&data.plan.ok_or_else(|| unreadable(event, "plan"))?, event)?;
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
            _ => Ok(()),
        }
    }
}

#[async_trait]
impl Handler for Goals {
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
    T::deserialize(&event.data).map_err(|error| unreadable(event, &error.to_string()))
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

#[allow(
    clippy::needless_pass_by_value,
    reason = "maps errors, as map_err hands them over"
)]
fn failed(error: cascade_storage::StorageError) -> HandleError {
    if error.is_transient() {
        HandleError::Transient(error.to_string())
    } else {
        HandleError::Permanent(error.to_string())
    }
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
