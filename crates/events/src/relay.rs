//! The one thing that publishes: from the outbox to the bus, in order, until confirmed.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use cascade_storage::{DbConn, DbPool, Session, StorageError};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use crate::{
    CloudEvent,
    bus::Bus,
    outbox::{self, CHANNEL, SLOTS, Stored},
    trace,
};

/// Class of the advisory locks on slots.
const LOCK_CLASS: i32 = 7_215;
/// Waits after a failure of the database.
const SHORTEST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// Settled events after which the outbox is swept.
const SWEEP: usize = 2_000;
/// How often the backlog is measured at most: it passes what has been settled and not been swept, 50 ms of it at thousands of events a second.
const MEASURE: Duration = Duration::from_secs(5);

/// Section `relay` of a service's configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RelayConfig {
    /// Events on their way at once.
    pub window: u32,
    /// Milliseconds from the start of a window that was not full to that of the next: an event that comes alone leaves at once; where many
    /// come, they gather.
    pub linger_ms: u64,
    /// Milliseconds after which the relay looks by itself, should a notification have been missed.
    pub poll_ms: u64,
    /// Seconds after which a replica looks for slots that nobody holds.
    pub takeover_seconds: u64,
}

impl Default for RelayConfig {
    fn default() -> Self {
        Self {
            window: 1_024,
            linger_ms: 5,
            poll_ms: 1_000,
            takeover_seconds: 2,
        }
    }
}

/// Where the relay takes the time from.
pub type Now = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Publishes one service's outbox.
pub struct Relay {
    pool: DbPool,
    bus: Arc<dyn Bus>,
    config: RelayConfig,
    service: &'static str,
    now: Now,
}

/// Slots that this replica may publish, and the session that holds them.
struct Held {
    session: Option<Session>,
    slots: Vec<i64>,
}

impl Relay {
    /// A relay of `service`'s outbox. Of `pool` take a clone of the one that the service commits with: its commits wake the
    /// relay at once.
    #[must_use]
    pub fn new(
        service: &'static str,
        pool: DbPool,
        bus: Arc<dyn Bus>,
        config: RelayConfig,
        now: Now,
    ) -> Self {
        Self {
            pool,
            bus,
            config,
            service,
            now,
        }
    }

    /// Publishes until `shutdown`. Failures are logged and tried again; nothing is ever given up.
    pub async fn run(self, shutdown: CancellationToken) {
        let mut wait = SHORTEST_WAIT;
        while !shutdown.is_cancelled() {
            let began = Instant::now();
            match self.hold_and_publish(&shutdown).await {
                Ok(()) => return,
                Err(error) => {
                    if began.elapsed() > LONGEST_WAIT {
                        // It worked for a while, so this is a new trouble and not the same still.
                        wait = SHORTEST_WAIT;
                    }
                    tracing::warn!(service = self.service, %error, "relay interrupted");
                    tokio::select! {
                        () = shutdown.cancelled() => return,
                        () = tokio::time::sleep(wait) => {}
                    }
                    wait = (wait * 2).min(LONGEST_WAIT);
                }
            }
        }
    }

    async fn hold_and_publish(&self, shutdown: &CancellationToken) -> Result<(), StorageError> {
        let mut held = self.open().await?;
        let mut failures = 0_u32;
        let mut measured: Option<Instant> = None;
        let mut confirmed = Vec::new();
        let mut sweeping = Sweeping::default();
        loop {
            if held.is_lost() {
                return Err(StorageError::unavailable(
                    "the session that holds the outbox has ended",
                ));
            }
            if !held.complete() {
                self.take_free_slots(&mut held).await?;
            }
            if measured.is_none_or(|at| at.elapsed() >= MEASURE) {
                self.measure().await?;
                measured = Some(Instant::now());
            }
            let not_before =
                tokio::time::Instant::now() + Duration::from_millis(self.config.linger_ms);
            let progress = self.publish_some(&held.slots, &mut confirmed).await?;
            match progress {
                Progress::Published { full } if !shutdown.is_cancelled() => {
                    failures = 0;
                    sweeping.settled += confirmed.len();
                    if !full {
                        self.sweep(&mut sweeping).await;
                        tokio::time::sleep_until(not_before).await;
                    }
                    continue;
                }
                Progress::Refused => failures = (failures + 1).min(6),
                // Something got through, so the bus is there: not the longer wait of one that is down.
                Progress::Partly => failures = 1,
                Progress::Published { .. } | Progress::Nothing => failures = 0,
            }
            // After a refusal not even a notification hurries the next try.
            let pause = Duration::from_millis(50) * 2_u32.pow(failures);
            tokio::select! {
                () = shutdown.cancelled() => return self.note(&confirmed).await,
                woken = self.wake(&mut held), if failures == 0 => woken?,
                () = tokio::time::sleep(pause), if failures > 0 => {}
            }
        }
    }

