//! A bus that remembers.

use std::{
    collections::HashMap,
    future::{Future, ready},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use cascade_events::{
    Bus, BusError, CloudEvent, DeadLetter, HandleError, Handler, LogFrom, Logged, PublishError,
    Subscription,
};
use futures::{FutureExt, StreamExt, stream, stream::BoxStream};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

type Answer = Box<dyn FnMut(&CloudEvent) -> Result<(), PublishError> + Send>;

/// Remembers what is published, answers as the test says, and hands events to subscribers only when the test does.
#[derive(Default)]
pub struct RecordingBus {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    keeps_published: bool,
    attempts: Vec<CloudEvent>,
    confirmed: Vec<CloudEvent>,
    answer: Option<Answer>,
    handlers: HashMap<String, Arc<dyn Handler>>,
}

impl RecordingBus {
    /// A bus that confirms everything.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    /// A bus that confirms everything and need not be helped to remember it.
    #[must_use]
    pub fn that_keeps() -> Arc<Self> {
        let bus = Self::new();
        bus.lock().keeps_published = true;
        bus
    }

    /// From now on answers publishes so.
    pub fn answer_with(
        &self,
        answer: impl FnMut(&CloudEvent) -> Result<(), PublishError> + Send + 'static,
    ) {
        self.lock().answer = Some(Box::new(answer));
    }

    /// Events that were confirmed, in the order in which they were; one that was published twice is here twice.
    #[must_use]
    pub fn confirmed(&self) -> Vec<CloudEvent> {
        self.lock().confirmed.clone()
    }

    /// Every try to publish, confirmed or not.
    #[must_use]
    pub fn attempts(&self) -> Vec<CloudEvent> {
        self.lock().attempts.clone()
    }

    /// Hands events to a subscriber, as a bus would.
    ///
    /// # Errors
    /// What the handler says.
    pub async fn deliver(&self, consumer: &str, events: &[CloudEvent]) -> Result<(), HandleError> {
        let handler = self
            .lock()
            .handlers
            .get(consumer)
            .cloned()
            .unwrap_or_else(|| panic!("nobody has subscribed as {consumer:?}"));
        handler.handle(events).await
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Bus for RecordingBus {
    async fn publish(&self, events: Vec<CloudEvent>) -> Vec<Result<(), PublishError>> {
        let mut inner = self.lock();
        events
            .into_iter()
            .map(|event| {
                inner.attempts.push(event.clone());
                let answer = inner
                    .answer
                    .as_mut()
                    .map_or(Ok(()), |answer| answer(&event));
                if answer.is_ok() {
                    inner.confirmed.push(event);
                }
                answer
            })
            .collect()
    }

    fn subscribe(
        &self,
        subscription: Subscription,
        handler: Arc<dyn Handler>,
        shutdown: CancellationToken,
    ) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.lock().handlers.insert(subscription.consumer, handler);
        async move { shutdown.cancelled().await }.boxed()
    }

    async fn log(&self, _from: LogFrom) -> Result<BoxStream<'static, Logged>, BusError> {
        Ok(stream::pending().boxed())
    }

    fn keeps_published(&self) -> bool {
        self.lock().keeps_published
    }

    async fn replay(&self) -> Result<BoxStream<'static, CloudEvent>, BusError> {
        Ok(stream::iter(self.confirmed()).boxed())
    }

    async fn dead_letters(&self, _consumer: &str) -> Result<Vec<DeadLetter>, BusError> {
        Ok(Vec::new())
    }

    async fn redrive(&self, _consumer: &str, _ids: &[Uuid]) -> Result<usize, BusError> {
        Ok(0)
    }

    async fn ready(&self) -> Result<(), BusError> {
        ready(Ok(())).await
    }
}
