//! Carries notifications to people: each is handed to its channels, and each channel is told what its service takes.
//!
//! ```text
//! notification ──route──► delivery (waiting) ──claim──► sending ──► delivered
//!                              ▲                           │  └──► failed: refused for good, or tried too often
//!                              └────── again, later ───────┘
//! ```
//! What an alert has left behind by the time that it could be routed or claimed is noted as overtaken and not sent.
//!
//! No transaction is held while a service is spoken to: what is to be sent is claimed for a while, sent, and settled. Who does not
//! come back leaves it to another, who sends it again under the same name; a service that had it already can tell by that. The limits
//! of a robot hold over all replicas, because the row of its channel is locked while somebody decides what it says next.

mod claiming;
mod digest;
mod had;
mod letters;
mod log;
mod overtaken;
mod quiet;
mod sending;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use cascade_channels::{Backoff, Channel, Courier};
use cascade_runtime::{clock::Clock, error::ServiceError};
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::{
    config::Notices,
    directory::Directory,
    engine::Engine,
    store::{self, deliveries},
};

/// Most notifications handed to channels in one transaction.
const BATCH: i64 = 200;
/// Between two looks where nothing wakes us: another replica may have written something.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between two times of forgetting what is old.
const FORGET: Duration = Duration::from_secs(3_600);

/// Carries notifications to people.
pub struct PostOffice {
    engine: Arc<Engine>,
    notices: Notices,
    courier: Courier,
    /// Real time: services compare it with theirs, whatever a simulated calendar says.
    wall: Clock,
    backoff: Backoff,
    /// Rung where something new waits for a channel.
    news: Notify,
}

impl PostOffice {
    /// A post office for these channels; `wall` tells real time.
    #[must_use]
    pub fn new(engine: Arc<Engine>, notices: Notices, wall: Clock) -> Arc<Self> {
        Arc::new(Self {
            engine,
            notices,
            courier: Courier::new(),
            wall,
            backoff: Backoff::default(),
            news: Notify::new(),
        })
    }

    /// Works until `shutdown`. Without channels nothing is sent, but what is old is forgotten all the same.
    pub async fn run(self: Arc<Self>, shutdown: CancellationToken) {
        if self.notices.channels.is_empty() {
            return self.run_forgetting(&shutdown).await;
        }
        let channels = self.notices.channels.iter();
        let sending = channels.map(|(name, channel)| self.run_channel(name, channel, &shutdown));
        tokio::join!(
            self.run_routing(&shutdown),
            self.run_forgetting(&shutdown),
            join_all(sending)
        );
    }