    async fn open(&self) -> Result<Held, StorageError> {
        let session = Session::open(&self.pool).await?;
        let slots = match &session {
            Some(session) => {
                session.listen(CHANNEL).await?;
                Vec::new()
            }
            // One process owns a SQLite file.
            None => (0..SLOTS).collect(),
        };
        Ok(Held { session, slots })
    }

    async fn take_free_slots(&self, held: &mut Held) -> Result<(), StorageError> {
        let Some(session) = &held.session else {
            return Ok(());
        };
        for slot in 0..SLOTS {
            let key = i32::try_from(slot).unwrap_or(0);
            if !held.slots.contains(&slot) && session.try_lock(LOCK_CLASS, key).await? {
                held.slots.push(slot);
            }
        }
        Ok(())
    }

    async fn wake(&self, held: &mut Held) -> Result<(), StorageError> {
        let poll = Duration::from_millis(self.config.poll_ms);
        let patience = if held.complete() {
            poll
        } else {
            Duration::from_secs(self.config.takeover_seconds).min(poll)
        };
        let complete = held.complete();
        match &mut held.session {
            Some(session) => {
                let committed_here = tokio::select! {
                    notified = session.notified() => {
                        notified?;
                        false
                    }
                    () = self.pool.committed() => true,
                    () = tokio::time::sleep(patience) => false,
                };
                // What was committed here may lie in a slot of another replica.
                if committed_here && !complete {
                    session.notify(CHANNEL).await?;
                }
                Ok(())
            }
            None => {
                tokio::select! {
                    () = self.pool.committed() => {}
                    () = tokio::time::sleep(patience) => {}
                }
                Ok(())
            }
        }
    }

    /// Publishes the next window. The rows that the bus confirmed are left in `confirmed`, to be noted with the next look.
    async fn publish_some(
        &self,
        slots: &[i64],
        confirmed: &mut Vec<i64>,
    ) -> Result<Progress, StorageError> {
        if slots.is_empty() {
            return Ok(Progress::Nothing);
        }
        let rows = self.next_window(slots, confirmed).await?;
        if rows.is_empty() {
            return Ok(Progress::Nothing);
        }
        let full = rows.len() >= self.config.window as usize;
        let keys: Vec<(i64, String)> = rows
            .iter()
            .map(|row| (row.id, row.partition_key.clone()))
            .collect();
        let events: Vec<CloudEvent> = rows
            .into_iter()
            .map(Stored::into_event)
            .collect::<Result<_, _>>()?;
        let span = tracing::info_span!(
            "outbox.publish",
            service = self.service,
            size = events.len(),
            otel.kind = "producer"
        );
        trace::continue_traces(&span, &events);
        let answers = self.bus.publish(events).instrument(span).await;
        // What comes after an unconfirmed event of the same key is published again with it, so that the last copy of each
        // comes in order.
        let mut stuck: HashSet<&str> = HashSet::new();
        let mut refused = 0_u64;
        let mut why = None;
        for ((id, key), answer) in keys.iter().zip(answers) {
            match answer {
                Ok(()) if !stuck.contains(key.as_str()) => confirmed.push(*id),
                Ok(()) => {}
                Err(error) => {
                    refused += 1;
                    why.get_or_insert(error);
                    stuck.insert(key);
                }
            }
        }
        if let Some(error) = why {
            tracing::warn!(service = self.service, refused, %error, "events not published");
            metrics::counter!("cascade_outbox_refused_total", "service" => self.service)
                .increment(refused);
        }
        metrics::counter!("cascade_outbox_published_total", "service" => self.service)
            .increment(confirmed.len() as u64);
        Ok(match (stuck.is_empty(), confirmed.is_empty()) {
            (true, _) => Progress::Published { full },
            (false, false) => Progress::Partly,
            (false, true) => Progress::Refused,
        })
    }

