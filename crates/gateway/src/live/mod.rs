//! Events as they happen, for any number of followers: one reader of the log keeps the last of them in memory, and every follower is
//! served from there. What a follower missed while it was away stands there too; every replica has the same events in the same order,
//! so that it may come back to another one.

mod ring;
#[cfg(test)]
mod tests;

use std::{
    future::ready,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use cascade_events::{Bus, CloudEvent, LogFrom, Logged, bus::pattern};
use chrono::{DateTime, Utc};
use futures::{Stream, StreamExt, stream};
use serde_json::json;
use tokio::{sync::watch, time::Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::config::Config;
use ring::{Part, Ring, Told};

/// Type of the event that says: something is missing, so read again what you keep.
pub const RESYNC: &str = "cascade.gateway.resync.v1";

/// Longest time without a word to a follower: a word keeps the connection open, and says how far it has come.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Between two tries to read the log.
const RETRY: Duration = Duration::from_secs(1);
/// Events taken at once by a follower.
const AT_ONCE: usize = 256;

/// How it stands with the log.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Line {
    /// Read up to its end, and on.
    Open,
    /// Not yet, or not now, and why.
    Waiting(String),
    /// This process goes down.
    Ended,
}

#[derive(Debug, Clone)]
struct Head {
    line: Line,
    /// Number of the next event.
    end: u64,
}

/// The memory of events; cheap to clone.
#[derive(Clone)]
pub struct Live {
    bus: Arc<dyn Bus>,
    kept: u64,
    keep_alive: Duration,
    ring: Arc<Mutex<Ring>>,
    head: Arc<watch::Sender<Head>>,
}

/// What somebody follows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// Pattern over types.
    pub types: String,
    /// Partition key; any when empty.
    pub plan: String,
    /// The last event that they had.
    pub after: Option<Uuid>,
}

impl Wanted {
    fn is(&self, event: &Told) -> bool {
        (self.plan.is_empty() || event.partition_key == self.plan)
            && pattern::matches(&self.types, &event.event_type)
    }
}

/// A message to a follower.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Message {
    /// An event: its id, type and JSON.
    Event(Uuid, String, String),
    /// Nothing that was asked for, up to this event.
    Position(Option<Uuid>),
}

impl Live {
    /// A memory that is empty until [`run`](Self::run) fills it.
    #[must_use]
    pub fn new(bus: Arc<dyn Bus>, config: &Config) -> Self {
        let kept = config.kept_events.max(1);
        let ring = Ring::new(usize::try_from(kept).unwrap_or(usize::MAX));
        let head = Head {
            line: Line::Waiting("events have not been read yet".to_owned()),
            end: ring.end(),
        };
        Self {
            bus,
            kept: u64::from(kept),
            keep_alive: KEEP_ALIVE,
            ring: Arc::new(Mutex::new(ring)),
            head: Arc::new(watch::Sender::new(head)),
        }
    }

    /// Reads the log until `shutdown`; then every follower is let go, to follow another replica.
    pub async fn run(self, shutdown: CancellationToken) {
        let mut last = None;
        loop {
            tokio::select! {
                () = shutdown.cancelled() => break,
                () = self.read(&mut last) => {}
            }
            tokio::select! {
                () = shutdown.cancelled() => break,
                () = tokio::time::sleep(RETRY) => {}
            }
        }
        self.head.send_modify(|head| head.line = Line::Ended);
    }

    /// Reads on after the last position, until the broker is lost.
    async fn read(&self, last: &mut Option<u64>) {
        let from = last.map_or(LogFrom::Back(self.kept), LogFrom::After);
        let mut log = match self.bus.log(from).await {
            Ok(log) => log,
            Err(error) => return self.wait(error.to_string()),
        };
        let mut expected = last.map(|last| last + 1);
        while let Some(logged) = log.next().await {
            match logged {
                Logged::Events { position, events } => {
                    // Only the first one tells: within the log a broker may leave positions out.
                    let is_whole = expected.take().is_none_or(|expected| expected == position);
                    *last = Some(position);
                    self.take(events, is_whole);
                }
                Logged::UpToDate => self.head.send_modify(|head| head.line = Line::Open),
            }
        }
        self.wait("the connection to the broker is lost".to_owned());
    }

    fn take(&self, events: Vec<CloudEvent>, is_whole: bool) {
        let mut ring = self.ring();
        if !is_whole {
            tracing::warn!("events were lost between two connections: followers are told");
            ring.break_off();
        }
        for event in events {
            ring.push(event);
        }
        let end = ring.end();
        drop(ring);
        self.head.send_modify(|head| head.end = end);
    }