    async fn run_routing(self: &Arc<Self>, shutdown: &CancellationToken) {
        let mut moves = self.engine.clock.watch();
        loop {
            if let Err(error) = self.route_due().await {
                tracing::warn!(%error, "notifications wait: they cannot be handed to channels now");
            }
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = moves.moved() => {}
                () = tokio::time::sleep(PATIENCE) => {}
            }
        }
    }

    /// Hands everything that is due to its channels.
    ///
    /// # Errors
    /// Database errors; what was handed over before stays so.
    async fn route_due(self: &Arc<Self>) -> Result<(), ServiceError> {
        loop {
            let office = Arc::clone(self);
            let routed = cascade_storage::mutation(async move { office.route_batch().await });
            match routed.await?? {
                0 => return Ok(()),
                _ => self.news.notify_waiters(),
            }
        }
    }

    async fn route_batch(&self) -> Result<usize, ServiceError> {
        let now = self.engine.clock.now();
        let mut tx = self.engine.pool.begin().await?;
        let notices = deliveries::claim_unrouted(&mut tx, now, BATCH).await?;
        if notices.is_empty() {
            tx.rollback().await?;
            return Ok(0);
        }
        let directory = store::directory(&mut tx).await?;
        let stale = now - TimeDelta::hours(i64::from(self.notices.stale_hours));
        let wall = self.wall.now();
        let channels = &self.notices.channels;
        let rules = store::rulebook(&mut tx, &self.engine.policy).await?;
        let today = self.engine.moment().today;
        let measures: Vec<_> = notices
            .iter()
            .map(|notice| digest::measure(&rules, &notice.department, today))
            .collect();
        let widest = measures.iter().map(|(_, window)| *window).max();
        let told = match widest.filter(|window| !window.is_zero()) {
            None => digest::Told::default(),
            Some(window) => {
                // What was held back went a window later than it came.
                let spoken = deliveries::spoken(&mut tx, wall - window * 2).await?;
                digest::Told::of(spoken, channels, wall)
            }
        };
        let standings = overtaken::Standings::of(&mut tx, notices.iter()).await?;
        let mut rows = Vec::new();
        for (notice, measure) in notices.iter().zip(measures) {
            // News of yesterday would only bury today's, when channels come back or are configured for the first time.
            if DateTime::<Utc>::from(notice.due_at) < stale {
                continue;
            }
            let why = standings.why(notice);
            for (name, channel) in recipients(channels, &directory, &notice.department) {
                let reader = digest::reader(channel, &notice.person);
                let mut row = deliveries::DeliveryRow::new(notice.id, name, wall);
                if let Some(why) = &why {
                    rows.push(row.overtaken(why.clone()));
                    continue;
                }
                if let Some(until) = told.until(name, reader, measure, wall) {
                    let department = std::iter::once(notice.department.as_str());
                    row.next_at = Some(self.audible(&rules, department, until).into());
                }
                rows.push(row);
            }
        }
        let ids: Vec<_> = notices.iter().map(|notice| notice.id).collect();
        deliveries::route(&mut tx, &ids, &rows, now).await?;
        tx.commit().await?;
        Ok(notices.len())
    }

    async fn run_forgetting(&self, shutdown: &CancellationToken) {
        loop {
            if let Err(error) = self.forget().await {
                tracing::warn!(%error, "old notifications cannot be deleted now");
            }
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = tokio::time::sleep(FORGET) => {}
            }
        }
    }

    async fn forget(&self) -> Result<(), ServiceError> {
        let keep = TimeDelta::days(i64::from(self.notices.keep_days));
        let mut conn = self.engine.pool.get().await?;
        // Notices are dated by one clock and deliveries by the other: by the earlier of both, nothing is forgotten too soon.
        let before = (self.wall.now() - keep).min(self.engine.clock.now() - keep);
        deliveries::forget(&mut conn, before).await?;
        Ok(())
    }
}

/// Channels that hear of a department: those of the department, of one above it, or of all.
fn recipients<'a>(
    channels: &'a BTreeMap<String, Channel>,
    directory: &Directory,
    department: &str,
) -> impl Iterator<Item = (&'a str, &'a Channel)> {
    let mut line: Vec<String> = directory
        .upwards(department)
        .map(|one| one.code.clone())
        .collect();
    // A department that the directory does not know yet still has its own groups.
    line.push(department.to_owned());
    channels
        .iter()
        .filter(move |(_, channel)| {
            let of = &channel.departments;
            of.is_empty() || of.iter().any(|code| line.contains(code))
        })
        .map(|(name, channel)| (name.as_str(), channel))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::Department;

    #[test]
    fn groups_of_a_department_hear_of_everything_below_it() {
        let department = |code: &str, parent: &str| Department {
            code: code.into(),
            name: code.into(),
            parent: parent.into(),
            head: String::new(),
            version: 1,
        };
        let directory = Directory::new([
            department("C", ""),
            department("S", "C"),
            department("S1", "S"),
            department("M", "C"),
        ]);
        let channel = |of: &[&str]| Channel {
            departments: of.iter().map(|code| (*code).to_owned()).collect(),
            ..Channel::default()
        };
        let channels = BTreeMap::from([
            ("all".to_owned(), channel(&[])),
            ("marketing".to_owned(), channel(&["M"])),
            ("sales".to_owned(), channel(&["S", "X"])),
        ]);
        let of = |code| {
            let to = recipients(&channels, &directory, code);
            to.map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(of("S1"), ["all", "sales"]);
        assert_eq!(of("C"), ["all"]);
        assert_eq!(of("X"), ["all", "sales"], "not in the directory yet");
    }
}
