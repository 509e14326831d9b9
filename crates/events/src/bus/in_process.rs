//! The bus of a single process.
//!
//! A publish is confirmed only when every subscriber has committed. Until then the outbox keeps the event as unpublished, so
//! a process that is killed in between publishes it again when it comes back, and the inbox tells who had applied it.

use std::{
    collections::{HashMap, HashSet},
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use async_trait::async_trait;
use cascade_storage::DbPool;
use futures::{FutureExt, StreamExt, future::join_all, stream, stream::BoxStream};
use tokio::sync::{mpsc, oneshot};
use tokio_stream::wrappers::UnboundedReceiverStream;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    Bus, BusError, DeadLetter, Handler, LogFrom, Logged, PublishError, Subscription,
    consumer::{Handed, hand_over},
    pattern,
};
use crate::{CloudEvent, dead_letters, outbox};

/// An event on its way to a subscriber, with the way back.
struct Delivery {
    event: CloudEvent,
    done: oneshot::Sender<()>,
}

struct Subscriber {
    consumer: String,
    types: Vec<String>,
    partitions: Vec<mpsc::UnboundedSender<Delivery>>,
}

/// Who reads what passes, and how much has passed. Nothing is kept for later readers: in this process there is only one run of events.
#[derive(Default)]
struct Log {
    last: u64,
    readers: Vec<mpsc::UnboundedSender<Logged>>,
}

/// The bus of a single process.
pub struct InProcess {
    subscribers: RwLock<Vec<Subscriber>>,
    log: Mutex<Log>,
    /// Database of each consumer, where its dead letters are kept, and of each publisher, where its events are.
    stores: HashMap<String, DbPool>,
    /// Consumers without whom nothing is confirmed.
    expected: Vec<String>,
}

impl InProcess {
    /// A bus between services that keep their state in `stores`, by name.
    #[must_use]
    pub fn new(stores: HashMap<String, DbPool>) -> Self {
        Self {
            subscribers: RwLock::new(Vec::new()),
            log: Mutex::default(),
            stores,
            expected: Vec::new(),
        }
    }

    /// Confirms nothing before these consumers have subscribed: an event published while a process is still being wired up
    /// would otherwise pass them by for good.
    #[must_use]
    pub fn expecting(mut self, consumers: impl IntoIterator<Item = String>) -> Self {
        self.expected.extend(consumers);
        self
    }

    /// An expected consumer that has not subscribed.
    fn missing(&self) -> Option<&str> {
        let subscribers = self
            .subscribers
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        self.expected
            .iter()
            .find(|name| !subscribers.iter().any(|known| known.consumer == **name))
            .map(String::as_str)
    }

    fn send(&self, event: &CloudEvent) -> Vec<oneshot::Receiver<()>> {
        let subscribers = self
            .subscribers
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let mut waiting = Vec::new();
        for subscriber in subscribers.iter() {
            if !subscriber
                .types
                .iter()
                .any(|types| pattern::matches(types, &event.event_type))
            {
                continue;
            }
            let count = i64::try_from(subscriber.partitions.len()).unwrap_or(1);
            let partition =
                usize::try_from(outbox::slot_of(&event.partitionkey, count)).unwrap_or(0);
            let (done, wait) = oneshot::channel();
            // A subscriber that is gone drops `done`, which reads as not confirmed.
            let _ = subscriber.partitions[partition].send(Delivery {
                event: event.clone(),
                done,
            });
            waiting.push(wait);
        }
        waiting
    }

    /// Shows events to those who look on.
    fn write_down(&self, events: Vec<CloudEvent>) {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.last += 1;
        let position = log.last;
        let logged = Logged::Events { position, events };
        log.readers
            .retain(|reader| reader.send(logged.clone()).is_ok());
    }

    fn store(&self, consumer: &str) -> Result<&DbPool, BusError> {
        self.stores
            .get(consumer)
            .ok_or_else(|| BusError(format!("no consumer is called {consumer:?}")))
    }
}

#[async_trait]
impl Bus for InProcess {
    async fn publish(&self, events: Vec<CloudEvent>) -> Vec<Result<(), PublishError>> {
        if let Some(consumer) = self.missing() {
            let reason = format!("{consumer} has not subscribed yet");
            return vec![Err(PublishError::Unconfirmed(reason)); events.len()];
        }
        // All are sent before any is waited for: that is the window of outstanding confirms.
        let waiting: Vec<_> = events.iter().map(|event| self.send(event)).collect();
        self.write_down(events);
        join_all(waiting.into_iter().map(|receivers| async move {
            for receiver in receivers {
                receiver.await.map_err(|_| {
                    PublishError::Unconfirmed("the consumer went down before it committed".into())
                })?;
            }
            Ok(())
        }))
        .await
    }

