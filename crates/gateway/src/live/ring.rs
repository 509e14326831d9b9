//! The last events, in the order of the log, numbered as they come.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use cascade_events::CloudEvent;
use uuid::Uuid;

/// An event as it is told: written once, for all who follow.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) id: Uuid,
    pub(super) event_type: String,
    pub(super) partition_key: String,
    pub(super) json: String,
}

impl From<CloudEvent> for Told {
    fn from(event: CloudEvent) -> Self {
        Self {
            json: String::from_utf8_lossy(&event.to_json()).into_owned(),
            id: event.id,
            event_type: event.event_type,
            partition_key: event.partitionkey,
        }
    }
}

/// Where somebody is who follows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The next events, none at the end, and the number to go on with.
    Next(Vec<Arc<Told>>, u64),
    /// Events that are no longer here stood between; go on with this number.
    Lost(u64),
}

/// A bounded memory of events.
pub(super) struct Ring {
    most: usize,
    events: VecDeque<Arc<Told>>,
    numbers: HashMap<Uuid, u64>,
    /// Number of the next event.
    next: u64,
}

impl Ring {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most: most.max(1),
            events: VecDeque::new(),
            numbers: HashMap::new(),
            next: 0,
        }
    }

    /// Takes an event in. One that is here already was published twice and is told once.
    pub(super) fn push(&mut self, event: CloudEvent) {
        if self.numbers.contains_key(&event.id) {
            return;
        }
        if self.events.len() == self.most
            && let Some(oldest) = self.events.pop_front()
        {
            self.numbers.remove(&oldest.id);
        }
        self.numbers.insert(event.id, self.next);
        self.events.push_back(Arc::new(event.into()));
        self.next += 1;
    }

    /// Forgets everything, and leaves a number out: who has followed so far sees that something is missing.
    pub(super) fn break_off(&mut self) {
        self.events.clear();
        self.numbers.clear();
        self.next += 1;
    }

    /// Number of the next event.
    pub(super) fn end(&self) -> u64 {
        self.next
    }

    /// Id of the last event.
    pub(super) fn last(&self) -> Option<Uuid> {
        self.events.back().map(|event| event.id)
    }

    /// Number of the event after this one; none for an event that is not here.
    pub(super) fn after(&self, id: Uuid) -> Option<u64> {
        self.numbers.get(&id).map(|number| number + 1)
    }

    /// At most so many events from this number on.
    pub(super) fn part(&self, from: u64, most: usize) -> Part {
        let first = self.next - self.events.len() as u64;
        let Some(skipped) = from.checked_sub(first) else {
            return Part::Lost(self.next);
        };
        let skipped = usize::try_from(skipped).unwrap_or(usize::MAX);
        let events: Vec<_> = self
            .events
            .iter()
            .skip(skipped)
            .take(most)
            .cloned()
            .collect();
        let next = from + events.len() as u64;
        Part::Next(events, next)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::event, *};

    fn ids(part: Part) -> Vec<Uuid> {
        match part {
            Part::Next(events, _) => events.iter().map(|event| event.id).collect(),
            Part::Lost(next) => panic!("lost, goes on with {next}"),
        }
    }

    #[test]
    fn what_comes_after_an_event_is_told_in_order_and_once() {
        let mut ring = Ring::new(10);
        let events: Vec<CloudEvent> = (1..=4).map(|number| event("plan-1", number)).collect();
        for event in &events {
            ring.push(event.clone());
            ring.push(event.clone());
        }
        let from = ring.after(events[1].id).unwrap();
        assert_eq!(ids(ring.part(from, 9)), [events[2].id, events[3].id]);
        assert_eq!(ids(ring.part(from, 1)), [events[2].id]);
        assert_eq!(ring.part(ring.end(), 9), Part::Next(Vec::new(), 4));
        assert_eq!(ring.last(), Some(events[3].id));
    }

    #[test]
    fn what_fell_out_is_lost_and_said_to_be() {
        let mut ring = Ring::new(3);
        let events: Vec<CloudEvent> = (1..=5).map(|number| event("plan-1", number)).collect();
        events.iter().for_each(|event| ring.push(event.clone()));
        assert_eq!(ring.after(events[1].id), None);
        assert_eq!(ring.part(1, 9), Part::Lost(5));
        assert_eq!(ids(ring.part(2, 9)).len(), 3, "the oldest that is here");
    }

    #[test]
    fn a_break_is_seen_by_everybody_who_follows() {
        let mut ring = Ring::new(3);
        ring.push(event("plan-1", 1));
        let here = ring.end();
        ring.break_off();
        assert_eq!(ring.part(here, 9), Part::Lost(2));
        assert_eq!(ring.part(2, 9), Part::Next(Vec::new(), 2));
        assert_eq!(ring.last(), None);
    }
}
