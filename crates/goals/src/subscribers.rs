//! What this service does on others' events: it keeps what it must know of tasks and alerts for completion, adjustments
//! and reviews.

use async_trait::async_trait;
use cascade_events::{CloudEvent, HandleError, Handler, Subscription, inbox};
use cascade_proto::{monitoring::v1 as monitoring, tasks::v1 as tasks};
use cascade_runtime::clock::Clock;
use cascade_storage::{DbConn, DbPool, StorageError, mutation};
use chrono::NaiveDate;
use serde::de::DeserializeOwned;

use crate::{
    Config,
    domain::facts::{AlertFact, FloatFact, TaskFact},
    store::facts,
};

/// Name under which deliveries are recorded.
pub const CONSUMER: &str = "goals";

const TASK_CHANGED: &str = "cascade.tasks.task_changed.v1";
const PROGRESS_REPORTED: &str = "cascade.tasks.progress_reported.v1";
const FORECAST_CHANGED: &str = "cascade.monitoring.forecast_changed.v1";
const ALERT_RAISED: &str = "cascade.monitoring.alert_raised.v1";
const ALERT_ESCALATED: &str = "cascade.monitoring.alert_escalated.v1";
const ALERT_CHANGED: &str = "cascade.monitoring.alert_changed.v1";
const ALERT_CLOSED: &str = "cascade.monitoring.alert_closed.v1";

/// What it listens to.
#[must_use]
pub fn subscription(config: &Config) -> Subscription {
    config.subscriber.subscription(
        CONSUMER,
        &[
            TASK_CHANGED,
            PROGRESS_REPORTED,
            FORECAST_CHANGED,
            ALERT_RAISED,
            ALERT_ESCALATED,
            ALERT_CHANGED,
            ALERT_CLOSED,
        ],
    )
}

/// Keeps facts of tasks and alerts.
pub struct Facts {
    /// Its database.
    pub pool: DbPool,
    /// Where time comes from.
    pub clock: Clock,
}

/// One thing to take in.
enum Fact {
    Task(Box<TaskFact>),
    Float(FloatFact),
    Alert(AlertFact),
}

#[async_trait]
impl Handler for Facts {
    async fn handle(&self, batch: &[CloudEvent]) -> Result<(), HandleError> {
        let mut read = Vec::with_capacity(batch.len());
        for event in batch {
            let fact = fact(event).map_err(|problem| {
                HandleError::Permanent(format!("event {}: {problem}", event.id))
            })?;
            read.push((event.id, fact));
        }
        let (pool, now) = (self.pool.clone(), self.clock.now());
        mutation(async move {
            let mut tx = pool.begin().await?;
            let told = inbox::claim(&mut tx, CONSUMER, read, now).await?;
            note(&mut tx, told).await?;
            tx.commit().await
        })
        .await
        .and_then(|done| done)
        .map_err(Into::into)
    }
}

/// Takes in what was told, each kind together; in its own order, as of one thing the later word may count.
async fn note(conn: &mut DbConn, told: Vec<Fact>) -> Result<(), StorageError> {
    let (mut tasks, mut floats) = (Vec::new(), Vec::new());
    for fact in told {
        match fact {
            Fact::Task(task) => tasks.push(*task),
            Fact::Float(float) => floats.push(float),
            Fact::Alert(alert) => facts::note_alert(conn, alert).await?,
        }
    }
    facts::note_tasks(conn, tasks).await?;
    facts::note_floats(conn, floats).await
}

fn fact(event: &CloudEvent) -> Result<Fact, String> {
    match event.event_type.as_str() {
        TASK_CHANGED => {
            let data: tasks::TaskChanged = data(event)?;
            task(data.task, String::new())
        }
        PROGRESS_REPORTED => {
            let data: tasks::ProgressReported = data(event)?;
            let cause = data
                .report
                .map(|report| cause(report.blocker_cause()))
                .unwrap_or_default();
            task(data.task, cause.to_owned())
        }
        FORECAST_CHANGED => {
            let data: monitoring::ForecastChanged = data(event)?;
            let forecast = data.forecast.ok_or("it has no forecast")?;
            Ok(Fact::Float(FloatFact {
                task_id: id(&forecast.task_id)?,
                total_float_days: forecast.total_float_days.into(),
                task_version: forecast.task_version,
            }))
        }
        ALERT_RAISED => alert(data::<monitoring::AlertRaised>(event)?.alert),
        ALERT_ESCALATED => alert(data::<monitoring::AlertEscalated>(event)?.alert),
        ALERT_CHANGED => alert(data::<monitoring::AlertChanged>(event)?.alert),
        ALERT_CLOSED => alert(data::<monitoring::AlertClosed>(event)?.alert),
        other => Err(format!("nobody asked for {other}")),
    }
}

fn data<T: DeserializeOwned>(event: &CloudEvent) -> Result<T, String> {
    event.data.read().map_err(|error| error.to_string())
}

fn id<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text:?} is no id"))
}

fn day(text: &str) -> Result<Option<NaiveDate>, String> {
    match text {
        "" => Ok(None),
        text => text
            .parse()
            .map(Some)
            .map_err(|_| format!("{text:?} is no day")),
    }
}

fn task(task: Option<tasks::Task>, cause: String) -> Result<Fact, String> {
    let task = task.ok_or("it has no task")?;
    let planned = |text: &str| day(text)?.ok_or_else(|| "a task has planned dates".to_owned());
    let first = match &task.baseline {
        Some(baseline) => day(&baseline.start)?.zip(day(&baseline.end)?),
        None => None,
    };
    let kind = match task.r#type() {
        tasks::TaskType::Unspecified => "",
        tasks::TaskType::Execution => "execution",
        tasks::TaskType::Coordination => "coordination",
        tasks::TaskType::Creative => "creative",
    };
    Ok(Fact::Task(Box::new(TaskFact {
        id: id(&task.id)?,
        plan_id: id(&task.plan_id)?,
        kind: kind.to_owned(),
        planned_start: planned(&task.planned_start)?,
        planned_end: planned(&task.planned_end)?,
        first,
        duration_days: task.duration_days.into(),
        percent: task.percent,
        cancelled: task.state() == tasks::TaskState::Cancelled,
        actual_start: day(&task.actual_start)?,
        actual_finish: day(&task.actual_finish)?,
        cause,
        version: task.version,
        key_result_id: task.key_result_id,
        code: task.code,
        owner: task.owner,
        department: task.department,
    })))
}

fn cause(cause: tasks::BlockerCause) -> &'static str {
    match cause {
        tasks::BlockerCause::Unspecified => "",
        tasks::BlockerCause::People => "people",
        tasks::BlockerCause::Resources => "resources",
        tasks::BlockerCause::Dependency => "dependency",
        tasks::BlockerCause::RequirementChange => "requirement_change",
        tasks::BlockerCause::Environment => "environment",
    }
}

fn alert(alert: Option<monitoring::Alert>) -> Result<Fact, String> {
    let alert = alert.ok_or("it has no alert")?;
    Ok(Fact::Alert(AlertFact {
        plan_id: id(&alert.plan_id)?,
        red: alert.light() == monitoring::Light::Red,
        closed: alert.state() == monitoring::AlertState::Closed,
        version: alert.version,
        id: alert.id,
        subject: alert.cause_code,
    }))
}