    fn subscribe(
        &self,
        subscription: Subscription,
        handler: Arc<dyn Handler>,
        shutdown: CancellationToken,
    ) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let mut partitions = Vec::new();
        let mut workers = Vec::new();
        let store = self.stores.get(&subscription.consumer).cloned();
        for _ in 0..subscription.partitions.max(1) {
            let (sender, receiver) = mpsc::unbounded_channel();
            partitions.push(sender);
            workers.push(work(
                subscription.consumer.clone(),
                usize::from(subscription.batch.max(1)),
                receiver,
                Arc::clone(&handler),
                store.clone(),
                shutdown.clone(),
            ));
        }
        self.subscribers
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Subscriber {
                consumer: subscription.consumer,
                types: subscription.types,
                partitions,
            });
        join_all(workers).map(|_| ()).boxed()
    }

    async fn log(&self, _from: LogFrom) -> Result<BoxStream<'static, Logged>, BusError> {
        let (sender, receiver) = mpsc::unbounded_channel();
        // Nobody has stopped reading yet: the receiver is here.
        let _ = sender.send(Logged::UpToDate);
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.readers.push(sender);
        Ok(UnboundedReceiverStream::new(receiver).boxed())
    }

    fn keeps_published(&self) -> bool {
        false
    }

    async fn replay(&self) -> Result<BoxStream<'static, CloudEvent>, BusError> {
        let mut events: Vec<CloudEvent> = Vec::new();
        for pool in self.stores.values() {
            events.extend(outbox::published(pool).await.map_err(BusError::new)?);
        }
        events.sort_by_key(|event| event.id);
        // One that was redriven is in its consumer's outbox too.
        let mut seen = HashSet::with_capacity(events.len());
        events.retain(|event| seen.insert(event.id));
        Ok(stream::iter(events).boxed())
    }

    async fn dead_letters(&self, consumer: &str) -> Result<Vec<DeadLetter>, BusError> {
        let found = dead_letters::list(self.store(consumer)?, consumer)
            .await
            .map_err(BusError::new)?;
        Ok(found
            .into_iter()
            .map(|(event, reason)| DeadLetter { event, reason })
            .collect())
    }

    async fn redrive(&self, consumer: &str, ids: &[Uuid]) -> Result<usize, BusError> {
        let store = self.store(consumer)?;
        dead_letters::redrive(store, consumer, ids)
            .await
            .map_err(BusError::new)
    }

    async fn ready(&self) -> Result<(), BusError> {
        match self.missing() {
            Some(consumer) => Err(BusError(format!("{consumer} has not subscribed yet"))),
            None => Ok(()),
        }
    }
}

async fn work(
    consumer: String,
    most: usize,
    mut deliveries: mpsc::UnboundedReceiver<Delivery>,
    handler: Arc<dyn Handler>,
    store: Option<DbPool>,
    shutdown: CancellationToken,
) {
    loop {
        let mut batch = Vec::with_capacity(most);
        tokio::select! {
            biased;
            () = shutdown.cancelled() => return,
            received = deliveries.recv_many(&mut batch, most) => {
                if received == 0 {
                    return;
                }
            }
        }
        let events: Vec<CloudEvent> = batch
            .iter()
            .map(|delivery| delivery.event.clone())
            .collect();
        let dead = match hand_over(&handler, &consumer, &events, &shutdown).await {
            Handed::Stopped => return,
            Handed::Done(dead) => dead,
        };
        let mut unkept = Vec::new();
        for (position, reason) in dead {
            if let Some(store) = &store
                && let Err(error) = dead_letters::keep(
                    store,
                    &consumer,
                    &events[position],
                    &reason,
                    events[position].time,
                )
                .await
            {
                tracing::error!(consumer, %error, "dead letter not kept: it stays unpublished");
                unkept.push(position);
            }
        }
        for (position, delivery) in batch.into_iter().enumerate() {
            if !unkept.contains(&position) {
                // The publisher may have gone; its outbox then publishes again, and the inbox knows.
                let _ = delivery.done.send(());
            }
        }
    }
}