    /// The next window of events, each with its number stored; what was confirmed of the one before is noted in the same transaction.
    async fn next_window(
        &self,
        slots: &[i64],
        confirmed: &mut Vec<i64>,
    ) -> Result<Vec<Stored>, StorageError> {
        let window = i64::from(self.config.window);
        if confirmed.is_empty() {
            // Mostly there is nothing, and then no transaction is needed to find out.
            let mut conn = self.pool.get().await?;
            if outbox::unpublished(&mut conn, slots, 1).await?.is_empty() {
                return Ok(Vec::new());
            }
        }
        let mut tx = self.pool.begin().await?;
        self.settle(&mut tx, confirmed).await?;
        outbox::lock_numbering(&mut tx, slots).await?;
        let mut rows = outbox::unpublished(&mut tx, slots, window).await?;
        outbox::number(&mut tx, &mut rows).await?;
        tx.commit_quietly().await?;
        confirmed.clear();
        Ok(rows)
    }

    /// Notes what was confirmed, where no further window follows.
    async fn note(&self, confirmed: &[i64]) -> Result<(), StorageError> {
        if confirmed.is_empty() {
            return Ok(());
        }
        self.settle(&mut self.pool.get().await?, confirmed).await
    }

    /// What was confirmed waits no longer; it stays in the outbox only where the bus does not keep it.
    async fn settle(&self, conn: &mut DbConn, confirmed: &[i64]) -> Result<(), StorageError> {
        if confirmed.is_empty() {
            Ok(())
        } else if self.bus.keeps_published() {
            outbox::forget(conn, confirmed).await
        } else {
            outbox::mark_published(conn, confirmed, (self.now)()).await
        }
    }

    /// Sweeps the outbox where it is worth it; only for a relay that has caught up, as a table with much in it takes long to sweep.
    async fn sweep(&self, sweeping: &mut Sweeping) {
        let began = Instant::now();
        if sweeping.settled < SWEEP || sweeping.not_before.is_some_and(|then| began < then) {
            return;
        }
        let swept = async { outbox::sweep(&mut self.pool.get().await?).await };
        if let Err(error) = swept.await {
            // The server's own round comes all the same.
            tracing::warn!(service = self.service, %error, "outbox not swept");
        }
        // A backup that reads what was before makes each round longer and in vain: no more than one part in twenty of the time.
        *sweeping = Sweeping {
            settled: 0,
            not_before: Some(began + began.elapsed() * 20),
        };
    }

    /// Says how much waits, also and above all while nothing can be published.
    async fn measure(&self) -> Result<(), StorageError> {
        let (waiting, oldest) = outbox::backlog(&mut self.pool.get().await?).await?;
        let now = (self.now)();
        let lag = oldest.map_or(0.0, |oldest| (now - oldest).as_seconds_f64().max(0.0));
        metrics::gauge!("cascade_outbox_waiting", "service" => self.service).set(waiting as f64);
        metrics::gauge!("cascade_outbox_lag_seconds", "service" => self.service).set(lag);
        Ok(())
    }
}

/// What has been settled since the outbox was last swept, and when it may be swept again.
#[derive(Default)]
struct Sweeping {
    settled: usize,
    not_before: Option<Instant>,
}

impl Held {
    /// Whether another replica may hold the slots by now.
    fn is_lost(&self) -> bool {
        self.session.as_ref().is_some_and(Session::is_over)
    }

    fn complete(&self) -> bool {
        self.slots.len() == SLOTS as usize
    }
}

enum Progress {
    Nothing,
    /// All of a window; `full` where more may wait.
    Published {
        full: bool,
    },
    Partly,
    Refused,
}
