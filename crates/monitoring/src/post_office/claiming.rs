//! Which of what waits for a channel goes next, and in which parcels.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use cascade_channels::{Channel, Kind, Parcel, room};
use cascade_runtime::error::ServiceError;
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{PATIENCE, PostOffice, digest, had, letters, overtaken, quiet::audible};
use crate::{
    domain::parcels::{Waiting, pack},
    ids::DeliveryId,
    store::{
        self, channels,
        deliveries::{self, DeliveryRow, NoticeRow},
        parcels,
    },
};

/// Most deliveries looked at together, those of the highest levels: the others come after them.
const MOST: i64 = 200;
/// Who has not come back by then has died: longer than a service may take for all parcels of a claim.
const LEASE: TimeDelta = TimeDelta::seconds(300);
/// Most parcels of one claim, so that the lease holds.
const PARCELS: usize = 20;

/// What may be said now.
pub(super) enum Claim {
    /// This.
    Parcels(Vec<Claimed>),
    /// Nothing before so long.
    Later(Duration),
}

/// A parcel that we have claimed.
pub(super) struct Claimed {
    pub(super) parcel: Parcel,
    pub(super) lease: DateTime<Utc>,
    /// Attempts that have failed before.
    pub(super) attempts: i64,
    /// It was never sent under this name.
    pub(super) fresh: bool,
    /// What is in it.
    pub(super) deliveries: Vec<DeliveryId>,
}

impl PostOffice {
    /// Decides under the channel's lock what goes now.
    pub(super) async fn claim(&self, name: &str, channel: &Channel) -> Result<Claim, ServiceError> {
        let now = self.wall.now();
        let mut tx = self.engine.pool.begin().await?;
        let Some(state) = channels::try_lock(&mut tx, name).await? else {
            tx.rollback().await?;
            return Ok(Claim::Later(PATIENCE));
        };
        let limits = channel.kind.limits();
        let sent = limits.remember(state.sent()?, now);
        let paused = state.paused_until.map_or(now, DateTime::<Utc>::from);
        let free = limits.next(&sent, now).max(paused);
        if free > now {
            tx.rollback().await?;
            return Ok(Claim::Later((free - now).to_std().unwrap_or_default()));
        }
        let allowance = limits.allowance(&sent, now).min(PARCELS);
        let due = deliveries::due(&mut tx, name, now, MOST).await?;
        if due.is_empty() {
            tx.rollback().await?;
            return Ok(Claim::Later(PATIENCE));
        }
        let rules = store::rulebook(&mut tx, &self.engine.policy).await?;
        let quiet = self.quiet(&rules, &due, now);
        for (until, ids) in &quiet {
            parcels::hold(&mut tx, ids, *until).await?;
        }
        let mut due = overtaken::leave_out(&mut tx, audible(due, &quiet), now).await?;
        letters::sort(&mut due);
        let today = self.engine.moment().today;
        let waiting: Vec<Waiting> = due
            .iter()
            .map(|(row, notice)| Waiting {
                id: row.id,
                parcel: row.parcel.clone(),
                reader: digest::reader(channel, &notice.person).to_owned(),
                few: digest::measure(&rules, &notice.department, today).0,
                held: row.next_at > Some(row.created_at),
            })
            .collect();
        let addresses = match channel.kind {
            Kind::Mail if channel.personal => {
                let people = due.iter().map(|(_, notice)| notice.person.clone());
                store::addresses(&mut tx, people.collect()).await?
            }
            _ => HashMap::new(),
        };
        let rows: BTreeMap<_, &(DeliveryRow, NoticeRow)> =
            due.iter().map(|pair| (pair.0.id, pair)).collect();
        let lease = now + LEASE;
        let mut claimed = Vec::new();
        let base_url = &self.notices.base_url;
        let written = |name: &str, ids: &[DeliveryId]| {
            let notices: Vec<_> = ids.iter().map(|id| &rows[id].1).collect();
            letters::parcel(name.to_owned(), channel, &addresses, base_url, &notices)
        };
        let fits = |ids: &[DeliveryId]| room(channel, &written("", ids).message, now);
        for mut packed in pack(&waiting, allowance, fits) {
            // What had room when it was named may have none now, where texts or handles have changed: then it is new again.
            let rest = packed.deliveries.split_off(fits(&packed.deliveries));
            if !rest.is_empty() {
                parcels::hold(&mut tx, &rest, now).await?;
                parcels::rename(&mut tx, &rest, "").await?;
            }
            let name = match packed.parcel.as_str() {
                "" => Uuid::now_v7().to_string(),
                known => known.to_owned(),
            };
            let lines: Vec<_> = packed.deliveries.iter().map(|id| rows[id]).collect();
            let attempts = lines.iter().map(|pair| pair.0.attempts).max().unwrap_or(0);
            parcels::start_sending(&mut tx, &packed.deliveries, &name, lease).await?;
            let mut parcel = written(&name, &packed.deliveries);
            // One that is tried again has the same note on all that is in it.
            if let Some((row, _)) = lines.first().filter(|(row, _)| !row.parcel.is_empty()) {
                parcel.had = had::read(&row.said);
            }
            claimed.push(Claimed {
                parcel,
                lease,
                attempts,
                fresh: packed.parcel.is_empty(),
                deliveries: packed.deliveries,
            });
        }
        tx.commit().await?;
        Ok(Claim::Parcels(claimed))
    }
}
