//! Quiet hours: what is due in them waits for their end, for whatever reason it was not sent before.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::PostOffice;
use crate::{
    domain::{rulebook::Rulebook, settle::Moment},
    ids::DeliveryId,
    store::deliveries::{DeliveryRow, NoticeRow},
};

/// Departments whose quiet hours follow each other are heard together after so many looks, or never.
const LOOKS: usize = 8;
/// The notice of somebody who asks a channel to say something now.
const TEST: &str = "test";

/// What waits, by the end of the quiet hours that it waits for.
pub(super) type Quiet = BTreeMap<DateTime<Utc>, Vec<DeliveryId>>;

impl PostOffice {
    /// The first instant from `at` on, in real time, at which people of all these departments may be told something. Policies speak of
    /// the organisation's clock, which may be simulated: it goes as fast as real time from now on.
    pub(super) fn audible<'a>(
        &self,
        rules: &Rulebook,
        departments: impl Iterator<Item = &'a str> + Clone,
        at: DateTime<Utc>,
    ) -> DateTime<Utc> {
        let moment = self.engine.moment();
        let from = moment.now + (at - self.wall.now());
        let mut then = from;
        for _ in 0..LOOKS {
            let look = Moment::at(then, moment.offset);
            let next = departments
                .clone()
                .map(|department| rules.audible(department, look))
                .fold(then, DateTime::max);
            if next == then {
                return at + (then - from);
            }
            then = next;
        }
        // Somebody always sleeps: rather one is woken than that nobody is told.
        at
    }

    /// What of these must not be heard at `now`, and until when. What goes together waits together.
    pub(super) fn quiet(
        &self,
        rules: &Rulebook,
        due: &[(DeliveryRow, NoticeRow)],
        now: DateTime<Utc>,
    ) -> Quiet {
        let mut parcels: BTreeMap<String, Vec<&(DeliveryRow, NoticeRow)>> = BTreeMap::new();
        for pair in due.iter().filter(|(_, notice)| notice.kind != TEST) {
            let name = match pair.0.parcel.as_str() {
                "" => pair.0.id.to_string(),
                parcel => parcel.to_owned(),
            };
            parcels.entry(name).or_default().push(pair);
        }
        let mut quiet = Quiet::new();
        for parcel in parcels.values() {
            let departments = parcel.iter().map(|(_, notice)| notice.department.as_str());
            let until = self.audible(rules, departments, now);
            if until > now {
                let ids = parcel.iter().map(|(row, _)| row.id);
                quiet.entry(until).or_default().extend(ids);
            }
        }
        quiet
    }
}

/// What is due without what waits for the end of quiet hours.
pub(super) fn audible(
    mut due: Vec<(DeliveryRow, NoticeRow)>,
    quiet: &Quiet,
) -> Vec<(DeliveryRow, NoticeRow)> {
    let held: BTreeSet<DeliveryId> = quiet.values().flatten().copied().collect();
    due.retain(|(row, _)| !held.contains(&row.id));
    due
}
