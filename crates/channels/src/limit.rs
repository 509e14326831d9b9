//! How often a robot may speak.

use chrono::{DateTime, TimeDelta, Utc};

/// At most so many messages in any span of so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Messages.
    pub most: usize,
    /// In any span of this length.
    pub span: TimeDelta,
}

/// All windows of a service; each holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits(pub &'static [Window]);

impl Limits {
    /// When the next message may go, given when the last ones went, oldest first.
    #[must_use]
    pub fn next(&self, sent: &[DateTime<Utc>], now: DateTime<Utc>) -> DateTime<Utc> {
        let free = |window: &Window| {
            let index = sent.len().checked_sub(window.most)?;
            Some(sent[index] + window.span)
        };
        self.0.iter().filter_map(free).fold(now, DateTime::max)
    }

    /// How many messages may go at once now.
    #[must_use]
    pub fn allowance(&self, sent: &[DateTime<Utc>], now: DateTime<Utc>) -> usize {
        let left = |window: &Window| {
            let recent = sent.iter().filter(|at| **at + window.span > now).count();
            window.most.saturating_sub(recent)
        };
        self.0.iter().map(left).min().unwrap_or(usize::MAX)
    }

    /// The sends that still matter at `now`, oldest first.
    #[must_use]
    pub fn remember(&self, sent: Vec<DateTime<Utc>>, now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        let longest = self.0.iter().map(|window| window.span).max();
        let keep = |at: &DateTime<Utc>| longest.is_some_and(|span| *at + span > now);
        sent.into_iter().filter(keep).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TWO: Limits = Limits(&[
        Window {
            most: 5,
            span: TimeDelta::seconds(1),
        },
        Window {
            most: 20,
            span: TimeDelta::seconds(60),
        },
    ]);

    fn at(millis: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(millis).unwrap()
    }

    proptest! {
        /// Whoever always waits until `next` never breaks a window, and never waits longer than needed.
        #[test]
        fn waiting_until_next_keeps_every_window(gaps in prop::collection::vec(0_i64..3_000, 1..120)) {
            let mut now = at(0);
            let mut sent: Vec<DateTime<Utc>> = Vec::new();
            for gap in gaps {
                now += TimeDelta::milliseconds(gap);
                let next = TWO.next(&sent, now);
                prop_assert_eq!(next == now, TWO.allowance(&sent, now) > 0);
                now = next;
                sent.push(now);
                for window in TWO.0 {
                    let within = sent.iter().filter(|one| **one + window.span > now).count();
                    prop_assert!(within <= window.most);
                }
                let kept = TWO.remember(sent.clone(), now);
                prop_assert_eq!(TWO.allowance(&kept, now), TWO.allowance(&sent, now));
            }
        }
    }

    #[test]
    fn without_windows_anything_goes() {
        assert_eq!(Limits(&[]).allowance(&[at(0); 9], at(0)), usize::MAX);
        assert_eq!(Limits(&[]).next(&[at(0); 9], at(0)), at(0));
    }
}
