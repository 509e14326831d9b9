//! What a channel says next: claimed, sent, settled.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use cascade_channels::{Channel, ConfigError, Kind, Request, Verdict, request};
use cascade_runtime::error::ServiceError;
use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    PATIENCE, PostOffice,
    claiming::{Claim, Claimed},
    had,
};
use crate::store::{
    channels, deliveries,
    parcels::{self, Attempt},
};

/// Shortest pause where a service says "too much" without saying for how long.
const PAUSE: TimeDelta = TimeDelta::seconds(15);
/// To spare beyond a service's patience: for our own notes before and after, and for clocks that differ.
const SPARE: TimeDelta = TimeDelta::seconds(5);
/// Who has to stop waits so long for a message that is on its way, then counts it as failed: half of what a process has for its end
/// (`drain.deadline_ms`), so that there is time to write that down.
const PARTING: Duration = Duration::from_secs(10);

/// Whether a claimed parcel goes.
enum Go {
    /// It does; until when it counts as on its way.
    Now(DateTime<Utc>),
    /// Not in this claim: the channel is silent until then, or the lease is used up.
    NotBefore(DateTime<Utc>),
}

impl PostOffice {
    /// Says what waits for a channel, until `shutdown`.
    pub(super) async fn run_channel(
        self: &Arc<Self>,
        name: &str,
        channel: &Channel,
        shutdown: &CancellationToken,
    ) {
        loop {
            // Looked at first: a claim locks and writes, which nothing that waits for its time is worth.
            let wait = match self.until_next(name).await {
                Duration::ZERO => self.send_due(name, channel, shutdown).await,
                wait => Ok(wait),
            };
            let wait = match wait {
                Ok(wait) => wait,
                Err(error) => {
                    tracing::warn!(%error, channel = name, "deliveries wait: they cannot be claimed now");
                    PATIENCE
                }
            };
            if shutdown.is_cancelled() {
                return;
            }
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = self.news.notified(), if !wait.is_zero() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    async fn until_next(&self, name: &str) -> Duration {
        let next = async {
            let mut conn = self.engine.pool.get().await?;
            deliveries::next_due(&mut conn, name).await
        };
        let now = self.wall.now();
        match next.await {
            Ok(Some(next)) => (next - now).to_std().unwrap_or_default().min(PATIENCE),
            Ok(None) | Err(_) => PATIENCE,
        }
    }

    /// Sends what may go now; answers how long nothing more may.
    async fn send_due(
        self: &Arc<Self>,
        name: &str,
        channel: &Channel,
        shutdown: &CancellationToken,
    ) -> Result<Duration, ServiceError> {
        let office = Arc::clone(self);
        let (owned_name, owned_channel) = (name.to_owned(), channel.clone());
        let claimed =
            cascade_storage::mutation(
                async move { office.claim(&owned_name, &owned_channel).await },
            )
            .await??;
        let claimed = match claimed {
            Claim::Parcels(claimed) => claimed,
            Claim::Later(wait) => return Ok(wait.min(PATIENCE)),
        };
        let mut claimed = VecDeque::from(claimed);
        while let Some(next) = claimed.pop_front() {
            if shutdown.is_cancelled() {
                claimed.push_front(next);
                self.put_back(claimed, self.wall.now()).await?;
                break;
            }
            let office = Arc::clone(self);
            let (owned_name, kind, lease) = (name.to_owned(), channel.kind, next.lease);
            let go =
                cascade_storage::mutation(
                    async move { office.depart(&owned_name, kind, lease).await },
                )
                .await??;
            let departed = match go {
                Go::Now(departed) => departed,
                Go::NotBefore(until) => {
                    claimed.push_front(next);
                    self.put_back(claimed, until).await?;
                    break;
                }
            };
            let verdict = match request(channel, &next.parcel, self.wall.now()) {
                Ok(request) => self.carry(channel, request, shutdown).await,
                Err(ConfigError { key, message }) => Verdict::Refused {
                    said: format!("{key}: {message}"),
                },
            };
            let office = Arc::clone(self);
            let owned_name = name.to_owned();
            cascade_storage::mutation(async move {
                office.settle(&owned_name, &next, departed, verdict).await
            })
            .await??;
        }
        Ok(Duration::ZERO)
    }

    /// Sends, but not for longer than whoever waits for our end does.
    async fn carry(
        &self,
        channel: &Channel,
        request: Request,
        shutdown: &CancellationToken,
    ) -> Verdict {
        let parting = async {
            shutdown.cancelled().await;
            tokio::time::sleep(PARTING).await;
        };
        tokio::select! {
            verdict = self.courier.send(channel, request) => verdict,
            () = parting => Verdict::Failed {
                said: "it had not been taken when this replica was stopped".to_owned(),
            },
        }
    }

    /// Notes under the channel's lock that a message goes, or tells when it may: what was free when it was claimed need not be so any
    /// more, for answers are slow, services say "too much", and other replicas speak too.
    ///
    /// Nothing goes that could still be on its way when its lease ends: then somebody else sends it.
    ///
    /// Until its answer is there the message counts as one that arrives as late as it can: so it counts however long it is on its way.
    async fn depart(
        &self,
        name: &str,
        kind: Kind,
        lease: DateTime<Utc>,
    ) -> Result<Go, ServiceError> {
        let limits = kind.limits();
        let mut tx = self.engine.pool.begin().await?;
        let mut state = channels::lock(&mut tx, name).await?;
        let now = self.wall.now();
        let departed = now + flight(kind);
        if departed > lease {
            tx.rollback().await?;
            return Ok(Go::NotBefore(now));
        }
        let mut sent = limits.remember(state.sent()?, now);
        let paused = state.paused_until.map_or(now, DateTime::<Utc>::from);
        let free = limits.next(&sent, now).min(now + PATIENCE).max(paused);
        if free > now {
            tx.rollback().await?;
            return Ok(Go::NotBefore(free));
        }
        sent.push(departed);
        sent.sort_unstable();
        state.set_sent(&sent);
        channels::write_sent(&mut tx, &state).await?;
        tx.commit().await?;
        Ok(Go::Now(departed))
    }

    /// Lets what was claimed and not sent wait again.
    async fn put_back(
        self: &Arc<Self>,
        claimed: VecDeque<Claimed>,
        until: DateTime<Utc>,
    ) -> Result<(), ServiceError> {
        let office = Arc::clone(self);
        cascade_storage::mutation(async move {
            let mut tx = office.engine.pool.begin().await?;
            for one in &claimed {
                parcels::put_back(&mut tx, &one.parcel.id, one.lease, one.fresh, until).await?;
            }
            tx.commit().await?;
            Ok(())
        })
        .await?
    }

    /// Writes what came of an attempt, and that the service had it by now.
    async fn settle(
        &self,
        name: &str,
        claimed: &Claimed,
        departed: DateTime<Utc>,
        verdict: Verdict,
    ) -> Result<(), ServiceError> {
        let now = self.wall.now();
        let Claimed {
            parcel,
            lease,
            attempts,
            deliveries,
            ..
        } = claimed;
        let failed = attempts + 1;
        let again = || {
            let failed = u32::try_from(failed).unwrap_or(u32::MAX);
            self.backoff.wait(failed, fastrand::f64())
        };
        let mut pause = None;
        let mut halves = None;
        let mut had = parcel.had.clone();
        let mut attempt = match verdict {
            Verdict::Delivered => Attempt {
                state: deliveries::DELIVERED,
                attempts: *attempts,
                next_at: None,
                said: "ok".to_owned(),
                finished_at: Some(now),
            },
            Verdict::DeliveredExcept { said } => Attempt {
                state: deliveries::DELIVERED,
                attempts: *attempts,
                next_at: None,
                said: format!("ok, but refused for {said}"),
                finished_at: Some(now),
            },
            Verdict::Limited { wait, said } => {
                let until = now + wait.unwrap_or(PAUSE).max(PAUSE);
                pause = Some(until);
                Attempt {
                    state: deliveries::WAITING,
                    // It is no fault of the message that others were many.
                    attempts: *attempts,
                    next_at: Some(until),
                    said,
                    finished_at: None,
                }
            }
            Verdict::Failed { said } => tried(failed, again(), said, now),
            Verdict::Partly { had: more, said } => {
                had.extend(more);
                tried(failed, again(), said, now)
            }
            // What it takes of one half it need not have taken of both: each goes by itself, and nothing is lost but time.
            Verdict::TooLong { said } if deliveries.len() > 1 => {
                halves = Some(deliveries.split_at(deliveries.len() / 2));
                Attempt {
                    state: deliveries::WAITING,
                    attempts: *attempts,
                    next_at: Some(now),
                    said,
                    finished_at: None,
                }
            }
            Verdict::TooLong { said } | Verdict::Refused { said } => given_up(failed, said, now),
        };
        if attempt.state != deliveries::DELIVERED {
            attempt.said = had::noted(&had, attempt.said);
        }
        metrics::counter!("cascade_deliveries_total", "channel" => name.to_owned(), "outcome" => attempt.state)
            .increment(1);
        if attempt.state == deliveries::FAILED {
            tracing::warn!(
                channel = name,
                parcel = parcel.id,
                said = attempt.said,
                "a delivery was given up"
            );
        }
        let mut tx = self.engine.pool.begin().await?;
        let mut state = channels::lock(&mut tx, name).await?;
        state.arrived(departed, now)?;
        channels::write_sent(&mut tx, &state).await?;
        let ours = parcels::finish(&mut tx, &parcel.id, *lease, &attempt).await?;
        if let Some((first, second)) = halves.filter(|_| ours > 0) {
            for half in [first, second] {
                parcels::rename(&mut tx, half, &Uuid::now_v7().to_string()).await?;
            }
        }
        channels::note(&mut tx, name, &attempt, pause, now).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Longest that a message may be on its way: until then it may still arrive.
fn flight(kind: Kind) -> TimeDelta {
    TimeDelta::from_std(kind.patience()).unwrap_or(TimeDelta::MAX) + SPARE
}

/// An attempt that has failed, to be repeated after `wait`.
fn tried(attempts: i64, wait: Option<TimeDelta>, said: String, now: DateTime<Utc>) -> Attempt {
    match wait {
        Some(wait) => Attempt {
            state: deliveries::WAITING,
            attempts,
            next_at: Some(now + wait),
            said,
            finished_at: None,
        },
        None => given_up(attempts, said, now),
    }
}

fn given_up(attempts: i64, said: String, now: DateTime<Utc>) -> Attempt {
    Attempt {
        state: deliveries::FAILED,
        attempts,
        next_at: None,
        said,
        finished_at: Some(now),
    }
}
