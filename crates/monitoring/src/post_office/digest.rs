//! Who is told at once, and what waits to be told with others: a reader gets so many messages in a while, then one digest at its end.

use std::collections::{BTreeMap, HashMap, HashSet};

use cascade_channels::{Channel, Kind};
use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    domain::{parcels::held_until, rulebook::Rulebook},
    store::deliveries::{Spoken, WAITING},
};

/// Who reads what a channel is told about a person: that person, or its group.
pub(super) fn reader<'a>(channel: &Channel, person: &'a str) -> &'a str {
    match channel.kind {
        Kind::Mail if channel.personal => person,
        _ => "",
    }
}

/// How many notices of a department go one by one, and in how long a time no more.
pub(super) fn measure(
    rules: &Rulebook,
    department: &str,
    today: chrono::NaiveDate,
) -> (usize, TimeDelta) {
    rules.in_force(department, today).map_or_else(
        || (FEW, TimeDelta::zero()),
        |(version, _)| {
            let terms = &version.terms;
            let few = usize::try_from(terms.digest_over).unwrap_or(usize::MAX);
            (few, TimeDelta::minutes(terms.digest_minutes.into()))
        },
    )
}

/// So many go one by one where no policy is written.
const FEW: usize = 5;

/// What readers of channels were told of late.
#[derive(Default)]
pub(super) struct Told {
    /// When, oldest first, by channel and reader.
    times: HashMap<(String, String), Vec<DateTime<Utc>>>,
    /// Until when the first of what waits for them waits.
    waits: HashMap<(String, String), DateTime<Utc>>,
}

impl Told {
    /// From the deliveries of late, oldest first.
    pub(super) fn of(
        spoken: Vec<Spoken>,
        channels: &BTreeMap<String, Channel>,
        now: DateTime<Utc>,
    ) -> Self {
        let mut told = Self::default();
        let mut parcels = HashSet::new();
        for one in spoken {
            let Some(channel) = channels.get(&one.channel) else {
                continue;
            };
            let key = (one.channel, reader(channel, &one.person).to_owned());
            let next = one.next_at.map_or(now, DateTime::<Utc>::from);
            if one.state == WAITING && one.parcel.is_empty() && next > now {
                let first = told.waits.entry(key).or_insert(next);
                *first = next.min(*first);
                continue;
            }
            // A digest is one message.
            if !one.parcel.is_empty() && !parcels.insert(one.parcel) {
                continue;
            }
            let at = one.finished_at.unwrap_or(one.created_at);
            told.times.entry(key).or_default().push(at.into());
        }
        for times in told.times.values_mut() {
            times.sort_unstable();
        }
        told
    }

    /// Until when something new waits for a reader; none: it goes at once.
    pub(super) fn until(
        &self,
        channel: &str,
        reader: &str,
        (few, window): (usize, TimeDelta),
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        if window.is_zero() {
            return None;
        }
        let key = (channel.to_owned(), reader.to_owned());
        // What waits for longer waits for something else, such as the end of another department's quiet hours.
        let waits = self.waits.get(&key).copied();
        let waits = waits.filter(|until| *until <= now + window);
        waits.or_else(|| held_until(self.times.get(&key)?, now, few, window))
    }
}