    fn wait(&self, reason: String) {
        tracing::warn!(reason, "events are not followed for now");
        self.head
            .send_modify(|head| head.line = Line::Waiting(reason));
    }

    fn ring(&self) -> std::sync::MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Messages from the event after the one named, or from now on. Ends when this process goes down.
    ///
    /// # Errors
    /// Why events cannot be followed for now.
    pub(crate) fn follow(
        &self,
        wanted: Wanted,
    ) -> Result<impl Stream<Item = Message> + use<>, String> {
        let head = self.head.subscribe();
        match &head.borrow().line {
            Line::Open => {}
            Line::Waiting(reason) => return Err(reason.clone()),
            Line::Ended => return Err("the server goes down".to_owned()),
        }
        let ring = self.ring();
        let last = ring.last();
        let (next, passed, first) = match wanted.after {
            // Who follows from now on can come back, even if nothing happens until then.
            None => (ring.end(), last, Message::Position(last)),
            Some(id) => match ring.after(id) {
                Some(next) => (next, Some(id), Message::Position(Some(id))),
                None => (ring.end(), last, resync("unknown", Some(id), last)),
            },
        };
        drop(ring);
        let follower = Follower {
            live: self.clone(),
            head,
            wanted,
            next,
            passed,
            said: Instant::now(),
        };
        let rest = stream::unfold(follower, Follower::messages).flat_map(stream::iter);
        Ok(stream::once(ready(first)).chain(rest))
    }
}

/// Somebody who follows.
struct Follower {
    live: Live,
    head: watch::Receiver<Head>,
    wanted: Wanted,
    /// Number of the next event.
    next: u64,
    /// The last event that passed, wanted or not.
    passed: Option<Uuid>,
    /// When something was said last.
    said: Instant,
}

impl Follower {
    /// The next messages; none when there are no more to come.
    async fn messages(mut self) -> Option<(Vec<Message>, Self)> {
        loop {
            // Seen before the events are, so that one that comes in between wakes this up.
            let line = self.head.borrow_and_update().line.clone();
            let part = self.live.ring().part(self.next, AT_ONCE);
            let is_at_the_end = matches!(&part, Part::Next(events, _) if events.is_empty());
            let found = self.take(part);
            let is_due = self.said.elapsed() >= self.live.keep_alive;
            if !found.is_empty() || is_due {
                self.said = Instant::now();
                let word = || vec![Message::Position(self.passed)];
                let messages = if found.is_empty() { word() } else { found };
                return Some((messages, self));
            }
            if !is_at_the_end {
                continue;
            }
            if line == Line::Ended {
                return None;
            }
            let change =
                tokio::time::timeout_at(self.said + self.live.keep_alive, self.head.changed());
            if let Ok(Err(_)) = change.await {
                return None;
            }
        }
    }

    fn take(&mut self, part: Part) -> Vec<Message> {
        match part {
            Part::Next(events, next) => {
                self.next = next;
                self.passed = events.last().map(|event| event.id).or(self.passed);
                let wanted = events.into_iter().filter(|event| self.wanted.is(event));
                wanted.map(|event| said(&event)).collect()
            }
            Part::Lost(next) => {
                let had = self.passed;
                self.next = next;
                self.passed = self.live.ring().last();
                vec![resync("missed", had, self.passed)]
            }
        }
    }
}

fn said(event: &Told) -> Message {
    Message::Event(event.id, event.event_type.clone(), event.json.clone())
}

/// Says that events after `had` are missing; the message's own id is that of the last event there is, from which to go on.
fn resync(reason: &str, had: Option<Uuid>, last: Option<Uuid>) -> Message {
    let id = Uuid::now_v7();
    let event = CloudEvent {
        specversion: "1.0".to_owned(),
        id,
        source: "/cascade/gateway".to_owned(),
        event_type: RESYNC.to_owned(),
        subject: "events".to_owned(),
        time: made_at(id),
        datacontenttype: "application/json".to_owned(),
        partitionkey: "gateway".to_owned(),
        sequence: None,
        traceparent: None,
        aggregateversion: 1,
        data: json!({ "reason": reason, "after": had }).into(),
    };
    let text = String::from_utf8_lossy(&event.to_json()).into_owned();
    Message::Event(last.unwrap_or(id), RESYNC.to_owned(), text)
}

fn made_at(id: Uuid) -> DateTime<Utc> {
    id.get_timestamp()
        .and_then(|made| {
            let (seconds, nanoseconds) = made.to_unix();
            DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)
        })
        .unwrap_or_default()
}
