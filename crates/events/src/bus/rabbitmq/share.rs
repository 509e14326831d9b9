//! Partitions over replicas. The broker gives each partition to one consumer at a time, and to the first that asked: a replica that comes
//! later would wait for the first one's death. So a replica that has more than its share leaves one to those that wait, and asks again
//! behind them.
//!
//! Nobody says to a consumer that it is the active one, but what is delivered to it tells; a partition without events need not be shared.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use lapin::{
    Channel, Consumer,
    options::{BasicConsumeOptions, QueueDeclareOptions},
    types::FieldTable,
};

use super::{super::BusError, topology::presence_queue};

/// Between two looks at how many replicas there are.
pub(super) const LOOK: Duration = Duration::from_secs(2);
/// Before a partition that was left to others is asked for again.
pub(super) const STEP_BACK: Duration = Duration::from_millis(500);

/// The partitions of one consumer that are known to be this replica's.
pub(super) struct Share {
    partitions: usize,
    active: Mutex<BTreeSet<u16>>,
}

impl Share {
    /// Of so many partitions none is known to be this replica's yet.
    pub(super) fn of(partitions: usize) -> Self {
        Self {
            partitions,
            active: Mutex::default(),
        }
    }

    /// Something was delivered from a partition.
    pub(super) fn takes(&self, partition: u16) {
        self.lock().insert(partition);
    }

    /// A partition is no longer asked for.
    pub(super) fn leaves(&self, partition: u16) {
        self.lock().remove(&partition);
    }

    /// Whether a partition is to be left to one of so many replicas: more are active here than an equal share, and of those it is the
    /// last.
    pub(super) fn is_too_much(&self, partition: u16, replicas: u32) -> bool {
        let active = self.lock();
        let most = self.partitions.div_ceil(replicas.max(1) as usize);
        active.len() > most && active.last() == Some(&partition)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeSet<u16>> {
        self.active.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says that this replica is there, for as long as what it answers is kept and the connection holds.
pub(super) async fn be_present(channel: &Channel, consumer: &str) -> Result<Consumer, BusError> {
    channel
        .basic_consume(
            presence_queue(consumer).into(),
            "".into(),
            BasicConsumeOptions::default(),
            FieldTable::default(),
        )
        .await
        .map_err(BusError::new)
}

/// Replicas of a consumer that are there.
pub(super) async fn replicas(channel: &Channel, consumer: &str) -> Result<u32, BusError> {
    let options = QueueDeclareOptions {
        passive: true,
        ..QueueDeclareOptions::default()
    };
    let found = channel
        .queue_declare(
            presence_queue(consumer).into(),
            options,
            FieldTable::default(),
        )
        .await
        .map_err(BusError::new)?;
    Ok(found.consumer_count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_more_than_an_equal_share_is_left_one_by_one() {
        let share = Share::of(4);
        (0..4).for_each(|partition| share.takes(partition));
        assert!(!share.is_too_much(3, 1), "nobody else is there");
        assert!(share.is_too_much(3, 2) && !share.is_too_much(2, 2));
        share.leaves(3);
        assert!(share.is_too_much(2, 2));
        share.leaves(2);
        assert!(!share.is_too_much(1, 2));
        assert!(!share.is_too_much(1, 3), "two of four are a share of three");
        assert!(share.is_too_much(1, 4));
    }
}
