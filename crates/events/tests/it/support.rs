//! Events, a clock and a consumer for these tests.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use cascade_events::{
    CloudEvent, HandleError, Handler, NewEvent, Subscription, inbox, outbox, relay::Now,
};
use cascade_storage::DbPool;
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

pub fn noon() -> DateTime<Utc> {
    "2026-07-01T12:00:00Z".parse().unwrap()
}

pub fn clock() -> Now {
    Arc::new(noon)
}

/// The event number `number` of a plan.
pub fn new_event(plan: &str, number: i64) -> NewEvent {
    NewEvent {
        event_type: "cascade.tasks.progress_reported.v1".to_owned(),
        source: "/cascade/tasks".to_owned(),
        subject: format!("task-{number}"),
        partition_key: plan.to_owned(),
        time: noon(),
        aggregate_version: number,
        data: json!({ "number": number, "note": "直播带货" }).into(),
    }
}

/// The same as it travels.
pub fn event(plan: &str, number: i64) -> CloudEvent {
    let new = new_event(plan, number);
    CloudEvent {
        specversion: "1.0".to_owned(),
        id: Uuid::now_v7(),
        source: new.source,
        event_type: new.event_type,
        subject: new.subject,
        time: new.time,
        datacontenttype: "application/json".to_owned(),
        partitionkey: new.partition_key,
        sequence: Some(format!("{number:020}")),
        traceparent: None,
        aggregateversion: new.aggregate_version,
        data: new.data,
    }
}

/// Appends events, each in a transaction of its own.
pub async fn append_each(pool: &DbPool, events: &[NewEvent]) {
    for event in events {
        let mut tx = pool.begin().await.unwrap();
        outbox::append(&mut tx, std::slice::from_ref(event))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}

pub async fn waiting(pool: &DbPool) -> i64 {
    outbox::backlog(&mut pool.get().await.unwrap())
        .await
        .unwrap()
        .0
}

pub fn subscription(consumer: &str, partitions: u16) -> Subscription {
    Subscription {
        consumer: consumer.to_owned(),
        types: vec!["cascade.tasks.#".to_owned()],
        partitions,
        batch: 16,
        linger: std::time::Duration::ZERO,
    }
}

/// Numbers of the events by plan, in the order in which they come.
pub fn by_plan<'a>(events: impl IntoIterator<Item = &'a CloudEvent>) -> HashMap<String, Vec<i64>> {
    let mut plans: HashMap<String, Vec<i64>> = HashMap::new();
    for event in events {
        plans
            .entry(event.partitionkey.clone())
            .or_default()
            .push(event.aggregateversion);
    }
    plans
}

type Verdict = Box<dyn FnMut(&[CloudEvent]) -> Result<(), HandleError> + Send>;

/// A consumer as services write them: claims in the inbox, applies what is new, commits.
pub struct Applier {
    consumer: &'static str,
    pool: DbPool,
    verdict: Mutex<Verdict>,
    applied: Mutex<Vec<CloudEvent>>,
    delivered: Mutex<usize>,
}

impl Applier {
    pub fn new(consumer: &'static str, pool: DbPool) -> Arc<Self> {
        Self::with_verdict(consumer, pool, |_| Ok(()))
    }

    /// Asks `verdict` before each commit.
    pub fn with_verdict(
        consumer: &'static str,
        pool: DbPool,
        verdict: impl FnMut(&[CloudEvent]) -> Result<(), HandleError> + Send + 'static,
    ) -> Arc<Self> {
        Arc::new(Self {
            consumer,
            pool,
            verdict: Mutex::new(Box::new(verdict)),
            applied: Mutex::default(),
            delivered: Mutex::default(),
        })
    }

    pub fn applied(&self) -> Vec<CloudEvent> {
        self.applied.lock().unwrap().clone()
    }

    /// Deliveries, also of events known already.
    pub fn delivered(&self) -> usize {
        *self.delivered.lock().unwrap()
    }

    pub async fn has_applied(&self, count: usize) {
        let what = format!("{count} events applied by {}", self.consumer);
        cascade_testkit::eventually(&what, || async {
            (self.applied().len() >= count).then_some(())
        })
        .await;
        assert_eq!(self.applied().len(), count);
    }
}

#[async_trait]
impl Handler for Applier {
    async fn handle(&self, batch: &[CloudEvent]) -> Result<(), HandleError> {
        *self.delivered.lock().unwrap() += batch.len();
        let transient =
            |error: cascade_storage::StorageError| HandleError::Transient(error.to_string());
        let deliveries = batch
            .iter()
            .map(|event| (event.id, event.clone()))
            .collect();
        let mut tx = self.pool.begin().await.map_err(transient)?;
        let new = inbox::claim(&mut tx, self.consumer, deliveries, noon())
            .await
            .map_err(transient)?;
        (self.verdict.lock().unwrap())(batch)?;
        tx.commit().await.map_err(transient)?;
        self.applied.lock().unwrap().extend(new);
        Ok(())
    }
}
